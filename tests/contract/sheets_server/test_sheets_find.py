"""findReplace under both readings of number cells, copyPaste, cutPaste and pasteData."""

from __future__ import annotations

from typing import Any

import pytest
from sheets_clients import Wire, area

from sandbox.sheets import SheetsServer

Json = dict[str, Any]


def swap(find: str, replacement: str, **more: Any) -> Json:
    """The engine's swap of one whole cell."""
    scope = {} if {"sheetId", "allSheets", "range"} & more.keys() else {"range": area(0, 1, 0, 1)}
    body = {
        "find": find,
        "replacement": replacement,
        "matchEntireCell": True,
        "matchCase": True,
        **scope,
        **more,
    }
    return {"findReplace": body}


def replied(wire: Wire, request: Json) -> Json:
    """The FindReplaceResponse."""
    reply: Json = wire.batch(request)["replies"][0]["findReplace"]
    return reply


def set_cell(wire: Wire, value: Any, pattern: str | None = None, kind: str = "NUMBER") -> None:
    """A1 with this value and number format."""
    wire.write("A1", [[value]])
    if pattern is not None:
        form = {"numberFormat": {"type": kind, "pattern": pattern}}
        wire.batch(
            {
                "repeatCell": {
                    "range": area(0, 1, 0, 1),
                    "cell": {"userEnteredFormat": form},
                    "fields": "userEnteredFormat.numberFormat",
                }
            }
        )


def held(wire: Wire) -> Any:
    return wire.values("A1", valueRenderOption="UNFORMATTED_VALUE").get("values", [[None]])[0][0]


@pytest.mark.parametrize(
    ("numbers", "value", "pattern", "find", "changed"),
    [
        ("match", 28, None, "28", True),
        ("match", 28, None, "2", False),
        ("match", 1200, "#,##0", "1,200", True),
        ("match", 1200, "#,##0", "1200", False),
        ("match", 28, '0" pcs"', "28 pcs", True),
        ("match", 28, '0" pcs"', "28", False),
        ("match", "28", None, "28", True),
        ("match", True, None, "TRUE", True),
        ("never", 28, None, "28", False),
        ("never", 1200, "#,##0", "1,200", False),
        ("never", True, None, "TRUE", False),
        ("never", "28", None, "28", True),
        ("never", "KAOS-M", None, "KAOS-M", True),
    ],
)
def test_whether_a_cell_is_swapped(
    server: SheetsServer, wire: Wire, numbers: str, value: Any, pattern: str | None, find: str, changed: bool
) -> None:
    server.set_options(numbers=numbers)
    set_cell(wire, value, pattern)
    reply = replied(wire, swap(find, "27"))
    if changed:
        assert reply == {"valuesChanged": 1, "rowsChanged": 1, "sheetsChanged": 1, "occurrencesChanged": 1}
        assert held(wire) == 27
    else:
        assert reply == {}
        assert held(wire) == value


def test_what_is_put_is_taken_as_typed_unless_the_cell_is_plain_text(wire: Wire) -> None:
    set_cell(wire, "rev:17", "@", "TEXT")
    replied(wire, swap("rev:17", "00123"))
    assert held(wire) == "00123"
    wire.write("B1", [["x"]])
    replied(wire, swap("x", "00123", range=area(0, 1, 1, 2)))
    assert wire.values("B1", valueRenderOption="UNFORMATTED_VALUE")["values"] == [[123]]


def test_a_number_keeps_its_format_when_swapped(wire: Wire) -> None:
    set_cell(wire, 1200, "#,##0")
    replied(wire, swap("1,200", "1300"))
    assert wire.values("A1")["values"] == [["1,300"]]


def test_formulas_are_left_alone_unless_asked_for(wire: Wire) -> None:
    wire.write("A1", [["=10+18"]], "USER_ENTERED")
    assert replied(wire, swap("28", "27")) == {}
    assert replied(wire, swap("=10+18", "27")) == {}
    reply = replied(wire, swap("18", "17", matchEntireCell=False, includeFormulas=True))
    assert reply == {"formulasChanged": 1, "rowsChanged": 1, "sheetsChanged": 1, "occurrencesChanged": 1}
    assert wire.values("A1", valueRenderOption="FORMULA")["values"] == [["=10+17"]]


def test_parts_of_texts_are_replaced_and_counted(wire: Wire) -> None:
    wire.write("A1", [["kaos kaos", "Kaos"], ["topi", "kaos"]])
    reply = replied(wire, {"findReplace": {"find": "kaos", "replacement": "baju", "allSheets": True}})
    assert reply == {"valuesChanged": 3, "rowsChanged": 2, "sheetsChanged": 1, "occurrencesChanged": 4}
    assert wire.values("A1:B2")["values"] == [["baju baju", "baju"], ["topi", "baju"]]
    case = {"find": "BAJU", "replacement": "x", "allSheets": True, "matchCase": True}
    assert replied(wire, {"findReplace": case}) == {}


