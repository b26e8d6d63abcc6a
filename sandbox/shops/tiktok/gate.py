"""Which requests get through: path, version and method, app key, time, signature, token, scope and shop.

The checks run in this order and the first that fails answers. That an unknown path is answered before the app
key and the app key before the signature is recorded; the rest of the order is guessed.

| check | refused where |
|---|---|
| path, version, method | nothing is served there |
| app key | it is not this app's |
| timestamp | it is missing, not a number, negative, over 5 minutes old, or over 30 seconds ahead |
| sign | it is missing, or differs from the signature of the received bytes |
| content type | a body comes as anything but JSON |
| token | `x-tts-access-token` is missing, unknown, expired, or lacks the call's scope |
| shop_cipher | missing where a shop is meant, present where none is, or of another shop |
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.shops.base import App
from sandbox.wire import Request

from . import args, errors, signing
from .oauth import Authorisations

PAST_SECONDS = 300
FUTURE_SECONDS = 30
VERSIONED = re.compile(r"/(?P<area>[a-z_]+)/(?P<version>\d{6})/(?P<rest>[^?]*)")


@dataclass(frozen=True, slots=True)
class Route:
    """One call: `rest` is the path after area and version, `{id}` standing for one id."""

    method: str
    area: str
    versions: frozenset[str]
    rest: str
    scope: str
    name: str
    of_shop: bool = True

    def match(self, area: str, rest: str) -> str | None:
        """The id in the path ("" where there is none), or None where the path is another."""
        if area != self.area:
            return None
        found = re.fullmatch(re.escape(self.rest).replace(re.escape("{id}"), r"(\d+)"), rest)
        return None if found is None else (found.group(1) if found.groups() else "")


def _route(method: str, path: str, scope: str, name: str, *versions: str, of_shop: bool = True) -> Route:
    area, _, rest = path.partition("/")
    return Route(method, area, frozenset(versions), rest, "seller." + scope, name, of_shop)


ROUTES = (
    _route("GET", "authorization/shops", "authorization.info", "shops", "202309", of_shop=False),
    _route("GET", "logistics/warehouses", "logistics", "warehouses", "202309"),
    _route(
        "POST", "product/products/search", "product.basic", "product_search", "202309", "202312", "202502"
    ),
    _route("GET", "product/products/{id}", "product.basic", "product_detail", "202309"),
    _route("POST", "product/inventory/search", "product.basic", "inventory_search", "202309"),
    _route("POST", "product/products/{id}/inventory/update", "product.write", "inventory_update", "202309"),
    _route("POST", "product/products/{id}/prices/update", "product.write", "price_update", "202309"),
    _route("POST", "product/products/activate", "product.write", "product_activate", "202309"),
    _route("POST", "product/products/deactivate", "product.write", "product_deactivate", "202309"),
    _route("POST", "order/orders/search", "order.info", "order_search", "202309"),
    _route("GET", "order/orders", "order.info", "order_detail", "202309", "202507"),
    _route("POST", "return_refund/cancellations", "return_refund.write", "cancel", "202309", "202602"),
    _route(
        "POST",
        "return_refund/cancellations/search",
        "return_refund.basic",
        "cancel_search",
        "202309",
        "202602",
    ),
    _route(
        "POST", "return_refund/cancellations/{id}/approve", "return_refund.write", "cancel_approve", "202309"
    ),
    _route(
        "POST", "return_refund/cancellations/{id}/reject", "return_refund.write", "cancel_reject", "202309"
    ),
    _route(
        "POST", "return_refund/returns/search", "return_refund.basic", "return_search", "202309", "202602"
    ),
    _route(
        "GET",
        "return_refund/orders/{id}/aftersale_eligibility",
        "return_refund.basic",
        "eligibility",
        "202309",
        "202512",
    ),
    _route("POST", "fulfillment/packages/{id}/ship", "fulfillment.basic", "ship", "202309"),
    _route("GET", "fulfillment/packages/{id}/handover_time_slots", "fulfillment.basic", "slots", "202309"),
    _route("GET", "event/webhooks", "shop.info", "webhooks", "202309"),
    _route("PUT", "event/webhooks", "shop.info", "webhook_put", "202309"),
    _route("DELETE", "event/webhooks", "shop.info", "webhook_delete", "202309"),
)


@dataclass(frozen=True, slots=True)
class Call:
    """One request that got through.

    `app` is the caller's name, `path_id` the id in the path, `params` the query with the last value of each name,
    `repeated` the query as it came, `body` the JSON object.
    """

    route: Route
    app: str
    path_id: str
    params: dict[str, str]
    repeated: list[tuple[str, str]]
    body: dict[str, Any]

    def values(self, name: str) -> list[str]:
        """Every value of a repeated query parameter."""
        return [value for key, value in self.repeated if key == name]


def find_route(method: str, path: str) -> tuple[Route, str]:
    """The route of a request line and the id in its path."""
    parts = VERSIONED.fullmatch(path)
    if parts is None:
        raise errors.Refused(errors.NO_PATH)
    found = [(route, route.match(parts["area"], parts["rest"])) for route in ROUTES]
    there = [(route, path_id) for route, path_id in found if path_id is not None]
    if not there:
        raise errors.Refused(errors.NO_PATH)
    of_method = [(route, path_id) for route, path_id in there if route.method == method]
    if not of_method:
        raise errors.Refused(errors.NO_METHOD)
    for route, path_id in of_method:
        if parts["version"] in route.versions:
            return route, path_id
    raise errors.Refused(errors.NO_VERSION)


def check_time(timestamp: str, now: float) -> None:
    """Passes where the timestamp (unix seconds, as text) is close enough to now."""
    if not re.fullmatch(r"-?[0-9]{1,15}", timestamp):
        raise errors.Refused(errors.BAD_TIME)
    at = int(timestamp)
    if at < 0:
        raise errors.Refused(errors.NEGATIVE_TIME)
    if at < now - PAST_SECONDS:
        raise errors.Refused(errors.STALE_TIME)
    if at > now + FUTURE_SECONDS:
        raise errors.Refused(errors.FUTURE_TIME)


def check_signature(request: Request, given: str, secret: str) -> None:
    """Passes where the signature is that of the bytes received."""
    if not given:
        raise errors.Refused(errors.NO_SIGN)
    content_type = request.headers.get("content-type", "")
    expected = signing.request_signature(secret, request.path, request.params(), request.body, content_type)
    if not signing.equal(expected, given):
        raise errors.Refused(errors.BAD_SIGN)


def check_shop(route: Route, cipher: str | None, own: str) -> None:
    """Passes where the shop is named exactly when it has to be."""
    if not route.of_shop:
        if cipher is not None:
            raise errors.Refused(errors.NEEDLESS_CIPHER)
        return
    if not cipher:
        raise errors.Refused(errors.NO_CIPHER)
    if not signing.equal(own, cipher):
        raise errors.Refused(errors.OTHER_SHOP)


def admit(
    request: Request,
    now: float,
    find_app: Callable[[str], App | None],
    tokens: Mapping[str, Authorisations],
    cipher: str,
) -> Call:
    """The call behind a request; Refused where a check fails.

    `find_app` knows the apps by key, `tokens` the consents by the app's name; `cipher` is the shop's own.
    """
    route, path_id = find_route(request.method, request.path)
    repeated = request.params()
    params = dict(repeated)
    app = find_app(params.get("app_key", ""))
    if app is None:
        raise errors.Refused(errors.BAD_APP_KEY)
    check_time(params.get("timestamp", ""), now)
    check_signature(request, params.get("sign", ""), app.secret)
    content_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if request.body and content_type != "application/json":
        raise errors.Refused(errors.NOT_JSON)
    tokens[app.name].admit(request.headers.get("x-tts-access-token", ""), route.scope)
    check_shop(route, params.get("shop_cipher"), cipher)
    return Call(route, app.name, path_id, params, repeated, args.body_object(request.body))
