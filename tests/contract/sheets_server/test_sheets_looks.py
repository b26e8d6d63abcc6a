"""What cells look like in the end: bands, conditional formats and colour scales in effectiveFormat."""

from __future__ import annotations

from typing import Any

import pytest
from sheets_clients import HandClock, Wire, area

RED, GREEN, BLUE = {"red": 1}, {"green": 1}, {"blue": 1}
WHITE = {"red": 1, "green": 1, "blue": 1}
FILLS = "sheets.data.rowData.values.effectiveFormat.backgroundColor"


def fills(wire: Wire, cells: str) -> list[list[Any]]:
    """The background of each cell; None where the reply has no format."""
    rows = wire.get(FILLS, cells)["sheets"][0]["data"][0].get("rowData", [])
    return [
        [cell.get("effectiveFormat", {}).get("backgroundColor") for cell in row.get("values", [])]
        for row in rows
    ]


def rule(kind: str, *values: Any, colour: Any = RED, where: Any = None) -> dict[str, Any]:
    """A conditional format that fills."""
    wanted = [value if isinstance(value, dict) else {"userEnteredValue": value} for value in values]
    condition = {"type": kind, **({"values": wanted} if wanted else {})}
    return {
        "ranges": [where or area(0, 9, 0, 1)],
        "booleanRule": {"condition": condition, "format": {"backgroundColor": colour}},
    }


def add(wire: Wire, *rules: Any) -> None:
    wire.batch(*({"addConditionalFormatRule": {"index": i, "rule": one}} for i, one in enumerate(rules)))


@pytest.mark.parametrize(
    ("condition", "hits"),
    [
        (("NUMBER_LESS", "5"), [True, False, False, False]),
        (("NUMBER_BETWEEN", "3", "7.5"), [True, True, False, False]),
        (("NUMBER_EQ", "=B1+3"), [True, False, False, False]),
        (("TEXT_CONTAINS", "HAB"), [False, False, True, False]),
        (("TEXT_NOT_CONTAINS", "hab"), [True, True, False, True]),
        (("TEXT_EQ", "habis"), [False, False, True, False]),
        (("NOT_BLANK",), [True, True, True, True]),
        (("CUSTOM_FORMULA", "=A1>5"), [False, True, True, True]),
        (("CUSTOM_FORMULA", "=$B1=2"), [False, True, False, False]),
        (("CUSTOM_FORMULA", "=B1"), [False, True, False, False]),
        (("CUSTOM_FORMULA", "=COUNTIF($A$1:$A$4,A1)>1"), [False, False, False, False]),
        (("CUSTOM_FORMULA", "=Nothing!A1=1"), [False, False, False, False]),
        (("DATE_AFTER", "2020-01-01"), [False, False, False, True]),
        (("DATE_EQ", {"relativeDate": "TODAY"}), [False, False, False, True]),
        (("DATE_BEFORE", {"relativeDate": "PAST_WEEK"}), [True, True, False, False]),
    ],
)
def test_a_conditional_format_shows_where_it_holds(
    wire: Wire, clock: HandClock, condition: tuple[Any, ...], hits: list[bool]
) -> None:
    today = clock.now() // 86_400 + 25_569
    wire.write("A1", [[3, 0], [7, 2], ["habis", "x"], [today, ""]])
    add(wire, rule(*condition))
    assert fills(wire, "A1:A4") == [[RED if hit else WHITE] for hit in hits]


def test_the_first_rule_that_holds_decides_and_the_own_format_stands_below(wire: Wire) -> None:
    wire.write("A1", [[1], [2], [3]])
    own = {"userEnteredFormat": {"backgroundColor": BLUE, "textFormat": {"bold": True}}}
    wire.batch({"repeatCell": {"range": area(0, 3, 0, 1), "cell": own, "fields": "userEnteredFormat"}})
    add(wire, rule("NUMBER_LESS", "2"), rule("NUMBER_LESS", "3", colour=GREEN))
    assert fills(wire, "A1:A3") == [[RED], [GREEN], [BLUE]]
    mask = "sheets.data.rowData.values(userEnteredFormat.backgroundColor,effectiveFormat.textFormat.bold)"
    (row,) = wire.get(mask, "A1")["sheets"][0]["data"][0]["rowData"]
    assert row["values"] == [
        {"userEnteredFormat": {"backgroundColor": BLUE}, "effectiveFormat": {"textFormat": {"bold": True}}}
    ]


