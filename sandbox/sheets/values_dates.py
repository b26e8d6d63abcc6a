"""Whether a typed text is a date or a time in the locale, as a serial number, and the format it leaves behind.

The format repeats how the text was written, so `2020-01-01` is shown as it was typed (recorded); for the other
writings that is guessed.

| typed                  | en_US                    | id_ID                    | source                    |
|------------------------|--------------------------|--------------------------|---------------------------|
| `2020-01-01`           | 43831 `yyyy-mm-dd`       | the same                 | recorded (en_US)          |
| `1/2/2024`             | 2 January                | 1 February               | documented                |
| `21/1/2024`            | text                     | 21 January               | seen by many              |
| `1/2`, `2-3`           | this year                | this year                | seen by many              |
| `5/2024`, `2024-05`    | the first of May         | the first of May         | guessed                   |
| `1.5`, `1.5.2024`      | (a number), text         | 1 May                    | guessed                   |
| `5 Jan 2024`, `Jan 5`  | date                     | date (`5 Mei`, not `May`)| documented, id guessed    |
| `10:30`, `10:30 PM`    | TIME                     | TIME                     | documented                |
| `25:30:00`             | a duration, `[h]:mm:ss`  | the same                 | guessed                   |
| `2020-01-01 10:30`     | DATE_TIME                | DATE_TIME                | documented                |

Two-digit years run from 1930 to 2029 (guessed).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from sandbox.sheets.formats_dates import EPOCH
from sandbox.sheets.formats_locale import Locale
from sandbox.sheets.formats_model import NumberFormat

_NUMERIC = re.compile(r"(\d{1,4})([/.-])(\d{1,4})(?:\2(\d{1,4}))?", re.ASCII)
_YEAR = r"(?:(?P<gap2>,?\ |-)(?P<year>\d{4}|\d{2}))?"
_NAMED = (
    re.compile(rf"(?P<day>\d{{1,2}})(?P<gap>[ -])(?P<month>[^\W\d_]+){_YEAR}", re.ASCII),
    re.compile(rf"(?P<month>[^\W\d_]+)(?P<gap>[ -])(?P<day>\d{{1,2}}){_YEAR}", re.ASCII),
    re.compile(r"(?P<month>[^\W\d_]+)(?P<gap>[ -])(?P<year>\d{4})", re.ASCII),
)
_TIME = re.compile(r"(\d{1,4}):(\d{2})(?::(\d{2})(\.\d{1,3})?)?(?: ?([AaPp][Mm]))?", re.ASCII)
_BOTH = re.compile(r"(.+?) +(\d{1,2}:\d{2}.*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Read:
    """A serial number and the pattern that shows it as it was typed."""

    serial: float
    pattern: str


def read_moment(text: str, locale: Locale, this_year: int) -> tuple[float, NumberFormat] | None:
    """The serial number (days since 1899-12-30) and the format left; None if the (stripped) text is neither."""
    if both := _BOTH.fullmatch(text):
        day, clock = _date(both[1], locale, this_year), _time(both[2])
        if day is None or clock is None or clock.serial >= 1:
            return None
        pattern = f"{day.pattern} {clock.pattern}"
        return day.serial + clock.serial, NumberFormat("DATE_TIME", pattern)
    if (day := _date(text, locale, this_year)) is not None:
        return day.serial, NumberFormat("DATE", day.pattern)
    if (clock := _time(text)) is not None:
        return clock.serial, NumberFormat("TIME", clock.pattern)
    return None


def _date(text: str, locale: Locale, this_year: int) -> _Read | None:
    return _numeric_date(text, locale, this_year) or _named_date(text, locale, this_year)


def _serial(year: int, month: int, day: int) -> float | None:
    try:
        return float((date(year, month, day) - EPOCH).days)
    except ValueError:
        return None


def _full_year(digits: str) -> int | None:
    """2024 of `2024` and of `24`; None for one or three digits."""
    if len(digits) == 4:
        return int(digits)
    if len(digits) != 2:
        return None
    return int(digits) + (2000 if int(digits) < 30 else 1900)


def _numeric_date(text: str, locale: Locale, this_year: int) -> _Read | None:
    match = _NUMERIC.fullmatch(text)
    if match is None or (match[2] == "." and not locale.dotted_dates):
        return None
    pieces = [piece for piece in (match[1], match[3], match[4]) if piece]
    order = _order(pieces, locale)
    if order is None:
        return None
    named = dict(zip(order, pieces, strict=True))
    year = _full_year(named["y"]) if "y" in named else this_year
    if year is None or any(len(named[letter]) > 2 for letter in "md" if letter in named):
        return None
    serial = _serial(year, int(named["m"]), int(named.get("d", "1")))
    if serial is None:
        return None
    wide = any(named[letter][0] == "0" for letter in "md" if letter in named) or order == "ymd"
    width = 2 if wide and all(len(named[letter]) == 2 for letter in "md" if letter in named) else 1
    letters = ("y" * len(named["y"]) if letter == "y" else letter * width for letter in order)
    return _Read(serial, match[2].join(letters))


def _order(pieces: list[str], locale: Locale) -> str | None:
    """Which piece is year, month and day.

    | pieces             | order                                  |
    |--------------------|----------------------------------------|
    | `2024 1 2`         | year, month, day in every locale       |
    | `1 2 2024`, `1 2 24` | day and month as the locale has them |
    | `2024 5`, `5 2024` | year and month, month and year         |
    | `1 2`              | day and month as the locale has them   |
    """
    day_and_month = "dm" if locale.day_first else "md"
    long = [len(piece) == 4 for piece in pieces]
    if len(pieces) == 3:
        return "ymd" if long[0] else day_and_month + "y"
    if long == [True, False]:
        return "ym"
    return "my" if long == [False, True] else day_and_month


def _named_date(text: str, locale: Locale, this_year: int) -> _Read | None:
    """`5 Jan 2024`, `5-Jan`, `January 5, 2024`, `Mei 2024`."""
    match = next((found for pattern in _NAMED if (found := pattern.fullmatch(text))), None)
    if match is None:
        return None
    named = match.groupdict()
    month = _month(named["month"], locale)
    year = _full_year(named["year"]) if named.get("year") else this_year
    if month is None or year is None:
        return None
    serial = _serial(year, month, int(named.get("day") or 1))
    if serial is None:
        return None
    shown = {"month": "mmm" if len(named["month"]) == 3 else "mmmm", "day": "d" * len(named.get("day") or "")}
    shown["year"] = "y" * len(named.get("year") or "")
    ordered = sorted((match.start(name), name) for name in shown if shown[name])
    gaps = [named["gap"], named.get("gap2") or "", ""]
    return _Read(serial, "".join(shown[name] + gap for (_, name), gap in zip(ordered, gaps, strict=False)))


def _month(word: str, locale: Locale) -> int | None:
    """1 to 12 for a month's full name or its first three letters, in any case."""
    for number, name in enumerate(locale.months, start=1):
        if word.lower() in (name.lower(), name[:3].lower()):
            return number
    return None


def _time(text: str) -> _Read | None:
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hours, minutes, seconds = int(match[1]), int(match[2]), float((match[3] or "0") + (match[4] or ""))
    half = (match[5] or "").lower()
    if minutes > 59 or seconds >= 60 or (half and not 1 <= hours <= 12):
        return None
    if half:
        hours = hours % 12 + (12 if half == "pm" else 0)
    serial = (hours * 3600 + minutes * 60 + seconds) / 86_400
    pattern = "[h]:mm:ss" if hours > 23 else "hh:mm" if match[1][0] == "0" else "h:mm"
    if match[3] and hours <= 23:
        pattern += ":ss"
    if match[4]:
        pattern += "." + "0" * (len(match[4]) - 1)
    return _Read(serial, pattern + (" am/pm" if half else ""))
