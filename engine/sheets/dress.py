"""Decides how cells look: number formats, checkboxes, dropdowns, grey headers, warnings, and what turns red.

| what | when it shows |
|---|---|
| red `last_read` | it is older than twenty minutes |
| amber `unmatched`, `empty`, `duplicate`, `open_unlinked` | above zero |
| red `available` | below zero |
| amber status | its text is one of the alarms given |
| amber `suggestion` | it waits for a tick |
| amber `event` | the question has no decision yet |
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from . import requests
from .base import STALE_BEAT, Json, Wording
from .columns import Place
from .ranges import grid, letters, rows_below
from .schema import Column, Tab

GREY = {"red": 0.91, "green": 0.92, "blue": 0.93}
WHITE = {"red": 1.0, "green": 1.0, "blue": 1.0}
RED = {"red": 0.96, "green": 0.78, "blue": 0.76}
AMBER = {"red": 1.0, "green": 0.93, "blue": 0.7}

_FORMATS = {
    "count": ("NUMBER", "0"),
    "money": ("NUMBER", "#,##0"),
    "time": ("DATE_TIME", "yyyy-mm-dd hh:mm"),
}


def cells(column: Column, area: Json) -> list[Json]:
    """Format and checkbox of a column's cells over an area."""
    if column.kind == "tick":
        return [requests.checkbox(area)]
    if column.plain_text:
        return [requests.number_format(area, "TEXT", "@")]
    if column.kind in _FORMATS:
        return [requests.number_format(area, *_FORMATS[column.kind])]
    return []


def rows(place: Place, first: int, count: int) -> list[Json]:
    """The same for new rows, which may have come to stand between rows of another look."""
    made = []
    for column in place.tab.columns:
        if column.kind == "tick" or column.plain_text or column.kind == "time":
            at = place.columns[column.name]
            made += cells(column, grid(place.sheet_id, first, at, first + count))
    return made


def choices(place: Place, row: int, options: Sequence[str]) -> list[Json]:
    """The dropdown of one row, in the tab's column of choices."""
    return [
        requests.dropdown(grid(place.sheet_id, row, place.columns[column.name]), options)
        for column in place.tab.columns
        if column.kind == "choice"
    ]


def header(tab: Tab, column: Column, sheet_id: int, at: int, wording: Wording, *, text: bool) -> list[Json]:
    """Header cell, its note and, for an engine's column, a warning before people type; `text` False keeps the text."""
    cell: Json = {
        "note": wording.note(tab.name, column.name),
        "userEnteredFormat": {
            "backgroundColor": GREY if column.owner == "E" else WHITE,
            "textFormat": {"bold": True},
        },
    }
    fields = "note,userEnteredFormat.backgroundColor,userEnteredFormat.textFormat.bold"
    if text:
        cell |= requests.entered(wording.header(tab.name, column.name))
        fields = f"userEnteredValue,{fields}"
    made: list[Json] = [
        {"updateCells": {"range": grid(sheet_id, 0, at), "rows": [{"values": [cell]}], "fields": fields}}
    ]
    if column.owner == "E":
        area = rows_below(sheet_id, 0, at)
        rule = {"range": area, "description": f"selaras {tab.name}.{column.name}", "warningOnly": True}
        made.append({"addProtectedRange": {"protectedRange": rule}})
    return made


def width(sheet_id: int, at: int, pixels: int) -> Json:
    """The width of one column."""
    return {
        "updateDimensionProperties": {
            "range": {"sheetId": sheet_id, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + 1},
            "properties": {"pixelSize": pixels},
            "fields": "pixelSize",
        }
    }


def colours(place: Place, alarms: Mapping[str, Sequence[str]]) -> list[Json]:
    """The conditional formats of a tab; `alarms` are the status texts of a tab that call for a person."""
    made: list[Json] = []
    for name, formula, colour in _rules(place, alarms):
        rule: Json = {
            # From the header on: rows are inserted right below it, and what begins there would move down with them.
            "ranges": [rows_below(place.sheet_id, 0, place.columns[name])],
            "booleanRule": {
                "condition": {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": formula}]},
                "format": {"backgroundColor": colour},
            },
        }
        made.append({"addConditionalFormatRule": {"index": len(made), "rule": rule}})
    return made


def _rules(place: Place, alarms: Mapping[str, Sequence[str]]) -> list[tuple[str, str, Json]]:
    """Column, formula and colour. Every function has one argument or none: separators depend on the locale."""
    at = {name: f"${letters(column)}1" for name, column in place.columns.items()}
    tab = place.tab.name
    found: list[tuple[str, str, Json]] = []
    if tab == "start":
        old = f"(NOW()-{at['last_read']})*86400>{STALE_BEAT}"
        found.append(("last_read", f"=ISNUMBER({at['last_read']})*({old})", RED))
        for name in ("unmatched", "empty", "duplicate", "open_unlinked"):
            found.append((name, f"=ISNUMBER({at[name]})*({at[name]}>0)", AMBER))
    if tab == "skus":
        found.append(("available", f"=ISNUMBER({at['available']})*({at['available']}<0)", RED))
    if tab == "links":
        waiting = f'=({at["suggestion"]}<>"")*({at["master"]}="")*NOT({at["agree"]}=TRUE)'
        found.append(("suggestion", waiting, AMBER))
    if tab == "conflicts":
        found.append(("event", f'=({at["event"]}<>"")*({at["decision"]}="")', AMBER))
    for text in alarms.get(tab, ()):
        spelt = text.replace('"', '""')
        found.append(("status", f'={at["status"]}="{spelt}"', AMBER))
    return found
