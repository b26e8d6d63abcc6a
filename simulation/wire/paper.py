"""The local Google's spreadsheet as people use it: `Paper` by way of the sandbox's `Person`."""

from __future__ import annotations

from engine.sheets.schema import BY_NAME, COLUMN_MARK, EPOCH_TITLE
from engine.texts import Texts
from sandbox.sheets import SheetsServer
from sandbox.sheets.book import Sheet
from sandbox.sheets.cells import Cell as Held
from sandbox.sheets.cells import Formula
from sandbox.sheets.errors import ApiError
from sandbox.sheets.formats_model import CellError
from sandbox.sheets.person import Rejected

from ..hands import Hands
from ..places import Cell


class WirePaper(Hands):
    """One spreadsheet of a local Google, in the hands of people."""

    refusals = (ApiError, Rejected)

    def __init__(self, server: SheetsServer, spreadsheet: str, texts: Texts, account: str) -> None:
        self._server = server
        self._person = server.person(spreadsheet)
        self._account = account
        super().__init__(self._person, texts)
        self._columns: dict[str, dict[str, int]] = {}
        self._rows: dict[str, list[dict[str, Cell]]] = {}
        self._version = -1

    # Where things are

    def _tab(self, tab: str) -> Sheet:
        return self._person.tab(self._titles[tab])

    def _at(self, tab: str) -> dict[str, int]:
        """Columns by English name, from the marks that travel with them."""
        book = self._person.read_book()
        if book.version != self._version:
            self._columns = {name: {} for name in BY_NAME}
            self._rows = {}
            for mark in book.metadata:
                if mark.get("metadataKey") == COLUMN_MARK:
                    name, _, column = str(mark["metadataValue"]).partition(".")
                    place = mark["location"]["dimensionRange"]
                    self._columns[name][column] = int(place.get("startIndex", 0))
            self._version = book.version
        return self._columns[tab]

    def _cell(self, tab: str, row: int, column: str) -> Held:
        return self._tab(tab).grid.get(row - 1, self._at(tab)[column])

    def _width(self, tab: str) -> int:
        return self._tab(tab).grid.column_count

    # Looking

    def rows(self, tab: str) -> list[dict[str, Cell]]:
        """As `Paper.rows`; blank rows at the end are left out."""
        columns = self._at(tab)
        known = self._rows.get(tab)
        if known is not None:
            return list(known)
        grid = self._tab(tab).grid
        found: list[dict[str, Cell]] = []
        for number in range(1, grid.filled_rows):
            cells = grid.filled_of(number)
            found.append(
                {name: _plain(cells[at]) if at < len(cells) else None for name, at in columns.items()}
            )
        self._rows[tab] = found
        return list(found)

    def value(self, tab: str, row: int, column: str) -> Cell:
        """As `Paper.value`."""
        found = self._cell(tab, row, column).effective
        return str(found) if isinstance(found, CellError) else found

    def hidden(self, tab: str) -> frozenset[int]:
        """As `Paper.hidden`."""
        lines = enumerate(self._tab(tab).grid.rows, 1)
        return frozenset(
            at for at, line in lines if line is not None and "hiddenByFilter" in (line.props or {})
        )

    def keepsake(self, title: str) -> str:
        """As `Paper.keepsake`."""
        found = self._person.read_book().sheet_by_title(title)
        return "" if found is None else str(found.grid.get(0, 0).value or "")

    # The server's side

    def epochs(self) -> frozenset[int]:
        """As `Paper.epochs`."""
        found = (EPOCH_TITLE.fullmatch(tab.title) for tab in self._person.read_book().sheets)
        return frozenset(int(match[1]) for match in found if match)

    def writes(self) -> int:
        """As `Paper.writes`."""
        return self._server.counts().get(self._account, {}).get("writes", 0)

    def expire_tokens(self) -> None:
        """As `Paper.expire_tokens`."""
        self._server.expire_tokens()


def _plain(cell: Held) -> Cell:
    value = cell.value
    if isinstance(value, Formula):
        return value.text
    if isinstance(value, float) and not isinstance(value, bool) and value.is_integer():
        return int(value)
    return value
