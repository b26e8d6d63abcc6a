"""Decides what each request of a batch does to the sheet in memory: those that the engine sends, and no others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.model.sheet import Value

from ..clock import Violation
from .formula import Mistake
from .grid import BLANK, Content, Look, Tab
from .sheet import TEXT_LIMIT, Box, MemorySheet, refused
from .typed import Format, shown, typed, whole_number

Json = dict[str, Any]


def carried_out(sheet: MemorySheet, requests: Sequence[Json]) -> tuple[Json, ...]:
    """Carry out a batch, all of it or nothing; one reply a request. KeyError for a kind that is not played."""
    with sheet.whole():
        replies = []
        for request in requests:
            ((kind, body),) = request.items()
            replies.append(KINDS[kind](sheet, body))
        return tuple(replies)


def area_of(sheet: MemorySheet, area: Mapping[str, Any]) -> tuple[Tab, Box]:
    """The cells of a GridRange; what reaches over the edge is cut, what begins past it is refused."""
    tab = sheet.by_id(area["sheetId"])
    return tab, sheet.inside(
        tab,
        Box(
            area.get("startRowIndex", 0),
            area.get("endRowIndex", -1),
            area.get("startColumnIndex", 0),
            area.get("endColumnIndex", -1),
        ),
    )


def _content(data: Mapping[str, Any]) -> Content:
    entered = data.get("userEnteredValue")
    if not entered:
        return BLANK
    ((kind, value),) = entered.items()
    if kind == "stringValue":
        if len(value) > TEXT_LIMIT:
            raise refused("more than the maximum of 50000 characters in a single cell")
        return Content(value)
    if kind == "numberValue":
        return Content(whole_number(float(value)))
    if kind == "boolValue":
        return Content(value)
    if kind == "formulaValue":
        raise Violation("P1", f"a batch wrote a formula: {value}")
    raise KeyError(kind)


def _update_cells(sheet: MemorySheet, body: Json) -> Json:
    tab, box = area_of(sheet, body["range"])
    fields = set(body["fields"].split(","))
    for at, line in enumerate(body["rows"], box.r0):
        cells = line["values"][: box.c1 - box.c0]
        if at >= box.r1:
            break
        if "userEnteredValue" in fields:
            tab.set(at, box.c0, [_content(cell) for cell in cells])
        if "note" in fields:
            for column, cell in enumerate(cells, box.c0):
                tab.dress(at, column, tab.look(at, column)._replace(note=cell.get("note", "")))
    known = {
        "userEnteredValue",
        "note",
        "userEnteredFormat.backgroundColor",
        "userEnteredFormat.textFormat.bold",
    }
    if fields - known:
        raise KeyError(sorted(fields - known))
    return {}


def _copy_paste(sheet: MemorySheet, body: Json) -> Json:
    """Values, or what was entered. Formulas keep their text: the engine copies them only to put them back."""
    entered = {"PASTE_FORMULA": True, "PASTE_VALUES": False}[body["pasteType"]]
    source, taken = area_of(sheet, body["source"])
    target, given = area_of(sheet, body["destination"])
    if (taken.r1 - taken.r0, taken.c1 - taken.c0) != (given.r1 - given.r0, given.c1 - given.c0):
        raise KeyError("a copy into another shape")
    rows = [
        [_copied(source.at(row, column), entered=entered) for column in range(taken.c0, taken.c1)]
        for row in range(taken.r0, taken.r1)
    ]
    for row, contents in enumerate(rows, given.r0):
        target.set(row, given.c0, contents)
    return {}


def _copied(content: Content, *, entered: bool) -> Content:
    if entered:
        return content
    value = content.value
    return Content(str(value) if isinstance(value, Mistake) else value)


def _find_replace(sheet: MemorySheet, body: Json) -> Json:
    if (
        not (body["matchCase"] and body["matchEntireCell"])
        or body["searchByRegex"]
        or body["includeFormulas"]
    ):
        raise KeyError("a search that is not for a whole cell")
    tab, box = area_of(sheet, body["range"])
    changed = 0
    for row in range(box.r0, min(box.r1, len(tab.rows))):
        for column in range(box.c0, box.c1):
            content, look = tab.at(row, column), tab.look(row, column)
            if content.formula is None and _searched(sheet, content.value, look) == body["find"]:
                enter(sheet, tab, row, column, body["replacement"])
                changed += 1
    return {"findReplace": {"occurrencesChanged": changed} if changed else {}}


def _searched(sheet: MemorySheet, value: Value, look: Look) -> str | None:
    """The text that a search compares, None where it leaves the cell alone."""
    if isinstance(value, str):
        return value or None
    return None if sheet.numbers == "never" else shown(value, look.format, sheet.locale)


def enter(sheet: MemorySheet, tab: Tab, row: int, column: int, text: str) -> None:
    """What typing does to a cell; a format of the cell's own outlives it. Formulas are people's (`person`)."""
    look = tab.look(row, column)
    plain = look.format is not None and look.format.kind == "TEXT"
    found = typed(text, sheet.locale, plain=plain)
    if found.formula:
        raise KeyError("a formula in a batch")
    tab.set(row, column, [Content(found.value)])
    if found.format is not None and look.format is None:
        tab.dress(row, column, look._replace(format=found.format))


def _add_sheet(sheet: MemorySheet, body: Json) -> Json:
    given = body["properties"]
    size = given["gridProperties"]
    if any(
        tab.sheet_id == given["sheetId"] or tab.title.casefold() == given["title"].casefold()
        for tab in sheet.tabs
    ):
        raise refused("A sheet with that name or id already exists")
    tab = Tab(
        given["sheetId"],
        given["title"],
        size["rowCount"],
        size["columnCount"],
        hidden=given.get("hidden", False),
    )
    sheet.tabs = list(sheet.tabs)
    sheet.tabs.insert(given.get("index", len(sheet.tabs)), tab)
    return {"addSheet": {"properties": {"sheetId": tab.sheet_id, "title": tab.title}}}


def _delete_sheet(sheet: MemorySheet, body: Json) -> Json:
    rest = [tab for tab in sheet.tabs if tab.sheet_id != body["sheetId"]]
    if len(rest) == len(sheet.tabs):
        raise refused(f"No sheet with id: {body['sheetId']}")
    if all(tab.hidden for tab in rest):
        raise refused("You can't remove all the visible sheets in a document.")
    sheet.tabs = rest
    return {}


def _append_dimension(sheet: MemorySheet, body: Json) -> Json:
    tab = sheet.by_id(body["sheetId"])
    if body["dimension"] == "ROWS":
        tab.insert_rows(tab.height, body["length"], like=tab.height - 1)
    else:
        tab.arrange_columns([*range(tab.width), *(None for _ in range(body["length"]))])
    return {}


def _insert_dimension(sheet: MemorySheet, body: Json) -> Json:
    where = body["range"]
    tab, start, end = sheet.by_id(where["sheetId"]), where["startIndex"], where["endIndex"]
    if where["dimension"] != "ROWS" or body.get("inheritFromBefore"):
        raise KeyError("columns, or a look like the row before")
    if start >= tab.height:
        raise refused("is after last row in grid", bounds=1)
    tab.insert_rows(start, end - start, like=start)
    return {}


def _append_cells(sheet: MemorySheet, body: Json) -> Json:
    tab = sheet.by_id(body["sheetId"])
    first = len(tab.rows)
    while first and all(value == "" for value in tab.rows[first - 1].values):
        first -= 1
    missing = first + len(body["rows"]) - tab.height
    if missing > 0:
        tab.insert_rows(tab.height, missing, like=None)
    for at, line in enumerate(body["rows"], first):
        tab.set(at, 0, [_content(cell) for cell in line["values"]])
    return {}


def _repeat_cell(sheet: MemorySheet, body: Json) -> Json:
    if body["fields"] != "userEnteredFormat.numberFormat":
        raise KeyError(body["fields"])
    given = body["cell"]["userEnteredFormat"]["numberFormat"]
    shape = Format(given["type"], given.get("pattern", ""))
    _dress_all(sheet, body["range"], lambda look: look._replace(format=shape))
    return {}


def _set_data_validation(sheet: MemorySheet, body: Json) -> Json:
    condition, hidden = body["rule"]["condition"], body.get("filteredRowsIncluded", False)
    if condition["type"] == "BOOLEAN":
        _dress_all(sheet, body["range"], lambda look: look._replace(tick=True, choices=()), hidden=hidden)
    elif condition["type"] == "ONE_OF_LIST":
        choices = tuple(value["userEnteredValue"] for value in condition["values"])
        _dress_all(
            sheet, body["range"], lambda look: look._replace(tick=False, choices=choices), hidden=hidden
        )
    else:
        raise KeyError(condition["type"])
    return {}


def _dress_all(
    sheet: MemorySheet, area: Mapping[str, Any], change: Callable[[Look], Look], *, hidden: bool = True
) -> None:
    tab, box = area_of(sheet, area)
    tab.dress_area(*box, change, hidden=hidden)


def _create_metadata(sheet: MemorySheet, body: Json) -> Json:
    given = body["developerMetadata"]
    where = given["location"]
    span = where.get("dimensionRange")
    tab = sheet.by_id(where["sheetId"] if span is None else span["sheetId"])
    column = None if span is None else span["startIndex"]
    if column is not None and column >= tab.width:
        raise refused("is after last column in grid", bounds=1)
    tab.marks = (*tab.marks, (given["metadataKey"], given["metadataValue"], column))
    return {}


def _update_spreadsheet(sheet: MemorySheet, body: Json) -> Json:
    if body["fields"] != "autoRecalc":
        raise KeyError(body["fields"])
    sheet.recalc = body["properties"]["autoRecalc"]
    return {}


def _of_tab(sheet: MemorySheet, body: Json) -> Json:
    """What changes only the looks of a tab: its frozen rows, warnings, widths and colours."""
    sheet.by_id(_tab_id(body))
    return {}


def _tab_id(body: Json) -> int:
    if "properties" in body and "sheetId" in body["properties"]:
        return int(body["properties"]["sheetId"])
    if "protectedRange" in body:
        return int(body["protectedRange"]["range"]["sheetId"])
    if "rule" in body:
        return int(body["rule"]["ranges"][0]["sheetId"])
    return int(body["range"]["sheetId"])


KINDS: dict[str, Callable[[MemorySheet, Json], Json]] = {
    "updateCells": _update_cells,
    "copyPaste": _copy_paste,
    "findReplace": _find_replace,
    "addSheet": _add_sheet,
    "deleteSheet": _delete_sheet,
    "appendDimension": _append_dimension,
    "insertDimension": _insert_dimension,
    "appendCells": _append_cells,
    "repeatCell": _repeat_cell,
    "setDataValidation": _set_data_validation,
    "createDeveloperMetadata": _create_metadata,
    "updateSpreadsheetProperties": _update_spreadsheet,
    "updateSheetProperties": _of_tab,
    "addProtectedRange": _of_tab,
    "updateDimensionProperties": _of_tab,
    "addConditionalFormatRule": _of_tab,
}
