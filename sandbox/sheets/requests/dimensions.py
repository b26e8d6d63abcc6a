"""Requests that insert, delete, move or describe rows and columns, and what follows them: every range of the tab."""

from __future__ import annotations

from typing import Any

from sandbox.sheets import masks
from sandbox.sheets.a1 import Box
from sandbox.sheets.areas import Shift
from sandbox.sheets.book import Sheet
from sandbox.sheets.cells import EMPTY, Cell
from sandbox.sheets.draft import Draft
from sandbox.sheets.errors import bad
from sandbox.sheets.references import carried_rule, follow_cells_shift

Json = dict[str, Any]
NOUNS = {"ROWS": "row", "COLUMNS": "column"}


def size_of(sheet: Sheet, axis: str) -> int:
    return sheet.grid.row_count if axis == "ROWS" else sheet.grid.column_count


def dimension(draft: Draft, given: Json | None, whole: bool = False) -> tuple[Sheet, str, int, int]:
    """A DimensionRange as (tab, axis, start, end); with `whole` open sides reach to the edge."""
    if given is None:
        raise bad("Must specify range.")
    sheet = draft.sheet(given.get("sheetId", 0))
    axis = given.get("dimension", "DIMENSION_UNSPECIFIED")
    if axis not in NOUNS:
        raise bad("Must specify a dimension.")
    if not whole and ("startIndex" not in given or "endIndex" not in given):
        raise bad("Must specify range.startIndex and range.endIndex.")
    start, end = given.get("startIndex", 0), given.get("endIndex", size_of(sheet, axis))
    if start < 0 or end <= start:
        raise bad(f"range.endIndex[{end}] must be greater than range.startIndex[{start}], neither negative.")
    return sheet, axis, start, end


def insert_dimension(draft: Draft, request: Json) -> Json:
    """Blank rows or columns, looking like the ones before or after them."""
    sheet, axis, start, end = dimension(draft, request.get("range"))
    before = bool(request.get("inheritFromBefore"))
    if before and start == 0:
        raise bad("Cannot inherit from before the first row or column.")
    if start > size_of(sheet, axis) or (start == size_of(sheet, axis) and not before):
        raise bad(f"range.startIndex[{start}] is after last {NOUNS[axis]} in grid[{size_of(sheet, axis)}]")
    draft.insert(sheet, axis, start, end, joins_before=before)
    model = start - 1 if before else end
    _inherit(draft, sheet, axis, (start, end), model)
    return {}


def _inherit(draft: Draft, sheet: Sheet, axis: str, made: tuple[int, int], model: int) -> None:
    """Formats and validation of the neighbour, cell by cell, and its size."""
    grid = sheet.grid
    if axis == "ROWS":
        for row in range(*made):
            for column, cell in enumerate(list(grid.cells_of(model))):
                draft.put(sheet, row, column, _look(draft, cell, (row - model, 0)))
        return
    for column in range(*made):
        grid.columns[column] = grid.columns[model]
    for row in range(grid.row_count):
        cell = grid.get(row, model)
        if cell is not EMPTY:
            for column in range(*made):
                draft.put(sheet, row, column, _look(draft, cell, (0, column - model)))


def _look(draft: Draft, cell: Cell, by: tuple[int, int]) -> Cell:
    if cell.style is None and cell.rule is None:
        return EMPTY
    return Cell(style=cell.style, rule=carried_rule(draft.pool, cell.rule, by))


def delete_dimension(draft: Draft, request: Json) -> Json:
    """Remove rows or columns; some have to stay."""
    sheet, axis, start, end = dimension(draft, request.get("range"), whole=True)
    size, noun = size_of(sheet, axis), NOUNS[axis]
    if end > size:
        raise bad(
            f"Cannot delete a {noun} that doesn't exist. Tried to delete {noun} index {end - 1} "
            f"but there are only {size} {noun}s."
        )
    frozen = sheet.props["gridProperties"].get("frozenRowCount" if axis == "ROWS" else "frozenColumnCount", 0)
    left = size - (end - start)
    if left < 1:
        raise bad(f"You can't delete all the {noun}s on the sheet.")
    frozen_left = frozen - max(0, min(end, frozen) - start)
    if left <= frozen_left:
        raise bad(f"You can't delete all the non-frozen {noun}s on the sheet.")
    draft.cut(sheet, axis, start, end)
    return {}


