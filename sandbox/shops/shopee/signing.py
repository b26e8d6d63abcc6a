"""Whether a request is signed: what is hashed, and for how long its timestamp counts.

sign = lower-case hex HMAC-SHA256(partner key, base), with base made of the texts as they were received:

| call      | base                                                          |
|-----------|---------------------------------------------------------------|
| public    | partner_id + path + timestamp                                 |
| of a shop | partner_id + path + timestamp + access_token + shop_id        |
| push      | callback url + "|" + raw body, sent as `Authorization` header |

Body and other parameters of a call are not signed. A timestamp counts for five minutes (documented); that it
may lie as far ahead is guessed.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

from .envelope import Refused

WINDOW_SECONDS = 300


def sign(key: str, base: str | bytes) -> str:
    message = base.encode() if isinstance(base, str) else base
    return hmac.new(key.encode(), message, hashlib.sha256).hexdigest()


def push_signature(key: str, url: str, body: bytes) -> str:
    return sign(key, url.encode() + b"|" + body)


def present(query: Mapping[str, str], of_shop: bool) -> None:
    """Refuses a call that lacks one of the common parameters, naming the first."""
    common = ("partner_id", "timestamp", "sign")
    for name in (*common, "access_token", "shop_id") if of_shop else common:
        if not query.get(name):
            raise Refused("error_param", f"There is no {name} in query.", gateway=True)


def check_time(timestamp: str, now: float) -> None:
    if not timestamp.isascii() or not timestamp.isdigit():
        raise Refused("error_param", "Invalid timestamp.", gateway=True)
    if abs(now - int(timestamp)) > WINDOW_SECONDS:
        raise Refused("error_param", "Timestamp is expired.", gateway=True)


def check_sign(query: Mapping[str, str], path: str, key: str, of_shop: bool) -> None:
    base = query["partner_id"] + path + query["timestamp"]
    if of_shop:
        base += query["access_token"] + query["shop_id"]
    if not hmac.compare_digest(sign(key, base).encode(), query["sign"].encode()):
        raise Refused("error_sign", "Wrong sign.", gateway=True)
