"""How ranges are read and written back, how they follow rows, and what masks mean: tables."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.sheets import masks
from sandbox.sheets.a1 import Box, Named, Span, cell_name, column_index, column_name, parse_range, range_name
from sandbox.sheets.areas import Shift, grid_range, shifted, shifted_box


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("A1", Named(None, None, Span(0, 1, 0, 1))),
        ("b3:A1", Named(None, None, Span(0, 3, 0, 2))),
        ("A:C", Named(None, None, Span(None, None, 0, 3))),
        ("2:3", Named(None, None, Span(1, 3, None, None))),
        ("A2:C", Named(None, None, Span(1, None, 0, 3))),
        ("A2:2", Named(None, None, Span(1, 2, 0, None))),
        ("$A$1:$B$2", Named(None, None, Span(0, 2, 0, 2))),
        ("R2C3", Named(None, None, Span(1, 2, 2, 3))),
        ("R1C1:R2C2", Named(None, None, Span(0, 2, 0, 2))),
        ("Stok gudang!A1", Named("Stok gudang", None, Span(0, 1, 0, 1))),
        ("'a!b'!A1", Named("a!b", None, Span(0, 1, 0, 1))),
        ("'it''s'!A1", Named("it's", None, Span(0, 1, 0, 1))),
        ("Sheet1", Named("Sheet1", None, Span())),
        ("'A1'", Named("A1", None, Span())),
        ("SKUS", Named(None, "SKUS", Span())),
        ("B", Named("B", None, Span())),
        ("Sheet1!B", None),
        ("Sheet1!", None),
        ("!A1", None),
        (" A1", None),
        ("Sheet1!A1 ", None),
        ("", None),
    ],
)
def test_what_a_range_text_means(text: str, meant: Named | None) -> None:
    assert parse_range(text, lambda name: name == "SKUS") == meant


@pytest.mark.parametrize(
    ("title", "box", "name"),
    [
        ("Sheet1", Box(0, 1, 0, 1), "Sheet1!A1"),
        ("Sheet1", Box(0, 1000, 0, 26), "Sheet1!A1:Z1000"),
        ("emoji 😀 tab", Box(0, 10, 0, 10), "'emoji 😀 tab'!A1:J10"),
        ("_selaras", Box(1, 2, 27, 28), "_selaras!AB2"),
        ("A1", Box(0, 1, 0, 1), "'A1'!A1"),
        ("it's", Box(0, 1, 0, 1), "'it''s'!A1"),
        ("2024", Box(0, 1, 0, 1), "'2024'!A1"),
    ],
)
def test_how_google_writes_a_range(title: str, box: Box, name: str) -> None:
    assert range_name(title, box) == name


@pytest.mark.parametrize(
    ("index", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (18277, "ZZZ")]
)
def test_columns_have_names(index: int, name: str) -> None:
    assert column_name(index) == name
    assert column_index(name.lower()) == index
    assert cell_name(6, index) == f"{name}7"


INSERT = Shift("insert", "ROWS", 3, 5)
DELETE = Shift("delete", "ROWS", 3, 5)


@pytest.mark.parametrize(
    ("shift", "before", "after"),
    [
        (INSERT, (0, 3), (0, 3)),
        (INSERT, (0, 4), (0, 6)),
        (INSERT, (3, 4), (5, 6)),
        (INSERT, (2, None), (2, None)),
        (INSERT, (None, 4), (None, 6)),
        (Shift("insert", "ROWS", 3, 5, joins_before=True), (0, 3), (0, 5)),
        (DELETE, (0, 3), (0, 3)),
        (DELETE, (0, 4), (0, 3)),
        (DELETE, (4, 8), (3, 6)),
        (DELETE, (3, 5), None),
        (DELETE, (6, None), (4, None)),
        (Shift("move", "ROWS", 3, 5, destination=9), (3, 5), (7, 9)),
        (Shift("move", "ROWS", 3, 5, destination=9), (5, 7), (3, 5)),
        (Shift("move", "ROWS", 3, 5, destination=0), (0, 1), (2, 3)),
        (Shift("move", "ROWS", 3, 5, destination=9), (0, 2), (0, 2)),
    ],
)
def test_ranges_follow_their_rows(
    shift: Shift, before: tuple[int | None, int | None], after: tuple[int | None, int | None] | None
) -> None:
    area = grid_range(0, Span(*before, 1, 2))
    expected = None if after is None else grid_range(0, Span(*after, 1, 2))
    assert shifted(area, shift) == expected


def test_a_merge_outside_a_change_stays_and_one_inside_goes() -> None:
    assert shifted_box(Box(0, 2, 0, 2), DELETE) == Box(0, 2, 0, 2)
    assert shifted_box(Box(3, 5, 0, 2), DELETE) is None
    assert shifted_box(Box(3, 5, 0, 2), Shift("insert", "COLUMNS", 1, 2)) == Box(3, 5, 0, 3)


def test_zero_sheet_ids_are_left_out_and_zero_starts_kept() -> None:
    assert grid_range(0, Box(0, 1, 0, 2)) == {
        "startRowIndex": 0,
        "endRowIndex": 1,
        "startColumnIndex": 0,
        "endColumnIndex": 2,
    }
    assert grid_range(5, Span()) == {"sheetId": 5}


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a", {"a": {}}),
        ("a,b", {"a": {}, "b": {}}),
        ("a.b,a/c", {"a": {"b": {}, "c": {}}}),
        ("a(b,c(d))", {"a": {"b": {}, "c": {"d": {}}}}),
        ("a(b/c,d.e(f))", {"a": {"b": {"c": {}}, "d": {"e": {"f": {}}}}}),
        ("a.b,a", {"a": {}}),
        ("a, a.b", {"a": {}}),
        ("a(*)", {"a": {}}),
        ("*", {}),
        ("user_entered_value.string_value", {"userEnteredValue": {"stringValue": {}}}),
    ],
)
def test_masks_are_trees(text: str, tree: Any) -> None:
    assert masks.parse(text) == tree


@pytest.mark.parametrize("text", ["a(", "a)", "a(b", ",", "a..b", "a b", "a(b))", "%"])
def test_what_is_no_mask_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        masks.parse(text)


@pytest.mark.parametrize(
    ("old", "new", "mask", "result"),
    [
        ({"a": 1, "b": 2}, {"a": 3}, "a", {"a": 3, "b": 2}),
        ({"a": 1, "b": 2}, {}, "a", {"b": 2}),
        ({"a": {"x": 1, "y": 2}}, {"a": {"x": 5}}, "a.x", {"a": {"x": 5, "y": 2}}),
        ({"a": {"x": 1}}, {"a": {}}, "a.x", {}),
        ({"a": 1}, {"b": 2}, "*", {"b": 2}),
        ({}, {"a": {"x": 1, "y": 2}}, "a.y", {"a": {"y": 2}}),
    ],
)
def test_an_update_sets_and_clears_what_its_mask_names(old: Any, new: Any, mask: str, result: Any) -> None:
    assert masks.update(old, new, masks.parse(mask)) == result
