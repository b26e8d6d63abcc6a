"""Which stock targets share a call, and what becomes of each when a call goes wrong.

| the call ends with        | its targets                | the calls after it                              |
|---------------------------|----------------------------|-------------------------------------------------|
| an answer                 | what it says, item by item | go on                                           |
| Rejected, NotFound        | a single one: failed       | go on                                           |
|                           | several: sent in halves    | go on                                           |
| RateLimited, AuthExpired  | failed                     | not sent: failed with the same code             |
| Unavailable               | failed                     | go on, until three in a row got no answer       |
| UnknownOutcome, BadReply  | unknown                    | go on, until three in a row got no answer       |

A refused call changed nothing, so its halves may be sent: otherwise one number that a shop does not take would
cost all other variants of its product.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Sequence

from ..errors import (
    AuthExpired,
    BadReply,
    NotFound,
    RateLimited,
    Rejected,
    ShopError,
    Unavailable,
    UnknownOutcome,
)
from ..http import asked_wait
from ..model.ids import ListingKey
from ..model.remote import PushResult, StockTarget

Send = Callable[[str, Sequence[StockTarget]], Sequence[PushResult]]
"""(product id, targets of that product) -> one result per target, in order."""

SILENT_CALLS = 3
NUMBERS = re.compile("[0-9]+")


def listing_id(product: str, variant: str) -> str:
    """The one text under which the engine knows a variant."""
    return f"{product}:{variant}"


def split_listing(key: ListingKey, part: re.Pattern[str] = NUMBERS) -> tuple[str, str]:
    """Product and variant id of a listing; Rejected where the key is not of this form."""
    if not is_listing(key, part):
        raise Rejected("not a listing id of this marketplace", shop=key.shop)
    product, _, variant = key.listing.partition(":")
    return product, variant


def is_listing(key: ListingKey, part: re.Pattern[str] = NUMBERS) -> bool:
    """Whether the key is of the form that `listing_id` gives, with ids of this marketplace's shape (`part`)."""
    product, _, variant = key.listing.partition(":")
    return all(part.fullmatch(one) for one in (product, variant))


def failed(target: StockTarget, error: ShopError) -> PushResult:
    """The result of a target whose call ended with this error."""
    unknown = isinstance(error, UnknownOutcome | BadReply)
    return PushResult(
        target.key,
        target.units,
        "unknown" if unknown else "failed",
        code=error.code,
        detail=error.detail,
        retry_after=asked_wait(error),
    )


def push_all(
    shop: str,
    batch: Sequence[StockTarget],
    most: int,
    send: Send,
    *,
    part: re.Pattern[str] = NUMBERS,
    together: bool = False,
) -> tuple[PushResult, ...]:
    """Send every target, `most` of one product to a call, and give one result each in the batch's order.

    `part`: what one of the marketplace's own ids looks like. `together`: different products may share a call,
    whose product id is then ''.
    """
    results: dict[int, PushResult] = {}
    stop: ShopError | None = None
    silent = 0
    waiting = deque(_calls(shop, batch, most, results, part, together=together))
    while waiting:
        product, places = waiting.popleft()
        targets = [batch[place] for place in places]
        if stop is not None:
            results.update({place: failed(batch[place], stop) for place in places})
            continue
        try:
            answers = send(product, targets)
            silent = 0
        except ShopError as error:
            if isinstance(error, Rejected | NotFound) and len(places) > 1:
                half = len(places) // 2
                waiting.extendleft([(product, places[half:]), (product, places[:half])])
                continue
            answers = [failed(target, error) for target in targets]
            silent = silent + 1 if isinstance(error, Unavailable | UnknownOutcome | BadReply) else 0
            stop = _stops(error, silent, shop)
        results.update(zip(places, answers, strict=True))
    return tuple(results[place] for place in range(len(batch)))


def _stops(error: ShopError, silent: int, shop: str) -> ShopError | None:
    """With what the calls after this error fail unsent; None where they go on."""
    if isinstance(error, RateLimited | AuthExpired):
        return error
    if silent >= SILENT_CALLS:
        return Unavailable("not sent: the shop did not answer the calls before", shop=shop)
    return None


def _calls(
    shop: str,
    batch: Sequence[StockTarget],
    most: int,
    results: dict[int, PushResult],
    part: re.Pattern[str],
    *,
    together: bool,
) -> list[tuple[str, list[int]]]:
    """The calls in order of their first target: product id and places in the batch.

    A listing stands in one call only once; named again, it goes into a later one, so the last number wins.
    Targets that are no listing of this shop are answered in `results` at once.
    """
    calls: list[tuple[str, list[int]]] = []
    latest: dict[str, int] = {}
    for place, target in enumerate(batch):
        try:
            if target.key.shop != shop:
                raise Rejected("a listing of another shop", shop=shop)
            product, _ = split_listing(target.key, part)
        except Rejected as error:
            results[place] = failed(target, error)
            continue
        product = "" if together else product
        call = latest.get(product)
        fits = call is not None and len(calls[call][1]) < most
        if not fits or any(batch[other].key == target.key for other in calls[latest[product]][1]):
            latest[product] = len(calls)
            calls.append((product, []))
        calls[latest[product]][1].append(place)
    return calls
