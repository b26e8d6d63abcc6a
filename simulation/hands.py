"""Decides which move of a person a change of the sheet is, for any spreadsheet that has people: one half of `Paper`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Protocol

from engine.sheets.schema import BY_NAME
from engine.texts import Texts

from .core.formula import letters
from .places import Cell, Refused


class Person(Protocol):
    """Somebody with the spreadsheet open; tabs by title, cells and columns by letters, rows from 1."""

    def see(self, sheet: str, cell: str) -> str: ...
    def type(self, sheet: str, cell: str, text: str) -> None: ...
    def paste(self, sheet: str, cell: str, block: list[list[str]]) -> None: ...
    def sort(self, sheet: str, column: str, *, descending: bool = ..., cells: str | None = ...) -> None: ...
    def filter(self, sheet: str, column: str, hidden: Sequence[str]) -> None: ...
    def unfilter(self, sheet: str) -> None: ...
    def insert_rows(self, sheet: str, row: int, count: int = ...) -> None: ...
    def delete_rows(self, sheet: str, row: int, count: int = ...) -> None: ...
    def move_rows(self, sheet: str, row: int, count: int, before: int) -> None: ...
    def cut_rows(self, sheet: str, row: int, count: int, to: int) -> None: ...
    def duplicate_rows(self, sheet: str, row: int, count: int = ...) -> None: ...
    def move_column(self, sheet: str, column: str, before: str) -> None: ...
    def number_format(self, sheet: str, cells: str, type_: str, pattern: str = ...) -> None: ...
    def rename_tab(self, sheet: str, title: str) -> None: ...
    def add_tab(self, title: str) -> None: ...


class Hands(ABC):
    """People's moves by the English names of tabs and columns. `refusals` are what a sheet raises that will not."""

    refusals: ClassVar[tuple[type[Exception], ...]]

    def __init__(self, person: Person, texts: Texts) -> None:
        self._hand = person
        self._titles = {name: texts.tabs[name].title for name in BY_NAME}

    @abstractmethod
    def _at(self, tab: str) -> Mapping[str, int]:
        """Where the columns of a tab are, from the marks that travel with them."""

    @abstractmethod
    def _width(self, tab: str) -> int:
        """How many columns a tab has."""

    @abstractmethod
    def rows(self, tab: str) -> list[dict[str, Cell]]:
        """As `Paper.rows`."""

    def _name(self, tab: str, row: int, column: str) -> str:
        return f"{letters(self._at(tab)[column])}{row}"

    def shown(self, tab: str, row: int, column: str) -> str:
        """As `Paper.shown`."""
        return self._hand.see(self._titles[tab], self._name(tab, row, column))

    def type(self, tab: str, row: int, column: str, text: str) -> None:
        """As `Paper.type`."""
        self._try(lambda: self._hand.type(self._titles[tab], self._name(tab, row, column), text))

    def paste(self, tab: str, row: int, column: str, lines: Sequence[Sequence[str]]) -> None:
        """As `Paper.paste`."""
        block = [list(line) for line in lines]
        self._try(lambda: self._hand.paste(self._titles[tab], self._name(tab, row, column), block))

    def sort(
        self, tab: str, column: str, *, descending: bool, rows: tuple[int, int] | None = None, width: int = 0
    ) -> None:
        """As `Paper.sort`."""
        letter = letters(self._at(tab)[column])
        first, last = rows or (2, max(2, len(self.rows(tab)) + 1))
        cells = f"A{first}:{letters((width or self._width(tab)) - 1)}{last}"
        self._try(lambda: self._hand.sort(self._titles[tab], letter, descending=descending, cells=cells))

    def filter(self, tab: str, column: str, hidden: Sequence[str]) -> None:
        """As `Paper.filter`."""
        letter = letters(self._at(tab)[column])
        self._try(lambda: self._hand.filter(self._titles[tab], letter, hidden))

    def unfilter(self, tab: str) -> None:
        """As `Paper.unfilter`."""
        self._try(lambda: self._hand.unfilter(self._titles[tab]))

    def insert_rows(self, tab: str, row: int, count: int) -> None:
        """As `Paper.insert_rows`."""
        self._try(lambda: self._hand.insert_rows(self._titles[tab], row, count))

    def delete_rows(self, tab: str, row: int, count: int) -> None:
        """Delete rows."""
        self._try(lambda: self._hand.delete_rows(self._titles[tab], row, count))

    def move_rows(self, tab: str, row: int, count: int, before: int) -> None:
        """As `Paper.move_rows`."""
        self._try(lambda: self._hand.move_rows(self._titles[tab], row, count, before))

    def cut_row(self, tab: str, row: int, target: int) -> None:
        """As `Paper.cut_row`."""
        self._try(lambda: self._hand.cut_rows(self._titles[tab], row, 1, target))

    def duplicate_row(self, tab: str, row: int) -> None:
        """As `Paper.duplicate_row`."""
        self._try(lambda: self._hand.duplicate_rows(self._titles[tab], row))

    def move_column(self, tab: str, column: str, before: str) -> None:
        """Drag a column to left of another."""
        at = self._at(tab)
        source, target = letters(at[column]), letters(at[before])
        self._try(lambda: self._hand.move_column(self._titles[tab], source, target))

    def rename_header(self, tab: str, column: str, text: str) -> None:
        """Type another header."""
        self.type(tab, 1, column, text)

    def dress(self, tab: str, row: int, column: str, pattern: str) -> None:
        """As `Paper.dress`."""
        cell = self._name(tab, row, column)
        self._try(lambda: self._hand.number_format(self._titles[tab], cell, "NUMBER", pattern))

    def rename_tab(self, tab: str, title: str) -> None:
        """Give a tab another title."""
        self._try(lambda: self._hand.rename_tab(self._titles[tab], title))
        self._titles[tab] = title

    def add_tab(self, title: str, text: str) -> None:
        """As `Paper.add_tab`."""
        self._try(lambda: self._hand.add_tab(title))
        self._try(lambda: self._hand.type(title, "A1", text))

    def _try(self, move: Callable[[], None]) -> None:
        try:
            move()
        except self.refusals as error:
            raise Refused(str(error)) from error
