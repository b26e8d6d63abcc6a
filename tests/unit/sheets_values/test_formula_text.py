"""How formula texts change when cells are copied and when rows, columns and tabs come and go."""

from __future__ import annotations

import pytest

from sandbox.sheets.formulas import after_delete, after_insert, after_remove_sheet, after_rename, shift


@pytest.mark.parametrize(
    ("formula", "d_row", "d_col", "copied"),
    [
        ("=B5", 2, 1, "=C7"),
        ("=$B$5+$B5+B$5", 2, 1, "=$B$5+$B7+C$5"),
        ("=SUM(B2:B9)", 2, 1, "=SUM(C4:C11)"),
        ("=SUM(B:B)+SUM(3:4)+SUM(B2:B)", 1, 1, "=SUM(C:C)+SUM(4:5)+SUM(C3:C)"),
        ("=$3:$4", 5, 5, "=$3:$4"),
        ("='Stok Gudang'!A1&Lain!$A1", 1, 1, "='Stok Gudang'!B2&Lain!$A2"),
        ('=A1&"A1"&LOG10(A1)', 1, 0, '=A2&"A1"&LOG10(A2)'),
        ("=Z1", 0, 1, "=AA1"),
        ("=A1+B2", -1, 0, "=#REF!+B1"),
        ("=A1+B2", 0, -1, "=#REF!+A2"),
        ("=A1:B2", -1, 0, "=#REF!"),
        ("=IF( a1 > 1 ; b1 ; 1,5 )", 1, 0, "=IF( A2 > 1 ; B2 ; 1,5 )"),
        ("=stok_a1+R2D2x", 1, 1, "=stok_a1+R2D2x"),
        ("=#REF!+A1", 1, 0, "=#REF!+A2"),
        ("=A1", 0, 0, "=A1"),
        ('=rusak("', 1, 1, '=rusak("'),
    ],
)
def test_copying(formula: str, d_row: int, d_col: int, copied: str) -> None:
    assert shift(formula, d_row, d_col) == copied


ROWS, COLUMNS = "ROWS", "COLUMNS"


@pytest.mark.parametrize(
    ("formula", "axis", "start", "count", "after"),
    [
        ("=B5", ROWS, 4, 3, "=B8"),
        ("=B4", ROWS, 4, 3, "=B4"),
        ("=$B$5", ROWS, 0, 1, "=$B$6"),
        ("=B2:B9", ROWS, 4, 3, "=B2:B12"),
        ("=B2:B9", ROWS, 1, 3, "=B5:B12"),
        ("=B2:B9", ROWS, 9, 3, "=B2:B9"),
        ("=B9:B2", ROWS, 4, 3, "=B12:B2"),
        ("=B:B", ROWS, 0, 3, "=B:B"),
        ("=B5:B", ROWS, 0, 3, "=B8:B"),
        ("=3:4", ROWS, 2, 1, "=4:5"),
        ("=B5", COLUMNS, 1, 2, "=D5"),
        ("=A:C", COLUMNS, 1, 1, "=A:D"),
        ("=3:4", COLUMNS, 0, 1, "=3:4"),
        ("=Sheet1!B5+sheet1!B5", ROWS, 0, 1, "=Sheet1!B6+sheet1!B6"),
        ("=Lain!B5", ROWS, 0, 1, "=Lain!B5"),
    ],
)
def test_inserting(formula: str, axis: str, start: int, count: int, after: str) -> None:
    assert after_insert(formula, "Sheet1", "Sheet1", axis, start, count) == after


@pytest.mark.parametrize(
    ("formula", "axis", "start", "count", "after"),
    [
        ("=B5", ROWS, 3, 3, "=#REF!"),
        ("=B7", ROWS, 3, 3, "=B4"),
        ("=B3", ROWS, 3, 3, "=B3"),
        ("=B2:B9", ROWS, 3, 3, "=B2:B6"),
        ("=B5:B9", ROWS, 3, 3, "=B4:B6"),
        ("=B2:B5", ROWS, 3, 3, "=B2:B3"),
        ("=B9:B2", ROWS, 3, 3, "=B6:B2"),
        ("=B4:B6", ROWS, 3, 3, "=#REF!"),
        ("=B5:B", ROWS, 3, 3, "=B4:B"),
        ("=B:B", ROWS, 0, 9, "=B:B"),
        ("=B5", COLUMNS, 0, 1, "=A5"),
        ("=B:B", COLUMNS, 1, 1, "=#REF!"),
        ("=SUM(A1:C1)", COLUMNS, 1, 1, "=SUM(A1:B1)"),
        ("=Lain!B5", ROWS, 3, 3, "=Lain!B5"),
    ],
)
def test_deleting(formula: str, axis: str, start: int, count: int, after: str) -> None:
    assert after_delete(formula, "Sheet1", "Sheet1", axis, start, count) == after


def test_a_change_on_another_tab_touches_only_references_to_it() -> None:
    formula = "=B5+'Stok Gudang'!B5"
    assert after_insert(formula, "Sheet1", "Stok Gudang", ROWS, 0, 1) == "=B5+'Stok Gudang'!B6"
    assert after_delete(formula, "Sheet1", "Stok Gudang", ROWS, 4, 1) == "=B5+#REF!"


@pytest.mark.parametrize(
    ("old", "new", "after"),
    [
        ("Lain", "Stok", "=Stok!A1+'b c'!B2+A1"),
        ("b c", "it's", "=Lain!A1+'it''s'!B2+A1"),
        ("LAIN", "A1", "='A1'!A1+'b c'!B2+A1"),
        ("Gudang", "X", "=Lain!A1+'b c'!B2+A1"),
    ],
)
def test_renaming_a_tab(old: str, new: str, after: str) -> None:
    assert after_rename("=Lain!A1+'b c'!B2+A1", old, new) == after


def test_removing_a_tab() -> None:
    assert after_remove_sheet("=SUM(Lain!A1:B2)+A1", "lain") == "=SUM(#REF!)+A1"
