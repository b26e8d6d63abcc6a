"""How references in a formula change when rows, columns or cells are moved to another place.

| change                            | a cell in it        | a range wholly in it | any other range       | source  |
|-----------------------------------|---------------------|----------------------|-----------------------|---------|
| rows, columns moved within a tab  | follows             | follows              | loses and gains lines | guessed |
| cells cut and pasted, on any tab  | follows, `$` or not | follows              | as it was             | seen    |
| what stood where they were pasted | #REF!               | #REF!                | as it was             | guessed |

A moved row that stood in a range leaves it, and one that arrives between its ends belongs to it, as if it had been
deleted and inserted. A formula that is cut to another tab goes on reading the cells it read.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sandbox.sheets.a1 import Box
from sandbox.sheets.formulas_rewrite import Change, after_gap, along, on_tab, quoted, rewritten, same_title
from sandbox.sheets.formulas_tokens import Corner, Reference


def movement(host_title: str, sheet_title: str, axis: str, start: int, end: int, destination: int) -> Change:
    """What becomes of references in formulas on tab `host_title` when rows or columns [start, end) of tab `sheet_title`
    go to before `destination`, counted before the move."""
    count = end - start
    to = destination if destination <= start else destination - count

    def moved(first: int | None, last: int | None) -> tuple[int | None, int | None]:
        if first is not None and last is not None and start <= first and last < end:
            return first - start + to, last - start + to
        first = after_gap(first, start, end, start)
        last = after_gap(last, start, end, start - 1)
        return (
            first + count if first is not None and first >= to else first,
            last + count if last is not None and last >= to else last,
        )

    return on_tab(host_title, sheet_title, along(axis, moved))


def after_move(
    formula: str, host_title: str, sheet_title: str, axis: str, start: int, end: int, destination: int
) -> str:
    """The formula after such a move."""
    return rewritten(formula, movement(host_title, sheet_title, axis, start, end, destination))


@dataclass(frozen=True, slots=True)
class Cut:
    """Cells of one tab that went to another place: the box they left, and the one they came to."""

    title: str
    box: Box
    to_title: str
    to_box: Box

    def change(self, host_title: str, new_host_title: str) -> Change:
        """What becomes of a reference in a formula on `host_title` that stands on `new_host_title` afterwards."""
        down, right = self.to_box.r0 - self.box.r0, self.to_box.c0 - self.box.c0

        def shifted(corner: Corner) -> Corner:
            return replace(
                corner,
                row=None if corner.row is None else corner.row + down,
                column=None if corner.column is None else corner.column + right,
            )

        def named(reference: Reference, title: str) -> Reference:
            if same_title(title, new_host_title) and (not reference.prefix or title != reference.title):
                return replace(reference, prefix="")
            return (
                reference
                if same_title(reference.title, title)
                else replace(reference, prefix=quoted(title) + "!")
            )

        def change(reference: Reference) -> Reference | None:
            title = host_title if reference.title is None else reference.title
            area = _box(reference)
            if area is not None and same_title(title, self.title) and self.box.contains(area):
                end = None if reference.end is None else shifted(reference.end)
                return named(reference.with_corners(shifted(reference.start), end), self.to_title)
            if area is not None and same_title(title, self.to_title) and self.to_box.contains(area):
                return None
            return named(reference, title) if reference.title is None else reference

        return change


def after_cut(formula: str, host_title: str, new_host_title: str, cut: Cut) -> str:
    """The formula after cells went elsewhere. The two titles differ where the formula itself was among them."""
    return rewritten(formula, cut.change(host_title, new_host_title))


def _box(reference: Reference) -> Box | None:
    """The cells a reference with four sides means; None for an open one, which no cut takes whole."""
    (r0, r1), (c0, c1) = reference.rows(), reference.columns()
    return None if r1 is None or c1 is None else Box(r0, r1, c0, c1)
