"""Decides what people's moves in the browser do to a sheet in memory.

Rows are numbered from 1 as people see them, ranges are A1 texts without the tab's name, tabs are named by title.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.model.sheet import Value

from .batch import enter
from .formula import Mistake, column_of, letters, parsed
from .grid import BARE, BLANK, Content, Look, Tab
from .sheet import Box, MemorySheet, parsed_cells
from .typed import Format, shown


class Rejected(ValueError):
    """The sheet would not take what was typed: a strict rule is against it."""


@dataclass(frozen=True, slots=True)
class MemoryPerson:
    """One person with the sheet open. Each method is one edit, whole or refused."""

    sheet: MemorySheet

    # Looking

    def read(self, sheet: str, cells: str) -> list[list[str]]:
        """What the cells show, every row and column of the range."""
        tab, box = self._area(sheet, cells)
        return [[self._shown(tab, r, c) for c in range(box.c0, box.c1)] for r in range(box.r0, box.r1)]

    def see(self, sheet: str, cell: str) -> str:
        """What one cell shows."""
        return self.read(sheet, cell)[0][0]

    def column(self, sheet: str, header: str) -> int:
        """The column (0 is A) under a header in row 1. KeyError where there is none."""
        tab = self.sheet.tab(sheet)
        for at in range(tab.width):
            if self._shown(tab, 0, at) == header:
                return at
        raise KeyError(header)

    def row(self, sheet: str, header: str, text: str) -> int:
        """The first row (from 1) whose cell under the header shows this text. KeyError where none does."""
        tab, at = self.sheet.tab(sheet), self.column(sheet, header)
        for row in range(1, len(tab.rows)):
            if self._shown(tab, row, at) == text:
                return row + 1
        raise KeyError(text)

    def cell(self, sheet: str, header: str, key: str, key_header: str = "SKU") -> str:
        """The A1 name of the cell under `header` in the row where `key_header` shows `key`."""
        return f"{letters(self.column(sheet, header))}{self.row(sheet, key_header, key)}"

    def choices(self, sheet: str, cell: str) -> tuple[str, ...]:
        """What the dropdown of a cell offers."""
        tab, box = self._area(sheet, cell)
        return tab.look(box.r0, box.c0).choices

    # Cells

    def type(self, sheet: str, cell: str, text: str, *, row: int | str | None = None) -> None:
        """Type into a cell. With `row`, `cell` is a header, and `row` a row number or a SKU."""
        if isinstance(row, str):
            cell = self.cell(sheet, cell, row)
        elif row is not None:
            cell = f"{letters(self.column(sheet, cell))}{row}"
        tab, box = self._area(sheet, cell)
        with self.sheet.whole():
            self._enter(tab, box.r0, box.c0, text)
            value = tab.at(box.r0, box.c0).value
            if tab.look(box.r0, box.c0).tick and value != "" and not isinstance(value, bool):
                raise Rejected("The data you entered violates the rule of this cell.")

    def tick(self, sheet: str, cell: str, on: bool = True) -> None:
        """Tick or untick a checkbox."""
        self.type(sheet, cell, "TRUE" if on else "FALSE")

    def clear(self, sheet: str, cells: str) -> None:
        """Press Delete on a selection: contents go, formats stay."""
        tab, box = self._area(sheet, cells)
        for row in range(box.r0, min(box.r1, len(tab.rows))):
            tab.set(row, box.c0, [BLANK] * (box.c1 - box.c0))

    def paste(self, sheet: str, cell: str, block: str | list[list[str]]) -> None:
        """Paste text from outside: tab-separated lines, or rows of fields; each field as typed."""
        lines = [line.split("\t") for line in block.splitlines()] if isinstance(block, str) else block
        tab, box = self._area(sheet, cell)
        with self.sheet.whole():
            self._grow(tab, box.r0 + len(lines), box.c0 + max(map(len, lines), default=0))
            for row, line in enumerate(lines, box.r0):
                for column, text in enumerate(line, box.c0):
                    self._enter(tab, row, column, text)

    def copy(self, sheet: str, source: str, target: str, *, values_only: bool = False) -> None:
        """Copy a selection and paste it elsewhere on the tab."""
        tab, box = self._area(sheet, source)
        _, at = self._area(sheet, target)
        taken = self._taken(tab, box)
        self._grow(tab, at.r0 + len(taken), at.c0 + (box.c1 - box.c0))
        for row, line in enumerate(taken, at.r0):
            for column, (content, look) in enumerate(line, at.c0):
                if values_only:
                    value = content.value
                    tab.set(row, column, [Content(str(value) if isinstance(value, Mistake) else value)])
                else:
                    tab.set(row, column, [content])
                    tab.dress(row, column, look)

    def cut(self, sheet: str, source: str, target: str) -> None:
        """Cut a selection and paste it at a cell."""
        tab, box = self._area(sheet, source)
        at = parsed_cells(target)
        taken = self._taken(tab, box)
        self._grow(tab, at.r0 + len(taken), at.c0 + (box.c1 - box.c0))
        for row in range(box.r0, box.r1):
            tab.set(row, box.c0, [BLANK] * (box.c1 - box.c0))
            for column in range(box.c0, box.c1):
                tab.dress(row, column, BARE)
        for row, line in enumerate(taken, at.r0):
            tab.set(row, at.c0, [content for content, _ in line])
            for column, (_, look) in enumerate(line, at.c0):
                tab.dress(row, column, look)

    def note(self, sheet: str, cell: str, text: str) -> None:
        """Write a note on a cell."""
        tab, box = self._area(sheet, cell)
        tab.dress(box.r0, box.c0, tab.look(box.r0, box.c0)._replace(note=text))

    def number_format(self, sheet: str, cells: str, type_: str, pattern: str = "") -> None:
        """Choose a number format for a selection."""
        tab, box = self._area(sheet, cells)
        tab.dress_area(*box, lambda look: look._replace(format=Format(type_, pattern)))

    # Rows, columns, tabs

    def sort(
        self,
        sheet: str,
        column: str,
        *,
        descending: bool = False,
        cells: str | None = None,
        header_rows: int = 1,
    ) -> None:
        """Sort by a column letter or header: the whole tab below its header, or only `cells`."""
        tab = self.sheet.tab(sheet)
        at = column_of(column) if column.isalpha() and column.isupper() and len(column) <= 2 else None
        if at is None:
            at = self.column(sheet, column)
        box = self._area(sheet, cells)[1] if cells else Box(header_rows, tab.height, 0, tab.width)
        filled: list[tuple[tuple[int, float, str, str], int]] = []
        blank: list[int] = []
        for row in range(box.r0, min(box.r1, len(tab.rows))):
            value = tab.at(row, at).value
            if value == "" and not isinstance(value, bool):
                blank.append(row)
            else:
                filled.append((_sort_key(value), row))
        filled.sort(key=lambda pair: pair[0], reverse=descending)
        tab.sort([*(row for _, row in filled), *blank], box.r0, box.c0, box.c1)

    def filter(self, sheet: str, column: str, hidden: Sequence[str]) -> None:
        """Filter the whole tab: every row that shows one of these texts in the column (a letter) is hidden."""
        tab, at = self.sheet.tab(sheet), column_of(column)
        tab.hide(lambda row: self._shown(tab, row, at) in hidden)

    def unfilter(self, sheet: str) -> None:
        """Take the filter away: every row shows again."""
        self.sheet.tab(sheet).hide(lambda _: False)

    def insert_rows(self, sheet: str, row: int, count: int = 1) -> None:
        """Insert blank rows above a row; they look like the row above."""
        tab = self.sheet.tab(sheet)
        tab.insert_rows(row - 1, count, like=row - 2 if row > 1 else 0)

    def delete_rows(self, sheet: str, row: int, count: int = 1) -> None:
        """Delete rows."""
        tab = self.sheet.tab(sheet)
        if tab.height - count < 2 or row - 1 + count > tab.height:
            raise ValueError("some rows have to stay")
        tab.delete_rows(row - 1, count)

    def move_rows(self, sheet: str, row: int, count: int, before: int) -> None:
        """Drag rows to above another row."""
        self.sheet.tab(sheet).move_rows(row - 1, count, before - 1)

    def cut_rows(self, sheet: str, row: int, count: int, to: int) -> None:
        """Cut whole rows and paste them over others; blank rows stay behind."""
        self.cut(sheet, f"{row}:{row + count - 1}", f"A{to}")

    def duplicate_rows(self, sheet: str, row: int, count: int = 1) -> None:
        """Insert as many rows below and paste a copy into them."""
        tab = self.sheet.tab(sheet)
        tab.insert_rows(row - 1 + count, count, like=row - 2 + count)
        self.copy(sheet, f"{row}:{row + count - 1}", f"{row + count}:{row + 2 * count - 1}")

    def insert_columns(self, sheet: str, column: str, count: int = 1) -> None:
        """Insert blank columns left of a column letter."""
        tab, at = self.sheet.tab(sheet), column_of(column)
        tab.arrange_columns([*range(at), *(None for _ in range(count)), *range(at, tab.width)])

    def delete_columns(self, sheet: str, column: str, count: int = 1) -> None:
        """Delete columns from a letter on."""
        tab, at = self.sheet.tab(sheet), column_of(column)
        tab.arrange_columns([old for old in range(tab.width) if not at <= old < at + count])

    def move_column(self, sheet: str, column: str, before: str) -> None:
        """Drag a column to left of another."""
        tab, at, to = self.sheet.tab(sheet), column_of(column), column_of(before)
        rest = [old for old in range(tab.width) if old != at]
        rest.insert(to if to <= at else to - 1, at)
        tab.arrange_columns(rest)

    def rename_tab(self, sheet: str, title: str) -> None:
        """Give a tab another title."""
        if any(tab.title.casefold() == title.casefold() for tab in self.sheet.tabs if tab.title != sheet):
            raise ValueError(f"a tab called {title!r} is there already")
        self.sheet.tab(sheet).title = title

    def add_tab(self, title: str) -> None:
        """Add a blank tab."""
        taken = {tab.sheet_id for tab in self.sheet.tabs}
        number = next(number for number in range(1, len(taken) + 2) if number not in taken)
        self.sheet.tabs = [*self.sheet.tabs, Tab(number, title, 1000, 26)]

    def delete_tab(self, sheet: str) -> None:
        """Delete a tab."""
        gone = self.sheet.tab(sheet)
        self.sheet.tabs = [tab for tab in self.sheet.tabs if tab is not gone]

    # What the moves share

    def _area(self, sheet: str, cells: str) -> tuple[Tab, Box]:
        tab = self.sheet.tab(sheet)
        return tab, self.sheet.inside(tab, parsed_cells(cells))

    def _shown(self, tab: Tab, row: int, column: int) -> str:
        return shown(tab.at(row, column).value, tab.look(row, column).format, self.sheet.locale)

    def _enter(self, tab: Tab, row: int, column: int, text: str) -> None:
        look = tab.look(row, column)
        plain = look.format is not None and look.format.kind == "TEXT"
        if text.startswith("=") and text.strip() != "=" and not plain:
            tab.set(row, column, [Content("", parsed(text, row))])
        else:
            enter(self.sheet, tab, row, column, text)

    @staticmethod
    def _taken(tab: Tab, box: Box) -> list[list[tuple[Content, Look]]]:
        return [
            [(tab.at(row, column), tab.look(row, column)) for column in range(box.c0, box.c1)]
            for row in range(box.r0, box.r1)
        ]

    @staticmethod
    def _grow(tab: Tab, height: int, width: int) -> None:
        if height > tab.height:
            tab.insert_rows(tab.height, height - tab.height, like=None)
        if width > tab.width:
            tab.arrange_columns([*range(tab.width), *(None for _ in range(width - tab.width))])


def _sort_key(value: Value) -> tuple[int, float, str, str]:
    """Numbers, then text without regard to case, then ticks, then errors."""
    if isinstance(value, bool):
        return (2, float(value), "", "")
    if isinstance(value, Mistake):
        return (3, 0.0, value.kind, "")
    if isinstance(value, int | float):
        return (0, float(value), "", "")
    return (1, 0.0, (value or "").casefold(), value or "")
