"""How the books look on the wire: orders, packages and returns.

All ids are text, all amounts text, all times whole unix seconds. One order line item stands for one unit;
there is no quantity field. Which stage shows as which status:

| stage                     | order               | line                | package    |
|---------------------------|---------------------|---------------------|------------|
| unpaid                    | UNPAID              | UNPAID              | (none yet) |
| paid, still on hold       | ON_HOLD             | AWAITING_SHIPMENT   | TO_FULFILL |
| paid                      | AWAITING_SHIPMENT   | AWAITING_SHIPMENT   | TO_FULFILL |
| arranged                  | AWAITING_COLLECTION | AWAITING_COLLECTION | PROCESSING |
| some units sent           | PARTIALLY_SHIPPING  | of each unit        | of each    |
| sent                      | IN_TRANSIT          | IN_TRANSIT          | FULFILLING |
| delivered                 | DELIVERED           | DELIVERED           | COMPLETED  |
| completed                 | COMPLETED           | COMPLETED           | COMPLETED  |
| cancelled (line or order) | CANCELLED           | CANCELLED           | CANCELLED  |
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sandbox.shops.trade import Line, Order, Return, ReturnStatus, Stage, stage

from .show_products import CURRENCY, STOREFRONT_PLATFORMS

ORDER_STATUSES = {
    Stage.UNPAID: "UNPAID",
    Stage.PAID: "AWAITING_SHIPMENT",
    Stage.ARRANGED: "AWAITING_COLLECTION",
    Stage.PART_SHIPPED: "PARTIALLY_SHIPPING",
    Stage.SHIPPED: "IN_TRANSIT",
    Stage.DELIVERED: "DELIVERED",
    Stage.COMPLETED: "COMPLETED",
    Stage.CANCELLED: "CANCELLED",
}
PACKAGE_STATUSES = {
    "UNPAID": "",
    "AWAITING_SHIPMENT": "TO_FULFILL",
    "AWAITING_COLLECTION": "PROCESSING",
    "IN_TRANSIT": "FULFILLING",
    "DELIVERED": "COMPLETED",
    "COMPLETED": "COMPLETED",
    "CANCELLED": "CANCELLED",
}
RETURN_STATUSES = {
    ReturnStatus.REQUESTED: "RETURN_OR_REFUND_REQUEST_PENDING",
    ReturnStatus.COMPLETED: "RETURN_OR_REFUND_REQUEST_COMPLETE",
    ReturnStatus.CANCELLED: "RETURN_OR_REFUND_REQUEST_CANCEL",
}


@dataclass(frozen=True, slots=True)
class Look:
    """What the rendering of orders depends on besides the orders: the time, and how long a paid order is
    held.
    """

    now: float
    hold_seconds: float = 0.0


def on_hold(order: Order, look: Look) -> bool:
    """Whether a paid order is still within the time in which its buyer may cancel without being asked."""
    return stage(order) is Stage.PAID and look.now < (order.paid_at or 0) + look.hold_seconds


def order_status(order: Order, look: Look) -> str:
    return "ON_HOLD" if on_hold(order, look) else ORDER_STATUSES[stage(order)]


def update_time(order: Order, look: Look) -> int:
    """When the order last changed; the end of the hold is a change of its own."""
    if stage(order) is Stage.PAID and order.paid_at is not None and not on_hold(order, look):
        return int(max(order.updated_at, order.paid_at + look.hold_seconds))
    return int(order.updated_at)


def line_status(order: Order, line: Line) -> str:
    """The status of one unit."""
    if line.active == 0:
        return "CANCELLED"
    at = stage(order)
    if at is Stage.PART_SHIPPED:
        at = (
            Stage.SHIPPED if line.shipped else Stage.ARRANGED if order.arranged_at is not None else Stage.PAID
        )
    return ORDER_STATUSES[at]


def fulfillment_type(order: Order) -> str:
    if not order.from_marketplace_warehouse:
        return "FULFILLMENT_BY_SELLER"
    return "FULFILLMENT_BY_DILAYANI_TOKOPEDIA" if order.storefront == "tokopedia" else "FULFILLMENT_BY_TIKTOK"


def order_json(order: Order, look: Look) -> dict[str, Any]:
    """One order as both the search and the detail call give it; times of what has not happened are left out."""
    total = sum(line.price * line.units for line in order.lines)
    status = order_status(order, look)
    times = {
        "paid_time": order.paid_at,
        "rts_time": order.arranged_at,
        "collection_time": order.shipped_at,
        "delivery_time": order.delivered_at,
        "cancel_time": order.updated_at if status == "CANCELLED" else None,
    }
    return {
        "id": order.id,
        "status": status,
        "create_time": int(order.created_at),
        "update_time": update_time(order, look),
        **{name: int(at) for name, at in times.items() if at is not None},
        "commerce_platform": STOREFRONT_PLATFORMS[order.storefront],
        "fulfillment_type": fulfillment_type(order),
        "shipping_type": "TIKTOK",
        "delivery_type": "HOME_DELIVERY",
        "warehouse_id": order.lines[0].warehouse_id,
        "user_id": order.buyer_id,
        "buyer_message": "",
        "is_on_hold_order": status == "ON_HOLD",
        "is_buyer_request_cancel": order.cancel_requested,
        "is_sample_order": False,
        "cancel_reason": order.cancel_reason,
        "cancellation_initiator": order.cancel_by.upper(),
        "rts_sla_time": int(order.ship_by),
        "tracking_number": order.tracking,
        "payment": {
            "currency": CURRENCY,
            "original_total_product_price": str(total),
            "sub_total": str(total),
            "shipping_fee": "9000",
            "total_amount": str(total + 9000),
        },
        "recipient_address": _address(order, status),
        "line_items": [_line(order, line, status) for line in order.lines],
        "packages": [] if status == "UNPAID" else [{"id": order.package}],
    }


def _line(order: Order, line: Line, order_shows: str) -> dict[str, Any]:
    status = line_status(order, line)
    cancelled = status == "CANCELLED"
    packed = order_shows != "UNPAID" and order.paid_at is not None
    return {
        "id": line.id,
        "product_id": line.product_id,
        "product_name": line.product_name,
        "sku_id": line.variant_id,
        "sku_name": line.variant_name or "Default",
        "seller_sku": line.sku,
        "sku_type": "NORMAL",
        "original_price": str(line.price),
        "sale_price": str(line.price),
        "currency": CURRENCY,
        "display_status": status,
        "package_id": order.package if packed else "",
        "package_status": PACKAGE_STATUSES[status] if packed else "",
        "tracking_number": order.tracking if line.shipped else "",
        "cancel_reason": order.cancel_reason if cancelled else "",
        "cancel_user": order.cancel_by.upper() if cancelled else "",
        "is_gift": False,
    }


def _address(order: Order, status: str) -> dict[str, Any]:
    """The recipient, masked as for parcels that go with the platform's couriers."""
    shown = status not in ("UNPAID", "ON_HOLD")
    districts = [{"address_level": "L0", "address_level_name": "Country", "address_name": "Indonesia"}]
    return {
        "name": order.buyer[:1] + "**",
        "phone_number": "(+62)8*****",
        "full_address": "Indonesia, J** *****",
        "region_code": "ID",
        "postal_code": "1****",
        "district_info": districts if shown else [],
    }


