"""People write a number in another dress: as a day, a share, with decimals, or with a mark between thousands.

The dress stays with the cell, as it does in the browser: whoever counts there again chooses a plain number first.
"""

from __future__ import annotations

from ..dice import between, pick
from ..scene import Scene
from .base import Dice, Excluded, Move
from .people import counted, some_row

DAYS = ("2026-03-01", "3/4", "2-3")
SHARES = ("50%", "100%")
# By locale: whole with its decimals shown, and what is a fraction there although it looks like thousands.
DECIMALS = {"en_US": ("1,250.00", "1.250"), "id_ID": ("1.250,00", "1,250")}
GROUP = {"en_US": ",", "id_ID": "."}
MOST = 1800


def written(scene: Scene, dice: Dice) -> str:
    """Count something of which there is very much, with a mark between thousands; or a day, a share or a number with
    decimals stands in `Stok`, and is no count."""
    row, locale = some_row(scene, dice[0]), scene.setting.locale
    if scene.edited.get(row.sku, 0.0) >= scene.seen:
        raise Excluded("the row is unread")
    if row.sku in scene.dressed or row.sku in scene.books.fed:
        # A format that was chosen shows even a day as the number that it is.
        raise Excluded("the cell has a format of its own, or a formula")
    if dice[2] < 0.25:
        counted(scene, row, between(dice[1], 1000, MOST), lambda n: f"{n:,}".replace(",", GROUP[locale]))
        scene.dressed[row.sku] = True
        return f"{row.sku} = {scene.books.shelf[row.sku]}"
    text = pick(dice[1], (*DAYS, *SHARES, *DECIMALS[locale]))
    scene.layer.paper.type("skus", row.number, "stock", text)
    scene.edit(row.sku, "stock", text)
    scene.dressed[row.sku] = False
    return f"{row.sku} {text!r}"


MOVES: dict[str, Move] = {"people.written": Move(24, written)}
