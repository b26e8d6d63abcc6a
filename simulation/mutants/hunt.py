"""Plays seeds of one scene against the engine as it stands in this folder until one breaks a promise."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any, NamedTuple, cast

from ..clock import Broken
from ..focus import Focus, Step, focused
from ..layers import layer_of
from ..moves import ALL
from ..run import play
from .base import Layer, Scene


class Found(NamedTuple):
    """What a hunt came to: the `promise` that broke and at which seed; '' where none did within `played` seeds.

    `broken` is why the simulation itself fell over, '' where it did not.
    """

    played: int
    seed: int = -1
    promise: str = ""
    text: str = ""
    broken: str = ""


def hunt(scene: Scene, seeds: Sequence[int]) -> Found:
    """Play these seeds in turn."""
    for played, seed in enumerate(seeds, 1):
        try:
            outcome = play(focused(seed, scene.focus, ALL), layer_of(scene.layer))
        except Broken as broken:
            return Found(played, seed, broken=str(broken)[:300])
        if outcome.promise:
            return Found(played, seed, outcome.promise, outcome.violation[:200])
    return Found(len(seeds))


def packed(scene: Scene, seeds: Sequence[int]) -> str:
    """What to play, for the command line."""
    return json.dumps([scene.layer, scene.focus, list(seeds)])


def unpacked(text: str) -> tuple[Scene, list[int]]:
    """The reverse of `packed`."""
    layer, fields, seeds = json.loads(text)
    made = Focus._make(_tupled(one) for one in fields)
    chains = tuple(tuple(Step(*step) for step in chain) for chain in made.chains)
    return Scene(cast(Layer, layer), made._replace(chains=chains)), seeds


def _tupled(value: Any) -> Any:
    return tuple(map(_tupled, value)) if isinstance(value, list) else value


if __name__ == "__main__":
    sys.stdout.write(json.dumps(hunt(*unpacked(sys.argv[1]))) + "\n")
