"""What goes wrong between an engine and the world: each event plans trouble for a call to come."""

from __future__ import annotations

from typing import get_args

from sandbox.shops.trade import Stage

from ..calls import WITHOUT_ANSWER, Fate, Trouble
from ..dice import between, pick
from ..scene import Scene
from .base import Dice, Excluded, Move
from .buyers import orders

FATES: tuple[Fate, ...] = tuple(fate for fate in get_args(Fate) if fate not in ("fine", "frozen"))
CRASHES: tuple[Fate, ...] = ("crash_before", "crash_after")
UNSEEN: tuple[Fate, ...] = ("unreachable", "error_before", "cut_before")
ENDLESS = 1_000_000
CALLS: tuple[Fate, ...] = tuple(fate for fate in FATES if fate not in CRASHES)


def sheet(scene: Scene, dice: Dice) -> str:
    """A call to Google goes wrong."""
    fate = pick(dice[0], CALLS)
    kind = "write" if dice[1] < 0.6 else "read"
    scene.line.trouble(Trouble(fate, place="sheet", kind=kind, seconds=between(dice[2], 2, 15)))
    return f"{fate} {kind}"


def shop(scene: Scene, dice: Dice) -> str:
    """A call or some to one shop go wrong."""
    fate = pick(dice[0], CALLS)
    name = pick(dice[1], sorted(scene.layer.shops))
    kind = "write" if dice[2] < 0.5 else "read"
    times = between(dice[3], 1, 4)
    scene.line.trouble(Trouble(fate, place=name, kind=kind, times=times, seconds=between(dice[2], 2, 10)))
    return f"{name} {fate} {kind}*{times}"


def unseen(scene: Scene, dice: Dice) -> str:
    """One shop does not answer the next write, and for a while it tells its orders and nothing of its goods."""
    silent = pick(dice[0], sorted(WITHOUT_ANSWER))
    name = pick(dice[1], sorted(scene.layer.shops))
    until = scene.now + between(dice[2], 30, 60)
    scene.line.trouble(Trouble(silent, place=name, kind="write", until=until))
    blind = pick(dice[3], UNSEEN)
    scene.line.trouble(Trouble(blind, place=name, kind="read", times=ENDLESS, until=until, about="goods"))
    return f"{name} {silent}, then {blind}"


def untold(scene: Scene, dice: Dice) -> str:
    """A shop that has something to send does not tell its orders for a while."""
    names = sorted({name for name, _ in orders(scene, Stage.PAID, Stage.ARRANGED)})
    if not names:
        raise Excluded("nothing is to be sent")
    name, blind = pick(dice[0], names), pick(dice[1], UNSEEN)
    until = scene.now + between(dice[2], 20, 40)
    scene.line.trouble(Trouble(blind, place=name, kind="read", times=ENDLESS, until=until, about="orders"))
    return f"{name} {blind}"


def crash(scene: Scene, dice: Dice) -> str:
    """The process dies at one of the next calls or commits."""
    fate = pick(dice[0], CRASHES)
    place = pick(dice[1], ("store", "store", "sheet", *sorted(scene.layer.shops)))
    kind = {"store": "commit"}.get(place, "write" if dice[2] < 0.7 else "read")
    scene.line.trouble(Trouble(fate, worker=scene.main.name, place=place, kind=kind))
    return f"{fate} {place} {kind}"


def landing(scene: Scene, dice: Dice) -> str:
    """An engine gives a batch up, and it lands some seconds later."""
    seconds = between(dice[0], 2, 15)
    scene.line.trouble(Trouble("late", place="sheet", kind="write", seconds=seconds))
    return f"{seconds} s"


MOVES: dict[str, Move] = {
    "fault.sheet": Move(60, sheet),
    "fault.shop": Move(60, shop),
    "fault.crash": Move(30, crash),
    # Never in a general story.
    "fault.unseen": Move(0, unseen),
    "fault.untold": Move(0, untold),
    "fault.landing": Move(0, landing),
}
