"""What the calculator has to know of the cells that formulas refer to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol


class Grid(Protocol):
    """What the calculator reads from the server that keeps the cells."""

    def size(self, sheet_id: int) -> tuple[int, int]:
        """(rows, columns) of the tab's grid."""
        ...

    def literals(
        self, sheet_id: int, rows: range, columns: range
    ) -> Iterable[tuple[int, int, float | str | bool]]:
        """(row, column, value) of each cell in the rectangle that holds a literal; blanks and formulas left out.
        The rectangle never reaches beyond `size`."""
        ...

    def formula(self, sheet_id: int, row: int, column: int) -> str | None:
        """The text of the formula in that cell; None where there is none."""
        ...