def test_a_rule_may_lie_over_several_ranges_and_read_another_tab(wire: Wire) -> None:
    wire.batch({"addSheet": {"properties": {"sheetId": 5, "title": "Batas"}}})
    wire.write("Batas!A1", [[2]])
    wire.write("A1", [[1, 1, 1], [3, 3, 3]])
    one = rule("CUSTOM_FORMULA", "=A1>Batas!$A$1")
    one["ranges"] = [area(0, 2, 0, 1), area(0, 2, 2, 3)]
    add(wire, one)
    assert fills(wire, "A1:C2") == [[WHITE, WHITE, WHITE], [RED, WHITE, RED]]
    wire.write("Batas!A1", [[0]])
    assert fills(wire, "A1:C2") == [[RED, WHITE, RED], [RED, WHITE, RED]]


def test_a_reply_without_colours_judges_nothing(wire: Wire) -> None:
    wire.write("A1", [["=1/2"]], "USER_ENTERED")
    add(wire, rule("NOT_BLANK"))
    mask = "sheets.data.rowData.values.effectiveFormat(numberFormat,horizontalAlignment)"
    (row,) = wire.get(mask, "A1")["sheets"][0]["data"][0]["rowData"]
    assert row["values"] == [{"effectiveFormat": {"horizontalAlignment": "RIGHT"}}]


def test_a_colour_scale_mixes_between_its_points(wire: Wire) -> None:
    wire.write("A1", [[0], [5], [10], ["x"]])
    points = {"minpoint": {"type": "MIN", "color": RED}, "maxpoint": {"type": "MAX", "color": GREEN}}
    add(wire, {"ranges": [area(0, 9, 0, 1)], "gradientRule": points})
    assert fills(wire, "A1:A4") == [[RED], [{"red": 0.5, "green": 0.5}], [GREEN], [WHITE]]
    middle = {"type": "NUMBER", "value": "4", "colorStyle": {"rgbColor": BLUE}}
    three = {**points, "midpoint": middle, "maxpoint": {"type": "PERCENTILE", "value": "50", "color": GREEN}}
    wire.batch(
        {
            "updateConditionalFormatRule": {
                "index": 0,
                "rule": {"ranges": [area(0, 9, 0, 1)], "gradientRule": three},
            }
        }
    )
    assert fills(wire, "A1:A3") == [[RED], [GREEN], [GREEN]]


def test_bands_colour_rows_from_the_header_to_the_footer(wire: Wire) -> None:
    wire.write("A1", [[str(i)] for i in range(6)])
    colours = {
        "headerColorStyle": {"rgbColor": BLUE},
        "firstBandColorStyle": {"rgbColor": RED},
        "secondBandColorStyle": {"themeColor": "BACKGROUND"},
        "footerColor": GREEN,
    }
    wire.batch({"addBanding": {"bandedRange": {"range": area(0, 6, 0, 1), "rowProperties": colours}}})
    assert fills(wire, "A1:A6") == [[BLUE], [RED], [WHITE], [RED], [WHITE], [GREEN]]


def test_of_row_and_column_bands_the_row_decides_where_both_say_the_same(wire: Wire) -> None:
    wire.write("A1", [["a", "b"], ["c", "d"]])
    rows = {"firstBandColor": RED, "secondBandColor": GREEN}
    columns = {"firstBandColor": BLUE, "secondBandColor": {}}
    band = {"range": area(0, 2, 0, 2), "rowProperties": rows, "columnProperties": columns}
    wire.batch({"addBanding": {"bandedRange": band}})
    # Documented: a first band goes before a second one, whichever way they run.
    assert fills(wire, "A1:B2") == [[RED, RED], [BLUE, GREEN]]
