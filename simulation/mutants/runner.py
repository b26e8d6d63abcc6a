"""Decides whether the simulation catches each mutant: a copy of the program with one bug, and some seeds.

| what comes of it                                 | told as              |
|--------------------------------------------------|----------------------|
| a seed breaks a promise                          | caught, by which     |
| no seed does                                     | survived             |
| the text to change does not stand there once     | stale: the list is wrong |
| the simulation itself falls over                 | broken: nothing is said about the mutant |
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Literal, NamedTuple

from . import MUTANTS, Mutant
from .base import Edit

ROOT = Path(__file__).parents[2]
CARRIED = ("engine", "sandbox", "simulation", "templates", "config")
SOUND = "sound"
LONGEST = 1800.0

Fate = Literal["caught", "survived", "stale", "broken"]


class Verdict(NamedTuple):
    """What became of one mutant: the promise that it broke and the seed at which, or why nothing is known."""

    mutant: Mutant
    fate: Fate
    told: str


class Stale(ValueError):
    """The text that a mutant changes does not stand in its file exactly once."""


def changed(text: str, edit: Edit) -> str:
    """A file's text with the bug."""
    times = text.count(edit.old)
    if times != 1:
        raise Stale(f"{edit.file}: the text stands there {times} times")
    return text.replace(edit.old, edit.new)


def apply(root: Path, mutant: Mutant) -> None:
    """Put the bug into the copy of the program that lies at `root`."""
    for edit in mutant.edits:
        file = root / edit.file
        file.write_text(changed(file.read_text(encoding="utf-8"), edit), encoding="utf-8")


def try_one(mutant: Mutant, scratch: Path) -> Verdict:
    """One mutant in a folder and a process of its own."""
    root = scratch / mutant.name
    shutil.copytree(scratch / SOUND, root)
    try:
        apply(root, mutant)
    except Stale as stale:
        return Verdict(mutant, "stale", str(stale))
    command = [sys.executable, "-m", "simulation.mutants.hunt", mutant.layer, str(mutant.seeds)]
    try:
        done = subprocess.run(  # noqa: S603  # our own interpreter and module
            command, cwd=root, capture_output=True, text=True, timeout=LONGEST, check=False
        )
    except subprocess.TimeoutExpired:
        return Verdict(mutant, "broken", f"no end within {LONGEST:.0f} s")
    finally:
        shutil.rmtree(root, ignore_errors=True)
    if done.returncode:
        # What does not even start is caught by any test; here it says that the list is badly made.
        return Verdict(mutant, "broken", done.stderr.strip().splitlines()[-1][:200])
    found = json.loads(done.stdout)
    if found.get("broken"):
        return Verdict(mutant, "broken", f"seed {found['seed']}: {found['broken']}")
    if not found["promise"]:
        return Verdict(mutant, "survived", f"{found['seed']} seeds of the {mutant.layer} layer")
    return Verdict(mutant, "caught", f"{found['promise']} at seed {found['seed']}: {found['text']}")


def run(mutants: Iterable[Mutant], jobs: int, tell: Callable[[Verdict], None]) -> list[Verdict]:
    """Try every mutant, some at a time; `tell` hears of each as it is decided."""
    verdicts = []
    with tempfile.TemporaryDirectory(prefix="selaras-mutants-") as folder, ThreadPoolExecutor(jobs) as pool:
        # All are made from the program as it is now, whatever is edited meanwhile.
        for name in CARRIED:
            shutil.copytree(
                ROOT / name, Path(folder) / SOUND / name, ignore=shutil.ignore_patterns("__pycache__")
            )
        for done in as_completed([pool.submit(try_one, mutant, Path(folder)) for mutant in mutants]):
            tell(done.result())
            verdicts.append(done.result())
    return verdicts


def main(arguments: Sequence[str], cores: int, say: Callable[[str], None]) -> int:
    """The command; 0 where every chosen mutant was caught."""
    parser = argparse.ArgumentParser(
        prog="python -m simulation.mutants", description="Tries deliberate bugs."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these")
    parser.add_argument("--layer", choices=("core", "wire"), help="only those of this layer")
    parser.add_argument("--seeds", type=int, default=0, help="as many seeds at most")
    parser.add_argument("--jobs", type=int, default=cores, help="how many at a time")
    chosen = parser.parse_args(arguments)
    unknown = set(chosen.names) - {mutant.name for mutant in MUTANTS}
    if unknown:
        parser.error(f"no mutant is called {', '.join(sorted(unknown))}")
    mutants = [
        mutant._replace(seeds=min(mutant.seeds, chosen.seeds or mutant.seeds))
        for mutant in MUTANTS
        if (not chosen.names or mutant.name in chosen.names) and chosen.layer in (None, mutant.layer)
    ]
    verdicts = run(mutants, chosen.jobs, lambda one: say(f"{one.fate:9} {one.mutant.name}: {one.told}"))
    caught = sum(verdict.fate == "caught" for verdict in verdicts)
    say(f"caught {caught} of {len(verdicts)}")
    return 0 if caught == len(verdicts) else 1
