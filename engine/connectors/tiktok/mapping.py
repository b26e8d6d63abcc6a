"""What TikTok Shop's products and orders mean in the words of the trade. Pure.

One line item is one unit; the units of one SKU in one order are one line. Each unit counts by its status:

| unit's status                                          | taken | released | shipped | returned         |
|--------------------------------------------------------|-------|----------|---------|------------------|
| UNPAID, ON_HOLD, AWAITING_SHIPMENT, PARTIALLY_SHIPPING,| 1     |          |         |                  |
| AWAITING_COLLECTION, and any word not known            |       |          |         |                  |
| IN_TRANSIT, DELIVERED, COMPLETED                       | 1     |          | 1       |                  |
| CANCELLED (or CANCEL), never collected                 | 1     | 1        |         |                  |
| CANCELLED (or CANCEL), after it was collected          | 1     |          | 1       | 1                |
| any, in a completed RETURN_AND_REFUND                  | 1     |          | 1       | 1                |

A cancelled unit does not say whether it had left. It counts as collected where the order has a collection or
delivery time and the unit carries a tracking number, or no unit of the order does (guessed, on the side that
asks a person).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from ...model.catalog import Listing
from ...model.ids import LineKey, ListingKey
from ...model.orders import OrderLine
from ..pushing import listing_id
from .wire import LineItem, Order, Price, Product, Returned, Sku

STOREFRONTS = {"TIKTOK_SHOP": "tiktok", "TOKOPEDIA": "tokopedia"}
HOME = "tiktok"
SHIPPED = frozenset({"IN_TRANSIT", "DELIVERED", "COMPLETED"})
CANCELLED = frozenset({"CANCELLED", "CANCEL"})
FINAL = CANCELLED | {"COMPLETED"}
BY_SELLER = frozenset({"", "FULFILLMENT_BY_SELLER"})
NOT_LISTED = frozenset({"DRAFT", "DELETED"})
LIVE = "ACTIVATE"


class Units(NamedTuple):
    """Cumulative units of one order line."""

    taken: int
    released: int
    shipped: int
    returned: int


def unit(status: str, *, collected: bool, sent_back: bool) -> Units:
    """One row of the table above."""
    if sent_back or (status in CANCELLED and collected):
        return Units(1, 0, 1, 1)
    if status in CANCELLED:
        return Units(1, 1, 0, 0)
    return Units(1, 0, 1, 0) if status in SHIPPED else Units(1, 0, 0, 0)


def was_collected(order: Order, item: LineItem) -> bool:
    """Whether this unit, should it be cancelled, had left the house."""
    if not (order.collection_time or order.delivery_time):
        return False
    return bool(item.tracking_number) or not any(one.tracking_number for one in order.line_items)


def is_goods_back(found: Returned) -> bool:
    """Whether a return has ended with the goods coming back."""
    done = found.return_status.endswith(("_COMPLETE", "_COMPLETED"))
    return found.return_type == "RETURN_AND_REFUND" and done


def may_have_returns(order: Order) -> bool:
    """Whether anything of the order was ever sent."""
    sent = order.collection_time or order.delivery_time
    return bool(sent) or any(item.display_status in SHIPPED for item in order.line_items)


def order_lines(
    shop: str, order: Order, returns: Sequence[Returned] = (), elsewhere: AbstractSet[str] = frozenset()
) -> list[OrderLine]:
    """The order's lines, one a SKU. `returns` are all of its returns, `elsewhere` the ids of warehouses whose
    goods are not counted in the sheet."""
    back = {
        row.order_line_item_id
        for found in returns
        if is_goods_back(found)
        for row in found.return_line_items or ()
    }
    updated = max([order.update_time, *(found.update_time for found in returns)])
    grouped: dict[str, dict[str, LineItem]] = {}
    for item in order.line_items:
        grouped.setdefault(item.sku_id, {})[item.id] = item
    own = order.fulfillment_type in BY_SELLER and order.warehouse_id not in elsewhere
    return [_line(shop, order, list(items.values()), back, float(updated), own) for items in grouped.values()]


def _line(
    shop: str, order: Order, items: Sequence[LineItem], back: AbstractSet[str], updated: float, own: bool
) -> OrderLine:
    first = items[0]
    statuses = [item.display_status or order.status for item in items]
    counted = [
        unit(status, collected=was_collected(order, item), sent_back=item.id in back)
        for item, status in zip(items, statuses, strict=True)
    ]
    total = Units(*(sum(column) for column in zip(*counted, strict=True)))
    return OrderLine(
        key=LineKey(shop, order.id, first.sku_id),
        listing=ListingKey(shop, listing_id(first.product_id, first.sku_id)),
        sku=first.seller_sku,
        name=", ".join(part for part in (first.product_name, first.sku_name) if part),
        taken=total.taken,
        released=total.released,
        shipped=total.shipped,
        returned=total.returned,
        price=first.sale_price,
        status=order.status,
        storefront=STOREFRONTS.get(order.commerce_platform, HOME),
        created=float(order.create_time),
        updated=updated,
        ship_by=float(order.rts_sla_time),
        own_stock=own,
        final=all(status in FINAL for status in statuses),
        left=float(order.collection_time) if total.shipped else 0.0,
    )


def listings(
    shop: str, product: Product, skus: Sequence[Sku], names: Mapping[str, str], warehouse: str
) -> list[Listing]:
    """The variants of one product. `names` by SKU id; `warehouse`: the place whose stock counts, '' for all."""
    return [
        Listing(
            key=ListingKey(shop, listing_id(product.id, sku.id)),
            product=product.id,
            sku=sku.seller_sku,
            name=product.title,
            variant=names.get(sku.id, ""),
            price=price(sku.price),
            stock=units_in([(row.warehouse_id, row.quantity) for row in sku.inventory], warehouse),
            active=product.status == LIVE,
            own_stock=bool(sku.inventory),
            storefronts=storefronts(product),
        )
        for sku in skus
    ]


def storefronts(product: Product) -> tuple[str, ...]:
    """Where buyers see the product; both storefronts sell from one stock."""
    named = {STOREFRONTS[one] for one in product.listing_platforms if one in STOREFRONTS}
    mirrored = {
        STOREFRONTS[one.platform]
        for one in product.integrated_platform_statuses or ()
        if one.platform in STOREFRONTS and one.status == LIVE
    }
    return tuple(sorted((named or {HOME}) | mirrored))


def price(found: Price | None) -> int:
    """In whole rupiah; 0 where the shop does not say."""
    return 0 if found is None else found.sale_price or found.tax_exclusive_price


def units_in(places: Sequence[tuple[str, int]], warehouse: str) -> int:
    """Units in the named place, or in all of them where none is named."""
    return sum(units for place, units in places if warehouse in ("", place))
