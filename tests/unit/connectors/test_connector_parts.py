"""Pages, windows, lenient numbers and the registry, one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import httpx
import pytest
from connector_doubles import OLD, SHOP, HandClock, Shelf, Wire

from engine.connectors.base import AcceptsWebhooks, Authorises
from engine.connectors.config import ShopConfig
from engine.connectors.fetching import fetch_known
from engine.connectors.lenient import Money, Text, Time, Whole, json_object, parse, parse_each
from engine.connectors.lenient import Wire as WireModel
from engine.connectors.paginate import CursorPages, NumberedPages, ScanCursor, batches, windows
from engine.connectors.registry import connector_for, kinds
from engine.errors import (
    BadReply,
    NotFound,
    SettingsError,
)

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
