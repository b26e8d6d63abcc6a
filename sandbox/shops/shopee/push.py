"""Which pushes Shopee makes of what happens, where they go, and how lost ones are fetched.

| what happens                             | code | data                                                      |
|------------------------------------------|------|-----------------------------------------------------------|
| the seller consents, or withdraws        | 1, 2 | shop_id                                                   |
| an order is made or changes              | 3    | ordersn, status, update_time (note: not order_sn)         |
| a shipment is arranged                   | 4    | ordersn, package_number, tracking_no                      |
| a sale or a cancellation moves stock     | 8    | item_id, variation_id, action, changed reserved_stock (?) |
| a callback address is set                | 0    | verify_info (guessed)                                     |

Only codes that were switched on are sent, but 0 always. Retries after 300, 1800 and 10800 seconds, then a push is
lost: the list of lost ones goes back three days and shows the oldest hundred.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from ...guard import host_is_loopback
from ..trade import Event
from .args import field_of
from .desk import Call, Desk
from .envelope import Answer, bad_field
from .show_orders import order_status

RETRIES = (300.0, 1800.0, 10_800.0)
LOST_SECONDS = 3 * 86_400
LOST_PAGE = 100
DEFAULT_TOPICS = [1, 2, 3, 4]


def set_app_push_config(desk: Desk, call: Call) -> Answer:
    """A sandbox sends pushes to loopback only."""
    body = call.args.body
    if "callback_url" in body:
        url = field_of(body, "callback_url", str, "push")
        if urlsplit(url).scheme not in ("http", "https") or not host_is_loopback(urlsplit(url).netloc):
            raise bad_field("push", "CallbackUrl", "invalid callback url")
        desk.webhooks.urls[call.app] = url
        verify = {"verify_info": "This is a Verification message."}
        desk.webhooks.put(call.app, "0", _body(desk, 0, verify, desk.clock.now()), desk.clock.now())
    topics = set(desk.topics.get(call.app, DEFAULT_TOPICS))
    topics |= set(_codes(body, "set_push_config_on"))
    topics -= set(_codes(body, "set_push_config_off"))
    if desk.shop_id in body.get("blocked_shop_id_list", ()):
        topics.clear()
    desk.topics[call.app] = sorted(topics)
    return Answer({"result": "success"})


def _codes(body: Any, name: str) -> list[int]:
    codes = body.get(name, [])
    if not isinstance(codes, list) or not all(type(code) is int for code in codes):
        raise bad_field("push", name, "type error")
    return codes


def get_app_push_config(desk: Desk, call: Call) -> Answer:
    url = desk.webhooks.urls.get(call.app, "")
    topics = desk.topics.get(call.app, [])
    status = "Normal" if url else "Suspended"
    return Answer({"callback_url": url, "live_push_status": status, "push_config_on_list": topics})


def get_lost_push_message(desk: Desk, call: Call) -> Answer:
    oldest = desk.clock.now() - LOST_SECONDS
    lost = [one for one in desk.webhooks.lost if one.app == call.app and one.queued_at >= oldest]
    shown = sorted(lost, key=lambda one: one.id)[:LOST_PAGE]
    rows = []
    for parcel in shown:
        body = json.loads(parcel.body)
        rows.append({**body, "data": json.dumps(body["data"], separators=(",", ":"))})
    return Answer(
        {
            "push_message_list": rows,
            "has_next_page": len(lost) > len(shown),
            "last_message_id": shown[-1].id if shown else 0,
        }
    )


def confirm_consumed_lost_push_message(desk: Desk, call: Call) -> Answer:
    last = call.args.posted("last_message_id", int)
    desk.webhooks.lost = [one for one in desk.webhooks.lost if one.app != call.app or one.id > last]
    return Answer()


def bodies(desk: Desk, event: Event, app: str) -> Iterator[tuple[str, str]]:
    """(code, raw body) of the pushes this event means for an app, as far as it wants them."""
    wanted = desk.topics.get(app, ())
    if event.what == "stock" and 8 not in wanted:
        return  # Counting what is reserved goes through every order.
    for code, data in _data(desk, event, app):
        if code in wanted:
            yield str(code), _body(desk, code, data, event.at)


def _body(desk: Desk, code: int, data: dict[str, Any], at: float) -> str:
    body = {"code": code, "shop_id": desk.shop_id, "timestamp": int(at), "data": data}
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False)


def _data(desk: Desk, event: Event, app: str) -> Iterable[tuple[int, dict[str, Any]]]:
    if event.what == "auth" and event.extra["app"] == app:
        yield (1 if event.why == "grant" else 2), {"shop_id": desk.shop_id, "success": 1}
    elif event.what == "order":
        yield from _order_data(desk, event)
    elif event.what == "stock" and event.why in ("sale", "cancel"):
        yield 8, _reserved_data(desk, event)


def _order_data(desk: Desk, event: Event) -> Iterable[tuple[int, dict[str, Any]]]:
    order = desk.book.order(event.order_id)
    asked = desk.book.open_returns().get(order.id, {})
    yield (
        3,
        {
            "ordersn": order.id,
            "status": order_status(order, asked),
            "completed_scenario": "",
            "items": [],
            "update_time": int(order.updated_at),
        },
    )
    if event.why == "arrange":
        yield (
            4,
            {"ordersn": order.id, "package_number": order.package, "tracking_no": order.tracking},
        )


def _reserved_data(desk: Desk, event: Event) -> dict[str, Any]:
    """Reserved are the units of every order line not yet sent."""
    item, _, model = event.listing.partition(":")
    lines = (line for order in desk.book.all() for line in order.lines)
    reserved = sum(line.unshipped for line in lines if line.listing == event.listing)
    return {
        "shop_id": desk.shop_id,
        "item_id": int(item),
        "variation_id": int(model),
        "action": "place_order" if event.why == "sale" else "cancel_order",
        "changed_values": [
            {"name": "reserved_stock", "old": reserved + event.new - event.old, "new": reserved}
        ],
    }
