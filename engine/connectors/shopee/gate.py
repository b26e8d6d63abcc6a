"""How one Shopee call is signed and sent, and whether its answer is a yes. Status codes say little: `error` does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from ...http import Call, Pairs, Reply
from ..base import Tokens
from ..gate import JSON, Asked, JsonGate, json_bytes
from . import signing
from .errors import refusal

PREFIX = "/api/v2"


class Gate(JsonGate):
    """Signs with the app's key."""

    PRODUCTION = "https://partner.shopeemobile.com"

    def public(self, path: str, body: Mapping[str, Any], secrets: tuple[str, ...] = ()) -> dict[str, Any]:
        """POST without a shop (sign-in, settings of the app); never repeated. Gives the whole answer."""

        def make() -> Call:
            now = int(self._clock.now())
            sign = signing.public_signature(self._config.app_id, self._config.app_secret, PREFIX + path, now)
            return self._call("POST", path, self._common(now, sign), body)

        return self._send(make, path, safe=False, secrets=secrets, signs_in=True)

    def of_shop(
        self,
        tokens: Tokens,
        method: Literal["GET", "POST"],
        path: str,
        query: Pairs = (),
        body: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """A call of the shop: GET is a read and may be repeated, POST is a write. Gives the whole answer."""
        shop_id = dict(tokens.extra).get("shop_id", "")

        def make() -> Call:
            now = int(self._clock.now())
            sign = signing.shop_signature(
                self._config.app_id, self._config.app_secret, PREFIX + path, now, tokens.access, shop_id
            )
            own = (("access_token", tokens.access), ("shop_id", shop_id))
            return self._call(method, path, (*self._common(now, sign), *own, *query), body)

        return self._send(make, path, safe=method == "GET", secrets=(tokens.access, tokens.refresh))

    def _common(self, now: int, sign: str) -> Pairs:
        return ("partner_id", self._config.app_id), ("timestamp", str(now)), ("sign", sign)

    def _call(self, method: str, path: str, query: Pairs, body: Mapping[str, Any] | None) -> Call:
        raw = json_bytes(body)
        return Call(method, self._base + PREFIX + path, query, JSON if raw else {}, raw)

    def judged(self, reply: Reply, value: dict[str, Any], asked: Asked) -> dict[str, Any]:
        error = value.get("error", "")
        if not isinstance(error, str):
            raise self.unreadable(reply, asked)
        if error:
            message = asked.clean(value.get("message"))
            raise refusal(
                self._config.shop,
                asked.clean(error),
                message,
                safe=asked.safe,
                retry_after=reply.retry_after,
            )
        if reply.status >= 300:
            raise self.odd(reply, asked)
        return value
