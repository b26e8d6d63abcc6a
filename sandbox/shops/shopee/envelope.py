"""How Shopee words an answer: the envelope of a success, and every error with its odd spelling.

What sources disagree about is a `Dialect`, so that a client can be tried against each form:
the HTTP status of gateway errors (200, or 403/400/429), the older words for a dead token, and whether
product, order and logistics errors carry their module as a prefix.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ...wire import Response

GATEWAY_STATUS = {
    "error_auth": 403,
    "error_sign": 403,
    "invalid_acceess_token": 403,
    "invalid_partner_id": 403,
    "error_param": 400,
    "error_rate_limit": 429,
}


@dataclass(frozen=True, slots=True)
class Dialect:
    """`http_statuses`: gateway errors come with 4xx instead of 200. `older_tokens`: `error_auth` for a dead
    token. `prefixed`: `product.error_item_not_found` instead of `error_item_not_found`."""

    http_statuses: bool = False
    older_tokens: bool = False
    prefixed: bool = False


class Refused(Exception):
    """An error answer; `module` is the prefix it has where the dialect prefixes."""

    def __init__(
        self,
        error: str,
        message: str,
        *,
        module: str = "",
        gateway: bool = False,
        response: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(f"{error}: {message}")
        self.error = error
        self.message = message
        self.module = module
        self.gateway = gateway
        self.response = response


@dataclass(frozen=True, slots=True)
class Answer:
    """A success: `response` inside the envelope, or `top` beside it (sign-in and shop info are flat)."""

    response: Mapping[str, Any] | None = None
    top: Mapping[str, Any] = field(default_factory=dict)


def success(answer: Answer, request_id: str) -> Response:
    body: dict[str, Any] = {"error": "", "message": "", "warning": "", "request_id": request_id, **answer.top}
    if answer.response is not None:
        body["response"] = dict(answer.response)
    return Response.of_json(body)


def failure(refused: Refused, request_id: str, dialect: Dialect) -> Response:
    error, message = refused.error, refused.message
    status = GATEWAY_STATUS.get(error, 200) if refused.gateway and dialect.http_statuses else 200
    if dialect.older_tokens and error == "invalid_acceess_token":
        error, message = "error_auth", "Invalid access_token."
    if dialect.prefixed and refused.module and "." not in error:
        error = f"{refused.module}.{error}"
    body: dict[str, Any] = {"error": error, "message": message, "request_id": request_id}
    if refused.response is not None:
        body["response"] = dict(refused.response)
    return Response.of_json(body, status)


def rate_limited(request_id: str, dialect: Dialect, retry_after: float | None) -> Response:
    """With a Retry-After header only where a wait is announced."""
    message = "Too many requests. You have reached the rate limit, please try again later."
    plain = failure(Refused("error_rate_limit", message, gateway=True), request_id, dialect)
    extra = {} if retry_after is None else {"Retry-After": str(int(retry_after))}
    return Response(plain.status, {**plain.headers, **extra}, plain.body)


def broken(status: int, request_id: str) -> Response:
    """A server error: 503 comes from the edge without JSON, 500 from the platform with it."""
    if status == 500:
        body = {
            "error": "error_server",
            "message": "Something wrong. Please try later.",
            "request_id": request_id,
        }
        return Response.of_json(body, 500)
    page = b"<html><head><title>503 Service Temporarily Unavailable</title></head></html>"
    return Response(status, {"Content-Type": "text/html"}, page)


def bad_token() -> Refused:
    return Refused("invalid_acceess_token", "Invalid access_token, please have a check.", gateway=True)


def wrong_shop() -> Refused:
    return Refused("error_auth", "Invalid partner_id or shopid.", gateway=True)


def item_not_found() -> Refused:
    return Refused("error_item_not_found", "Item_id is not found.", module="product")


def order_not_found() -> Refused:
    return Refused("error_not_found", "Wrong parameters, detail: the order is not found.", module="order")


def bad_field(module: str, name: str, why: str = "value must  Not Null") -> Refused:
    """The two blanks in the default text are Shopee's own."""
    return Refused(f"{module}.error_param", f"invalid field {name}: {why}")
