"""Decides how a sheet in memory is read and written through the four calls of a `Gateway`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from engine.model.sheet import Cell, CellKind, Value
from engine.sheets.base import Applied, Block, BookInfo, Json, Mark, TabInfo

from .batch import carried_out
from .formula import Mistake
from .grid import Tab
from .sheet import Box, MemorySheet
from .typed import shown

T = TypeVar("T")
Rows = tuple[tuple[Value, ...], ...]


class Calls(Protocol):
    """What lies between the engine and the sheet: time, other people, and faults."""

    def read(self, name: str, effect: Callable[[], T]) -> T:
        """Carry a read (`book`, `values` or `cells`) out, or raise SheetUnavailable."""
        ...

    def write(self, effect: Callable[[], T]) -> T:
        """Carry a batch out; or raise SheetUnavailable without it, or SheetUnknown with or without it, now or later."""
        ...


class Direct:
    """Nothing lies in between."""

    def read(self, name: str, effect: Callable[[], T]) -> T:
        return effect()

    def write(self, effect: Callable[[], T]) -> T:
        return effect()


class MemoryGateway:
    """The `Gateway` of `engine.sheets.base` over a sheet in memory."""

    def __init__(self, sheet: MemorySheet, calls: Calls | None = None) -> None:
        self._sheet = sheet
        self._calls: Calls = calls or Direct()

    def book(self) -> BookInfo:
        """As `Gateway.book`."""
        return self._calls.read("book", self._book)

    def values(self, ranges: Sequence[str]) -> tuple[Rows, ...]:
        """As `Gateway.values`."""
        if not ranges:
            return ()
        return self._calls.read("values", lambda: tuple(self._rows(text) for text in ranges))

    def cells(self, ranges: Sequence[str]) -> tuple[Block, ...]:
        """As `Gateway.cells`."""
        return self._calls.read("cells", lambda: tuple(self._block(text, full=True) for text in ranges))

    def apply(self, requests: Sequence[Json], ranges: Sequence[str] = ()) -> Applied:
        """As `Gateway.apply`."""

        def effect() -> Applied:
            replies = carried_out(self._sheet, requests)
            return Applied(replies, tuple(self._block(text, full=False) for text in ranges))

        return self._calls.write(effect)

    def _book(self) -> BookInfo:
        sheet = self._sheet
        tabs = tuple(TabInfo(t.sheet_id, t.title, t.height, t.width, t.hidden) for t in sheet.tabs)
        marks = tuple(Mark(key, value, t.sheet_id, at) for t in sheet.tabs for key, value, at in t.marks)
        return BookInfo(sheet.locale, sheet.timezone, sheet.recalc, tabs, marks)

    def _rows(self, text: str) -> Rows:
        tab, box = self._sheet.find(text)
        rows = tab.rows[box.r0 : box.r1]
        if box.c0 == 0 and box.c1 == tab.width:
            found = [row.values for row in rows]
        else:
            found = [_cut(row.values[box.c0 : box.c1]) for row in rows]
        while found and not found[-1]:
            found.pop()
        # Google gives back one row, empty, for a range that is wholly blank only in grid data, not here.
        return tuple(found)

    def _block(self, text: str, *, full: bool) -> Block:
        tab, box = self._sheet.find(text)
        lines = [
            tuple(self._cell(tab, row, column, full=full) for column in range(box.c0, _used(tab, row, box)))
            for row in range(box.r0, min(box.r1, len(tab.rows)))
        ]
        return Block(tab.sheet_id, box.r0, box.c0, tuple(lines))

    def _cell(self, tab: Tab, row: int, column: int, *, full: bool) -> Cell:
        content, look = tab.at(row, column), tab.look(row, column)
        kind, value = _kind(content.value)
        if not full:
            return Cell(kind, value, False, "", "")
        shape = look.format.kind if look.format is not None else ""
        text = shown(content.value, look.format, self._sheet.locale)
        return Cell(kind, value, content.formula is not None, shape, text)


def _cut(values: tuple[Value, ...]) -> tuple[Value, ...]:
    end = len(values)
    while end and values[end - 1] == "":
        end -= 1
    return values[:end]


def _used(tab: Tab, row: int, box: Box) -> int:
    return min(box.c1, max(box.c0, len(tab.rows[row].values)))


def _kind(value: Value) -> tuple[CellKind, Value]:
    if isinstance(value, Mistake):
        return "error", value.kind
    if isinstance(value, bool):
        return "bool", value
    if isinstance(value, int | float):
        return "number", value
    return ("text", value) if value else ("blank", None)
