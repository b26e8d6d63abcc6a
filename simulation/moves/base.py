"""What a move is, and the list of all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ..places import Refused
from ..scene import Scene

Dice = tuple[float, ...]
"""Shares from 0 to 1 that are an event's own, so that dropping another event changes nothing about it."""

Do = Callable[[Scene, Dice], str]
"""Does the move and tells in a few words what it was. `Excluded` or `Refused` where it could not be made."""


class Excluded(Exception):
    """What this move would do now is one of the things that cannot be promised; it is counted and left out."""


class Move(NamedTuple):
    """One kind of event: how often an hour it is tried, and what it does."""

    rate: float
    do: Do


def move_rows_now(scene: Scene) -> None:
    """A repair of cells that a batch hit under a dragged column knows them by row and header, so these stay."""
    if scene.dragged:
        raise Excluded("a column was dragged in this turn")


def attempt(scene: Scene, name: str, do: Do, dice: Dice) -> bool:
    """Make a move and note it; False where the world would not take it, or nobody could promise for it."""
    try:
        told = do(scene, dice)
    except Excluded as reason:
        scene.trace.say(f"{name} left out: {reason}")
        scene.trace.bite(f"left out.{name}.{reason}")
        return False
    except Refused as reason:
        scene.trace.say(f"{name} refused")
        scene.trace.bite(f"refused.{name}")
        del reason
        return False
    scene.remember()
    scene.trace.say(f"{name} {told}")
    scene.trace.bite(f"move.{name}")
    scene.recent.add(name)
    return True
