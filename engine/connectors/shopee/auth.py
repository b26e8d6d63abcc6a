"""How a Shopee seller's consent becomes tokens, and tokens become newer tokens (documented forms)."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from ...clock import Clock
from ...errors import Rejected
from ..base import Tokens
from ..config import ShopConfig
from ..lenient import parse
from .gate import Gate
from .wire import Granted

CONSENT_PAGE = "https://open.shopee.com/auth"
REFRESH_SECONDS = 30 * 86_400.0


def consent_url(config: ShopConfig, redirect: str, state: str) -> str:
    """The page at which the seller agrees; a server other than Shopee's own has its page under `/auth`."""
    base = config.base_url.rstrip("/")
    page = config.auth_url or (CONSENT_PAGE if base in ("", Gate.PRODUCTION) else f"{base}/auth")
    query = {
        "partner_id": config.app_id,
        "auth_type": "seller",
        "redirect_uri": redirect,
        "response_type": "code",
        "state": state,
    }
    return f"{page}?{urlencode(query)}"


def exchange(config: ShopConfig, gate: Gate, clock: Clock, code: str, extra: Mapping[str, str]) -> Tokens:
    """A code into tokens. `extra` are the redirect's other values, `shop_id` among them."""
    shop_id = extra.get("shop_id") or config.extra.get("shop_id", "")
    if not shop_id.isdigit():
        # A consent for a main account names no shop, and one connection here is one shop.
        raise Rejected("the consent names no shop: sign in as the shop, not a main account", shop=config.shop)
    body = {"code": code, "partner_id": number(config), "shop_id": int(shop_id)}
    answer = gate.public("/auth/token/get", body, (code,))
    return _tokens(config, clock, answer, shop_id)


def refresh(config: ShopConfig, gate: Gate, clock: Clock, old: Tokens) -> Tokens:
    """New tokens for old ones. The old refresh token is dead once Shopee has seen it."""
    known = dict(old.extra)
    body = {
        "refresh_token": old.refresh,
        "partner_id": number(config),
        "shop_id": int(known.get("shop_id", "0")),
    }
    answer = gate.public("/auth/access_token/get", body, (old.access, old.refresh))
    return _tokens(config, clock, answer, **known)


def number(config: ShopConfig) -> int:
    """The partner id as the number that bodies want."""
    if not config.app_id.isdigit():
        raise Rejected("a Shopee partner id is a number", shop=config.shop)
    return int(config.app_id)


def _tokens(
    config: ShopConfig, clock: Clock, answer: Mapping[str, object], shop_id: str, **known: str
) -> Tokens:
    now = clock.now()
    granted = parse(Granted, answer, config.shop)
    return Tokens(
        access=granted.access_token,
        access_expires=now + granted.expire_in,
        refresh=granted.refresh_token,
        refresh_expires=now + REFRESH_SECONDS,
        extra=tuple(sorted({**known, "shop_id": shop_id}.items())),
    )
