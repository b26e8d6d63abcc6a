"""What else changes when rows or columns of a tab are inserted, deleted or moved: ranges, metadata and formulas."""

from __future__ import annotations

from typing import Any

from sandbox.sheets.areas import Shift, shifted, shifted_box, shifted_list
from sandbox.sheets.book import Book, Sheet
from sandbox.sheets.objects import follow_objects, follow_tables
from sandbox.sheets.pool import Pool
from sandbox.sheets.references import follow_shift

Json = dict[str, Any]


def reshape(book: Book, pool: Pool, sheet: Sheet, shift: Shift) -> None:
    """Change the grid of one tab and let everything that points into it follow."""
    follow_shift(book, pool, sheet, shift)
    _change_grid(sheet, shift)
    _frozen(sheet, shift)
    sheet.merges = [box for merge in sheet.merges if (box := shifted_box(merge, shift)) and not _single(box)]
    sheet.protected = _following(sheet.protected, shift, ("range",), ("unprotectedRanges",))
    sheet.conditional = [
        rule for rule in _following(sheet.conditional, shift, (), ("ranges",)) if rule["ranges"]
    ]
    sheet.bands = _following(sheet.bands, shift, ("range",), ())
    sheet.views = _following(sheet.views, shift, ("range",), ())
    follow_tables(sheet, shift)
    follow_objects(book, sheet, shift)
    if sheet.basic_filter is not None:
        sheet.basic_filter = next(iter(_following([sheet.basic_filter], shift, ("range",), ())), None)
    book.named = _elsewhere_or(book.named, sheet.sheet_id, shift)
    book.metadata = [moved for entry in book.metadata if (moved := _metadata(entry, sheet.sheet_id, shift))]
    groups = sheet.row_groups if shift.axis == "ROWS" else sheet.column_groups
    groups[:] = [moved for group in groups if (moved := _group(group, shift)) is not None]


def _single(box: tuple[int, int, int, int]) -> bool:
    return (box[1] - box[0]) * (box[3] - box[2]) == 1


def _change_grid(sheet: Sheet, shift: Shift) -> None:
    grid, rows = sheet.grid, shift.axis == "ROWS"
    if shift.kind == "insert":
        (grid.insert_rows if rows else grid.insert_columns)(shift.start, shift.end - shift.start)
    elif shift.kind == "delete":
        (grid.delete_rows if rows else grid.delete_columns)(shift.start, shift.end)
    else:
        (grid.move_rows if rows else grid.move_columns)(shift.start, shift.end, shift.destination)


def _frozen(sheet: Sheet, shift: Shift) -> None:
    """Rows inserted inside the frozen ones are frozen, deleted ones are not missed."""
    name = "frozenRowCount" if shift.axis == "ROWS" else "frozenColumnCount"
    frozen = sheet.props["gridProperties"].get(name, 0)
    if not frozen or shift.kind == "move":
        return
    if shift.kind == "insert":
        frozen += shift.end - shift.start if shift.start < frozen else 0
    else:
        frozen -= max(0, min(shift.end, frozen) - shift.start)
    rest = {key: value for key, value in sheet.props["gridProperties"].items() if key != name}
    sheet.props = {**sheet.props, "gridProperties": {**rest, name: frozen} if frozen else rest}


def _following(
    entries: list[Json], shift: Shift, single: tuple[str, ...], several: tuple[str, ...]
) -> list[Json]:
    """Entries whose ranges follow; one whose own range is gone goes with it."""
    result = []
    for entry in entries:
        moved = dict(entry)
        for name in several:
            if name in entry:
                moved[name] = shifted_list(entry[name], shift)
        areas = {name: shifted(entry[name], shift) for name in single if name in entry}
        if None not in areas.values():
            result.append({**moved, **areas})
    return result


def _elsewhere_or(entries: list[Json], sheet_id: int, shift: Shift) -> list[Json]:
    result = []
    for entry in entries:
        if entry["range"].get("sheetId", 0) != sheet_id:
            result.append(entry)
        else:
            result += _following([entry], shift, ("range",), ())
    return result


def _metadata(entry: Json, sheet_id: int, shift: Shift) -> Json | None:
    """Metadata of a row or column goes where it goes, and with it (documented)."""
    location = entry["location"]
    place = location.get("dimensionRange")
    if place is None or place.get("sheetId", 0) != sheet_id or place["dimension"] != shift.axis:
        return entry
    at = shift.index(place["startIndex"])
    if at is None:
        return None
    moved = {**place, "startIndex": at, "endIndex": at + 1}
    return {**entry, "location": {**location, "dimensionRange": moved}}


def _group(group: Json, shift: Shift) -> Json | None:
    ends = shift.ends(group["range"]["startIndex"], group["range"]["endIndex"])
    if ends is None:
        return None
    return {**group, "range": {**group["range"], "startIndex": ends[0], "endIndex": ends[1]}}
