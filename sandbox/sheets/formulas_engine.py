"""How the calculation engine is used: it holds values only, and for a moment the formulas that are being computed.

Every cell the engine knows is a plain value: a literal, or the last result of a formula. Formulas are put in, evaluated
together (so that they may read each other in any order) and replaced by their results. What is not asked for is not
computed again, and an evaluation costs what the asked formulas cost.
"""

from __future__ import annotations

from collections.abc import Mapping

import ironcalc

from sandbox.sheets.formats_model import CellError, Effective
from sandbox.sheets.formulas_places import sheet_name
from sandbox.sheets.formulas_texts import exchange
from sandbox.sheets.formulas_translate import BLANK_CELL

Cell = tuple[int, int, int]
"""(sheet_id, row, column), zero-based."""

_PROBE = "probe_"
_TYPES = {
    "#DIV/0!": "DIVIDE_BY_ZERO",
    "#VALUE!": "VALUE",
    "#REF!": "REF",
    "#NAME?": "NAME",
    "#NUM!": "NUM",
    "#N/A": "N_A",
}
_MESSAGES = {
    "DIVIDE_BY_ZERO": "Division by zero.",
    "VALUE": "A value has the wrong type.",
    "REF": "Reference does not exist.",
    "NAME": "Unknown name.",
    "NUM": "A number is out of range.",
    "N_A": "Did not find value.",
}


class Engine:
    """A workbook of the engine. `comma`: the locale writes decimals with a comma and days first."""

    def __init__(self, comma: bool) -> None:
        self._comma = comma
        self._model = ironcalc.create("workbook", "en-GB" if comma else "en", "UTC", "en")
        self._order = [BLANK_CELL.partition("!")[0], _PROBE]
        self._model.rename_sheet(0, self._order[0])
        self._model.add_sheet(_PROBE)
        self._places: dict[int, int] = {}
        self._errors: set[Cell] = set()

    def add_sheet(self, sheet_id: int) -> None:
        """The tab may be used from now on; nothing if it may already."""
        if sheet_id not in self._places:
            self._model.add_sheet(sheet_name(sheet_id))
            self._order.append(sheet_name(sheet_id))
            self._places[sheet_id] = len(self._order) - 1

    def drop_sheet(self, sheet_id: int) -> None:
        """Forget the tab and all its values."""
        if sheet_id in self._places:
            self._model.delete_sheet(self._order.index(sheet_name(sheet_id)))
            self._order.remove(sheet_name(sheet_id))
            del self._places[sheet_id]
            self._errors = {cell for cell in self._errors if cell[0] != sheet_id}
            self._places = {known: self._order.index(sheet_name(known)) for known in self._places}

    def put(self, cell: Cell, value: Effective) -> None:
        """Let the cell hold a value."""
        place = self._place(cell)
        model = self._model
        self._errors.discard(cell)
        if value is None:
            model.clear_cell_contents(*place)
        elif isinstance(value, bool):
            model.update_cell_with_bool(*place, value)
        elif isinstance(value, str):
            model.update_cell_with_text(*place, exchange(value, self._comma))
        elif isinstance(value, CellError):
            # Until the next evaluation the engine itself does not know that this cell is an error.
            self._errors.add(cell)
            model.update_cell_with_formula(*place, "=" + value.shown)
        else:
            model.update_cell_with_number(*place, value)

    def evaluate(self, formulas: Mapping[Cell, str]) -> dict[Cell, Effective]:
        """The results of engine formulas standing in these cells, where they stay as values. A blank result is 0."""
        for cell, text in formulas.items():
            self._model.update_cell_with_formula(*self._place(cell), text)
        self._model.evaluate()
        results = {cell: self._read(self._place(cell)) for cell in formulas}
        for cell, value in results.items():
            self.put(cell, value)
        return results

    def settled(self, cell: Cell) -> float | str | bool | None:
        """The value the cell holds, as the engine has it; None for a blank or an error."""
        if cell in self._errors:
            return None
        place = self._place(cell)
        value: float | str | bool | None = self._model.get_cell_value(*place)
        if isinstance(value, str) and self._model.get_cell_type(*place) == ironcalc.CellType.ErrorValue:
            return None
        return value or None if isinstance(value, str) else value

    def failed(self, cell: Cell) -> bool:
        """Whether the cell holds an error."""
        if cell in self._errors:
            return True
        place = self._place(cell)
        return bool(self._model.get_cell_type(*place) == ironcalc.CellType.ErrorValue)

    def are_blank(self, texts: list[str]) -> list[bool]:
        """Whether engine formulas come to a blank, as told by what they become when joined with an empty text."""
        sheet = self._order.index(_PROBE)
        for row, text in enumerate(texts, start=1):
            self._model.update_cell_with_formula(sheet, row, 1, f'=({text[1:]})&""')
        self._model.evaluate()
        blank = [self._read((sheet, row, 1)) == "" for row in range(1, len(texts) + 1)]
        for row in range(1, len(texts) + 1):
            self._model.clear_cell_contents(sheet, row, 1)
        return blank

    def _place(self, cell: Cell) -> tuple[int, int, int]:
        sheet_id, row, column = cell
        return self._places[sheet_id], row + 1, column + 1

    def _read(self, place: tuple[int, int, int]) -> Effective:
        value: float | str | bool | None = self._model.get_cell_value(*place)
        if not isinstance(value, str):
            return value
        if self._model.get_cell_type(*place) != ironcalc.CellType.ErrorValue:
            return exchange(value, self._comma)
        type_ = _TYPES.get(value, "ERROR")
        return CellError(type_, _MESSAGES.get(type_, "The local sheet cannot compute this."))
