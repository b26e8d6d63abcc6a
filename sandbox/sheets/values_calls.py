"""What the `values` calls read and write: rectangles of plain values.

Recorded: ranges come back canonical, blanks at the end of a row and blank rows at the end are missing, an interior
blank is '', null in a write leaves the cell alone and is not counted, an empty string clears it and is.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sandbox.sheets.a1 import Box, column_name, range_name
from sandbox.sheets.book import Book, Sheet
from sandbox.sheets.cells import EMPTY, Cell, as_number, with_value
from sandbox.sheets.draft import Draft
from sandbox.sheets.errors import bad
from sandbox.sheets.lookup import Found
from sandbox.sheets.requests.cells import grow
from sandbox.sheets.values_reading import Reader, Rendering

Json = dict[str, Any]
REMEMBERED = 4096


def read_range(book: Book, found: Found, rendering: Rendering) -> Json:
    """A ValueRange."""
    sheet, (r0, r1, c0, c1) = found
    # Below the last row with content nothing is read that would not be left out again.
    filled = sheet.grid.rows[r0 : min(r1, sheet.grid.filled_rows)]
    rows = [() if row is None else row.cells for row in filled]
    read = Reader(book.locale, rendering)
    by_columns = rendering.major == "COLUMNS"
    lines = read.columns(rows, range(c0, c1)) if by_columns else read.lines(rows, range(c0, c1))
    result: Json = {"range": found.name, "majorDimension": rendering.major}
    if lines:
        result["values"] = lines
    return result


class Written(NamedTuple):
    """What a write touched: where it began and the counts Google reports."""

    rows: int
    columns: int
    cells: int


def write_range(draft: Draft, found: Found, body: Json, typed: bool) -> Written:
    """Put a ValueRange's values from the range's first cell on. `typed`: USER_ENTERED. A range of one cell is only a
    start; any other must hold all the values (seen in users' reports)."""
    sheet, box = found
    if box.r1 - box.r0 == 1 and box.c1 - box.c0 == 1:
        box = Box(box.r0, sheet.grid.row_count, box.c0, sheet.grid.column_count)
    lines = _by_rows(body)
    outside = _first_outside(lines, box)
    if outside is not None:
        within = range_name(sheet.title, box)
        raise bad(f"Requested writing within range [{within}], but tried writing to {outside}")
    return put_lines(draft, sheet, (box.r0, box.c0), lines, typed)


def _first_outside(lines: list[list[Any]], box: Box) -> str | None:
    for r, line in enumerate(lines, box.r0):
        if r >= box.r1:
            return f"row [{r + 1}]"
        if box.c0 + len(line) > box.c1:
            return f"column [{column_name(box.c1)}]"
    return None


def _by_rows(body: Json) -> list[list[Any]]:
    lines: list[list[Any]] = body.get("values", [])
    if body.get("majorDimension") == "COLUMNS":
        height = max((len(column) for column in lines), default=0)
        return [[column[r] if r < len(column) else None for column in lines] for r in range(height)]
    return lines


def put_lines(
    draft: Draft, sheet: Sheet, at: tuple[int, int], lines: list[list[Any]], typed: bool
) -> Written:
    """Write the block and count what Google counts."""
    rows: set[int] = set()
    columns: set[int] = set()
    count = 0
    # Blank cells that take the same value share one new cell: a large table repeats most of its values.
    made: dict[tuple[type, Any], Cell] = {}
    for r, line in enumerate(lines, at[0]):
        for c, value in enumerate(line, at[1]):
            if value is None:
                continue
            old = sheet.grid.get(r, c)
            if isinstance(value, dict | list):
                raise bad(
                    f"Invalid values[{r - at[0]}][{c - at[1]}]: {'list' if isinstance(value, list) else 'struct'}_value"
                )
            key = (type(value), value)
            cell = made.get(key) if old is EMPTY else None
            if cell is None:
                cell = _taken(draft, old, value, typed)
                if old is EMPTY and len(made) < REMEMBERED:
                    made[key] = cell
            draft.put(sheet, r, c, cell)
            columns.add(c)
            rows.add(r)
            count += 1
    return Written(len(rows), len(columns), count)


def _taken(draft: Draft, old: Cell, value: Any, typed: bool) -> Cell:
    """The cell after it took a value of the body."""
    if isinstance(value, str) and typed:
        return draft.typed(old, value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = as_number(value)
    return with_value(old, value)


def clear_range(draft: Draft, found: Found) -> None:
    """Values go, formats and notes stay (documented)."""
    sheet, box = found
    for r, c, cell in list(sheet.grid.within(box)):
        if cell.value is not None:
            rest = with_value(cell, None)
            draft.put(sheet, r, c, rest)


def last_table(found: Found) -> Box | None:
    """The block of cells `append` goes below: the last one that meets the range (documented with examples; recorded
    for a first row `x, blank, z`, whose last block is the third cell). None where the range is blank."""
    sheet, box = found
    last = None
    for r in range(box.r1 - 1, box.r0 - 1, -1):
        cells = sheet.grid.cells_of(r)
        filled = [c for c in range(box.c0, min(box.c1, len(cells))) if _filled(cells[c])]
        if filled:
            last = (r, filled[-1])
            break
    return None if last is None else _block_around(sheet, last)


def _filled(cell: Cell) -> bool:
    return cell.value is not None or cell.result is not None


def _block_around(sheet: Sheet, at: tuple[int, int]) -> Box:
    """The smallest block around a cell with a blank border on each side inside the grid."""
    box = Box(at[0], at[0] + 1, at[1], at[1] + 1)
    while True:
        grown = _grown_once(sheet, box)
        if grown == box:
            return box
        box = grown


def _any_filled(sheet: Sheet, box: Box) -> bool:
    return any(_filled(cell) for _, _, cell in sheet.grid.within(box))


def _grown_once(sheet: Sheet, box: Box) -> Box:
    r0, r1, c0, c1 = box
    left, right = max(0, c0 - 1), c1 + 1
    while r0 > 0 and _any_filled(sheet, Box(r0 - 1, r0, left, right)):
        r0 -= 1
    while r1 < sheet.grid.row_count and _any_filled(sheet, Box(r1, r1 + 1, left, right)):
        r1 += 1
    if c0 > 0 and _any_filled(sheet, Box(max(0, r0 - 1), r1 + 1, c0 - 1, c0)):
        c0 -= 1
    if c1 < sheet.grid.column_count and _any_filled(sheet, Box(max(0, r0 - 1), r1 + 1, c1, c1 + 1)):
        c1 += 1
    return Box(r0, r1, c0, c1)


def append_lines(
    draft: Draft, found: Found, body: Json, typed: bool, insert: bool
) -> tuple[Json, Found, Written]:
    """Rows below the last table of the range; with `insert` new rows are made for them. Returns the table's part of the
    reply, the cells written and the counts."""
    sheet = found.sheet
    table = last_table(found)
    lines = _by_rows(body)
    if table is None:
        start, column, reply = found.box.r0, found.box.c0, {}
    else:
        start, column, reply = table.r1, table.c0, {"tableRange": range_name(sheet.title, table)}
    height, width = len(lines), max((len(line) for line in lines), default=0)
    if insert and height and start < sheet.grid.row_count:
        draft.insert(sheet, "ROWS", start, start + height, joins_before=True)
    grow(draft, sheet, start + height, column + width)
    written = put_lines(draft, sheet, (start, column), lines, typed)
    box = Box(start, start + max(height, 1), column, column + max(width, 1))
    return reply, Found(sheet, box), written
