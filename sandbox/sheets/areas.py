"""Where a range of cells ends up when rows or columns are inserted, deleted or moved.

GridRange dicts are as on the wire: half-open, a missing side unbounded, `sheetId` 0 left out (recorded).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox.sheets.a1 import Box, Span

GridRange = dict[str, Any]
SIDES = {"ROWS": ("startRowIndex", "endRowIndex"), "COLUMNS": ("startColumnIndex", "endColumnIndex")}


@dataclass(frozen=True, slots=True)
class Shift:
    """One change of a dimension: `kind` is insert, delete or move; rows or columns [start, end); a move goes to before
    `destination`, counted before the move. `joins_before`: an insertion at the very end of a range belongs to it."""

    kind: str
    axis: str
    start: int
    end: int
    destination: int = 0
    joins_before: bool = False

    def index(self, at: int) -> int | None:
        """Where one row or column goes; None where it is deleted."""
        count = self.end - self.start
        if self.kind == "insert":
            return at + count if at >= self.start else at
        if self.kind == "delete":
            if at < self.start:
                return at
            return None if at < self.end else at - count
        return self._moved(at)

    def _moved(self, at: int) -> int:
        count = self.end - self.start
        if self.start <= at < self.end:
            base = self.destination if self.destination <= self.start else self.destination - count
            return base + at - self.start
        if self.end <= at < self.destination:
            return at - count
        if self.destination <= at < self.start:
            return at + count
        return at

    def ends(self, lo: int | None, hi: int | None) -> tuple[int | None, int | None] | None:
        """Where a range [lo, hi) goes, None staying open; None where nothing of it is left."""
        if self.kind == "insert":
            return self._grown(lo, hi)
        if self.kind == "delete":
            first = None if lo is None else lo - max(0, min(lo, self.end) - self.start)
            last = None if hi is None else hi - max(0, min(hi, self.end) - self.start)
            gone = first is not None and last is not None and first >= last
            return None if gone else (first, last)
        if lo is None or hi is None:
            return lo, hi
        first, last = self._moved(lo), self._moved(hi - 1) + 1
        # A range that the move would tear apart stays where it is.
        return (first, last) if last - first == hi - lo else (lo, hi)

    def _grown(self, lo: int | None, hi: int | None) -> tuple[int | None, int | None]:
        count = self.end - self.start
        first = (
            lo + count if lo is not None and self.start <= lo and not (self.joins_before and lo == 0) else lo
        )
        grows = hi is not None and (self.start < hi or (self.joins_before and self.start == hi))
        return first, hi + count if grows and hi is not None else hi


def shifted(area: GridRange, shift: Shift) -> GridRange | None:
    """The range after the change (same tab); None where it is gone."""
    low, high = SIDES[shift.axis]
    ends = shift.ends(area.get(low), area.get(high))
    if ends is None:
        return None
    result = {key: value for key, value in area.items() if key not in (low, high)}
    for key, value in zip((low, high), ends, strict=True):
        if value is not None:
            result[key] = value
    return result


def shifted_list(areas: list[GridRange], shift: Shift) -> list[GridRange]:
    """The ranges that are left."""
    return [moved for area in areas if (moved := shifted(area, shift)) is not None]


def shifted_box(box: Box, shift: Shift) -> Box | None:
    """The same for a range with all sides."""
    rows = shift.ends(box.r0, box.r1) if shift.axis == "ROWS" else (box.r0, box.r1)
    columns = shift.ends(box.c0, box.c1) if shift.axis == "COLUMNS" else (box.c0, box.c1)
    if rows is None or columns is None or None in rows or None in columns:
        return None
    return Box(rows[0] or 0, rows[1] or 0, columns[0] or 0, columns[1] or 0)


def span_of(area: GridRange) -> Span:
    return Span(
        area.get("startRowIndex"),
        area.get("endRowIndex"),
        area.get("startColumnIndex"),
        area.get("endColumnIndex"),
    )


def clipped(span: Span, row_count: int, column_count: int) -> Box:
    """The cells of a grid of that size that the span covers; may be empty."""
    return Box(
        min(span.r0 or 0, row_count),
        row_count if span.r1 is None else min(span.r1, row_count),
        min(span.c0 or 0, column_count),
        column_count if span.c1 is None else min(span.c1, column_count),
    )


def grid_range(sheet_id: int, span: Span | Box) -> GridRange:
    """As Google writes it: open sides and a zero `sheetId` left out, zero starts kept."""
    area: GridRange = {"sheetId": sheet_id} if sheet_id else {}
    names = ("startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex")
    area |= {name: side for name, side in zip(names, span, strict=True) if side is not None}
    return area


def canonical(area: GridRange) -> GridRange:
    """A range from a request, as it is kept and written back."""
    return grid_range(area.get("sheetId", 0), span_of(area))
