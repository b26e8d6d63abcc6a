"""Decides whether the content of a `Stok` or `+/-` cell is a number that may be taken.

| content of `Stok`                        | taken | code              |
|------------------------------------------|-------|-------------------|
| blank                                    | no    | refused.blank     |
| an error such as #N/A (as it is shown)   | no    | refused.error     |
| text                                     | no    | refused.text      |
| TRUE, FALSE                              | no    | refused.bool      |
| a date or time                           | no    | refused.date      |
| a percentage                             | no    | refused.percent   |
| a fraction                               | no    | refused.fraction  |
| negative                                 | no    | refused.negative  |
| above ten million                        | no    | refused.too_big   |
| whole, but shown with decimals (`1.000`) | no    | refused.decimals  |
| whole, not negative, shown whole         | yes   |                   |

`+/-` is a column of plain text, so what a light read tells of it is what was typed. Only where the cell lost that
format does a number stand there, and that is read in full:

| content of `+/-`                         | taken | code                  |
|------------------------------------------|-------|-----------------------|
| a formula                                | no    | refused.entry_formula |
| a date, time or percentage               | no    | refused.entry_format  |
| whole, but shown with decimals           | no    | refused.entry_format  |
| digits, with or without a sign           | yes   |                       |
| anything else                            | no    | refused.entry         |
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ..model.sheet import Cell, as_text

LARGEST = 10_000_000
DATE_FORMATS = frozenset({"DATE", "TIME", "DATE_TIME"})
ENTRY = re.compile(r"[+-]?\d{1,8}")


class Count(NamedTuple):
    """A number that is taken: units, and whether a formula feeds it."""

    units: int
    feed: bool


class Refusal(NamedTuple):
    """Why a content is not taken: a message code and what stood there."""

    code: str
    value: str
    shown: str


def read_count(cell: Cell, decimal_mark: str) -> Count | Refusal:
    """The table above. `decimal_mark` is '.' or ',' by the spreadsheet's locale."""
    code = _refusal(cell, decimal_mark)
    if code or not isinstance(cell.value, int | float):
        # The API names an error otherwise (`N_A`) than the cell and a light read do.
        value = cell.shown if cell.kind == "error" else as_text(cell.value)
        return Refusal(code or "refused.text", value, cell.shown)
    return Count(int(cell.value), cell.formula)


def _refusal(cell: Cell, decimal_mark: str) -> str:
    by_kind = {
        "blank": "refused.blank",
        "error": "refused.error",
        "text": "refused.text",
        "bool": "refused.bool",
    }
    if cell.kind in by_kind:
        return by_kind[cell.kind]
    value = cell.value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "refused.text"
    if cell.format in DATE_FORMATS:
        return "refused.date"
    if cell.format == "PERCENT":
        return "refused.percent"
    if value != int(value):
        return "refused.fraction"
    if value < 0:
        return "refused.negative"
    if value > LARGEST:
        return "refused.too_big"
    if _with_decimals(cell, decimal_mark):
        return "refused.decimals"
    return ""


def _with_decimals(cell: Cell, decimal_mark: str) -> bool:
    return re.search(rf"\d{re.escape(decimal_mark)}\d", cell.shown) is not None


def read_entry(content: str) -> int | None:
    """The signed units of a `+/-` content; an unsigned number means plus, blank is 0, None is no number."""
    if not content:
        return 0
    return int(content) if ENTRY.fullmatch(content) else None


def entry_refusal(cell: Cell, decimal_mark: str) -> Refusal | None:
    """Why what a full read shows in `+/-` is not taken, whatever its value; `read_entry` decides about the rest."""
    content = as_text(cell.value)
    if cell.formula:
        return Refusal("refused.entry_formula", content, cell.shown)
    if cell.kind != "number":
        return None
    shaped = cell.format in DATE_FORMATS or cell.format == "PERCENT"
    if shaped or (read_entry(content) is not None and _with_decimals(cell, decimal_mark)):
        return Refusal("refused.entry_format", content, cell.shown)
    return None
