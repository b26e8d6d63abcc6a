"""Which row an edit means that was made a moment ago on a page: rows may have moved since the page was told of them.

| the row that the page names                          | the edit goes to                        |
|---|---|
| still there, and begins as it did                    | that row                                |
| there, but another now begins as it did (a sort)     | the one row that begins so              |
| gone, and one row begins as it did (put back)        | that row                                |
| blank when seen, still blank or beyond the end       | that place                              |
| anything else                                        | nowhere: `Stale`                        |

A row begins with its first text that is not blank, in the tabs of this sheet its key.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox.sheets.book import Sheet
from sandbox.sheets.draft import shown

Json = dict[str, Any]


class Stale(ValueError):
    """What the page saw is not there any more; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A row as the page saw it: its number in the grid (0 for blank), its place from 0, and its first text."""

    uid: int
    at: int
    first: str

    @staticmethod
    def of_json(told: Any) -> Seen:
        """ValueError where it is none."""
        if not isinstance(told, dict):
            raise ValueError("a row is named by u, at and first")
        uid, at, first = told.get("u"), told.get("at"), told.get("first", "")
        if not isinstance(uid, int) or not isinstance(at, int) or not isinstance(first, str) or at < 0:
            raise ValueError("a row is named by u, at and first")
        return Seen(uid, at, first)


class Rows:
    """The rows of a tab as they stand now. `reborn` maps rows that were deleted and put back to their new number."""

    def __init__(self, sheet: Sheet, locale: str, reborn: dict[int, int]) -> None:
        self._sheet = sheet
        self._locale = locale
        self._reborn = reborn
        self._places = {line.uid: at for at, line in enumerate(sheet.grid.rows) if line is not None}

    def first(self, at: int) -> str:
        """The first text of a row that is not blank."""
        if at >= self._sheet.grid.row_count:
            return ""
        return next(filter(None, (shown(cell, self._locale) for cell in self._sheet.grid.cells_of(at))), "")

    def place(self, uid: int) -> int:
        """Where the row of that number stands. Stale where it is gone."""
        while uid in self._reborn:
            uid = self._reborn[uid]
        if uid not in self._places:
            raise Stale("the row is gone")
        return self._places[uid]

    def find(self, seen: Seen) -> int:
        """The place, from 0, of the row that was meant."""
        if seen.uid == 0:
            if self.first(seen.at):
                raise Stale("somebody has written into that row")
            return seen.at
        try:
            at = self.place(seen.uid)
        except Stale:
            at = -1
        if at >= 0 and (not seen.first or self.first(at) == seen.first):
            return at
        found = [
            one for one in range(self._sheet.grid.row_count) if seen.first and self.first(one) == seen.first
        ]
        if len(found) != 1:
            raise Stale("the row is gone or has become another")
        return found[0]
