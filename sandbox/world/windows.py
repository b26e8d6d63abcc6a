"""What somebody sees who walks past the shops: goods with names, prices and stock, orders, and trouble that waits.

The books tell what is true; this tells what stands in the window. The goods of a storefront are those its buyers can
order. Orders come latest first, the last ORDERS of each shop.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.shops import Shop

Json = dict[str, Any]
ORDERS = 40
LINE_FACTS = ("id", "listing", "sku", "units", "cancelled", "shipped", "returned")


def shown(shops: Mapping[str, Shop], fights: Sequence[Json]) -> Json:
    """{"storefronts", "listings", "orders", "fights", "troubles": {shop: planned requests that go wrong}}."""
    fronts = [
        {"name": front, "shop": shop.name} for shop in shops.values() for front in shop.catalogue.storefronts
    ]
    return {
        "storefronts": fronts,
        "listings": [one for shop in shops.values() for one in shop.window()],
        "orders": [one for shop in shops.values() for one in _orders(shop)],
        "fights": list(fights),
        "troubles": {
            name: sum(fault.times for fault in list(shop.faults.waiting)) for name, shop in shops.items()
        },
    }


def _orders(shop: Shop) -> list[Json]:
    latest = sorted(shop.orders(), key=lambda one: one["created_at"], reverse=True)[:ORDERS]
    return [
        {
            **{name: one[name] for name in ("shop", "storefront", "id", "created_at", "updated_at")},
            "status": one["stage"],
            "lines": [{name: line[name] for name in LINE_FACTS} for line in one["lines"]],
        }
        for one in latest
    ]
