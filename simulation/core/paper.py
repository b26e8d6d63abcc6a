"""Decides how people's moves on the sheet in memory are asked for: `Paper` over tabs and columns by English name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from engine.errors import SheetRefused
from engine.sheets.schema import BY_NAME, COLUMN_MARK
from engine.texts import Texts

from ..places import Cell, Refused
from .formula import letters
from .grid import Row, Tab
from .person import MemoryPerson
from .sheet import MemorySheet


class CorePaper:
    """One spreadsheet in memory, in the hands of people. `written` counts the engines' batches."""

    def __init__(self, sheet: MemorySheet, texts: Texts) -> None:
        self.written = 0
        self.expired = False
        self._sheet = sheet
        self._person = MemoryPerson(sheet)
        self._titles = {name: texts.tabs[name].title for name in BY_NAME}

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

    def _name(self, tab: str, row: int, column: str) -> str:
        return f"{letters(self._at(tab)[column])}{row}"

    # Looking

    def rows(self, tab: str) -> list[dict[str, Cell]]:
        """As `Paper.rows`; blank rows at the end are left out."""
        columns = sorted(self._at(tab).items(), key=lambda item: item[1])
        rows = self._tab(tab).rows
        used = len(rows)
        while used > 1 and not any(value not in ("", False) for value in rows[used - 1].values):
            used -= 1
        return [_cells(rows[number], number, columns) for number in range(1, used)]

    def shown(self, tab: str, row: int, column: str) -> str:
        """As `Paper.shown`."""
        return self._person.see(self._titles[tab], self._name(tab, row, column))

    def value(self, tab: str, row: int, column: str) -> Cell:
        """As `Paper.value`."""
        found = self._tab(tab).at(row - 1, self._at(tab)[column]).value
        return None if found == "" else found

    # Typing

    def type(self, tab: str, row: int, column: str, text: str) -> None:
        """As `Paper.type`."""
        self._try(lambda: self._person.type(self._titles[tab], self._name(tab, row, column), text))

    def paste(self, tab: str, row: int, column: str, lines: Sequence[Sequence[str]]) -> None:
        """As `Paper.paste`."""
        block = [list(line) for line in lines]
        self._try(lambda: self._person.paste(self._titles[tab], self._name(tab, row, column), block))

    # Rows and columns

    def sort(
        self, tab: str, column: str, *, descending: bool, rows: tuple[int, int] | None = None, width: int = 0
    ) -> None:
        """As `Paper.sort`."""
        letter = letters(self._at(tab)[column])
        first, last = rows or (2, max(2, len(self.rows(tab)) + 1))
        cells = f"A{first}:{letters((width or self._tab(tab).width) - 1)}{last}"
        self._try(lambda: self._person.sort(self._titles[tab], letter, descending=descending, cells=cells))

    def insert_rows(self, tab: str, row: int, count: int) -> None:
        """As `Paper.insert_rows`."""
        self._try(lambda: self._person.insert_rows(self._titles[tab], row, count))

    def delete_rows(self, tab: str, row: int, count: int) -> None:
        """Delete rows."""
        self._try(lambda: self._person.delete_rows(self._titles[tab], row, count))

    def move_rows(self, tab: str, row: int, count: int, before: int) -> None:
        """As `Paper.move_rows`."""
        self._try(lambda: self._person.move_rows(self._titles[tab], row, count, before))

    def cut_row(self, tab: str, row: int, target: int) -> None:
        """As `Paper.cut_row`."""
        self._try(lambda: self._person.cut_rows(self._titles[tab], row, 1, target))

    def duplicate_row(self, tab: str, row: int) -> None:
        """As `Paper.duplicate_row`."""
        self._try(lambda: self._person.duplicate_rows(self._titles[tab], row))

    def move_column(self, tab: str, column: str, before: str) -> None:
        """Drag a column to left of another."""
        at = self._at(tab)
        source, target = letters(at[column]), letters(at[before])
        self._try(lambda: self._person.move_column(self._titles[tab], source, target))

    def rename_header(self, tab: str, column: str, text: str) -> None:
        """Type another header."""
        self.type(tab, 1, column, text)

    def rename_tab(self, tab: str, title: str) -> None:
        """Give a tab another title."""
        self._try(lambda: self._person.rename_tab(self._titles[tab], title))
        self._titles[tab] = title

    def add_tab(self, title: str, text: str) -> None:
        """As `Paper.add_tab`."""
        self._try(lambda: self._person.add_tab(title))
        self._try(lambda: self._person.type(title, "A1", text))

    def keepsake(self, title: str) -> str:
        """As `Paper.keepsake`."""
        found = [tab for tab in self._sheet.tabs if tab.title == title]
        return str(found[0].at(0, 0).value or "") if found else ""

    # The other side

    def writes(self) -> int:
        """As `Paper.writes`."""
        return self.written

    def expire_tokens(self) -> None:
        """As `Paper.expire_tokens`: the next call signs in anew, which takes a call of its own."""
        self.expired = True

    @staticmethod
    def _try(move: Callable[[], None]) -> None:
        try:
            move()
        except (SheetRefused, ValueError) as error:
            raise Refused(str(error)) from error


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
