"""What became of cancellations and returns, and which cancellations are taken.

Cancellations are read off the versions of an order, so they need no books of their own:

| from one version to the next | cancellation |
|---|---|
| the buyer asks | a new one, BUYER_CANCEL, pending |
| the asking ends and units are cancelled | that one is complete |
| the asking ends and none are | that one is CANCELLATION_REQUEST_CANCEL |
| units are cancelled without asking | a new one, complete; BUYER_CANCEL where the buyer did it, else CANCEL |
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, TypeVar

from sandbox.shops.faults import Fault
from sandbox.shops.orderbook import OrderBook
from sandbox.shops.trade import NotFound, Order, ShopRefusal

from . import args, errors, orders, paging, show_orders
from .gate import Call

Row = TypeVar("Row")
PENDING = "CANCELLATION_REQUEST_PENDING"
COMPLETE = "CANCELLATION_REQUEST_COMPLETE"
WITHDRAWN = "CANCELLATION_REQUEST_CANCEL"
SELLER_REASONS = (
    "seller_cancel_reason_out_of_stock",
    "seller_cancel_reason_wrong_price",
    "seller_cancel_paid_reason_address_not_deliver",
    "seller_cancel_paid_reason_buyer_requested",
)


@dataclass(frozen=True, slots=True)
class Cancellation:
    """One cancellation; `lines` are order line ids, empty while it is pending."""

    id: str
    order_id: str
    kind: str
    status: str
    reason: str
    lines: tuple[str, ...]
    created_at: float
    updated_at: float


def cancellation_id(order_id: str, number: int) -> str:
    """19 digits that stay the same for the same order and ordinal."""
    digest = hashlib.sha256(f"{order_id}:{number}".encode()).digest()
    return str(4_035_000_000_000_000_000 + int.from_bytes(digest[:8], "big") % 1_000_000_000_000_000)


def cancellations(versions: Sequence[Order]) -> list[Cancellation]:
    """Every cancellation in the life of one order, oldest first."""
    found: list[Cancellation] = []
    for before, after in pairwise(versions):
        was = {line.id: line.cancelled for line in before.lines}
        gone = tuple(line.id for line in after.lines if line.cancelled > was[line.id])
        at = after.updated_at
        if before.cancel_requested and not after.cancel_requested:
            status = COMPLETE if gone else WITHDRAWN
            found[-1] = replace(found[-1], status=status, lines=gone, updated_at=at)
        elif gone and found and _same_move(found[-1], after):
            found[-1] = replace(found[-1], lines=(*found[-1].lines, *gone))
        elif gone or (after.cancel_requested and not before.cancel_requested):
            kind = "BUYER_CANCEL" if after.cancel_by == "buyer" else "CANCEL"
            status = COMPLETE if gone else PENDING
            number = cancellation_id(after.id, len(found))
            found.append(Cancellation(number, after.id, kind, status, after.cancel_reason, gone, at, at))
    return found


def _same_move(last: Cancellation, after: Order) -> bool:
    """Whether units cancelled now belong to the cancellation before: one call cancels several lines at once."""
    return (last.status, last.reason, last.updated_at) == (COMPLETE, after.cancel_reason, after.updated_at)


def _all(book: OrderBook) -> list[Cancellation]:
    return [one for versions in book.versions.values() for one in cancellations(versions)]


def cancellation_json(found: Cancellation, order: Order) -> dict[str, Any]:
    lines = [order.line(line_id) for line_id in found.lines] or [line for line in order.lines if line.active]
    return {
        "cancel_id": found.id,
        "order_id": found.order_id,
        "cancel_type": found.kind,
        "cancel_status": found.status,
        "cancel_reason": found.reason,
        "role": "BUYER" if found.kind == "BUYER_CANCEL" else order.cancel_by.upper() or "SYSTEM",
        "create_time": int(found.created_at),
        "update_time": int(found.updated_at),
        "cancel_line_items": [
            {
                "cancel_line_item_id": line.id,
                "order_line_item_id": line.id,
                "sku_id": line.variant_id,
                "seller_sku": line.sku,
                "product_name": line.product_name,
                "sku_name": line.variant_name or "Default",
            }
            for line in lines
        ],
    }


def _page(
    rows: Sequence[Row],
    times: Callable[[Row], tuple[float, float, str]],
    call: Call,
    question: paging.Question,
    least: int,
    fault: Fault | None,
) -> paging.Page[Row]:
    """A page of rows known by (created, updated, id), oldest first unless the query says otherwise."""
    size = args.page_size(call.params, least, 50, 10)
    by = args.choice(call.params, "sort_field", orders.SORT_FIELDS, "create_time")
    descending = args.choice(call.params, "sort_order", orders.SORT_ORDERS, "ASC") == "DESC"
    orders.check_window(call.body)
    inside = [row for row in rows if orders.window(call.body, int(times(row)[0]), int(times(row)[1]))]

    def key(row: Row) -> tuple[int, str]:
        created, updated, row_id = times(row)
        return int(created if by == "create_time" else updated), row_id

    token = call.params.get("page_token", "")
    bound = replace(question, filters=[by, descending, call.body])
    return paging.page_by_key(bound, inside, key, descending=descending, size=size, token=token, fault=fault)


def _one_of(body: Mapping[str, Any], **columns: str) -> Callable[[Mapping[str, str]], bool]:
    """Whether a row's columns are within the lists of the body that are given."""
    lists = {column: frozenset(args.texts(body, name)) for column, name in columns.items()}
    return lambda row: all(not wanted or row[column] in wanted for column, wanted in lists.items())


