"""What each formula cell stands for: the engine formulas of its result cells, or the error it shows at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from sandbox.sheets.formats_model import CellError
from sandbox.sheets.formulas_checks import Uncomputable
from sandbox.sheets.formulas_parse import FormulaUnreadable, parse
from sandbox.sheets.formulas_places import Facts, Rect, Surroundings
from sandbox.sheets.formulas_tokens import column_name
from sandbox.sheets.formulas_translate import Ask, translate
from sandbox.sheets.formulas_tree import Node

Cell = tuple[int, int, int]

CIRCULAR = CellError("REF", "Circular dependency detected.")
UNREADABLE = CellError("ERROR", "Formula parse error.")
UNKNOWN = CellError("ERROR", "It depends on a formula that the local sheet does not compute.")


class Unit(NamedTuple):
    """One result cell: an engine formula, or an error that is settled.

    `doubtful` errors are this calculator's own: a real sheet might show a number there, so whatever reads such a cell
    is not computed either.
    """

    ask: Ask | None = None
    error: CellError | None = None
    doubtful: bool = False

    def reads(self) -> frozenset[Rect]:
        """The rectangles its engine formula reads."""
        return frozenset() if self.ask is None else self.ask.reads


class Source(NamedTuple):
    """One formula cell. `units` holds its result cells, itself among them; `spill` is the rectangle they would fill, if
    several. `clock`, `sized`, `missing` and `placed` say what the translation depended on besides cells (see Facts)."""

    units: dict[Cell, Unit]
    spill: Rect | None
    clock: frozenset[str]
    sized: frozenset[int]
    missing: bool
    placed: bool

    def reads(self) -> frozenset[Rect]:
        """Every rectangle that any of its units reads."""
        return frozenset().union(*(unit.reads() for unit in self.units.values()))


_parse = lru_cache(maxsize=20_000)(parse)


def source_of(text: str, around: Surroundings, obstacle: Callable[[Rect], Cell | None]) -> Source:
    """What the formula in `around.cell` stands for. `obstacle` finds a cell in a rectangle that is not free."""
    cell = around.cell
    facts = Facts()
    spill: Rect | None = None
    try:
        units, spill = _units(_parse(text, "," if around.comma else "."), around, facts)
    except FormulaUnreadable:
        units = {cell: Unit(error=UNREADABLE, doubtful=True)}
    except Uncomputable as refusal:
        units = {cell: Unit(error=refusal.error, doubtful=True)}
    if spill is not None and any(_overlap(spill, rect) for unit in units.values() for rect in unit.reads()):
        # The array is one formula: none of its results may stand where any of them reads.
        units = {cell: Unit(error=CIRCULAR)}
    elif spill is not None and (taken := obstacle(spill)) is not None:
        place = f"{column_name(taken[2])}{taken[1] + 1}"
        message = f"Array result was not expanded because it would overwrite data in {place}."
        units = {cell: Unit(error=CellError("REF", message))}
    return Source(units, spill, frozenset(facts.clock), frozenset(facts.sized), facts.missing, facts.placed)


def _units(node: Node, around: Surroundings, facts: Facts) -> tuple[dict[Cell, Unit], Rect | None]:
    """The units of a formula, those beyond the grid left out, and the rectangle they fill if they are several."""
    sheet_id, host_row, host_column = around.cell
    height, width = around.size(sheet_id)
    units: dict[Cell, Unit] = {}
    for d_row, d_column, ask in translate(node, around, facts):
        row, column = host_row + d_row, host_column + d_column
        if (row < height and column < width) or not units:
            units[sheet_id, row, column] = Unit(ask=ask)
        else:
            facts.sized.add(sheet_id)
    if len(units) == 1:
        return units, None
    last_row, last_column = max(cell[1] for cell in units), max(cell[2] for cell in units)
    return units, (sheet_id, host_row, last_row + 1, host_column, last_column + 1)


def _overlap(one: Rect, other: Rect) -> bool:
    """Whether two rectangles have a cell in common."""
    rows = max(one[1], other[1]) < min(one[2], other[2])
    return one[0] == other[0] and rows and max(one[3], other[3]) < min(one[4], other[4])
