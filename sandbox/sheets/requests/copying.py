"""Requests that take cells elsewhere: copyPaste, cutPaste, pasteData.

What each paste type carries over (documented; that PASTE_VALUES turns an error into its text is guessed):

| type | value | formula | format | note | validation | merges |
|---|---|---|---|---|---|---|
| PASTE_NORMAL | yes | yes, shifted | yes | yes | yes | yes |
| PASTE_NO_BORDERS | yes | yes, shifted | all but borders | yes | yes | yes |
| PASTE_VALUES | what it comes to | no | no | no | no | no |
| PASTE_FORMULA | yes | yes, shifted | no | no | no | no |
| PASTE_FORMAT | no | no | yes | no | yes | no |
| PASTE_DATA_VALIDATION | no | no | no | no | yes | no |
| PASTE_CONDITIONAL_FORMATTING | no | no | conditional formats only | no | no | no |
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

from sandbox.sheets.a1 import Box
from sandbox.sheets.areas import clipped, grid_range, span_of
from sandbox.sheets.book import Sheet
from sandbox.sheets.cells import EMPTY, Cell, Formula, with_value
from sandbox.sheets.draft import Draft
from sandbox.sheets.errors import bad
from sandbox.sheets.formats_model import CellError
from sandbox.sheets.formulas import shift
from sandbox.sheets.formulas_moved import Cut
from sandbox.sheets.lookup import Found
from sandbox.sheets.pool import Shared
from sandbox.sheets.references import carried_rule, follow_cut
from sandbox.sheets.requests.cells import coordinate, grow

Json = dict[str, Any]
Paste = Callable[[Draft, Cell, Cell, tuple[int, int]], Cell]


def _moved(draft: Draft, cell: Cell, by: tuple[int, int]) -> Cell:
    return _moved_formula(cell, by)._replace(rule=carried_rule(draft.pool, cell.rule, by))


def _moved_formula(cell: Cell, by: tuple[int, int]) -> Cell:
    if isinstance(cell.value, Formula):
        return cell._replace(value=Formula(shift(cell.value.text, *by)), result=None)
    return cell._replace(result=None)


def _normal(draft: Draft, source: Cell, _: Cell, by: tuple[int, int]) -> Cell:
    return _moved(draft, source, by)


def _no_borders(draft: Draft, source: Cell, target: Cell, by: tuple[int, int]) -> Cell:
    style = {name: part for name, part in _style(source).items() if name != "borders"}
    stood = _style(target).get("borders")
    if stood:
        style["borders"] = stood
    return _moved(draft, source, by)._replace(style=draft.pool.share(style))


def _style(cell: Cell) -> Json:
    return dict(cell.style.value) if isinstance(cell.style, Shared) else {}


def _values(_: Draft, source: Cell, target: Cell, __: tuple[int, int]) -> Cell:
    value = source.effective
    return with_value(target, value.shown if isinstance(value, CellError) else value)


def _formula(_: Draft, source: Cell, target: Cell, by: tuple[int, int]) -> Cell:
    return with_value(target, _moved_formula(source, by).value)


def _format(draft: Draft, source: Cell, target: Cell, by: tuple[int, int]) -> Cell:
    return target._replace(style=source.style, rule=carried_rule(draft.pool, source.rule, by))


def _validation(draft: Draft, source: Cell, target: Cell, by: tuple[int, int]) -> Cell:
    return target._replace(rule=carried_rule(draft.pool, source.rule, by))


PASTES: dict[str, Paste] = {
    "PASTE_NORMAL": _normal,
    "PASTE_NO_BORDERS": _no_borders,
    "PASTE_VALUES": _values,
    "PASTE_FORMULA": _formula,
    "PASTE_FORMAT": _format,
    "PASTE_DATA_VALIDATION": _validation,
}
WHOLE = frozenset({"PASTE_NORMAL", "PASTE_NO_BORDERS"})
FOLLOWED = WHOLE | {"PASTE_FORMULA"}
"""Cuts after which the cells live on elsewhere, so that what read them reads them there."""


def copy_paste(draft: Draft, request: Json) -> Json:
    """Copy a range; it is repeated where the destination is a multiple of it, and never cut short (documented)."""
    source = draft.find(request.get("source"))
    target = draft.find(request.get("destination"))
    kind = request.get("pasteType", "PASTE_NORMAL")
    turned = request.get("pasteOrientation") == "TRANSPOSE"
    if kind == "PASTE_VALUES":
        draft.settle()
    taken = cells_in(source)
    if turned:
        taken = [list(column) for column in zip(*taken, strict=True)]
    height, width = len(taken), len(taken[0])
    box = target.box
    rows = height * max(1, (box.r1 - box.r0) // height)
    columns = width * max(1, (box.c1 - box.c0) // width)
    filled = Box(box.r0, box.r0 + rows, box.c0, box.c0 + columns)
    grow(draft, target.sheet, filled.r1, filled.c1)
    if kind in PASTES:
        for r in range(filled.r0, filled.r1):
            line = taken[(r - filled.r0) % height]
            for c in range(filled.c0, filled.c1):
                i, j = (r - filled.r0) % height, (c - filled.c0) % width
                origin = (source.box.r0 + (j if turned else i), source.box.c0 + (i if turned else j))
                by = (r - origin[0], c - origin[1])
                stood = target.sheet.grid.get(r, c)
                draft.put(target.sheet, r, c, PASTES[kind](draft, line[j], stood, by))
    if kind in WHOLE or kind == "PASTE_CONDITIONAL_FORMATTING":
        _copy_conditional(source, target.sheet, filled)
    if kind in WHOLE and not turned:
        _copy_merges(source, target.sheet, filled)
    return {}


def cells_in(found: Found) -> list[list[Cell]]:
    """The cells of a range as they are now, by rows."""
    sheet, box = found
    return [[sheet.grid.get(r, c) for c in range(box.c0, box.c1)] for r in range(box.r0, box.r1)]


def _copy_merges(source: Found, sheet: Sheet, filled: Box) -> None:
    inside = [merge for merge in source.sheet.merges if merge.meets(source.box)]
    sheet.merges = [merge for merge in sheet.merges if not merge.meets(filled)]
    height, width = source.box.r1 - source.box.r0, source.box.c1 - source.box.c0
    for merge in inside:
        for dr in range(filled.r0 - source.box.r0, filled.r1 - source.box.r0, height):
            for dc in range(filled.c0 - source.box.c0, filled.c1 - source.box.c0, width):
                moved = Box(merge.r0 + dr, merge.r1 + dr, merge.c0 + dc, merge.c1 + dc)
                if moved not in sheet.merges:
                    sheet.merges.append(moved)


def _copy_conditional(source: Found, sheet: Sheet, filled: Box) -> None:
    """Conditional formats of the source reach over the destination; on another tab they become rules there."""
    for i, rule in enumerate(list(source.sheet.conditional)):
        covered = [clipped(span_of(area), *_size(source.sheet)) for area in rule["ranges"]]
        if not any(box.meets(source.box) for box in covered):
            continue
        if any(box.contains(filled) for box in covered) and sheet is source.sheet:
            continue
        area = grid_range(sheet.sheet_id, filled)
        if sheet is source.sheet:
            sheet.conditional[i] = {**rule, "ranges": [*rule["ranges"], area]}
        else:
            sheet.conditional.append({**rule, "ranges": [area]})


def _size(sheet: Sheet) -> tuple[int, int]:
    return sheet.grid.row_count, sheet.grid.column_count


def cut_paste(draft: Draft, request: Json) -> Json:
    """Move a range; references to it follow. What the paste type does not carry is cut all the same."""
    source = draft.find(request.get("source"))
    sheet, r0, c0 = coordinate(draft, request.get("destination", {}))
    box = source.box
    kind = request.get("pasteType", "PASTE_NORMAL")
    if kind not in PASTES:
        raise bad(f"Paste type {kind} is not supported by this local server for cutPaste.")
    if kind == "PASTE_VALUES":
        draft.settle()
    if kind in FOLLOWED:
        to = Box(r0, r0 + box.r1 - box.r0, c0, c0 + box.c1 - box.c0)
        cut = Cut(source.sheet.title, box, sheet.title, to)
        follow_cut(draft.book, draft.pool, source.sheet, sheet, cut)
    taken = cells_in(source)
    merges = [merge for merge in source.sheet.merges if source.box.contains(merge)]
    for r, c, _ in list(source.sheet.grid.within(source.box)):
        draft.put(source.sheet, r, c, EMPTY)
    source.sheet.merges = [merge for merge in source.sheet.merges if merge not in merges]
    grow(draft, sheet, r0 + len(taken), c0 + len(taken[0]))
    for r, line in enumerate(taken, r0):
        for c, cell in enumerate(line, c0):
            draft.put(sheet, r, c, PASTES[kind](draft, cell, sheet.grid.get(r, c), (0, 0)))
    if kind in WHOLE:
        dr, dc = r0 - source.box.r0, c0 - source.box.c0
        sheet.merges += [Box(m.r0 + dr, m.r1 + dr, m.c0 + dc, m.c1 + dc) for m in merges]
    return {}


def paste_data(draft: Draft, request: Json) -> Json:
    """Text as from a clipboard, typed cell by cell."""
    if request.get("html"):
        raise bad("Pasting HTML is not supported by this local server.")
    delimiter = request.get("delimiter")
    if not delimiter:
        raise bad("Must specify a delimiter.")
    if request.get("type", "PASTE_NORMAL") not in {"PASTE_NORMAL", "PASTE_VALUES", "PASTE_NO_BORDERS"}:
        raise bad("Only values can be pasted from text.")
    sheet, r0, c0 = coordinate(draft, request.get("coordinate", {}))
    paste_block(draft, sheet, (r0, c0), split_text(request.get("data", ""), delimiter))
    return {}


def split_text(text: str, delimiter: str) -> list[list[str]]:
    """Lines of fields; a quoted field may hold the delimiter and line breaks."""
    if len(delimiter) == 1:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    return [line.split(delimiter) for line in text.splitlines()]


def paste_block(draft: Draft, sheet: Sheet, at: tuple[int, int], lines: list[list[str]]) -> None:
    """Type a block of texts; the grid grows where needed."""
    r0, c0 = at
    grow(draft, sheet, r0 + len(lines), c0 + max((len(line) for line in lines), default=0))
    for r, line in enumerate(lines, r0):
        for c, text in enumerate(line, c0):
            draft.type_text(sheet, r, c, text)
