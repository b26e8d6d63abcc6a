"""What Shopee's items and orders mean in the words of the trade. Pure.

Units of one order line, cumulative. *Gone* are units in parcels that the courier has taken.

| order status                                                | released          | shipped           | returned    |
|-------------------------------------------------------------|-------------------|-------------------|-------------|
| UNPAID, PENDING, READY_TO_SHIP, PROCESSED, RETRY_SHIP,      | cancelled         | gone              | sent back   |
| IN_CANCEL, INVOICE_PENDING, and any word not known          |                   |                   |             |
| SHIPPED, TO_CONFIRM_RECEIVE, COMPLETED, TO_RETURN           | cancelled         | taken − cancelled | sent back   |
| CANCELLED                                                   | taken − gone      | gone              | gone        |

Taken is always what was bought. Which parcel states count as gone is read from their documented names; that a
cancelled order whose pickup time is set had left is guessed, on the side that asks a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import NamedTuple

from ...model.catalog import Listing
from ...model.ids import LineKey, ListingKey
from ...model.orders import OrderLine
from ..pushing import listing_id
from .wire import Item, Model, ModelList, Order, OrderItem, Price, Returned, StockInfo

STOREFRONT = "shopee"
NO_MODEL = "0"
SHIPPED = frozenset({"SHIPPED", "TO_CONFIRM_RECEIVE", "COMPLETED", "TO_RETURN"})
CANCELLED = "CANCELLED"
FINAL = frozenset({"COMPLETED", CANCELLED})
GONE_PARCELS = frozenset(
    {
        "LOGISTICS_PICKUP_DONE",
        "LOGISTICS_DELIVERY_DONE",
        "LOGISTICS_DELIVERY_FAILED",
        "LOGISTICS_LOST",
    }
)
RETURN_DONE = "COMPLETED"
FROM_SHOPEE = "fulfilled_by_shopee"

Variant = tuple[str, str]
"""Item id and model id."""


class Units(NamedTuple):
    """Cumulative units of one order line."""

    taken: int
    released: int
    shipped: int
    returned: int


def line_units(status: str, taken: int, cancelled: int, gone: int, back: int) -> Units:
    """The table above; counters that do not add up are cut to what was taken, released first."""
    if status == CANCELLED:
        left = min(gone, taken)
        return Units(taken, taken - left, left, left)
    released = min(cancelled, taken)
    shipped = taken - released if status in SHIPPED else min(gone, taken - released)
    return Units(taken, released, shipped, min(back, shipped))


def gone_units(order: Order) -> dict[Variant, int]:
    """Units that left, by variant. Parcels that name no goods speak for the whole order."""
    packages = [one for one in order.package_list or () if one.logistics_status in GONE_PARCELS]
    everything = {
        variant: sum(one.model_quantity_purchased for one in rows) for variant, rows in _rows(order)
    }
    if not packages:
        return everything if order.order_status == CANCELLED and order.pickup_done_time else {}
    if any(not package.item_list for package in packages):
        return everything
    gone: dict[Variant, int] = {}
    for row in (row for package in packages for row in package.item_list or ()):
        variant = (row.item_id, row.model_id)
        units = everything.get(variant, 0) if row.model_quantity is None else row.model_quantity
        gone[variant] = gone.get(variant, 0) + units
    return gone


def returned_units(returns: Sequence[Returned]) -> dict[Variant, int]:
    """Units of one order's completed returns, by variant; a return told twice counts once."""
    units: dict[Variant, int] = {}
    for one in {found.return_sn: found for found in returns if found.status == RETURN_DONE}.values():
        for row in one.item or ():
            variant = (row.item_id, row.model_id)
            units[variant] = units.get(variant, 0) + row.amount
    return units


def order_lines(
    shop: str, order: Order, returns: Sequence[Returned] = (), elsewhere: AbstractSet[str] = frozenset()
) -> list[OrderLine]:
    """The order's lines. `returns` are its returns as far as read, `elsewhere` the ids of warehouses whose
    goods are not counted in the sheet.

    Rows of one variant are one line: promotions split them, and parcels and returns do not tell them apart.
    """
    gone, back = gone_units(order), returned_units(returns)
    updated = max([order.update_time, *(one.update_time for one in returns)])
    lines = [_line(shop, order, rows, gone, back, elsewhere) for _, rows in _rows(order)]
    return [replace(line, updated=float(updated)) for line in lines]


