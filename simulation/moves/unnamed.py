"""People empty the SKU cell of a row, and type the SKU back later: the row stays, and meanwhile it is nobody's.

Only a focused scene makes these moves.
"""

from __future__ import annotations

from ..dice import pick
from ..scene import Scene
from .base import Dice, Excluded, Move, move_rows_now
from .people import some_row

# So many rows with a SKU are left at least.
FEWEST = 2


def unname(scene: Scene, dice: Dice) -> str:
    """Empty the SKU cell of a row whose contents were read, so that it is plain what they were."""
    move_rows_now(scene)
    row = some_row(scene, dice[0])
    if len(scene.single_rows()) <= FEWEST:
        raise Excluded("too few are left")
    if scene.edited.get(row.sku, 0.0) >= scene.seen:
        raise Excluded("the row is unread")
    if row.cells.get("entry") or row.sku in scene.books.fed or scene.odd(row.sku):
        raise Excluded("an entry, a formula, or no plain number")
    scene.layer.paper.type("skus", row.number, "sku", "")
    scene.unnamed.append(row.sku)
    scene.edit(row.sku)
    return row.sku


def retype(scene: Scene, dice: Dice) -> str:
    """Type the SKU back, and leave the rest of the row as it stands there by now."""
    move_rows_now(scene)
    if not scene.unnamed:
        raise Excluded("every row has its SKU")
    sku = pick(dice[0], scene.unnamed)
    name = f"Barang {sku}"
    rows = enumerate(scene.layer.paper.rows("skus"), 2)
    (number,) = (at for at, cells in rows if cells.get("name") == name and not cells.get("sku"))
    scene.layer.paper.type("skus", number, "sku", scene.books.goods.text(sku))
    scene.unnamed.remove(sku)
    scene.edit(sku)
    return f"{sku} in row {number}"


# Never in a general story.
MOVES: dict[str, Move] = {"people.unname": Move(0, unname), "people.retype": Move(0, retype)}
