"""The requests of a batch, what its reply means, and who may take the sheet."""

from __future__ import annotations

from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engine.errors import EpochLost, LayoutBroken
from engine.model.sheet import Cell, CellWrite, Chunk, Intent, SheetView, SheetWrite, TabView, Value
from engine.sheets import requests, wire
from engine.sheets.answer import key_text, repeats, rows_of
from engine.sheets.base import BookInfo, TabInfo
from engine.sheets.columns import Place
from engine.sheets.epoch import fresh_id, may_hold, standing, swaps_numbers
from engine.sheets.reader import inspection_ranges, used_rows
from engine.sheets.schema import LINKS, SKUS
from engine.sheets.state import CopyRow, EngineState, intent_from, intent_text, parse_state
from engine.sheets.writer import Batch, Fence, build

UTC = ZoneInfo("UTC")
PLACES = {
    tab.name: Place(tab, sheet, tab.name.upper(), 1000, {name: at for at, name in enumerate(tab.names)})
    for sheet, tab in enumerate((SKUS, LINKS), 10)
}
FENCE = Fence(
    epoch=3, epoch_sheet=99, engine="e", state_sheet=50, state_rows=64, state_columns=32, slots={"shop": 20}
)
HEADERS = {name: tuple(place.columns) for name, place in PLACES.items()}
VIEW = SheetView({"skus": TabView("skus", PLACES["skus"].columns, (("A",), ("B",)))}, 3, 6, 100.0)


def batch(**parts: Any) -> Batch:
    return build(SheetWrite(7, **parts), VIEW, PLACES, HEADERS, FENCE, 1000.5, UTC)


def kinds(made: Batch) -> list[str]:
    return [next(iter(request)) for request in made.requests]


def test_the_fence_comes_first_and_names_the_epoch_and_the_batch() -> None:
    made = batch()
    assert kinds(made) == ["updateCells", "updateCells"]
    assert made.requests[0] == requests.put(99, 0, 0, [[7]])
    beat = made.requests[1]["updateCells"]
    rows = [[cell["userEnteredValue"] for cell in row["values"]] for row in beat["rows"]]
    assert rows == [
        [{"stringValue": "schema"}, {"numberValue": 1}],
        [{"stringValue": "epoch"}, {"numberValue": 3}],
        [{"stringValue": "engine"}, {"stringValue": "e"}],
        [{"stringValue": "beat"}, {"numberValue": 1000}],
        [{"stringValue": "batch_epoch"}, {"numberValue": 3}],
        [{"stringValue": "batch"}, {"numberValue": 7}],
    ]
    assert made.ranges == ()


def test_neighbouring_cells_travel_as_one_rectangle() -> None:
    cells = [
        CellWrite("skus", row, name, f"{row}{name}")
        for row in (4, 2, 3)
        for name in ("available", "reserved")
    ]
    cells += [CellWrite("skus", 2, "receipt", None), CellWrite("links", 2, "status", "x")]
    areas = [
        (
            request["updateCells"]["range"]["sheetId"],
            request["updateCells"]["range"]["startRowIndex"],
            request["updateCells"]["range"]["endRowIndex"],
            request["updateCells"]["range"]["startColumnIndex"],
            request["updateCells"]["range"]["endColumnIndex"],
        )
        for request in batch(cells=tuple(cells)).requests
        if request.get("updateCells", {}).get("range", {}).get("sheetId") in (10, 11)
    ]
    assert sorted(areas) == [(10, 2, 3, 9, 10), (10, 2, 5, 6, 8), (11, 2, 3, 6, 7)]


def test_each_intent_follows_its_own_copies() -> None:
    intents = (
        Intent("skus", ("A",), "stock", 1, 10, 8, "swap"),
        Intent("links", ("toko", "1"), "master", 5, None, "A", "fill"),
        Intent("skus", ("B",), "entry", 2, "+5", "", "swap"),
    )
    made = batch(intents=intents)
    marks = ["updateCells", "updateCells"]
    assert kinds(made)[2:6] == ["updateCells", "copyPaste"] * 2, "the headers of both tabs"
    assert kinds(made)[6:] == [
        *marks,
        *["copyPaste"] * 2,
        "findReplace",
        *marks,
        *["copyPaste"] * 3,
        "updateCells",
        *marks,
        *["copyPaste"] * 2,
        "findReplace",
    ]
    assert made.swaps == {0: 10, 2: 21}
    assert made.requests[10]["findReplace"] == {
        "find": "10",
        "replacement": "8",
        "matchCase": True,
        "matchEntireCell": True,
        "searchByRegex": False,
        "includeFormulas": False,
        "range": {
            "sheetId": 10,
            "startRowIndex": 1,
            "endRowIndex": 2,
            "startColumnIndex": 3,
            "endColumnIndex": 4,
        },
    }
    assert {copy["copyPaste"]["pasteType"] for copy in made.requests if "copyPaste" in copy} == {
        "PASTE_VALUES"
    }
    assert made.ranges == (
        "'_selaras'!D1:H3",
        "'SKUS'!A:A",
        "'LINKS'!A:A",
        "'LINKS'!B:B",
        "'_selaras'!N2:Y2",
        "'_selaras'!N3:X3",
    )


