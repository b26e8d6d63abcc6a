"""How the text of a formula is cut into tokens, and what a reference token refers to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

_SHEET = r"(?:'(?:[^']|'')+'|[^\W\d]\w*)!"
_CELL = r"\$?[A-Za-z]{1,3}\$?[1-9][0-9]{0,7}"
_COLUMN, _ROW = r"\$?[A-Za-z]{1,3}", r"\$?[1-9][0-9]{0,7}"
_AREA = rf"(?:{_CELL}(?::(?:{_CELL}|{_COLUMN}|{_ROW}))?|{_COLUMN}:{_COLUMN}|{_ROW}:{_ROW})(?![\w(!])"
_ERRORS = r"\#(?:REF!|N/A|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|ERROR!)"


def _token_pattern(decimal: str) -> re.Pattern[str]:
    point = re.escape(decimal)
    return re.compile(
        rf"""
          (?P<space>\s+)
        | (?P<string>"(?:[^"]|"")*")
        | (?P<error>(?:{_SHEET})?{_ERRORS})
        | (?P<ref>(?:{_SHEET})?{_AREA})
        | (?P<number>(?:[0-9]+(?:{point}[0-9]*)?|{point}[0-9]+)(?:[eE][+-]?[0-9]+)?)
        | (?P<call>[^\W\d][\w.]*(?=\())
        | (?P<name>[^\W\d][\w.]*)
        | (?P<mark><=|>=|<>|[-+*/^&=<>%(){{}},;\\])
        | (?P<bad>.)
        """,
        re.VERBOSE | re.DOTALL,
    )


_PATTERNS = {decimal: _token_pattern(decimal) for decimal in (".", ",")}
_CORNER = re.compile(r"(\$?)([A-Za-z]{1,3})?(\$?)([1-9][0-9]*)?")


class Token(NamedTuple):
    """`kind`: space, string, error, ref, number, call, name, mark or bad; `text` as written."""

    kind: str
    text: str


def tokens_of(formula: str, decimal: str = ".") -> Iterator[Token]:
    """The tokens of a formula without its leading '='; joined, their texts are the formula again.

    `decimal` is the locale's decimal mark; looking for references needs not know it.
    """
    for match in _PATTERNS[decimal].finditer(formula):
        yield Token(str(match.lastgroup), match[0])


def references_in(formula: str, decimal: str = ".") -> Iterator[tuple[int, int]]:
    """Where the references of a formula stand in its text."""
    for match in _PATTERNS[decimal].finditer(formula):
        if match.lastgroup == "ref":
            yield match.span()


@dataclass(frozen=True, slots=True)
class Corner:
    """One end of a reference, zero-based; `row` is None in `A:A`, `column` in `2:2`. The flags are the `$`s."""

    column: int | None
    row: int | None
    column_fixed: bool = False
    row_fixed: bool = False

    def __str__(self) -> str:
        column = "" if self.column is None else "$" * self.column_fixed + column_name(self.column)
        return column + ("" if self.row is None else "$" * self.row_fixed + str(self.row + 1))


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference as written. `prefix` is the tab in front of it with its '!', or ''; `end` None is a single cell."""

    prefix: str
    start: Corner
    end: Corner | None = None

    @property
    def title(self) -> str | None:
        """The tab's title without quotes; None where the formula's own tab is meant."""
        if not self.prefix:
            return None
        bare = self.prefix[:-1]
        return bare[1:-1].replace("''", "'") if bare.startswith("'") else bare

    def __str__(self) -> str:
        return f"{self.prefix}{self.start}" + ("" if self.end is None else f":{self.end}")

    def with_corners(self, start: Corner, end: Corner | None) -> Reference:
        return Reference(self.prefix, start, end)

    def rows(self) -> tuple[int, int | None]:
        """First row and the row behind the last, None for an open end."""
        return _span(self.start.row, self.start.row if self.end is None else self.end.row)

    def columns(self) -> tuple[int, int | None]:
        """First column and the column behind the last, None for an open end."""
        return _span(self.start.column, self.start.column if self.end is None else self.end.column)


def _span(first: int | None, last: int | None) -> tuple[int, int | None]:
    if first is None or last is None:
        return (first or 0), None
    return min(first, last), max(first, last) + 1


@lru_cache(maxsize=50_000)
def reference_of(text: str) -> Reference:
    """The reference a "ref" token writes."""
    prefix, bang, area = text.rpartition("!")
    first, _, last = area.partition(":")
    return Reference(prefix + bang, _corner(first), _corner(last) if last else None)


def _corner(text: str) -> Corner:
    match = _CORNER.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no corner of a reference")
    letters, digits = match[2], match[4]
    column = column_number(letters) if letters else None
    # In `$5` the only `$` belongs to the row, though it stands first.
    row_fixed = bool(match[3]) or (column is None and bool(match[1]))
    return Corner(
        column, int(digits) - 1 if digits else None, bool(letters and match[1]), bool(digits) and row_fixed
    )


@lru_cache(maxsize=20_000)
def column_name(index: int) -> str:
    """0 is A, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


@lru_cache(maxsize=20_000)
def column_number(letters: str) -> int:
    """A is 0, AA is 26; case does not matter."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
