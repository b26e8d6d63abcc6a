"""Requests about tables: a range with a name, a header row and columns of a kind.

| what happens | source |
|---|---|
| headers are written where `columnName` is given; others are what stands there, or `Column 1` | guessed |
| a DROPDOWN column needs a ONE_OF_LIST rule and gets it as validation; other columns may have none | documented |
| blank cells of a BOOLEAN column become FALSE, of a RATINGS_CHIP column 0 | documented |
| tables do not overlap, names are unique in the spreadsheet | documented (names) / seen |
| `appendCells` with `tableId` writes below the last filled row; the table grows, what is below moves | documented |
| deleting a table clears its cells | documented |
"""

from __future__ import annotations

from typing import Any

from sandbox.sheets import masks
from sandbox.sheets.a1 import Box
from sandbox.sheets.areas import canonical, grid_range, span_of
from sandbox.sheets.book import Book, Sheet
from sandbox.sheets.cells import EMPTY, with_value
from sandbox.sheets.draft import Draft
from sandbox.sheets.errors import bad
from sandbox.sheets.lookup import Found, find_area
from sandbox.sheets.requests import cells
from sandbox.sheets.requests.cells import grow, write_rows
from sandbox.sheets.requests.conditions import checked_rule
from sandbox.sheets.requests.dimensions import insert_range
from sandbox.sheets.requests.writing import checked_cell

Json = dict[str, Any]
UNKNOWN = "COLUMN_TYPE_UNSPECIFIED"
BLANK_VALUES: dict[str, bool | float] = {"BOOLEAN": False, "RATINGS_CHIP": 0.0}


def _all(book: Book) -> list[tuple[Sheet, Json]]:
    return [(sheet, table) for sheet in book.sheets for table in sheet.tables]


def _found(draft: Draft, table_id: str | None) -> tuple[Sheet, int]:
    for sheet in draft.book.sheets:
        for i, table in enumerate(sheet.tables):
            if table["tableId"] == table_id:
                return sheet, i
    raise bad(f"No table with id: {table_id}")


def _checked_table(draft: Draft, table: Json, own: str | None = None) -> tuple[Found, Json]:
    """The cells of a table and the table as it is kept, with a description of each column."""
    found = draft.find(table.get("range"))
    area = table.get("range", {})
    if None in span_of(area):
        raise bad("The range of a table must have all four sides.")
    name = table.get("name", "")
    if not name:
        raise bad("Must specify table.name.")
    for sheet, other in _all(draft.book):
        if other["tableId"] == own:
            continue
        if other["name"].casefold() == name.casefold():
            raise bad(f"A table with the name {name} already exists.")
        if sheet is found.sheet and found.box.meets(find_area(draft.book, other["range"]).box):
            raise bad(f"A table must not overlap the table {other['name']}.")
    kept = {**table, "name": name, "range": canonical(area)}
    kept["columnProperties"] = _columns(draft, found, table.get("columnProperties", []))
    return found, kept


def _columns(draft: Draft, found: Found, given: list[Json]) -> list[Json]:
    """One description per column, in order."""
    sheet, box = found
    described: dict[int, Json] = {}
    for column in given:
        at = column.get("columnIndex", 0)
        if not 0 <= at < box.c1 - box.c0 or at in described:
            raise bad(f"columnProperties.columnIndex[{at}] is not a column of the table.")
        kind = column.get("columnType", UNKNOWN)
        condition = column.get("dataValidationRule", {}).get("condition", {}).get("type")
        if (kind == "DROPDOWN") != (condition == "ONE_OF_LIST"):
            raise bad(
                "A dropdown column must have a ONE_OF_LIST condition, and no other column may have one."
            )
        described[at] = column
    columns = []
    for at in range(box.c1 - box.c0):
        shown = draft.shown(sheet.grid.get(box.r0, box.c0 + at))
        column = {"columnName": shown or f"Column {at + 1}", **described.get(at, {}), "columnIndex": at}
        columns.append(
            column if at else {name: part for name, part in column.items() if name != "columnIndex"}
        )
    return columns


def _fill(draft: Draft, found: Found, columns: list[Json]) -> None:
    """What a table writes into its cells: headers, rules, and values where a kind knows no blank."""
    sheet, box = found
    for at, column in enumerate(columns, box.c0):
        header = sheet.grid.get(box.r0, at)
        if draft.shown(header) != column["columnName"]:
            draft.put(sheet, box.r0, at, with_value(header, column["columnName"]))
        kind = column.get("columnType", UNKNOWN)
        rule = None
        if kind == "DROPDOWN":
            rule = {**checked_rule(column["dataValidationRule"]), "showCustomUi": True}
        elif kind == "BOOLEAN":
            rule = {"condition": {"type": "BOOLEAN"}}
        if rule is None and kind not in BLANK_VALUES:
            continue
        shared = draft.pool.share(rule)
        for row in range(box.r0 + 1, box.r1):
            cell = sheet.grid.get(row, at)
            if cell.value is None and kind in BLANK_VALUES:
                cell = with_value(cell, BLANK_VALUES[kind])
            draft.put(sheet, row, at, cell._replace(rule=shared))


