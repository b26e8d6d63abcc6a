"""Requests that bring rows into another order or hide them: sortRange, randomizeRange, filters, deleteDuplicates.

A sort moves the cells of its range and nothing else (measured): values, formats, notes and validation go along,
formulas are rewritten as if copied; what stands beside the range, row heights and developer metadata stay put.
"""

from __future__ import annotations

from typing import Any

from sandbox.sheets.a1 import Box
from sandbox.sheets.areas import canonical
from sandbox.sheets.book import Sheet
from sandbox.sheets.cells import EMPTY, Cell, Formula
from sandbox.sheets.draft import Draft
from sandbox.sheets.errors import bad
from sandbox.sheets.formats_model import CellError, Effective
from sandbox.sheets.formulas import shift
from sandbox.sheets.judging import Judge
from sandbox.sheets.pool import Pool
from sandbox.sheets.references import carried_rule
from sandbox.sheets.requests.conditions import checked_condition, criteria_by_column

Json = dict[str, Any]
SortKey = tuple[int, float, str, str]


def sort_key(value: Effective) -> SortKey:
    """Numbers, then text without regard to case, then booleans, then errors; blanks are kept apart."""
    if isinstance(value, bool):
        return (2, float(value), "", "")
    if isinstance(value, float):
        return (0, value, "", "")
    if isinstance(value, CellError):
        return (3, 0.0, value.type, "")
    text = value or ""
    return (1, 0.0, text.casefold(), text)


def sort_range(draft: Draft, request: Json) -> Json:
    """Sort by columns; blanks go last in both directions."""
    sheet, box = draft.find(request.get("range"))
    specs = request.get("sortSpecs")
    if not specs:
        raise bad("Must specify at least one sort spec.")
    sort_rows(draft, sheet, box, specs)
    return {}


def sort_rows(draft: Draft, sheet: Sheet, box: Box, specs: list[Json]) -> None:
    """Order the rows of the box; the first spec counts most. `dimensionIndex` is a column of the tab."""
    draft.check_protection(sheet, box)
    draft.settle()
    order = list(range(box.r0, box.r1))
    for spec in reversed(specs):
        column = spec.get("dimensionIndex", 0)
        if not box.c0 <= column < box.c1:
            raise bad(f"Sort column {column} is outside of the range.")
        if spec.keys() - {"dimensionIndex", "sortOrder"}:
            raise bad("Sorting by colour or data source is not supported by this local server.")
        values = {row: sheet.grid.get(row, column).effective for row in order}
        filled = [row for row in order if values[row] is not None]
        blank = [row for row in order if values[row] is None]
        filled.sort(key=lambda row: sort_key(values[row]), reverse=spec.get("sortOrder") == "DESCENDING")
        order = filled + blank
    rearrange(draft.pool, sheet, box, order)


def rearrange(pool: Pool, sheet: Sheet, box: Box, order: list[int]) -> None:
    """Give row box.r0 + i the cells that row order[i] has in the box."""
    if any(merge.meets(box) and merge.r1 - merge.r0 > 1 for merge in sheet.merges):
        raise bad("You can't sort a range that has vertically merged cells in it.")
    before = [[sheet.grid.get(row, column) for column in range(box.c0, box.c1)] for row in order]
    for row, origin, cells in zip(range(box.r0, box.r1), order, before, strict=True):
        if row != origin:
            sheet.grid.replace_row_part(row, box.c0, [_carried(pool, cell, row - origin) for cell in cells])


def _carried(pool: Pool, cell: Cell, by: int) -> Cell:
    if cell.rule is not None:
        cell = cell._replace(rule=carried_rule(pool, cell.rule, (by, 0)))
    if isinstance(cell.value, Formula):
        return cell._replace(value=Formula(shift(cell.value.text, by, 0)), result=None)
    # A result without a formula is spilled from elsewhere and does not travel.
    return cell if cell.result is None else _blank(cell._replace(result=None))


def _blank(cell: Cell) -> Cell:
    return EMPTY if cell == EMPTY else cell