def _rows(order: Order) -> list[tuple[Variant, list[OrderItem]]]:
    grouped: dict[Variant, list[OrderItem]] = {}
    for row in order.item_list:
        grouped.setdefault((row.item_id, row.model_id), []).append(row)
    return list(grouped.items())


def _line(
    shop: str,
    order: Order,
    rows: Sequence[OrderItem],
    gone: Mapping[Variant, int],
    back: Mapping[Variant, int],
    elsewhere: AbstractSet[str],
) -> OrderLine:
    first = rows[0]
    variant = (first.item_id, first.model_id)
    returned = max(sum(row.returned_qty or 0 for row in rows), back.get(variant, 0))
    units = line_units(
        order.order_status,
        sum(row.model_quantity_purchased for row in rows),
        sum(row.cancelled_qty or 0 for row in rows),
        gone.get(variant, 0),
        returned,
    )
    places = {place for row in rows for place in row.product_location_id}
    theirs = order.fulfillment_flag == FROM_SHOPEE or order.advance_package
    return OrderLine(
        key=LineKey(shop, order.order_sn, f"{first.order_item_id or first.item_id}:{first.model_id}"),
        listing=ListingKey(shop, listing_id(*variant)),
        sku=first.item_sku if first.model_id == NO_MODEL else first.model_sku,
        name=", ".join(part for part in (first.item_name, first.model_name) if part),
        taken=units.taken,
        released=units.released,
        shipped=units.shipped,
        returned=units.returned,
        price=first.model_discounted_price or first.model_original_price,
        status=order.order_status,
        storefront=STOREFRONT,
        created=float(order.create_time),
        updated=float(order.update_time),
        ship_by=float(order.ship_by_date),
        own_stock=not theirs and not (places and places <= elsewhere),
        final=order.order_status in FINAL or units.released == units.taken,
        left=float(order.pickup_done_time) if units.shipped else 0.0,
    )


def listings(
    shop: str, item: Item, models: Sequence[Model], tiers: ModelList, warehouse: str
) -> list[Listing]:
    """The variants of one item; an item without models is its own variant. `warehouse`: see `own_units`."""
    if not item.has_model:
        return [_listing(shop, item, None, "", warehouse)]
    return [_listing(shop, item, model, variant_name(model, tiers), warehouse) for model in models]


def _listing(shop: str, item: Item, model: Model | None, variant: str, warehouse: str) -> Listing:
    source = item if model is None else model
    stock = source.stock_info_v2 or StockInfo()
    return Listing(
        key=ListingKey(shop, listing_id(item.item_id, NO_MODEL if model is None else model.model_id)),
        product=item.item_id,
        sku=item.item_sku if model is None else model.model_sku,
        name=item.item_name,
        variant=variant,
        price=price(source.price_info),
        stock=own_units(stock, warehouse),
        active=item.item_status == "NORMAL" and (model is None or model.model_status != "MODEL_UNAVAILABLE"),
        own_stock=bool(stock.seller_stock),
        storefronts=(STOREFRONT,),
    )


def variant_name(model: Model, tiers: ModelList) -> str:
    """The options that make the model, in the order of the tiers."""
    names: list[str] = []
    for tier, index in zip(tiers.tier_variation or (), model.tier_index or (), strict=False):
        options = tier.option_list or []
        if 0 <= index < len(options):
            names.append(options[index].option)
    return ", ".join(names)


def price(rows: Sequence[Price] | None) -> int:
    """What a buyer pays now, in whole rupiah; 0 where the shop does not say."""
    return (rows[0].current_price or rows[0].original_price) if rows else 0


def own_units(stock: StockInfo, warehouse: str) -> int:
    """The seller's own units: in the named place, or in all of them where none is named."""
    rows = stock.seller_stock or []
    return sum(row.stock for row in rows if not warehouse or row.location_id == warehouse)
