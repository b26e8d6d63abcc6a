"""The spreadsheets and folders of one server, and the one way they change: a draft, kept whole or thrown away."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from sandbox.sheets.access import ROLES, role_of, secret
from sandbox.sheets.book import Book
from sandbox.sheets.draft import Draft
from sandbox.sheets.errors import NO_PERMISSION, NOT_FOUND, ApiError
from sandbox.sheets.folder import Folder
from sandbox.sheets.pool import Pool
from sandbox.sheets.recalc import Recalc
from sandbox.sheets.requests.tabs import checked_settings, new_sheet
from sandbox.sheets.store import Store
from sandbox.wire import Clock

Json = dict[str, Any]
T = TypeVar("T")
ANYONE: Json = {"id": "anyoneWithLink", "type": "anyone", "role": "writer"}


def permission(permission_id: str, email: str, role: str) -> Json:
    """A user's permission on a file."""
    return {"id": permission_id, "type": "user", "emailAddress": email, "role": role}


class State:
    """All spreadsheets in memory, written through to the store (None: they end with the server)."""

    def __init__(
        self, clock: Clock, rng: random.Random, store: Store | None, numbers: str, locale: str = "en_US"
    ) -> None:
        self.clock = clock
        self.rng = rng
        self.numbers = numbers
        self.locale = locale
        self.pool = Pool()
        self.recalc = Recalc(clock.now)
        self.store = store
        self.books: dict[str, Book] = {}
        self.folders: dict[str, Folder] = {} if store is None else store.load_folders()
        for book in store.load_books(self.pool) if store is not None else []:
            self.recalc.settle(book)
            self.books[book.book_id] = book

    def book(self, book_id: str, email: str, role: str = "reader") -> Book:
        """The spreadsheet, for an account that needs this role. ApiError 404 or 403."""
        book = self.books.get(book_id)
        held = role_of(book.file, email) if book is not None else None
        if book is None:
            raise ApiError(404, NOT_FOUND)
        if held is None or ROLES.index(held) < ROLES.index(role):
            raise ApiError(403, NO_PERMISSION)
        return book

    def change(self, book: Book, email: str, work: Callable[[Draft], T]) -> T:
        """Let `work` change a draft of the spreadsheet; keep it if it returns, forget it if it raises."""
        now = self.clock.now()
        draft = Draft(book.fork(), self.pool, self.rng, self.recalc, now, email, self.numbers)
        kept = False
        try:
            result = work(draft)
            draft.settle()
            self._keep(draft.book, now)
            kept = True
        finally:
            if not kept:
                book.take_back()
                self.recalc.forget(book.book_id)
        return result

    def _keep(self, book: Book, now: float) -> None:
        book.version += 1
        book.modified = now
        if self.store is not None:
            self.store.save_book(book, self.pool)
        for sheet in book.sheets:
            sheet.grid.kept()
        self.books[book.book_id] = book
        self.recalc.adopt(book)

    def create(self, props: Json, sheets: list[Json], owner: str, parents: list[str] | None = None) -> Book:
        """A new spreadsheet of `owner`; one blank tab `Sheet1` with id 0 where none is asked for. `parents`: the folder
        it lies in, None for the owner's own root."""
        now = self.clock.now()
        book_id = secret(self.rng, 43, "1")
        settings = {"locale": self.locale, "autoRecalc": "ON_CHANGE", "timeZone": "Etc/GMT", **props}
        mine = permission(str(self.rng.randrange(10**19, 10**20)), owner, "owner")
        file: Json = {"owner": owner, "created": now, "permissions": [mine], "trashed": False}
        if parents is not None:
            file["parents"] = parents
        book = Book(book_id, checked_settings(settings), file, [], modified=now)
        for i, sheet in enumerate(sheets or [{}]):
            given = dict(sheet)
            sheet_id = given.get("sheetId", 0 if i == 0 else self.rng.randrange(1, 2**31 - 1))
            title = given.get("title") or f"Sheet{i + 1}"
            book.sheets.append(new_sheet(book, sheet_id, given, title))
        if self.store is not None:
            self.store.save_book(book, self.pool)
        self.books[book_id] = book
        return book

    def delete(self, book_id: str) -> None:
        """Remove a spreadsheet for good."""
        del self.books[book_id]
        self.recalc.forget(book_id)
        if self.store is not None:
            self.store.delete_book(book_id)

    def create_folder(self, name: str, owner: str, parents: list[str] | None = None) -> Folder:
        """A new folder of `owner`."""
        now = self.clock.now()
        mine = permission(str(self.rng.randrange(10**19, 10**20)), owner, "owner")
        file: Json = {"owner": owner, "created": now, "permissions": [mine], "trashed": False}
        if parents is not None:
            file["parents"] = parents
        return self._keep_folder(Folder(secret(self.rng, 32, "1"), name, file, modified=now))

    def rename_folder(self, folder: Folder, title: str) -> Folder:
        """Give a folder another name."""
        return self._keep_folder(
            replace(folder, title=title, version=folder.version + 1, modified=self.clock.now())
        )

    def _keep_folder(self, folder: Folder) -> Folder:
        if self.store is not None:
            self.store.save_folder(folder)
        self.folders[folder.file_id] = folder
        return folder

    def delete_folder(self, file_id: str) -> None:
        """Remove a folder; what lies in it is the caller's to remove before."""
        del self.folders[file_id]
        if self.store is not None:
            self.store.delete_folder(file_id)

    def change_file(self, item: Book | Folder, file: Json) -> Book | Folder:
        """Change what Drive keeps about a spreadsheet or folder: permissions, trash, where it lies. What it is then."""
        if isinstance(item, Folder):
            return self._keep_folder(replace(item, file=file, version=item.version + 1))
        self.change(item, "", lambda draft: setattr(draft.book, "file", file))
        return self.books[item.book_id]
