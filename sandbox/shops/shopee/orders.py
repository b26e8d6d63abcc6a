"""What order and return reads find, and which cancellations go through.

| call                      | refused                                                                        |
|---------------------------|--------------------------------------------------------------------------------|
| get_order_list            | windows over 15 days or backwards, pages over 100, a cursor of another query   |
| get_order_detail          | over 50 orders; orders that do not exist are left out unless all are missing   |
| cancel_order              | unpaid, shipped or final orders; OUT_OF_STOCK without item_list                |
| handle_buyer_cancellation | orders nobody asked to cancel                                                  |
| get_return_list           | windows over 15 days or backwards                                              |

Lists show the newest first, so an order that changes while a client pages moves to the front and pushes others
onto the next page a second time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from ..faults import page_of
from ..trade import Line, Order, Return, ReturnStatus, ShopRefusal
from .args import Args, field_of
from .desk import CURRENCY, FIFTEEN_DAYS, Call, Desk
from .envelope import Answer, Refused, bad_field, order_not_found
from .show_orders import KNOWN_STATUSES, detail, order_status

MAX_PAGE = 100
MAX_ORDERS = 50
REASONS = frozenset({"OUT_OF_STOCK", "CUSTOMER_REQUEST"})


def _window(args: Args, since: str, until: str, module: str) -> tuple[int, int]:
    start, end = args.number(since), args.number(until)
    if start >= end or end - start > FIFTEEN_DAYS:
        message = "Start time must be earlier than end time and diff in 15days."
        raise Refused(f"{module}_list_invalid_time", message)
    return start, end


def get_order_list(desk: Desk, call: Call) -> Answer:
    args = call.args
    by = args.text("time_range_field")
    if by not in ("create_time", "update_time"):
        raise bad_field("order", "TimeRangeField", "must be create_time or update_time")
    start, end = _window(args, "time_from", "time_to", "order.order")
    size = args.number("page_size", low=1, high=MAX_PAGE)
    status = args.text("order_status", "")
    if status and status not in KNOWN_STATUSES:
        raise bad_field("order", "OrderStatus", "invalid status")

    def moment(order: Order) -> int:
        return int(order.created_at if by == "create_time" else order.updated_at)

    asked = desk.book.open_returns()
    found = [order for order in desk.book.all(desk.orders_as_of()) if start <= moment(order) <= end]
    rows = [
        (order, state)
        for order in sorted(found, key=lambda order: (-moment(order), order.id))
        if (state := order_status(order, asked.get(order.id, {}))) == status or not status
    ]
    query = f"{by}:{start}:{end}:{status}"
    page = page_of(rows, read_cursor(args.text("cursor", ""), query), size, call.fault)
    with_status = "order_status" in args.many("response_optional_fields")
    listed = [
        {"order_sn": order.id, "booking_sn": "", **({"order_status": state} if with_status else {})}
        for order, state in page.rows
    ]
    following = make_cursor(page.next_offset, query) if page.more else ""
    return Answer({"more": page.more, "next_cursor": following, "order_list": listed})


def make_cursor(offset: int, query: str) -> str:
    """The offset, tied to the query it belongs to."""
    return f"{offset}{hashlib.sha256(f'{offset}:{query}'.encode()).hexdigest()[:8]}"


def read_cursor(cursor: str, query: str) -> int:
    if not cursor:
        return 0
    head = cursor[:-8]
    if not head.isascii() or not head.isdigit() or make_cursor(int(head), query) != cursor:
        raise bad_field("order", "Cursor", "invalid cursor")
    return int(head)


def get_order_detail(desk: Desk, call: Call) -> Answer:
    ids = call.args.ids("order_sn_list", MAX_ORDERS)
    wanted = frozenset(call.args.many("response_optional_fields"))
    seen = desk.book.some(ids, desk.orders_as_of())
    if not seen:
        raise order_not_found()
    asked = desk.book.open_returns()
    return Answer({"order_list": [detail(order, asked.get(order.id, {}), wanted) for order in seen]})


def cancel_order(desk: Desk, call: Call) -> Answer:
    """By the seller; the whole order, or the units named in partial_cancel_item_list."""
    order = _known(desk, call)
    reason = call.args.posted("cancel_reason", str)
    if reason not in REASONS:
        raise bad_field("order", "CancelReason", "invalid cancel reason")
    partial = call.args.body.get("partial_cancel_item_list")
    try:
        if partial:
            for line, units in _lines(order, partial):
                desk.book.cancel(order.id, line.id, units, "seller", reason)
        else:
            if reason == "OUT_OF_STOCK" and not call.args.body.get("item_list"):
                raise bad_field("order", "ItemList")
            _not_unpaid(order)
            desk.book.cancel(order.id, None, None, "seller", reason)
    except ShopRefusal as refusal:
        raise _unfit(refusal) from refusal
    return Answer({"update_time": int(desk.book.order(order.id).updated_at)})


def _not_unpaid(order: Order) -> None:
    if order.paid_at is None:
        raise ShopRefusal(f"order {order.id} is unpaid")


def _lines(order: Order, partial: Any) -> list[tuple[Line, int]]:
    """The lines and units of a partial cancel, all of them checked before any is cancelled."""
    _not_unpaid(order)
    if not isinstance(partial, list) or not all(isinstance(row, dict) for row in partial):
        raise bad_field("order", "PartialCancelItemList", "type error")
    chosen = [(_line(order, row), field_of(row, "model_quantity", int, "order")) for row in partial]
    if len({line.id for line, _ in chosen}) < len(chosen):
        raise bad_field("order", "PartialCancelItemList", "repeated item")
    for line, units in chosen:
        if not 1 <= units <= line.unshipped:
            raise ShopRefusal(f"line {line.id} has {line.unshipped} units to cancel")
    return chosen


def _line(order: Order, row: Mapping[str, Any]) -> Line:
    key = (
        str(field_of(row, "item_id", int, "order")),
        str(field_of(row, "model_id", int, "order")),
        row.get("promotion_group_id", 0),
    )
    for line in order.lines:
        if (line.product_id, line.variant_id, line.group) == key:
            return line
    raise bad_field("order", "ModelId", "not in this order")


def handle_buyer_cancellation(desk: Desk, call: Call) -> Answer:
    order = _known(desk, call)
    operation = call.args.posted("operation", str)
    if operation not in ("ACCEPT", "REJECT"):
        raise bad_field("order", "Operation", "must be ACCEPT or REJECT")
    try:
        if not order.cancel_requested:
            raise ShopRefusal(f"nobody asked to cancel order {order.id}")
        if operation == "ACCEPT":
            kept = desk.book.cancel(order.id, None, None, "buyer", order.cancel_reason)
        else:
            kept = desk.book.reject_cancel(order.id)
    except ShopRefusal as refusal:
        raise _unfit(refusal) from refusal
    return Answer({"update_time": int(kept.updated_at)})


def _known(desk: Desk, call: Call) -> Order:
    order_sn = call.args.posted("order_sn", str)
    if order_sn not in desk.book.versions:
        raise order_not_found()
    return desk.book.order(order_sn)


def _unfit(refusal: ShopRefusal) -> Refused:
    """The code of an order in the wrong state is guessed."""
    return Refused("error_param", f"Wrong parameters, detail: {refusal}.", module="order")


def get_return_list(desk: Desk, call: Call) -> Answer:
    args = call.args
    number = args.number("page_no", 0)
    size = args.number("page_size", low=1, high=MAX_PAGE)
    status = args.text("status", "")
    rows = sorted(desk.book.returns.values(), key=lambda one: (-one.created_at, one.id))
    for by in ("create_time", "update_time"):
        if args.text(f"{by}_from", "") or args.text(f"{by}_to", ""):
            start, end = _window(args, f"{by}_from", f"{by}_to", "returns.return")
            rows = [one for one in rows if start <= _return_moment(one, by) <= end]
    rows = [one for one in rows if status in ("", RETURNS[one.status])]
    page = page_of(rows, number * size, size, call.fault)
    return Answer({"more": page.more, "return": [_return(desk, one) for one in page.rows]})


def _return_moment(one: Return, by: str) -> int:
    return int(one.created_at if by == "create_time" else one.updated_at)


RETURNS = {
    ReturnStatus.REQUESTED: "REQUESTED",
    ReturnStatus.COMPLETED: "COMPLETED",
    ReturnStatus.CANCELLED: "CANCELLED",
}


def _return(desk: Desk, one: Return) -> dict[str, Any]:
    order = desk.book.order(one.order_id)
    lines = [(order.line(line_id), units) for line_id, units in one.units.items()]
    return {
        "return_sn": one.id,
        "order_sn": one.order_id,
        "status": RETURNS[one.status],
        "reason": "NOT_AS_DESCRIBED",
        "text_reason": "",
        "create_time": int(one.created_at),
        "update_time": int(one.updated_at),
        "refund_amount": float(sum(line.price * units for line, units in lines)),
        "currency": CURRENCY,
        "user": {"username": "****", "email": "", "portrait": ""},
        "item": [
            {
                "item_id": int(line.product_id),
                "model_id": int(line.variant_id),
                "name": line.product_name,
                "amount": units,
                "item_price": float(line.price),
                "item_sku": line.sku if line.variant_id == "0" else "",
                "variation_sku": "" if line.variant_id == "0" else line.sku,
            }
            for line, units in lines
        ],
    }
