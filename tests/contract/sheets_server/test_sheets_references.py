"""Where references lead after rows, columns and cells were moved: in formulas, in rules, on other tabs."""

from __future__ import annotations

from typing import Any

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


@pytest.mark.parametrize(
    ("change", "first", "formula"),
    [
        pytest.param({"insertDimension": {"range": rows(0, 2)}}, 4, "=$B5<$D$3", id="rows above"),
        pytest.param({"insertDimension": {"range": rows(2, 3)}}, 3, "=$B4<$D$1", id="a row before the first"),
        pytest.param({"insertDimension": {"range": rows(4, 5)}}, 2, "=$B3<$D$1", id="a row inside"),
        pytest.param({"deleteDimension": {"range": rows(1, 2)}}, 1, "=$B2<$D$1", id="a row above went"),
        pytest.param({"deleteDimension": {"range": rows(2, 3)}}, 2, "=$B3<$D$1", id="the first row went"),
        pytest.param(
            {"deleteDimension": {"range": rows(1, 5)}}, 1, "=$B2<$D$1", id="several first rows went"
        ),
        pytest.param(
            {"moveDimension": {"source": rows(2, 3), "destinationIndex": 12}},
            2,
            "=$B3<$D$1",
            id="the first row moved away",
        ),
        pytest.param(
            {"insertDimension": {"range": columns(0, 1)}}, 2, "=$C3<$E$1", id="a column before what it reads"
        ),
    ],
)
def test_a_conditional_format_goes_on_judging_each_cell_by_its_own_row(
    wire: Wire, change: dict[str, Any], first: int, formula: str
) -> None:
    """The rule begins at row 3 and reads column B of each row, and always D1."""
    condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": "=$B3<$D$1"}]}
    boolean = {"condition": condition, "format": {"backgroundColor": {"red": 1}}}
    rule = {"ranges": [area(2, 9, 0, 1)], "booleanRule": boolean}
    wire.batch({"addConditionalFormatRule": {"rule": rule}})
    wire.batch(change)
    (kept,) = wire.get("sheets.conditionalFormats")["sheets"][0]["conditionalFormats"]
    assert kept["ranges"][0]["startRowIndex"] == first
    assert kept["booleanRule"]["condition"]["values"] == [{"userEnteredValue": formula}]


def test_the_points_of_a_colour_scale_follow_too(wire: Wire) -> None:
    points = {
        "minpoint": {"type": "NUMBER", "value": "=$D$1", "color": {"red": 1}},
        "maxpoint": {"type": "MAX", "color": {"green": 1}},
    }
    wire.batch({"addConditionalFormatRule": {"rule": {"ranges": [area(2, 9, 0, 1)], "gradientRule": points}}})
    wire.batch({"insertDimension": {"range": rows(0, 1)}})
    (kept,) = wire.get("sheets.conditionalFormats")["sheets"][0]["conditionalFormats"]
    assert kept["gradientRule"]["minpoint"]["value"] == "=$D$2"
    assert "value" not in kept["gradientRule"]["maxpoint"]


def test_a_formula_in_a_validation_rule_is_each_cells_own_and_travels_with_it(wire: Wire) -> None:
    def formulas_of(cells: str) -> list[str]:
        mask = "sheets.data.rowData.values.dataValidation.condition.values"
        (block,) = wire.get(mask, cells)["sheets"][0]["data"]
        rules = [cell.get("dataValidation") for row in block["rowData"] for cell in row["values"]]
        return [rule["condition"]["values"][0]["userEnteredValue"] for rule in rules]

    condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": "=B2>$A$1"}]}
    rule = {"condition": condition, "strict": True}
    wire.batch({"setDataValidation": {"range": area(1, 4, 1, 2), "rule": rule}})
    assert formulas_of("B2:B4") == ["=B2>$A$1", "=B3>$A$1", "=B4>$A$1"]
    wire.batch(
        copy_validation(area(3, 4, 1, 2), area(5, 7, 2, 3)),
        {"insertDimension": {"range": rows(3, 4), "inheritFromBefore": True}},
    )
    assert formulas_of("B2:B5") == ["=B2>$A$1", "=B3>$A$1", "=B4>$A$1", "=B5>$A$1"]
    assert formulas_of("C7:C8") == ["=C7>$A$1", "=C8>$A$1"]


def copy_validation(source: dict[str, int], target: dict[str, int]) -> dict[str, Any]:
    return {"copyPaste": {"source": source, "destination": target, "pasteType": "PASTE_DATA_VALIDATION"}}


@pytest.mark.parametrize(
    ("request_", "after"),
    [
        pytest.param(
            {"insertRange": {"range": area(1, 3, 0, 1), "shiftDimension": "ROWS"}},
            ["=A4", "=SUM(A1:A5)", "=SUM(A1:B3)", "=B2", "=SUM(A:A)"],
            id="cells inserted downwards",
        ),
        pytest.param(
            {"deleteRange": {"range": area(0, 1, 0, 1), "shiftDimension": "ROWS"}},
            ["=A1", "=SUM(A1:A2)", "=SUM(A1:B3)", "=B2", "=SUM(A:A)"],
            id="a cell deleted",
        ),
        pytest.param(
            {"deleteRange": {"range": area(1, 2, 0, 1), "shiftDimension": "ROWS"}},
            ["=#REF!", "=SUM(A1:A2)", "=SUM(A1:B3)", "=B2", "=SUM(A:A)"],
            id="the cell that is read deleted",
        ),
        pytest.param(
            {"insertRange": {"range": area(1, 2, 0, 1), "shiftDimension": "COLUMNS"}},
            ["=B2", "=SUM(A1:A3)", "=SUM(A1:B3)", "=C2", "=SUM(A:A)"],
            id="a cell inserted to the right",
        ),
    ],
)
def test_references_follow_cells_that_give_way(
    wire: Wire, request_: dict[str, Any], after: list[str]
) -> None:
    """The formulas stand on another tab, so that only what they read moves."""
    names = ["=A2", "=SUM(A1:A3)", "=SUM(A1:B3)", "=B2", "=SUM(A:A)"]
    wire.write("A1", [[1, 10], [2, 20], [3, 30]])
    wire.batch({"addSheet": {"properties": {"sheetId": 5, "title": "Baca"}}})
    there = [
        name.replace("=A", "=Sheet1!A").replace("=B", "=Sheet1!B").replace("(", "(Sheet1!") for name in names
    ]
    wire.write("Baca!A1", [there], "USER_ENTERED")
    wire.batch(request_)
    assert [text.replace("Sheet1!", "") for text in formulas(wire, "Baca!A1:E1")[0]] == after
