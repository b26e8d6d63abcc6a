"""Which signature a request or a push must carry.

Both recipes are documented by the marketplace: requests are HMAC-SHA256 over path, sorted query and raw body
wrapped in the app secret; pushes are HMAC-SHA256 over app key and raw body. Everything is in lower-case hex.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

UNSIGNED = frozenset({"sign", "access_token"})


def _hex(secret: str, message: bytes) -> str:
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def request_signature(
    secret: str, path: str, params: Iterable[tuple[str, str]], body: bytes, content_type: str = ""
) -> str:
    """The signature of one request.

    `params` are the decoded query parameters; a repeated key is signed once per value, in the order received
    (guessed: the recipe says nothing about repeated keys). The body of a file upload is left out, every other
    body is taken as the very bytes that arrived.
    """
    query = sorted((item for item in params if item[0] not in UNSIGNED), key=lambda item: item[0])
    message = path.encode() + "".join(name + value for name, value in query).encode()
    if not content_type.strip().lower().startswith("multipart/form-data"):
        message += body
    return _hex(secret, secret.encode() + message + secret.encode())


def push_signature(secret: str, app_key: str, body: bytes) -> str:
    """The `Authorization` header of a push."""
    return _hex(secret, app_key.encode() + body)


def equal(expected: str, given: str) -> bool:
    """Constant-time comparison that takes any text."""
    return hmac.compare_digest(expected.encode(), given.encode("utf-8", "surrogateescape"))
