"""spreadsheets.get and create: which parts a mask, ranges and filters leave."""

from __future__ import annotations

from typing import Any

import pytest
from sheets_clients import Refused, Wire, area, rows

Json = dict[str, Any]


def test_metadata_comes_without_cells(wire: Wire) -> None:
    wire.write("A1", [["x"]])
    whole = wire.get()
    assert whole["spreadsheetUrl"] == f"https://docs.google.com/spreadsheets/d/{wire.spreadsheet_id}/edit"
    assert [sheet.keys() for sheet in whole["sheets"]] == [{"properties"}]
    assert whole["properties"]["timeZone"] == "Asia/Jakarta"
    assert "data" in wire.get(grid=True)["sheets"][0]


@pytest.mark.parametrize(
    ("mask", "reply"),
    [
        ("spreadsheetId", {"spreadsheetId": ...}),
        ("properties.title", {"properties": {"title": "Toko"}}),
        ("sheets.properties(sheetId,index)", {"sheets": [{"properties": {"sheetId": 0, "index": 0}}]}),
        ("sheets/properties/title", {"sheets": [{"properties": {"title": "Sheet1"}}]}),
        ("namedRanges", {}),
        ("sheets.data.rowData.values.note", {"sheets": [{"data": [{}]}]}),
        ("sheets.merges", {"sheets": [{}]}),
        ("properties(title,locale),sheets.properties.hidden", ...),
    ],
)
def test_a_mask_leaves_what_it_names(wire: Wire, mask: str, reply: Any) -> None:
    wire.write("A1", [["x"]])
    got = wire.get(mask)
    if reply is ...:
        assert got == {"properties": {"title": "Toko", "locale": "en_US"}, "sheets": [{"properties": {}}]}
    else:
        filled = {name: wire.spreadsheet_id if part is ... else part for name, part in reply.items()}
        assert got == filled


@pytest.mark.parametrize(
    "mask", ["sheet", "sheets.propertis", "sheets(data(rowdata))", "properties.title.x", "a("]
)
def test_a_mask_that_names_nothing_is_refused(wire: Wire, mask: str) -> None:
    with pytest.raises(Refused) as caught:
        wire.get(mask)
    error = caught.value.body["error"]
    assert error["message"] == "Request contains an invalid argument."
    said = error["details"][0]["fieldViolations"][0]["description"]
    assert said.startswith("Error expanding 'fields' parameter. Cannot find matching fields for path '")


def test_ranges_leave_their_tabs_with_a_block_each(wire: Wire) -> None:
    wire.batch({"addSheet": {"properties": {"sheetId": 5, "title": "T"}}})
    wire.write("T!B2", [["x"], [""], ["y"]])
    got = wire.get(None, "T!B2:C9", "T!B4", grid=True)
    (tab,) = got["sheets"]
    first, second = tab["data"]
    assert (first["startRow"], first["startColumn"], len(first["rowMetadata"])) == (1, 1, 8)
    assert [len(row.get("values", [])) for row in first["rowData"]] == [1, 0, 1]
    assert second["rowData"][0]["values"][0]["formattedValue"] == "y"
    assert first["columnMetadata"] == [{"pixelSize": 100}, {"pixelSize": 100}]


def test_a_full_read_tells_numbers_texts_dates_formulas_and_errors_apart(wire: Wire) -> None:
    wire.write("A1", [["28", "'28", "2020-01-01", "=A1*2", "=1/0", "TRUE", "=NA()"]], "USER_ENTERED")
    mask = "sheets.data.rowData.values(userEnteredValue,effectiveValue,formattedValue,userEnteredFormat.numberFormat)"
    (row,) = wire.get(mask, "A1:G1")["sheets"][0]["data"][0]["rowData"]
    number, text, date, formula, error, tick, missing = row["values"]
    assert number == {
        "userEnteredValue": {"numberValue": 28},
        "effectiveValue": {"numberValue": 28},
        "formattedValue": "28",
    }
    assert text["userEnteredValue"] == {"stringValue": "28"}
    assert date["userEnteredFormat"]["numberFormat"]["type"] == "DATE"
    assert (date["effectiveValue"], date["formattedValue"]) == ({"numberValue": 43831}, "2020-01-01")
    assert formula["userEnteredValue"] == {"formulaValue": "=A1*2"}
    assert (formula["effectiveValue"], formula["formattedValue"]) == ({"numberValue": 56}, "56")
    assert error["effectiveValue"]["errorValue"]["type"] == "DIVIDE_BY_ZERO"
    assert error["formattedValue"] == "#DIV/0!"
    assert tick["effectiveValue"] == {"boolValue": True}
    assert missing["formattedValue"] == "#N/A"