def add_table(draft: Draft, request: Json) -> Json:
    """A table over a range whose first row is its header."""
    draft.settle()
    given = request.get("table", {})
    found, table = _checked_table(draft, given)
    taken = {known["tableId"] for _, known in _all(draft.book)}
    table_id = given.get("tableId") or str(draft.new_id(int(known) for known in taken if known.isdecimal()))
    if table_id in taken:
        raise bad(f"A table with id {table_id} already exists.")
    table = {"tableId": table_id, **{name: part for name, part in table.items() if name != "tableId"}}
    _fill(draft, found, table["columnProperties"])
    found.sheet.tables.append(table)
    return {"table": table}


def update_table(draft: Draft, request: Json) -> Json:
    """Change the named fields of a table; `columnProperties` replace all descriptions."""
    draft.settle()
    given = request.get("table", {})
    sheet, i = _found(draft, given.get("tableId"))
    old = sheet.tables[i]
    tree = masks.of_update(request.get("fields"), "Table", "table")
    updated = masks.update(old, given, tree)
    updated["tableId"] = old["tableId"]
    if "columnProperties" not in (tree or {"columnProperties"}):
        width = span_of(updated["range"])
        count = (width.c1 or 0) - (width.c0 or 0)
        updated["columnProperties"] = old["columnProperties"][:count]
    found, table = _checked_table(draft, updated, old["tableId"])
    del sheet.tables[i]
    found.sheet.tables.append(table)
    _fill(draft, found, table["columnProperties"])
    return {}


def delete_table(draft: Draft, request: Json) -> Json:
    """Remove a table with what stands in it."""
    sheet, i = _found(draft, request.get("tableId"))
    box = find_area(draft.book, sheet.tables[i]["range"]).box
    del sheet.tables[i]
    for row, column, _ in list(sheet.grid.within(box)):
        draft.put(sheet, row, column, EMPTY)
    return {}


def append_cells(draft: Draft, request: Json) -> Json:
    """Rows below the last filled one of a table's body, or of the tab where no table is named."""
    if "tableId" not in request:
        return cells.append_cells(draft, request)
    tree = masks.of_update(request.get("fields"), "CellData", "userEnteredValue")
    rows = request.get("rows", [])
    for row in rows:
        for data in row.get("values", []):
            checked_cell(data, tree)
    draft.settle()
    sheet, i = _found(draft, request["tableId"])
    table = sheet.tables[i]
    box = find_area(draft.book, table["range"]).box
    if any(len(row.get("values", [])) > box.c1 - box.c0 for row in rows):
        raise bad("Attempting to write more columns than the table has.")
    # A footer is the last row where one is coloured; rows go above it.
    end = box.r1 - ("footerColorStyle" in table.get("rowsProperties", {}))
    blanks = {BLANK_VALUES[kind] for kind in BLANK_VALUES}
    filled = [
        row
        for row, _, cell in sheet.grid.within(Box(box.r0 + 1, end, box.c0, box.c1))
        if cell.effective is not None and not (cell.rule is not None and cell.effective in blanks)
    ]
    start = max(filled, default=box.r0) + 1
    missing = start + len(rows) - end
    if missing > 0:
        _make_room(draft, sheet, Box(end, end + missing, box.c0, box.c1))
        wider = Box(box.r0, box.r1 + missing, box.c0, box.c1)
        sheet.tables[i] = {**table, "range": grid_range(sheet.sheet_id, wider)}
        _fill(draft, Found(sheet, wider), table["columnProperties"])
    write_rows(draft, sheet, (start, box.c0), rows, tree)
    return {}


def _make_room(draft: Draft, sheet: Sheet, box: Box) -> None:
    """Blank cells in the box; what stands there moves down."""
    below = Box(box.r0, sheet.grid.row_count, box.c0, box.c1)
    if next(iter(sheet.grid.within(below)), None) is None:
        grow(draft, sheet, box.r1, box.c1)
        return
    area = {**grid_range(sheet.sheet_id, box), "sheetId": sheet.sheet_id}
    insert_range(draft, {"range": area, "shiftDimension": "ROWS"})