def move_dimension(draft: Draft, request: Json) -> Json:
    """Rows or columns to before `destinationIndex`, counted before the move (documented)."""
    sheet, axis, start, end = dimension(draft, request.get("source"))
    destination = request.get("destinationIndex", 0)
    size = size_of(sheet, axis)
    if end > size or not 0 <= destination <= size:
        raise bad(f"Cannot move {NOUNS[axis]}s beyond the grid[{size}].")
    if start <= destination <= end:
        if destination in (start, end):
            return {}
        raise bad("destinationIndex must not be inside the range that is moved.")
    draft.move(sheet, axis, start, end, destination)
    return {}


def append_dimension(draft: Draft, request: Json) -> Json:
    """More rows or columns at the end."""
    sheet = draft.sheet(request.get("sheetId", 0))
    axis, length = request.get("dimension", ""), request.get("length", 0)
    if axis not in NOUNS or length < 1:
        raise bad("Must specify a dimension and a positive length.")
    size = size_of(sheet, axis)
    draft.insert(sheet, axis, size, size + length, joins_before=False)
    return {}


def update_dimension_properties(draft: Draft, request: Json) -> Json:
    """Height, width or visibility of rows and columns."""
    if "dataSourceSheetRange" in request:
        raise bad("Data sources are not supported by this local server.")
    tree = masks.of_update(request.get("fields"), "DimensionProperties", "properties")
    for name in tree:
        if name not in {"pixelSize", "hiddenByUser"}:
            raise bad(f"Invalid field: {name} cannot be set here.")
    sheet, axis, start, end = dimension(draft, request.get("range"), whole=True)
    end = min(end, size_of(sheet, axis))
    given = {name: value for name, value in request.get("properties", {}).items() if value is not False}
    for at in range(start, end):
        if axis == "COLUMNS":
            sheet.grid.columns[at] = masks.update(sheet.grid.columns[at] or {}, given, tree) or None
        else:
            line = sheet.grid.rows[at]
            props = line.props if line is not None and line.props else {}
            sheet.grid.set_row_props(at, masks.update(props, given, tree))
    return {}


def auto_resize_dimensions(draft: Draft, request: Json) -> Json:
    """Widths that fit the longest text (7 pixels a character: nothing is drawn here); heights go back to default."""
    if "dataSourceSheetDimensions" in request:
        raise bad("Data sources are not supported by this local server.")
    sheet, axis, start, end = dimension(draft, request.get("dimensions"), whole=True)
    end = min(end, size_of(sheet, axis))
    if axis == "ROWS":
        for row in range(start, end):
            line = sheet.grid.rows[row]
            rest = {
                name: value for name, value in ((line and line.props) or {}).items() if name != "pixelSize"
            }
            sheet.grid.set_row_props(row, rest)
        return {}
    draft.settle()
    longest = [0] * (end - start)
    for _, column, cell in sheet.grid.within(Box(0, sheet.grid.row_count, start, end)):
        longest[column - start] = max(longest[column - start], len(draft.shown(cell)))
    for column, length in enumerate(longest, start):
        if length:
            props = sheet.grid.columns[column] or {}
            sheet.grid.columns[column] = {**props, "pixelSize": max(21, 6 + 7 * length)}
    return {}


def insert_range(draft: Draft, request: Json) -> Json:
    """Blank cells in a range; what stood there moves down or right, and the grid grows for it."""
    return _shift_cells(draft, request, inserting=True)


def delete_range(draft: Draft, request: Json) -> Json:
    """Remove the cells of a range; what stands below or to the right moves in."""
    return _shift_cells(draft, request, inserting=False)