def test_an_effective_format_is_the_default_under_the_cells_own(wire: Wire) -> None:
    cell = {"userEnteredFormat": {"textFormat": {"bold": True}, "numberFormat": {"type": "NUMBER"}}}
    wire.write("A1", [[5, "x"]])
    wire.batch(
        {"repeatCell": {"range": area(0, 1, 0, 1), "cell": cell, "fields": "userEnteredFormat"}},
    )
    (row,) = wire.get("sheets.data.rowData.values.effectiveFormat", "A1:B1")["sheets"][0]["data"][0][
        "rowData"
    ]
    number, text = [one["effectiveFormat"] for one in row["values"]]
    assert (number["textFormat"]["bold"], number["textFormat"]["fontSize"]) == (True, 10)
    assert (number["horizontalAlignment"], text["horizontalAlignment"]) == ("RIGHT", "LEFT")
    assert number["numberFormat"]["pattern"]


def test_hidden_rows_are_read_and_marked(wire: Wire) -> None:
    wire.write("A1", [["a"], ["b"]])
    hide = {"range": rows(1, 2), "properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}
    wire.batch({"updateDimensionProperties": hide})
    mask = "sheets.data(rowData.values.formattedValue,rowMetadata.hiddenByUser)"
    (block,) = wire.get(mask, "A1:A2")["sheets"][0]["data"]
    assert block["rowMetadata"] == [{}, {"hiddenByUser": True}]
    assert len(block["rowData"]) == 2


def test_settings_that_are_off_are_left_out(wire: Wire) -> None:
    wire.batch(
        {"addSheet": {"properties": {"sheetId": 5, "title": "T", "hidden": True}}},
        {"updateSheetProperties": {"properties": {"sheetId": 5, "hidden": False}, "fields": "hidden"}},
        {
            "updateSheetProperties": {
                "properties": {"sheetId": 5, "gridProperties": {"frozenRowCount": 0, "hideGridlines": True}},
                "fields": "gridProperties(frozenRowCount,hideGridlines)",
            }
        },
    )
    properties = wire.get("sheets.properties")["sheets"][1]["properties"]
    assert "hidden" not in properties
    assert properties["gridProperties"] == {"rowCount": 1000, "columnCount": 26, "hideGridlines": True}


def test_data_filters_choose_tabs_and_cells(wire: Wire) -> None:
    wire.write("A1", [["x", "y"]])
    path = f"/v4/spreadsheets/{wire.spreadsheet_id}:getByDataFilter"
    body = {"dataFilters": [{"a1Range": "B1"}], "includeGridData": True}
    (tab,) = wire.call("POST", path, body)["sheets"]
    assert tab["data"][0]["rowData"][0]["values"][0]["formattedValue"] == "y"
    assert len(wire.call("POST", path, {})["sheets"]) == 1


def test_a_spreadsheet_is_made_with_its_tabs(wire: Wire) -> None:
    body = {
        "properties": {"title": "Baru", "locale": "id_ID", "timeZone": "Asia/Jakarta"},
        "sheets": [
            {
                "properties": {
                    "sheetId": 3,
                    "title": "SKU",
                    "gridProperties": {"rowCount": 5, "columnCount": 2},
                }
            },
            {"properties": {"title": "Tautan"}},
        ],
        "developerMetadata": [
            {"metadataKey": "k", "visibility": "DOCUMENT", "location": {"spreadsheet": True}}
        ],
    }
    made = wire.call("POST", "/v4/spreadsheets", body)
    assert made["properties"]["locale"] == "id_ID"
    assert [tab["properties"]["title"] for tab in made["sheets"]] == ["SKU", "Tautan"]
    assert made["sheets"][0]["properties"]["gridProperties"] == {"rowCount": 5, "columnCount": 2}
    assert made["developerMetadata"][0]["metadataKey"] == "k"
    assert wire.call("POST", "/v4/spreadsheets", {})["properties"]["title"] == "Untitled spreadsheet"


@pytest.mark.parametrize(
    ("properties", "said"),
    [
        ({"locale": "xx_XX"}, "Unsupported locale: xx_XX"),
        ({"timeZone": "Mars/Olympus"}, "Invalid time zone: Mars/Olympus"),
    ],
)
def test_settings_that_are_none_are_refused(wire: Wire, properties: Json, said: str) -> None:
    with pytest.raises(Refused, match=said):
        wire.call("POST", "/v4/spreadsheets", {"properties": properties})
    fields = ",".join(properties)
    refused = wire.refused({"updateSpreadsheetProperties": {"properties": properties, "fields": fields}})
    assert refused.endswith(said)


def test_an_unsupported_path_is_refused_with_a_reason(wire: Wire) -> None:
    with pytest.raises(Refused) as caught:
        wire.call("GET", f"/v4/spreadsheets/{wire.spreadsheet_id}/charts")
    assert (caught.value.status, "is not supported by this local server" in caught.value.message) == (
        400,
        True,
    )
