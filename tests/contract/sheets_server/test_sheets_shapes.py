"""The message tables say what Google's own description says."""

from __future__ import annotations

import re
from typing import Any

import pytest
from discovery import apis

from sandbox.sheets.batch import REPLYING, REQUESTS
from sandbox.sheets.errors import ApiError
from sandbox.sheets.methods import METHODS, SYSTEM
from sandbox.sheets.shapes import ENUM_VALUES, MESSAGES, Field, checked

SCHEMAS: dict[str, Any] = apis()[0].document["schemas"]
KINDS = {"string": "str", "boolean": "bool", "integer": "int", "number": "num", "any": "any"}


def described(schema: dict[str, Any]) -> tuple[str, int, bool]:
    """(innermost type, depth of lists, is a map) of a discovery type."""
    if "$ref" in schema:
        return schema["$ref"], 0, False
    if schema["type"] == "array":
        kind, depth, mapped = described(schema["items"])
        return kind, depth + 1, mapped
    if schema["type"] == "object":
        return described(schema["additionalProperties"])[0], 0, True
    if schema.get("format") == "google-fieldmask":
        return "mask", 0, False
    return KINDS[schema["type"]], 0, False


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_every_message_has_exactly_the_fields_google_describes(name: str) -> None:
    assert MESSAGES[name].keys() == SCHEMAS[name].get("properties", {}).keys()


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_every_field_has_the_type_google_describes(name: str) -> None:
    for field_name, field in MESSAGES[name].items():
        schema = SCHEMAS[name]["properties"][field_name]
        kind, depth, mapped = described(schema)
        assert (field.lists, field.mapped) == (depth, mapped), field_name
        if field.kind.startswith("<"):
            assert tuple(schema["enum"]) == ENUM_VALUES[field.kind[1:-1]], field_name
        elif field.kind == "other":
            assert kind in SCHEMAS, field_name
        else:
            assert field.kind == kind, field_name


def test_the_methods_are_googles_with_their_parameters() -> None:
    google = {method["id"].removeprefix("sheets."): method for _, _, method in apis()[0].routes}
    assert {method.name for method in METHODS} == google.keys()
    for method in METHODS:
        theirs = google[method.name]
        query = {name for name, part in theirs.get("parameters", {}).items() if part["location"] == "query"}
        assert set(method.params) == query, method.name
        assert theirs["httpMethod"] == method.verb
        assert (method.body and method.body[0]) == theirs.get("request", {}).get("$ref")
        assert method.reply == theirs["response"]["$ref"]
    assert set(apis()[0].document["parameters"]) == SYSTEM


def test_a_request_is_spoken_exactly_where_its_message_is_known() -> None:
    spoken = {name for name, field in MESSAGES["Request"].items() if field != Field("other")}
    assert set(REQUESTS) == spoken
    assert {name for name in MESSAGES["Response"] if name in spoken} == REPLYING


TYPE = "type.googleapis.com/google.apps.sheets.v4."


@pytest.mark.parametrize(
    ("message", "body", "at", "said"),
    [
        (
            "BatchUpdateSpreadsheetRequest",
            {"requests": [{"DeleteRange": {}}]},
            "",
            "Invalid JSON payload received. Unknown name \"DeleteRange\" at 'requests[0]': Cannot find field.",
        ),
        (
            "BatchUpdateSpreadsheetRequest",
            {"request": []},
            "",
            'Invalid JSON payload received. Unknown name "request": Cannot find field.',
        ),
        (
            "BatchUpdateSpreadsheetRequest",
            {"requests": [{"repeatCell": {"range": {"sheetID": 1}}}]},
            "",
            'Invalid JSON payload received. Unknown name "sheetID" at '
            "'requests[0].repeat_cell.range': Cannot find field.",
        ),
        (
            "ValueRange",
            {"values": "A1:D4"},
            "data",
            "Invalid value at 'data.values' (type.googleapis.com/google.protobuf.ListValue), \"A1:D4\"",
        ),
        ("GridRange", {"sheetId": "x"}, "range", "Invalid value at 'range.sheet_id' (TYPE_INT32), \"x\""),
        ("GridRange", {"sheetId": 1.5}, "range", "Invalid value at 'range.sheet_id' (TYPE_INT32), 1.5"),
        ("ExtendedValue", {"stringValue": 44}, "v", "Invalid value at 'v.string_value' (TYPE_STRING), 44"),
        ("ExtendedValue", {"boolValue": "yes"}, "v", "Invalid value at 'v.bool_value' (TYPE_BOOL), \"yes\""),
        (
            "DimensionRange",
            {"dimension": "ROW"},
            "d",
            f"Invalid value at 'd.dimension' ({TYPE}Dimension), \"ROW\"",
        ),
        ("GridRange", [1], "range", f"Invalid value at 'range' ({TYPE}GridRange)"),
    ],
)
def test_a_body_that_does_not_fit_is_refused_in_googles_words(
    message: str, body: Any, at: str, said: str
) -> None:
    with pytest.raises(ApiError) as caught:
        checked(message, body, at)
    assert (caught.value.code, caught.value.message) == (400, said)
    assert caught.value.details is not None
    assert caught.value.details[0]["fieldViolations"][0]["description"] == said


def test_all_misfits_are_told_at_once() -> None:
    with pytest.raises(ApiError) as caught:
        checked("ValueRange", {"values": ["TEST", "TEST"]}, "data")
    lines = caught.value.message.splitlines()
    assert [re.findall(r"data\.values\[\d\]", line) for line in lines] == [
        ["data.values[0]"],
        ["data.values[1]"],
    ]


def test_a_misfit_beside_a_null_or_a_name_in_snake_case_is_told_once() -> None:
    rule = {"condition": {"values": [{"userEnteredValue": 10}]}, "inputMessage": None, "show_custom_ui": True}
    with pytest.raises(ApiError) as caught:
        checked("DataValidationRule", rule)
    said = "Invalid value at 'condition.values[0].user_entered_value' (TYPE_STRING), 10"
    assert caught.value.message == said


def test_the_body_that_was_given_stays_as_it_was() -> None:
    body = {"requests": [{"update_cells": {"rows": [{"values": [{"note": None}]}, None]}}]}
    assert checked("BatchUpdateSpreadsheetRequest", body) == {
        "requests": [{"updateCells": {"rows": [{"values": [{}]}]}}]
    }
    assert body == {"requests": [{"update_cells": {"rows": [{"values": [{"note": None}]}, None]}}]}


@pytest.mark.parametrize(
    ("message", "body", "taken"),
    [
        ("GridRange", {"sheetId": None, "start_row_index": "3"}, {"startRowIndex": 3}),
        ("GridRange", {"endRowIndex": 4.0}, {"endRowIndex": 4}),
        ("DimensionRange", {"dimension": 1}, {"dimension": "ROWS"}),
        ("BatchClearValuesRequest", {"ranges": "A1"}, {"ranges": ["A1"]}),
        ("ValueRange", {"values": [[None, 1], None]}, {"values": [[None, 1], []]}),
    ],
)
def test_what_google_takes_in_more_than_one_form_is_brought_into_one(
    message: str, body: Any, taken: Any
) -> None:
    assert checked(message, body) == taken
