"""The `values` calls, fact by fact as recorded from Google."""

from __future__ import annotations

from typing import Any

import pytest
from sheets_clients import Refused, Wire

from sandbox.sheets import Person, SheetsServer
from sandbox.wire import Request


def test_trailing_blanks_are_missing_and_interior_ones_are_there(wire: Wire) -> None:
    wire.write("A1", [["a", "", "c", ""], [], ["", "x"], [""]])
    assert wire.values("Sheet1!A1:E10") == {
        "range": "Sheet1!A1:E10",
        "majorDimension": "ROWS",
        "values": [["a", "", "c"], [], ["", "x"]],
    }
    assert "values" not in wire.values("F1:G9")
    assert wire.values("A1:C3", majorDimension="COLUMNS")["values"] == [["a"], ["", "", "x"], ["c"]]


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("A1", "Sheet1!A1"),
        ("A1:A1", "Sheet1!A1"),
        ("sheet1!B2:A1", "Sheet1!A1:B2"),
        ("Sheet1", "Sheet1!A1:Z1000"),
        ("A2:2", "Sheet1!A2:Z2"),
        ("B:C", "Sheet1!B1:C1000"),
        ("Y900:AC2000", "Sheet1!Y900:Z1000"),
        ("stok gudang!A1:B2", "'Stok gudang'!A1:B2"),
        ("SKUS", "'Stok gudang'!A1:A3"),
        ("R2C2", "Sheet1!B2"),
    ],
)
def test_ranges_come_back_canonical(wire: Wire, asked: str, canonical: str) -> None:
    wire.batch(
        {"addSheet": {"properties": {"sheetId": 5, "title": "Stok gudang"}}},
        {
            "addNamedRange": {
                "namedRange": {
                    "name": "SKUS",
                    "range": {"sheetId": 5, "startColumnIndex": 0, "endColumnIndex": 1, "endRowIndex": 3},
                }
            }
        },
    )
    assert wire.values(asked)["range"] == canonical


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("Nowhere!A1", "Unable to parse range: Nowhere!A1"),
        ("Nowhere", "Unable to parse range: Nowhere"),
        ("Sheet1!B", "Unable to parse range: Sheet1!B"),
        ("AA1", "Range (Sheet1!AA1) exceeds grid limits. Max rows: 1000, max columns: 26"),
        ("Sheet1!A1001", "Range (Sheet1!A1001) exceeds grid limits. Max rows: 1000, max columns: 26"),
    ],
)
def test_a_range_that_is_none_or_starts_outside_is_refused(wire: Wire, asked: str, said: str) -> None:
    with pytest.raises(Refused) as caught:
        wire.values(asked)
    assert caught.value.body == {"error": {"code": 400, "message": said, "status": "INVALID_ARGUMENT"}}


def test_null_skips_a_cell_and_an_empty_string_clears_it(wire: Wire) -> None:
    wire.write("A1", [["a", "b"], ["c", "d"]])
    reply = wire.write("A1:F4", [[None] * 6, [None, "", None, None, None, "z"], [None] * 6, [None] * 6])
    assert reply == {
        "spreadsheetId": wire.spreadsheet_id,
        "updatedRange": "Sheet1!A1:F4",
        "updatedRows": 1,
        "updatedColumns": 2,
        "updatedCells": 2,
    }
    assert wire.values("A1:F4")["values"] == [["a", "b"], ["c", "", "", "", "", "z"]]


def test_counts_are_those_of_cells_that_were_written(wire: Wire) -> None:
    """Recorded: a 6 by 4 block with two values in two rows and two columns."""
    lines: list[list[Any]] = [[None] * 4 for _ in range(6)]
    lines[1][1], lines[4][3] = "x", "y"
    reply = wire.write("A1:D6", lines)
    assert (reply["updatedRows"], reply["updatedColumns"], reply["updatedCells"]) == (2, 2, 2)


def test_raw_keeps_types_as_they_are_in_json(wire: Wire) -> None:
    wire.write("A1", [["2007", 28, 0, 1.5, True, "=1+1", "00123", "'x"]])
    assert wire.values("A1:H1", valueRenderOption="UNFORMATTED_VALUE")["values"] == [
        ["2007", 28, 0, 1.5, True, "=1+1", "00123", "'x"]
    ]


@pytest.mark.parametrize(
    ("typed", "number", "shows"),
    [
        ("0042", 42, "42"),
        ("2,000,000.01", 2000000.01, "2,000,000.01"),
        ("2020-01-01", 43831, "2020-01-01"),
        ("3_1_0", "3_1_0", "3_1_0"),
        ("two\nlines", "two\nlines", "two\nlines"),
        ("TRUE", True, "TRUE"),
    ],
)
def test_user_entered_is_parsed_as_if_typed(wire: Wire, typed: str, number: Any, shows: str) -> None:
    wire.write("A1", [[typed]], "USER_ENTERED")
    assert wire.values("A1", valueRenderOption="UNFORMATTED_VALUE")["values"] == [[number]]
    assert wire.values("A1")["values"] == [[shows]]


