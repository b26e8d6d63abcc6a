"""Asks a real spreadsheet what Google does not document, in a scratch tab that is removed again.

The local Google answers the same questions, and `docs/LOCAL_GOOGLE.md` lists its answers under the same names, so that
what a real account says can be laid beside it line by line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from ..model.sheet import Cell, Value, as_text
from . import requests
from .base import Gateway, Json
from .ranges import a1, grid

SCRATCH = "_selaras_probe"
_COLUMNS = 4
_FORMULA = 3
_TYPED_FROM, _MOVED_FROM, _LAST = 10, 20, 60

# Name of the fact, content, number format type and pattern, what is searched.
_SWAPS: tuple[tuple[str, Value, str, str, str], ...] = (
    ("swap.plain_number", 28, "", "", "28"),
    ("swap.grouped_by_value", 1200, "NUMBER", "#,##0", "1200"),
    ("swap.grouped_by_shown", 1200, "NUMBER", "#,##0", "1,200"),
    ("swap.unit_by_value", 28, "NUMBER", '0" pcs"', "28"),
    ("swap.unit_by_shown", 28, "NUMBER", '0" pcs"', "28 pcs"),
    ("swap.date_by_serial", 43831, "DATE", "yyyy-mm-dd", "43831"),
    ("swap.text", "KAOS-M", "", "", "KAOS-M"),
    ("swap.plain_text_number", "28", "TEXT", "", "28"),
)

# Name of the fact, what is typed into a blank cell.
_TYPED: tuple[tuple[str, str], ...] = (
    ("typed.zeros", "0042"),
    ("typed.point", "1.000"),
    ("typed.comma", "1,5"),
    ("typed.text_that_is_no_date", "3_1_0"),
    ("typed.units", "28 pcs"),
    ("typed.apostrophe", "'0042"),
)


@dataclass(frozen=True, slots=True)
class _Move:
    """A formula (`{row}` counts from its own first row) over numbers from (row, 1) on, and what then happens to them:
    `lines` moves the line `first` past the one after it, `cut` pastes lines `first` to `last` one column to the right,
    onto `covered`."""

    name: str
    formula: str
    numbers: tuple[int, ...]
    how: str
    first: int = 0
    last: int = 0
    covered: int | None = None


_MOVES: tuple[_Move, ...] = (
    _Move("move.cell", "=B{row}", (5,), "lines"),
    _Move("move.first_of_a_range", "=SUM(B{row}:B{end})", (1, 2, 4), "lines"),
    _Move("move.last_out_of_a_range", "=SUM(B{row}:B{end})", (1, 2, 4), "lines", 2),
    _Move("cut.cell", "=B{row}", (5,), "cut"),
    _Move("cut.whole_range", "=SUM(B{row}:B{end})", (1, 2, 4), "cut", 0, 2),
    _Move("cut.part_of_a_range", "=SUM(B{row}:B{end})", (1, 2, 4), "cut"),
    _Move("cut.onto_a_cell_that_is_read", "=C{row}", (5,), "cut", 0, 0, 9),
)
_STEP = 5


def probe(gateway: Gateway, rng: Random) -> dict[str, str]:
    """Facts by name: what findReplace matched and what its result became, what typing came to, and what formulas read
    after cells were moved. Two writes and one read."""
    sheet = rng.randrange(1, 2**31 - 1)
    made: list[Json] = [requests.add_tab(sheet, SCRATCH, _LAST, _COLUMNS, hidden=False)]
    made += [*_swaps(sheet), *_typings(sheet), *_moves(sheet)]
    try:
        applied = gateway.apply(made)
        (block,) = gateway.cells([a1(SCRATCH, 0, 0, _LAST - 1, _COLUMNS - 1)])
        cells = block.cells

        def at(row: int, column: int) -> Cell | None:
            line = cells[row] if row < len(cells) else ()
            return line[column] if column < len(line) else None

        swaps = [reply["findReplace"] for reply in applied.replies if "findReplace" in reply]
        facts = {}
        for row, ((name, *_), reply) in enumerate(zip(_SWAPS, swaps, strict=True)):
            hit = "matched" if reply.get("occurrencesChanged") else "no match"
            facts[name] = f"{hit}; holds {_told(at(row, 0))}"
        for row, (name, _) in enumerate(_TYPED, _TYPED_FROM):
            facts[name] = _told(at(row, 0))
        for row, move in enumerate(_MOVES):
            facts[move.name] = _told(at(row, _FORMULA))
        return facts
    finally:
        gateway.apply([requests.drop_tab(sheet)])


def _told(cell: Cell | None) -> str:
    if cell is None or cell.kind == "blank":
        return "blank"
    return f"{cell.kind} {as_text(cell.value)}, shown {cell.shown}"


def _swaps(sheet: int) -> Iterator[Json]:
    for row, (_, content, kind, pattern, find) in enumerate(_SWAPS):
        if kind:
            yield requests.number_format(grid(sheet, row, 0), kind, pattern)
        yield requests.put(sheet, row, 0, [[content]])
        yield requests.swap(sheet, row, 0, find, "7")


def _typings(sheet: int) -> Iterator[Json]:
    """Text is pasted as from a clipboard, which is taken as if typed."""
    for row, (_, text) in enumerate(_TYPED, _TYPED_FROM):
        place = {"sheetId": sheet, "rowIndex": row, "columnIndex": 0}
        yield {"pasteData": {"coordinate": place, "data": text, "delimiter": "\t", "type": "PASTE_NORMAL"}}


def _moves(sheet: int) -> Iterator[Json]:
    for place, move in enumerate(_MOVES):
        start = _MOVED_FROM + place * _STEP
        numbers = [[number] for number in move.numbers]
        yield requests.put(sheet, start, 1, numbers)
        if move.covered is not None:
            yield requests.put(sheet, start, 2, [[move.covered]])
        formula = move.formula.format(row=start + 1, end=start + len(numbers))
        yield {
            "updateCells": {
                "range": grid(sheet, place, _FORMULA),
                "rows": [{"values": [{"userEnteredValue": {"formulaValue": formula}}]}],
                "fields": "userEnteredValue",
            }
        }
        first, last = start + move.first, start + move.last
        if move.how == "lines":
            lines = {"sheetId": sheet, "dimension": "ROWS", "startIndex": first, "endIndex": first + 1}
            yield {"moveDimension": {"source": lines, "destinationIndex": first + 2}}
        else:
            area = grid(sheet, first, 1, last + 1, 2)
            to = {"sheetId": sheet, "rowIndex": first, "columnIndex": 2}
            yield {"cutPaste": {"source": area, "destination": to, "pasteType": "PASTE_NORMAL"}}
