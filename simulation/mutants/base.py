"""What a mutant is: one deliberate bug as data, and what it takes away."""

from __future__ import annotations

from typing import Literal, NamedTuple

Layer = Literal["core", "wire"]


class Edit(NamedTuple):
    """One change of one file; `old` must stand there exactly once."""

    file: str
    old: str
    new: str


class Mutant(NamedTuple):
    """One bug. `removes` is the rule that it takes away, or the accident that it lets happen.

    `seeds` is within how many seeds (from 0) it must be caught, in the layer in which it can show.
    """

    name: str
    removes: str
    edits: tuple[Edit, ...]
    layer: Layer = "core"
    seeds: int = 30


def mutant(
    name: str, removes: str, file: str, old: str, new: str, *, layer: Layer = "core", seeds: int = 30
) -> Mutant:
    """A bug of a single change."""
    return Mutant(name, removes, (Edit(file, old, new),), layer, seeds)
