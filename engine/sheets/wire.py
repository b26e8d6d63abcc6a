"""Decides what Google's JSON means: the only place of the engine where its field names are read.

Google leaves out what is empty, zero or false; every missing field has its proto default here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ..model.sheet import Cell, CellKind, Value
from .base import Applied, Block, BookInfo, Json, Mark, TabInfo
from .reader import whole
from .schema import COLUMN_MARK, TAB_MARK

BOOK_FIELDS = "properties(locale,timeZone,autoRecalc),sheets.properties(sheetId,title,hidden,gridProperties)"
_WHERE = "properties.sheetId,data(startRow,startColumn,rowData.values"
CELL_FIELDS = (
    f"sheets({_WHERE}(effectiveValue,formattedValue,userEnteredValue,effectiveFormat.numberFormat.type)))"
)
REPLY_FIELDS = f"replies,updatedSpreadsheet.sheets({_WHERE}(effectiveValue)))"
MARK_SEARCH: Json = {
    "dataFilters": [{"developerMetadataLookup": {"metadataKey": key}} for key in (COLUMN_MARK, TAB_MARK)]
}

_GRID = re.compile(r"No grid with id: (\d+)")
_RANGE = re.compile(r"Unable to parse range: (.*)")
_BOUNDS = re.compile(r"is after last (row|column) in grid|exceeds grid limits|outside of the grid")


def book_info(book: Mapping[str, Any], marks: Mapping[str, Any]) -> BookInfo:
    """A spreadsheet and the answer to `MARK_SEARCH`."""
    properties = book.get("properties", {})
    return BookInfo(
        locale=properties.get("locale", "en_US"),
        timezone=properties.get("timeZone", "Etc/GMT"),
        recalc=properties.get("autoRecalc", "ON_CHANGE"),
        tabs=tuple(_tab(sheet.get("properties", {})) for sheet in book.get("sheets", ())),
        marks=tuple(_marks(marks.get("matchedDeveloperMetadata", ()))),
    )


def _tab(properties: Mapping[str, Any]) -> TabInfo:
    size = properties.get("gridProperties", {})
    return TabInfo(
        properties.get("sheetId", 0),
        properties.get("title", ""),
        size.get("rowCount", 0),
        size.get("columnCount", 0),
        properties.get("hidden", False),
    )


def _marks(matched: Iterable[Mapping[str, Any]]) -> Iterable[Mark]:
    for match in matched:
        entry = match.get("developerMetadata", {})
        key, value = entry.get("metadataKey", ""), entry.get("metadataValue", "")
        location = entry.get("location", {})
        span = location.get("dimensionRange")
        if span is not None and span.get("dimension") == "COLUMNS":
            yield Mark(key, value, span.get("sheetId", 0), span.get("startIndex", 0))
        elif span is None and location.get("locationType") == "SHEET":
            yield Mark(key, value, location.get("sheetId", 0), None)


def value_ranges(reply: Mapping[str, Any]) -> tuple[tuple[tuple[Value, ...], ...], ...]:
    """The rows of every range of a `values:batchGet`."""
    return tuple(
        tuple(tuple(map(whole, row)) for row in found.get("values", ()))
        for found in reply.get("valueRanges", ())
    )


def blocks(book: Mapping[str, Any]) -> tuple[Block, ...]:
    """The grid data of a spreadsheet, one block a range."""
    return tuple(
        Block(
            sheet.get("properties", {}).get("sheetId", 0),
            data.get("startRow", 0),
            data.get("startColumn", 0),
            tuple(tuple(map(cell, row.get("values", ()))) for row in data.get("rowData", ())),
        )
        for sheet in book.get("sheets", ())
        for data in sheet.get("data", ())
    )


def cell(data: Mapping[str, Any]) -> Cell:
    """One CellData. A value that nobody entered was made by a formula elsewhere, as a spilt array is."""
    kind, value = _effective(data.get("effectiveValue") or {})
    entered = data.get("userEnteredValue")
    formula = "formulaValue" in entered if entered else kind != "blank"
    shape = data.get("effectiveFormat", {}).get("numberFormat", {}).get("type", "")
    return Cell(kind, value, formula, shape, data.get("formattedValue", ""))


def _effective(value: Mapping[str, Any]) -> tuple[CellKind, Value]:
    if "numberValue" in value:
        return "number", whole(value["numberValue"])
    if "boolValue" in value:
        return "bool", bool(value["boolValue"])
    if "errorValue" in value:
        return "error", str(value["errorValue"].get("type", "ERROR"))
    text = value.get("stringValue", "")
    return ("text", text) if text else ("blank", None)


def applied(reply: Mapping[str, Any]) -> Applied:
    """The answer of a batchUpdate."""
    found = blocks(reply.get("updatedSpreadsheet", {}))
    return Applied(tuple(reply.get("replies", ())), found)


def refusal(message: str) -> dict[str, str | int]:
    """What a 400 says in a form that can be acted on: a missing tab, a range or bounds that are none."""
    grid = _GRID.search(message)
    if grid:
        return {"grid": int(grid[1])}
    wrong = _RANGE.search(message)
    if wrong:
        return {"range": wrong[1]}
    return {"bounds": 1} if _BOUNDS.search(message) else {}