def _shift_cells(draft: Draft, request: Json, inserting: bool) -> Json:
    sheet, box = draft.find(request.get("range"))
    axis = request.get("shiftDimension", "")
    if axis not in NOUNS:
        raise bad("Must specify shiftDimension.")
    down = axis == "ROWS"
    zone = Box(
        box.r0, sheet.grid.row_count if down else box.r1, box.c0, box.c1 if down else sheet.grid.column_count
    )
    if any(merge.meets(zone) for merge in sheet.merges):
        raise bad("Merged cells in the way of the shift are not supported by this local server.")
    step = (box.r1 - box.r0) if down else (box.c1 - box.c0)
    start, end = (box.r0, box.r1) if down else (box.c0, box.c1)
    across = range(box.c0, box.c1) if down else range(box.r0, box.r1)
    change = Shift("insert" if inserting else "delete", axis, start, end)
    follow_cells_shift(draft.book, draft.pool, sheet, change, across)
    step = step if inserting else -step
    found = list(sheet.grid.within(zone))
    for r, c, _ in found:
        sheet.grid.put(r, c, EMPTY)
    moved = [(r, c, cell) for r, c, cell in found if inserting or not box.holds(r, c)]
    last = max((r if down else c for r, c, _ in moved), default=-1) + step
    if last >= size_of(sheet, axis):
        draft.insert(sheet, axis, size_of(sheet, axis), last + 1, joins_before=False)
    for r, c, cell in moved:
        draft.put(sheet, r + step if down else r, c if down else c + step, cell)
    return {}


def add_dimension_group(draft: Draft, request: Json) -> Json:
    """One more level of grouping over rows or columns."""
    sheet, axis, start, end = dimension(draft, request.get("range"), whole=True)
    groups = _groups(sheet, axis)
    depth = 1 + max((g["depth"] for g in groups if _covers(g, start, end)), default=0)
    area: Json = {"dimension": axis, "startIndex": start, "endIndex": end}
    if sheet.sheet_id:
        area["sheetId"] = sheet.sheet_id
    groups.append({"range": area, "depth": depth})
    name = "rowGroupControlAfter" if axis == "ROWS" else "columnGroupControlAfter"
    sheet.props = {**sheet.props, "gridProperties": {**sheet.props["gridProperties"], name: True}}
    return {"dimensionGroups": list(groups)}


def delete_dimension_group(draft: Draft, request: Json) -> Json:
    """The innermost group over exactly these rows or columns goes."""
    sheet, axis, start, end = dimension(draft, request.get("range"), whole=True)
    groups = _groups(sheet, axis)
    same = [g for g in groups if (g["range"]["startIndex"], g["range"]["endIndex"]) == (start, end)]
    if not same:
        raise bad("There is no group over that range.")
    groups.remove(max(same, key=lambda g: int(g["depth"])))
    return {"dimensionGroups": list(groups)} if groups else {}


def update_dimension_group(draft: Draft, request: Json) -> Json:
    """Collapse or open a group; its range and depth say which (documented). The rows themselves stay as they are."""
    tree = masks.of_update(request.get("fields"), "DimensionGroup", "dimensionGroup")
    given = request.get("dimensionGroup", {})
    sheet, axis, start, end = dimension(draft, given.get("range"), whole=True)
    groups = _groups(sheet, axis)
    for i, group in enumerate(groups):
        place = (group["range"]["startIndex"], group["range"]["endIndex"], group["depth"])
        if place == (start, end, given.get("depth", 0)):
            if masks.names(tree, "collapsed"):
                rest = {name: part for name, part in group.items() if name != "collapsed"}
                groups[i] = {**rest, "collapsed": True} if given.get("collapsed") else rest
            return {}
    raise bad("There is no group of that depth over that range.")


def _groups(sheet: Sheet, axis: str) -> list[Json]:
    return sheet.row_groups if axis == "ROWS" else sheet.column_groups


def _covers(group: Json, start: int, end: int) -> bool:
    return bool(group["range"]["startIndex"] <= start and end <= group["range"]["endIndex"])
