"""What a request may do while a batch is being applied: a draft of the spreadsheet, kept or thrown away whole."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.sheets.a1 import Box
from sandbox.sheets.areas import Shift, clipped, span_of
from sandbox.sheets.book import Book, Sheet
from sandbox.sheets.cells import Cell, Formula, Value, of_entered, with_value
from sandbox.sheets.errors import bad
from sandbox.sheets.formats import render
from sandbox.sheets.lookup import Found, find_area, grid_by_id
from sandbox.sheets.pool import Pool
from sandbox.sheets.recalc import Recalc
from sandbox.sheets.reshape import reshape
from sandbox.sheets.values import parse_typed
from sandbox.sheets.zones import zone_of

CELL_LIMIT = 10_000_000
TEXT_LIMIT = 50_000
PROTECTED = (
    "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove protection "
    "if you need to edit."
)


@dataclass(slots=True)
class Draft:
    """A spreadsheet while it is being changed.

    `email` is the account that changes it; `numbers` says how findReplace treats number cells ("match" or "never").
    """

    book: Book
    pool: Pool
    rng: random.Random
    recalc: Recalc
    now: float
    email: str
    numbers: str

    def sheet(self, sheet_id: int) -> Sheet:
        """The tab, or 400 `No grid with id`."""
        return grid_by_id(self.book, sheet_id)

    def find(self, area: dict[str, Any] | None) -> Found:
        """The cells a request's GridRange means."""
        if area is None:
            raise bad("Must specify range.")
        return find_area(self.book, area)

    def new_id(self, taken: Iterable[int]) -> int:
        """A number that nothing in `taken` has."""
        known = set(taken)
        while True:
            candidate = self.rng.randrange(1, 2**31 - 1)
            if candidate not in known:
                return candidate

    def insert(self, sheet: Sheet, axis: str, start: int, end: int, *, joins_before: bool) -> None:
        """Blank rows or columns [start, end); everything behind them moves."""
        across = sheet.grid.column_count if axis == "ROWS" else sheet.grid.row_count
        self.room_for((end - start) * across)
        reshape(self.book, self.pool, sheet, Shift("insert", axis, start, end, joins_before=joins_before))

    def cut(self, sheet: Sheet, axis: str, start: int, end: int) -> None:
        """Remove rows or columns [start, end) with all that stands on them."""
        self.check_protection(sheet, _lines(sheet, axis, start, end))
        reshape(self.book, self.pool, sheet, Shift("delete", axis, start, end))

    def move(self, sheet: Sheet, axis: str, start: int, end: int, destination: int) -> None:
        """Rows or columns [start, end) to before `destination`, counted before the move."""
        self.check_protection(sheet, _lines(sheet, axis, start, end))
        reshape(self.book, self.pool, sheet, Shift("move", axis, start, end, destination))

    def check_protection(self, sheet: Sheet, box: Box) -> None:
        """400 where the box touches what is protected from the account; only the owner and editors may pass. That it is
        refused is seen in users' reports, its words likewise."""
        if self.email in {"", self.book.file["owner"]}:
            return
        for rule in sheet.protected:
            if rule.get("warningOnly") or self.email in rule.get("editors", {}).get("users", ()):
                continue
            grid = sheet.grid
            covered = clipped(span_of(rule["range"]), grid.row_count, grid.column_count)
            free = [clipped(span_of(part), *covered[1::2]) for part in rule.get("unprotectedRanges", [])]
            if covered.meets(box) and not any(part.contains(box) for part in free):
                raise bad(PROTECTED)

    def settle(self) -> None:
        """Compute formulas, for requests that need their results."""
        self.recalc.settle(self.book)

    def put(self, sheet: Sheet, row: int, column: int, cell: Cell) -> None:
        """Replace a cell, whose text must fit."""
        self._check_change(sheet, row, column, cell.value)
        sheet.grid.put(row, column, cell)

    def put_value(self, sheet: Sheet, row: int, column: int, value: Value) -> None:
        """Replace a cell's content, which must fit."""
        if sheet.protected or type(value) is str:
            self._check_change(sheet, row, column, value)
        sheet.grid.put_value(row, column, value)

    def _check_change(self, sheet: Sheet, row: int, column: int, value: Value) -> None:
        if sheet.protected:
            self.check_protection(sheet, Box(row, row + 1, column, column + 1))
        if isinstance(value, str) and len(value) > TEXT_LIMIT:
            raise bad(
                f"Your input contains more than the maximum of {TEXT_LIMIT} characters in a single cell."
            )

    def type_text(self, sheet: Sheet, row: int, column: int, text: str) -> None:
        """What typing the text into the cell does (USER_ENTERED). A format of the cell's own outlives typing."""
        self.put(sheet, row, column, self.typed(sheet.grid.get(row, column), text))

    def typed(self, cell: Cell, text: str) -> Cell:
        """The cell after the text was typed into it."""
        year = datetime.fromtimestamp(self.now, zone_of(str(self.book.props["timeZone"]))).year
        outcome = parse_typed(text, self.book.locale, cell.plain_text, year)
        cell = with_value(cell, of_entered(outcome.entered))
        implied = outcome.number_format
        if implied is None or (cell.style is not None and cell.style.number_format is not None):
            return cell
        style = dict(cell.style.value) if cell.style is not None else {}
        style["numberFormat"] = {"type": implied.type, "pattern": implied.pattern}
        return cell._replace(style=self.pool.share(style))

    def shown(self, cell: Cell) -> str:
        """What the cell shows."""
        return shown(cell, self.book.locale)

    def room_for(self, more: int) -> None:
        """400 where the spreadsheet would have too many cells."""
        if self.book.cell_total() + more > CELL_LIMIT:
            raise bad(
                "This action would increase the number of cells in the workbook above the limit of "
                f"{CELL_LIMIT} cells."
            )


def _lines(sheet: Sheet, axis: str, start: int, end: int) -> Box:
    whole = sheet.whole
    return whole._replace(r0=start, r1=end) if axis == "ROWS" else whole._replace(c0=start, c1=end)


def shown(cell: Cell, locale: str) -> str:
    """The cell's `formattedValue`; '' for a blank."""
    value: Any = cell.value
    if value is None or isinstance(value, Formula):
        value = cell.result
        if value is None:
            return ""
    format_ = cell.style.number_format if cell.style is not None else None
    if format_ is None and isinstance(value, str):
        return value
    return render(value, format_, locale)
