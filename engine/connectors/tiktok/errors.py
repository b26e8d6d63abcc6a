"""What each TikTok Shop error code means for the engine.

Codes of the gateway are documented; those of products are seen in public integrations; a code that is not here
is judged by its family and HTTP status, and is BadReply where these say nothing. 36009004 stands for many
faults that only its message tells apart.
"""

from __future__ import annotations

from ...errors import AuthExpired, BadReply, NotFound, RateLimited, Rejected, ShopError, Unavailable
from ..refusing import UNKNOWN_CODE, refused
from ..tokens import AccessExpired

OVERLOADED = 36009004
MEANINGS: dict[int, type[ShopError]] = {
    105002: AccessExpired,
    101000: AuthExpired,
    105005: AuthExpired,
    106001: AuthExpired,
    106013: AuthExpired,
    36004001: AuthExpired,
    36004004: AuthExpired,
    36004005: AuthExpired,
    36009033: Rejected,
    36009002: RateLimited,
    36009003: Unavailable,
    36009007: Unavailable,
    36009009: BadReply,
    36009010: BadReply,
    36009014: BadReply,
    36009022: BadReply,
    36009023: BadReply,
    12052032: NotFound,
    12052097: NotFound,
    12052901: Rejected,
    12019024: Rejected,
    12052223: Rejected,
}
OVERLOADED_WORDS: tuple[tuple[str, type[ShopError]], ...] = (
    ("x-tts-access-token", AccessExpired),
    ("app_key", AuthExpired),
    ("app_secret", AuthExpired),
    ("signature", AuthExpired),
)
SIGN_IN_FAMILY = 36004
PRODUCT_FAMILIES = (1201, 1205)


def meaning(code: int, status: int, message: str) -> type[ShopError]:
    """The kind of error, from its code first, its message where the code is overloaded, its family last."""
    if code == OVERLOADED:
        words = message.lower()
        return next((kind for word, kind in OVERLOADED_WORDS if word in words), Rejected)
    return MEANINGS.get(code) or _family(code, status)


def _family(code: int, status: int) -> type[ShopError]:
    if code // 1000 == SIGN_IN_FAMILY or status in (401, 403):
        return AuthExpired
    return Rejected if code // 10_000 in PRODUCT_FAMILIES else UNKNOWN_CODE


def refusal(
    shop: str, code: int, status: int, message: str, *, safe: bool, retry_after: float = 0.0
) -> ShopError:
    """The exception for an error answer. `message` has been scrubbed; `said` is the marketplace's code."""
    kind = meaning(code, status, message)
    return refused(kind, shop, str(code), message, safe=safe, said=code, retry_after=retry_after)
