"""How a spreadsheet reads in `spreadsheets.get`: which parts a mask and ranges leave, and what each cell says.

Recorded: false and zero settings are left out, while `sheetId`, `index` of a tab and starts of ranges are kept;
trailing blank cells and rows are missing; a block without content is `{}`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.sheets import masks
from sandbox.sheets.a1 import Box
from sandbox.sheets.areas import grid_range
from sandbox.sheets.book import Book, Sheet
from sandbox.sheets.cells import EMPTY, Cell, extended
from sandbox.sheets.draft import shown
from sandbox.sheets.looks import Looks
from sandbox.sheets.lookup import Found
from sandbox.sheets.masks import Tree
from sandbox.sheets.theme import DEFAULT_FORMAT, THEME

Json = dict[str, Any]
PIXELS = {"ROWS": 21, "COLUMNS": 100}
URL = "https://docs.google.com/spreadsheets/d/{}/edit"


def spreadsheet(book: Book, tree: Tree, grid: bool, now: float, found: list[Found] | None = None) -> Json:
    """The Spreadsheet message. `grid`: with cells, where the mask does not say; `now`: Unix seconds, for rules that
    look at the date; `found`: only these tabs and cells."""
    with_grid = grid if not tree else bool("sheets" in tree and masks.names(tree["sheets"], "data"))
    result: Json = {"spreadsheetId": book.book_id}
    if masks.names(tree, "properties"):
        result["properties"] = properties(book)
    if masks.names(tree, "sheets"):
        below = masks.below(tree, "sheets")
        wanted = (
            book.sheets if found is None else [s for s in book.sheets if any(f.sheet is s for f in found)]
        )
        sheets = []
        for sheet in wanted:
            boxes = [sheet.whole] if found is None else [f.box for f in found if f.sheet is sheet]
            sheets.append(_sheet(book, sheet, below, boxes if with_grid else [], now))
        result["sheets"] = sheets
    if book.named:
        result["namedRanges"] = book.named
    top = [entry for entry in book.metadata if entry["location"]["locationType"] == "SPREADSHEET"]
    if top:
        result["developerMetadata"] = top
    result["spreadsheetUrl"] = URL.format(book.book_id)
    kept = masks.keep({name: part for name, part in result.items() if name != "sheets"}, tree)
    return {**kept, **({"sheets": result["sheets"]} if result.get("sheets") else {})}


def properties(book: Book) -> Json:
    """SpreadsheetProperties in Google's order."""
    ordered = {name: book.props[name] for name in ("title", "locale", "autoRecalc", "timeZone")}
    return {**ordered, "defaultFormat": DEFAULT_FORMAT, "spreadsheetTheme": THEME}


def sheet_properties(book: Book, sheet: Sheet) -> Json:
    """SheetProperties of one tab."""
    props = sheet.props
    grid = {
        "rowCount": sheet.grid.row_count,
        "columnCount": sheet.grid.column_count,
        **props["gridProperties"],
    }
    result = {
        "sheetId": sheet.sheet_id,
        "title": sheet.title,
        "index": book.sheets.index(sheet),
        "sheetType": "GRID",
        "gridProperties": grid,
    }
    return {**result, **{name: value for name, value in props.items() if name not in result}}


def _sheet(book: Book, sheet: Sheet, tree: Tree, boxes: list[Box], now: float) -> Json:
    metadata = [entry for entry in book.metadata if _is_on(entry["location"], sheet.sheet_id, ("SHEET",))]
    parts: Json = {
        "properties": sheet_properties(book, sheet),
        "merges": [grid_range(sheet.sheet_id, merge) for merge in sheet.merges],
        "conditionalFormats": sheet.conditional,
        "protectedRanges": sheet.protected,
        "basicFilter": sheet.basic_filter,
        "developerMetadata": metadata,
        "bandedRanges": sheet.bands,
        "rowGroups": sheet.row_groups,
        "columnGroups": sheet.column_groups,
        "filterViews": sheet.views,
        "charts": sheet.charts,
        "slicers": sheet.slicers,
        "tables": sheet.tables,
    }
    result: Json = masks.keep({name: part for name, part in parts.items() if part}, tree)
    if boxes:
        below = masks.below(tree, "data")
        result["data"] = [_block(book, sheet, box, below, now) for box in boxes]
    return result


