"""Where references lead after rows, columns and cells were moved: in formulas, in rules, on other tabs."""

from __future__ import annotations

import pytest
from sheets_clients import Wire, area, columns, rows

from sandbox.sheets.a1 import Box
from sandbox.sheets.formulas_moved import Cut, after_cut, after_move


@pytest.mark.parametrize(
    ("formula", "after"),
    [
        # Rows 3 and 4 (zero-based 2 and 3) go to before row 8.
        ("=A3", "=A6"),
        ("=$A$4", "=$A$7"),
        ("=A2+A5+A8+A9", "=A2+A3+A8+A9"),
        ("=SUM(A3:A4)", "=SUM(A6:A7)"),
        ("=SUM(A2:A9)", "=SUM(A2:A9)"),
        ("=SUM(A2:A5)", "=SUM(A2:A3)"),
        ("=SUM(A4:A9)", "=SUM(A3:A9)"),
        ("=SUM(A:A)", "=SUM(A:A)"),
        ("=SUM(A5:A)", "=SUM(A3:A)"),
        ("=Data!A3", "=Data!A3"),
        ("=toko!A3", "=toko!A6"),
        ('="A3"', '="A3"'),
    ],
)
def test_references_after_a_move(formula: str, after: str) -> None:
    assert after_move(formula, "Toko", "Toko", "ROWS", 2, 4, 7) == after


@pytest.mark.parametrize(
    ("formula", "after"),
    [
        # A1:B2 of Toko goes to D5 of Toko.
        ("=A1", "=D5"),
        ("=$B$2", "=$E$6"),
        ("=SUM(A1:B1)", "=SUM(D5:E5)"),
        ("=SUM(A1:A3)", "=SUM(A1:A3)"),
        ("=SUM(A:A)", "=SUM(A:A)"),
        ("=D5", "=#REF!"),
        ("=SUM(D5:D9)", "=SUM(D5:D9)"),
        ("=Toko!A1+Lain!A1", "=Toko!D5+Lain!A1"),
    ],
)
def test_references_after_a_cut(formula: str, after: str) -> None:
    cut = Cut("Toko", Box(0, 2, 0, 2), "Toko", Box(4, 6, 3, 5))
    assert after_cut(formula, "Toko", "Toko", cut) == after


@pytest.mark.parametrize(
    ("formula", "host", "new_host", "after"),
    [
        # A1:B2 of Toko goes to A1 of `Lain dua`.
        ("=A1", "Toko", "Toko", "='Lain dua'!A1"),
        ("=Toko!A1", "Lain dua", "Lain dua", "=A1"),
        ("=A1+C9", "Toko", "Lain dua", "=A1+Toko!C9"),
        ("=Toko!C9", "Toko", "Lain dua", "=Toko!C9"),
        ("=A1", "Lain dua", "Lain dua", "=#REF!"),
    ],
)
def test_references_after_a_cut_to_another_tab(formula: str, host: str, new_host: str, after: str) -> None:
    cut = Cut("Toko", Box(0, 2, 0, 2), "Lain dua", Box(0, 2, 0, 2))
    assert after_cut(formula, host, new_host, cut) == after


def formulas(wire: Wire, cells: str) -> list[list[object]]:
    found: list[list[object]] = wire.values(cells, valueRenderOption="FORMULA")["values"]
    return found


def test_a_feed_follows_the_row_it_reads(wire: Wire) -> None:
    wire.batch({"addSheet": {"properties": {"sheetId": 5, "title": "Gudang"}}})
    wire.write("Gudang!A1", [["A", 1], ["B", 2], ["C", 3]])
    wire.write("A1", [["=Gudang!B2", "=SUM(Gudang!B1:B3)"]], "USER_ENTERED")
    wire.batch({"moveDimension": {"source": rows(1, 2, 5), "destinationIndex": 0}})
    assert formulas(wire, "A1:B1") == [["=Gudang!B1", "=SUM(Gudang!B2:B3)"]]
    assert wire.values("A1:B1")["values"] == [["2", "4"]]
    wire.batch({"moveDimension": {"source": columns(1, 2, 5), "destinationIndex": 0}})
    assert formulas(wire, "A1:B1") == [["=Gudang!A1", "=SUM(Gudang!A2:A3)"]]
    wire.write("Gudang!A1", [[20]])
    assert wire.values("A1")["values"] == [["20"]]


def test_a_cut_cell_takes_its_readers_along_and_breaks_those_of_what_it_covers(wire: Wire) -> None:
    wire.write("A1", [[1, 2, "=A1", "=B1", "=SUM(A1:B1)"]], "USER_ENTERED")
    cut = {
        "source": area(0, 1, 0, 1),
        "destination": {"rowIndex": 0, "columnIndex": 1},
        "pasteType": "PASTE_NORMAL",
    }
    wire.batch({"cutPaste": cut})
    assert formulas(wire, "A1:E1") == [["", 1, "=B1", "=#REF!", "=SUM(A1:B1)"]]
    assert wire.values("C1:E1")["values"] == [["1", "#REF!", "1"]]


def test_a_cut_that_leaves_the_value_elsewhere_only_as_text_takes_nobody_along(wire: Wire) -> None:
    wire.write("A1", [[1, "=A1"]], "USER_ENTERED")
    cut = {
        "source": area(0, 1, 0, 1),
        "destination": {"rowIndex": 4, "columnIndex": 0},
        "pasteType": "PASTE_VALUES",
    }
    wire.batch({"cutPaste": cut})
    assert formulas(wire, "A1:B1") == [["", "=A1"]]


def test_rules_follow_what_they_read(wire: Wire) -> None:
    condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": "=$B2<5"}]}
    wire.batch(
        {"addSheet": {"properties": {"sheetId": 5, "title": "Pilihan"}}},
        {
            "addConditionalFormatRule": {
                "rule": {
                    "ranges": [area(1, 9, 0, 2)],
                    "booleanRule": {"condition": condition, "format": {"backgroundColor": {"red": 1}}},
                }
            }
        },
        {
            "setDataValidation": {
                "range": area(1, 9, 2, 3),
                "rule": {
                    "condition": {
                        "type": "ONE_OF_RANGE",
                        "values": [{"userEnteredValue": "=Pilihan!$A$2:$A$5"}],
                    }
                },
            }
        },
    )
    wire.batch(
        {"insertDimension": {"range": rows(0, 1)}},
        {"insertDimension": {"range": rows(0, 2, 5)}},
        {"insertDimension": {"range": columns(1, 2)}},
        {"updateSheetProperties": {"properties": {"sheetId": 5, "title": "Daftar"}, "fields": "title"}},
    )
    mask = "sheets(conditionalFormats(ranges,booleanRule/condition),data/rowData/values/dataValidation/condition)"
    sheet = wire.get(mask, "Sheet1!D3")["sheets"][0]
    (rule,) = sheet["conditionalFormats"]
    assert rule["ranges"] == [
        {"startRowIndex": 2, "endRowIndex": 10, "startColumnIndex": 0, "endColumnIndex": 3}
    ]
    assert rule["booleanRule"]["condition"]["values"] == [{"userEnteredValue": "=$C3<5"}]
    (row,) = sheet["data"][0]["rowData"]
    assert row["values"][0]["dataValidation"]["condition"]["values"] == [
        {"userEnteredValue": "=Daftar!$A$4:$A$7"}
    ]
