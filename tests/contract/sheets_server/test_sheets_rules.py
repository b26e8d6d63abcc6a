"""What lies over cells and tabs: protection, validation, conditional formats, banding, names, developer metadata."""

from __future__ import annotations

from typing import Any

import pytest
from sheets_clients import Refused, Wire, area, columns, rows

from sandbox.sheets import SheetsServer

Json = dict[str, Any]


def test_a_protection_that_only_warns_forgets_editors(wire: Wire) -> None:
    rule = {
        "range": area(0, 1, 0, 5),
        "description": "engine",
        "warningOnly": True,
        "editors": {"users": ["x@example.com"]},
    }
    reply = wire.batch({"addProtectedRange": {"protectedRange": rule}})["replies"][0]
    made = reply["addProtectedRange"]["protectedRange"]
    whole = {"startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 5}
    assert made == {
        "protectedRangeId": made["protectedRangeId"],
        "range": whole,
        "description": "engine",
        "warningOnly": True,
        "requestingUserCanEdit": True,
    }
    assert wire.get("sheets.protectedRanges")["sheets"][0]["protectedRanges"] == [made]


def test_a_protection_with_editors_always_lets_its_maker_in(wire: Wire) -> None:
    rule = {"range": {"sheetId": 0}, "editors": {"users": ["ibu@example.com"]}}
    (reply,) = wire.batch({"addProtectedRange": {"protectedRange": rule}})["replies"]
    made = reply["addProtectedRange"]["protectedRange"]
    assert made["editors"] == {"users": ["ibu@example.com", "engine@example.com"]}
    assert made["range"] == {}
    change = {"protectedRangeId": made["protectedRangeId"], "description": "baru"}
    wire.batch({"updateProtectedRange": {"protectedRange": change, "fields": "description"}})
    (stored,) = wire.get("sheets.protectedRanges")["sheets"][0]["protectedRanges"]
    assert stored == {**made, "description": "baru"}
    wire.batch({"deleteProtectedRange": {"protectedRangeId": made["protectedRangeId"]}})
    said = wire.refused({"deleteProtectedRange": {"protectedRangeId": made["protectedRangeId"]}})
    assert said.endswith(f"No protected range with id: {made['protectedRangeId']}")


def test_what_is_protected_from_an_account_refuses_its_writes(
    server: SheetsServer, wire: Wire, book: str
) -> None:
    """Seen in users' reports. The owner may always write, and a warning holds nobody up."""
    owner = server.person(book, "penjual")
    hard = {"range": area(0, 9, 0, 2), "unprotectedRanges": [area(5, 6, 0, 2)]}
    owner.do({"addProtectedRange": {"protectedRange": hard}})
    owner.do({"addProtectedRange": {"protectedRange": {"range": area(0, 9, 2, 3), "warningOnly": True}}})
    wire.write("C1", [["warned"]])
    wire.write("A6", [["free"]])
    owner.type("Sheet1", "A1", "mine")
    said = (
        "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove "
    )
    with pytest.raises(Refused, match=said):
        wire.write("B2", [["x"]])
    for request in (
        {"deleteDimension": {"range": rows(0, 1)}},
        {"sortRange": {"range": area(0, 9, 0, 3), "sortSpecs": [{"dimensionIndex": 0}]}},
        {"moveDimension": {"source": rows(0, 1), "destinationIndex": 5}},
    ):
        assert said in wire.refused(request)
    assert wire.values("A1:C1")["values"] == [["mine", "", "warned"]]


def condition(kind: str, *values: str) -> Json:
    given = [{"userEnteredValue": value} for value in values]
    return {"type": kind, **({"values": given} if given else {})}


@pytest.mark.parametrize(
    "rule",
    [
        {"condition": condition("ONE_OF_LIST", "ya", "tidak"), "strict": True, "showCustomUi": True},
        {"condition": condition("BOOLEAN"), "strict": True},
        {"condition": condition("NUMBER_GREATER_THAN_EQ", "0"), "inputMessage": "angka"},
        {"condition": condition("NUMBER_BETWEEN", "0", "9")},
        {"condition": condition("CUSTOM_FORMULA", "=$D$2<5")},
    ],
)
def test_validation_is_kept_in_every_cell_of_its_range(wire: Wire, rule: Json) -> None:
    wire.batch({"setDataValidation": {"range": area(1, 3, 0, 1), "rule": rule}})
    (block,) = wire.get("sheets.data.rowData.values.dataValidation", "A1:A4")["sheets"][0]["data"]
    cell = {"values": [{"dataValidation": rule}]}
    assert block["rowData"] == [{}, cell, cell]
    wire.batch({"setDataValidation": {"range": area(0, 4, 0, 1)}})
    assert wire.get("sheets.data.rowData.values.dataValidation", "A1:A4")["sheets"][0]["data"] == [{}]


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"condition": condition("ONE_OF_LIST")},
        {"condition": condition("NUMBER_BETWEEN", "1")},
        {"condition": condition("NOT_BLANK")},
        {"condition": {"type": "NUMBER_EQ", "values": [{}]}},
    ],
)
def test_a_rule_that_is_none_is_refused(wire: Wire, rule: Json) -> None:
    wire.refused({"setDataValidation": {"range": area(0, 1, 0, 1), "rule": {"strict": True, **rule}}})


