"""How texts cross into the engine and back, and which TEXT patterns both sides read alike."""

from __future__ import annotations

import re

_EXCHANGE = str.maketrans(".,", ",.")
_NUMBERS = re.compile(r'(?:"[^"]*")?(?:#*0+|#,##0|#+)(?:\.(?P<decimals>0+))?(?P<percent>%)?(?: ?"[^"]*")?')
_NUMERIC_DATES = re.compile(r"(?:yyyy|yy|(?<!m)mm?(?!m)|(?<!d)dd?(?!d)|hh?|ss?|[-/: .])+", re.IGNORECASE)
_NAMED_DATES = re.compile(r"(?:yyyy|yy|mmmm|mmm|mm?|dddd|ddd|dd?|hh?|ss?|[-/: .,])+", re.IGNORECASE)


def exchange(text: str, comma: bool) -> str:
    """The text with `.` and `,` exchanged where the locale writes decimals with a comma, else the text itself.

    The engine reads and writes numbers with a point. Exchanged on the way in and again on the way out, a text means to
    the engine what it means in the locale, and stays itself to everybody else.
    """
    return text.translate(_EXCHANGE) if comma else text


def literal(text: str) -> str:
    """The text as a formula writes it."""
    return '"' + text.replace('"', '""') + '"'


def text_pattern_is_safe(pattern: str, comma: bool) -> bool:
    """Whether TEXT with this pattern is computed as a real sheet does.

    Written in the locale (`#.##0,00` in id_ID; guessed: a real sheet may read `#,##0.00` there too). Names of months
    and days are the engine's English, so id_ID takes dates in figures only.
    """
    if pattern == "@" or _NUMBERS.fullmatch(exchange(pattern, comma)):
        return True
    return bool((_NUMERIC_DATES if comma else _NAMED_DATES).fullmatch(pattern))


def shown_decimals(pattern: str, comma: bool) -> int | None:
    """How many decimals of the number itself TEXT shows with this pattern; None for dates and `@`."""
    match = _NUMBERS.fullmatch(exchange(pattern, comma))
    if match is None:
        return None
    return len(match["decimals"] or "") + (2 if match["percent"] else 0)
