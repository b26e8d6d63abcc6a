"""Buyers on every storefront, and the parcels that leave: what a shop's seller sees happen."""

from __future__ import annotations

from collections.abc import Callable

from sandbox.shops.trade import Order, ShopRefusal, Stage, stage

from ..books import At
from ..dice import between, pick
from ..places import Refused
from ..scene import Scene
from .base import Dice, Excluded, Move


def orders(scene: Scene, *stages: Stage) -> list[tuple[str, Order]]:
    """Orders of every shop in these stages, oldest first by shop."""
    return [
        (name, versions[-1])
        for name, shop in scene.layer.shops.items()
        for versions in shop.business.book.versions.values()
        if stage(versions[-1]) in stages
    ]


def _try(move: Callable[[], Order]) -> Order:
    try:
        return move()
    except ShopRefusal as error:
        raise Refused(str(error)) from error


def skus_of(scene: Scene, shop: str, order: Order) -> set[str]:
    """The seller's SKUs that an order speaks for."""
    return {sku for line in order.lines for sku in scene.books.parts_of(shop, order, line)}


def placed(scene: Scene, shop: str, storefront: str, items: list[tuple[str, int]]) -> Order:
    """Somebody orders these listings and units at once."""
    made = _try(lambda: scene.layer.shops[shop].business.buy(storefront, items))
    for line in made.lines:
        link = scene.books.links.get(At(shop, line.listing))
        if link is not None and link.parts:
            if link.since >= scene.seen:
                # The engine has perhaps not seen the link yet; which one it books is settled in `links`.
                scene.trace.bite("met.buy before the link was seen")
            scene.books.booked_as[shop, made.id, line.id] = link.parts
    scene.books.touch(skus_of(scene, shop, made), scene.now)
    return made


def buy(scene: Scene, dice: Dice) -> str:
    """Buy a few units of one or two listings."""
    name, shop = pick(dice[0], sorted(scene.layer.shops.items()))
    rows = sorted(shop.business.listings(), key=lambda row: row["id"])
    chosen = {row["id"]: row for row in (pick(dice[1], rows), pick(dice[1] * 7.3 % 1, rows))}
    wanted = list(chosen.values())[: 2 if dice[2] < 0.2 else 1]
    items = [(row["id"], max(1, min(between(dice[3], 1, 3), row["stock"]))) for row in wanted]
    for listing, _ in items:
        link = scene.books.links.get(At(name, listing))
        if link is not None and link.since >= scene.seen:
            raise Excluded("the link is not seen yet")
    order = placed(scene, name, pick(dice[2], tuple(shop.storefronts)), items)
    told = ", ".join(
        f"{row['sku'] or row['id']}*{units}" for row, (_, units) in zip(wanted, items, strict=True)
    )
    return f"{name} {order.id} {told}"


def pay(scene: Scene, dice: Dice) -> str:
    """Pay an order."""
    found = orders(scene, Stage.UNPAID)
    if not found:
        raise Excluded("no order")
    name, order = pick(dice[0], found)
    _try(lambda: scene.layer.shops[name].business.pay(order.id))
    # An order that changes while it is read moves out of the window that is asked for; the next read has it.
    scene.books.touch(skus_of(scene, name, order), scene.now)
    return f"{name} {order.id}"


def ship(scene: Scene, dice: Dice) -> str:
    """Hand an order to the courier: the goods leave the shelf."""
    found = [
        (name, order)
        for name, order in orders(scene, Stage.PAID, Stage.ARRANGED)
        if not order.cancel_requested
    ]
    if not found:
        raise Excluded("no order")
    name, order = pick(dice[0], found)
    links = [scene.books.links.get(At(name, line.listing)) for line in order.lines]
    if any(link is None for link in links) and not all(link is None for link in links):
        raise Excluded("goods of linked and unlinked listings")
    if any(link is not None and link.since >= scene.seen for link in links):
        # What leaves before the engine saw a first link counts as gone before it.
        raise Excluded("the link is not seen yet")
    if not scene.books.has(name, order):
        raise Excluded("the goods are not on the shelf")
    after = _try(lambda: scene.layer.shops[name].business.ship(order.id))
    scene.books.leave(name, after, order, scene.now)
    return f"{name} {order.id}"


