"""Which signature a Shopee call carries, and whether a push was signed by Shopee. Pure; the recipes are documented.

Every signature is the lower-case hex HMAC-SHA256 under the partner key, taken as text.
"""

from __future__ import annotations

import hashlib
import hmac


def _sign(partner_key: str, message: bytes) -> str:
    return hmac.new(partner_key.encode(), message, hashlib.sha256).hexdigest()


def public_signature(partner_id: str, partner_key: str, path: str, timestamp: int) -> str:
    """For calls without a shop. `path` begins with `/api/v2/`; `timestamp` is Unix seconds."""
    return _sign(partner_key, f"{partner_id}{path}{timestamp}".encode())


def shop_signature(
    partner_id: str, partner_key: str, path: str, timestamp: int, access_token: str, shop_id: str
) -> str:
    """For calls of one shop. Neither the body nor other parameters are signed."""
    return _sign(partner_key, f"{partner_id}{path}{timestamp}{access_token}{shop_id}".encode())


def webhook_signature(partner_key: str, url: str, body: bytes) -> str:
    """What the `Authorization` header of a push must say; `url` exactly as it was registered."""
    return _sign(partner_key, url.encode() + b"|" + body)


def webhook_is_genuine(partner_key: str, url: str, authorization: str, body: bytes) -> bool:
    """Whether the raw body carries that signature, compared in constant time."""
    expected = webhook_signature(partner_key, url, body)
    return hmac.compare_digest(expected.encode(), authorization.strip().lower().encode())