def red_where(kind: str, *values: str, at: Json | None = None) -> Json:
    form = {"backgroundColor": {"red": 1}}
    return {
        "ranges": [at or area(0, 9, 0, 1)],
        "booleanRule": {"condition": condition(kind, *values), "format": form},
    }


def test_conditional_formats_keep_their_order(wire: Wire) -> None:
    def types() -> list[str]:
        (tab,) = wire.get("sheets.conditionalFormats")["sheets"]
        return [rule["booleanRule"]["condition"]["type"] for rule in tab.get("conditionalFormats", [])]

    wire.batch(
        {"addConditionalFormatRule": {"rule": red_where("BLANK"), "index": 0}},
        {"addConditionalFormatRule": {"rule": red_where("NOT_BLANK"), "index": 0}},
        {"addConditionalFormatRule": {"rule": red_where("CUSTOM_FORMULA", "=$D2<5"), "index": 2}},
    )
    assert types() == ["NOT_BLANK", "BLANK", "CUSTOM_FORMULA"]
    (reply,) = wire.batch({"updateConditionalFormatRule": {"index": 2, "newIndex": 0, "sheetId": 0}})[
        "replies"
    ]
    assert reply["updateConditionalFormatRule"]["oldIndex"] == 2
    assert types() == ["CUSTOM_FORMULA", "NOT_BLANK", "BLANK"]
    wire.batch({"updateConditionalFormatRule": {"index": 1, "rule": red_where("TEXT_EQ", "x")}})
    (reply,) = wire.batch({"deleteConditionalFormatRule": {"index": 0, "sheetId": 0}})["replies"]
    gone = reply["deleteConditionalFormatRule"]["rule"]["booleanRule"]
    assert gone["condition"]["type"] == "CUSTOM_FORMULA"
    assert gone["format"]["backgroundColorStyle"] == {"rgbColor": {"red": 1}}
    assert types() == ["TEXT_EQ", "BLANK"]
    said = wire.refused({"deleteConditionalFormatRule": {"index": 7, "sheetId": 0}})
    assert said.endswith("No conditional format on sheet: 0 at index: 7")


@pytest.mark.parametrize(
    "rule",
    [
        {"ranges": []},
        {"ranges": [area(0, 1, 0, 1)]},
        red_where("ONE_OF_LIST", "a"),
        {
            "ranges": [area(0, 1, 0, 1)],
            "booleanRule": {"condition": condition("BLANK"), "format": {"numberFormat": {"type": "TEXT"}}},
        },
        {"ranges": [area(0, 1, 0, 1)], "gradientRule": {"minpoint": {"type": "MIN"}}},
    ],
)
def test_a_conditional_format_that_is_none_is_refused(wire: Wire, rule: Json) -> None:
    wire.refused({"addConditionalFormatRule": {"rule": rule, "index": 0}})


