"""What of the calculator's knowledge follows rows that are inserted or deleted, instead of being worked out anew.

| what a formula reads                              | its question to the engine | its result               |
|---------------------------------------------------|----------------------------|--------------------------|
| nothing behind the place                          | stays                      | stays                    |
| cells and ranges wholly behind it                 | follows                    | stays                    |
| ranges around it, all alike, blank rows inserted  | follows                    | stays, if it counts none |
| ranges around it, all alike, otherwise            | follows                    | computed again           |
| cells that are deleted, ranges of which an end is | worked out anew            | computed again           |
| depends on where it stands, or fills other cells  | worked out anew            | computed again           |
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TypeVar

from sandbox.sheets.formulas_lookups import Lookup
from sandbox.sheets.formulas_places import sheet_name
from sandbox.sheets.formulas_sources import Source
from sandbox.sheets.formulas_tallies import Tally
from sandbox.sheets.formulas_translate import Ask

Cell = tuple[int, int, int]
Rect = tuple[int, int, int, int, int]
Held = TypeVar("Held")


class Torn(Exception):
    """What was read is not there any more as it was."""


class RowShift:
    """`count` blank rows inserted before row `at` of a tab, or with a negative one as many deleted from there on."""

    __slots__ = ("at", "behind", "count", "sheet_id")

    def __init__(self, sheet_id: int, at: int, count: int) -> None:
        self.sheet_id = sheet_id
        self.at = at
        self.count = count
        self.behind = at - min(count, 0)

    def cell(self, cell: Cell) -> Cell | None:
        """Where a cell goes; None where it is deleted."""
        sheet_id, row, column = cell
        if sheet_id != self.sheet_id or row < self.at:
            return cell
        return (sheet_id, row + self.count, column) if row >= self.behind else None

    def rect(self, rect: Rect) -> Rect:
        """Where a rectangle goes. Torn where an end of it is deleted, or where that cannot be told from it alone."""
        sheet_id, first, end, left, right = rect
        if sheet_id != self.sheet_id or end <= self.at:
            return rect
        # What begins at the top may be `A1:A9`, which follows, or `A:A`, which does not.
        if end <= self.behind or self.at <= first < self.behind or first == self.at == 0:
            raise Torn
        return sheet_id, first if first < self.at else first + self.count, end + self.count, left, right

    def cells(self, cells: Iterable[Cell]) -> set[Cell]:
        """Where those cells go that are left."""
        return {to for cell in cells if (to := self.cell(cell)) is not None}

    def keys(self, held: Mapping[Cell, Held]) -> dict[Cell, Held]:
        """What is held of cells, under where they go."""
        return {to: value for cell, value in held.items() if (to := self.cell(cell)) is not None}

    def kept(self, cell: Cell) -> Cell:
        """The same for a cell that is read."""
        moved = self.cell(cell)
        if moved is None:
            raise Torn
        return moved


def untouched(source: Source, shift: RowShift) -> bool:
    """Whether the shift changes nothing for a formula."""
    sheet_id, at = shift.sheet_id, shift.at
    for cell, unit in source.units.items():
        if cell[0] == sheet_id and cell[1] >= at:
            return False
        if unit.ask is not None:
            for rect in unit.ask.reads:
                if rect[0] == sheet_id and rect[2] > at:
                    return False
    return not source.placed


def moved(source: Source, cell: Cell, shift: RowShift) -> tuple[Ask, bool]:
    """What is asked for a formula of one cell after the shift, and whether the answer may be another. Torn where the
    formula has to be read anew."""
    unit = source.units.get(cell)
    ask = None if unit is None else unit.ask
    if ask is None or source.spill is not None or source.clock or source.missing or source.placed:
        raise Torn
    shift.kept(cell)
    return followed(ask, shift)


def followed(ask: Ask, shift: RowShift) -> tuple[Ask, bool]:
    """The question after the shift, and whether the answer may be another. Torn where it has to be asked anew."""
    reads = []
    growths = set()
    for rect in ask.reads:
        to = shift.rect(rect)
        reads.append(to)
        before, after = rect[2] - rect[1], to[2] - to[1]
        if before > 1:
            growths.add(after - before)
            if after == 1:
                raise Torn
    if len(growths) > 1:
        # Ranges that had one size may not have one any more.
        raise Torn
    other = bool(growths) and growths != {0} and (shift.count < 0 or ask.counts_rows)
    text, _, keeps_blank, lookups, tallies, counts_rows, shifts = ask
    return Ask(text, frozenset(reads), keeps_blank, lookups, tallies, counts_rows, (*shifts, shift)), other


def settled(ask: Ask) -> Ask:
    """The question with its texts brought up to date, which is put off until it is asked."""
    if not ask.shifts:
        return ask
    shifts = ask.shifts
    return ask._replace(
        text=_text(ask.text, shifts),
        lookups=tuple(_lookup(one, shifts) for one in ask.lookups),
        tallies=tuple(_tally(one, shifts) for one in ask.tallies),
        shifts=(),
    )


def _lookup(one: Lookup, shifts: tuple[RowShift, ...]) -> Lookup:
    key, keys = one.key, one.keys
    for shift in shifts:
        key, keys = shift.kept(key), shift.rect(keys)
    return Lookup(_text(one.text, shifts), key, keys)


def _tally(one: Tally, shifts: tuple[RowShift, ...]) -> Tally:
    tests, summed = one.tests, one.summed
    for shift in shifts:
        tests = tuple(
            (shift.rect(rect), shift.kept(wanted) if isinstance(wanted, tuple) else wanted)
            for rect, wanted in tests
        )
        summed = None if summed is None else shift.rect(summed)
    return Tally(_text(one.text, shifts), tests, summed)


_REFERENCE = re.compile(r'"(?:[^"]|"")*"|\b(tab_\d+)!([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?')


def _text(text: str, shifts: tuple[RowShift, ...]) -> str:
    """An engine formula with its references shifted; what looks like one inside a text stays."""
    return _REFERENCE.sub(lambda match: _reference(match[0], shifts), text)


@lru_cache(maxsize=20_000)
def _reference(text: str, shifts: tuple[RowShift, ...]) -> str:
    match = _REFERENCE.fullmatch(text)
    if match is None or match[1] is None:
        return text
    first, last = int(match[3]) - 1, int(match[5] or match[3])
    for shift in shifts:
        if match[1] == sheet_name(shift.sheet_id):
            _, first, last, _, _ = shift.rect((shift.sheet_id, first, last, 0, 1))
    start = f"{match[1]}!{match[2]}{first + 1}"
    return start if match[4] is None else f"{start}:{match[4]}{last}"
