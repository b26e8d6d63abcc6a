"""Which cells of the grid the engine already holds, so that each range is read from the server once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

Rect = tuple[int, int, int, int, int]


class Loaded:
    """Per tab and column, disjoint row intervals in rising order."""

    def __init__(self) -> None:
        self._starts: dict[tuple[int, int], list[int]] = {}
        self._ends: dict[tuple[int, int], list[int]] = {}
        self._rects: set[Rect] = set()

    def __contains__(self, cell: tuple[int, int, int]) -> bool:
        sheet_id, row, column = cell
        starts = self._starts.get((sheet_id, column), [])
        place = bisect_right(starts, row) - 1
        return place >= 0 and row < self._ends[sheet_id, column][place]

    def add(self, sheet_id: int, rows: range, column: int) -> list[range]:
        """Mark rows of a column as held; returned are those that were not."""
        starts = self._starts.setdefault((sheet_id, column), [])
        ends = self._ends.setdefault((sheet_id, column), [])
        low, high = bisect_left(ends, rows.start), bisect_right(starts, rows.stop)
        missing: list[range] = []
        at = rows.start
        for start, end in zip(starts[low:high], ends[low:high], strict=True):
            if at < start:
                missing.append(range(at, start))
            at = max(at, end)
        if at < rows.stop:
            missing.append(range(at, rows.stop))
        first = min([rows.start, *starts[low:high]])
        last = max([rows.stop, *ends[low:high]])
        starts[low:high], ends[low:high] = [first], [last]
        return missing

    def first_time(self, rect: Rect) -> bool:
        """Whether this very rectangle was not asked for before: thousands of formulas may read the same table."""
        known = len(self._rects)
        self._rects.add(rect)
        return len(self._rects) > known

    def forget(self, sheet_id: int) -> None:
        """Nothing of the tab is held any more."""
        for key in [key for key in self._starts if key[0] == sheet_id]:
            del self._starts[key], self._ends[key]
        self._rects = {rect for rect in self._rects if rect[0] != sheet_id}
