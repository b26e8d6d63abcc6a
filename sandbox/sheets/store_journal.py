"""How a change of single cells is kept: as one entry behind those before it, folded into the rows later.

Three hundred cells of a large tab lie on as many pages of the file; writing each of them costs far more than the change
is worth. An entry is one record, in the same transaction as everything else of its batch, so what was answered is kept
whatever happens to the process. Whatever is more than a change of single cells, a journal that has grown long, and the
end of the server fold the entries into the rows that they changed.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from sandbox.sheets.book import Book
from sandbox.sheets.cells import EMPTY, Cell, Formula, pack, unpack
from sandbox.sheets.grid import Row
from sandbox.sheets.pool import Pool

SCHEMA = """
CREATE TABLE IF NOT EXISTS journal (seq INTEGER PRIMARY KEY, book TEXT NOT NULL, entry TEXT NOT NULL);
"""
LONGEST = 20_000
"""Changed cells of a spreadsheet in the journal, after which they are folded."""
Changes = dict[tuple[int, int], Row]
"""Changed cells, by their row's number and column, and the row as it is since."""


class Journal:
    """The entries in the file, and which rows they changed, as those are now."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._changes: dict[str, list[tuple[int, Changes]]] = {}
        self._lengths: Counter[str] = Counter()

    def takes(self, book: Book) -> bool:
        """Whether the book's changes of rows are fit for an entry: changes of single cells, and not too many."""
        grids = [sheet.grid for sheet in book.sheets]
        count = sum(len(grid.stored_cells) for grid in grids)
        fits = 0 < count <= LONGEST - self._lengths[book.book_id]
        return fits and not any(grid.changed for grid in grids)

    def add(self, book: Book) -> None:
        """Write the entry, inside the caller's transaction; `added` once that is through."""
        sheets = {
            sheet.sheet_id: [
                _packed(uid, column, line.cells[column] if column < len(line.cells) else EMPTY)
                for (uid, column), line in sheet.grid.stored_cells.items()
            ]
            for sheet in book.sheets
            if sheet.grid.stored_cells
        }
        entry = {"version": book.version, "modified": book.modified, "sheets": sheets}
        text = json.dumps(entry, ensure_ascii=False, separators=(",", ":"))
        self._db.execute("INSERT INTO journal (book, entry) VALUES (?, ?)", (book.book_id, text))

    def added(self, book: Book) -> None:
        """The entry is in the file."""
        for sheet in book.sheets:
            if sheet.grid.stored_cells:
                self._note(book.book_id, sheet.sheet_id, sheet.grid.stored_cells)

    def _note(self, book_id: str, sheet_id: int, changes: Changes) -> None:
        self._changes.setdefault(book_id, []).append((sheet_id, changes))
        self._lengths[book_id] += len(changes)

    def rows(self, book_id: str) -> Iterable[tuple[tuple[str, int, int], Row]]:
        """The rows that the entries changed, as they are now, under spreadsheet, tab and number."""
        return {
            (book_id, sheet_id, uid): line
            for sheet_id, cells in self._changes.get(book_id, ())
            for (uid, _), line in cells.items()
        }.items()

    def drop(self, book_id: str) -> None:
        """Remove the spreadsheet's entries, inside the caller's transaction; `dropped` once that is through."""
        if book_id in self._changes:
            self._db.execute("DELETE FROM journal WHERE book=?", (book_id,))

    def dropped(self, book_id: str) -> None:
        """The entries are gone."""
        self._changes.pop(book_id, None)
        del self._lengths[book_id]

    def open_books(self) -> list[str]:
        """The spreadsheets that have entries."""
        return list(self._changes)

    def replay(self, book: Book, lines: dict[int, dict[int, Row]], pool: Pool) -> None:
        """Bring a spreadsheet that was just read up to its last entry; `lines` are its rows by tab and number."""
        for entry in self._entries(book.book_id):
            book.version, book.modified = entry["version"], entry["modified"]
            for name, cells in entry["sheets"].items():
                changes: Changes = {}
                for uid, column, *fields in cells:
                    line = changes[uid, column] = lines[int(name)][uid]
                    _put(line, column, _unpacked(fields, pool))
                self._note(book.book_id, int(name), changes)

    def _entries(self, book_id: str) -> Iterator[dict[str, Any]]:
        for (text,) in self._db.execute("SELECT entry FROM journal WHERE book=? ORDER BY seq", (book_id,)):
            yield json.loads(text)


def _packed(uid: int, column: int, cell: Cell) -> list[Any]:
    """A changed cell: with its value alone where that is all there is to it and no formula, else as `pack` has it."""
    value = cell[0]
    if cell[2:] == EMPTY[2:] and type(value) is not Formula:
        return [uid, column, value]
    return [uid, column, *pack(cell)]


def _unpacked(fields: list[Any], pool: Pool) -> Cell:
    """The reverse."""
    cell = Cell(fields[0]) if len(fields) == 1 else unpack(fields, pool)
    return EMPTY if cell == EMPTY else cell


def _put(line: Row, column: int, cell: Cell) -> None:
    line.cells.extend([EMPTY] * (column + 1 - len(line.cells)))
    line.cells[column] = cell
    while line.cells and line.cells[-1] is EMPTY:
        line.cells.pop()
    line.width = None
