"""Which signature a TikTok Shop call carries, and whether a push was signed by it. Pure; the recipes are documented.

Every signature is the lower-case hex HMAC-SHA256 under the app secret.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

UNSIGNED = frozenset({"sign", "access_token"})


def _sign(app_secret: str, message: bytes) -> str:
    return hmac.new(app_secret.encode(), message, hashlib.sha256).hexdigest()


def request_signature(
    app_secret: str, path: str, query: Iterable[tuple[str, str]], body: bytes, *, multipart: bool = False
) -> str:
    """Over path, decoded query by name, and the very bytes of the body, wrapped in the secret.

    The body of a file upload is left out.
    """
    pairs = sorted(pair for pair in query if pair[0] not in UNSIGNED)
    signed = path + "".join(name + value for name, value in pairs)
    secret = app_secret.encode()
    return _sign(app_secret, secret + signed.encode() + (b"" if multipart else body) + secret)


def webhook_signature(app_secret: str, app_key: str, body: bytes) -> str:
    """What the `Authorization` header of a push must say."""
    return _sign(app_secret, app_key.encode() + body)


def webhook_is_genuine(app_secret: str, app_key: str, authorization: str, body: bytes) -> bool:
    """Whether the raw body carries that signature, compared in constant time."""
    expected = webhook_signature(app_secret, app_key, body)
    return hmac.compare_digest(expected.encode(), authorization.strip().lower().encode())
