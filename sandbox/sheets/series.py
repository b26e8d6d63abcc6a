"""What follows a few cells in a line when a person drags the corner of the selection on (the fill handle).

| the cells, in order                                   | what follows                            | source |
|---|---|---|
| two numbers or more, one step between all of them     | the next numbers                        | documented |
| two dates or more, one step between all of them       | the next dates                          | documented |
| one date                                              | the next days                           | documented |
| texts that differ only in the number at their end, by one step | the next, with as many zeros   | documented |
| one text that ends in a number (`Rak 1`), not a number alone (`007`) | the next number          | guessed |
| formulas                                              | the same, their references shifted       | documented |
| anything else: one number, texts, ticks, blanks       | the same again, in turn                 | documented |

A number at the end of a text does not fall below nothing: there the texts come again in turn (guessed).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from sandbox.sheets.cells import Cell, Value

DATES = frozenset({"DATE", "DATE_TIME"})
ENDING = re.compile(r"(.*?)([0-9]{1,15})", re.DOTALL)


def following(cells: Sequence[Cell], count: int) -> list[Value]:
    """The values of the next `count` cells; a formula stands there as in the cell that it is repeated from."""
    values = [cell.value for cell in cells]
    made = _numbers(cells, count) if _all_numbers(values) else _texts(values, count)
    if made is None:
        made = [values[at % len(values)] for at in range(count)]
    return made


def _all_numbers(values: Sequence[Value]) -> bool:
    return all(isinstance(value, float) for value in values)


def _numbers(cells: Sequence[Cell], count: int) -> list[Value] | None:
    # As decimal numbers, as they were typed: 0.1 and 0.2 are followed by 0.3.
    known = [Decimal(repr(cell.value)) for cell in cells]
    if len(known) == 1:
        form = cells[0].style.number_format if cells[0].style is not None else None
        step = Decimal(1) if form is not None and form.type in DATES else None
    else:
        step = _step(known)
    if step is None:
        return None
    return [float(known[-1] + step * at) for at in range(1, count + 1)]


def _texts(values: Sequence[Value], count: int) -> list[Value] | None:
    endings = [ENDING.fullmatch(value) for value in values if isinstance(value, str)]
    found = [match for match in endings if match is not None]
    if len(found) != len(values) or len({match[1] for match in found}) != 1:
        return None
    stem, last, width = found[0][1], Decimal(found[-1][2]), len(found[-1][2])
    alone = Decimal(1) if stem else None
    step = alone if len(found) == 1 else _step([Decimal(match[2]) for match in found])
    if step is None or last + step * count < 0:
        return None
    return [f"{stem}{int(last + step * at):0{width}}" for at in range(1, count + 1)]


def _step(known: Sequence[Decimal]) -> Decimal | None:
    """The one step between neighbours, or None."""
    steps = {after - before for before, after in pairwise(known)}
    return steps.pop() if len(steps) == 1 else None
