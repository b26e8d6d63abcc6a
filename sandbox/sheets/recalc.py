"""When formulas are computed: the calculator of each spreadsheet hears of changes and its results go into the grid."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sandbox.sheets.a1 import Box
from sandbox.sheets.book import Book
from sandbox.sheets.cells import Formula, entered
from sandbox.sheets.formulas import Calculator


class _Desk:
    """The calculator of one spreadsheet, the tabs it knows, and the draft or state it reads from at the moment."""

    def __init__(self, book: Book, now: Callable[[], float]) -> None:
        self.book = book
        self.titles: dict[int, str] = {}
        self.settings = (book.locale, str(book.props["timeZone"]))
        self.calculator = Calculator(*self.settings, now, self)

    def size(self, sheet_id: int) -> tuple[int, int]:
        """(rows, columns) of the tab, for the calculator."""
        sheet = self.book.sheet_by_id(sheet_id)
        return (0, 0) if sheet is None else (sheet.grid.row_count, sheet.grid.column_count)

    def literals(
        self, sheet_id: int, rows: range, columns: range
    ) -> Iterator[tuple[int, int, float | str | bool]]:
        """The cells of the rectangle that hold a literal, for the calculator."""
        sheet = self.book.sheet_by_id(sheet_id)
        if sheet is None:
            return
        box = Box(rows.start, rows.stop, columns.start, columns.stop)
        for row, column, cell in sheet.grid.within(box):
            if cell.value is not None and not isinstance(cell.value, Formula):
                yield row, column, cell.value

    def formula(self, sheet_id: int, row: int, column: int) -> str | None:
        """The text of the formula in a cell, for the calculator."""
        sheet = self.book.sheet_by_id(sheet_id)
        value = None if sheet is None else sheet.grid.get(row, column).value
        return value.text if isinstance(value, Formula) else None

    def learn_shifts(self, book: Book) -> None:
        for sheet in book.sheets:
            # A tab that is read again as a whole needs no more.
            for at, count in () if sheet.grid.calc_all else sheet.grid.calc_shifts:
                self.calculator.shift_rows(sheet.sheet_id, at, count)

    def learn_tabs(self, book: Book) -> None:
        present = {sheet.sheet_id: sheet.title for sheet in book.sheets}
        for sheet_id in self.titles.keys() - present.keys():
            self.calculator.remove_sheet(sheet_id)
        for sheet_id, title in present.items():
            if sheet_id not in self.titles:
                self.calculator.set_sheet(sheet_id, title)
            elif self.titles[sheet_id] != title:
                self.calculator.rename_sheet(sheet_id, title)
        self.titles = present

    def learn_cells(self, book: Book) -> None:
        for sheet in book.sheets:
            grid = sheet.grid
            if grid.calc_all:
                grid.clear_spilled()
                formulas = ((r, c, formula.text) for r, c, _, formula in grid.formula_cells())
                self.calculator.reload_sheet(sheet.sheet_id, formulas)
            else:
                for row, column in sorted(grid.calc_cells):
                    self.calculator.set_cell(
                        sheet.sheet_id, row, column, entered(grid.get(row, column).value)
                    )


class Recalc:
    """The calculators of all spreadsheets that have formulas; one without costs nothing."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._desks: dict[str, _Desk] = {}

    def settle(self, book: Book) -> None:
        """Bring every formula's result up to date with what the book (or a draft of it) holds."""
        desk = self._desks.get(book.book_id)
        if desk is not None and desk.settings != (book.locale, str(book.props["timeZone"])):
            desk = None
        grids = [sheet.grid for sheet in book.sheets]
        pending = any(
            grid.calc_all or grid.calc_size or grid.calc_cells or grid.calc_shifts for grid in grids
        )
        if desk is None:
            if not any(sheet.grid.formulas for sheet in book.sheets):
                _forget_pending(book)
                return
            desk = self._desks[book.book_id] = _Desk(book, self._now)
            for sheet in book.sheets:
                sheet.grid.calc_all = True
        elif not pending and desk.titles == {sheet.sheet_id: sheet.title for sheet in book.sheets}:
            return
        desk.book = book
        desk.learn_shifts(book)
        desk.learn_tabs(book)
        desk.learn_cells(book)
        _forget_pending(book)
        for (sheet_id, row, column), result in desk.calculator.recalculate().items():
            holder = book.sheet_by_id(sheet_id)
            if holder is not None:
                holder.grid.put_result(row, column, result)

    def adopt(self, book: Book) -> None:
        """The draft became the spreadsheet."""
        if book.book_id in self._desks:
            self._desks[book.book_id].book = book

    def forget(self, book_id: str) -> None:
        """Start over from the grid at the next call: a draft that was computed has been thrown away."""
        self._desks.pop(book_id, None)


def _forget_pending(book: Book) -> None:
    for sheet in book.sheets:
        sheet.grid.calc_all = sheet.grid.calc_size = False
        sheet.grid.calc_cells.clear()
        sheet.grid.calc_shifts.clear()