def test_dates_read_as_numbers_or_text_and_formulas_as_formulas(wire: Wire) -> None:
    wire.write("A1", [["2020-01-01", "= 1 / 1024", "x"]], "USER_ENTERED")
    assert wire.values("A1:C1", valueRenderOption="FORMULA")["values"] == [[43831, "= 1 / 1024", "x"]]
    as_text = wire.values(
        "A1:C1", valueRenderOption="UNFORMATTED_VALUE", dateTimeRenderOption="FORMATTED_STRING"
    )
    assert as_text["values"] == [["2020-01-01", 0.0009765625, "x"]]
    shown = wire.values("A1", valueRenderOption="FORMATTED_VALUE", dateTimeRenderOption="SERIAL_NUMBER")
    assert shown["values"] == [["2020-01-01"]]


def test_plain_text_cells_keep_zeros_when_typed(wire: Wire) -> None:
    wire.batch(
        {
            "repeatCell": {
                "range": {"startColumnIndex": 0, "endColumnIndex": 1},
                "cell": {"userEnteredFormat": {"numberFormat": {"type": "TEXT"}}},
                "fields": "userEnteredFormat.numberFormat",
            }
        }
    )
    wire.write("A1", [["00123", "00123"]], "USER_ENTERED")
    assert wire.values("A1:B1", valueRenderOption="UNFORMATTED_VALUE")["values"] == [["00123", 123]]


def test_the_locale_decides_what_a_dot_means(server: SheetsServer, wire: Wire) -> None:
    wire.write("A1", [["1.000"]], "USER_ENTERED")
    assert wire.values("A1", valueRenderOption="UNFORMATTED_VALUE")["values"] == [[1]]
    wire.spreadsheet_id = server.create_spreadsheet("Gudang", locale="id_ID")
    wire.write("A1", [["1.000", "1,5"]], "USER_ENTERED")
    assert wire.values("A1:B1", valueRenderOption="UNFORMATTED_VALUE")["values"] == [[1000, 1.5]]
    assert wire.values("A1:B1")["values"] == [["1.000", "1,5"]]


def test_a_block_must_fit_its_range_but_a_single_cell_is_a_start(wire: Wire) -> None:
    for cells, said in (("A3:B4", "column [C]"), ("A3:C3", "row [4]")):
        with pytest.raises(Refused) as caught:
            wire.write(cells, [[1, 2, 3], [4, 5, 6]])
        assert caught.value.message == (
            f"Requested writing within range [Sheet1!{cells}], but tried writing to {said}"
        )
    assert wire.write("B2", [[1, 2], [3, 4]])["updatedRange"] == "Sheet1!B2:C3"


def test_values_that_are_no_list_are_refused_with_field_violations(wire: Wire) -> None:
    with pytest.raises(Refused) as caught:
        wire.write("A1:D4", "A1:D4")  # type: ignore[arg-type]  # The mistake under test.
    said = "Invalid value at 'data.values' (type.googleapis.com/google.protobuf.ListValue), \"A1:D4\""
    error = caught.value.body["error"]
    assert (error["code"], error["status"], error["message"]) == (400, "INVALID_ARGUMENT", said)
    assert error["details"] == [
        {
            "@type": "type.googleapis.com/google.rpc.BadRequest",
            "fieldViolations": [{"field": "data.values", "description": said}],
        }
    ]


@pytest.mark.parametrize("literal", ["1e999", "NaN", "9" * 400])
def test_numbers_that_no_cell_can_hold_are_refused(wire: Wire, literal: str) -> None:
    path = f"/v4/spreadsheets/{wire.spreadsheet_id}/values/A1"
    headers = {"authorization": f"Bearer {wire.token}"}
    body = f'{{"values": [[{literal}]]}}'.encode()
    response = wire.handler(Request("PUT", path, "valueInputOption=RAW", headers, body))
    assert response.status == 400


def test_an_input_option_is_required(wire: Wire) -> None:
    with pytest.raises(Refused) as caught:
        wire.write("A1", [[1]], "INPUT_VALUE_OPTION_UNSPECIFIED")
    assert caught.value.message == "'valueInputOption' is required but not specified"


def test_an_unknown_parameter_is_refused(wire: Wire) -> None:
    with pytest.raises(Refused) as caught:
        wire.values("A1", valueRender="FORMULA")
    assert caught.value.message == (
        'Invalid JSON payload received. Unknown name "valueRender": Cannot bind query parameter. '
        "Field 'valueRender' could not be found in request message."
    )


