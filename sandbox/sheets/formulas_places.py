"""Which cells the references of a formula mean: where one value belongs, and where a whole range does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from sandbox.sheets.formulas_tokens import Reference, column_name

Rect = tuple[int, int, int, int, int]
"""(sheet_id, first row, end row, first column, end column), half-open."""

LOST = "#REF!"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a formula means depends on: its cell, the tabs (casefolded title -> id), their sizes, time and locale.

    `today` and `now` are serial numbers in the spreadsheet's time zone.
    """

    cell: tuple[int, int, int]
    sheets: dict[str, int]
    size: Callable[[int], tuple[int, int]]
    comma: bool
    today: float
    now: float


@dataclass(slots=True)
class Facts:
    """What came to light while translating: which time the formula reads, which tabs' sizes or titles, and whether it
    depends on where the formula or the cells that it names stand."""

    clock: set[str] = field(default_factory=set)
    sized: set[int] = field(default_factory=set)
    missing: bool = False
    placed: bool = False


class Places:
    """The references of one walk over a formula.

    `reads` gathers the rectangles read, `spans` the sizes of ranges that stood where one value belongs. `pick` is the
    (row, column) of the result cell inside an ARRAYFORMULA, None outside.
    """

    def __init__(self, around: Surroundings, facts: Facts, pick: tuple[int, int] | None) -> None:
        self._around = around
        self._facts = facts
        self._pick = pick
        self.reads: set[Rect] = set()
        self.spans: list[tuple[int, int]] = []

    def whole(self, reference: Reference) -> str:
        """Engine text of all its cells."""
        rect = self.rect(reference)
        return LOST if rect is None else self._text(rect)

    def edge(self, reference: Reference, along_row: bool) -> str:
        """Engine text of the first column of a table, or of its first row."""
        rect = self.rect(reference)
        if rect is None:
            return LOST
        sheet_id, first_row, end_row, first_column, end_column = rect
        if along_row:
            return self._text((sheet_id, first_row, first_row + 1, first_column, end_column))
        return self._text((sheet_id, first_row, end_row, first_column, first_column + 1))

    def shape(self, reference: Reference) -> tuple[int, int]:
        """(rows, columns) of a reference; (1, 1) for a lost one."""
        rect = self.rect(reference)
        return (1, 1) if rect is None else (rect[2] - rect[1], rect[4] - rect[3])

    def one_cell(self, reference: Reference) -> str:
        rect = self.rect(reference)
        if rect is None:
            return LOST
        chosen = self.chosen(rect)
        if isinstance(chosen, str):
            return chosen
        row, column = chosen
        return self._text((rect[0], row, row + 1, column, column + 1))

    def chosen(self, rect: Rect) -> tuple[int, int] | str:
        """The one cell of a range that is meant where one value belongs, or the error that stands for it."""
        _, first_row, end_row, first_column, end_column = rect
        rows, columns = range(first_row, end_row), range(first_column, end_column)
        if len(rows) > 1 or len(columns) > 1:
            self._facts.placed = True
        if self._pick is not None:
            self.spans.append((len(rows), len(columns)))
            row, column = self._pick[0] if len(rows) > 1 else 0, self._pick[1] if len(columns) > 1 else 0
            return (rows[row], columns[column]) if row < len(rows) and column < len(columns) else "#N/A"
        _, host_row, host_column = self._around.cell
        if len(columns) == 1 and (len(rows) == 1 or host_row in rows):
            return (rows[0] if len(rows) == 1 else host_row), columns[0]
        if len(rows) == 1 and host_column in columns:
            return rows[0], host_column
        return "#VALUE!"

    def rect(self, reference: Reference) -> Rect | None:
        """The cells of a reference, cut at the end of the grid; None for a lost tab or a start beyond the grid."""
        sheet_id: int | None = self._around.cell[0]
        if reference.title is not None:
            sheet_id = self._around.sheets.get(reference.title.casefold())
        if sheet_id is None:
            self._facts.missing = True
            return None
        height, width = self._around.size(sheet_id)
        (first_row, end_row), (first_column, end_column) = reference.rows(), reference.columns()
        if end_row is None or end_column is None or end_row > height or end_column > width:
            self._facts.sized.add(sheet_id)
        if first_row >= height or first_column >= width:
            return None
        end_row = height if end_row is None else min(end_row, height)
        end_column = width if end_column is None else min(end_column, width)
        return sheet_id, first_row, end_row, first_column, end_column

    def _text(self, rect: Rect) -> str:
        self.reads.add(rect)
        sheet_id, first_row, end_row, first_column, end_column = rect
        start = f"{sheet_name(sheet_id)}!{column_name(first_column)}{first_row + 1}"
        if end_row - first_row == 1 and end_column - first_column == 1:
            return start
        return f"{start}:{column_name(end_column - 1)}{end_row}"


@lru_cache(maxsize=1000)
def sheet_name(sheet_id: int) -> str:
    """The name a tab has inside the engine, which no title can disturb."""
    return f"tab_{sheet_id}"


def spilled_into(cell: tuple[int, int, int], rect: Rect | None) -> bool:
    """Whether the cell lies in the rectangle, its first cell (the formula itself) left out."""
    if rect is None or cell[0] != rect[0] or cell[1:] == (rect[1], rect[3]):
        return False
    return rect[1] <= cell[1] < rect[2] and rect[3] <= cell[2] < rect[4]
