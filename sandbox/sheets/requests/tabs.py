"""Requests about whole tabs and the spreadsheet: addSheet, deleteSheet, duplicateSheet and their properties."""

from __future__ import annotations

from typing import Any

from sandbox.sheets import masks
from sandbox.sheets.areas import grid_range, span_of
from sandbox.sheets.book import Book, Sheet
from sandbox.sheets.draft import Draft
from sandbox.sheets.errors import bad
from sandbox.sheets.formats_locale import locale_of
from sandbox.sheets.formulas import after_remove_sheet, after_rename
from sandbox.sheets.grid import Grid
from sandbox.sheets.objects import drop_sources
from sandbox.sheets.references import follow
from sandbox.sheets.render import sheet_properties
from sandbox.sheets.requests.objects import copied_objects
from sandbox.sheets.requests.writing import twin_tree, with_colour_twins
from sandbox.sheets.zones import zone_of

Json = dict[str, Any]
DEFAULT_ROWS, DEFAULT_COLUMNS = 1000, 26
COMPUTED = frozenset({"sheetId", "index", "sheetType"})
SETTINGS = ("title", "locale", "autoRecalc", "timeZone")


def checked_title(book: Book, title: str, own: Sheet | None = None) -> str:
    """A title no other tab has; ApiError 400 otherwise."""
    if not title or len(title) > 100:
        raise bad("Sheet titles must have 1 to 100 characters.")
    other = book.sheet_by_title(title)
    if other is not None and other is not own:
        raise bad(f'A sheet with the name "{title}" already exists. Please enter another name.')
    return title


def free_title(book: Book, stem: str) -> str:
    """`stem` followed by the least number that makes it free."""
    number = 1
    while book.sheet_by_title(f"{stem}{number}") is not None:
        number += 1
    return f"{stem}{number}"


def sized_grid(properties: Json, rows: int, columns: int) -> tuple[int, int, Json]:
    """(row count, column count, the rest) of GridProperties."""
    given = dict(properties)
    rows = given.pop("rowCount", rows)
    columns = given.pop("columnCount", columns)
    if rows < 1 or columns < 1:
        raise bad("A sheet must have at least one row and one column.")
    if columns > 18_278:
        raise bad("A sheet may not have more than 18278 columns.")
    if given.get("frozenRowCount", 0) >= rows or given.get("frozenColumnCount", 0) >= columns:
        raise bad("You can't freeze all visible rows or columns on the sheet.")
    return rows, columns, {name: value for name, value in given.items() if value}


def new_sheet(book: Book, sheet_id: int, properties: Json, title: str) -> Sheet:
    """A blank tab with the given properties; the caller puts it in its place."""
    if properties.get("sheetType", "GRID") != "GRID":
        raise bad("Only sheets of type GRID are supported by this local server.")
    if "dataSourceSheetProperties" in properties:
        raise bad("Data sources are not supported by this local server.")
    rows, columns, rest = sized_grid(properties.get("gridProperties", {}), DEFAULT_ROWS, DEFAULT_COLUMNS)
    props = {name: value for name, value in with_colour_twins(properties).items() if name not in COMPUTED}
    props["title"] = title
    props["gridProperties"] = rest
    if not props.get("hidden"):
        props.pop("hidden", None)
    return Sheet(sheet_id, props, Grid(rows, columns))


def add_sheet(draft: Draft, request: Json) -> Json:
    """A new tab, at its index or last."""
    book = draft.book
    properties = request.get("properties", {})
    sheet_id = properties.get("sheetId")
    if sheet_id is None:
        sheet_id = draft.new_id(sheet.sheet_id for sheet in book.sheets)
    elif sheet_id < 0:
        raise bad(f"Sheet id must not be negative: {sheet_id}")
    elif book.sheet_by_id(sheet_id) is not None:
        raise bad(f"A sheet with the id {sheet_id} already exists. Please enter another id.")
    title = properties.get("title")
    title = free_title(book, "Sheet") if title is None else checked_title(book, title)
    sheet = new_sheet(book, sheet_id, properties, title)
    draft.room_for(sheet.grid.row_count * sheet.grid.column_count)
    book.sheets.insert(_index(book, properties.get("index")), sheet)
    return {"properties": sheet_properties(book, sheet)}


