"""Whether a typed text is a number in the locale, and the format such typing leaves behind.

| typed (en_US)     | number  | format left               | source     |
|-------------------|---------|---------------------------|------------|
| `28`, `1.50`      | 28, 1.5 | none                      | documented |
| `1,000`           | 1000    | NUMBER `#,##0`            | recorded   |
| `1,000.5`         | 1000.5  | NUMBER `#,##0.00`         | recorded   |
| `50%`, `12.5%`    | .5 .125 | PERCENT `0%`, `0.00%`     | documented |
| `$5`, `-$5.25`    | 5 -5.25 | CURRENCY `"$"#,##0[.00]`  | documented |
| `1E5`             | 100000  | SCIENTIFIC `0.00E+00`     | documented |
| `(5)`             | -5      | none                      | guessed    |
| `1,00`, `1 000`   | -       | (stays text)              | guessed    |
"""

from __future__ import annotations

import math
import re
from functools import lru_cache

from sandbox.sheets.formats_locale import Locale
from sandbox.sheets.formats_model import NumberFormat

_SCIENTIFIC = NumberFormat("SCIENTIFIC", "0.00E+00")


def read_number(text: str, locale: Locale) -> tuple[float, NumberFormat | None] | None:
    """The number and the format its writing asks for; None if the (stripped) text is no number in this locale."""
    match = _number_pattern(locale.decimal, locale.group, locale.currency).fullmatch(text)
    if match is None or (match["open"] is None) != (match["close"] is None):
        return None
    signs = [name for name in ("sign", "inner", "open") if match[name]]
    if len(signs) > 1 or (match["currency"] and (match["percent"] or match["exponent"])):
        return None
    digits = (match["whole"] or "0").replace(locale.group, "")
    exponent = int(match["exponent"] or 0) - (2 if match["percent"] else 0)
    number = float(f"{digits}.{match['decimals'] or '0'}e{exponent}")
    if not math.isfinite(number):
        return None
    negative = match["open"] or match["sign"] == "-" or match["inner"] == "-"
    return (-number if negative else number), _format(match, locale)


def _format(match: re.Match[str], locale: Locale) -> NumberFormat | None:
    decimals = ".00" if match["decimals"] else ""
    if match["exponent"]:
        return _SCIENTIFIC
    if match["percent"]:
        return NumberFormat("PERCENT", f"0{decimals}%")
    if match["currency"]:
        return NumberFormat("CURRENCY", f'"{locale.currency}"#,##0{decimals}')
    if locale.group in (match["whole"] or ""):
        return NumberFormat("NUMBER", f"#,##0{decimals}")
    return None


@lru_cache
def _number_pattern(decimal: str, group: str, currency: str) -> re.Pattern[str]:
    dot, comma, money = (re.escape(mark) for mark in (decimal, group, currency))
    return re.compile(
        rf"""
        (?P<open>\()? (?P<sign>[+-])? (?:(?P<currency>{money})\ ?)? (?P<inner>[+-])?
        (?=[0-9]|{dot}[0-9])
        (?P<whole>[0-9]{{1,3}}(?:{comma}[0-9]{{3}})+|[0-9]+)?
        (?:{dot}(?P<decimals>[0-9]*))?
        (?:E(?P<exponent>[+-]?[0-9]{{1,4}}))?
        (?P<percent>\ ?%)? (?P<close>\))?
        """,
        re.VERBOSE | re.IGNORECASE,
    )
