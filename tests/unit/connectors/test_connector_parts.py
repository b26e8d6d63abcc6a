"""Pages, windows, lenient numbers, token keeping, push batching and the registry, one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import httpx
import pytest
from connector_doubles import SHOP, HandClock, Shelf, Wire

from engine.connectors.base import AcceptsWebhooks, Authorises, Tokens
from engine.connectors.config import ShopConfig
from engine.connectors.fetching import fetch_known
from engine.connectors.lenient import Money, Text, Time, Whole, json_object, parse, parse_each
from engine.connectors.lenient import Wire as WireModel
from engine.connectors.paginate import CursorPages, NumberedPages, ScanCursor, batches, windows
from engine.connectors.pushing import push_all
from engine.connectors.registry import connector_for, kinds
from engine.connectors.tokens import AccessExpired, TokenKeeper
from engine.errors import (
    AuthExpired,
    BadReply,
    NotFound,
    RateLimited,
    Rejected,
    SettingsError,
    ShopError,
    Unavailable,
    UnknownOutcome,
)
from engine.model.ids import ListingKey
from engine.model.remote import PushResult, StockTarget

# Pages.


def test_cursor_pages_end_and_never_repeat() -> None:
    first = CursorPages(SHOP)
    second = first.after("a", True)
    assert second is not None
    assert (second.cursor, second.number) == ("a", 2)
    assert second.after("", False) is None
    for cursor in ("a", ""):
        with pytest.raises(BadReply):
            second.after(cursor, True)
    with pytest.raises(BadReply):
        CursorPages(SHOP, "a", 2000).after("b", True)


def test_numbered_pages_end() -> None:
    second = NumberedPages(SHOP).after(True)
    assert second is not None
    assert second.number == 1
    assert second.after(False) is None
    with pytest.raises(BadReply):
        NumberedPages(SHOP, 2000).after(True)


@pytest.mark.parametrize(
    ("text", "cursor"),
    [
        ("", ScanCursor()),
        ("30|20", ScanCursor(30, "20")),
        ("30|a|b", ScanCursor(30, "a|b")),
        ("junk", ScanCursor()),
        ("-1|x", ScanCursor()),
    ],
)
def test_a_scan_goes_on_where_its_cursor_says_or_starts_over(text: str, cursor: ScanCursor) -> None:
    assert ScanCursor.of(text) == cursor
    assert ScanCursor.of(cursor.text()) == cursor


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (0, 5, [(0, 5)]),
        (0, 10, [(0, 10)]),
        (0, 25, [(0, 10), (10, 20), (20, 25)]),
        (3, 3, [(3, 3)]),
    ],
)
def test_windows_leave_no_gap(since: int, until: int, expected: list[tuple[int, int]]) -> None:
    assert list(windows(since, until, 10)) == expected


def test_batches() -> None:
    assert [list(one) for one in batches("abcde", 2)] == [["a", "b"], ["c", "d"], ["e"]]


def test_a_batch_with_an_unknown_id_is_halved_until_it_stands_alone() -> None:
    asked: list[Sequence[str]] = []

    def fetch(ids: Sequence[str]) -> list[str]:
        asked.append(ids)
        if "x" in ids:
            raise NotFound("x", shop=SHOP)
        return list(ids)

    assert fetch_known(list("abcxdefg"), 4, fetch) == list("abcdefg")
    assert list(asked[-1]) == list("defg")


# Lenient values.


class Row(WireModel):
    units: Whole
    price: Money = 0
    at: Time = 0
    name: Text = ""


@pytest.mark.parametrize("units", [5, "5", 5.0, "5.0", " 5 "])
def test_a_count_is_read_in_every_spelling(units: object) -> None:
    assert parse(Row, {"units": units}, SHOP).units == 5


@pytest.mark.parametrize("units", [None, "", "five", 5.5, "5.5", True, [], "NaN", "Infinity"])
def test_a_count_that_is_none_is_never_guessed(units: object) -> None:
    with pytest.raises(BadReply, match="units"):
        parse(Row, {"units": units}, SHOP)


@pytest.mark.parametrize(
    ("price", "whole"), [(50000.0, 50000), ("49999.60", 50000), (1, 1), (None, 0), ("", 0)]
)
def test_money_is_whole(price: object, whole: int) -> None:
    assert parse(Row, {"units": 1, "price": price}, SHOP).price == whole


def test_ids_become_text_without_losing_a_digit() -> None:
    assert parse(Row, {"units": 1, "name": 2**60 + 1}, SHOP).name == "1152921504606846977"


def test_an_error_about_a_row_quotes_nothing_of_it() -> None:
    with pytest.raises(BadReply) as caught:
        parse(Row, {"units": "Sari Wulandari"}, SHOP)
    assert "Sari" not in str(caught.value)


def test_one_bad_row_does_not_cost_the_others() -> None:
    rows, whole = parse_each(Row, [{"units": 1}, {}, "x", {"units": 2}], SHOP)
    assert [row.units for row in rows] == [1, 2]
    assert not whole


@pytest.mark.parametrize("body", [b"", b"[]", b'{"a":', b"<html>", b"\xff", b"null"])
def test_what_is_no_object_is_none(body: bytes) -> None:
    assert json_object(body) is None


# Tokens.

OLD = Tokens("old", 2_000_000_000.0, "r-old", 3_000_000_000.0, (("shop_id", "1"),))
NEW = Tokens("new", 2_000_000_000.0, "r-new", 3_000_000_000.0, (("shop_id", "1"),))


def keeper(shelf: Shelf, clock: HandClock, *answers: Tokens | ShopError) -> TokenKeeper:
    waiting = list(answers)

    def refresh(old: Tokens) -> Tokens:
        answer = waiting.pop(0)
        if isinstance(answer, ShopError):
            raise answer
        return answer

    return TokenKeeper(SHOP, shelf, clock, refresh)


@pytest.mark.parametrize(("left", "used"), [(301.0, "old"), (300.0, "old"), (299.0, "new"), (-5.0, "new")])
def test_a_token_is_renewed_in_its_last_five_minutes(left: float, used: str) -> None:
    clock = HandClock()
    shelf = Shelf(replace(OLD, access_expires=clock.now() + left))
    assert keeper(shelf, clock, NEW).current().access == used


@pytest.mark.parametrize(
    "error",
    [Unavailable(shop=SHOP), RateLimited(shop=SHOP), UnknownOutcome(shop=SHOP), BadReply(shop=SHOP)],
)
def test_a_sign_in_that_fails_matters_only_when_the_token_is_over(error: ShopError) -> None:
    clock = HandClock()
    shelf = Shelf(replace(OLD, access_expires=clock.now() + 10))
    assert keeper(shelf, clock, error).current().access == "old"
    clock.time += 10
    with pytest.raises((Unavailable, RateLimited)):
        keeper(shelf, clock, error).current()
    assert shelf.saves == []


def test_an_expired_token_is_renewed_once_and_then_given_up() -> None:
    shelf, used = Shelf(OLD), []

    def call(tokens: Tokens) -> str:
        used.append(tokens.access)
        raise AccessExpired("expired", shop=SHOP)

    with pytest.raises(AuthExpired):
        keeper(shelf, HandClock(), NEW).run(call)
    assert used == ["old", "new"]
    assert shelf.saves == [NEW]


def test_tokens_that_another_thread_renewed_are_used_without_another_refresh() -> None:
    shelf = Shelf(OLD)

    def call(tokens: Tokens) -> str:
        if tokens.access == "old":
            shelf.tokens = NEW
            raise AccessExpired("expired", shop=SHOP)
        return tokens.access

    assert keeper(shelf, HandClock()).run(call) == "new"


def test_tokens_that_somebody_stored_while_this_one_waited_are_used() -> None:
    shelf = Shelf(replace(OLD, access_expires=0.0))
    spent: list[str] = []

    class Waiting:
        """An exclusion that somebody else had, who left new tokens behind."""

        def __enter__(self) -> None:
            shelf.tokens = NEW

        def __exit__(self, *_: object) -> None:
            pass

    shelf.refreshing = Waiting  # type: ignore[method-assign,assignment]

    def refresh(old: Tokens) -> Tokens:
        spent.append(old.refresh)
        return old

    assert TokenKeeper(SHOP, shelf, HandClock(), refresh).current() == NEW
    assert spent == []


def test_a_renewal_is_saved_and_adopted_only_under_the_exclusion() -> None:
    shelf = Shelf(replace(OLD, access_expires=0.0))
    held: list[bool] = []

    class Watched(Shelf):
        def save(self, tokens: Tokens) -> None:
            held.append(self.exclusion.locked())
            super().save(tokens)

    watched = Watched(shelf.tokens)
    kept = keeper(watched, HandClock(), NEW)
    assert kept.current() == NEW
    kept.adopt(OLD)
    kept.remember(places="one")
    assert held == [True, True, True]


def test_a_refused_refresh_says_what_to_do() -> None:
    shelf = Shelf(replace(OLD, access_expires=0.0))
    with pytest.raises(AuthExpired, match=f"selaras connect {SHOP}"):
        keeper(shelf, HandClock(), AuthExpired("used", shop=SHOP)).current()
    assert shelf.saves == []


def test_facts_are_kept_beside_the_tokens_and_written_only_when_new() -> None:
    shelf = Shelf(OLD)
    kept = keeper(shelf, HandClock())
    kept.remember(places="one")
    kept.remember(places="one")
    assert len(shelf.saves) == 1
    assert shelf.tokens is not None
    assert dict(shelf.tokens.extra) == {"shop_id": "1", "places": "one"}


# Pushing.


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


# Registry and answers out of order.


def config(kind: str) -> ShopConfig:
    return ShopConfig(SHOP, kind, "", "1001", "5ecret")


@pytest.mark.parametrize("kind", kinds())
def test_every_kind_can_be_made_and_connected(kind: str) -> None:
    wire = Wire()
    with wire.client:
        clock = HandClock()
        connector = connector_for(kind, config(kind), wire.http(clock), Shelf(), clock)
        assert connector.capabilities.kind == kind
        assert connector.shop == SHOP
        assert isinstance(connector, Authorises)
        assert isinstance(connector, AcceptsWebhooks)
        assert connector.consent_url("http://127.0.0.1/back", "st").startswith("https://")
        assert "5ecret" not in repr(config(kind))


def test_an_unknown_kind_is_a_setting_that_cannot_be_used() -> None:
    wire = Wire()
    with wire.client, pytest.raises(SettingsError):
        connector_for("bukalapak", config("bukalapak"), wire.http(HandClock()), Shelf(), HandClock())


@pytest.mark.parametrize("kind", kinds())
@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, json={"error": "", "code": 0, "response": {}, "data": {}}),
        httpx.Response(200, json={"error": "", "code": 0}),
        httpx.Response(200, json=[]),
        httpx.Response(404, content=b"<html>"),
        httpx.Response(302, headers={"Location": "https://elsewhere.test"}),
        httpx.Response(403, json={"error": "", "code": 0}),
    ],
)
def test_an_answer_that_says_nothing_is_no_empty_shop(kind: str, answer: httpx.Response) -> None:
    wire, clock = Wire(answer), HandClock()
    tokens = replace(OLD, extra=(("shop_cipher", "c"), ("shop_id", "1")))
    with wire.client:
        connector = connector_for(kind, config(kind), wire.http(clock), Shelf(tokens), clock)
        with pytest.raises(BadReply):
            connector.read_listings()


def test_a_consent_that_came_while_a_renewal_was_on_its_way_is_kept() -> None:
    clock = HandClock()
    shelf = Shelf(replace(OLD, access_expires=clock.now() + 10))
    fresh = replace(NEW, access="consented", refresh="r-consented")

    def refresh(_old: Tokens) -> Tokens:
        shelf.save(fresh)
        return NEW

    assert TokenKeeper(SHOP, shelf, clock, refresh).current() == fresh
    assert shelf.load() == fresh