def test_chunks_keep_their_rows_and_new_ones_come_below() -> None:
    made = batch(chunks=(Chunk("b", "2"), Chunk("shop", "1"), Chunk("a", "")))
    assert made.slots == {"shop": 20, "b": 21, "a": 22}
    (request,) = made.requests[2:]
    assert request["updateCells"]["range"]["startRowIndex"] == 20
    assert request["updateCells"]["range"]["endRowIndex"] == 23


def test_the_hidden_tab_grows_before_it_is_needed() -> None:
    made = batch(chunks=tuple(Chunk(f"c{n}", "x") for n in range(60)))
    assert made.requests[2] == requests.grow(50, "ROWS", 17)
    assert made.state_rows == 81


def test_an_unknown_tab_is_named() -> None:
    with pytest.raises(LayoutBroken) as caught:
        batch(intents=(Intent("chat", ("x",), "y", 1, 1, 2, "swap"),))
    assert caught.value.params == {"tab": "chat"}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, {}),
        ("", {}),
        (True, {"boolValue": True}),
        (0, {"numberValue": 0}),
        (2.5, {"numberValue": 2.5}),
        ("=1", {"stringValue": "=1"}),
        ("007", {"stringValue": "007"}),
    ],
)
def test_a_value_keeps_its_kind(value: Value, expected: dict[str, object]) -> None:
    assert requests.entered(value) == ({"userEnteredValue": expected} if expected else {})


@pytest.mark.parametrize(
    ("engine", "beat", "take_over", "allowed"),
    [
        ("", 0.0, False, True),
        ("me", 999.0, False, True),
        ("other", 1000.0 - 1200, False, True),
        ("other", 1000.0 - 1199, False, False),
        ("other", 1000.0 - 1199, True, True),
        # A clock that is ahead is a sign of life.
        ("other", 2000.0, False, False),
    ],
)
def test_who_may_hold_the_sheet(engine: str, beat: float, take_over: bool, allowed: bool) -> None:
    state = EngineState(1, 1, engine, beat, 0, 0, (), {}, (), ())
    if allowed:
        may_hold(state, "me", 1000.0, take_over=take_over)
    else:
        with pytest.raises(EpochLost) as caught:
            may_hold(state, "me", 1000.0, take_over=take_over)
        assert caught.value.params == {"holder": "other"}


def test_epoch_tabs_are_told_by_their_whole_title() -> None:
    titles = ["_selaras_epoch_12", "Copy of _selaras_epoch_3", "_selaras", "_selaras_epoch_2"]
    info = BookInfo("", "", "", tuple(TabInfo(n, title, 1, 1) for n, title in enumerate(titles)), ())
    assert standing(info) == ((2, 3), (12, 0))


def test_a_new_tab_id_is_never_one_that_is_taken() -> None:
    first = Random(5).randrange(1, 2**31 - 1)
    assert fresh_id(set(), Random(5)) == first
    assert fresh_id({first}, Random(5)) != first


@pytest.mark.parametrize(
    ("found", "trusted"),
    [
        ((27, 1199, 28, 28), True),
        ((27, 1199, 27, 28), True),
        ((28, 1200, 28, 28), False),
        ((27, 1200, 28, 28), False),
        (("27", "1199", 28, 28), False),
        ((27, 1199, 28, 27), False),
        ((None, None, None, None), False),
        ((), False),
    ],
)
def test_swaps_of_numbers_are_trusted_only_as_seen(found: tuple[Value, ...], trusted: bool) -> None:
    assert swaps_numbers(found) is trusted


@pytest.mark.parametrize(
    ("tab", "cells", "expected"),
    [
        ("skus", (" KAOS-M ",), "KAOS-M"),
        ("skus", (123,), ""),
        ("skus", (None,), ""),
        ("skus", (), ""),
        ("links", ("toko", 12.0), "toko\x1f12"),
        ("links", (None, ""), ""),
        ("orders", ("toko", "1", None), "toko\x1f1\x1f"),
    ],
)
def test_a_key_is_the_text_of_its_cells(tab: str, cells: tuple[Value, ...], expected: str) -> None:
    assert key_text(tab, cells) == expected


