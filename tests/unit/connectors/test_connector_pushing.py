"""Which stock targets share a call, and what becomes of each when a call goes wrong."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from connector_doubles import SHOP

from engine.connectors.pushing import push_all
from engine.errors import (
    AuthExpired,
    BadReply,
    NotFound,
    RateLimited,
    Rejected,
    ShopError,
    Unavailable,
    UnknownOutcome,
)
from engine.model.ids import ListingKey
from engine.model.remote import PushResult, StockTarget


def target(listing: str, units: int = 1, shop: str = SHOP) -> StockTarget:
    return StockTarget(ListingKey(shop, listing), listing.partition(":")[0], units)


def done(targets: Sequence[StockTarget]) -> list[PushResult]:
    return [PushResult(one.key, one.units, "done") for one in targets]


def test_targets_of_one_product_share_calls_of_the_allowed_size() -> None:
    calls: list[list[str]] = []

    def send(product: str, targets: Sequence[StockTarget]) -> list[PushResult]:
        calls.append([one.key.listing for one in targets])
        return done(targets)

    batch = [target(listing) for listing in ("1:1", "2:1", "1:2", "1:3", "1:1")]
    results = push_all(SHOP, batch, 2, send)
    assert calls == [["1:1", "1:2"], ["2:1"], ["1:3", "1:1"]]
    assert [one.key for one in results] == [one.key for one in batch]


@pytest.mark.parametrize(
    ("errors", "expected", "calls"),
    [
        ([RateLimited(retry_after=9.0, shop=SHOP)], [("failed", "S320")] * 5, 1),
        ([AuthExpired(shop=SHOP)], [("failed", "S310")] * 5, 1),
        ([Rejected(shop=SHOP)], [("failed", "S340"), *[("done", "")] * 4], 5),
        ([NotFound(shop=SHOP)], [("failed", "S330"), *[("done", "")] * 4], 5),
        ([UnknownOutcome(shop=SHOP)], [("unknown", "S360"), *[("done", "")] * 4], 5),
        ([BadReply(shop=SHOP)], [("unknown", "S370"), *[("done", "")] * 4], 5),
        ([Unavailable(shop=SHOP)] * 3, [("failed", "S350")] * 5, 3),
        ([UnknownOutcome(shop=SHOP)] * 3, [*[("unknown", "S360")] * 3, *[("failed", "S350")] * 2], 3),
        (
            [Unavailable(shop=SHOP), Unavailable(shop=SHOP), Rejected(shop=SHOP), Unavailable(shop=SHOP)],
            [*[("failed", "S350")] * 2, ("failed", "S340"), ("failed", "S350"), ("done", "")],
            5,
        ),
    ],
)
def test_what_a_failed_call_means_for_its_targets_and_the_next_calls(
    errors: list[ShopError], expected: list[tuple[str, str]], calls: int
) -> None:
    waiting = list(errors)
    sent: list[str] = []

    def send(product: str, targets: Sequence[StockTarget]) -> list[PushResult]:
        sent.append(product)
        if waiting:
            raise waiting.pop(0)
        return done(targets)

    results = push_all(SHOP, [target(f"{number}:0") for number in range(1, 6)], 50, send)
    assert [(one.outcome, one.code) for one in results] == expected
    assert len(sent) == calls


@pytest.mark.parametrize("refusal", [Rejected(shop=SHOP), NotFound(shop=SHOP)], ids=["refused", "unknown"])
def test_a_number_that_spoils_its_call_is_found_and_fails_alone(refusal: ShopError) -> None:
    calls: list[list[str]] = []

    def send(product: str, targets: Sequence[StockTarget]) -> list[PushResult]:
        calls.append([one.key.listing for one in targets])
        if any(one.units == 0 for one in targets):
            raise refusal
        return done(targets)

    batch = [target(f"1:{number}", 0 if number == 3 else 5) for number in range(1, 6)]
    results = push_all(SHOP, batch, 50, send)
    assert [one.outcome for one in results] == ["done", "done", "failed", "done", "done"]
    assert [one.key for one in results] == [one.key for one in batch]
    assert calls[1:] == [["1:1", "1:2"], ["1:3", "1:4", "1:5"], ["1:3"], ["1:4", "1:5"]]


@pytest.mark.parametrize("listing", ["", "1", "1:", ":1", "1:a", "1:1:1", "１:1"])
def test_what_is_no_listing_is_refused_unsent(listing: str) -> None:
    results = push_all(SHOP, [target(listing)], 50, lambda product, targets: done(targets))
    assert [(one.outcome, one.code) for one in results] == [("failed", Rejected.code)]


def test_a_listing_of_another_shop_is_refused_unsent() -> None:
    results = push_all(SHOP, [target("1:1", shop="other")], 50, lambda product, targets: done(targets))
    assert [(one.outcome, one.code) for one in results] == [("failed", Rejected.code)]