def cancel(scene: Scene, dice: Dice) -> str:
    """Cancel what has not been sent: the whole order, or some units of one line."""
    found = orders(scene, Stage.UNPAID, Stage.PAID, Stage.ARRANGED)
    if not found:
        raise Excluded("no order")
    name, order = pick(dice[0], found)
    business = scene.layer.shops[name].business
    if dice[1] < 0.35:
        line = pick(dice[2], [line for line in order.lines if line.unshipped])
        units = between(dice[3], 1, line.unshipped)
        _try(lambda: business.cancel(order.id, line.id, units))
        told = f"{units} of {line.units}"
    else:
        _try(lambda: business.cancel(order.id))
        told = "all"
    scene.books.touch(skus_of(scene, name, order), scene.now)
    return f"{name} {order.id} {told}"


def _before_link(scene: Scene, shop: str, order: Order) -> bool:
    """Whether goods of the order left before their listing was linked: they never were in the count."""
    return any(scene.books.booked_as.get((shop, order.id, line.id)) == {} for line in order.lines)


def _move_on(scene: Scene, dice: Dice, name: str, *stages: Stage) -> str:
    """Something happens to an order that has left, and changes nothing on the shelf."""
    found = [found for found in orders(scene, *stages) if not _before_link(scene, *found)]
    if not found:
        raise Excluded("no order")
    shop, order = pick(dice[0], found)
    business = scene.layer.shops[shop].business
    _try(lambda: getattr(business, name)(order.id))
    scene.books.touch(skus_of(scene, shop, order), scene.now)
    return f"{shop} {order.id}"


def deliver(scene: Scene, dice: Dice) -> str:
    """A parcel arrives, or the buyer says that all is well."""
    if dice[1] < 0.5:
        return _move_on(scene, dice, "deliver", Stage.SHIPPED)
    return _move_on(scene, dice, "complete", Stage.SHIPPED, Stage.DELIVERED)


def fail_delivery(scene: Scene, dice: Dice) -> str:
    """A parcel comes back undelivered."""
    return _move_on(scene, dice, "fail_delivery", Stage.SHIPPED)


def send_back(scene: Scene, dice: Dice) -> str:
    """A buyer sends everything back, and the shop takes it."""
    found = [
        (name, order)
        for name, order in orders(scene, Stage.SHIPPED, Stage.DELIVERED, Stage.COMPLETED)
        if not any(line.returned or line.cancelled for line in order.lines)
        and not _before_link(scene, name, order)
    ]
    if not found:
        raise Excluded("no order")
    shop, order = pick(dice[0], found)
    business = scene.layer.shops[shop].business
    _try(lambda: business.order(business.return_goods(order.id).order_id))
    scene.books.touch(skus_of(scene, shop, order), scene.now)
    return f"{shop} {order.id}"


def request_cancel(scene: Scene, dice: Dice) -> str:
    """A buyer asks to cancel; or the seller says no."""
    asked = [found for found in orders(scene, Stage.PAID, Stage.ARRANGED) if found[1].cancel_requested]
    free = [found for found in orders(scene, Stage.PAID, Stage.ARRANGED) if not found[1].cancel_requested]
    if asked and dice[1] < 0.6:
        name, order = pick(dice[0], asked)
        _try(lambda: scene.layer.shops[name].business.reject_cancel(order.id))
    elif free:
        name, order = pick(dice[0], free)
        _try(lambda: scene.layer.shops[name].business.request_cancel(order.id))
    else:
        raise Excluded("no order")
    scene.books.touch(skus_of(scene, name, order), scene.now)
    return f"{name} {order.id}"


def last_unit(scene: Scene, dice: Dice) -> str:
    """Two storefronts sell what is left of one SKU at the same moment."""
    bought = []
    rows = sorted({row.sku for row in scene.single_rows()})
    if not rows:
        raise Excluded("no rows")
    sku = pick(dice[0], rows)
    for name, shop in sorted(scene.layer.shops.items()):
        for row in shop.business.listings():
            link = scene.books.links.get(At(name, row["id"]))
            if link is None or link.parts != {sku: 1} or link.since >= scene.seen or not row["stock"]:
                continue
            if row["stock"] <= 8:
                order = placed(
                    scene, name, pick(dice[1], tuple(shop.storefronts)), [(row["id"], row["stock"])]
                )
                bought.append(f"{name} {order.id} {row['stock']}")
    if not bought:
        raise Excluded("too many are left")
    return f"{sku} {', '.join(bought)}"


MOVES: dict[str, Move] = {
    "buyer.buy": Move(400, buy),
    "buyer.pay": Move(250, pay),
    "buyer.ship": Move(250, ship),
    "buyer.cancel": Move(90, cancel),
    "buyer.deliver": Move(60, deliver),
    "buyer.fail_delivery": Move(25, fail_delivery),
    "buyer.send_back": Move(25, send_back),
    "buyer.request_cancel": Move(25, request_cancel),
    "buyer.last_unit": Move(20, last_unit),
}