def test_expressions_are_javas(wire: Wire) -> None:
    wire.write("A1", [["rev:17"]])
    body = {"find": r"rev:(\d+)", "replacement": r"$1 \$ x", "searchByRegex": True, "sheetId": 0}
    replied(wire, {"findReplace": body})
    assert held(wire) == "17 $ x"
    said = wire.refused({"findReplace": {"find": "(", "searchByRegex": True, "sheetId": 0}})
    assert said == "Invalid requests[0].findReplace: Invalid regular expression: ("


@pytest.mark.parametrize("scope", [{}, {"sheetId": 0, "allSheets": True}])
def test_a_search_has_exactly_one_scope(wire: Wire, scope: Json) -> None:
    said = wire.refused({"findReplace": {"find": "x", **scope}})
    assert said.endswith("Must specify exactly one of range, sheetId and allSheets.")


def test_a_miss_does_not_stop_the_batch(wire: Wire) -> None:
    wire.batch(swap("28", "27"), {"addSheet": {"properties": {"title": "after"}}})
    assert len(wire.get("sheets.properties.title")["sheets"]) == 2


# Copies


def copied(wire: Wire, source: Json, target: Json, **more: Any) -> None:
    wire.batch({"copyPaste": {"source": source, "destination": target, **more}})


def prepare(wire: Wire) -> None:
    """A1: 5 in bold with a note and a rule; B1: =A1*2."""
    cell = {
        "userEnteredValue": {"numberValue": 5},
        "userEnteredFormat": {"textFormat": {"bold": True}, "borders": {"top": {"style": "SOLID"}}},
        "note": "n",
        "dataValidation": {"condition": {"type": "NUMBER_GREATER", "values": [{"userEnteredValue": "0"}]}},
    }
    wire.batch(
        {
            "updateCells": {
                "start": {},
                "rows": [{"values": [cell, {"userEnteredValue": {"formulaValue": "=A1*2"}}]}],
                "fields": "userEnteredValue,userEnteredFormat,note,dataValidation",
            }
        }
    )


BOLD = {"textFormat": {"bold": True}}
RULE = {"condition": {"type": "NUMBER_GREATER", "values": [{"userEnteredValue": "0"}]}}
FIVE = {"numberValue": 5}


@pytest.mark.parametrize(
    ("kind", "carried"),
    [
        (
            "PASTE_NORMAL",
            {
                "userEnteredValue": FIVE,
                "userEnteredFormat": {**BOLD, "borders": {"top": {"style": "SOLID"}}},
                "note": "n",
                "dataValidation": RULE,
            },
        ),
        (
            "PASTE_NO_BORDERS",
            {"userEnteredValue": FIVE, "userEnteredFormat": BOLD, "note": "n", "dataValidation": RULE},
        ),
        ("PASTE_VALUES", {"userEnteredValue": FIVE}),
        ("PASTE_FORMULA", {"userEnteredValue": FIVE}),
        (
            "PASTE_FORMAT",
            {
                "userEnteredFormat": {**BOLD, "borders": {"top": {"style": "SOLID"}}},
                "dataValidation": RULE,
            },
        ),
        ("PASTE_DATA_VALIDATION", {"dataValidation": RULE}),
    ],
)
def test_what_each_paste_carries_over(wire: Wire, kind: str, carried: Json) -> None:
    prepare(wire)
    copied(wire, area(0, 1, 0, 1), area(4, 5, 0, 1), pasteType=kind)
    mask = "sheets.data.rowData.values(userEnteredValue,userEnteredFormat,note,dataValidation)"
    (row,) = wire.get(mask, "A5")["sheets"][0]["data"][0]["rowData"]
    assert row["values"] == [carried]


def test_a_formula_is_shifted_when_pasted_and_comes_to_its_value_when_asked(wire: Wire) -> None:
    prepare(wire)
    copied(wire, area(0, 1, 1, 2), area(1, 2, 1, 2), pasteType="PASTE_FORMULA")
    copied(wire, area(0, 1, 1, 2), area(2, 3, 1, 2), pasteType="PASTE_VALUES")
    assert wire.values("B1:B3", valueRenderOption="FORMULA")["values"] == [["=A1*2"], ["=A2*2"], [10]]