def test_a_cell_takes_fifty_thousand_characters_and_no_more(wire: Wire) -> None:
    wire.write("A1", [["x" * 50_000]])
    with pytest.raises(Refused, match="more than the maximum of 50000 characters in a single cell"):
        wire.write("A1", [["x" * 50_001]])


def test_several_ranges_are_read_in_one_call(wire: Wire) -> None:
    wire.write("A1", [["SKU", "Stok"], ["A", 3]])
    path = f"/v4/spreadsheets/{wire.spreadsheet_id}/values:batchGet"
    reply = wire.call(
        "GET",
        path,
        query=[("ranges", "A1:A2"), ("ranges", "B2"), ("valueRenderOption", "UNFORMATTED_VALUE")],
    )
    assert reply["valueRanges"] == [
        {"range": "Sheet1!A1:A2", "majorDimension": "ROWS", "values": [["SKU"], ["A"]]},
        {"range": "Sheet1!B2", "majorDimension": "ROWS", "values": [[3]]},
    ]


def test_several_writes_in_one_call_are_one_write(wire: Wire) -> None:
    path = f"/v4/spreadsheets/{wire.spreadsheet_id}/values:batchUpdate"
    good = {"range": "A1:A2", "values": [["a"], ["b"]]}
    bad = {"range": "C1:C2", "values": [["x", "y"]]}
    with pytest.raises(Refused) as caught:
        wire.call("POST", path, {"valueInputOption": "RAW", "data": [good, bad]})
    assert caught.value.message == (
        "Invalid data[1]: Requested writing within range [Sheet1!C1:C2], but tried writing to column [D]"
    )
    assert "values" not in wire.values("A1:A2")
    reply = wire.call(
        "POST",
        path,
        {"valueInputOption": "RAW", "data": [good, {"range": "Sheet1!C1", "values": [[1]]}]},
    )
    totals = {name: reply[name] for name in reply if name.startswith("total")}
    assert totals == {
        "totalUpdatedRows": 3,
        "totalUpdatedColumns": 2,
        "totalUpdatedCells": 3,
        "totalUpdatedSheets": 1,
    }
    assert [one["updatedRange"] for one in reply["responses"]] == ["Sheet1!A1:A2", "Sheet1!C1"]


def test_clearing_takes_values_and_leaves_formats_and_notes(wire: Wire) -> None:
    cell = {
        "userEnteredValue": {"numberValue": 1},
        "note": "n",
        "userEnteredFormat": {"textFormat": {"bold": True}},
    }
    wire.batch(
        {
            "updateCells": {
                "start": {},
                "rows": [{"values": [cell]}],
                "fields": "userEnteredValue,note,userEnteredFormat",
            }
        }
    )
    path = f"/v4/spreadsheets/{wire.spreadsheet_id}/values"
    assert wire.call("POST", f"{path}/A1%3AB2:clear", {})["clearedRange"] == "Sheet1!A1:B2"
    left = wire.get(
        "sheets.data.rowData.values(userEnteredValue,note,userEnteredFormat.textFormat.bold)", "A1"
    )
    assert left["sheets"][0]["data"][0]["rowData"] == [
        {"values": [{"note": "n", "userEnteredFormat": {"textFormat": {"bold": True}}}]}
    ]
    cleared = wire.call("POST", f"{path}:batchClear", {"ranges": ["A:A", "Sheet1!C3"]})
    assert cleared["clearedRanges"] == ["Sheet1!A1:A1000", "Sheet1!C3"]


def test_an_append_goes_below_the_last_block_of_the_range(wire: Wire) -> None:
    """Recorded: after a first row `x, blank, z` the second append lands at C2:E2."""
    first = wire.append("Sheet1", [["x", "", "z"]])
    assert "tableRange" not in first
    assert first["updates"]["updatedRange"] == "Sheet1!A1:C1"
    second = wire.append("Sheet1", [["a", "b", "c"]])
    assert second["tableRange"] == "Sheet1!C1"
    assert second["updates"]["updatedRange"] == "Sheet1!C2:E2"


def test_an_anchored_append_goes_below_the_block_at_its_anchor(wire: Wire) -> None:
    wire.append("'Sheet1'!A1", [["x", "", "z"]])
    reply = wire.append("'Sheet1'!A1", [["a", "b", "c"]])
    assert (reply["tableRange"], reply["updates"]["updatedRange"]) == ("Sheet1!A1", "Sheet1!A2:C2")


