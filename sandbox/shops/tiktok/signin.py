"""What the consent page and the two token calls answer.

| call | answer |
|---|---|
| GET /open/authorize?service_id=&state= (or /oauth/authorize?app_key=&state=) | 302 with code and state |
| GET /api/v2/token/get?app_key=&app_secret=&auth_code=&grant_type=authorized_code | the first pair of tokens |
| GET /api/v2/token/refresh?app_key=&app_secret=&refresh_token=&grant_type=refresh_token | the next pair |

None of them is signed.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from sandbox.guard import host_is_loopback
from sandbox.shops.base import App
from sandbox.wire import Response

from . import errors, signing
from .oauth import Authorisations, Grant

CONSENT_PATHS = frozenset({"/open/authorize", "/oauth/authorize"})
GET_PATH, REFRESH_PATH = "/api/v2/token/get", "/api/v2/token/refresh"
PATHS = CONSENT_PATHS | {GET_PATH, REFRESH_PATH}


@dataclass(frozen=True, slots=True)
class Seller:
    """Who consents."""

    open_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Desk:
    """The app that asks, its tokens, and the address registered with it ("" for none)."""

    app: App
    tokens: Authorisations
    redirect: str
    seller: Seller


def answer(method: str, path: str, params: Mapping[str, str], desk: Desk, request_id: str) -> Response:
    """The answer to a call about signing in; Refused where it is not in order."""
    if method != "GET":
        raise errors.Refused(errors.NO_METHOD)
    if path in CONSENT_PATHS:
        return consent(params, desk)
    if not signing.equal(desk.app.secret, params.get("app_secret", "")):
        raise errors.Refused(errors.BAD_APP_SECRET)
    if path == GET_PATH:
        _grant_type(params, "authorized_code")
        pair = desk.tokens.redeem(params.get("auth_code", ""))
    else:
        _grant_type(params, "refresh_token")
        pair = desk.tokens.refresh(params.get("refresh_token", ""))
    return errors.success(_pair_json(pair, desk.seller), request_id)


def _grant_type(params: Mapping[str, str], wanted: str) -> None:
    if params.get("grant_type") != wanted:
        raise errors.Refused(errors.invalid(f"`grant_type` must be `{wanted}`."))


def _pair_json(pair: Grant, seller: Seller) -> dict[str, Any]:
    return {
        "access_token": pair.access_token,
        "access_token_expire_in": pair.access_expires,
        "refresh_token": pair.refresh_token,
        "refresh_token_expire_in": pair.refresh_expires,
        "open_id": seller.open_id,
        "seller_name": seller.name,
        "seller_base_region": "ID",
        "user_type": 0,
        "granted_scopes": list(pair.scopes),
    }


def consent(params: Mapping[str, str], desk: Desk) -> Response:
    """The seller says yes at once; a code goes only to this machine, or onto the page to be copied.

    The real page sends the code to the address registered with the app; here the query may name one as
    `redirect_uri`, so that a connector can listen on any free port.
    """
    target = params.get("redirect_uri") or desk.redirect
    if target and not is_local(target):
        raise errors.Refused(errors.invalid("The redirect address is not on this machine."))
    code = desk.tokens.consent()
    if not target:
        page = f"<!doctype html><title>TikTok Shop</title><p>Code: <code>{html.escape(code)}</code></p>"
        return Response(
            200, {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"}, page.encode()
        )
    query = {"code": code, "state": params.get("state", ""), "app_key": desk.app.id}
    query |= {"locale": "id-ID", "shop_region": "ID"}
    joint = "&" if urlsplit(target).query else "?"
    return Response(302, {"Location": target + joint + urlencode(query), "Cache-Control": "no-store"})


def is_local(url: str) -> bool:
    """Whether a URL points to this machine's loopback over plain HTTP."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "http" and host_is_loopback(parts.netloc)
