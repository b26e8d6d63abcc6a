"""People who correct the number that they see, instead of counting: two came in, so 10 becomes 12."""

from __future__ import annotations

from ..dice import between
from ..scene import Scene
from .base import LONGEST_LOOK, Dice, Excluded, Move, look_now
from .people import some_row, tangled


def adjust(scene: Scene, dice: Dice) -> str:
    """Some units come in or go out, and are added to the number that stands there, or that stood there just now."""
    row = some_row(scene, dice[0])
    tangled(scene, row)
    look_now(scene)
    if row.sku in scene.books.fed | scene.doubtful or scene.odd(row.sku):
        raise Excluded("nobody knows what stands there")
    looked = _looked_at(scene, row.sku, slow=dice[2] < 0.4)
    shown = row.cells.get("stock")
    if looked is None or not isinstance(shown, int) or isinstance(shown, bool):
        raise Excluded("no number stands there")
    units = between(dice[1], -3, 6) or 2
    if looked + units < 0 or scene.books.shelf[row.sku] + units < 0:
        raise Excluded("fewer than none")
    if scene.may_look_old(row.sku, looked + units):
        raise Excluded("it would look like no edit")
    scene.layer.paper.type("skus", row.number, "stock", str(looked + units))
    scene.books.enter(row.sku, units, scene.now)
    scene.edit(row.sku, "stock", str(looked + units))
    return f"{row.sku} {looked} -> {looked + units}" + ("" if looked == shown else f" (shown {shown})")


def _looked_at(scene: Scene, sku: str, *, slow: bool) -> int | None:
    """The number that the person saw: with slow hands the one before the engine's last write, if that is recent."""
    past = scene.history.get(sku, [])
    at = len(past) - 1
    by_engine = at >= 1 and scene.edited.get(sku, 0.0) < past[at][0]
    if slow and by_engine and scene.now - past[at][0] < LONGEST_LOOK:
        if at >= 2 and past[at - 2][1] == past[at][1]:
            # A plain write met what somebody had just typed, and it was put back.
            raise Excluded("something else stood there for a moment")
        at -= 1
    content = past[at][1] if at >= 0 else None
    return content if isinstance(content, int) and not isinstance(content, bool) else None


MOVES: dict[str, Move] = {"people.adjust": Move(200, adjust)}
