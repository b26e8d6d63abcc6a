"""A column is dragged and then something is lost, where the engine can put things right all the same.

| what is lost                             | what is left to the engine                                           |
|------------------------------------------|----------------------------------------------------------------------|
| the answer of the batch that went astray | its cache says what was sent, the hidden tab what was met            |
| the process, after that batch            | the same                                                             |
| the process, before the repair           | the same                                                             |
| the answer of the repair, or the process | the hidden tab says that it was repaired                             |
| after it                                 |                                                                      |

Everywhere else a drag and a loss are kept apart (`peril`); here nothing more moves until all is put back.
"""

from __future__ import annotations

from functools import partial

from ..calls import Fate, Trouble
from ..dice import pick
from ..scene import Scene
from .base import Dice, Excluded, Move, drag_columns_now, trouble_engines_now
from .rows import COLUMNS

BATCH: tuple[Fate, ...] = ("error_after", "cut_after", "timeout", "late", "crash_after")
REPAIR: tuple[Fate, ...] = ("cut_after", "timeout", "crash_before", "crash_after")
POINTS = tuple(("batch", fate) for fate in BATCH) + tuple(("repair", fate) for fate in REPAIR)


def lost_drag(scene: Scene, dice: Dice) -> str:
    """Lie in wait for the next batch: drag a column in the instant before it lands, and lose what follows."""
    if scene.peril.ambush is not None or not scene.main.alive:
        raise Excluded("somebody lies in wait already, or no process runs")
    trouble_engines_now(scene)
    drag_columns_now(scene)
    one, other = pick(dice[0], COLUMNS), pick(dice[1], COLUMNS)
    if one == other:
        raise Excluded("the same place")
    where, fate = pick(dice[2], POINTS)
    if where == "batch":
        scene.line.trouble(Trouble(fate, scene.main.name, "sheet", "write"))
    scene.peril.ambush = partial(_strike, scene, one, other, where, fate)
    return f"{one} before {other}, {fate} of the {where}"


def _strike(scene: Scene, one: str, other: str, where: str, fate: Fate) -> None:
    scene.layer.paper.move_column("skus", one, other)
    scene.moved()
    scene.peril.dragged = scene.peril.meet = True
    if where == "repair":
        scene.line.trouble(Trouble(fate, scene.main.name, "sheet", "write"))
    scene.trace.say(f"{one} is dragged before {other}")
    scene.trace.bite(f"lost drag.{where}.{fate}")


# Never in a general story.
MOVES: dict[str, Move] = {"loss.drag": Move(0, lost_drag)}