def _is_on(location: Json, sheet_id: int, kinds: tuple[str, ...]) -> bool:
    place = location.get("dimensionRange", location)
    return location["locationType"] in kinds and place.get("sheetId", 0) == sheet_id


def _block(book: Book, sheet: Sheet, box: Box, tree: Tree, now: float) -> Json:
    """GridData of one range."""
    result: Json = {}
    if box.r0 and masks.names(tree, "startRow"):
        result["startRow"] = box.r0
    if box.c0 and masks.names(tree, "startColumn"):
        result["startColumn"] = box.c0
    if masks.names(tree, "rowData"):
        cell_tree = masks.below(tree, "rowData")
        if masks.names(cell_tree, "values"):
            rows = _rows(book, sheet, box, masks.below(cell_tree, "values"), now)
            if rows:
                result["rowData"] = rows
    for name, axis, low, high in (
        ("rowMetadata", "ROWS", box.r0, box.r1),
        ("columnMetadata", "COLUMNS", box.c0, box.c1),
    ):
        if masks.names(tree, name):
            result[name] = masks.keep(_lines(book, sheet, axis, low, high), masks.below(tree, name))
    return result


def _lines(book: Book, sheet: Sheet, axis: str, low: int, high: int) -> list[Json]:
    kind = "ROW" if axis == "ROWS" else "COLUMN"
    attached: dict[int, list[Json]] = {}
    for entry in book.metadata:
        if _is_on(entry["location"], sheet.sheet_id, (kind,)):
            attached.setdefault(entry["location"]["dimensionRange"]["startIndex"], []).append(entry)
    lines = []
    for at in range(low, high):
        if axis == "ROWS":
            row = sheet.grid.rows[at]
            props = row.props if row is not None else None
        else:
            props = sheet.grid.columns[at]
        line = {"pixelSize": PIXELS[axis], **(props or {})}
        if at in attached:
            line["developerMetadata"] = attached[at]
        lines.append(line)
    return lines


def _rows(book: Book, sheet: Sheet, box: Box, tree: Tree, now: float) -> list[Json]:
    write = cell_writer(book, sheet, box, tree, now)
    rows: list[Json] = []
    blanks: list[Json] = []
    for r in range(box.r0, box.r1):
        held = sheet.grid.cells_of(r)[box.c0 : box.c1]
        cells = [{} if cell is EMPTY else write(r, c, cell) for c, cell in enumerate(held, box.c0)]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            rows += blanks
            blanks = []
            rows.append({"values": cells})
        else:
            blanks.append({})
    return rows


def cell_writer(
    book: Book, sheet: Sheet, box: Box, tree: Tree, now: float
) -> Callable[[int, int, Cell], Json]:
    """A function from a cell of this box, and its row and column, to its CellData, holding only what the mask keeps."""
    locale = book.locale
    parts: list[tuple[str, Callable[[int, int, Cell], Any]]] = [
        ("userEnteredValue", lambda _, __, cell: extended(cell.value)),
        ("effectiveValue", lambda _, __, cell: extended(cell.effective)),
        ("formattedValue", lambda _, __, cell: shown(cell, locale)),
        ("userEnteredFormat", lambda _, __, cell: cell.style and cell.style.value),
        ("note", lambda _, __, cell: cell.note),
        ("dataValidation", lambda _, __, cell: cell.rule and cell.rule.value),
        ("textFormatRuns", lambda _, __, cell: cell.runs and cell.runs.value),
    ]
    if masks.names(tree, "effectiveFormat"):
        looks = Looks(book, sheet, masks.below(tree, "effectiveFormat"), now, box)
        parts.insert(4, ("effectiveFormat", looks.of))
    chosen = [(name, read, masks.below(tree, name)) for name, read in parts if masks.names(tree, name)]

    def write(row: int, column: int, cell: Cell) -> Json:
        data: Json = {}
        for name, read, below in chosen:
            part = read(row, column, cell)
            if part or (name == "formattedValue" and cell.effective is not None):
                kept = masks.keep(part, below)
                if kept != {}:
                    data[name] = kept
        return data

    return write