def committed_units(orders: Collection[Order]) -> Counter[tuple[str, str]]:
    """Units ordered and not yet sent (unpaid ones too), by (sku id, warehouse id)."""
    count: Counter[tuple[str, str]] = Counter()
    for order in orders:
        for line in order.lines:
            count[line.variant_id, line.warehouse_id] += line.unshipped
    return count


def return_json(found: Return, order: Order) -> dict[str, Any]:
    """One return; its lines are the order's line items, one unit each."""
    status = RETURN_STATUSES[found.status]
    lines = [order.line(line_id) for line_id, units in found.units.items() if units]
    amount = sum(line.price for line in lines)
    return {
        "return_id": found.id,
        "order_id": found.order_id,
        "return_type": "RETURN_AND_REFUND",
        "return_status": status,
        "role": "BUYER",
        "create_time": int(found.created_at),
        "update_time": int(found.updated_at),
        "refund_amount": {"currency": CURRENCY, "refund_total": str(amount), "refund_subtotal": str(amount)},
        "return_line_items": [
            {
                "return_line_item_id": line.id,
                "order_line_item_id": line.id,
                "sku_id": line.variant_id,
                "sku_name": line.variant_name or "Default",
                "product_name": line.product_name,
                "seller_sku": line.sku,
                "refund_amount": {"currency": CURRENCY, "refund_total": str(line.price)},
            }
            for line in lines
        ],
    }
