"""Steps 4 to 6: an order lowers the others, an unlinked listing's order waits, a cancelled order gives back no more."""

from __future__ import annotations

import time

from .frame import prove
from .stage import LINKS, ORDERS, SKUS, Stage
from .world import Key


def order_lowers_the_others(stage: Stage) -> str:
    """An order on each storefront lowers the other shops, and its cancellation restores them."""
    stage.pushing()
    told = []
    for storefront in ("shopee", "tiktok", "tokopedia"):
        sku = stage.take(5)
        before = stage.truth.sellable(stage.world.books(), sku)
        started = time.monotonic()
        order = stage.buy(storefront, stage.sold_on(storefront, sku), 2)
        _all_show(stage, sku, before - 2)
        lowered = time.monotonic() - started
        stage.settle()
        stage.cancel(order)
        _all_show(stage, sku, before)
        stage.settle()
        told.append(f"{storefront}: {sku} {before} → {before - 2} in {lowered:.1f} s → {before}")
    stage.cycles()
    stage.settle()
    return "; ".join(told)


def _all_show(stage: Stage, sku: str, units: int) -> None:
    stage.until(f"{sku} = {units} on every listing", lambda: set(stage.shown(sku).values()) == {units})


def unlinked_order_waits(stage: Stage) -> str:
    """An order of an unlinked listing comes in, cuts nothing, and is settled once when somebody links it."""
    stage.pushing()
    key = _free_listing(stage)
    order = stage.buy(key.shop, key, 2)
    stage.until(f"order {order} in {ORDERS}", lambda: _order_rows(stage, order))
    stage.cycles()
    stage.settle()
    sku = stage.take(6)
    before = stage.truth.sellable(stage.world.books(), sku)
    stage.world.type(LINKS, key.id, "SKU master", sku)
    stage.truth.links[key] = sku
    _all_show(stage, sku, before - 2)
    stage.settle()
    stage.cycles(3)
    stage.settle()
    reserved = stage.row(sku)["Dipesan"]
    return (
        f"order of 2 of {key.shop} {key.id} stood in {ORDERS} and cut nothing; linked to {sku} it reserved "
        f"{reserved} once: every listing {before} → {before - 2}, still so 3 cycles later"
    )


def _free_listing(stage: Stage) -> Key:
    listings = stage.world.books().listings
    free = stage.unlinked()
    for name in ("empty", "unmatched", "duplicate"):
        for key in sorted(free[name]):
            if listings[key].stock >= 2:
                return key
    raise LookupError("no unlinked listing has two units")


def _order_rows(stage: Stage, order: str) -> list[object]:
    return [row for row in stage.world.rows(ORDERS) if row.get("No. pesanan") == order]


def ten_two_ten(stage: Stage) -> str:
    """Shelf 10, an order of 2 not sent, the seller counts 10: after the cancellation 10 are for sale, never 12."""
    stage.pushing()
    sku = stage.take(3)
    stage.count(sku, 10)
    stage.settle()
    order = stage.buy("shopee", stage.listing("shopee", sku), 2)
    _all_show(stage, sku, 8)
    stage.settle()
    row = stage.row(sku)
    stage.world.type(SKUS, sku, "Stok", "10")
    stage.cycles()
    stage.settle()
    stage.cancel(order)
    highest = 0
    deadline = time.monotonic() + 10
    quiet_since = 0.0
    while time.monotonic() < deadline:
        shown = stage.shown(sku)
        highest = max(highest, *shown.values())
        if set(shown.values()) == {10}:
            quiet_since = quiet_since or time.monotonic()
            if time.monotonic() - quiet_since > 1.5:
                break
        time.sleep(0.05)
    prove(highest == 10, f"after the cancellation a shop showed {highest}, there are 10")
    stage.settle()
    after = stage.row(sku)
    return (
        f"{sku} Stok {row['Stok']} − Dipesan {row['Dipesan']} = Tersedia {row['Tersedia']}; counted 10; cancelled: "
        f"Tersedia {after['Tersedia']}, highest ever shown {highest}"
    )
