"""Sorting, inserting, deleting and moving rows and columns, and what goes along with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from sheets_clients import Wire, area, columns, rows

from sandbox.sheets.formats_model import Effective
from sandbox.sheets.formulas_engine import Cell, Engine

Json = dict[str, Any]
SORT = {"dimensionIndex": 0, "sortOrder": "ASCENDING"}


def metadata(key: str, place: Json) -> Json:
    location = place if "spreadsheet" in place or ("sheetId" in place and "dimension" not in place) else None
    return {
        "createDeveloperMetadata": {
            "developerMetadata": {
                "metadataKey": key,
                "metadataValue": f"value of {key}",
                "visibility": "DOCUMENT",
                "location": location or {"dimensionRange": place},
            }
        }
    }


def places(wire: Wire) -> Json:
    """Where each row's or column's metadata is now."""
    filters = [{"developerMetadataLookup": {"visibility": "DOCUMENT"}}]
    path = f"/v4/spreadsheets/{wire.spreadsheet_id}/developerMetadata:search"
    found = wire.call("POST", path, {"dataFilters": filters}).get("matchedDeveloperMetadata", [])
    entries = [one["developerMetadata"] for one in found]
    return {entry["metadataKey"]: entry["location"] for entry in entries}


def index_of(wire: Wire, key: str) -> int:
    at: int = places(wire)[key]["dimensionRange"]["startIndex"]
    return at


def test_a_sort_moves_the_cells_of_its_range_and_nothing_else(wire: Wire) -> None:
    """Measured: values, formats, notes and validation move; cells beside the range, row heights and metadata stay."""

    def cell(value: float, note: str) -> Json:
        bold = {"textFormat": {"bold": value == 1}}
        rule = {"condition": {"type": "NUMBER_EQ", "values": [{"userEnteredValue": str(value)}]}}
        return {
            "userEnteredValue": {"numberValue": value},
            "note": note,
            "userEnteredFormat": bold,
            "dataValidation": rule,
        }

    wire.batch(
        {
            "updateCells": {
                "start": {},
                "rows": [{"values": [cell(n, f"note {n}")]} for n in (3, 1, 2)],
                "fields": "userEnteredValue,note,userEnteredFormat,dataValidation",
            }
        },
        {
            "updateDimensionProperties": {
                "range": rows(0, 1),
                "properties": {"pixelSize": 50},
                "fields": "pixelSize",
            }
        },
        metadata("row of 3", rows(0, 1)),
    )
    wire.write("B1", [["beside 3"], ["beside 1"], ["beside 2"]])
    wire.batch({"sortRange": {"range": area(0, 3, 0, 1), "sortSpecs": [SORT]}})
    data = wire.get(
        "sheets.data(rowData.values(userEnteredValue,note,userEnteredFormat,dataValidation),rowMetadata.pixelSize)",
        "A1:A3",
    )
    (block,) = data["sheets"][0]["data"]
    firsts = [row["values"][0] for row in block["rowData"]]
    assert [first["userEnteredValue"]["numberValue"] for first in firsts] == [1, 2, 3]
    assert [first["note"] for first in firsts] == ["note 1", "note 2", "note 3"]
    assert firsts[0]["userEnteredFormat"] == {"textFormat": {"bold": True}}
    assert [first["dataValidation"]["condition"]["values"][0]["userEnteredValue"] for first in firsts] == [
        "1",
        "2",
        "3",
    ]
    assert [row["pixelSize"] for row in block["rowMetadata"]] == [50, 21, 21]
    assert wire.values("B1:B3")["values"] == [["beside 3"], ["beside 1"], ["beside 2"]]
    assert index_of(wire, "row of 3") == 0


def test_formulas_in_a_sorted_range_are_rewritten_for_their_new_row(wire: Wire) -> None:
    wire.write("A1", [["b", "=C1"], ["a", "=$C$2"]], "USER_ENTERED")
    wire.batch({"sortRange": {"range": area(0, 2, 0, 2), "sortSpecs": [SORT]}})
    assert wire.values("A1:B2", valueRenderOption="FORMULA")["values"] == [["a", "=$C$2"], ["b", "=C2"]]


def test_numbers_sort_before_texts_before_ticks_and_blanks_last_both_ways(wire: Wire) -> None:
    mixed: list[Any] = ["b", 10, True, None, "A", 2, False]
    wire.write("A1", [[value] for value in mixed])
    wire.batch({"sortRange": {"range": area(0, 7, 0, 1), "sortSpecs": [SORT]}})
    option = "UNFORMATTED_VALUE"
    got = wire.values("A1:A7", valueRenderOption=option)["values"]
    assert got == [[2], [10], ["A"], ["b"], [False], [True]]
    down = {"dimensionIndex": 0, "sortOrder": "DESCENDING"}
    wire.batch({"sortRange": {"range": area(0, 7, 0, 1), "sortSpecs": [down]}})
    got = wire.values("A1:A7", valueRenderOption=option)["values"]
    assert got == [[True], [False], ["b"], ["A"], [10], [2]]


def test_raw_digits_are_text_and_sort_as_text(wire: Wire) -> None:
    wire.write("A1", [["2007"], [5], ["10"]])
    wire.batch({"sortRange": {"range": area(0, 3, 0, 1), "sortSpecs": [SORT]}})
    got = wire.values("A1:A3", valueRenderOption="UNFORMATTED_VALUE")["values"]
    assert got == [[5], ["10"], ["2007"]]


def test_a_second_spec_breaks_ties_and_equal_rows_keep_their_order(wire: Wire) -> None:
    wire.write("A1", [["x", 1, "p"], ["y", 2, "q"], ["x", 2, "r"], ["x", 1, "s"]])
    specs = [SORT, {"dimensionIndex": 1, "sortOrder": "DESCENDING"}]
    wire.batch({"sortRange": {"range": area(0, 4, 0, 3), "sortSpecs": specs}})
    assert [line[2] for line in wire.values("A1:C4")["values"]] == ["r", "p", "s", "q"]


def test_a_sort_needs_a_column_of_its_range(wire: Wire) -> None:
    sort = {"range": area(0, 4, 0, 2), "sortSpecs": [{"dimensionIndex": 5}]}
    assert wire.refused({"sortRange": sort}).endswith("Sort column 5 is outside of the range.")


def test_what_lies_over_rows_follows_an_insertion_and_a_deletion(wire: Wire) -> None:
    wire.batch(
        {"addProtectedRange": {"protectedRange": {"range": area(2, 5, 0, 1), "warningOnly": True}}},
        {
            "addConditionalFormatRule": {
                "rule": {
                    "ranges": [area(2, 5, 0, 1)],
                    "booleanRule": {"condition": {"type": "BLANK"}, "format": {"textFormat": {}}},
                }
            }
        },
        {"addNamedRange": {"namedRange": {"name": "SKUS", "range": area(2, 5, 0, 1)}}},
        {"mergeCells": {"range": area(2, 3, 2, 4)}},
        {"setBasicFilter": {"filter": {"range": area(2, 5, 0, 1)}}},
        metadata("row", rows(3, 4)),
        metadata("column", columns(1, 2)),
    )
    wire.write("A4", [["four"]])

    def spans() -> list[tuple[int, int]]:
        tab = wire.get("namedRanges,sheets(protectedRanges,conditionalFormats,basicFilter,merges)")
        (sheet,) = tab["sheets"]
        found = [
            sheet["protectedRanges"][0]["range"],
            sheet["conditionalFormats"][0]["ranges"][0],
            tab["namedRanges"][0]["range"],
            sheet["basicFilter"]["range"],
            sheet["merges"][0],
        ]
        return [(one["startRowIndex"], one["endRowIndex"]) for one in found]

    wire.batch({"insertDimension": {"range": rows(0, 2)}})
    assert spans() == [(4, 7), (4, 7), (4, 7), (4, 7), (4, 5)]
    assert index_of(wire, "row") == 5
    wire.batch({"insertDimension": {"range": rows(5, 6)}})
    assert spans()[0] == (4, 8)
    assert wire.values("A7")["values"] == [["four"]]
    wire.batch({"deleteDimension": {"range": rows(0, 5)}})
    tab = wire.get("sheets(protectedRanges.range,merges)")["sheets"][0]
    assert (tab["protectedRanges"][0]["range"]["startRowIndex"], "merges" in tab) == (0, False)
    assert index_of(wire, "row") == 1
    wire.batch({"deleteDimension": {"range": rows(0, 3)}})
    assert "row" not in places(wire)
    assert wire.get("sheets.protectedRanges,namedRanges") == {"sheets": [{}]}
    wire.batch({"insertDimension": {"range": columns(0, 1)}})
    assert index_of(wire, "column") == 2


def test_column_metadata_follows_a_moved_column_and_a_renamed_header(wire: Wire) -> None:
    wire.write("A1", [["SKU", "Nama", "Stok"]])
    wire.batch(metadata("selaras.column", columns(2, 3)))
    wire.batch({"moveDimension": {"source": columns(2, 3), "destinationIndex": 0}})
    assert wire.values("A1:C1")["values"] == [["Stok", "SKU", "Nama"]]
    assert index_of(wire, "selaras.column") == 0
    wire.batch({"moveDimension": {"source": columns(1, 2), "destinationIndex": 3}})
    assert wire.values("A1:C1")["values"] == [["Stok", "Nama", "SKU"]]
    assert index_of(wire, "selaras.column") == 0


@pytest.mark.parametrize(
    ("start", "end", "to", "order"),
    [(0, 1, 3, "bcade"), (3, 5, 0, "deabc"), (1, 3, 5, "adebc"), (2, 4, 1, "acdbe"), (1, 2, 1, "abcde")],
)
def test_rows_are_moved_to_before_a_place_counted_before_the_move(
    wire: Wire, start: int, end: int, to: int, order: str
) -> None:
    wire.write("A1", [[letter] for letter in "abcde"])
    wire.batch({"moveDimension": {"source": rows(start, end), "destinationIndex": to}})
    assert "".join(line[0] for line in wire.values("A1:A5")["values"]) == order
    wire.batch({"moveDimension": {"source": rows(0, 1), "destinationIndex": 1000}})
    assert wire.values("A1000")["values"] == [[order[0]]]


def test_an_inserted_row_looks_like_its_neighbour_and_is_blank(wire: Wire) -> None:
    cell = {
        "userEnteredValue": {"numberValue": 1},
        "userEnteredFormat": {"textFormat": {"bold": True}},
        "dataValidation": {"condition": {"type": "BOOLEAN"}},
        "note": "stays",
    }
    wire.batch(
        {
            "updateCells": {
                "start": {"rowIndex": 1},
                "rows": [{"values": [cell]}],
                "fields": "userEnteredValue,userEnteredFormat,dataValidation,note",
            }
        },
        {"insertDimension": {"range": rows(2, 3), "inheritFromBefore": True}},
        {"insertDimension": {"range": rows(1, 2)}},
    )
    mask = "sheets.data.rowData.values(userEnteredValue,userEnteredFormat,dataValidation,note)"
    (block,) = wire.get(mask, "A2:A4")["sheets"][0]["data"]
    look = {name: cell[name] for name in ("userEnteredFormat", "dataValidation")}
    assert [row["values"][0] for row in block["rowData"]] == [look, cell, look]


def test_references_follow_their_cells(wire: Wire) -> None:
    wire.write("A1", [["=A5*2"], [""], [""], [""], [21]], "USER_ENTERED")
    wire.batch({"insertDimension": {"range": rows(2, 4)}})
    assert wire.values("A1", valueRenderOption="FORMULA")["values"] == [["=A7*2"]]
    assert wire.values("A1")["values"] == [["42"]]
    wire.batch({"deleteDimension": {"range": rows(6, 7)}})
    assert wire.values("A1")["values"] == [["#REF!"]]


def test_references_to_a_tab_follow_its_title_and_end_with_it(wire: Wire) -> None:
    wire.batch({"addSheet": {"properties": {"sheetId": 5, "title": "Gudang"}}})
    wire.write("Gudang!B2", [[21]])
    wire.write("Sheet1!A1", [["=Gudang!B2*2"]], "USER_ENTERED")
    rename = {"properties": {"sheetId": 5, "title": "Gudang Utama"}, "fields": "title"}
    wire.batch({"updateSheetProperties": rename}, {"insertDimension": {"range": rows(0, 1, 5)}})
    assert wire.values("Sheet1!A1", valueRenderOption="FORMULA")["values"] == [["='Gudang Utama'!B3*2"]]
    wire.write("'Gudang Utama'!B3", [[4]])
    assert wire.values("Sheet1!A1")["values"] == [["8"]]
    wire.batch({"deleteSheet": {"sheetId": 5}})
    assert wire.values("Sheet1!A1")["values"] == [["#REF!"]]


def test_frozen_rows_and_sizes_follow(wire: Wire) -> None:
    frozen = {"sheetId": 0, "gridProperties": {"frozenRowCount": 1}}
    wire.batch(
        {"updateSheetProperties": {"properties": frozen, "fields": "gridProperties.frozenRowCount"}},
        {"insertDimension": {"range": rows(0, 1)}},
        {"appendDimension": {"sheetId": 0, "dimension": "COLUMNS", "length": 4}},
    )
    grid = wire.get("sheets.properties.gridProperties")["sheets"][0]["properties"]["gridProperties"]
    assert grid == {"rowCount": 1001, "columnCount": 30, "frozenRowCount": 2}
    wire.batch({"deleteDimension": {"range": rows(0, 2)}})
    grid = wire.get("sheets.properties.gridProperties")["sheets"][0]["properties"]["gridProperties"]
    assert grid == {"rowCount": 999, "columnCount": 30}


def test_cells_of_a_range_are_inserted_and_deleted_with_a_shift(wire: Wire) -> None:
    wire.write("A1", [[1, "x"], [2, "y"], [3, "z"]])
    wire.batch({"insertRange": {"range": area(1, 2, 0, 1), "shiftDimension": "ROWS"}})
    assert wire.values("A1:B4")["values"] == [["1", "x"], ["", "y"], ["2", "z"], ["3"]]
    wire.batch({"deleteRange": {"range": area(1, 2, 0, 1), "shiftDimension": "ROWS"}})
    assert wire.values("A1:B3")["values"] == [["1", "x"], ["2", "y"], ["3", "z"]]
    wire.batch({"deleteRange": {"range": area(0, 3, 0, 1), "shiftDimension": "COLUMNS"}})
    assert wire.values("A1:B3")["values"] == [["x"], ["y"], ["z"]]


def test_a_filter_sorts_for_good_and_hides_rows(wire: Wire) -> None:
    wire.write("A1", [["n", "s"], [3, "c"], [1, "a"], [2, "b"]])
    filter_ = {
        "range": area(0, 4, 0, 2),
        "sortSpecs": [SORT],
        "criteria": {
            "1": {"hiddenValues": ["b"]},
            "0": {"condition": {"type": "NUMBER_LESS", "values": [{"userEnteredValue": "3"}]}},
        },
    }
    wire.batch({"setBasicFilter": {"filter": filter_}})
    mask = "sheets(basicFilter.range,data.rowMetadata.hiddenByFilter)"
    (tab,) = wire.get(mask, "A1:A5")["sheets"]
    hidden = [bool(row.get("hiddenByFilter")) for row in tab["data"][0]["rowMetadata"]]
    assert hidden == [False, False, True, True, False]
    assert wire.values("A1:B4")["values"] == [["n", "s"], ["1", "a"], ["2", "b"], ["3", "c"]]
    wire.batch({"clearBasicFilter": {"sheetId": 0}})
    (tab,) = wire.get(mask, "A1:A5")["sheets"]
    assert "basicFilter" not in tab
    assert not any(row.get("hiddenByFilter") for row in tab["data"][0]["rowMetadata"])


def test_repeated_rows_are_removed_within_their_range(wire: Wire) -> None:
    wire.write("A1", [["a", 1], ["b", 2], ["a", 3], ["c", 4]])
    request = {"range": area(0, 4, 0, 1), "comparisonColumns": [columns(0, 1)]}
    reply = wire.batch({"deleteDuplicates": request})["replies"]
    assert reply == [{"deleteDuplicates": {"duplicatesRemovedCount": 1}}]
    assert wire.values("A1:B4")["values"] == [["a", "1"], ["b", "2"], ["c", "3"], ["", "4"]]


def test_a_shuffle_loses_nothing(wire: Wire) -> None:
    wire.write("A1", [[n, -n] for n in range(1, 21)])
    wire.batch({"randomizeRange": {"range": area(0, 20, 0, 2)}})
    got = wire.values("A1:B20", valueRenderOption="UNFORMATTED_VALUE")["values"]
    assert sorted(got) == [[n, -n] for n in range(1, 21)] != got
    assert all(line[0] == -line[1] for line in got)


def test_rows_and_columns_are_sized_hidden_and_grouped(wire: Wire) -> None:
    wire.write("A1", [["a long text in column A"]])
    wire.batch(
        {
            "updateDimensionProperties": {
                "range": rows(0, 1),
                "properties": {"hiddenByUser": True, "pixelSize": 40},
                "fields": "hiddenByUser,pixelSize",
            }
        },
        {"autoResizeDimensions": {"dimensions": columns(0, 2)}},
        {"addDimensionGroup": {"range": rows(2, 4)}},
    )
    tab = wire.get("sheets(rowGroups,properties.gridProperties,data(rowMetadata,columnMetadata))", "A1:B1")
    (sheet,) = tab["sheets"]
    assert sheet["data"][0]["rowMetadata"] == [{"pixelSize": 40, "hiddenByUser": True}]
    wide, default = sheet["data"][0]["columnMetadata"]
    assert wide["pixelSize"] > 100 == default["pixelSize"]
    assert sheet["rowGroups"][0]["depth"] == 1
    wire.batch({"deleteDimensionGroup": {"range": rows(2, 4)}})
    assert wire.get("sheets.rowGroups") == {"sheets": [{}]}


def test_rows_below_the_content_come_and_go_without_computing_what_does_not_read_them(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows are appended to a tab all day: only formulas that reach so far may notice."""
    wire.write("A1", [[1, "=A1*2", "=SUM(A1:A50)", "=ROWS(A:A)", "=A60"], [2, "=A2*2"]], "USER_ENTERED")
    assert wire.values("A1:E1")["values"] == [["1", "2", "3", "1000"]]
    computed: list[Cell] = []
    evaluate = Engine.evaluate

    def counted(engine: Engine, formulas: Mapping[Cell, str]) -> dict[Cell, Effective]:
        computed.extend(formulas)
        return evaluate(engine, formulas)

    monkeypatch.setattr(Engine, "evaluate", counted)
    wire.batch({"insertDimension": {"range": rows(40, 42)}}, {"deleteDimension": {"range": rows(900, 950)}})
    assert wire.values("C1:E1", valueRenderOption="FORMULA")["values"] == [
        ["=SUM(A1:A52)", "=ROWS(A:A)", "=A62"]
    ]
    assert wire.values("A1:E1")["values"] == [["1", "2", "3", "952"]]
    # A sum over blank rows more stays what it is, and so does what reads one cell; ROWS counts.
    assert sorted(computed) == [(0, 0, 3)]
    wire.write("A51", [[40]])
    wire.write("A62", [["here"]])
    assert wire.values("A1:E1")["values"] == [["1", "2", "43", "952", "here"]]


def test_what_grows_at_the_end_alone_is_seen_by_what_reads_to_the_end(wire: Wire) -> None:
    wire.write("A1", [[1, "=ROWS(A:A)", "=SUM(A2:A)"]], "USER_ENTERED")
    assert wire.values("B1:C1")["values"] == [["1000", "0"]]
    wire.batch({"appendDimension": {"dimension": "ROWS", "length": 5}})
    assert wire.values("B1:C1")["values"] == [["1005", "0"]]
    wire.write("A1005", [[7]])
    assert wire.values("B1:C1")["values"] == [["1005", "7"]]