def randomize_range(draft: Draft, request: Json) -> Json:
    """Shuffle rows."""
    sheet, box = draft.find(request.get("range"))
    draft.check_protection(sheet, box)
    order = list(range(box.r0, box.r1))
    draft.rng.shuffle(order)
    rearrange(draft.pool, sheet, box, order)
    return {}


def set_basic_filter(draft: Draft, request: Json) -> Json:
    """One filter per tab: its sort moves rows for good (measured), its criteria hide them."""
    wanted = request.get("filter", {})
    if "tableId" in wanted:
        raise bad("Tables are not supported by this local server.")
    area = wanted.get("range", {})
    sheet, box = draft.find(area)
    below = Box(box.r0 + 1, box.r1, box.c0, box.c1)
    specs = wanted.get("sortSpecs")
    if specs and not below.empty:
        sort_rows(draft, sheet, below, specs)
    sheet.basic_filter = {**wanted, "range": canonical(area)}
    _show_all(sheet)
    criteria = dict(criteria_by_column(wanted.get("criteria", {})))
    for spec in wanted.get("filterSpecs", []):
        criteria[spec.get("columnIndex", 0)] = spec.get("filterCriteria", {})
    for criterion in criteria.values():
        if criterion.keys() - {"hiddenValues", "condition"}:
            raise bad("Filtering by colour is not supported by this local server.")
        if "condition" in criterion:
            checked_condition(criterion["condition"])
    if criteria:
        draft.settle()
        _hide(draft, sheet, below, criteria)
    return {}


def _hide(draft: Draft, sheet: Sheet, box: Box, criteria: dict[int, Json]) -> None:
    judge = Judge(draft.book, sheet, draft.now)
    rows = range(box.r0, box.r1)
    tests = {
        column: judge.condition(criterion["condition"], (box.r0, column), [(row, column) for row in rows])
        for column, criterion in criteria.items()
        if "condition" in criterion
    }
    for row in rows:
        for column, criterion in criteria.items():
            cell = sheet.grid.get(row, column)
            hidden = draft.shown(cell) in criterion.get("hiddenValues", ())
            if hidden or (column in tests and not tests[column](row, column, cell.effective)):
                line = sheet.grid.row_to_change(row)
                sheet.grid.set_row_props(row, {**(line.props or {}), "hiddenByFilter": True})
                break


def _show_all(sheet: Sheet) -> None:
    for row, line in enumerate(sheet.grid.rows):
        if line is not None and line.props and "hiddenByFilter" in line.props:
            rest = {name: value for name, value in line.props.items() if name != "hiddenByFilter"}
            sheet.grid.set_row_props(row, rest)


def clear_basic_filter(draft: Draft, request: Json) -> Json:
    """Remove the tab's filter and show what it hid."""
    sheet = draft.sheet(request.get("sheetId", 0))
    sheet.basic_filter = None
    _show_all(sheet)
    return {}


def delete_duplicates(draft: Draft, request: Json) -> Json:
    """Remove rows of a range that repeat an earlier one in the compared columns; rows below move up in the range."""
    sheet, box = draft.find(request.get("range"))
    columns = [
        column
        for compared in request.get("comparisonColumns", [])
        for column in range(compared.get("startIndex", box.c0), compared.get("endIndex", box.c1))
    ] or list(range(box.c0, box.c1))
    draft.check_protection(sheet, box)
    draft.settle()
    seen: set[tuple[Any, ...]] = set()
    kept: list[int] = []
    for row in range(box.r0, box.r1):
        key = tuple(draft.shown(sheet.grid.get(row, column)) for column in columns)
        if key not in seen:
            seen.add(key)
            kept.append(row)
    gone = (box.r1 - box.r0) - len(kept)
    if not gone:
        return {}
    stays = Box(box.r0, box.r0 + len(kept), box.c0, box.c1)
    rearrange(draft.pool, sheet, stays, kept)
    for row, column, _ in list(sheet.grid.within(Box(stays.r1, box.r1, box.c0, box.c1))):
        sheet.grid.put(row, column, EMPTY)
    return {"duplicatesRemovedCount": gone}