def test_pasting_the_value_of_an_error_leaves_its_text(wire: Wire) -> None:
    wire.write("A1", [["=1/0"]], "USER_ENTERED")
    copied(wire, area(0, 1, 0, 1), area(0, 1, 1, 2), pasteType="PASTE_VALUES")
    assert wire.values("B1", valueRenderOption="FORMULA")["values"] == [["#DIV/0!"]]


def test_pasting_values_in_a_batch_sees_what_the_batch_wrote(wire: Wire) -> None:
    prepare(wire)
    new = {
        "start": {},
        "rows": [{"values": [{"userEnteredValue": {"numberValue": 7}}]}],
        "fields": "userEnteredValue",
    }
    paste = {"source": area(0, 1, 1, 2), "destination": area(0, 1, 2, 3), "pasteType": "PASTE_VALUES"}
    wire.batch({"updateCells": new}, {"copyPaste": paste})
    assert wire.values("C1")["values"] == [["14"]]


def test_a_copy_fills_a_multiple_and_is_never_cut_short(wire: Wire) -> None:
    wire.write("A1", [[1, 2]])
    copied(wire, area(0, 1, 0, 2), area(3, 5, 0, 4))
    assert wire.values("A4:D5")["values"] == [["1", "2", "1", "2"], ["1", "2", "1", "2"]]
    copied(wire, area(0, 1, 0, 2), area(7, 8, 0, 1))
    assert wire.values("A8:B8")["values"] == [["1", "2"]]
    copied(wire, area(0, 1, 0, 2), area(9, 10, 0, 1), pasteOrientation="TRANSPOSE")
    assert wire.values("A10:A11")["values"] == [["1"], ["2"]]


def test_a_copy_onto_itself_reads_before_it_writes(wire: Wire) -> None:
    wire.write("A1", [[1], [2], [3]])
    copied(wire, area(0, 3, 0, 1), area(1, 4, 0, 1))
    assert wire.values("A1:A4")["values"] == [["1"], ["1"], ["2"], ["3"]]


def test_merges_and_conditional_formats_go_along(wire: Wire) -> None:
    rule = {
        "ranges": [area(0, 1, 0, 2)],
        "booleanRule": {"condition": {"type": "NOT_BLANK"}, "format": {"textFormat": {"bold": True}}},
    }
    wire.batch(
        {"mergeCells": {"range": area(0, 1, 0, 2), "mergeType": "MERGE_ALL"}},
        {"addConditionalFormatRule": {"rule": rule, "index": 0}},
        {"addSheet": {"properties": {"sheetId": 5, "title": "T"}}},
    )
    copied(wire, area(0, 1, 0, 2), area(2, 3, 0, 2))
    copied(wire, area(0, 1, 0, 2), area(2, 3, 0, 2, 5))
    first, second = wire.get("sheets(merges,conditionalFormats.ranges)")["sheets"]
    assert [merge["startRowIndex"] for merge in first["merges"]] == [0, 2]
    assert [len(one["ranges"]) for one in first["conditionalFormats"]] == [2]
    assert second["merges"][0]["sheetId"] == 5
    assert second["conditionalFormats"][0]["ranges"][0]["startRowIndex"] == 2


def test_a_cut_moves_everything_and_leaves_nothing(wire: Wire) -> None:
    prepare(wire)
    wire.batch(
        {
            "cutPaste": {
                "source": area(0, 1, 0, 2),
                "destination": {"rowIndex": 1, "columnIndex": 0},
                "pasteType": "PASTE_NORMAL",
            }
        }
    )
    mask = "sheets.data.rowData.values(userEnteredValue,note)"
    (block,) = wire.get(mask, "A1:B2")["sheets"][0]["data"]
    assert block["rowData"][0] == {}
    assert block["rowData"][1]["values"][0] == {"userEnteredValue": FIVE, "note": "n"}


def test_clipboard_text_is_typed_cell_by_cell(wire: Wire) -> None:
    wire.batch(
        {
            "pasteData": {
                "coordinate": {"rowIndex": 1},
                "data": '0042,"a,b"\n2020-01-01,',
                "type": "PASTE_NORMAL",
                "delimiter": ",",
            }
        }
    )
    assert wire.values("A2:B3", valueRenderOption="UNFORMATTED_VALUE")["values"] == [[42, "a,b"], [43831]]


def test_white_space_is_trimmed_and_counted(wire: Wire) -> None:
    wire.write("A1", [["  a  b ", "ok", 1]])
    reply = wire.batch({"trimWhitespace": {"range": area(0, 1, 0, 3)}})["replies"]
    assert reply == [{"trimWhitespace": {"cellsChangedCount": 1}}]
    assert wire.values("A1")["values"] == [["a b"]]
