"""Decides what the few formulas come to that people type here: sums of numbers and of cells of their own row.

| formula             | result          |
|---------------------|-----------------|
| `=5+5`, `=7-2*3`    | 10, 1           |
| `=A2+B2` in row 2   | the sum         |
| `=1/0`              | `#DIV/0!`       |
| `=NA()`             | `#N/A`          |
| text in a sum       | `#VALUE!`       |
| a cell that is gone | `#REF!`         |

A cell of another row is refused with a ValueError: nobody here types one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from engine.model.sheet import Value

from .typed import whole_number

_TOKEN = re.compile(r"\s*(NA\(\)|[0-9]+(?:\.[0-9]+)?|\$?[A-Z]{1,2}\$?[0-9]+|[-+*/])")
_CELL = re.compile(r"\$?([A-Z]{1,2})\$?([0-9]+)")


class Mistake(str):
    """An error that a formula came to, as it is shown; `kind` is the API's word for it."""

    __slots__ = ()

    @property
    def kind(self) -> str:
        return {"#N/A": "N_A", "#DIV/0!": "DIVIDE_BY_ZERO", "#VALUE!": "VALUE", "#REF!": "REF"}[self]


class Formula(NamedTuple):
    """A formula as it was typed and as it is computed: numbers, operators, and columns of its own row (None: gone)."""

    tokens: tuple[float | str | tuple[int | None], ...]

    def moved(self, where: Mapping[int, int]) -> Formula:
        """The formula after columns moved."""
        return Formula(
            tuple(
                (where.get(token[0]) if token[0] is not None else None,)
                if isinstance(token, tuple)
                else token
                for token in self.tokens
            )
        )

    def text(self, row: int) -> str:
        """How it reads in the zero-based `row`."""
        parts = []
        for token in self.tokens:
            if isinstance(token, tuple):
                parts.append("#REF!" if token[0] is None else f"{letters(token[0])}{row + 1}")
            elif isinstance(token, str):
                parts.append(token)
            else:
                parts.append(str(whole_number(token)))
        return "=" + "".join(parts)


def letters(column: int) -> str:
    """The letters of a zero-based column."""
    return letters(column // 26 - 1) + chr(65 + column % 26) if column >= 26 else chr(65 + column)


def column_of(text: str) -> int:
    """The zero-based column of such letters."""
    number = 0
    for letter in text:
        number = number * 26 + ord(letter) - 64
    return number - 1


def parsed(text: str, row: int) -> Formula:
    """The formula of a text that is typed into the zero-based `row`."""
    tokens: list[float | str | tuple[int | None]] = []
    rest, at = text[1:].upper(), 0
    while at < len(rest.rstrip()):
        found = _TOKEN.match(rest, at)
        if found is None:
            raise ValueError(f"the formula {text!r} is not played here")
        at, word = found.end(), found[1]
        cell = _CELL.fullmatch(word)
        if cell is not None:
            if int(cell[2]) != row + 1:
                raise ValueError(f"the formula {text!r} speaks of another row")
            tokens.append((column_of(cell[1]),))
        else:
            tokens.append(float(word) if word[0].isdigit() else word)
    return Formula(tuple(tokens))


def result(formula: Formula, values: Sequence[Value]) -> Value:
    """What it comes to beside these values of its row."""
    terms: list[float] = []
    operator = "+"
    for part in formula.tokens:
        if isinstance(part, str) and part != "NA()":
            operator = part
            continue
        value = _operand(part, values)
        if isinstance(value, Mistake):
            return value
        if operator == "/" and value == 0:
            return Mistake("#DIV/0!")
        if operator in "*/":
            terms[-1] = terms[-1] * value if operator == "*" else terms[-1] / value
        else:
            terms.append(-value if operator == "-" else value)
        operator = "+"
    return whole_number(float(sum(terms)))


def _operand(token: float | str | tuple[int | None], values: Sequence[Value]) -> float | Mistake:
    if isinstance(token, str):
        return Mistake("#N/A")
    if not isinstance(token, tuple):
        return token
    if token[0] is None:
        return Mistake("#REF!")
    value = values[token[0]] if token[0] < len(values) else ""
    if isinstance(value, Mistake):
        return value
    if value is None or value == "":
        return 0.0
    return Mistake("#VALUE!") if isinstance(value, str) else float(value)
