"""batchUpdate: in order, all or nothing, replies one to one, and what the reply can carry."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sheets_clients import Refused, Wire, area, columns, rows

from sandbox.sheets import SheetsServer
from sandbox.sheets.batch import REQUESTS
from sandbox.sheets.shapes import MESSAGES

PAGE = Path(__file__).parents[3] / "docs" / "LOCAL_GOOGLE.md"


def put(value: Any, row: int = 0, column: int = 0, sheet_id: int = 0) -> dict[str, Any]:
    """updateCells of one cell."""
    kind = "numberValue" if isinstance(value, int | float) else "stringValue"
    return {
        "updateCells": {
            "start": {"sheetId": sheet_id, "rowIndex": row, "columnIndex": column},
            "rows": [{"values": [{"userEnteredValue": {kind: value}}]}],
            "fields": "userEnteredValue",
        }
    }


def copy(source: dict[str, int], target: dict[str, int], kind: str = "PASTE_VALUES") -> dict[str, Any]:
    return {"copyPaste": {"source": source, "destination": target, "pasteType": kind}}


GRID_REQUESTS: list[dict[str, Any]] = [
    {"repeatCell": {"range": {"sheetId": 7}, "cell": {}, "fields": "note"}},
    {"updateCells": {"range": {"sheetId": 7}, "fields": "note"}},
    {"updateCells": {"start": {"sheetId": 7}, "rows": [], "fields": "note"}},
    {"appendCells": {"sheetId": 7, "rows": [], "fields": "*"}},
    {"copyPaste": {"source": {"sheetId": 7}, "destination": {}}},
    {"copyPaste": {"source": {}, "destination": {"sheetId": 7}}},
    {"findReplace": {"find": "x", "sheetId": 7}},
    {"findReplace": {"find": "x", "range": {"sheetId": 7}}},
    {"sortRange": {"range": {"sheetId": 7}, "sortSpecs": [{"dimensionIndex": 0}]}},
    {"insertDimension": {"range": rows(0, 1, 7)}},
    {"deleteDimension": {"range": rows(0, 1, 7)}},
    {"setDataValidation": {"range": {"sheetId": 7}}},
    {"mergeCells": {"range": {"sheetId": 7}}},
    {"clearBasicFilter": {"sheetId": 7}},
]


@pytest.mark.parametrize("request_", GRID_REQUESTS, ids=lambda request: str(next(iter(request))))
def test_a_tab_that_is_gone_refuses_the_whole_batch(wire: Wire, request_: dict[str, Any]) -> None:
    """The only conditional write there is: the fence of an older engine."""
    (name,) = request_
    assert wire.refused(put("never"), request_) == f"Invalid requests[1].{name}: No grid with id: 7"
    assert "values" not in wire.values("A1:Z10")


def test_nothing_of_a_refused_batch_stays(wire: Wire, server: SheetsServer) -> None:
    wire.batch(put("SKU"), put(5, 1))
    before = server.export(wire.spreadsheet_id)
    wire.refused(
        put("changed"),
        {"insertDimension": {"range": rows(0, 3)}},
        {"addSheet": {"properties": {"title": "new"}}},
        {"deleteDimension": {"range": columns(0, 2)}},
        {"sortRange": {"range": {}, "sortSpecs": [{"dimensionIndex": 0}]}},
        {"addNamedRange": {"namedRange": {"name": "n", "range": {}}}},
        {"updateSpreadsheetProperties": {"properties": {"title": "x"}, "fields": "title"}},
        {"deleteSheet": {"sheetId": 99}},
    )
    assert server.export(wire.spreadsheet_id) == before
    assert wire.get("namedRanges") == {}


@pytest.mark.parametrize(
    "requests",
    [
        pytest.param([put("changed"), put("on a blank row", 40), put(6, 1)], id="cells"),
        pytest.param([put("changed"), {"deleteSheet": {"sheetId": 0}}], id="cells of a tab that then goes"),
        pytest.param(
            [put("changed"), {"deleteDimension": {"range": rows(0, 1)}}, put("changed again")],
            id="cells before and after rows went",
        ),
        pytest.param(
            [{"moveDimension": {"source": rows(0, 1), "destinationIndex": 3}}, put("changed", 2)],
            id="cells of a row that moved",
        ),
    ],
)
def test_a_refused_batch_is_undone_whatever_it_had_done(wire: Wire, requests: list[dict[str, Any]]) -> None:
    wire.batch({"addSheet": {"properties": {"sheetId": 8}}})
    wire.write("A1", [["SKU"], [5], ["=A2*2"]], "USER_ENTERED")
    before = wire.get(grid=True)
    wire.refused(*requests, {"deleteSheet": {"sheetId": 99}})
    assert wire.get(grid=True) == before
    wire.batch(put("later", 4))
    wire.write("A2", [[6]])
    assert wire.values("A1:A5")["values"] == [["SKU"], ["6"], ["12"], [], ["later"]]


def test_requests_run_in_order_so_a_copy_records_what_stood_before(wire: Wire) -> None:
    wire.batch(put("KAOS-M", 1), put(10, 1, 1))
    target = area(1, 2, 1, 2)
    reply = wire.batch(
        {"addSheet": {"properties": {"sheetId": 9, "title": "_selaras", "hidden": True}}},
        copy(area(1, 2, 0, 2), area(0, 1, 0, 2, 9)),
        put(8, 1, 1),
        copy(target, area(1, 2, 1, 2, 9)),
    )
    assert [list(one) for one in reply["replies"]] == [["addSheet"], [], [], []]
    assert wire.values("_selaras", valueRenderOption="UNFORMATTED_VALUE")["values"] == [
        ["KAOS-M", 10],
        ["", 8],
    ]


def test_replies_are_one_to_one_and_empty_where_there_is_nothing_to_say(wire: Wire) -> None:
    reply = wire.batch(
        put("x"),
        {"findReplace": {"find": "nothing", "replacement": "y", "allSheets": True}},
        {"addSheet": {"properties": {"title": "T"}}},
    )
    assert reply["replies"][:2] == [{}, {"findReplace": {}}]
    added = reply["replies"][2]["addSheet"]["properties"]
    assert (added["title"], added["index"], added["gridProperties"]) == (
        "T",
        1,
        {"rowCount": 1000, "columnCount": 26},
    )
    assert added["sheetId"] > 1000


def test_the_state_after_the_write_comes_in_the_same_reply(wire: Wire) -> None:
    reply = wire.batch(
        put("SKU"),
        put(7, 0, 1),
        includeSpreadsheetInResponse=True,
        responseRanges=["Sheet1!A1:B2", "Sheet1!B1"],
        responseIncludeGridData=True,
    )
    (tab,) = reply["updatedSpreadsheet"]["sheets"]
    whole, cell = tab["data"]
    assert [one["userEnteredValue"] for one in whole["rowData"][0]["values"]] == [
        {"stringValue": "SKU"},
        {"numberValue": 7},
    ]
    assert len(whole["rowMetadata"]) == 2
    assert (cell["startColumn"], "startRow" in cell) == (1, False)
    assert cell["rowData"][0]["values"][0]["formattedValue"] == "7"


def test_without_grid_data_the_spreadsheet_comes_without_cells(wire: Wire) -> None:
    reply = wire.batch(put("x"), includeSpreadsheetInResponse=True)
    assert "data" not in reply["updatedSpreadsheet"]["sheets"][0]
    assert "updatedSpreadsheet" not in wire.batch(put("x"))


def test_a_mask_that_names_data_wins_over_the_grid_option(wire: Wire) -> None:
    mask = "replies,updatedSpreadsheet.sheets(properties.sheetId,data.rowData.values.userEnteredValue)"
    reply = wire.batch(
        put("x"), fields=mask, includeSpreadsheetInResponse=True, responseRanges=["Sheet1!A1:B2"]
    )
    assert reply == {
        "replies": [{}],
        "updatedSpreadsheet": {
            "sheets": [
                {
                    "properties": {"sheetId": 0},
                    "data": [{"rowData": [{"values": [{"userEnteredValue": {"stringValue": "x"}}]}]}],
                }
            ]
        },
    }


def test_a_range_asked_for_in_the_reply_may_be_on_a_tab_the_batch_made(wire: Wire) -> None:
    reply = wire.batch(
        {"addSheet": {"properties": {"sheetId": 4, "title": "epoch 2"}}},
        put(1, 0, 0, 4),
        includeSpreadsheetInResponse=True,
        responseRanges=["'epoch 2'!A1"],
        responseIncludeGridData=True,
    )
    assert [tab["properties"]["sheetId"] for tab in reply["updatedSpreadsheet"]["sheets"]] == [4]


def test_a_bad_range_asked_for_in_the_reply_refuses_the_batch(wire: Wire) -> None:
    with pytest.raises(Refused, match="Unable to parse range: Gone!A1"):
        wire.batch(put("x"), includeSpreadsheetInResponse=True, responseRanges=["Gone!A1"])
    assert "values" not in wire.values("A1")


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        ({}, "Invalid requests[0]: Must specify exactly one kind of request."),
        (
            {"addTable": {"table": {}}},
            "Invalid requests[0].addTable: Must specify range.",
        ),
        (
            {"addSlide": {}},
            "Invalid JSON payload received. Unknown name \"addSlide\" at 'requests[0]': Cannot find field.",
        ),
        (
            {"updateCells": {"start": {}, "rows": []}},
            "Invalid requests[0].updateCells: At least one field must be listed in 'fields'. "
            "(Use '*' to indicate all fields.)",
        ),
        (
            {"updateCells": {"start": {}, "rows": [], "fields": "usrEntered"}},
            "Invalid requests[0].updateCells: Invalid field: usrEntered",
        ),
        (
            {"updateCells": {"rows": [], "fields": "note"}},
            "Invalid requests[0].updateCells: Must specify either start or range.",
        ),
        (
            {"updateCells": {"start": {"rowIndex": 1000}, "rows": [], "fields": "note"}},
            "Invalid requests[0].updateCells: GridCoordinate.rowIndex[1000] is after last row in grid[1000]",
        ),
        (
            {
                "updateCells": {
                    "start": {"columnIndex": 25},
                    "rows": [{"values": [{}, {}]}],
                    "fields": "note",
                }
            },
            "Invalid requests[0].updateCells: Attempting to write column: 26, beyond the last requested "
            "column of: 25",
        ),
        (
            {"deleteSheet": {"sheetId": 0}},
            "Invalid requests[0].deleteSheet: You can't remove all the visible sheets in a document.",
        ),
        ({"deleteSheet": {"sheetId": 3}}, "Invalid requests[0].deleteSheet: No sheet with id: 3"),
        (
            {"addSheet": {"properties": {"title": "sheet1"}}},
            'Invalid requests[0].addSheet: A sheet with the name "sheet1" already exists. '
            "Please enter another name.",
        ),
        (
            {"updateSheetProperties": {"properties": {"sheetId": 0, "hidden": True}, "fields": "hidden"}},
            "Invalid requests[0].updateSheetProperties: You can't hide all the sheets in a document.",
        ),
        (
            {"deleteDimension": {"range": rows(5000, 5001)}},
            "Invalid requests[0].deleteDimension: Cannot delete a row that doesn't exist. Tried to delete "
            "row index 5000 but there are only 1000 rows.",
        ),
        (
            {"addSheet": {"properties": {"gridProperties": {"rowCount": 1_000_000}}}},
            "Invalid requests[0].addSheet: This action would increase the number of cells in the workbook "
            "above the limit of 10000000 cells.",
        ),
    ],
)
def test_a_request_that_cannot_be_done_is_refused_with_its_place(
    wire: Wire, request_: dict[str, Any], said: str
) -> None:
    assert wire.refused(request_) == said


@pytest.mark.parametrize("name", sorted(MESSAGES["Request"].keys() - REQUESTS.keys()))
def test_a_kind_of_request_that_is_not_played_is_refused_and_on_the_page(wire: Wire, name: str) -> None:
    said = f"Invalid requests[1].{name}: {name} is not supported by this local server."
    assert wire.refused(put("never"), {name: {}}) == said
    assert "values" not in wire.values("A1")
    assert f"`{name}`" in PAGE.read_text(encoding="utf-8").partition("## What it does not do")[2]


def test_an_empty_batch_is_refused(wire: Wire) -> None:
    assert wire.refused() == "Must specify at least one request."


def test_fields_of_a_cell_are_set_cleared_and_left_as_the_mask_says(wire: Wire) -> None:
    cell = {
        "userEnteredValue": {"stringValue": "text"},
        "note": "note",
        "userEnteredFormat": {"textFormat": {"bold": True}, "numberFormat": {"type": "TEXT"}},
        "dataValidation": {"condition": {"type": "BOOLEAN"}, "strict": True},
        "textFormatRuns": [{"startIndex": 2, "format": {"italic": True}}],
    }
    everything = "userEnteredValue,note,userEnteredFormat,dataValidation,textFormatRuns"
    write = {"updateCells": {"start": {}, "rows": [{"values": [cell]}], "fields": everything}}
    wire.batch(write)
    read = f"sheets.data.rowData.values({everything})"
    (stored,) = wire.get(read, "A1")["sheets"][0]["data"][0]["rowData"][0]["values"]
    assert stored == cell
    change = {"userEnteredFormat": {"textFormat": {"italic": True}}, "note": "ignored"}
    wire.batch(
        {
            "updateCells": {
                "start": {},
                "rows": [{"values": [change]}],
                "fields": "userEnteredFormat.textFormat,dataValidation",
            }
        }
    )
    (stored,) = wire.get(read, "A1")["sheets"][0]["data"][0]["rowData"][0]["values"]
    rest = {name: part for name, part in cell.items() if name != "dataValidation"}
    assert stored == {
        **rest,
        "userEnteredFormat": {"textFormat": {"italic": True}, "numberFormat": {"type": "TEXT"}},
    }


def test_new_content_wipes_rich_text_of_the_cell(wire: Wire) -> None:
    runs = [{"startIndex": 0, "format": {"bold": True}}]
    cell = {"userEnteredValue": {"stringValue": "see docs"}, "textFormatRuns": runs}
    fields = "userEnteredValue,textFormatRuns"
    wire.batch({"updateCells": {"start": {}, "rows": [{"values": [cell]}], "fields": fields}}, put("new"))
    (stored,) = wire.get(f"sheets.data.rowData.values({fields})", "A1")["sheets"][0]["data"][0]["rowData"]
    assert stored == {"values": [{"userEnteredValue": {"stringValue": "new"}}]}


def test_external_text_never_becomes_a_formula_or_a_number(wire: Wire) -> None:
    texts = ["=1+1", "+1", "-1", "@x", "'x", "\tx", "x\r\ny", "00123", "3-1", "TRUE", "1,200"]
    row = [{"userEnteredValue": {"stringValue": text}} for text in texts]
    wire.batch({"updateCells": {"start": {}, "rows": [{"values": row}], "fields": "userEnteredValue"}})
    assert wire.values("A1:K1", valueRenderOption="FORMULA")["values"] == [texts]


def test_a_range_given_whole_is_cleared_where_no_cell_is_given(wire: Wire) -> None:
    wire.write("A1", [["a", "b"], ["c", "d"]])
    wire.batch(
        {
            "updateCells": {
                "range": area(0, 2, 0, 2),
                "rows": [{"values": [{"userEnteredValue": {"stringValue": "x"}}]}],
                "fields": "userEnteredValue",
            }
        }
    )
    assert wire.values("A1:B2")["values"] == [["x"]]


def test_cells_are_appended_below_the_last_row_that_holds_anything(wire: Wire) -> None:
    wire.write("B3", [["last"]])
    row = {"values": [{"userEnteredValue": {"numberValue": n}} for n in (1, 2)]}
    wire.batch({"appendCells": {"sheetId": 0, "rows": [row], "fields": "userEnteredValue"}})
    assert wire.values("A4:B4")["values"] == [["1", "2"]]
    wire.write("A1000", [["bottom"]])
    wire.batch({"appendCells": {"sheetId": 0, "rows": [row], "fields": "userEnteredValue"}})
    assert wire.values("A1001:B1001")["values"] == [["1", "2"]]


def test_a_colour_is_kept_under_both_its_names(wire: Wire) -> None:
    cell = {"userEnteredFormat": {"backgroundColor": {"red": 1}}}
    fields = "userEnteredFormat.backgroundColor"
    wire.batch({"repeatCell": {"range": area(0, 1, 0, 1), "cell": cell, "fields": fields}})
    (stored,) = wire.get("sheets.data.rowData.values.userEnteredFormat", "A1")["sheets"][0]["data"][0][
        "rowData"
    ]
    assert stored["values"][0]["userEnteredFormat"] == {
        "backgroundColor": {"red": 1},
        "backgroundColorStyle": {"rgbColor": {"red": 1}},
    }


def test_borders_are_drawn_around_and_inside_and_taken_away(wire: Wire) -> None:
    line, none = {"style": "SOLID"}, {"style": "NONE"}
    wire.batch({"updateBorders": {"range": area(0, 2, 0, 1), "top": line, "innerHorizontal": line}})
    mask = "sheets.data.rowData.values.userEnteredFormat.borders"
    (block,) = wire.get(mask, "A1:A2")["sheets"][0]["data"]
    assert [row["values"][0]["userEnteredFormat"]["borders"] for row in block["rowData"]] == [
        {"top": line, "bottom": line},
        {"top": line},
    ]
    wire.batch(
        {"updateBorders": {"range": area(0, 2, 0, 1), "top": none, "innerHorizontal": none, "bottom": none}}
    )
    assert wire.get(mask, "A1:A2")["sheets"][0]["data"] == [{}]


def test_merging_keeps_only_the_first_value(wire: Wire) -> None:
    wire.write("A1", [["a", "b"], ["c", "d"]])
    wire.batch({"mergeCells": {"range": area(0, 2, 0, 2), "mergeType": "MERGE_ALL"}})
    assert wire.values("A1:B2")["values"] == [["a"]]
    assert wire.get("sheets.merges")["sheets"][0]["merges"] == [
        {"startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 2}
    ]
    assert "all cells in a merged range" in wire.refused({"unmergeCells": {"range": area(0, 1, 0, 1)}})
    wire.batch({"unmergeCells": {"range": area(0, 2, 0, 2)}})
    assert wire.get("sheets.merges") == {"sheets": [{}]}
