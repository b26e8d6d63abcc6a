"""How conditional sums and counts are answered ahead: thousands of them over one table walk it once, not once each.

| the criterion | is answered here | by |
|---|---|---|
| a text that starts with a letter, is no date or comparison and has no wildcard | yes | equal texts, without case |
| a number | where the column holds no text that looks like one | equal numbers |
| `>3`, `<=0.5` and the like, written in the formula | yes | comparing numbers |
| anything else: blank, boolean, `<>x`, `KA*`, `3-1`, an error | no | the engine |

So it is only for SUMIF, SUMIFS, COUNTIF and COUNTIFS whose ranges are single columns and settled, and where nothing
that is summed is an error or a boolean.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Set
from dataclasses import dataclass

Cell = tuple[int, int, int]
Rect = tuple[int, int, int, int, int]
Raw = float | str | bool | None
Key = float | str
Table = dict[tuple[Key | None, ...], tuple[int, float]]
"""Count and sum of the rows with each combination of keys."""
Test = tuple[Rect, str]
"""A column, and the comparison that stands for its cells' own values ('' for none)."""

FUNCTIONS = frozenset({"SUMIF", "SUMIFS", "COUNTIF", "COUNTIFS"})
PLAIN_TEXT = re.compile(r"[^\W\d_][^*?~<>=]*")
MONTHS = frozenset(
    [
        "jan",
        "feb",
        "mar",
        "apr",
        "may",
        "jun",
        "jul",
        "aug",
        "sep",
        "oct",
        "nov",
        "dec",
        "mei",
        "agu",
        "okt",
        "des",
    ]
)
COMPARISON = re.compile(r"(>=|<=|>|<)(-?\d+(?:\.\d+)?)")
COMPARE: dict[str, Callable[[float, float], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}
DIGIT = re.compile(r"\d")
MOST = 1e15


@dataclass(frozen=True, slots=True)
class Tally:
    """`text` is the call inside the engine formula, `tests` its columns with what each is to equal (a cell, or what is
    written in the formula), `summed` the column that is summed, None for a count."""

    text: str
    tests: tuple[tuple[Rect, Cell | Key], ...]
    summed: Rect | None

    def columns(self) -> list[Rect]:
        """Every column it reads."""
        return [rect for rect, _ in self.tests] + ([self.summed] if self.summed is not None else [])


def plain_key(value: Raw) -> Key | None:
    """The value as a criterion that means nothing but itself; None where it might mean more."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, float):
        return value
    folded = value.casefold()
    fits = PLAIN_TEXT.fullmatch(folded) is not None and folded not in {"true", "false"}
    return folded if fits and folded[:3] not in MONTHS else None


class Tallies:
    """Answers for one round of computing. `value` reads a settled cell (None for a blank and for an error), `failed`
    says which of the two it is."""

    def __init__(
        self, value: Callable[[Cell], Raw], failed: Callable[[Cell], bool], unsettled: Set[Cell]
    ) -> None:
        self._value = value
        self._failed = failed
        self._unsettled = unsettled
        self._columns = {(cell[0], cell[2]) for cell in unsettled}
        self._tables: dict[object, Table | None] = {}
        self._numeric_texts: dict[Rect, bool] = {}

    def answered(self, text: str, tallies: tuple[Tally, ...]) -> str:
        """The engine formula with those tallies replaced that can be answered now."""
        for tally in tallies:
            result = self._result(tally)
            if result is not None and abs(result) < MOST:
                text = text.replace(tally.text, f"({result!r})")
        return text

    def _result(self, tally: Tally) -> float | None:
        if any((rect[0], rect[3]) in self._columns for rect in tally.columns()):
            return None
        keys: list[Key] = []
        tests: list[Test] = []
        for rect, wanted in tally.tests:
            if isinstance(wanted, str) and COMPARISON.fullmatch(wanted):
                keys.append(1.0)
                tests.append((rect, wanted))
                continue
            if isinstance(wanted, tuple) and wanted in self._unsettled:
                return None
            key = plain_key(self._value(wanted) if isinstance(wanted, tuple) else wanted)
            if key is None or (isinstance(key, float) and self._has_numeric_texts(rect)):
                return None
            keys.append(key)
            tests.append((rect, ""))
        table = self._table(tuple(tests), tally.summed)
        if table is None:
            return None
        count, total = table.get(tuple(keys), (0, 0.0))
        return float(count) if tally.summed is None else total

    def _has_numeric_texts(self, rect: Rect) -> bool:
        if rect not in self._numeric_texts:
            values = (self._value((rect[0], row, rect[3])) for row in range(rect[1], rect[2]))
            # Texts that hold a digit and are no plain ones may be read as numbers by a comparison.
            self._numeric_texts[rect] = any(
                isinstance(value, str) and DIGIT.search(value) is not None and plain_key(value) is None
                for value in values
            )
        return self._numeric_texts[rect]

    def _table(self, tests: tuple[Test, ...], summed: Rect | None) -> Table | None:
        """The table for these columns; None where something summed is an error or a boolean."""
        name = (tests, summed)
        if name not in self._tables:
            self._tables[name] = self._counted(tests, summed)
        return self._tables[name]

    def _counted(self, tests: tuple[Test, ...], summed: Rect | None) -> Table | None:
        table: Table = {}
        first = tests[0][0]
        for at in range(first[2] - first[1]):
            amount = 0.0
            if summed is not None:
                cell = (summed[0], summed[1] + at, summed[3])
                value = self._value(cell)
                if isinstance(value, bool) or (value is None and self._failed(cell)):
                    return None
                amount = value if isinstance(value, float) else 0.0
            found = tuple(
                _folded(self._value((rect[0], rect[1] + at, rect[3])), comparison)
                for rect, comparison in tests
            )
            count, total = table.get(found, (0, 0.0))
            table[found] = (count + 1, total + amount)
        return table


def _folded(value: Raw, comparison: str) -> Key | None:
    """What a cell counts as: its own value, or 1 where the comparison holds for it."""
    if isinstance(value, bool):
        return None
    found = COMPARISON.fullmatch(comparison)
    if found is not None:
        return 1.0 if isinstance(value, float) and COMPARE[found[1]](value, float(found[2])) else None
    return value.casefold() if isinstance(value, str) else value
