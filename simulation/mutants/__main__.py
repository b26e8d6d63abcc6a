"""`python -m simulation.mutants [NAME…]`: tries the mutants, and fails where one survives."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from time import monotonic

from . import MUTANTS, Mutant
from .base import best, record
from .runner import Verdict, run


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _chosen(arguments: Sequence[str], cores: int) -> tuple[argparse.Namespace, list[Mutant]]:
    parser = argparse.ArgumentParser(
        prog="python -m simulation.mutants", description="Tries deliberate bugs."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these")
    parser.add_argument("--layer", choices=("core", "wire"), help="only those of this layer")
    parser.add_argument("--seeds", type=int, default=0, help="as many seeds at most")
    parser.add_argument("--jobs", type=int, default=cores, help="how many at a time")
    parser.add_argument("--record", action="store_true", help="remember which seed caught each")
    parser.add_argument("--fresh", action="store_true", help="from seed 0 on, whatever is remembered")
    chosen = parser.parse_args(arguments)
    unknown = set(chosen.names) - {mutant.name for mutant in MUTANTS}
    if unknown:
        parser.error(f"no mutant is called {', '.join(sorted(unknown))}")
    mutants = [
        mutant._replace(seeds=min(mutant.seeds, chosen.seeds or mutant.seeds))
        for mutant in MUTANTS
        if (not chosen.names or mutant.name in chosen.names) and chosen.layer in (None, mutant.scene.layer)
    ]
    return chosen, mutants


def main(arguments: Sequence[str], cores: int, say: Callable[[str], None]) -> int:
    """The command; 0 where every chosen mutant was caught."""
    chosen, mutants = _chosen(arguments, cores)

    def tell(one: Verdict) -> None:
        unsound = f" (breaks without a bug: {one.unsound})" if one.unsound else ""
        say(f"{one.fate:9} {one.mutant.name} ({one.seconds:.0f} s): {one.told}{unsound}")
        if chosen.record and one.fate == "caught":
            record({one.mutant.name: one.seed})

    begun = monotonic()
    verdicts = run(mutants, chosen.jobs, tell, {} if chosen.fresh else best())
    caught = [one for one in verdicts if one.fate == "caught"]
    seeds = sorted({mutant.seeds for mutant in mutants})
    say(f"caught {len(caught)} of {len(verdicts)} within {seeds[-1] if seeds else 0} seeds each "
        f"in {monotonic() - begun:.0f} s")  # fmt: skip
    return 0 if len(caught) == len(verdicts) else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:], len(os.sched_getaffinity(0)), _say))
