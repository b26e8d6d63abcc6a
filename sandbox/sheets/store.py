"""Where the local Google keeps its state: one SQLite file, into which each batch writes only what it changed.

Rows are stored under a number of their own and their order in chunks, so an inserted row rewrites the order behind it,
never the rows; and a changed cell is one of many in an entry of the journal (`store_journal`). A batch that was
answered survives the end of the process by whatever signal; a power cut may take the last ones (`synchronous=NORMAL`: a
sandbox does not wait for the disk), but leaves none half.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sandbox.sheets.book import Book, Sheet
from sandbox.sheets.cells import EMPTY, pack, unpack
from sandbox.sheets.folder import Folder
from sandbox.sheets.grid import CHUNK, Grid, Row
from sandbox.sheets.pool import Pool
from sandbox.sheets.store_journal import SCHEMA as JOURNAL_SCHEMA
from sandbox.sheets.store_journal import Journal

SCHEMA = """
CREATE TABLE IF NOT EXISTS books (id TEXT PRIMARY KEY, state TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sheets (
    book TEXT NOT NULL, id INTEGER NOT NULL, state TEXT NOT NULL, PRIMARY KEY (book, id)
);
CREATE TABLE IF NOT EXISTS lines (
    book TEXT NOT NULL, sheet INTEGER NOT NULL, uid INTEGER NOT NULL, cells TEXT NOT NULL,
    PRIMARY KEY (book, sheet, uid)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS orders (
    book TEXT NOT NULL, sheet INTEGER NOT NULL, chunk INTEGER NOT NULL, uids BLOB NOT NULL,
    PRIMARY KEY (book, sheet, chunk)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS folders (id TEXT PRIMARY KEY, state TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS shared (id INTEGER PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS accounts (name TEXT PRIMARY KEY, state TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS tokens (token TEXT PRIMARY KEY, account TEXT NOT NULL, expires REAL NOT NULL);
"""


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class Store:
    """The state file. Calls may come from any thread, one at a time."""

    def __init__(self, path: Path) -> None:
        """Opens or makes the file, for its owner only. sqlite3.Error where it is none."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(SCHEMA + JOURNAL_SCHEMA)
        self._journal = Journal(self._db)
        self._books: dict[str, str] = {}
        self._sheets: dict[str, dict[int, str]] = {}

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield self._db
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def save_book(self, book: Book, pool: Pool) -> None:
        """Write what the book's grids and states say has changed, all of it or nothing."""
        text = _text(book.lasting())
        known = dict(self._sheets.get(book.book_id, {}))
        present = {sheet.sheet_id for sheet in book.sheets}
        entered = known.keys() == present and self._journal.takes(book)
        with self._transaction() as db:
            db.executemany("INSERT INTO shared VALUES (?, ?)", pool.fresh)
            if not entered:
                self._fold(db, book.book_id)
            for gone in known.keys() - present:
                self._delete_sheet(db, book.book_id, gone)
                del known[gone]
            for sheet in book.sheets:
                if not entered:
                    self._save_rows(db, book.book_id, sheet)
                tab = _text(sheet.state())
                if known.get(sheet.sheet_id) != tab:
                    db.execute("REPLACE INTO sheets VALUES (?, ?, ?)", (book.book_id, sheet.sheet_id, tab))
                    known[sheet.sheet_id] = tab
            if entered:
                self._journal.add(book)
            if not entered or self._books.get(book.book_id) != text:
                db.execute("REPLACE INTO books VALUES (?, ?)", (book.book_id, _text(book.state())))
        pool.mark_stored()
        if entered:
            self._journal.added(book)
        else:
            self._journal.dropped(book.book_id)
        self._sheets[book.book_id], self._books[book.book_id] = known, text

    def _fold(self, db: sqlite3.Connection, book_id: str) -> None:
        """Write the rows that the journal's entries changed, and remove those."""
        rows = ((*place, pack_row(line)) for place, line in self._journal.rows(book_id))
        db.executemany("REPLACE INTO lines VALUES (?, ?, ?, ?)", rows)
        self._journal.drop(book_id)

    @staticmethod
    def _save_rows(db: sqlite3.Connection, book_id: str, sheet: Sheet) -> None:
        grid, place = sheet.grid, (book_id, sheet.sheet_id)
        if not grid.changed and not grid.stored_cells:
            return
        gone = [(*place, uid) for uid, line in grid.stored_rows.items() if line is None]
        db.executemany("DELETE FROM lines WHERE book=? AND sheet=? AND uid=?", gone)
        lines = {uid: line for (uid, _), line in grid.stored_cells.items()} | grid.stored_rows
        kept = ((*place, uid, pack_row(line)) for uid, line in lines.items() if line is not None)
        db.executemany("REPLACE INTO lines VALUES (?, ?, ?, ?)", kept)
        chunks = set(grid.stored_chunks)
        total = -(-grid.row_count // CHUNK)
        if grid.stored_order_from is not None:
            chunks |= set(range(grid.stored_order_from, total))
            db.execute("DELETE FROM orders WHERE book=? AND sheet=? AND chunk>=?", (*place, total))
        for chunk in sorted(chunks):
            rows = grid.rows[chunk * CHUNK : (chunk + 1) * CHUNK]
            uids = array("q", [0 if line is None else line.uid for line in rows])
            db.execute("REPLACE INTO orders VALUES (?, ?, ?, ?)", (*place, chunk, uids.tobytes()))

    @staticmethod
    def _delete_sheet(db: sqlite3.Connection, book_id: str, sheet_id: int) -> None:
        for table, column in (("sheets", "id"), ("lines", "sheet"), ("orders", "sheet")):
            # Both names come from the line above.
            db.execute(f"DELETE FROM {table} WHERE book=? AND {column}=?", (book_id, sheet_id))  # noqa: S608

    def delete_book(self, book_id: str) -> None:
        """Forget a spreadsheet."""
        with self._transaction() as db:
            for sheet_id in self._sheets.get(book_id, {}):
                self._delete_sheet(db, book_id, sheet_id)
            db.execute("DELETE FROM books WHERE id=?", (book_id,))
            self._journal.drop(book_id)
        self._journal.dropped(book_id)
        self._sheets.pop(book_id, None)
        self._books.pop(book_id, None)

    def load_books(self, pool: Pool) -> list[Book]:
        """Every spreadsheet, and the shared values they point to."""
        for id_, text in self._db.execute("SELECT id, value FROM shared ORDER BY id"):
            pool.restore(id_, text)
        books = []
        for book_id, text in self._db.execute("SELECT id, state FROM books ORDER BY rowid").fetchall():
            state = json.loads(text)
            lines: dict[int, dict[int, Row]] = {}
            sheets = [self._load_sheet(book_id, sheet_id, pool, lines) for sheet_id in state.pop("sheets")]
            book = Book(book_id, sheets=sheets, **state)
            self._journal.replay(book, lines, pool)
            for sheet in sheets:
                sheet.grid.count_formulas()
            self._books[book_id] = _text(book.lasting())
            books.append(book)
        return books

    def _load_sheet(self, book_id: str, sheet_id: int, pool: Pool, known: dict[int, dict[int, Row]]) -> Sheet:
        """One tab; `known` takes its rows by their number."""
        place = (book_id, sheet_id)
        (text,) = self._db.execute("SELECT state FROM sheets WHERE book=? AND id=?", place).fetchone()
        self._sheets.setdefault(book_id, {})[sheet_id] = text
        sheet = Sheet.of_state(sheet_id, json.loads(text))
        grid = sheet.grid
        lines = known[sheet_id] = {}
        for uid, cells in self._db.execute("SELECT uid, cells FROM lines WHERE book=? AND sheet=?", place):
            lines[uid] = unpack_row(uid, cells, pool, grid)
        orders = self._db.execute(
            "SELECT chunk, uids FROM orders WHERE book=? AND sheet=? ORDER BY chunk", place
        )
        for chunk, blob in orders:
            for i, uid in enumerate(array("q", blob), chunk * CHUNK):
                grid.rows[i] = lines.get(uid)
        grid.stored_order_from = None
        return sheet

    def save_folder(self, folder: Folder) -> None:
        self._db.execute("REPLACE INTO folders VALUES (?, ?)", (folder.file_id, _text(folder.state())))

    def delete_folder(self, file_id: str) -> None:
        """Forget a folder."""
        self._db.execute("DELETE FROM folders WHERE id=?", (file_id,))

    def load_folders(self) -> dict[str, Folder]:
        rows = self._db.execute("SELECT id, state FROM folders ORDER BY rowid")
        return {file_id: Folder(file_id, **json.loads(state)) for file_id, state in rows}

    def save_account(self, name: str, state: dict[str, Any]) -> None:
        self._db.execute("REPLACE INTO accounts VALUES (?, ?)", (name, _text(state)))

    def load_accounts(self) -> dict[str, dict[str, Any]]:
        rows = self._db.execute("SELECT name, state FROM accounts ORDER BY rowid")
        return {name: json.loads(state) for name, state in rows}

    def save_token(self, token: str, account: str, expires: float, now: float) -> None:
        """Keep an access token, and drop those that are past."""
        with self._transaction() as db:
            db.execute("DELETE FROM tokens WHERE expires < ?", (now,))
            db.execute("REPLACE INTO tokens VALUES (?, ?, ?)", (token, account, expires))

    def forget_tokens(self) -> None:
        """No access token is good any more."""
        self._db.execute("DELETE FROM tokens")

    def load_tokens(self) -> dict[str, tuple[str, float]]:
        rows = self._db.execute("SELECT token, account, expires FROM tokens")
        return {token: (account, expires) for token, account, expires in rows}

    def total_changes(self) -> int:
        """How many rows of the file were written since it was opened."""
        return self._db.total_changes

    def settle(self) -> None:
        """Bring everything into the one file, and every row to where it belongs."""
        for book_id in self._journal.open_books():
            with self._transaction() as db:
                self._fold(db, book_id)
            self._journal.dropped(book_id)
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        self._db.close()


def pack_row(line: Row) -> str:
    """A row as JSON: its cells as [column, cell...] and its properties."""
    cells = [[c, *pack(cell)] for c, cell in enumerate(line.cells) if cell is not EMPTY]
    return _text([cells, line.props] if line.props else [cells])


def unpack_row(uid: int, text: str, pool: Pool, grid: Grid) -> Row:
    """The reverse of `pack_row`."""
    cells, *props = json.loads(text)
    line = [EMPTY] * (cells[-1][0] + 1 if cells else 0)
    for column, *fields in cells:
        line[column] = unpack(fields, pool)
    return Row(uid, line, props[0] if props else None, grid.draft)
