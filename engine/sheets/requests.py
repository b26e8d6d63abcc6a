"""Decides how each single change is put to Google: the requests of a batch, one function a kind."""

from __future__ import annotations

from collections.abc import Sequence

from ..model.sheet import Value, as_text
from .base import Json
from .ranges import grid


def entered(value: Value) -> Json:
    """A value as Google stores it. Text is always text, so nothing becomes a formula and no zero is lost."""
    if value is None or value == "":
        return {}
    if isinstance(value, bool):
        return {"userEnteredValue": {"boolValue": value}}
    if isinstance(value, int | float):
        return {"userEnteredValue": {"numberValue": value}}
    return {"userEnteredValue": {"stringValue": value}}


def put(sheet_id: int, row: int, column: int, rows: Sequence[Sequence[Value]]) -> Json:
    """Set a rectangle of contents whose corner is (row, column); formats stay."""
    width = max(len(values) for values in rows)
    return {
        "updateCells": {
            "range": grid(sheet_id, row, column, row + len(rows), column + width),
            "rows": [{"values": [entered(value) for value in values]} for values in rows],
            "fields": "userEnteredValue",
        }
    }


def copy(source: Json, target: Json, *, formulas: bool = False) -> Json:
    """Put the values that stand in `source` at this moment into `target`; formulas become what they come to, or
    with `formulas` stay formulas (documented; that constants come along too is what the menu of that name does)."""
    return {
        "copyPaste": {
            "source": source,
            "destination": target,
            "pasteType": "PASTE_FORMULA" if formulas else "PASTE_VALUES",
            "pasteOrientation": "NORMAL",
        }
    }


def swap(sheet_id: int, row: int, column: int, expected: Value, new: Value) -> Json:
    """Replace one cell's whole content where it is `expected`; never a formula. ValueError for a blank."""
    find = expected if isinstance(expected, str) else as_text(expected)
    if not find:
        raise ValueError("a swap cannot expect a blank cell")
    return {
        "findReplace": {
            "find": find,
            "replacement": new if isinstance(new, str) else as_text(new),
            "matchCase": True,
            "matchEntireCell": True,
            "searchByRegex": False,
            "includeFormulas": False,
            "range": grid(sheet_id, row, column),
        }
    }


def add_tab(
    sheet_id: int,
    title: str,
    rows: int,
    columns: int,
    *,
    hidden: bool = False,
    frozen: int = 0,
    index: int | None = None,
) -> Json:
    """A new tab of a chosen id."""
    size: Json = {"rowCount": rows, "columnCount": columns}
    if frozen:
        size["frozenRowCount"] = frozen
    properties: Json = {"sheetId": sheet_id, "title": title, "gridProperties": size}
    if hidden:
        properties["hidden"] = True
    if index is not None:
        properties["index"] = index
    return {"addSheet": {"properties": properties}}


def drop_tab(sheet_id: int) -> Json:
    """Delete a tab; Google refuses the whole batch where it is gone already."""
    return {"deleteSheet": {"sheetId": sheet_id}}


def grow(sheet_id: int, dimension: str, length: int) -> Json:
    """More `ROWS` or `COLUMNS` at the end."""
    return {"appendDimension": {"sheetId": sheet_id, "dimension": dimension, "length": length}}


def insert_rows(sheet_id: int, row: int, count: int) -> Json:
    """New rows before `row`, dressed like that row; what stands from there on moves down."""
    return {
        "insertDimension": {
            "range": {"sheetId": sheet_id, "dimension": "ROWS", "startIndex": row, "endIndex": row + count},
            "inheritFromBefore": False,
        }
    }


def number_format(area: Json, kind: str, pattern: str = "") -> Json:
    """A number format over an area."""
    shape: Json = {"type": kind, "pattern": pattern} if pattern else {"type": kind}
    return {
        "repeatCell": {
            "range": area,
            "cell": {"userEnteredFormat": {"numberFormat": shape}},
            "fields": "userEnteredFormat.numberFormat",
        }
    }


def checkbox(area: Json) -> Json:
    """Checkboxes over an area."""
    return _rule(area, {"condition": {"type": "BOOLEAN"}, "strict": True})


def dropdown(area: Json, choices: Sequence[str]) -> Json:
    """A list of choices over an area; other text is flagged, not refused, so that no answer is lost."""
    values = [{"userEnteredValue": choice} for choice in choices]
    condition = {"type": "ONE_OF_LIST", "values": values}
    return _rule(area, {"condition": condition, "strict": False, "showCustomUi": True})


def _rule(area: Json, rule: Json) -> Json:
    """A rule for every cell of an area, those in rows that a filter hides too (documented: left out unless asked)."""
    return {"setDataValidation": {"range": area, "rule": rule, "filteredRowsIncluded": True}}


def mark(key: str, value: str, sheet_id: int, column: int | None = None) -> Json:
    """Developer metadata on a column or a whole tab, which it follows when that moves."""
    where: Json = {"sheetId": sheet_id}
    if column is not None:
        span = {"sheetId": sheet_id, "dimension": "COLUMNS", "startIndex": column, "endIndex": column + 1}
        where = {"dimensionRange": span}
    return {
        "createDeveloperMetadata": {
            "developerMetadata": {
                "metadataKey": key,
                "metadataValue": value,
                "visibility": "DOCUMENT",
                "location": where,
            }
        }
    }
