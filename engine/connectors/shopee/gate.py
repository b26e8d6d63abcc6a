"""How one Shopee call is signed and sent, and whether its answer is a yes. Status codes say little: `error` does."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Literal

from ...clock import Clock
from ...errors import BadReply, UnknownOutcome
from ...http import Call, Http, Pairs, Reply, scrubbed
from ..base import Tokens
from ..config import ShopConfig
from ..lenient import json_object
from . import signing
from .errors import refusal

PRODUCTION = "https://partner.shopeemobile.com"
PREFIX = "/api/v2"


class Gate:
    """Signs with the app's key; holds no token."""

    def __init__(self, config: ShopConfig, http: Http, clock: Clock) -> None:
        self._config = config
        self._http = http
        self._clock = clock
        self._base = (config.base_url or PRODUCTION).rstrip("/")

    def public(self, path: str, body: Mapping[str, Any], secrets: tuple[str, ...] = ()) -> dict[str, Any]:
        """POST without a shop (sign-in, settings of the app); never repeated. Gives the whole answer."""

        def make() -> Call:
            now = int(self._clock.now())
            sign = signing.public_signature(self._config.app_id, self._config.app_secret, PREFIX + path, now)
            return self._call("POST", path, self._common(now, sign), body)

        return self._http.send(make, self._reader(path, safe=False, secrets=secrets), safe=False)

    def of_shop(
        self,
        tokens: Tokens,
        method: Literal["GET", "POST"],
        path: str,
        query: Pairs = (),
        body: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """A call of the shop: GET is a read and may be repeated, POST is a write. Gives the whole answer."""
        safe = method == "GET"
        shop_id = dict(tokens.extra).get("shop_id", "")

        def make() -> Call:
            now = int(self._clock.now())
            sign = signing.shop_signature(
                self._config.app_id, self._config.app_secret, PREFIX + path, now, tokens.access, shop_id
            )
            own = (("access_token", tokens.access), ("shop_id", shop_id))
            return self._call(method, path, (*self._common(now, sign), *own, *query), body)

        secrets = (tokens.access, tokens.refresh)
        return self._http.send(make, self._reader(path, safe=safe, secrets=secrets), safe=safe)

    def _common(self, now: int, sign: str) -> Pairs:
        return ("partner_id", self._config.app_id), ("timestamp", str(now)), ("sign", sign)

    def _call(self, method: str, path: str, query: Pairs, body: Mapping[str, Any] | None) -> Call:
        raw = b"" if body is None else json.dumps(body, separators=(",", ":")).encode()
        headers = {"Content-Type": "application/json"} if raw else {}
        return Call(method, self._base + PREFIX + path, query, headers, raw)

    def _reader(
        self, path: str, *, safe: bool, secrets: tuple[str, ...]
    ) -> Callable[[Reply], dict[str, Any]]:
        shop = self._config.shop

        def read(reply: Reply) -> dict[str, Any]:
            value = json_object(reply.body)
            if value is None or not isinstance(value.get("error", ""), str):
                kind = BadReply if safe else UnknownOutcome
                raise kind(f"{path}: HTTP {reply.status} without a readable answer", shop=shop)
            if value.get("error"):
                message = scrubbed(str(value.get("message", "")), self._config.app_secret, *secrets)
                error = scrubbed(value["error"])
                raise refusal(shop, error, message, safe=safe, retry_after=reply.retry_after)
            if reply.status >= 300:
                raise BadReply(f"{path}: HTTP {reply.status} without an error name", shop=shop)
            return value

        return read
