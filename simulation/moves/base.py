"""What a move is, and the list of all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ..places import Refused
from ..scene import Scene

# So long may a person look at a number before typing; well within the minute that is promised.
LONGEST_LOOK = 40.0

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
    if scene.peril.dragged:
        raise Excluded("a column was dragged in this turn")


def trouble_engines_now(scene: Scene) -> None:
    """An engine that has to put people's cells back is let to do so."""
    if scene.peril.open:
        raise Excluded("people's cells wait to be put back")


def look_now(scene: Scene) -> None:
    """Whoever looks in the moment before a repair sees what no engine ever meant to show there."""
    if scene.peril.open or scene.now - scene.astray < LONGEST_LOOK:
        raise Excluded("something else stood there for a moment")


def move_columns_now(scene: Scene) -> None:
    """Columns stay where a batch may still land that nobody waits for, or one has hit cells of people's."""
    if scene.peril.owing and not scene.peril.dragged:
        raise Excluded("what a batch hit when rows moved waits to be put back")
    if scene.peril.flying:
        raise Excluded("a batch is on its way")


def drag_columns_now(scene: Scene) -> None:
    """Inside a turn they stay also where an engine may not know what became of its batches and commits."""
    move_columns_now(scene)
    main, peril = scene.main, scene.peril
    if peril.landed and (not peril.dragged or scene.setting.numbers == "never"):
        # Nothing but the repair of a plain write can follow: that finds rows again, and no columns.
        raise Excluded("a plain write may be put back just now")
    if any(other.alive for other in scene.others):
        raise Excluded("another engine runs")
    if not peril.settled(main.name, main.boots) or (main.disk is not None and main.disk.troubled):
        raise Excluded("an engine may not know what became of its batch")


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
