"""What a mutant is: one deliberate bug as data, what it takes away, and the scene that can show it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal, NamedTuple

from ..focus import GENERAL, Focus

Layer = Literal["core", "wire"]

# Within how many seeds a mutant must be caught, from 0 on.
SEEDS = 30
BEST = Path(__file__).parent / "best.json"


class Edit(NamedTuple):
    """One change of one file; `old` must stand there exactly once."""

    file: str
    old: str
    new: str


class Scene(NamedTuple):
    """Where a mutant is hunted: a layer, and a focus for every seed."""

    layer: Layer = "core"
    focus: Focus = GENERAL


class Mutant(NamedTuple):
    """One bug. `removes` is the rule that it takes away, or the accident that it lets happen.

    `seeds` is within how many seeds (from 0) it must be caught in its scene.
    """

    name: str
    removes: str
    edits: tuple[Edit, ...]
    scene: Scene = Scene()
    seeds: int = SEEDS


def mutant(
    name: str,
    removes: str,
    file: str,
    old: str,
    new: str,
    *,
    at: Focus = GENERAL,
    layer: Layer = "core",
    seeds: int = SEEDS,
) -> Mutant:
    """A bug of a single change."""
    return Mutant(name, removes, (Edit(file, old, new),), Scene(layer, at), seeds)


def best() -> dict[str, int]:
    """The seed that caught each mutant when that was last recorded, by name."""
    known: dict[str, int] = json.loads(BEST.read_text(encoding="utf-8")) if BEST.exists() else {}
    return known


def record(found: dict[str, int]) -> None:
    """Remember what caught mutants; of all others what is known stays."""
    text = json.dumps({**best(), **found}, indent=1, sort_keys=True)
    BEST.write_text(text + "\n", encoding="utf-8")
