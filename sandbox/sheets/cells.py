"""What one cell holds: what was entered, what it comes to, and what is attached to it. Cells are never changed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

from sandbox.sheets.errors import bad
from sandbox.sheets.formats_model import CellError, Effective
from sandbox.sheets.pool import Pool, Shared
from sandbox.sheets.values import Entered


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as entered, beginning with '='."""

    text: str


Value = float | str | bool | Formula | None


class Cell(NamedTuple):
    """`value` is what was entered; `result` the effective value of a formula (or of a blank cell that an array result
    spills into); `style` the userEnteredFormat; `rule` the data validation; `runs` the textFormatRuns."""

    value: Value = None
    result: Effective = None
    style: Shared | None = None
    note: str | None = None
    rule: Shared | None = None
    runs: Shared | None = None

    @property
    def effective(self) -> Effective:
        value = self.value
        if value is None or isinstance(value, Formula):
            return self.result
        return value

    @property
    def plain_text(self) -> bool:
        """Whether typing here never becomes a number: the format type is TEXT."""
        style = self.style
        return style is not None and style.number_format is not None and style.number_format.type == "TEXT"


EMPTY = Cell()


def with_value(cell: Cell, value: Value) -> Cell:
    """The cell with new content. Rich text goes, as Google documents; the rest stays."""
    return Cell(None if value == "" else value, None, cell.style, cell.note, cell.rule, None)


def number(value: float) -> float | int:
    """A number as Google writes it into JSON: 28 instead of 28.0."""
    return int(value) if -1e17 < value < 1e17 and value.is_integer() else value


def as_number(value: float | int) -> float:
    """A number of a body as the sheet holds it. ApiError 400 where no double can."""
    if type(value) is int and -(2**53) <= value <= 2**53:
        return float(value)
    try:
        held = float(value)
    except OverflowError:
        held = math.inf
    if not math.isfinite(held):
        raise bad("Numbers must be finite.")
    return held


def entered(value: Value) -> Entered:
    """The content as the calculator takes it."""
    if type(value) is float:
        return ("number", value)
    if value is None:
        return ("blank", None)
    if isinstance(value, Formula):
        return ("formula", value.text)
    if isinstance(value, bool):
        return ("bool", value)
    if isinstance(value, str):
        return ("string", value)
    return ("number", value)


def of_entered(pair: Entered) -> Value:
    """The content that typing came to."""
    kind, value = pair
    if kind == "formula":
        return Formula(str(value))
    if kind == "number" and isinstance(value, int | float):
        return float(value)
    return value


def extended(value: Value | CellError) -> dict[str, Any] | None:
    """An ExtendedValue, or None for a blank."""
    if value is None:
        return None
    if isinstance(value, Formula):
        return {"formulaValue": value.text}
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, str):
        return {"stringValue": value}
    if isinstance(value, CellError):
        error = {"type": value.type}
        if value.message:
            error["message"] = value.message
        return {"errorValue": error}
    return {"numberValue": number(value)}


def pack(cell: Cell) -> list[Any]:
    """A cell as a short JSON list: [kind, value, style, note, rule, runs], trailing Nones cut. Results are not kept."""
    value, _, style, note, rule, runs = cell
    kind, held = entered(value)
    if style is None and note is None and rule is None and runs is None:
        return [kind[0], held]
    fields: list[Any] = [kind[0], held, style and style.id, note, rule and rule.id, runs and runs.id]
    while len(fields) > 2 and fields[-1] is None:
        fields.pop()
    return fields


def unpack(fields: list[Any], pool: Pool) -> Cell:
    """The reverse of `pack`."""
    kind, value, style, note, rule, runs = (*fields, None, None, None, None)[:6]
    if kind == "f":
        value = Formula(value)
    elif kind == "n":
        value = float(value)
    return Cell(
        value,
        None,
        pool.by_id(style) if style else None,
        note,
        pool.by_id(rule) if rule else None,
        pool.by_id(runs) if runs else None,
    )
