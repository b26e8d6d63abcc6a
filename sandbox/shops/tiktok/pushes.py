"""What the shop tells a registered address of what happened, and which addresses it takes.

| event in the books | push |
|---|---|
| an order is placed, paid, arranged, sent, delivered, completed, cancelled | 1 ORDER_STATUS_CHANGE |
| a buyer asks to cancel, the asking ends, units are cancelled | 11 CANCELLATION_STATUS_CHANGE |
| a return is opened or closed | 12 RETURN_STATUS_CHANGE |
| a product is added, hidden, shown, banned or deleted | 5 PRODUCT_STATUS_CHANGE |
| the seller withdraws the consent | 6 SELLER_DEAUTHORIZATION |

An address is an HTTPS URL with a domain and no port; addresses on this machine's loopback are taken as well,
since a sandbox has no other receivers. The data of types 5, 11 and 12 is guessed in its details.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from sandbox.guard import host_is_loopback
from sandbox.shops.orderbook import OrderBook
from sandbox.shops.trade import Event

from . import aftersales, args, errors, show_orders, show_products
from .gate import Call
from .show_orders import Look

ORDER, CANCELLATION, RETURN = "ORDER_STATUS_CHANGE", "CANCELLATION_STATUS_CHANGE", "RETURN_STATUS_CHANGE"
PRODUCT, DEAUTHORISED = "PRODUCT_STATUS_CHANGE", "SELLER_DEAUTHORIZATION"
TYPES = {ORDER: 1, PRODUCT: 5, DEAUTHORISED: 6, CANCELLATION: 11, RETURN: 12}
EVENT_TYPES = frozenset(
    {
        *TYPES,
        "RECIPIENT_ADDRESS_UPDATE",
        "PACKAGE_UPDATE",
        "UPCOMING_AUTHORIZATION_EXPIRATION",
        "NEW_CONVERSATION",
        "NEW_MESSAGE",
        "PRODUCT_INFORMATION_CHANGE",
        "PRODUCT_CREATION",
        "PRODUCT_CATEGORY_CHANGE",
        "PRODUCT_AUDIT_STATUS_CHANGE",
    }
)
STATUS_MOVES = frozenset({"buy", "pay", "arrange", "ship", "deliver", "complete", "cancel", "fail_delivery"})
CANCEL_MOVES = frozenset({"cancel_request", "cancel_reject", "cancel", "fail_delivery"})
PRODUCT_MOVES = frozenset({"add", "live", "hidden", "banned", "deleted"})
LONGEST_ADDRESS = 255


def address_key(app: str, event_type: str) -> str:
    """How an address is filed: one per app and event type."""
    return f"{app} {event_type}"


def event_type_of(body: dict[str, Any]) -> str:
    """The event type of a registration, if it is one."""
    event_type = args.text(body.get("event_type"), "event_type")
    if event_type not in EVENT_TYPES:
        raise errors.Refused(errors.BAD_EVENT)
    return event_type


def address_of(call: Call) -> str:
    """The address of a registration, if it may be one."""
    address = args.text(call.body.get("address"), "address")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise errors.Refused(errors.BAD_ADDRESS) from None
    local = parts.scheme in ("http", "https") and host_is_loopback(parts.netloc)
    public = parts.scheme == "https" and port is None and "." in (parts.hostname or "")
    numeric = (parts.hostname or "").replace(".", "").isdigit() or ":" in (parts.hostname or "")
    plain = address.isascii() and address.isprintable() and len(address) <= LONGEST_ADDRESS
    if not plain or not (local or (public and not numeric)):
        raise errors.Refused(errors.BAD_ADDRESS)
    return address


def body(event_type: str, notification_id: str, shop_id: str, at: float, data: dict[str, Any]) -> str:
    """One push as text, byte for byte what is sent and signed."""
    push = {
        "type": TYPES[event_type],
        "tts_notification_id": notification_id,
        "shop_id": shop_id,
        "timestamp": int(at),
        "data": data,
    }
    return json.dumps(push, ensure_ascii=False, separators=(",", ":"))


def data_of(
    event: Event, event_type: str, book: OrderBook, look: Look, cancelled: str
) -> Iterator[dict[str, Any]]:
    """The data of each push of this type that an event means; `cancelled` is how pushes spell CANCELLED."""
    if event.what == "order" and event_type == ORDER and event.why in STATUS_MOVES:
        order = book.order(event.order_id)
        status = show_orders.order_status(order, look)
        yield {
            "order_id": order.id,
            "order_status": cancelled if status == "CANCELLED" else status,
            "is_on_hold_order": status == "ON_HOLD",
            "update_time": show_orders.update_time(order, look),
        }
    if event.what == "order" and event_type == CANCELLATION and event.why in CANCEL_MOVES:
        found = aftersales.cancellations(book.versions[event.order_id])[-1]
        yield {
            "order_id": found.order_id,
            "cancel_id": found.id,
            "cancel_status": found.status,
            "cancellations_role": "BUYER" if found.kind == "BUYER_CANCEL" else "SELLER",
            "create_time": int(found.created_at),
        }
    if event.what == "return" and event_type == RETURN:
        back = book.returns[event.extra["return_id"]]
        yield {
            "order_id": back.order_id,
            "return_id": back.id,
            "return_status": show_orders.RETURN_STATUSES[back.status],
            "return_type": "RETURN_AND_REFUND",
            "return_role": "BUYER",
            "create_time": int(back.created_at),
            "update_time": int(back.updated_at),
        }
    if event.what == "product" and event_type == PRODUCT and event.why in PRODUCT_MOVES:
        product = book.catalogue.product(event.extra["product_id"])
        yield {
            "product_id": product.id,
            "status": show_products.PRODUCT_STATUSES[product.status],
            "update_time": int(event.at),
        }
