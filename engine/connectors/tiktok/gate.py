"""How one TikTok Shop call is signed and sent, and whether its answer is a yes: `code` 0 is, all else is not."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from ...clock import Clock
from ...errors import BadReply, UnknownOutcome
from ...http import Call, Http, Pairs, Reply, scrubbed
from ..config import ShopConfig
from ..lenient import json_object
from . import signing
from .errors import refusal

PRODUCTION = "https://open-api.tiktokglobalshop.com"
SIGN_IN = "https://auth.tiktok-shops.com"


class Gate:
    """Signs with the app's secret; holds no token."""

    def __init__(self, config: ShopConfig, http: Http, clock: Clock) -> None:
        self._config = config
        self._http = http
        self._clock = clock
        self._base = (config.base_url or PRODUCTION).rstrip("/")

    def sign_in(self, path: str, query: Pairs, secrets: tuple[str, ...]) -> dict[str, Any]:
        """A token call: a GET by its method, but it uses a code or token up, so it is never repeated."""
        own = (("app_key", self._config.app_id), ("app_secret", self._config.app_secret))

        def make() -> Call:
            return Call("GET", sign_in_host(self._config) + path, (*own, *query))

        return self._http.send(make, self._reader(path, safe=False, secrets=secrets), safe=False)

    def call(
        self,
        access: str,
        cipher: str,
        method: str,
        path: str,
        query: Pairs = (),
        body: Mapping[str, Any] | None = None,
        *,
        safe: bool,
    ) -> dict[str, Any]:
        """A signed call; gives `data`. `cipher` names the shop and is empty for calls that name none."""
        raw = b"" if body is None else json.dumps(body, separators=(",", ":")).encode()
        of_shop: Pairs = (("shop_cipher", cipher),) if cipher else ()

        def make() -> Call:
            common = (("app_key", self._config.app_id), ("timestamp", str(int(self._clock.now()))))
            pairs = (*common, *of_shop, *query)
            sign = signing.request_signature(self._config.app_secret, path, pairs, raw)
            headers = {"Content-Type": "application/json", "x-tts-access-token": access}
            return Call(method, self._base + path, (*pairs, ("sign", sign)), headers, raw)

        return self._http.send(make, self._reader(path, safe=safe, secrets=(access, cipher)), safe=safe)

    def _reader(
        self, path: str, *, safe: bool, secrets: tuple[str, ...]
    ) -> Callable[[Reply], dict[str, Any]]:
        shop = self._config.shop

        def read(reply: Reply) -> dict[str, Any]:
            value = json_object(reply.body)
            code = None if value is None else value.get("code")
            if value is None or isinstance(code, bool) or not str(code).isdigit():
                kind = BadReply if safe else UnknownOutcome
                raise kind(f"{path}: HTTP {reply.status} without a readable answer", shop=shop)
            if int(str(code)):
                message = scrubbed(str(value.get("message", "")), self._config.app_secret, *secrets)
                wait = reply.retry_after
                raise refusal(shop, int(str(code)), reply.status, message, safe=safe, retry_after=wait)
            data = value.get("data")
            if reply.status >= 300 or not isinstance(data, dict | None):
                raise BadReply(f"{path}: HTTP {reply.status} with an odd answer", shop=shop)
            return data or {}

        return read


def sign_in_host(config: ShopConfig) -> str:
    """Where tokens are given; a shop that is not served by the marketplace itself does both in one place."""
    if config.auth_url:
        return config.auth_url.rstrip("/")
    return SIGN_IN if config.base_url.rstrip("/") in ("", PRODUCTION) else config.base_url.rstrip("/")