def test_bands_are_added_changed_and_removed(wire: Wire) -> None:
    grey = {"rgbColor": {"red": 0.9, "green": 0.9, "blue": 0.9}}
    band = {
        "range": area(0, 9, 0, 3),
        "rowProperties": {"firstBandColorStyle": grey, "secondBandColorStyle": {}},
    }
    (reply,) = wire.batch({"addBanding": {"bandedRange": band}})["replies"]
    band_id = reply["addBanding"]["bandedRange"]["bandedRangeId"]
    change = {"bandedRangeId": band_id, "range": area(0, 5, 0, 3)}
    wire.batch({"updateBanding": {"bandedRange": change, "fields": "range"}})
    (stored,) = wire.get("sheets.bandedRanges")["sheets"][0]["bandedRanges"]
    assert (stored["range"]["endRowIndex"], stored["rowProperties"]) == (5, band["rowProperties"])
    wire.batch({"deleteBanding": {"bandedRangeId": band_id}})
    assert wire.get("sheets.bandedRanges") == {"sheets": [{}]}


@pytest.mark.parametrize("name", ["A1", "R1C1", "", "two words", "1st", "true"])
def test_a_name_that_could_be_a_cell_is_refused(wire: Wire, name: str) -> None:
    said = wire.refused({"addNamedRange": {"namedRange": {"name": name, "range": area(0, 1, 0, 1)}}})
    assert said == f"Invalid requests[0].addNamedRange: Invalid name: {name}"


def test_named_ranges_leave_out_a_zero_sheet_and_keep_zero_starts(wire: Wire) -> None:
    """Recorded."""
    (reply,) = wire.batch({"addNamedRange": {"namedRange": {"name": "SKUS", "range": area(0, 3, 0, 1)}}})[
        "replies"
    ]
    made = reply["addNamedRange"]["namedRange"]
    assert made["range"] == {"startRowIndex": 0, "endRowIndex": 3, "startColumnIndex": 0, "endColumnIndex": 1}
    assert "already exists" in wire.refused(
        {"addNamedRange": {"namedRange": {"name": "skus", "range": area(0, 1, 0, 1)}}}
    )
    change = {"namedRangeId": made["namedRangeId"], "name": "BARANG"}
    wire.batch({"updateNamedRange": {"namedRange": change, "fields": "name"}})
    assert wire.values("BARANG")["range"] == "Sheet1!A1:A3"
    wire.batch({"deleteNamedRange": {"namedRangeId": made["namedRangeId"]}})
    assert wire.get("namedRanges") == {}


# Developer metadata


def created(wire: Wire, key: str, location: Json, value: str = "v") -> Json:
    entry = {"metadataKey": key, "metadataValue": value, "visibility": "DOCUMENT", "location": location}
    (reply,) = wire.batch({"createDeveloperMetadata": {"developerMetadata": entry}})["replies"]
    made: Json = reply["createDeveloperMetadata"]["developerMetadata"]
    return made


def keys(wire: Wire, *filters: Json) -> list[str]:
    path = f"/v4/spreadsheets/{wire.spreadsheet_id}/developerMetadata:search"
    found = wire.call("POST", path, {"dataFilters": list(filters)}).get("matchedDeveloperMetadata", [])
    return [one["developerMetadata"]["metadataKey"] for one in found]


def lookup(**parts: Any) -> Json:
    return {"developerMetadataLookup": parts}


@pytest.fixture
def marked(wire: Wire) -> Json:
    """Metadata on the spreadsheet, the tab, column B and row 3."""
    return {
        "book": created(wire, "book", {"spreadsheet": True}),
        "tab": created(wire, "tab", {"sheetId": 0}),
        "column": created(wire, "column", {"dimensionRange": columns(1, 2)}),
        "row": created(wire, "row", {"dimensionRange": rows(2, 3)}, "w"),
    }


def test_metadata_stands_where_it_was_put(wire: Wire, marked: Json) -> None:
    assert marked["tab"]["location"] == {"locationType": "SHEET", "sheetId": 0}
    assert marked["column"]["location"] == {
        "locationType": "COLUMN",
        "dimensionRange": {"dimension": "COLUMNS", "startIndex": 1, "endIndex": 2},
    }
    shown = wire.get(
        "developerMetadata.metadataKey,sheets(developerMetadata.metadataKey,"
        "data(columnMetadata.developerMetadata.metadataKey,rowMetadata.developerMetadata.metadataKey))",
        "A1:B3",
    )
    (tab,) = shown["sheets"]
    assert shown["developerMetadata"] == [{"metadataKey": "book"}]
    assert tab["developerMetadata"] == [{"metadataKey": "tab"}]
    assert tab["data"][0]["columnMetadata"] == [{}, {"developerMetadata": [{"metadataKey": "column"}]}]
    assert tab["data"][0]["rowMetadata"][2] == {"developerMetadata": [{"metadataKey": "row"}]}
    path = f"/v4/spreadsheets/{wire.spreadsheet_id}/developerMetadata/{marked['row']['metadataId']}"
    assert wire.call("GET", path) == marked["row"]