@pytest.mark.parametrize(
    ("asked", "lands"),
    [
        ("Sheet1", "B7"),
        ("C5:D5", "B7"),
        ("B2:D4", "B7"),
        ("A3:G10", "B7"),
        ("A1", "A3"),
        ("E4", "E4"),
    ],
)
def test_which_of_two_tables_an_append_extends(wire: Wire, asked: str, lands: str) -> None:
    """Google's documented example: tables at A1:C2 and B4:D6."""
    wire.write("A1", [["a", "b", "c"], [1, 2, 3]])
    wire.write("B4", [["x", "y", "z"], [1, 2, 3], [4, 5, 6]])
    assert wire.append(asked, [["new"]])["updates"]["updatedRange"] == f"Sheet1!{lands}"


def test_an_append_with_inserted_rows_pushes_down_what_is_below(wire: Wire) -> None:
    wire.write("A1", [["a"], ["b"], [""], ["below"]])
    wire.append("A1", [["c"], ["d"]], insertDataOption="INSERT_ROWS")
    assert wire.values("A1:A6")["values"] == [["a"], ["b"], ["c"], ["d"], [], ["below"]]


def test_an_append_makes_the_grid_larger_where_it_ends(wire: Wire) -> None:
    wire.write("A999", [["a"], ["b"]])
    assert wire.append("A999", [["c"], ["d"]])["updates"]["updatedRange"] == "Sheet1!A1001:A1002"
    assert wire.get("sheets.properties.gridProperties.rowCount") == {
        "sheets": [{"properties": {"gridProperties": {"rowCount": 1002}}}]
    }


def test_written_values_come_back_when_asked_for(wire: Wire) -> None:
    reply = wire.write(
        "A1",
        [["=1+1", "2,000"]],
        "USER_ENTERED",
        includeValuesInResponse="true",
        responseValueRenderOption="UNFORMATTED_VALUE",
    )
    assert reply["updatedData"] == {
        "range": "Sheet1!A1:B1",
        "majorDimension": "ROWS",
        "values": [[2, 2000]],
    }


def test_a_mask_cuts_any_reply(wire: Wire) -> None:
    assert wire.write("A1", [[1]], fields="updatedCells") == {"updatedCells": 1}
    with pytest.raises(Refused) as caught:
        wire.values("A1", fields="values,valeus")
    assert caught.value.body["error"]["details"][0]["fieldViolations"] == [
        {
            "field": "valeus",
            "description": "Error expanding 'fields' parameter. Cannot find matching fields for path 'valeus'.",
        }
    ]


def test_errors_of_formulas_read_as_their_text(wire: Wire, person: Person) -> None:
    person.type("Sheet1", "A1", "=1/0")
    for option in ("FORMATTED_VALUE", "UNFORMATTED_VALUE"):
        assert wire.values("A1", valueRenderOption=option)["values"] == [["#DIV/0!"]]


def test_data_filters_name_ranges_for_values_too(wire: Wire) -> None:
    wire.write("A1", [["SKU", "Stok"], ["A", 3]])
    wire.batch(
        {
            "createDeveloperMetadata": {
                "developerMetadata": {
                    "metadataKey": "col",
                    "metadataValue": "stok",
                    "visibility": "DOCUMENT",
                    "location": {"dimensionRange": {"dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}},
                }
            }
        }
    )
    path = f"/v4/spreadsheets/{wire.spreadsheet_id}/values"
    by_key = {"developerMetadataLookup": {"metadataKey": "col"}}
    found = wire.call("POST", f"{path}:batchGetByDataFilter", {"dataFilters": [by_key, {"a1Range": "A2"}]})
    assert [one["valueRange"]["range"] for one in found["valueRanges"]] == ["Sheet1!B1:B1000", "Sheet1!A2"]
    assert found["valueRanges"][0]["dataFilters"] == [by_key]
    data = [{"dataFilter": {"a1Range": "B2"}, "values": [[9]]}]
    wire.call("POST", f"{path}:batchUpdateByDataFilter", {"valueInputOption": "RAW", "data": data})
    assert wire.values("B2")["values"] == [["9"]]
    cleared = wire.call("POST", f"{path}:batchClearByDataFilter", {"dataFilters": [by_key]})
    assert cleared["clearedRanges"] == ["Sheet1!B1:B1000"]
    with pytest.raises(Refused, match=r"Must specify at least one dataFilter."):
        wire.call("POST", f"{path}:batchGetByDataFilter", {"dataFilters": []})


def test_a_formula_entered_again_keeps_what_it_comes_to(wire: Wire) -> None:
    wire.write("A1", [[2, "=A1*3", "=ARRAYFORMULA(A1:A2+1)"], [5]], "USER_ENTERED")
    wire.write("B1", [["=A1*3", "=ARRAYFORMULA(A1:A2+1)"]], "USER_ENTERED")
    wire.call("POST", f"/v4/spreadsheets/{wire.spreadsheet_id}/values/C2:clear", {})
    assert wire.values("A1:C2")["values"] == [["2", "6", "3"], ["5", "", "6"]]
