"""How a TikTok Shop seller's consent becomes tokens, and tokens become newer tokens (documented forms)."""

from __future__ import annotations

from urllib.parse import urlencode

from ..base import Tokens
from ..config import ShopConfig
from ..lenient import parse
from .gate import Gate, sign_in_host
from .wire import Granted

CONSENT_PAGE = "https://services.tiktokshop.com/open/authorize"


def consent_url(config: ShopConfig, redirect: str, state: str) -> str:
    """The page at which the seller agrees.

    The marketplace sends the code to the address registered with the app; `redirect_uri` is for servers
    that take one with the call. Without a `service_id` in the settings the older page is used.
    """
    service = config.extra.get("service_id", "")
    common = {"state": state, "redirect_uri": redirect}
    if not service:
        query = urlencode({"app_key": config.app_id, **common})
        return f"{sign_in_host(config)}/oauth/authorize?{query}"
    elsewhere = config.base_url.rstrip("/") not in ("", Gate.PRODUCTION)
    page = config.extra.get("consent_url") or (
        f"{sign_in_host(config)}/open/authorize" if elsewhere else CONSENT_PAGE
    )
    return f"{page}?{urlencode({'service_id': service, **common})}"


def exchange(config: ShopConfig, gate: Gate, code: str) -> Tokens:
    """A code into tokens."""
    query = (("auth_code", code), ("grant_type", "authorized_code"))
    answer = gate.sign_in("/api/v2/token/get", query, (code,))
    return _tokens(parse(Granted, answer, config.shop), ())


def refresh(config: ShopConfig, gate: Gate, old: Tokens) -> Tokens:
    """New tokens for old ones. The old refresh token is dead once it was seen."""
    query = (("refresh_token", old.refresh), ("grant_type", "refresh_token"))
    answer = gate.sign_in("/api/v2/token/refresh", query, (old.access, old.refresh))
    return _tokens(parse(Granted, answer, config.shop), old.extra)


def _tokens(granted: Granted, extra: tuple[tuple[str, str], ...]) -> Tokens:
    """The `*_expire_in` fields are absolute Unix times in spite of their name."""
    return Tokens(
        access=granted.access_token,
        access_expires=float(granted.access_token_expire_in),
        refresh=granted.refresh_token,
        refresh_expires=float(granted.refresh_token_expire_in),
        extra=extra,
    )
