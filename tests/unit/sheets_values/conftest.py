"""A grid the size of a hand, as the server would keep it, with a calculator over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from sandbox.sheets.formats import CellError
from sandbox.sheets.formulas import Calculator
from sandbox.sheets.formulas_tokens import reference_of

MAIN, STOCK = 0, 77
Content = float | str | bool | None


class Book:
    """Two tabs, `Sheet1` and `Stok Gudang`. Cells are named as people do: `B2`, `'Stok Gudang'!A1`."""

    def __init__(self, locale: str = "en_US", rows: int = 20, columns: int = 10) -> None:
        self.sizes = {MAIN: (rows, columns), STOCK: (rows, columns)}
        self.cells: dict[int, dict[tuple[int, int], float | str | bool]] = {MAIN: {}, STOCK: {}}
        self.formulas: dict[tuple[int, int, int], str] = {}
        self.reads = 0
        self.time = 1_700_000_000.0
        self.results: dict[tuple[int, int, int], object] = {}
        self.calculator = Calculator(locale, "Asia/Jakarta", lambda: self.time, self)
        self.calculator.set_sheet(MAIN, "Sheet1")
        self.calculator.set_sheet(STOCK, "Stok Gudang")

    def size(self, sheet_id: int) -> tuple[int, int]:
        return self.sizes.get(sheet_id, (0, 0))

    def literals(
        self, sheet_id: int, rows: range, columns: range
    ) -> Iterator[tuple[int, int, float | str | bool]]:
        height, width = self.size(sheet_id)
        assert rows.stop <= height
        assert columns.stop <= width
        for (row, column), value in self.cells[sheet_id].items():
            if row in rows and column in columns:
                self.reads += 1
                yield row, column, value

    def formula(self, sheet_id: int, row: int, column: int) -> str | None:
        return self.formulas.get((sheet_id, row, column))

    def put(self, name: str, content: Content) -> None:
        """A text that begins with '=' is a formula; None empties the cell."""
        sheet_id, row, column = self.place(name)
        self.cells[sheet_id].pop((row, column), None)
        self.formulas.pop((sheet_id, row, column), None)
        if content is None:
            self.calculator.set_cell(sheet_id, row, column, ("blank", None))
        elif isinstance(content, str) and content.startswith("="):
            self.formulas[sheet_id, row, column] = content
            self.calculator.set_cell(sheet_id, row, column, ("formula", content))
        else:
            self.cells[sheet_id][row, column] = content
            kind = {bool: "bool", str: "string"}.get(type(content), "number")
            self.calculator.set_cell(sheet_id, row, column, (kind, content))

    def fill(self, **columns: list[Content]) -> None:
        """Whole columns of Sheet1 from row 1 on: `A=["x", "y"]`."""
        for letter, contents in columns.items():
            for row, content in enumerate(contents, start=1):
                self.put(f"{letter}{row}", content)

    def settle(self) -> dict[str, object]:
        """Recalculate; the news by cell name, errors as shown."""
        news = self.calculator.recalculate()
        self.results.update(news)
        return {self.name(cell): shown(value) for cell, value in news.items()}

    def ask(self, formula: str, at: str = "J5") -> object:
        """What the formula comes to in an otherwise empty cell."""
        self.put(at, formula)
        self.settle()
        return shown(self.results[self.place(at)])

    @staticmethod
    def place(name: str) -> tuple[int, int, int]:
        reference = reference_of(name)
        assert reference.start.row is not None
        assert reference.start.column is not None
        return (STOCK if reference.title else MAIN), reference.start.row, reference.start.column

    @staticmethod
    def name(cell: tuple[int, int, int]) -> str:
        sheet_id, row, column = cell
        return ("'Stok Gudang'!" if sheet_id == STOCK else "") + f"{chr(65 + column)}{row + 1}"


def shown(value: object) -> object:
    return value.shown if isinstance(value, CellError) else value


@pytest.fixture
def new_book() -> Callable[..., Book]:
    return Book
