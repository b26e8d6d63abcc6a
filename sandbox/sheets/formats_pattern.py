"""How a number format pattern is cut into sections and parts.

The pattern language is documented: `0 # ? . , % E+` for numbers, `@` for text, `d m y h s am/pm [h]` for
dates, quotes, `\\x`, `_x` and `*x` for literals, `;` between sections, `[Red]` colours (ignored), `[>100]`
conditions, `[$Rp]` currencies.
Fractions (`# ?/?`) are not spoken: their slash is shown as a literal.
"""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(
    r"""
      "(?P<quoted>[^"]*)"?
    | \\(?P<escaped>.)
    | _(?P<space>.)
    | \*(?P<fill>.)
    | \[(?P<bracket>[^\]]*)\]
    | (?P<general>General)
    | (?P<ampm>am/pm|a/p)
    | (?P<exponent>E[+-]0+)
    | (?P<date>y+|m+|d+|h+|s+)
    | (?P<digit>[0#?])
    | (?P<text>@)
    | (?P<section>;)
    | (?P<other>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_COMPARE = {
    "<": operator.lt,
    ">": operator.gt,
    "=": operator.eq,
    "<=": operator.le,
    ">=": operator.ge,
    "<>": operator.ne,
}


@dataclass(frozen=True, slots=True)
class Condition:
    """`[>=100]`: which numbers a section is for."""

    sign: str
    bound: float

    def holds(self, value: float) -> bool:
        return bool(_COMPARE[self.sign](value, self.bound))


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a section.

    `kind`: "literal", "digit" (0 # ?), "point", "comma", "percent", "exponent", "date" (y m d h s),
    "elapsed" ([h]), "ampm", "text" (@), "general". `literal` is the piece as written, or a literal's text.
    """

    kind: str
    literal: str


@dataclass(frozen=True, slots=True)
class Section:
    """The part of a pattern between two semicolons."""

    parts: tuple[Part, ...]
    condition: Condition | None = None

    def has(self, kind: str) -> bool:
        return any(part.kind == kind for part in self.parts)


@lru_cache(maxsize=512)
def sections_of(pattern: str) -> tuple[Section, ...]:
    """The sections of a pattern; none for the empty pattern, which stands for the automatic format."""
    if not pattern:
        return ()
    sections: list[Section] = []
    parts: list[Part] = []
    condition: Condition | None = None
    for match in _TOKEN.finditer(pattern):
        kind = str(match.lastgroup)
        if kind == "section":
            sections.append(Section(tuple(parts), condition))
            parts, condition = [], None
        elif kind == "bracket" and (found := _CONDITION.fullmatch(match["bracket"].strip())):
            condition = Condition(found[1], float(found[2]))
        elif (part := _part(kind, match)) is not None:
            parts.append(part)
    sections.append(Section(tuple(parts), condition))
    return tuple(sections)


def _part(kind: str, match: re.Match[str]) -> Part | None:
    text = match.group(kind)
    if kind in ("quoted", "escaped"):
        return Part("literal", text)
    if kind == "space":
        return Part("literal", " ")
    if kind == "fill":
        return None
    if kind == "bracket":
        return _bracket(text)
    if kind == "other":
        return Part({".": "point", ",": "comma", "%": "percent"}.get(text, "literal"), text)
    return Part(kind, text)


def _bracket(text: str) -> Part | None:
    if text.startswith("$"):
        return Part("literal", text[1:].partition("-")[0])
    if re.fullmatch(r"h+|m+|s+", text, re.IGNORECASE):
        return Part("elapsed", text.lower())
    return None
