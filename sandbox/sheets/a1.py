"""Which cells a text such as `'Stok gudang'!A2:C` names, and how Google writes a range back.

Measured on real Google: sheet names are compared without case and may stand unquoted; the text is split at its
last `!`; a bare word is a cell, then R1C1, then a name; an end past the grid is cut to it, a start past it is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

CELL = re.compile(r"\$?([A-Za-z]{1,3})?\$?([1-9]\d{0,7})?(?:(:)\$?([A-Za-z]{1,3})?\$?([1-9]\d{0,7})?)?")
R1C1 = re.compile(r"[Rr](\d+)[Cc](\d+)(?::[Rr](\d+)[Cc](\d+))?")
BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
CELL_LIKE = re.compile(r"[A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*|[Rr]\d+|[Cc]\d+|TRUE|FALSE", re.IGNORECASE)


class Box(NamedTuple):
    """Zero-based, half-open; every side known."""

    r0: int
    r1: int
    c0: int
    c1: int

    def holds(self, row: int, column: int) -> bool:
        return self.r0 <= row < self.r1 and self.c0 <= column < self.c1

    def contains(self, other: Box) -> bool:
        return self.holds(other.r0, other.c0) and self.holds(other.r1 - 1, other.c1 - 1)

    def meets(self, other: Box) -> bool:
        return self.r0 < other.r1 and other.r0 < self.r1 and self.c0 < other.c1 and other.c0 < self.c1

    @property
    def empty(self) -> bool:
        return self.r0 >= self.r1 or self.c0 >= self.c1


class Span(NamedTuple):
    """The same with unknown sides: None is unbounded."""

    r0: int | None = None
    r1: int | None = None
    c0: int | None = None
    c1: int | None = None


def column_name(index: int) -> str:
    """0 -> 'A', 26 -> 'AA'."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_index(name: str) -> int:
    """'A' -> 0; case does not matter."""
    index = 0
    for letter in name.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


def cell_name(row: int, column: int) -> str:
    """(0, 0) -> 'A1'."""
    return f"{column_name(column)}{row + 1}"


def _side(first: int | None, second: int | None) -> tuple[int | None, int | None]:
    """The two ends of one dimension, 1-based, as a half-open pair; a single one is open below."""
    known = [end for end in (first, second) if end is not None]
    if not known:
        return None, None
    return min(known) - 1, max(known) if len(known) == 2 else None


def parse_cells(text: str) -> Span | None:
    """'A2:C' -> Span; None where the text names no cells (`B` and `7` alone do not)."""
    relative = R1C1.fullmatch(text)
    if relative is not None:
        r0, c0 = int(relative[1]), int(relative[2])
        r1, c1 = int(relative[3] or r0), int(relative[4] or c0)
        if 0 in (r0, c0, r1, c1):
            return None
        return Span(min(r0, r1) - 1, max(r0, r1), min(c0, c1) - 1, max(c0, c1))
    found = CELL.fullmatch(text)
    if found is None:
        return None
    columns = [column_index(name) + 1 if name else None for name in (found[1], found[4])]
    rows = [int(number) if number else None for number in (found[2], found[5])]
    if found[3] is None:
        if columns[0] is None or rows[0] is None:
            return None
        columns[1], rows[1] = columns[0], rows[0]
    elif (columns[0] is None and rows[0] is None) or (columns[1] is None and rows[1] is None):
        return None
    return Span(*_side(*rows), *_side(*columns))


def unquote(title: str) -> tuple[str, bool]:
    """A sheet's name as written in a range, and whether it stood in quotes."""
    if len(title) >= 2 and title[0] == title[-1] == "'":
        return title[1:-1].replace("''", "'"), True
    return title, False


def quoted(title: str) -> str:
    """A sheet's name as Google writes it into a range: bare only where it can be nothing else."""
    if BARE.fullmatch(title) and not CELL_LIKE.fullmatch(title):
        return title
    return "'" + title.replace("'", "''") + "'"


def range_name(title: str, box: Box) -> str:
    """The canonical name: `Sheet1!A1:C2`, and a single cell as `Sheet1!A1`."""
    first = cell_name(box.r0, box.c0)
    last = cell_name(box.r1 - 1, box.c1 - 1)
    return f"{quoted(title)}!{first}" if first == last else f"{quoted(title)}!{first}:{last}"


class Named(NamedTuple):
    """What a range text resolved to: a sheet's title (None: the first sheet) or a named range, and the cells."""

    title: str | None
    name: str | None
    span: Span


def parse_range(text: str, known_name: Callable[[str], bool]) -> Named | None:
    """The parts of a range text, sheet not yet looked up; None where it can be none.

    `known_name`: whether the document has a named range of that name.
    """
    if not text or text != text.strip():
        return None
    head, mark, tail = text.rpartition("!")
    if mark:
        span = parse_cells(tail)
        title, _ = unquote(head)
        if not head:
            return None
        if span is None and known_name(tail):
            # `'Sheet1'!SKUS` is taken too: gspread asks for named ranges that way.
            return Named(None, tail, Span())
        return None if span is None else Named(title, None, span)
    title, in_quotes = unquote(text)
    if in_quotes:
        return Named(title, None, Span())
    span = parse_cells(text)
    if span is not None:
        return Named(None, None, span)
    if known_name(text):
        return Named(None, text, Span())
    return Named(title, None, Span())
