"""Plays a set of seeds, on as many processes as there are, and tells what they came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from .layers import layer_of
from .moves import ALL
from .run import Outcome, play
from .story import draw

# Short, and every run of the tests: chosen so that together every class bites.
SHORT: dict[str, tuple[int, ...]] = {
    "core": (102, 104, 105, 106, 108, 109, 110, 111, 112, 114, 120, 130, 134, 135, 157, 162, 277, 432),
    "wire": (201, 202, 203, 206),
}


class Ended(NamedTuple):
    """One seed of a set."""

    seed: int | str
    layer: str
    outcome: Outcome


@dataclass(slots=True)
class Sum:
    """What a set came to."""

    ended: list[Ended] = field(default_factory=list)
    bitten: Counter[str] = field(default_factory=Counter)

    def add(self, one: Ended) -> None:
        """Count one seed."""
        self.ended.append(one)
        self.bitten.update(one.outcome.bitten)

    @property
    def broken(self) -> list[Ended]:
        """Seeds that broke a promise."""
        return [one for one in self.ended if one.outcome.promise]

    def speed(self, layer: str) -> float:
        """Events a second and core in one layer; 0 where it was not played."""
        mine = [one.outcome for one in self.ended if one.layer == layer]
        seconds = sum(outcome.seconds for outcome in mine)
        return sum(outcome.events for outcome in mine) / seconds if seconds else 0.0


def one(item: tuple[int | str, str], *, kept: int = 60) -> Ended:
    """Play one seed in one layer."""
    seed, layer = item
    return Ended(seed, layer, play(draw(seed, ALL), layer_of(layer), kept=kept))


def run(items: Sequence[tuple[int | str, str]], jobs: int) -> Iterator[Ended]:
    """Play seeds, each told as it ends, in their order."""
    if jobs < 2:
        yield from (one(item) for item in items)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(partial(one), items)


def items(seeds: Iterable[int | str], layers: Sequence[str]) -> list[tuple[int | str, str]]:
    """Every seed in every layer."""
    return [(seed, layer) for layer in layers for seed in seeds]
