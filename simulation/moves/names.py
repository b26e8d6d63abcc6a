"""Things get other names: a shop lists the same goods under a new id."""

from __future__ import annotations

from ..books import At
from ..dice import pick
from ..scene import Scene
from .base import Dice, Excluded, Move
from .choices import settled_listing


def relist(scene: Scene, dice: Dice) -> str:
    """A product is deleted in a shop and made anew: the same goods, the same SKU, another id."""
    name, shop = pick(dice[0], sorted(scene.layer.shops.items()))
    rows = [row for row in shop.business.listings() if row["sku"]]
    # A listing without a SKU comes back as a stranger: nothing tells that it is the same.
    row = pick(dice[1], sorted(rows, key=lambda one: str(one["id"])))
    old = At(name, row["id"])
    settled_listing(scene, old)
    if scene.others[0].alive or scene.lost_at >= scene.seen:
        raise Excluded("an engine may not remember the old one")
    if any(at.shop == name for at in scene.relisted):
        raise Excluded("another one is not answered yet")
    new = At(name, shop.business.relist(old.listing))
    scene.books.relist(old, new)
    scene.relisted.add(new)
    return f"{name} {row['sku']} {old.listing} is {new.listing}"


MOVES: dict[str, Move] = {"listing.again": Move(15, relist)}
