"""The local Google's spreadsheet as people use it: `Paper` by way of the sandbox's `Person`."""

from __future__ import annotations

from collections.abc import Sequence

from engine.sheets.schema import BY_NAME, COLUMN_MARK
from engine.texts import Texts
from sandbox.sheets import SheetsServer
from sandbox.sheets.a1 import cell_name, column_name
from sandbox.sheets.book import Sheet
from sandbox.sheets.cells import Cell as Held
from sandbox.sheets.cells import Formula
from sandbox.sheets.errors import ApiError
from sandbox.sheets.formats_model import CellError
from sandbox.sheets.person import Rejected

from ..places import Cell, Refused


class WirePaper:
    """One spreadsheet of a local Google, in the hands of people."""

    def __init__(self, server: SheetsServer, spreadsheet: str, texts: Texts, account: str) -> None:
        self._server = server
        self._person = server.person(spreadsheet)
        self._account = account
        self._titles = {name: texts.tabs[name].title for name in BY_NAME}
        self._columns: dict[str, dict[str, int]] = {}
        self._version = -1

    # Where things are

    def _tab(self, tab: str) -> Sheet:
        return self._person.tab(self._titles[tab])

    def _at(self, tab: str) -> dict[str, int]:
        """Columns by English name, from the marks that travel with them."""
        book = self._person.read_book()
        if book.version != self._version:
            self._columns = {name: {} for name in BY_NAME}
            for mark in book.metadata:
                if mark.get("metadataKey") == COLUMN_MARK:
                    name, _, column = str(mark["metadataValue"]).partition(".")
                    place = mark["location"]["dimensionRange"]
                    self._columns[name][column] = int(place.get("startIndex", 0))
            self._version = book.version
        return self._columns[tab]

    def _name(self, tab: str, row: int, column: str) -> str:
        return cell_name(row - 1, self._at(tab)[column])

    def _cell(self, tab: str, row: int, column: str) -> Held:
        return self._tab(tab).grid.get(row - 1, self._at(tab)[column])

    # Looking

    def rows(self, tab: str) -> list[dict[str, Cell]]:
        """As `Paper.rows`; blank rows at the end are left out."""
        grid = self._tab(tab).grid
        columns = self._at(tab)
        found: list[dict[str, Cell]] = []
        for number in range(1, grid.filled_rows):
            cells = grid.filled_of(number)
            found.append(
                {name: _plain(cells[at]) if at < len(cells) else None for name, at in columns.items()}
            )
        return found

    def shown(self, tab: str, row: int, column: str) -> str:
        """As `Paper.shown`."""
        return self._person.see(self._titles[tab], self._name(tab, row, column))

    def value(self, tab: str, row: int, column: str) -> Cell:
        """As `Paper.value`."""
        found = self._cell(tab, row, column).effective
        return str(found) if isinstance(found, CellError) else found

    # Typing

    def type(self, tab: str, row: int, column: str, text: str) -> None:
        """As `Paper.type`."""
        name = self._name(tab, row, column)
        self._try(lambda: self._person.type(self._titles[tab], name, text))

    def paste(self, tab: str, row: int, column: str, lines: Sequence[Sequence[str]]) -> None:
        """As `Paper.paste`."""
        block = [list(line) for line in lines]
        self._try(lambda: self._person.paste(self._titles[tab], self._name(tab, row, column), block))

    # Rows and columns

    def sort(
        self, tab: str, column: str, *, descending: bool, rows: tuple[int, int] | None = None, width: int = 0
    ) -> None:
        """As `Paper.sort`."""
        letter = column_name(self._at(tab)[column])
        first, last = rows or (2, max(2, len(self.rows(tab)) + 1))
        right = column_name((width or self._tab(tab).grid.column_count) - 1)
        cells = f"A{first}:{right}{last}"
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
        source, target = column_name(at[column]), column_name(at[before])
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
        found = self._person.read_book().sheet_by_title(title)
        return "" if found is None else str(found.grid.get(0, 0).value or "")

    # The server's side

    def writes(self) -> int:
        """As `Paper.writes`."""
        return self._server.counts().get(self._account, {}).get("writes", 0)

    def expire_tokens(self) -> None:
        """As `Paper.expire_tokens`."""
        self._server.expire_tokens()

    @staticmethod
    def _try(move: object) -> None:
        try:
            move()  # type: ignore[operator]
        except (ApiError, Rejected) as error:
            raise Refused(str(error)) from error


def _plain(cell: Held) -> Cell:
    value = cell.value
    if isinstance(value, Formula):
        return value.text
    if isinstance(value, float) and not isinstance(value, bool) and value.is_integer():
        return int(value)
    return value