@pytest.mark.parametrize(
    ("filter_", "found"),
    [
        (lookup(metadataKey="column"), ["column"]),
        (lookup(metadataKey="column", metadataValue="other"), []),
        (lookup(metadataValue="w"), ["row"]),
        (lookup(locationType="SHEET"), ["tab"]),
        (lookup(visibility="DOCUMENT"), ["book", "tab", "column", "row"]),
        (lookup(visibility="PROJECT"), []),
        (lookup(metadataLocation={"sheetId": 0}), ["tab"]),
        (lookup(metadataLocation={"spreadsheet": True}), ["book"]),
        (lookup(metadataLocation={"dimensionRange": rows(2, 3)}), ["row"]),
        (
            lookup(
                metadataLocation={"dimensionRange": rows(0, 9)},
                locationMatchingStrategy="INTERSECTING_LOCATION",
            ),
            ["book", "tab", "column", "row"],
        ),
        (
            lookup(
                metadataLocation={"dimensionRange": rows(5, 9)},
                locationMatchingStrategy="INTERSECTING_LOCATION",
            ),
            ["book", "tab", "column"],
        ),
        ({"a1Range": "B1:C9"}, ["column", "row"]),
        ({"gridRange": area(2, 3, 5, 6)}, ["row"]),
    ],
)
def test_what_a_filter_finds(wire: Wire, marked: Json, filter_: Json, found: list[str]) -> None:
    assert keys(wire, filter_) == found


def test_metadata_is_changed_and_removed_by_filter(wire: Wire, marked: Json) -> None:
    change = {
        "dataFilters": [lookup(metadataKey="row")],
        "developerMetadata": {"metadataValue": "new", "location": {"dimensionRange": rows(5, 6)}},
        "fields": "metadataValue,location",
    }
    (reply,) = wire.batch({"updateDeveloperMetadata": change})["replies"]
    (entry,) = reply["updateDeveloperMetadata"]["developerMetadata"]
    assert (entry["metadataId"], entry["metadataValue"]) == (marked["row"]["metadataId"], "new")
    assert entry["location"]["dimensionRange"]["startIndex"] == 5
    (reply,) = wire.batch({"deleteDeveloperMetadata": {"dataFilter": lookup(metadataKey="column")}})[
        "replies"
    ]
    gone = reply["deleteDeveloperMetadata"]["deletedDeveloperMetadata"]
    assert [one["metadataKey"] for one in gone] == ["column"]
    assert keys(wire, lookup(visibility="DOCUMENT")) == ["book", "tab", "row"]
    wire.batch({"addSheet": {"properties": {"sheetId": 8, "title": "x"}}}, {"deleteSheet": {"sheetId": 0}})
    assert keys(wire, lookup(visibility="DOCUMENT")) == ["book"]


@pytest.mark.parametrize(
    ("location", "said"),
    [
        ({"dimensionRange": rows(2, 4)}, "DimensionRange must represent a single row or column"),
        (
            {"dimensionRange": rows(5000, 5001)},
            "location.dimensionRange.startIndex[5000] is outside of the grid.",
        ),
        ({"sheetId": 7}, "No grid with id: 7"),
        (
            {},
            "Must specify exactly one of location.spreadsheet, location.sheetId, location.dimensionRange.",
        ),
    ],
)
def test_metadata_needs_a_place(wire: Wire, location: Json, said: str) -> None:
    entry = {"metadataKey": "k", "visibility": "DOCUMENT", "location": location}
    refused = wire.refused({"createDeveloperMetadata": {"developerMetadata": entry}})
    assert refused == f"Invalid requests[0].createDeveloperMetadata: {said}"


def test_metadata_that_is_not_there_is_not_found(wire: Wire) -> None:
    with pytest.raises(Refused) as caught:
        wire.call("GET", f"/v4/spreadsheets/{wire.spreadsheet_id}/developerMetadata/5")
    assert caught.value.body["error"]["status"] == "NOT_FOUND"
