"""How one TikTok Shop call is signed and sent, and whether its answer is a yes: `code` 0 is, all else is not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...http import Call, Pairs, Reply
from ..config import ShopConfig
from ..gate import JSON, Asked, JsonGate, json_bytes
from . import signing
from .errors import refusal

SIGN_IN = "https://auth.tiktok-shops.com"


class Gate(JsonGate):
    """Signs with the app's secret."""

    PRODUCTION = "https://open-api.tiktokglobalshop.com"

    def sign_in(self, path: str, query: Pairs, secrets: tuple[str, ...]) -> dict[str, Any]:
        """A token call: a GET by its method, but it uses a code or token up, so it is never repeated."""
        own = (("app_key", self._config.app_id), ("app_secret", self._config.app_secret))

        def make() -> Call:
            return Call("GET", sign_in_host(self._config) + path, (*own, *query))

        return self._send(make, path, safe=False, secrets=secrets, signs_in=True)

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
        raw = json_bytes(body)
        of_shop: Pairs = (("shop_cipher", cipher),) if cipher else ()

        def make() -> Call:
            common = (("app_key", self._config.app_id), ("timestamp", str(int(self._clock.now()))))
            pairs = (*common, *of_shop, *query)
            sign = signing.request_signature(self._config.app_secret, path, pairs, raw)
            headers = {**JSON, "x-tts-access-token": access}
            return Call(method, self._base + path, (*pairs, ("sign", sign)), headers, raw)

        return self._send(make, path, safe=safe, secrets=(access, cipher))

    def judged(self, reply: Reply, value: dict[str, Any], asked: Asked) -> dict[str, Any]:
        code = value.get("code")
        if isinstance(code, bool) or not str(code).isdigit():
            raise self.unreadable(reply, asked)
        if int(str(code)):
            message = asked.clean(value.get("message"))
            raise refusal(
                self._config.shop,
                int(str(code)),
                reply.status,
                message,
                safe=asked.safe,
                retry_after=reply.retry_after,
            )
        data = value.get("data")
        if reply.status >= 300 or not isinstance(data, dict | None):
            raise self.odd(reply, asked)
        return data or {}


def sign_in_host(config: ShopConfig) -> str:
    """Where tokens are given; a shop that is not served by the marketplace itself does both in one place."""
    if config.auth_url:
        return config.auth_url.rstrip("/")
    return SIGN_IN if config.base_url.rstrip("/") in ("", Gate.PRODUCTION) else config.base_url.rstrip("/")
