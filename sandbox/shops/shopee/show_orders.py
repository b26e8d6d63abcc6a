"""How an order in the books looks on the wire, and which fields a call gets without asking.

| books                          | order_status       | package                                     |
|--------------------------------|--------------------|---------------------------------------------|
| every unit cancelled           | CANCELLED          | LOGISTICS_REQUEST_CANCELED, or              |
|                                |                    | LOGISTICS_DELIVERY_FAILED where it was sent |
| a buyer's wish to cancel       | IN_CANCEL          | as below                                    |
| a return asked for, not closed | TO_RETURN          | LOGISTICS_DELIVERY_DONE                     |
| unpaid                         | UNPAID             | none yet                                    |
| paid                           | READY_TO_SHIP      | LOGISTICS_READY                             |
| arranged                       | PROCESSED          | LOGISTICS_REQUEST_CREATED                   |
| some units sent                | PROCESSED          | one LOGISTICS_PICKUP_DONE, one still ready  |
| sent                           | SHIPPED            | LOGISTICS_PICKUP_DONE                       |
| delivered                      | TO_CONFIRM_RECEIVE | LOGISTICS_DELIVERY_DONE                     |
| completed                      | COMPLETED          | LOGISTICS_DELIVERY_DONE                     |

Documented are the names; which package goes with a partly sent order is guessed. A buyer's name and address are
open while the parcel is to be packed, and masked before and after.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..trade import Line, Order, Stage, stage
from .desk import CURRENCY, REGION

STATUSES = {
    Stage.UNPAID: "UNPAID",
    Stage.PAID: "READY_TO_SHIP",
    Stage.ARRANGED: "PROCESSED",
    Stage.PART_SHIPPED: "PROCESSED",
    Stage.SHIPPED: "SHIPPED",
    Stage.DELIVERED: "TO_CONFIRM_RECEIVE",
    Stage.COMPLETED: "COMPLETED",
    Stage.CANCELLED: "CANCELLED",
}
KNOWN_STATUSES = frozenset(STATUSES.values()) | {
    "PENDING",
    "RETRY_SHIP",
    "IN_CANCEL",
    "TO_RETURN",
    "INVOICE_PENDING",
}
LOGISTICS = {
    Stage.PAID: "LOGISTICS_READY",
    Stage.ARRANGED: "LOGISTICS_REQUEST_CREATED",
    Stage.PART_SHIPPED: "LOGISTICS_REQUEST_CREATED",
    Stage.SHIPPED: "LOGISTICS_PICKUP_DONE",
    Stage.DELIVERED: "LOGISTICS_DELIVERY_DONE",
    Stage.COMPLETED: "LOGISTICS_DELIVERY_DONE",
    Stage.CANCELLED: "LOGISTICS_REQUEST_CANCELED",
}
CARRIER = "SPX Standard"
OPEN_STAGES = (Stage.PAID, Stage.ARRANGED, Stage.PART_SHIPPED)

Asked = Mapping[str, int]
"""Units per line id that open returns speak for."""


def order_status(order: Order, asked: Asked) -> str:
    found = stage(order)
    if found is Stage.CANCELLED:
        return "CANCELLED"
    if order.cancel_requested:
        return "IN_CANCEL"
    return "TO_RETURN" if asked else STATUSES[found]


def summary(order: Order, asked: Asked) -> dict[str, Any]:
    """What get_order_detail tells without being asked for more."""
    return {
        "order_sn": order.id,
        "region": REGION,
        "currency": CURRENCY,
        "cod": False,
        "order_status": order_status(order, asked),
        "message_to_seller": "",
        "create_time": int(order.created_at),
        "update_time": int(order.updated_at),
        "days_to_ship": 3,
        "ship_by_date": int(order.ship_by),
        "booking_sn": "",
        "advance_package": False,
    }


def detail(order: Order, asked: Asked, wanted: frozenset[str]) -> dict[str, Any]:
    """The summary and the optional fields that were asked for by name."""
    found = summary(order, asked)
    for name in sorted(wanted & OPTIONAL.keys()):
        found[name] = OPTIONAL[name](order, asked)
    return found


def _total(order: Order, asked: Asked) -> float:
    return float(sum(line.price * line.active for line in order.lines))


def _name(order: Order, asked: Asked) -> str:
    return order.buyer if stage(order) in OPEN_STAGES else masked(order.buyer)


def masked(text: str) -> str:
    """First and last letter, as the seller centre shows a name it no longer has to."""
    return f"{text[:1]}****{text[-1:]}"


def _address(order: Order, asked: Asked) -> dict[str, Any]:
    is_open = stage(order) in OPEN_STAGES
    street = f"Jl. Melati No. {int(order.buyer_id) % 90 + 1}, Coblong, Kota Bandung, Jawa Barat, 40132"
    return {
        "name": _name(order, asked),
        "phone": f"62812{int(order.buyer_id) % 10**8:08d}" if is_open else "******" + order.buyer_id[-2:],
        "town": "",
        "district": "Coblong",
        "city": "Kota Bandung",
        "state": "Jawa Barat",
        "region": REGION,
        "zipcode": "40132" if is_open else "****",
        "full_address": street if is_open else "****",
    }


def _items(order: Order, asked: Asked) -> list[dict[str, Any]]:
    return [_item(order, line, asked.get(line.id, 0)) for line in order.lines]


def _item(order: Order, line: Line, asked: int) -> dict[str, Any]:
    """The order item id is the item id, so two lines of one variant differ by promotion group only."""
    single = line.variant_id == "0"
    return {
        "item_id": int(line.product_id),
        "item_name": line.product_name,
        "item_sku": line.sku if single else "",
        "model_id": int(line.variant_id),
        "model_name": line.variant_name,
        "model_sku": "" if single else line.sku,
        "model_quantity_purchased": line.units,
        "model_original_price": float(line.price),
        "model_discounted_price": float(line.price),
        "wholesale": False,
        "weight": 0.25,
        "order_item_id": int(line.product_id),
        "line_item_id": int(line.product_id),
        "promotion_group_id": line.group,
        "product_location_id": [line.warehouse_id],
        "active_qty": line.active,
        "cancel_requested_qty": line.unshipped if order.cancel_requested else 0,
        "cancelled_qty": line.cancelled,
        "return_requested_qty": asked,
        "returned_qty": line.returned,
    }


def _packages(order: Order, asked: Asked) -> list[dict[str, Any]]:
    found = stage(order)
    if found is Stage.UNPAID:
        return []
    if found is Stage.PART_SHIPPED:
        sent = {line.id: line.shipped for line in order.lines}
        rest = {line.id: line.unshipped for line in order.lines}
        return [
            _package(order, order.package, "LOGISTICS_PICKUP_DONE", sent),
            _package(order, order.package + "1", "LOGISTICS_READY", rest),
        ]
    if found is Stage.CANCELLED and order.shipped_at is not None:
        sent = {line.id: line.shipped for line in order.lines}
        return [_package(order, order.package, "LOGISTICS_DELIVERY_FAILED", sent)]
    units = {line.id: line.units if found is Stage.CANCELLED else line.active for line in order.lines}
    return [_package(order, order.package, LOGISTICS[found], units)]


def _package(order: Order, number: str, status: str, units: Mapping[str, int]) -> dict[str, Any]:
    items = [
        {
            "item_id": int(line.product_id),
            "model_id": int(line.variant_id),
            "model_quantity": units[line.id],
            "order_item_id": int(line.product_id),
            "promotion_group_id": line.group,
            "product_location_id": line.warehouse_id,
        }
        for line in order.lines
        if units[line.id]
    ]
    return {
        "package_number": number,
        "logistics_status": status,
        "shipping_carrier": CARRIER,
        "item_list": items,
    }


def _moment(at: float | None) -> int:
    return 0 if at is None else int(at)


OPTIONAL: dict[str, Callable[[Order, Asked], Any]] = {
    "actual_shipping_fee": lambda order, asked: 9000.0 if order.shipped_at else 0.0,
    "buyer_cancel_reason": lambda order, asked: order.cancel_reason if order.cancel_by == "buyer" else "",
    "buyer_user_id": lambda order, asked: int(order.buyer_id),
    "buyer_username": lambda order, asked: _name(order, asked).lower().replace(" ", "_"),
    "cancel_by": lambda order, asked: order.cancel_by,
    "cancel_reason": lambda order, asked: order.cancel_reason,
    "estimated_shipping_fee": lambda order, asked: 9000.0,
    "fulfillment_flag": lambda order, asked: (
        "fulfilled_by_shopee" if order.from_marketplace_warehouse else "fulfilled_by_local_seller"
    ),
    "item_list": _items,
    "note": lambda order, asked: "",
    "package_list": _packages,
    "pay_time": lambda order, asked: _moment(order.paid_at),
    "payment_method": lambda order, asked: "ShopeePay" if order.paid_at else "",
    "pickup_done_time": lambda order, asked: _moment(order.shipped_at),
    "recipient_address": _address,
    "shipping_carrier": lambda order, asked: CARRIER,
    "total_amount": _total,
}
