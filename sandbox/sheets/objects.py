"""Where charts, slicers and tables go when rows, columns and tabs come, go and move."""

from __future__ import annotations

from typing import Any

from sandbox.sheets.areas import Shift, shifted
from sandbox.sheets.book import Book, Sheet

Json = dict[str, Any]


def with_ranges(spec: Any, change: Any) -> Any:
    """The description with each range of its sources changed; those that come to None are left out."""
    if isinstance(spec, list):
        return [with_ranges(part, change) for part in spec]
    if not isinstance(spec, dict):
        return spec
    result = {}
    for name, part in spec.items():
        if name == "sourceRange":
            areas = [change(area) for area in part.get("sources", [])]
            result[name] = {**part, "sources": [area for area in areas if area is not None]}
        else:
            result[name] = with_ranges(part, change)
    return result


def follow_objects(book: Book, sheet: Sheet, shift: Shift) -> None:
    """Charts and slicers after rows or columns of a tab were inserted, deleted or moved: what they show, and where they
    are anchored (an anchor that is deleted stays at its place: guessed)."""

    def moved(area: Json) -> Json | None:
        return shifted(area, shift) if area.get("sheetId", 0) == sheet.sheet_id else area

    for tab in book.sheets:
        tab.charts = [
            {**_anchored(chart, tab is sheet, shift), "spec": with_ranges(chart["spec"], moved)}
            for chart in tab.charts
        ]
        kept = []
        for slicer in tab.slicers:
            area = moved(slicer["spec"]["dataRange"])
            if area is not None:
                spec = {**slicer["spec"], "dataRange": area}
                kept.append({**_anchored(slicer, tab is sheet, shift), "spec": spec})
        tab.slicers = kept


def _anchored(entry: Json, here: bool, shift: Shift) -> Json:
    if not here:
        return entry
    overlay = entry["position"]["overlayPosition"]
    name = "rowIndex" if shift.axis == "ROWS" else "columnIndex"
    anchor = overlay["anchorCell"]
    at = shift.index(anchor.get(name, 0))
    rest = {key: value for key, value in anchor.items() if key != name}
    placed = {**rest, name: shift.start if at is None else at}
    cell = {key: value for key, value in placed.items() if value}
    return {**entry, "position": {"overlayPosition": {**overlay, "anchorCell": cell}}}


def drop_sources(book: Book, sheet_id: int) -> None:
    """Charts after a tab was removed: they show nothing of it any more."""
    for tab in book.sheets:
        tab.charts = [
            {
                **chart,
                "spec": with_ranges(
                    chart["spec"], lambda area: None if area.get("sheetId", 0) == sheet_id else area
                ),
            }
            for chart in tab.charts
        ]
        tab.slicers = [one for one in tab.slicers if one["spec"]["dataRange"].get("sheetId", 0) != sheet_id]


def follow_tables(sheet: Sheet, shift: Shift) -> None:
    """Tables after rows or columns of their tab were inserted, deleted or moved."""
    kept = []
    for table in sheet.tables:
        area = shifted(table["range"], shift)
        if area is not None:
            moved = {**table, "range": area}
            if shift.axis == "COLUMNS":
                moved["columnProperties"] = _columns_after(table, area, shift)
            kept.append(moved)
    sheet.tables = kept


def _columns_after(table: Json, area: Json, shift: Shift) -> list[Json]:
    first, old_first = area.get("startColumnIndex", 0), table["range"].get("startColumnIndex", 0)
    placed = {}
    for column in table["columnProperties"]:
        at = shift.index(old_first + column.get("columnIndex", 0))
        if at is not None:
            placed[at - first] = column
    columns = []
    for at in range(area["endColumnIndex"] - first):
        column = {"columnName": f"Column {at + 1}", **placed.get(at, {}), "columnIndex": at}
        columns.append(
            column if at else {name: part for name, part in column.items() if name != "columnIndex"}
        )
    return columns