def _index(book: Book, index: int | None) -> int:
    if index is None:
        return len(book.sheets)
    if not 0 <= index <= len(book.sheets):
        raise bad(f"Invalid sheet index: {index}")
    return index


def delete_sheet(draft: Draft, request: Json) -> Json:
    """Remove a tab with everything on it; one visible tab has to stay."""
    book = draft.book
    sheet = draft.book.sheet_by_id(request.get("sheetId", 0))
    if sheet is None:
        raise bad(f"No sheet with id: {request.get('sheetId', 0)}")
    rest = [other for other in book.sheets if other is not sheet]
    if not any(not other.hidden for other in rest):
        raise bad("You can't remove all the visible sheets in a document.")
    book.sheets = rest
    drop_sources(book, sheet.sheet_id)
    follow(book, draft.pool, lambda _, text: after_remove_sheet(text, sheet.title))
    book.named = [entry for entry in book.named if entry["range"].get("sheetId", 0) != sheet.sheet_id]
    book.metadata = [entry for entry in book.metadata if not _stands_on(entry, sheet.sheet_id)]
    return {}


def _stands_on(entry: Json, sheet_id: int) -> bool:
    location = entry["location"]
    if location["locationType"] == "SPREADSHEET":
        return False
    place = location.get("dimensionRange", location)
    return bool(place.get("sheetId", 0) == sheet_id)


def update_sheet_properties(draft: Draft, request: Json) -> Json:
    """Title, order, visibility, colour, size and frozen rows of a tab."""
    book = draft.book
    tree = masks.of_update(request.get("fields"), "SheetProperties", "properties")
    given = request.get("properties", {})
    sheet = book.sheet_by_id(given.get("sheetId", 0))
    if sheet is None:
        raise bad(f"No sheet with id: {given.get('sheetId', 0)}")
    named = {name for name in (tree or given) if name not in {"sheetId", "sheetType", "*"}}
    if "title" in named:
        _rename(draft, sheet, checked_title(book, given.get("title", ""), sheet))
    if "gridProperties" in named:
        _resize(draft, sheet, given.get("gridProperties", {}), masks.below(tree, "gridProperties"))
    rest = {name: masks.below(tree, name) for name in named - {"title", "gridProperties", "index"}}
    if rest:
        updated = masks.update(sheet.props, with_colour_twins(given), twin_tree(rest))
        sheet.props = {name: value for name, value in updated.items() if value is not False}
        if not any(not other.hidden for other in book.sheets):
            raise bad("You can't hide all the sheets in a document.")
    if "index" in named:
        _reorder(book, sheet, given.get("index", 0))
    return {}


def _reorder(book: Book, sheet: Sheet, index: int) -> None:
    """Documented: the new index counts before the move."""
    place = _index(book, index)
    old = book.sheets.index(sheet)
    del book.sheets[old]
    book.sheets.insert(place if place <= old else place - 1, sheet)


def _rename(draft: Draft, sheet: Sheet, title: str) -> None:
    old = sheet.title
    if old == title:
        return
    sheet.props = {**sheet.props, "title": title}
    follow(draft.book, draft.pool, lambda _, text: after_rename(text, old, title))


def _resize(draft: Draft, sheet: Sheet, given: Json, tree: masks.Tree) -> None:
    """Sizes and the rest of GridProperties; what is cut off is gone."""
    grid = sheet.grid
    present = {**sheet.props["gridProperties"], "rowCount": grid.row_count, "columnCount": grid.column_count}
    wanted = masks.update(present, given, tree)
    rows, columns, rest = sized_grid(wanted, 0, 0)
    draft.room_for(rows * columns - grid.row_count * grid.column_count)
    sheet.props = {**sheet.props, "gridProperties": rest}
    for axis, size, old in (("ROWS", rows, grid.row_count), ("COLUMNS", columns, grid.column_count)):
        if size < old:
            draft.cut(sheet, axis, size, old)
    if rows > grid.row_count:
        grid.insert_rows(grid.row_count, rows - grid.row_count)
    if columns > grid.column_count:
        grid.insert_columns(grid.column_count, columns - grid.column_count)


