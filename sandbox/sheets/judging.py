"""Whether conditions hold for cells, formulas in them included.

A formula is computed as it reads when copied from the first cell of its range to the cell that is judged. What holds:

| condition | holds for | source |
|---|---|---|
| NUMBER_... | numbers | documented |
| TEXT_... | what the cell shows as text, without regard to case | documented; case guessed |
| DATE_... | numbers, by their day; a relative date is counted from today | documented |
| BLANK, NOT_BLANK | cells without and with content | documented |
| ONE_OF_LIST, ONE_OF_RANGE | what stands in the list, or in a cell of the range | documented |
| BOOLEAN | TRUE and FALSE, or the values that stand for them | documented |
| TEXT_IS_EMAIL, TEXT_IS_URL | what looks like one | documented; how it looks is guessed |
| CUSTOM_FORMULA | cells for which it comes to TRUE or a number that is not 0 | documented; numbers guessed |
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from sandbox.sheets.a1 import Box
from sandbox.sheets.book import Book, Sheet
from sandbox.sheets.cells import of_entered
from sandbox.sheets.formats_model import Effective
from sandbox.sheets.formulas import Calculator, shift
from sandbox.sheets.formulas_rewrite import quoted, rewritten
from sandbox.sheets.formulas_tokens import Reference
from sandbox.sheets.lookup import find
from sandbox.sheets.requests.conditions import NUMBER_TESTS, TEXT_TESTS, plain
from sandbox.sheets.values import parse_typed
from sandbox.sheets.zones import zone_of

Json = dict[str, Any]
Meets = Callable[[int, int, Effective], bool]
RULES = -1
RULES_TITLE = "\u0000rules"
"""The tab, seen by nobody, on which the formulas of rules stand; no tab of a spreadsheet can have its id."""
DAYS_BACK = {"PAST_YEAR": 365, "PAST_MONTH": 30, "PAST_WEEK": 7, "YESTERDAY": 1, "TODAY": 0, "TOMORROW": -1}
EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - serial numbers carry no time zone
SHAPES = {
    "TEXT_IS_EMAIL": re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+"),
    "TEXT_IS_URL": re.compile(r"(https?://|www\.)\S+", re.IGNORECASE),
}
DATE_TESTS: dict[str, Callable[[float, list[float]], bool]] = {
    "DATE_EQ": lambda day, days: day == days[0],
    "DATE_NOT_EQ": lambda day, days: day != days[0],
    "DATE_BEFORE": lambda day, days: day < days[0],
    "DATE_AFTER": lambda day, days: day > days[0],
    "DATE_ON_OR_BEFORE": lambda day, days: day <= days[0],
    "DATE_ON_OR_AFTER": lambda day, days: day >= days[0],
    "DATE_BETWEEN": lambda day, days: days[0] <= day <= days[1],
    "DATE_NOT_BETWEEN": lambda day, days: not days[0] <= day <= days[1],
    "DATE_IS_VALID": lambda _, __: True,
}


class _Values:
    """The effective values of a book as the calculator's grid: formulas of rules see results, not formulas."""

    def __init__(self, book: Book, sheet: Sheet) -> None:
        self._book = book
        self._sheet = sheet
        self.written: dict[tuple[int, int], str] = {}
        """The formulas of rules that are being computed, by where they stand for the moment."""

    def formula(self, sheet_id: int, row: int, column: int) -> str | None:
        return self.written.get((row, column)) if sheet_id == RULES else None

    def size(self, sheet_id: int) -> tuple[int, int]:
        sheet = self._sheet if sheet_id == RULES else self._book.sheet_by_id(sheet_id)
        return (0, 0) if sheet is None else (sheet.grid.row_count, sheet.grid.column_count)

    def literals(self, sheet_id: int, rows: range, columns: range) -> Iterator[tuple[int, int, Any]]:
        sheet = None if sheet_id == RULES else self._book.sheet_by_id(sheet_id)
        if sheet is None:
            return
        for row, column, cell in sheet.grid.within(Box(rows.start, rows.stop, columns.start, columns.stop)):
            if cell.effective is not None:
                yield row, column, cell.effective


