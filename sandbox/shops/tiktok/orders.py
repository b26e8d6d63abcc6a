"""Which orders the search and the detail call show, and when a package counts as handed to the courier.

| search filter | an order is shown where |
|---|---|
| order_status | it is in that status (one only) |
| create_time_ge / create_time_lt, update_time_ge / update_time_lt | it lies within; a missing bound is open |
| shipping_type, buyer_user_id, is_buyer_request_cancel | equal |
| warehouse_ids | it leaves from one of them |

No window is too long. Sorted by create_time, newest first, unless the query says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sandbox.shops.faults import Fault
from sandbox.shops.orderbook import OrderBook
from sandbox.shops.trade import Order, ShopRefusal, Stage, stage

from . import args, errors, paging, show_orders
from .gate import Call
from .show_orders import Look

STATUSES = frozenset({*show_orders.ORDER_STATUSES.values(), "ON_HOLD"})
SORT_FIELDS = ("create_time", "update_time")
SORT_ORDERS = ("ASC", "DESC")
TIME_FIELDS = ("create_time_ge", "create_time_lt", "update_time_ge", "update_time_lt")
SLOT_SECONDS = 4 * 3600


def window(body: Mapping[str, Any], created: int, updated: int) -> bool:
    """Whether both times lie within the windows asked for (from, inclusive; to, exclusive)."""
    bounds = {name: args.optional_whole(body, name) for name in TIME_FIELDS}
    for field, at in (("create", created), ("update", updated)):
        low, high = bounds[f"{field}_time_ge"], bounds[f"{field}_time_lt"]
        if (low is not None and at < low) or (high is not None and at >= high):
            return False
    return True


def check_window(body: Mapping[str, Any]) -> None:
    """Refuses a bound that is not a number, and a window that ends before it begins."""
    bounds = {name: args.optional_whole(body, name) for name in TIME_FIELDS}
    for field in ("create", "update"):
        low, high = bounds[f"{field}_time_ge"], bounds[f"{field}_time_lt"]
        if low is not None and high is not None and low > high:
            raise args.refuse(f"`{field}_time_ge` must not be later than `{field}_time_lt`.")


def search(
    orders: Sequence[Order], look: Look, call: Call, secret: str, fault: Fault | None
) -> dict[str, Any]:
    """POST orders/search."""
    size = args.page_size(call.params, 1, 100, 20)
    by = args.choice(call.params, "sort_field", SORT_FIELDS, "create_time")
    descending = args.choice(call.params, "sort_order", SORT_ORDERS, "DESC") == "DESC"
    wanted = _filter(call.body, look)

    def key(order: Order) -> tuple[int, str]:
        at = int(order.created_at) if by == "create_time" else show_orders.update_time(order, look)
        return at, order.id

    page = paging.page_by_key(
        paging.Question(secret, "orders", [by, descending, call.body]),
        [order for order in orders if wanted(order)],
        key,
        descending=descending,
        size=size,
        token=call.params.get("page_token", ""),
        fault=fault,
    )
    return {
        "orders": [show_orders.order_json(order, look) for order in page.rows],
        "next_page_token": page.next_token,
        "total_count": page.total,
    }


def _filter(body: Mapping[str, Any], look: Look) -> Callable[[Order], bool]:
    status = args.optional_text(body, "order_status", STATUSES)
    shipping = args.optional_text(body, "shipping_type", frozenset({"TIKTOK", "SELLER"}))
    buyer = args.optional_text(body, "buyer_user_id")
    asked = args.optional_flag(body, "is_buyer_request_cancel")
    warehouses = frozenset(args.texts(body, "warehouse_ids", at_most=100))
    check_window(body)

    def wanted(order: Order) -> bool:
        return (
            (status is None or show_orders.order_status(order, look) == status)
            and (shipping in (None, "TIKTOK"))
            and (buyer is None or order.buyer_id == buyer)
            and (asked is None or order.cancel_requested == asked)
            and (not warehouses or order.lines[0].warehouse_id in warehouses)
            and window(body, int(order.created_at), show_orders.update_time(order, look))
        )

    return wanted


def detail(orders: Sequence[Order], look: Look, call: Call) -> dict[str, Any]:
    """GET orders: in the order asked for; what is unknown is left out (guessed)."""
    ids = args.id_list(call.values("ids"), "ids", at_most=50)
    by_id = {order.id: order for order in orders}
    return {"orders": [show_orders.order_json(by_id[one], look) for one in ids if one in by_id]}


def _of_package(book: OrderBook, package_id: str) -> Order:
    found = next((order for order in book.all() if order.package == package_id), None)
    if found is None or stage(found) is Stage.UNPAID:
        raise errors.Refused(errors.NO_PACKAGE)
    return found


def ship(book: OrderBook, look: Look, call: Call) -> dict[str, Any]:
    """POST packages/{id}/ship: books the courier; the parcel is in transit once the courier has taken it."""
    order = _of_package(book, call.path_id)
    method = args.optional_text(call.body, "handover_method", frozenset({"PICKUP", "DROP_OFF"}))
    slot = call.body.get("pickup_slot")
    if slot is not None:
        if not isinstance(slot, dict) or method == "DROP_OFF":
            raise args.refuse("`pickup_slot` goes with `PICKUP` and must be an object.")
        if args.whole(slot.get("start_time"), "start_time") >= args.whole(slot.get("end_time"), "end_time"):
            raise args.refuse("`pickup_slot` must end after it starts.")
    if show_orders.on_hold(order, look) or "self_shipment" in call.body:
        raise errors.Refused(errors.PACKAGE_STATUS)
    try:
        book.arrange(order.id)
    except ShopRefusal:
        raise errors.Refused(errors.PACKAGE_STATUS) from None
    return {}


def slots(book: OrderBook, look: Look, call: Call) -> dict[str, Any]:
    """GET packages/{id}/handover_time_slots: three pickups from the next whole hour on."""
    _of_package(book, call.path_id)
    first = (int(look.now) // 3600 + 1) * 3600
    return {
        "can_drop_off": True,
        "can_pickup": True,
        "pickup_slots": [
            {
                "start_time": first + number * SLOT_SECONDS,
                "end_time": first + (number + 1) * SLOT_SECONDS,
                "avaliable": True,
            }
            for number in range(3)
        ],
    }
