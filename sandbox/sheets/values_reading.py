"""What the plain values of cells are, one by one and a column at a time.

A column is read in blocks. A block whose cells hold literals of one type, which most of a large table's do, is done by
a few calls over all of it; any other cell by cell. Both give the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple

from sandbox.sheets.cells import EMPTY, Cell, Formula, number
from sandbox.sheets.draft import shown
from sandbox.sheets.formats import render
from sandbox.sheets.formats_model import CellError, Effective, NumberFormat

Json = dict[str, Any]
BLOCK = 4096
"""Cells of a column that are looked at together."""
REMEMBERED = 4096
DATES = frozenset({"DATE", "TIME", "DATE_TIME"})

_value, _style = itemgetter(Cell._fields.index("value")), itemgetter(Cell._fields.index("style"))


class Rendering(NamedTuple):
    """How values are read: the value, date and dimension options of a call."""

    value: str = "FORMATTED_VALUE"
    dates: str = "SERIAL_NUMBER"
    major: str = "ROWS"

    @staticmethod
    def of(options: Json, value: str, dates: str) -> Rendering:
        """From a call's parameters, under the names that call has for them."""
        major = options.get("majorDimension", "ROWS")
        return Rendering(
            options.get(value, "FORMATTED_VALUE"),
            options.get(dates, "SERIAL_NUMBER"),
            "ROWS" if major == "DIMENSION_UNSPECIFIED" else major,
        )

    @property
    def styled(self) -> bool:
        """Whether a literal's number format has a say in what it reads as. FORMULA gives dates as numbers whatever the
        date option says (recorded)."""
        return self.value == "FORMATTED_VALUE" or (
            self.value == "UNFORMATTED_VALUE" and self.dates == "FORMATTED_STRING"
        )


class _Part(NamedTuple):
    """A column of some rows, and how many of its values are blank."""

    values: list[Any]
    blanks: int


class Reader:
    """From cells to their plain values, '' for a blank, as one call wants them."""

    def __init__(self, locale: str, rendering: Rendering) -> None:
        self._locale = locale
        self._rendering = rendering
        self._styled = rendering.styled
        # A large tab repeats most of its values, so what one looks like is worked out once.
        self._known: dict[tuple[float, Any], Any] = {}

    def lines(self, rows: Sequence[Sequence[Cell]], columns: range) -> list[tuple[Any, ...]]:
        """The rows, which may end before these columns, each without the blanks at its end. They are tuples: the
        garbage collector lets go of tuples of plain values, where it would walk over as many lists for good."""
        lines: list[tuple[Any, ...]] = []
        for start in range(0, len(rows), BLOCK):
            block = rows[start : start + BLOCK]
            width = min(columns.stop, max(map(len, block)))
            parts = [self._block(block, at) for at in range(columns.start, width)]
            while parts and parts[-1].blanks == len(block):
                parts.pop()
            if not parts:
                lines += [()] * len(block)
                continue
            made = zip(*(part.values for part in parts), strict=True)
            lines += (
                (_trimmed(line) if line[-1] == "" else line for line in made) if parts[-1].blanks else made
            )
        while lines and not lines[-1]:
            lines.pop()
        return lines

    def columns(self, rows: Sequence[Sequence[Cell]], columns: range) -> list[tuple[Any, ...]]:
        """The same cells by columns, each without the blanks at its end."""
        width = min(columns.stop, max(map(len, rows), default=0))
        blocks = [rows[start : start + BLOCK] for start in range(0, len(rows), BLOCK)]
        found = []
        for at in range(columns.start, width):
            found.append(
                _trimmed(tuple(chain.from_iterable(self._block(block, at).values for block in blocks)))
            )
        while found and not found[-1]:
            found.pop()
        return found

    def _block(self, lines: Sequence[Sequence[Cell]], at: int) -> _Part:
        """A column of some rows, which may end before it."""
        count = len(lines)
        cells: Iterable[Cell] = (
            map(itemgetter(at), lines)
            if min(map(len, lines)) > at
            else (line[at] if at < len(line) else EMPTY for line in lines)
        )
        cells = list(cells)
        if cells[-1] is EMPTY and cells.count(EMPTY) == count:
            return _Part([""] * count, count)
        held = [*map(_value, cells)]
        types = set(map(type, held))
        kind = types.pop()
        if types or kind not in (str, float, bool):
            values = [self.one(cell) for cell in cells]
            return _Part(values, values.count(""))
        if self._styled:
            styles = [*map(_style, cells)]
            if kind is not str or styles.count(None) < count:
                shown = {
                    key: self._shown(Cell(key[0], style=key[1])) for key in {*zip(held, styles, strict=True)}
                }
                values = [*map(shown.__getitem__, zip(held, styles, strict=True))]
                return _Part(values, values.count("") if "" in shown.values() else 0)
        elif kind is float:
            distinct = set(held)
            numbers = dict(zip(distinct, map(number, distinct), strict=True))
            return _Part([*map(numbers.__getitem__, held)], 0)
        return _Part(held, 0)

    def one(self, cell: Cell) -> Any:
        """A cell's plain value."""
        value = cell.value
        if value is None and cell.result is None:
            return ""
        if self._styled:
            return self._shown(cell)
        if type(value) is float:
            return number(value)
        if isinstance(value, Formula):
            return value.text if self._rendering.value == "FORMULA" else _unformatted(cell.result)
        return _unformatted(cell.effective)

    def _shown(self, cell: Cell) -> Any:
        value, style = cell.value, cell.style
        if style is None and type(value) is str:
            return value
        if type(value) is not float:
            return self._worked_out(cell)
        key = (value, style)
        text = self._known.get(key)
        if text is None:
            text = self._worked_out(cell)
            if len(self._known) < REMEMBERED:
                self._known[key] = text
        return text

    def _worked_out(self, cell: Cell) -> Any:
        if self._rendering.value == "FORMATTED_VALUE":
            return shown(cell, self._locale)
        value = cell.effective
        form: NumberFormat | None = cell.style.number_format if cell.style is not None else None
        if isinstance(value, float) and form is not None and form.type in DATES:
            return render(value, form, self._locale)
        return _unformatted(value)


def _unformatted(value: Effective) -> Any:
    if value is None:
        return ""
    if isinstance(value, CellError):
        return value.shown
    return number(value) if isinstance(value, float) else value


def _trimmed(line: tuple[Any, ...]) -> tuple[Any, ...]:
    end = len(line)
    while end and line[end - 1] == "":
        end -= 1
    return line[:end]