class Judge:
    """The conditions of one tab at one moment (Unix seconds)."""

    def __init__(self, book: Book, sheet: Sheet, now: float) -> None:
        self._book = book
        self._sheet = sheet
        zone = str(book.props["timeZone"])
        self._values = _Values(book, sheet)
        self._calculator = Calculator(book.locale, zone, lambda: now, self._values)
        for tab in book.sheets:
            self._calculator.set_sheet(tab.sheet_id, tab.title)
        self._calculator.set_sheet(RULES, RULES_TITLE)
        local = datetime.fromtimestamp(now, zone_of(zone)).replace(tzinfo=None)
        self._year, self._today = local.year, float((local - EPOCH).days)

    def resolved(self, text: str) -> Effective:
        """What a value of a condition stands for, in the first cell."""
        if text.startswith("="):
            return self._computed({text: (0, 0)})[text]
        found = of_entered(parse_typed(text, self._book.locale, False, self._year).entered)
        return found if isinstance(found, str | float | bool) else None

    def condition(self, condition: Json, first: tuple[int, int], places: list[tuple[int, int]]) -> Meets:
        """A test for these cells of a condition whose formulas are written for the cell `first`."""
        kind = str(condition["type"])
        values = condition.get("values", [])
        texts = [str(value.get("userEnteredValue", "")) for value in values]
        fixed = [
            self._today - DAYS_BACK.get(value["relativeDate"], 0)
            if "relativeDate" in value
            else None
            if text.startswith("=")
            else self.resolved(text)
            for value, text in zip(values, texts, strict=True)
        ]
        if kind == "ONE_OF_RANGE":
            members = self._members(texts[0])
            return lambda row, column, value: plain(value) in members
        moving = [text for text in texts if text.startswith("=")]
        results = self._computed(
            {shift(text, r - first[0], c - first[1]): (r, c) for text in moving for r, c in places}
        )

        def meets(row: int, column: int, value: Effective) -> bool:
            wanted = [
                results.get(shift(text, row - first[0], column - first[1])) if text.startswith("=") else known
                for text, known in zip(texts, fixed, strict=True)
            ]
            return holds(kind, value, wanted)

        return meets

    def _members(self, text: str) -> frozenset[str]:
        """What stands in the cells of a range, written with or without `=`, on the rule's own tab if it names none."""
        cells = text.removeprefix("=").replace("$", "")
        found = find(self._book, cells if "!" in cells else f"{quoted(self._sheet.title)}!{cells}")
        return frozenset(plain(cell.effective) for _, _, cell in found.sheet.grid.within(found.box))

    def _computed(self, formulas: dict[str, tuple[int, int]]) -> dict[str, Effective]:
        """Each formula's result; equal ones are computed once, in one of the places they stand for."""
        title = quoted(self._sheet.title) + "!"

        def here(reference: Reference) -> Reference:
            return reference if reference.prefix else replace(reference, prefix=title)

        placed: dict[str, tuple[int, int]] = {}
        results: dict[str, Effective] = {}
        taken: set[tuple[int, int]] = set()
        rounds = list(formulas.items())
        while rounds:
            left = []
            for text, place in rounds:
                if place in taken:
                    left.append((text, place))
                    continue
                taken.add(place)
                placed[text] = place
                self._values.written[place] = rewritten(text, here)
                self._calculator.set_cell(RULES, *place, ("formula", self._values.written[place]))
            told = self._calculator.recalculate()
            results |= {text: told.get((RULES, *place)) for text, place in placed.items()}
            for place in taken:
                del self._values.written[place]
                self._calculator.set_cell(RULES, *place, ("blank", None))
            self._calculator.recalculate()
            placed, taken, rounds = {}, set(), left
        return results


def holds(kind: str, value: Effective, wanted: list[Effective]) -> bool:
    """Whether a value meets a condition with these values: the table above."""
    if kind == "CUSTOM_FORMULA":
        return bool(wanted) and isinstance(wanted[0], bool | float) and bool(wanted[0])
    if kind in {"BLANK", "NOT_BLANK"}:
        return (value is None or value == "") == (kind == "BLANK")
    numbers = [one for one in wanted if isinstance(one, float)]
    if kind in NUMBER_TESTS or kind in DATE_TESTS:
        if not isinstance(value, float) or len(numbers) < len(wanted):
            return False
        if kind in NUMBER_TESTS:
            return NUMBER_TESTS[kind](value, numbers)
        return DATE_TESTS[kind](value // 1, [number // 1 for number in numbers])
    if kind == "BOOLEAN" and not wanted:
        return isinstance(value, bool)
    if kind in {"BOOLEAN", "ONE_OF_LIST"}:
        return plain(value) in {plain(one) for one in wanted}
    if kind in SHAPES:
        return isinstance(value, str) and SHAPES[kind].fullmatch(value) is not None
    if kind in TEXT_TESTS and wanted:
        return TEXT_TESTS[kind](plain(value).casefold(), plain(wanted[0]).casefold())
    return False
