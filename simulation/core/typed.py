"""Decides what a text that a person types becomes in a cell, and what a cell then shows; en_US and id_ID.

| typed                       | en_US                | id_ID                 |
|-----------------------------|----------------------|-----------------------|
| `` (empty)                  | blank                | blank                 |
| `'0042`                     | text `0042`          | text `0042`           |
| `=1+2`                      | formula              | formula               |
| `0042`, `+10`, `(5)`        | 42, 10, -5           | 42, 10, -5            |
| `1,000` / `1.000`           | 1000 / 1             | text / 1000           |
| `1,5` / `1.5`               | text / 1.5           | 1.5 / 1 May           |
| `50%`                       | 0.5, percent         | 0.5, percent          |
| `2026-03-01`                | date                 | date                  |
| `1/2`, `2-3`                | month first          | day first             |
| `TRUE`                      | tick                 | tick (also `BENAR`)   |
| `28 pcs`, `#N/A`            | text                 | text                  |

In a plain-text cell (`@`) everything stays the text that it is. Dates without a year are of `YEAR`.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from engine.model.sheet import Value

EPOCH = date(1899, 12, 30)
YEAR = 2026


class Format(NamedTuple):
    """A number format: the API's type and a pattern of those that `shown` knows."""

    kind: str
    pattern: str


class Typed(NamedTuple):
    """What was entered: a value ('' is blank), or a formula's text; and the format that such typing leaves."""

    value: Value
    formula: str = ""
    format: Format | None = None


class Marks(NamedTuple):
    """How a locale writes numbers and days."""

    decimal: str
    group: str
    day_first: bool
    yes: frozenset[str]
    no: frozenset[str]


LOCALES = {
    "en_US": Marks(".", ",", False, frozenset({"TRUE"}), frozenset({"FALSE"})),
    "id_ID": Marks(",", ".", True, frozenset({"TRUE", "BENAR"}), frozenset({"FALSE", "SALAH"})),
}
_PLAIN = re.compile(r"[+-]?[0-9]{1,15}")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_NUMBERS = {
    name: re.compile(
        rf"(?P<open>\()?(?P<sign>[+-])?(?=[0-9]|{re.escape(marks.decimal)}[0-9])"
        rf"(?P<whole>[0-9]{{1,3}}(?:{re.escape(marks.group)}[0-9]{{3}})+|[0-9]+)?"
        rf"(?:{re.escape(marks.decimal)}(?P<decimals>[0-9]*))?(?P<percent> ?%)?(?P<close>\))?"
    )
    for name, marks in LOCALES.items()
}
_DAYS = {
    "en_US": re.compile(r"([0-9]{1,2})([/-])([0-9]{1,2})"),
    "id_ID": re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})"),
}


def typed(text: str, locale: str, *, plain: bool) -> Typed:
    """What typing `text` does, by the table above; `plain` says that the cell is plain text."""
    if not text:
        return Typed("")
    if plain:
        return Typed(text)
    if _PLAIN.fullmatch(text):
        return Typed(int(text))
    if text[0] == "'":
        return Typed(text[1:])
    if text[0] == "=" and text.strip() != "=":
        return Typed("", text)
    core = text.strip()
    marks = LOCALES[locale]
    if core.upper() in marks.yes:
        return Typed(True)
    if core.upper() in marks.no:
        return Typed(False)
    return _number(core, locale) or _day(core, locale) or Typed(text)


def _number(core: str, locale: str) -> Typed | None:
    marks, found = LOCALES[locale], _NUMBERS[locale].fullmatch(core)
    if (
        found is None
        or (found["open"] is None) != (found["close"] is None)
        or (found["open"] and found["sign"])
    ):
        return None
    whole = found["whole"] or "0"
    number = float(f"{whole.replace(marks.group, '')}.{found['decimals'] or '0'}")
    decimals = ".00" if found["decimals"] else ""
    shape = Format("NUMBER", f"#,##0{decimals}") if marks.group in whole else None
    if found["percent"]:
        number, shape = number / 100, Format("PERCENT", f"0{decimals}%")
    if found["open"] or found["sign"] == "-":
        number = -number
    return Typed(whole_number(number), "", shape)


def whole_number(number: float) -> int | float:
    """A number without decimals as an int."""
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _day(core: str, locale: str) -> Typed | None:
    iso = _ISO.fullmatch(core)
    if iso:
        wide = len(iso[2]) == len(iso[3]) == 2
        return _dated(int(iso[1]), int(iso[2]), int(iso[3]), "yyyy-mm-dd" if wide else "yyyy-m-d")
    found = _DAYS[locale].fullmatch(core)
    if found is None:
        return None
    first, second = int(found[1]), int(found[3])
    day, month = (first, second) if LOCALES[locale].day_first else (second, first)
    names = ("d", "m") if LOCALES[locale].day_first else ("m", "d")
    width = 2 if len(found[1]) == len(found[3]) == 2 and "0" in (found[1][0], found[3][0]) else 1
    return _dated(YEAR, month, day, f"{names[0] * width}{found[2]}{names[1] * width}")


def _dated(year: int, month: int, day: int, pattern: str) -> Typed | None:
    try:
        serial = (date(year, month, day) - EPOCH).days
    except ValueError:
        return None
    return Typed(serial, "", Format("DATE", pattern))


def shown(value: Value, shape: Format | None, locale: str) -> str:
    """What a cell shows. ValueError for a pattern that nobody here types or sets."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    pattern = shape.pattern if shape is not None else ""
    if pattern in ("", "@", "0") and isinstance(value, int) and abs(value) < 10**15:
        return str(value)
    if pattern in ("", "@"):
        return f"{value:.10g}".replace(".", LOCALES[locale].decimal)
    if "y" in pattern or "d" in pattern:
        return _shown_day(value, pattern)
    found = re.fullmatch(r"(#,##)?0(\.0+)?(%)?(?:\"(.*)\")?", pattern)
    if found is None:
        raise ValueError(f"the pattern {pattern!r} is not played here")
    places = len(found[2]) - 1 if found[2] else 0
    text = f"{value * 100 if found[3] else value:{',' if found[1] else ''}.{places}f}"
    marks = LOCALES[locale]
    swapped = text.replace(",", "\0").replace(".", marks.decimal).replace("\0", marks.group)
    return swapped + (found[3] or "") + (found[4] or "")


def _shown_day(value: float, pattern: str) -> str:
    moment = EPOCH + timedelta(days=int(value))
    minutes = round(value % 1 * 1440)
    parts = {
        "yyyy": f"{moment.year:04d}",
        "mm": f"{moment.month:02d}",
        "dd": f"{moment.day:02d}",
        "m": str(moment.month),
        "d": str(moment.day),
        "hh:mm": f"{minutes // 60:02d}:{minutes % 60:02d}",
    }
    return re.sub(r"yyyy|hh:mm|mm|dd|m|d", lambda found: parts[found[0]], pattern)
