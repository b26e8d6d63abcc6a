"""Requests that write cells one by one: updateCells, appendCells, repeatCell, validation, borders, merges."""

from __future__ import annotations

from typing import Any

from sandbox.sheets import masks
from sandbox.sheets.a1 import Box
from sandbox.sheets.book import Sheet
from sandbox.sheets.cells import Cell, Formula
from sandbox.sheets.draft import Draft
from sandbox.sheets.errors import bad
from sandbox.sheets.formulas import shift
from sandbox.sheets.references import carried_rule
from sandbox.sheets.requests.conditions import checked_rule
from sandbox.sheets.requests.writing import checked_cell, value_of, write_cell, written

Json = dict[str, Any]


def update_cells(draft: Draft, request: Json) -> Json:
    """Rows of cells from `start`, or into `range`, whose rest is cleared in the named fields (documented)."""
    tree = masks.of_update(request.get("fields"), "CellData", "userEnteredValue")
    rows = request.get("rows", [])
    if "start" in request:
        sheet, r0, c0 = coordinate(draft, request["start"])
        grid = sheet.grid
        check_rows(rows, (r0, c0), (len(grid.rows), len(grid.columns)), tree)
        write_rows(draft, sheet, (r0, c0), rows, tree)
    elif "range" in request:
        sheet, box = draft.find(request["range"])
        check_rows(rows, (box.r0, box.c0), (box.r1, box.c1), tree)
        _fill(draft, sheet, box, rows, tree)
    else:
        raise bad("Must specify either start or range.")
    return {}


def _fill(draft: Draft, sheet: Sheet, box: Box, rows: list[Json], tree: masks.Tree) -> None:
    for r in range(box.r0, box.r1):
        values = rows[r - box.r0].get("values", []) if r - box.r0 < len(rows) else []
        last = box.c1 if values else min(box.c1, len(sheet.grid.cells_of(r)))
        for c in range(box.c0, last):
            data = values[c - box.c0] if c - box.c0 < len(values) else {}
            write_cell(draft, sheet, r, c, data, tree)


def coordinate(draft: Draft, start: Json) -> tuple[Sheet, int, int]:
    """A GridCoordinate's tab and cell; 400 where it is outside."""
    sheet = draft.sheet(start.get("sheetId", 0))
    row, column = start.get("rowIndex", 0), start.get("columnIndex", 0)
    grid = sheet.grid
    height, width = len(grid.rows), len(grid.columns)
    if not 0 <= row < height:
        raise bad(f"GridCoordinate.rowIndex[{row}] is after last row in grid[{height}]")
    if not 0 <= column < width:
        raise bad(f"GridCoordinate.columnIndex[{column}] is after last column in grid[{width}]")
    return sheet, row, column


def check_rows(rows: list[Json], at: tuple[int, int], end: tuple[int, int], tree: masks.Tree) -> None:
    """400 where rows of cells from `at` on reach past what was asked for, or hold what cells cannot be given."""
    if at[0] + len(rows) > end[0]:
        raise bad(f"Attempting to write row: {end[0]}, beyond the last requested row of: {end[0] - 1}")
    for row in rows:
        values = row.get("values", ())
        if at[1] + len(values) > end[1]:
            raise bad(
                f"Attempting to write column: {end[1]}, beyond the last requested column of: {end[1] - 1}"
            )
        for data in values:
            checked_cell(data, tree)


def append_cells(draft: Draft, request: Json) -> Json:
    """Rows after the last row of the tab that holds anything; the grid grows where needed."""
    tree = masks.of_update(request.get("fields"), "CellData", "userEnteredValue")
    sheet = draft.sheet(request.get("sheetId", 0))
    rows = request.get("rows", [])
    for row in rows:
        for data in row.get("values", []):
            checked_cell(data, tree)
    start = last_used_row(sheet) + 1
    width = max((len(row.get("values", [])) for row in rows), default=0)
    grow(draft, sheet, start + len(rows), width)
    write_rows(draft, sheet, (start, 0), rows, tree)
    return {}


def write_rows(draft: Draft, sheet: Sheet, at: tuple[int, int], rows: list[Json], tree: masks.Tree) -> None:
    """Rows of cells from a cell on."""
    values_only = len(tree) == 1 and "userEnteredValue" in tree
    for r, row in enumerate(rows, at[0]):
        for c, data in enumerate(row.get("values", []), at[1]):
            if values_only:
                # Most writes are no more than this.
                draft.put_value(sheet, r, c, value_of(data.get("userEnteredValue")))
            else:
                write_cell(draft, sheet, r, c, data, tree)


def last_used_row(sheet: Sheet) -> int:
    """The last row with a value, or -1."""
    for r in range(sheet.grid.row_count - 1, -1, -1):
        if any(cell.value is not None or cell.result is not None for cell in sheet.grid.cells_of(r)):
            return r
    return -1


def grow(draft: Draft, sheet: Sheet, row_count: int, column_count: int) -> None:
    """Make the grid at least this large."""
    grid = sheet.grid
    rows, columns = max(row_count, grid.row_count), max(column_count, grid.column_count)
    draft.room_for(rows * columns - grid.row_count * grid.column_count)
    if rows > grid.row_count:
        grid.insert_rows(grid.row_count, rows - grid.row_count)
    if columns > grid.column_count:
        grid.insert_columns(grid.column_count, columns - grid.column_count)


