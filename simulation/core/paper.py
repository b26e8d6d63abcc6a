"""Decides how people's moves on the sheet in memory are asked for: `Paper` over tabs and columns by English name."""

from __future__ import annotations

from collections.abc import Sequence
from operator import is_
from typing import NamedTuple

from engine.errors import SheetRefused
from engine.sheets.schema import COLUMN_MARK, EPOCH_TITLE
from engine.texts import Texts

from ..hands import Hands
from ..places import Cell
from .grid import Row, Tab
from .person import MemoryPerson
from .sheet import MemorySheet


class _Read(NamedTuple):
    """What the rows of a tab came to; rows and marks are never changed in place, only replaced."""

    marks: tuple[tuple[str, str, int | None], ...]
    rows: tuple[Row, ...]
    cells: list[dict[str, Cell]]

    def of(self, tab: Tab) -> bool:
        """Whether the tab still stands as it was read."""
        rows = tab.rows
        return self.marks is tab.marks and len(rows) == len(self.rows) and all(map(is_, rows, self.rows))


class CorePaper(Hands):
    """One spreadsheet in memory, in the hands of people. `written` counts the engines' batches."""

    refusals = (SheetRefused, ValueError)

    def __init__(self, sheet: MemorySheet, texts: Texts) -> None:
        self.written = 0
        self.expired = False
        self._sheet = sheet
        self._read: dict[str, _Read] = {}
        super().__init__(MemoryPerson(sheet), texts)

    # Where things are

    def _tab(self, tab: str) -> Tab:
        return self._sheet.tab(self._titles[tab])

    def _at(self, tab: str) -> dict[str, int]:
        """Columns by English name, from the marks that travel with them."""
        prefix = f"{tab}."
        return {
            value.removeprefix(prefix): at
            for key, value, at in self._tab(tab).marks
            if key == COLUMN_MARK and at is not None and value.startswith(prefix)
        }

    def _width(self, tab: str) -> int:
        return self._tab(tab).width

    # Looking

    def rows(self, tab: str) -> list[dict[str, Cell]]:
        """As `Paper.rows`; blank rows at the end are left out."""
        there = self._tab(tab)
        known = self._read.get(tab)
        if known is not None and known.of(there):
            return list(known.cells)
        columns = sorted(self._at(tab).items(), key=lambda item: item[1])
        rows = there.rows
        used = len(rows)
        while used > 1 and not any(value not in ("", False) for value in rows[used - 1].values):
            used -= 1
        cells = [_cells(rows[number], number, columns) for number in range(1, used)]
        self._read[tab] = _Read(there.marks, tuple(rows), cells)
        return list(cells)

    def value(self, tab: str, row: int, column: str) -> Cell:
        """As `Paper.value`."""
        found = self._tab(tab).at(row - 1, self._at(tab)[column]).value
        return None if found == "" else found

    def hidden(self, tab: str) -> frozenset[int]:
        """As `Paper.hidden`."""
        return frozenset(at for at, row in enumerate(self._tab(tab).rows, 1) if row.hidden)

    def keepsake(self, title: str) -> str:
        """As `Paper.keepsake`."""
        found = [tab for tab in self._sheet.tabs if tab.title == title]
        return str(found[0].at(0, 0).value or "") if found else ""

    # The other side

    def epochs(self) -> frozenset[int]:
        """As `Paper.epochs`."""
        found = (EPOCH_TITLE.fullmatch(tab.title) for tab in self._sheet.tabs)
        return frozenset(int(match[1]) for match in found if match)

    def writes(self) -> int:
        """As `Paper.writes`."""
        return self.written

    def expire_tokens(self) -> None:
        """As `Paper.expire_tokens`: the next call signs in anew, which takes a call of its own."""
        self.expired = True


def _cells(row: Row, number: int, columns: Sequence[tuple[str, int]]) -> dict[str, Cell]:
    """One row as it was entered, by column."""
    values = row.values
    width = len(values)
    found: dict[str, Cell] = {
        name: (None if values[at] == "" else values[at]) if at < width else None for name, at in columns
    }
    if row.formulas is not None:
        found.update({name: row.formulas[at].text(number) for name, at in columns if at in row.formulas})
    return found
