"""One edit of the sheet's page in progress, and how what it left in cells is taken back.

A cell is put back where it still holds what the edit left there; what others have changed meanwhile stays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.sheets import batch
from sandbox.sheets.book import Sheet
from sandbox.sheets.cells import Cell
from sandbox.sheets.draft import Draft
from sandbox.sheets.view_rows import Rows, Stale

Json = dict[str, Any]
CELLS_AT_ONCE = 100_000
WIDEST_COLUMN = 18_277


@dataclass(slots=True)
class Work:
    """One edit in progress. `reborn` maps deleted rows that were put back to their new numbers."""

    draft: Draft
    sheet: Sheet
    reborn: dict[int, int]

    @property
    def rows(self) -> Rows:
        return Rows(self.sheet, self.draft.book.locale, self.reborn)

    def uid(self, at: int) -> int:
        """The number of the row there, given one where it was blank."""
        return self.sheet.grid.row_to_change(at).uid

    def do(self, kind: str, **body: Any) -> None:
        """A request as the API knows it."""
        batch.apply(self.draft, [{kind: body}])

    def lines(self, start: int, end: int, axis: str = "ROWS") -> Json:
        return {"sheetId": self.sheet.sheet_id, "dimension": axis, "startIndex": start, "endIndex": end}

    def frozen(self) -> int:
        return int(self.sheet.props["gridProperties"].get("frozenRowCount", 0))


@dataclass(frozen=True, slots=True)
class Done:
    """What an edit leaves: how to take it back (None: nothing to take back), and how many places it left alone."""

    back: Callable[[Work], Done] | None
    skipped: int = 0


def whole(body: Mapping[str, Any], name: str, least: int = 0, most: int = 2**31) -> int:
    """A whole number of the body; ValueError where it is none."""
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise ValueError(f"`{name}` is a whole number from {least} to {most}")
    return value


def column_of(work: Work, body: Mapping[str, Any]) -> int:
    """The body's `column`, one of the tab's, from 0."""
    return whole(body, "column", 0, work.sheet.grid.column_count - 1)


Changed = list[tuple[int, int, Cell, Cell]]


def restore(work: Work, changed: Changed) -> Done:
    """Put back what the cells held, where they still hold what the edit left there."""
    rows, grid, again, skipped = work.rows, work.sheet.grid, [], 0
    for uid, column, old, new in changed:
        try:
            at = rows.place(uid)
        except Stale:
            skipped += 1
            continue
        cell = grid.get(at, column)
        if cell.value != new.value:
            skipped += 1
            continue
        # Only what the edit changed: a note that somebody has written since is theirs.
        put = cell._replace(
            value=old.value,
            result=None,
            style=old.style,
            runs=old.runs,
            note=cell.note if old.note == new.note else old.note,
            rule=cell.rule if old.rule == new.rule else old.rule,
        )
        work.draft.put(work.sheet, at, column, put)
        again.append((uid, column, cell, put))
    return Done((lambda later: restore(later, again)) if again else None, skipped)
