"""`python -m simulation.soak --minutes N`: fresh seeds on every core until the time is up, and one line at the end.

A failing seed is told at once with its layer, so that it can be played again while the rest goes on. The exit code is
1 where a promise was broken, or where the simulation itself fell over.
"""

from __future__ import annotations

import argparse
import os
import secrets
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from typing import NamedTuple

from .clock import Broken
from .layers import WORLDS, layer_of
from .moves import ALL
from .run import play
from .story import draw

MOST_FAILURES = 20
# Of so many seeds one is played over the wire: it takes several times as long.
WIRE_EVERY = 4


class Played(NamedTuple):
    """How one seed went: what it broke (empty: nothing), its events, the faults that bit, its seconds of computing."""

    seed: str
    layer: str
    broken: str
    events: int
    faults: int
    seconds: float


def one(seed: str, layer: str) -> Played:
    """Play one seed in this process."""
    begun = time.process_time()
    try:
        outcome = play(draw(seed, ALL), layer_of(layer))
    except Broken as broken:
        return Played(seed, layer, f"the simulation fell over: {broken}", 0, 0, time.process_time() - begun)
    faults = sum(count for name, count in outcome.bitten.items() if name.startswith("fault."))
    told = f"{outcome.promise}: {outcome.violation}" if outcome.promise else ""
    return Played(seed, layer, told, outcome.events, faults, time.process_time() - begun)


@dataclass(slots=True)
class Tally:
    """What all seeds came to."""

    seeds: Counter[str] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    faults: int = 0
    violations: int = 0

    def add(self, played: Played) -> None:
        """Count one seed."""
        self.seeds[played.layer] += 1
        self.events[played.layer] += played.events
        self.seconds[played.layer] += played.seconds
        self.faults += played.faults
        self.violations += bool(played.broken)

    def line(self) -> str:
        """The one line at the end."""
        layers = ", ".join(
            f"{layer} {self.seeds[layer]} at {self.events[layer] / max(0.001, self.seconds[layer]):,.0f}/s"
            for layer in sorted(self.seeds)
        )
        total, events = sum(self.seeds.values()), sum(self.events.values())
        return (
            f"{total} seeds ({layers}), {events} events, {self.faults} faults bitten, "
            f"{self.violations} violations"
        )


def fresh(base: str, layers: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Seeds that nobody played before, each with its layer."""
    number = 0
    while True:
        number += 1
        layer = layers[0] if len(layers) == 1 or number % WIRE_EVERY else layers[1]
        yield f"{base}-{number}", layer


def soak(minutes: float, jobs: int, layers: Sequence[str], base: str) -> Tally:
    """Play until the time is up or too much is broken."""
    until = time.monotonic() + 60.0 * minutes
    tally = Tally()
    seeds = fresh(base, layers)
    with ProcessPoolExecutor(jobs) as pool:
        running: dict[Future[Played], tuple[str, str]] = {}

        def more() -> None:
            seed = next(seeds)
            running[pool.submit(one, *seed)] = seed

        for _ in range(jobs):
            more()
        while running:
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                played = _ended(future, *running.pop(future))
                tally.add(played)
                if played.broken:
                    _say(f"seed {played.seed} ({played.layer}): {played.broken}")
                if time.monotonic() < until and tally.violations < MOST_FAILURES:
                    more()
    return tally


def _ended(future: Future[Played], seed: str, layer: str) -> Played:
    """What a seed came to; that the simulation fell over ends this seed and not the soak."""
    error = future.exception()
    if error is None:
        return future.result()
    return Played(seed, layer, f"the simulation fell over: {type(error).__name__}: {error}", 0, 0, 0.0)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(arguments: Sequence[str]) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m simulation.soak", description="Plays fresh seeds.")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--layer", choices=sorted(WORLDS), help="only this one")
    parser.add_argument("--base", default="", help="the first part of every seed (default: fresh)")
    chosen = parser.parse_args(arguments)
    layers = [chosen.layer] if chosen.layer else ["core", "wire"]
    tally = soak(chosen.minutes, max(1, chosen.jobs), layers, chosen.base or secrets.token_hex(4))
    _say(tally.line())
    return 1 if tally.violations else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
