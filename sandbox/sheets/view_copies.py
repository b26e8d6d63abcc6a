"""How a selection comes to stand elsewhere on the sheet's page: copied and pasted, or filled on in a direction.

A copy of the sheet's own cells carries what a paste does in Google's sheet (`requests.copying`): formulas with
their references shifted, formats, notes, validation. It pastes what was copied: where a cell holds something else
by now, what it held then is typed instead. What is filled on (`series`) carries formulas, formats and validation,
and no notes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sandbox.sheets.book import Sheet
from sandbox.sheets.cells import Cell, Formula, with_value
from sandbox.sheets.draft import shown
from sandbox.sheets.formulas import shift
from sandbox.sheets.requests.cells import grow
from sandbox.sheets.requests.copying import PASTES
from sandbox.sheets.series import following
from sandbox.sheets.view import for_editor
from sandbox.sheets.view_rows import Rows, Seen, Stale
from sandbox.sheets.view_work import CELLS_AT_ONCE, WIDEST_COLUMN, Changed, Done, Json, Work, restore, whole

Put = tuple[int, int, Cell]


def copy(work: Work, body: Json) -> Done:
    """`from` to `rows` × `width` columns from `column`, in turn.

    `from` is {sheetId, rows, columns, entered}: `entered` has what the cells held when they were copied, by rows.
    """
    source = _Copied(work, body.get("from"))
    column = whole(body, "column", 0, WIDEST_COLUMN)
    width = whole(body, "width", 1, WIDEST_COLUMN)
    places = [work.rows.find(Seen.of_json(one)) for one in body.get("rows", [])]
    if not places or len(places) * width > CELLS_AT_ONCE:
        raise ValueError(f"a copy goes to {CELLS_AT_ONCE} cells at most, and to one at least")
    _room(work, places, column + width)
    return _write(
        work,
        [
            (row, column + across, source.cell(work, at, across, (row, column + across)))
            for at, row in enumerate(places)
            for across in range(width)
        ],
    )


class _Copied:
    """The cells that were copied, as they were then."""

    def __init__(self, work: Work, told: Any) -> None:
        if not isinstance(told, dict):
            raise ValueError("`from` says what was copied")
        self._sheet = work.draft.sheet(whole(told, "sheetId"))
        columns, entered, rows = told.get("columns"), told.get("entered"), told.get("rows")
        if not (isinstance(columns, list) and isinstance(rows, list) and isinstance(entered, list)):
            raise ValueError("`columns`, `rows` and `entered` are lists")
        self._columns = [whole({"column": one}, "column", 0, WIDEST_COLUMN) for one in columns]
        self._entered = entered
        if not columns or not rows or len(entered) != len(rows):
            raise ValueError("nothing was copied")
        for line in entered:
            if not isinstance(line, list) or len(line) != len(columns) or not all(map(_is_text, line)):
                raise ValueError("`entered` has the texts of every row")
        known = work.rows if self._sheet is work.sheet else Rows(self._sheet, work.draft.book.locale, {})
        self._places = [_place(known, Seen.of_json(one)) for one in rows]
        # As it is now: a copy may cover a part of what it was taken from.
        self._cells = [[self._now(place, column) for column in self._columns] for place in self._places]

    def _now(self, place: int | None, column: int) -> Cell | None:
        return None if place is None else self._sheet.grid.get(place, column)

    def cell(self, work: Work, at: int, across: int, to: tuple[int, int]) -> Cell:
        """What comes to stand at `to`; what was copied repeats itself."""
        at, across = at % len(self._entered), across % len(self._columns)
        stood = work.sheet.grid.get(*to)
        place, cell, entered = self._places[at], self._cells[at][across], self._entered[at][across]
        locale = work.draft.book.locale
        if place is None or cell is None or for_editor(cell, shown(cell, locale), locale) != entered:
            return work.draft.typed(stood, entered)
        return PASTES["PASTE_NORMAL"](work.draft, cell, stood, (to[0] - place, to[1] - self._columns[across]))


def _is_text(told: Any) -> bool:
    return isinstance(told, str)


def _place(rows: Rows, seen: Seen) -> int | None:
    try:
        return rows.find(seen)
    except Stale:
        return None


def fill(work: Work, body: Json) -> Done:
    """`rows` × `columns` are continued over `over`: rows (below, or above) or columns (beside), nearest first."""
    places = [work.rows.find(Seen.of_json(one)) for one in body.get("rows", [])]
    columns = _columns(body.get("columns"))
    over = body.get("over")
    if not places or not isinstance(over, list) or not over:
        raise ValueError("`rows`, `columns` and `over` are lists that hold something")
    if len(over) * max(len(places), len(columns)) > CELLS_AT_ONCE:
        raise ValueError(f"{CELLS_AT_ONCE} cells at once at most")
    if isinstance(over[0], dict):
        targets = [work.rows.find(Seen.of_json(one)) for one in over]
        lines = [
            ([(row, column) for row in places], [(row, column) for row in targets]) for column in columns
        ]
        _room(work, targets, max(columns) + 1)
    else:
        beside = _columns(over)
        lines = [([(row, one) for one in columns], [(row, one) for one in beside]) for row in places]
        _room(work, places, max(beside) + 1)
    return _write(work, [put for known, wanted in lines for put in _continued(work.sheet, known, wanted)])


def _columns(told: Any) -> list[int]:
    if not isinstance(told, list) or not told:
        raise ValueError("columns are a list of numbers")
    return [whole({"column": one}, "column", 0, WIDEST_COLUMN) for one in told]


def _continued(sheet: Sheet, known: list[tuple[int, int]], wanted: list[tuple[int, int]]) -> Iterator[Put]:
    """One line of cells continued: `known` in the direction of the filling, `wanted` nearest first."""
    if known[0] > wanted[0]:
        known = known[::-1]
    cells = [sheet.grid.get(*place) for place in known]
    for at, (place, value) in enumerate(zip(wanted, following(cells, len(wanted)), strict=True)):
        source, model = known[at % len(known)], cells[at % len(cells)]
        down, across = place[0] - source[0], place[1] - source[1]
        put = Formula(shift(value.text, down, across)) if isinstance(value, Formula) else value
        yield (*place, with_value(model, put)._replace(note=sheet.grid.get(*place).note))


def _room(work: Work, places: list[int], width: int) -> None:
    grow(work.draft, work.sheet, max(places) + 1, width)


def _write(work: Work, puts: list[Put]) -> Done:
    sheet = work.sheet
    changed: Changed = []
    for row, column, cell in puts:
        before = sheet.grid.get(row, column)
        work.draft.put(sheet, row, column, cell)
        changed.append((work.uid(row), column, before, cell))
    work.draft.settle()
    return Done(lambda later: restore(later, changed))