def test_a_key_is_repeated_under_any_spelling() -> None:
    assert repeats("skus", [("Kaos  M",), ("KAOS M",), ("B",), (5,), (5,), (None,)]) == {"kaos m"}
    assert repeats("links", [("t", "a"), ("t", "A"), ("t", "a")]) == {"t\x1fa"}


def test_rows_that_an_older_batch_left_are_not_of_this_one() -> None:
    rows = [CopyRow(tag, 1, (), "") for tag in ("3:7:0", "3:7:1", "3:70:2", "2:7:0", "3:7:", "x")]
    assert sorted(rows_of(rows, 3, 7)) == [0, 1]


def test_an_intent_stands_beside_its_copy() -> None:
    intent = Intent("links", ("toko", "1"), "master", 5, None, "A+B", "fill")
    assert intent_from(intent_text(intent)) == intent


@pytest.mark.parametrize(
    "text", ["", "x", "[]", "{}", '["x",[],"y",1,1,1,"swap"]', '["skus",1,"stock",1,1,1,"swap"]']
)
def test_a_damaged_intent_is_none(text: str) -> None:
    assert intent_from(text) is None


def test_a_damaged_hidden_tab_counts_as_never_written() -> None:
    state = parse_state([("schema", "x"), ("epoch",), (), ("beat", True)])
    assert (state.schema, state.epoch, state.engine, state.beat, state.chunks) == (0, 0, "", 0.0, ())
    assert parse_state([]).last_batch == 0


def test_unticked_boxes_and_blanks_are_no_content() -> None:
    assert used_rows([("A",), ("", None, False), ()]) == 1
    assert used_rows([("",), ("", True)]) == 2
    assert used_rows([("", 0)]) == 1


def test_many_scattered_rows_are_read_as_one_range() -> None:
    assert inspection_ranges(PLACES["skus"], [1, 2, 9]) == (
        "'SKUS'!A2:A3",
        "'SKUS'!D2:D3",
        "'SKUS'!E2:E3",
        "'SKUS'!A10",
        "'SKUS'!D10",
        "'SKUS'!E10",
    )
    whole = tuple(f"'SKUS'!{column}2:{column}200" for column in "ADE")
    assert inspection_ranges(PLACES["skus"], range(1, 200, 2)) == whole


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({}, Cell("blank", None, False, "", "")),
        ({"userEnteredValue": {"stringValue": ""}}, Cell("blank", None, False, "", "")),
        (
            {
                "userEnteredValue": {"numberValue": 28},
                "effectiveValue": {"numberValue": 28.0},
                "formattedValue": "28 pcs",
                "effectiveFormat": {"numberFormat": {"type": "NUMBER"}},
            },
            Cell("number", 28, False, "NUMBER", "28 pcs"),
        ),
        (
            {"userEnteredValue": {"formulaValue": "=1"}, "effectiveValue": {"numberValue": 1}},
            Cell("number", 1, True, "", ""),
        ),
        (
            {
                "userEnteredValue": {"formulaValue": "=NA()"},
                "effectiveValue": {"errorValue": {"type": "N_A"}},
            },
            Cell("error", "N_A", True, "", ""),
        ),
        # A value that nobody entered in this cell comes from a formula elsewhere.
        ({"effectiveValue": {"numberValue": 3}, "formattedValue": "3"}, Cell("number", 3, True, "", "3")),
        (
            {"userEnteredValue": {"boolValue": False}, "effectiveValue": {"boolValue": False}},
            Cell("bool", False, False, "", ""),
        ),
    ],
)
def test_a_cell_in_full(data: dict[str, Any], expected: Cell) -> None:
    assert wire.cell(data) == expected


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Invalid requests[0].updateCells: No grid with id: 123", {"grid": 123}),
        ("Unable to parse range: 'SKU'!A:ZZ", {"range": "'SKU'!A:ZZ"}),
        ("Invalid requests[4]: range.startRowIndex[9] is after last row in grid[3]", {"bounds": 1}),
        ("Range (SKU!AA1) exceeds grid limits. Max rows: 1000, max columns: 26", {"bounds": 1}),
        ("something else", {}),
    ],
)
def test_a_refusal_says_what_can_be_acted_on(message: str, expected: dict[str, object]) -> None:
    assert wire.refusal(message) == expected
