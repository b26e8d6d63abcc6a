"""Asks a real spreadsheet what Google does not document, in a scratch tab that is removed again."""

from __future__ import annotations

from random import Random

from ..model.sheet import Value, as_text
from . import requests
from .base import Gateway, Json
from .ranges import a1, grid

SCRATCH = "_selaras_probe"

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


def probe(gateway: Gateway, rng: Random) -> dict[str, str]:
    """Facts by name: what findReplace matched and what its result became. Two writes and one read."""
    sheet = rng.randrange(1, 2**31 - 1)
    made: list[Json] = [requests.add_tab(sheet, SCRATCH, len(_SWAPS), 1, hidden=False)]
    for row, (_, content, kind, pattern, find) in enumerate(_SWAPS):
        if kind:
            made.append(requests.number_format(grid(sheet, row, 0), kind, pattern))
        made.append(requests.put(sheet, row, 0, [[content]]))
        made.append(requests.swap(sheet, row, 0, find, "7"))
    try:
        applied = gateway.apply(made)
        (block,) = gateway.cells([a1(SCRATCH, 0, 0, len(_SWAPS) - 1, 0)])
        swaps = [reply["findReplace"] for reply in applied.replies if "findReplace" in reply]
        facts = {}
        for row, ((name, *_), reply) in enumerate(zip(_SWAPS, swaps, strict=True)):
            cell = block.cells[row][0]
            hit = "matched" if reply.get("occurrencesChanged") else "no match"
            facts[name] = f"{hit}; holds {cell.kind} {as_text(cell.value)}, shown {cell.shown}"
        return facts
    finally:
        gateway.apply([requests.drop_tab(sheet)])