def repeat_cell(draft: Draft, request: Json) -> Json:
    """The same cell all over a range; a formula is shifted from the first one (documented)."""
    tree = masks.of_update(request.get("fields"), "CellData", "cell")
    data = request.get("cell", {})
    checked_cell(data, tree)
    sheet, box = draft.find(request.get("range"))
    done: dict[int, tuple[Cell, Cell]] = {}
    for r in range(box.r0, box.r1):
        for c in range(box.c0, box.c1):
            old = sheet.grid.get(r, c)
            # Most cells of a column are alike, so what one became is remembered by the old cell.
            known = done.get(id(old))
            cell = known[1] if known is not None else written(draft, old, data, tree)
            done[id(old)] = (old, cell)
            if isinstance(cell.value, Formula) and masks.names(tree, "userEnteredValue"):
                cell = cell._replace(value=Formula(shift(cell.value.text, r - box.r0, c - box.c0)))
            if cell.rule is not None and masks.names(tree, "dataValidation"):
                cell = cell._replace(rule=carried_rule(draft.pool, cell.rule, (r - box.r0, c - box.c0)))
            draft.put(sheet, r, c, cell)
    return {}


def set_data_validation(draft: Draft, request: Json) -> Json:
    """One rule for every cell of a range, or none; rows a filter hides are left out unless asked for (documented). A
    formula in it is shifted from the first cell (guessed)."""
    sheet, box = draft.find(request.get("range"))
    rule = request.get("rule")
    shared = draft.pool.share(checked_rule(rule) if rule else None)
    for r in range(box.r0, box.r1):
        line = sheet.grid.rows[r]
        filtered = line is not None and bool(line.props) and "hiddenByFilter" in (line.props or {})
        if filtered and not request.get("filteredRowsIncluded"):
            continue
        for c in range(box.c0, box.c1):
            mine = carried_rule(draft.pool, shared, (r - box.r0, c - box.c0))
            draft.put(sheet, r, c, sheet.grid.get(r, c)._replace(rule=mine))
    return {}


def update_borders(draft: Draft, request: Json) -> Json:
    """Borders of a range, outside and inside."""
    sheet, box = draft.find(request.get("range"))
    for r in range(box.r0, box.r1):
        for c in range(box.c0, box.c1):
            _border_cell(draft, sheet, box, request, (r, c))
    return {}


def _border_cell(draft: Draft, sheet: Sheet, box: Box, request: Json, at: tuple[int, int]) -> None:
    r, c = at
    wanted = {
        "top": "top" if r == box.r0 else "innerHorizontal",
        "bottom": "bottom" if r == box.r1 - 1 else "innerHorizontal",
        "left": "left" if c == box.c0 else "innerVertical",
        "right": "right" if c == box.c1 - 1 else "innerVertical",
    }
    given = {side: request[name] for side, name in wanted.items() if name in request}
    if not given:
        return
    cell = sheet.grid.get(r, c)
    style = dict(cell.style.value) if cell.style is not None else {}
    borders = {**style.get("borders", {}), **given}
    style["borders"] = {side: line for side, line in borders.items() if line.get("style") != "NONE"}
    if not style["borders"]:
        del style["borders"]
    draft.put(sheet, r, c, cell._replace(style=draft.pool.share(style)))


def merge_cells(draft: Draft, request: Json) -> Json:
    """Join cells; only the top-left value of each joined block stays."""
    sheet, box = draft.find(request.get("range"))
    if any(box.meets(merge) and not (box.contains(merge)) for merge in sheet.merges):
        raise bad("You must select all cells in a merged range to merge or unmerge them.")
    kind = request.get("mergeType", "MERGE_ALL")
    if kind == "MERGE_ROWS":
        blocks = [Box(r, r + 1, box.c0, box.c1) for r in range(box.r0, box.r1)]
    elif kind == "MERGE_COLUMNS":
        blocks = [Box(box.r0, box.r1, c, c + 1) for c in range(box.c0, box.c1)]
    else:
        blocks = [box]
    sheet.merges = [merge for merge in sheet.merges if not merge.meets(box)]
    for block in blocks:
        if (block.r1 - block.r0) * (block.c1 - block.c0) == 1:
            continue
        sheet.merges.append(block)
        for r, c, cell in list(sheet.grid.within(block)):
            if (r, c) != (block.r0, block.c0) and cell.value is not None:
                draft.put(sheet, r, c, cell._replace(value=None, result=None, runs=None))
    return {}


def unmerge_cells(draft: Draft, request: Json) -> Json:
    """Part the joined cells of a range."""
    sheet, box = draft.find(request.get("range"))
    for merge in sheet.merges:
        inside = box.contains(merge)
        if merge.meets(box) and not inside:
            raise bad("You must select all cells in a merged range to merge or unmerge them.")
    sheet.merges = [merge for merge in sheet.merges if not merge.meets(box)]
    return {}