def search_cancellations(book: OrderBook, call: Call, secret: str, fault: Fault | None) -> dict[str, Any]:
    """POST cancellations/search."""
    fits = _one_of(
        call.body, cancel="cancel_ids", order="order_ids", status="cancel_status", kind="cancel_types"
    )
    rows = [
        one
        for one in _all(book)
        if fits({"cancel": one.id, "order": one.order_id, "status": one.status, "kind": one.kind})
    ]
    page = _page(
        rows,
        lambda one: (one.created_at, one.updated_at, one.id),
        call,
        paging.Question(secret, "cancellations", None),
        1,
        fault,
    )
    return {
        "cancellations": [cancellation_json(one, book.order(one.order_id)) for one in page.rows],
        "next_page_token": page.next_token,
        "total_count": page.total,
    }


def search_returns(book: OrderBook, call: Call, secret: str, fault: Fault | None) -> dict[str, Any]:
    """POST returns/search."""
    fits = _one_of(
        call.body, back="return_ids", order="order_ids", status="return_status", kind="return_types"
    )
    rows = [
        one
        for one in book.returns.values()
        if fits(
            {
                "back": one.id,
                "order": one.order_id,
                "status": show_orders.RETURN_STATUSES[one.status],
                "kind": "RETURN_AND_REFUND",
            }
        )
    ]
    page = _page(
        rows,
        lambda one: (one.created_at, one.updated_at, one.id),
        call,
        paging.Question(secret, "returns", None),
        10,
        fault,
    )
    return {
        "return_orders": [show_orders.return_json(one, book.order(one.order_id)) for one in page.rows],
        "next_page_token": page.next_token,
        "total_count": page.total,
    }


def eligibility(book: OrderBook, call: Call) -> dict[str, Any]:
    """GET orders/{id}/aftersale_eligibility: which units the seller may still cancel, and for which reasons."""
    order = _order(book, call.path_id)
    skus: dict[str, int] = {}
    for line in order.lines:
        skus[line.variant_id] = skus.get(line.variant_id, 0) + line.unshipped
    return {
        "sku_eligibility": [
            {
                "sku_id": sku_id,
                "line_item_eligibility": [
                    {
                        "request_type": "CANCEL",
                        "eligible": units > 0,
                        "available_reasons": [{"name": reason, "text": reason} for reason in SELLER_REASONS],
                    }
                ],
            }
            for sku_id, units in skus.items()
        ]
    }


def _order(book: OrderBook, order_id: str) -> Order:
    try:
        return book.order(order_id)
    except NotFound:
        raise errors.Refused(errors.NO_ORDER) from None


def cancel(book: OrderBook, call: Call) -> dict[str, Any]:
    """POST cancellations: the seller cancels an order, or some units of it, before they are sent."""
    order = _order(book, args.text(call.body.get("order_id"), "order_id"))
    reason = args.text(call.body.get("cancel_reason"), "cancel_reason")
    if reason not in SELLER_REASONS:
        raise errors.Refused(errors.CANCEL_REASON)
    chosen = _chosen(order, call.body)
    try:
        if chosen is None:
            book.cancel(order.id, None, None, "seller", reason)
        for line_id in chosen or ():
            book.cancel(order.id, line_id, None, "seller", reason)
    except ShopRefusal:
        raise errors.Refused(errors.ORDER_STATUS) from None
    last = cancellations(book.versions[order.id])[-1]
    return {"cancel_id": last.id, "cancel_status": last.status}


def _chosen(order: Order, body: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The units named by line id or by SKU and quantity, None where the whole order is meant."""
    named = args.texts(body, "order_line_item_ids")
    free = {line.id: line.variant_id for line in order.lines if line.unshipped}
    if named:
        if not set(named) <= set(free):
            raise errors.Refused(errors.ORDER_STATUS)
        return tuple(dict.fromkeys(named))
    if not body.get("skus"):
        return None
    chosen: list[str] = []
    for item in args.objects(body, "skus"):
        sku_id = args.text(item.get("sku_id"), "sku_id")
        quantity = args.whole(item.get("quantity"), "quantity")
        lines = [line_id for line_id, of in free.items() if of == sku_id and line_id not in chosen]
        if not 1 <= quantity <= len(lines):
            raise errors.Refused(errors.ORDER_STATUS)
        chosen.extend(lines[:quantity])
    return tuple(chosen)


def settle(book: OrderBook, call: Call, approve: bool) -> dict[str, Any]:
    """POST cancellations/{id}/approve or reject: the seller's word on a buyer's asking."""
    found = next((one for one in _all(book) if one.id == call.path_id), None)
    if found is None:
        raise errors.Refused(errors.NO_CANCELLATION)
    if found.status != PENDING:
        raise errors.Refused(errors.CANCEL_STATUS)
    if approve:
        book.cancel(found.order_id, None, None, "buyer", found.reason)
    else:
        book.reject_cancel(found.order_id)
    return {}
