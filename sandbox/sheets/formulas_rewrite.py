"""How references in a formula change when its cell is copied, and when rows, columns, tabs come and go.

| change                     | `B5`   | `$B$5` | `B2:B9`  | `B:B` | source     |
|----------------------------|--------|--------|----------|-------|------------|
| copied 2 down, 1 right     | `C7`   | `$B$5` | `C4:C11` | `C:C` | documented |
| 3 rows inserted at row 5   | `B8`   | `$B$8` | `B2:B12` | `B:B` | documented |
| rows 4 to 6 deleted        | #REF!  | #REF!  | `B2:B6`  | `B:B` | documented |
| column A deleted           | `A5`   | `$A$5` | `A2:A9`  | `A:A` | documented |
| its tab removed            | #REF!  | #REF!  | #REF!    | #REF! | documented |

A range whose both ends are deleted becomes #REF!; one that loses one end shrinks. Rows inserted right behind a range do
not widen it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from sandbox.sheets.formulas_tokens import Corner, Reference, reference_of, references_in

_LOST = "#REF!"
_BARE_TITLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_CELL_LIKE = re.compile(r"[A-Za-z]{1,3}[0-9]+|[rR][0-9]*[cC][0-9]*")


Change = Callable[[Reference], Reference | None]
"""What becomes of a reference; None where it is lost."""


def rewritten(formula: str, change: Change, known: dict[str, str] | None = None) -> str:
    """The formula with every reference changed. `known` remembers references as written, for many formulas with the
    same change."""
    known = {} if known is None else known
    pieces: list[str] = []
    at = 0
    for start, end in references_in(formula):
        text = formula[start:end]
        after = known.get(text)
        if after is None:
            after = known[text] = _changed(text, change)
        pieces += (formula[at:start], after)
        at = end
    return "".join((*pieces, formula[at:]))


def _changed(text: str, change: Change) -> str:
    before = reference_of(text)
    after = change(before)
    return _LOST if after is None else text if after == before else str(after)


def shift(formula: str, d_row: int, d_col: int) -> str:
    """The formula as it reads when its cell is copied `d_row` down and `d_col` right; parts with `$` stay."""

    def moved(corner: Corner) -> Corner | None:
        row, column = corner.row, corner.column
        row = row if row is None or corner.row_fixed else row + d_row
        column = column if column is None or corner.column_fixed else column + d_col
        if (row or 0) < 0 or (column or 0) < 0:
            return None
        return Corner(column, row, corner.column_fixed, corner.row_fixed)

    def change(reference: Reference) -> Reference | None:
        start = moved(reference.start)
        end = None if reference.end is None else moved(reference.end)
        if start is None or (reference.end is not None and end is None):
            return None
        return reference.with_corners(start, end)

    return rewritten(formula, change)


def insertion(host_title: str, sheet_title: str, axis: str, start: int, count: int) -> Change:
    """What becomes of references in formulas on tab `host_title` when `count` rows or columns (`axis` "ROWS" or
    "COLUMNS") are inserted before zero-based `start` on tab `sheet_title`."""

    def moved(first: int | None, last: int | None) -> tuple[int | None, int | None]:
        return (
            first + count if first is not None and first >= start else first,
            last + count if last is not None and last >= start else last,
        )

    return on_tab(host_title, sheet_title, along(axis, moved))


def deletion(host_title: str, sheet_title: str, axis: str, start: int, count: int) -> Change:
    """The same when `count` rows or columns from `start` on are deleted there."""
    end = start + count

    def moved(first: int | None, last: int | None) -> tuple[int | None, int | None] | None:
        gone_first = first is not None and start <= first < end
        gone_last = last is not None and start <= last < end
        # An open end (`B5:B`) reaches beyond whatever is deleted, so only a bounded reference can vanish whole.
        if gone_first and gone_last:
            return None
        return after_gap(first, start, end, start), after_gap(last, start, end, start - 1)

    return on_tab(host_title, sheet_title, along(axis, moved))


def after_insert(formula: str, host_title: str, sheet_title: str, axis: str, start: int, count: int) -> str:
    """The formula after an insertion."""
    return rewritten(formula, insertion(host_title, sheet_title, axis, start, count))


def after_delete(formula: str, host_title: str, sheet_title: str, axis: str, start: int, count: int) -> str:
    """The formula after a deletion."""
    return rewritten(formula, deletion(host_title, sheet_title, axis, start, count))


def after_gap(index: int | None, start: int, end: int, landing: int) -> int | None:
    """Where one end of a range is after [start, end) is gone; an end that was in it goes to `landing`."""
    if index is None or index < start:
        return index
    return landing if index < end else index - (end - start)


def after_rename(formula: str, old_title: str, new_title: str) -> str:
    """The formula after a tab got a new title."""

    def change(reference: Reference) -> Reference:
        if not same_title(reference.title, old_title):
            return reference
        return replace(reference, prefix=quoted(new_title) + "!")

    return rewritten(formula, change)


def after_remove_sheet(formula: str, title: str) -> str:
    """The formula after a tab was removed: what referred to it is lost."""
    return rewritten(formula, lambda reference: None if same_title(reference.title, title) else reference)


def quoted(title: str) -> str:
    """A tab's title as a formula writes it: in quotes unless it is a plain word that is no cell (recorded)."""
    if _BARE_TITLE.fullmatch(title) and not _CELL_LIKE.fullmatch(title):
        return title
    return "'" + title.replace("'", "''") + "'"


_Move = Callable[[int | None, int | None], tuple[int | None, int | None] | None]


def along(axis: str, move: _Move) -> Change:
    """A change of both ends along one axis. Ends are handed over in rising order, so `B9:B2` is cut like `B2:B9`."""
    name = {"ROWS": "row", "COLUMNS": "column"}[axis]

    def change(reference: Reference) -> Reference | None:
        start, end = reference.start, reference.end or reference.start
        first, last = getattr(start, name), getattr(end, name)
        backwards = first is not None and last is not None and first > last
        moved = move(last, first) if backwards else move(first, last)
        if moved is None:
            return None
        new_first, new_last = reversed(moved) if backwards else moved
        new_end = None if reference.end is None else _moved(end, axis, new_last)
        return reference.with_corners(_moved(start, axis, new_first), new_end)

    return change


def _moved(corner: Corner, axis: str, index: int | None) -> Corner:
    row, column = (index, corner.column) if axis == "ROWS" else (corner.row, index)
    return Corner(column, row, corner.column_fixed, corner.row_fixed)


def on_tab(host_title: str, sheet_title: str, change: Change) -> Change:
    """The change, for references to one tab alone."""

    def guarded(reference: Reference) -> Reference | None:
        title = host_title if reference.title is None else reference.title
        return change(reference) if same_title(title, sheet_title) else reference

    return guarded


def same_title(one: str | None, other: str) -> bool:
    """Tabs' titles are compared without case."""
    return one is not None and one.casefold() == other.casefold()
