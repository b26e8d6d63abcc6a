"""Which exception a marketplace's no becomes, once its own table has said what kind of no it is.

| kind by the marketplace's table | a read, or nothing changes | a write                                        |
|---------------------------------|----------------------------|------------------------------------------------|
| Unavailable                     | Unavailable                | UnknownOutcome: it may have been done          |
| any other                       | itself                     | itself                                         |
| none: an unknown code           | BadReply                   | BadReply: it is read back, not taken for a no  |

The marketplace's own code always stands in `detail` and, for whoever sorts errors, in the parameter `said`.
"""

from __future__ import annotations

from ..errors import BadReply, RateLimited, ShopError, Unavailable, UnknownOutcome

UNKNOWN_CODE: type[ShopError] = BadReply


def refused(
    kind: type[ShopError],
    shop: str,
    code: str,
    message: str,
    *,
    safe: bool,
    said: str | int,
    retry_after: float = 0.0,
) -> ShopError:
    """The exception. `message` has been scrubbed; `code` is what is shown of the marketplace's code."""
    if kind is Unavailable and not safe:
        kind = UnknownOutcome
    detail = f"{code}: {message}" if message else code
    if kind is RateLimited:
        return RateLimited(detail, retry_after=retry_after, shop=shop, said=said)
    return kind(detail, shop=shop, said=said)
