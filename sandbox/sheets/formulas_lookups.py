"""How exact lookups are answered ahead: thousands of lookups in one table search it once, not once each.

A lookup whose key and key column are settled is replaced in its formula by the position it finds, or by #N/A. Keys with
wildcards, blank keys, errors, and columns that are being computed at the same time are left to the engine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Set
from dataclasses import dataclass

from sandbox.sheets.formulas_tokens import column_name, column_number

Cell = tuple[int, int, int]
Rect = tuple[int, int, int, int, int]
Raw = float | str | bool | None

_WILDCARDS = frozenset("*?~")
_INDEX = re.compile(
    r"INDEX\((?P<sheet>tab_\d+)!(?P<left>[A-Z]+)(?P<top>\d+):(?P<right>[A-Z]+)(?P<bottom>\d+),"
    r"(?P<row>\d+|#N/A)(?:,(?P<column>\d+)(?:\.0)?)?\)"
)


@dataclass(frozen=True, slots=True)
class Lookup:
    """`text` is the MATCH inside the engine formula, `key` the cell it looks for, `keys` the one column searched."""

    text: str
    key: Cell
    keys: Rect

    def found(self, row: int | None) -> str:
        """What stands in the formula instead of the MATCH when this row holds the key, or none does."""
        return "#N/A" if row is None else str(row - self.keys[1] + 1)


class Lookups:
    """Answers for one round of computing. `value` reads a settled cell; it gives None for a blank and for an error."""

    def __init__(self, value: Callable[[Cell], Raw], unsettled: Set[Cell]) -> None:
        self._value = value
        self._unsettled = unsettled
        self._columns = {(cell[0], cell[2]) for cell in unsettled}
        self._rows: dict[Rect, dict[Raw, int]] = {}

    def answered(self, text: str, lookups: tuple[Lookup, ...]) -> str:
        """The engine formula with those lookups replaced that can be answered now."""
        for lookup in lookups:
            if lookup.key in self._unsettled or (lookup.keys[0], lookup.keys[3]) in self._columns:
                continue
            key = self._value(lookup.key)
            if (
                key is None
                or isinstance(key, bool)
                or (isinstance(key, str) and not _WILDCARDS.isdisjoint(key))
            ):
                continue
            text = text.replace(lookup.text, lookup.found(self._index(lookup.keys).get(_folded(key))))
        return _INDEX.sub(_cell, text) if lookups else text

    def _index(self, keys: Rect) -> dict[Raw, int]:
        """The first row of each key in a column."""
        if keys not in self._rows:
            rows: dict[Raw, int] = {}
            sheet_id, first_row, end_row, column, _ = keys
            for row in range(first_row, end_row):
                value = self._value((sheet_id, row, column))
                if value is not None and not isinstance(value, bool):
                    rows.setdefault(_folded(value), row)
            self._rows[keys] = rows
        return self._rows[keys]


def _cell(match: re.Match[str]) -> str:
    """The cell that INDEX with constant positions means, where it is plain; the engine would walk the whole range."""
    if match["row"] == "#N/A":
        return "#N/A"
    row = int(match["top"]) + int(match["row"]) - 1
    first, last = column_number(match["left"]), column_number(match["right"])
    column = first + int(match["column"] or 1) - 1
    inside = (
        row <= int(match["bottom"]) and column <= last and int(match["row"]) > 0 and match["column"] != "0"
    )
    plain = match["column"] is not None or first == last
    return f"{match['sheet']}!{column_name(column)}{row}" if inside and plain else match[0]


def _folded(key: Raw) -> Raw:
    """Texts are looked up without regard to case; a text never equals a number."""
    return key.casefold() if isinstance(key, str) else key