def duplicate_sheet(draft: Draft, request: Json) -> Json:
    """A copy of a tab, with its rules but without the ids that must be unique."""
    book = draft.book
    source = book.sheet_by_id(request.get("sourceSheetId", 0))
    if source is None:
        raise bad(f"No sheet with id: {request.get('sourceSheetId', 0)}")
    sheet_id = request.get("newSheetId")
    if sheet_id is None:
        sheet_id = draft.new_id(sheet.sheet_id for sheet in book.sheets)
    elif book.sheet_by_id(sheet_id) is not None:
        raise bad(f"A sheet with the id {sheet_id} already exists. Please enter another id.")
    title = request.get("newSheetName")
    title = copy_title(book, source.title) if title is None else checked_title(book, title)
    draft.room_for(source.grid.row_count * source.grid.column_count)
    sheet = copied_sheet(draft, source, sheet_id, title)
    book.sheets.insert(_index(book, request.get("insertSheetIndex", 0)), sheet)
    return {"properties": sheet_properties(book, sheet)}


def copy_title(book: Book, title: str) -> str:
    """`Copy of X`, then `Copy of X 2`, ..."""
    first = f"Copy of {title}"
    if book.sheet_by_title(first) is None:
        return first
    number = 2
    while book.sheet_by_title(f"{first} {number}") is not None:
        number += 1
    return f"{first} {number}"


def copied_sheet(draft: Draft, source: Sheet, sheet_id: int, title: str) -> Sheet:
    """A tab like `source` under another id, without its tables, whose names must stay unique. Cells are shared values,
    so this costs one list per row."""
    props = {name: value for name, value in source.props.items() if name != "hidden"}
    sheet = Sheet(sheet_id, {**props, "title": title}, Grid(source.grid.row_count, source.grid.column_count))
    for row, line in enumerate(source.grid.rows):
        if line is not None:
            sheet.grid.replace_row_part(row, 0, [cell._replace(result=None) for cell in line.cells])
            sheet.grid.set_row_props(row, line.props)
    sheet.grid.columns = list(source.grid.columns)
    sheet.merges = list(source.merges)

    def here(area: Json) -> Json:
        return grid_range(sheet_id, span_of(area))

    for rule in source.protected:
        sheet.protected.append(
            {**rule, "protectedRangeId": new_protected_id(draft), "range": here(rule["range"])}
        )
    for rule in source.conditional:
        sheet.conditional.append({**rule, "ranges": [here(area) for area in rule["ranges"]]})
    for band in source.bands:
        taken = [other["bandedRangeId"] for tab in draft.book.sheets for other in tab.bands]
        sheet.bands.append({**band, "bandedRangeId": draft.new_id(taken), "range": here(band["range"])})
    if source.basic_filter is not None:
        sheet.basic_filter = {**source.basic_filter, "range": here(source.basic_filter["range"])}
    views = [view["filterViewId"] for tab in draft.book.sheets for view in tab.views]
    for view in source.views:
        views.append(draft.new_id(views))
        sheet.views.append({**view, "filterViewId": views[-1], "range": here(view["range"])})
    copied_objects(draft, source, sheet)
    return sheet


def new_protected_id(draft: Draft) -> int:
    """A number no protected range of the spreadsheet has."""
    return draft.new_id(rule["protectedRangeId"] for tab in draft.book.sheets for rule in tab.protected)


def update_spreadsheet_properties(draft: Draft, request: Json) -> Json:
    """Title, locale, time zone and when to recalculate."""
    tree = masks.of_update(request.get("fields"), "SpreadsheetProperties", "properties")
    given = request.get("properties", {})
    named = set(tree or given)
    unsupported = named - set(SETTINGS)
    if unsupported:
        raise bad(f"Property {sorted(unsupported)[0]} is not supported by this local server.")
    props = dict(draft.book.props)
    for name in named:
        props[name] = given.get(name, "")
    if props["autoRecalc"] in {"", "RECALCULATION_INTERVAL_UNSPECIFIED"}:
        props["autoRecalc"] = "ON_CHANGE"
    draft.book.props = checked_settings(props)
    return {}


def checked_settings(props: Json) -> Json:
    """Settings of a spreadsheet; ApiError 400 for a locale or time zone this server does not know."""
    if not props["title"]:
        raise bad("Spreadsheet title must not be empty.")
    try:
        locale_of(props["locale"])
    except ValueError as error:
        raise bad(f"Unsupported locale: {props['locale']}") from error
    try:
        zone_of(props["timeZone"])
    except ValueError as error:
        raise bad(f"Invalid time zone: {props['timeZone']}") from error
    return props
