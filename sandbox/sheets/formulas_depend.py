"""Which formulas read a cell."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Hashable, Iterable, Iterator
from typing import TypeVar

Cell = tuple[int, int, int]
Rect = tuple[int, int, int, int, int]

_Key = TypeVar("_Key", bound=Hashable)

_SMALL = 64
"""Rectangles up to this many cells are kept cell by cell; larger ones are searched, one for all that read it."""


class Dependents:
    """The readers of each cell and rectangle: (sheet_id, first row, end row, first column, end column)."""

    def __init__(self) -> None:
        self._cells: dict[Cell, set[Cell]] = {}
        self._rects: dict[Rect, set[Cell]] = {}

    def add(self, reader: Cell, rects: Collection[Rect]) -> None:
        for rect in rects:
            sheet_id, first_row, end_row, first_column, end_column = rect
            if end_row - first_row == 1 and end_column - first_column == 1:
                self._cells.setdefault((sheet_id, first_row, first_column), set()).add(reader)
            elif (end_row - first_row) * (end_column - first_column) > _SMALL:
                self._rects.setdefault(rect, set()).add(reader)
            else:
                for cell in _cells(rect):
                    self._cells.setdefault(cell, set()).add(reader)

    def discard(self, reader: Cell, rects: Collection[Rect]) -> None:
        """Take back an `add` of the same rectangles."""
        cells, large = _parted(rects)
        for cell in cells:
            _drop(self._cells, cell, reader)
        for rect in large:
            _drop(self._rects, rect, reader)

    def of(self, changed: Iterable[Cell]) -> set[Cell]:
        """Everything that reads one of these cells, at first hand."""
        readers: set[Cell] = set()
        columns: dict[tuple[int, int], list[int]] = {}
        for cell in changed:
            readers |= self._cells.get(cell, set())
            columns.setdefault((cell[0], cell[2]), []).append(cell[1])
        for rows in columns.values():
            rows.sort()
        for rect, rect_readers in self._rects.items():
            if not rect_readers <= readers and _touches(rect, columns):
                readers |= rect_readers
        return readers

    def all_of(self, changed: Iterable[Cell]) -> set[Cell]:
        """Everything that reads one of these cells, at first hand or through others."""
        found: set[Cell] = set()
        frontier = set(changed)
        while frontier:
            frontier = self.of(frontier) - found
            found |= frontier
        return found


def _parted(rects: Collection[Rect]) -> tuple[set[Cell], set[Rect]]:
    """The cells of the small rectangles (which may overlap), and the large rectangles."""
    large = {rect for rect in rects if (rect[2] - rect[1]) * (rect[4] - rect[3]) > _SMALL}
    return {cell for rect in rects if rect not in large for cell in _cells(rect)}, large


def _cells(rect: Rect) -> Iterator[Cell]:
    sheet_id, first_row, end_row, first_column, end_column = rect
    for row in range(first_row, end_row):
        for column in range(first_column, end_column):
            yield sheet_id, row, column


def _drop(index: dict[_Key, set[Cell]], key: _Key, reader: Cell) -> None:
    readers = index[key]
    readers.discard(reader)
    if not readers:
        del index[key]


def _touches(rect: Rect, columns: dict[tuple[int, int], list[int]]) -> bool:
    sheet_id, first_row, end_row, first_column, end_column = rect
    for (changed_sheet, column), rows in columns.items():
        if changed_sheet == sheet_id and first_column <= column < end_column:
            place = bisect_left(rows, first_row)
            if place < len(rows) and rows[place] < end_row:
                return True
    return False
