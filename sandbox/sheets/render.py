"""How a spreadsheet reads in `spreadsheets.get`: which parts a mask and ranges leave, and what each cell says.

Recorded: false and zero settings are left out, while `sheetId`, `index` of a tab and starts of ranges are kept;
trailing blank cells and rows are missing; a block without content is `{}`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from sandbox.sheets import masks
from sandbox.sheets.a1 import Box
from sandbox.sheets.areas import grid_range
from sandbox.sheets.book import Book, Sheet
from sandbox.sheets.cells import EMPTY, Cell, extended
from sandbox.sheets.draft import shown
from sandbox.sheets.formats import default_pattern
from sandbox.sheets.formats_model import CellError
from sandbox.sheets.lookup import Found
from sandbox.sheets.masks import Tree
from sandbox.sheets.theme import DEFAULT_FORMAT, THEME

Json = dict[str, Any]
PIXELS = {"ROWS": 21, "COLUMNS": 100}
URL = "https://docs.google.com/spreadsheets/d/{}/edit"


def spreadsheet(book: Book, tree: Tree, grid: bool, found: list[Found] | None = None) -> Json:
    """The Spreadsheet message. `grid`: with cells, where the mask does not say; `found`: only these tabs and cells."""
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
            sheets.append(_sheet(book, sheet, below, boxes if with_grid else []))
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


def _sheet(book: Book, sheet: Sheet, tree: Tree, boxes: list[Box]) -> Json:
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
    }
    result: Json = masks.keep({name: part for name, part in parts.items() if part}, tree)
    if boxes:
        below = masks.below(tree, "data")
        result["data"] = [_block(book, sheet, box, below) for box in boxes]
    return result


def _is_on(location: Json, sheet_id: int, kinds: tuple[str, ...]) -> bool:
    place = location.get("dimensionRange", location)
    return location["locationType"] in kinds and place.get("sheetId", 0) == sheet_id


def _block(book: Book, sheet: Sheet, box: Box, tree: Tree) -> Json:
    """GridData of one range."""
    result: Json = {}
    if box.r0 and masks.names(tree, "startRow"):
        result["startRow"] = box.r0
    if box.c0 and masks.names(tree, "startColumn"):
        result["startColumn"] = box.c0
    if masks.names(tree, "rowData"):
        cell_tree = masks.below(tree, "rowData")
        if masks.names(cell_tree, "values"):
            rows = _rows(book, sheet, box, masks.below(cell_tree, "values"))
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


def _rows(book: Book, sheet: Sheet, box: Box, tree: Tree) -> list[Json]:
    write = cell_writer(book.locale, tree)
    rows: list[Json] = []
    blanks: list[Json] = []
    for r in range(box.r0, box.r1):
        cells = [{} if cell is EMPTY else write(cell) for cell in sheet.grid.cells_of(r)[box.c0 : box.c1]]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            rows += blanks
            blanks = []
            rows.append({"values": cells})
        else:
            blanks.append({})
    return rows


def cell_writer(locale: str, tree: Tree) -> Callable[[Cell], Json]:
    """A function from a cell to its CellData, holding only what the mask keeps."""
    parts: list[tuple[str, Callable[[Cell], Any]]] = [
        ("userEnteredValue", lambda cell: extended(cell.value)),
        ("effectiveValue", lambda cell: extended(cell.effective)),
        ("formattedValue", lambda cell: shown(cell, locale)),
        ("userEnteredFormat", lambda cell: cell.style and cell.style.value),
        ("effectiveFormat", functools.partial(effective_format, locale)),
        ("note", lambda cell: cell.note),
        ("dataValidation", lambda cell: cell.rule and cell.rule.value),
        ("textFormatRuns", lambda cell: cell.runs and cell.runs.value),
    ]
    chosen = [(name, read, masks.below(tree, name)) for name, read in parts if masks.names(tree, name)]

    def write(cell: Cell) -> Json:
        data: Json = {}
        for name, read, below in chosen:
            part = read(cell)
            if part or (name == "formattedValue" and cell.effective is not None):
                kept = masks.keep(part, below)
                if kept != {}:
                    data[name] = kept
        return data

    return write


def effective_format(locale: str, cell: Cell) -> Json | None:
    """The default format under the cell's own. None where the cell has neither content nor format."""
    style = cell.style.value if cell.style is not None else {}
    value = cell.effective
    if not style and value is None:
        return None
    result = dict(DEFAULT_FORMAT)
    for name, part in style.items():
        result[name] = {**result[name], **part} if isinstance(part, dict) and name in result else part
    form = style.get("numberFormat")
    if form and not form.get("pattern") and form.get("type"):
        result["numberFormat"] = {**form, "pattern": default_pattern(form["type"], locale)}
    result.setdefault("hyperlinkDisplayType", "PLAIN_TEXT")
    if isinstance(value, bool | CellError):
        result.setdefault("horizontalAlignment", "CENTER")
    elif isinstance(value, float):
        result.setdefault("horizontalAlignment", "RIGHT")
    else:
        result.setdefault("horizontalAlignment", "LEFT")
    return result
