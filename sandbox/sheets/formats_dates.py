"""How a serial number is written under a date, time or duration pattern.

Serial numbers count days since 1899-12-30 (documented). `m` is the minute next to an hour or a second and
the month otherwise (documented). `hh` is a 12-hour clock where the pattern has `am/pm`, else a 24-hour clock.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta

from sandbox.sheets.formats_locale import Locale
from sandbox.sheets.formats_pattern import Part, Section

EPOCH = date(1899, 12, 30)
_UNIT_SECONDS = {"h": 3600, "m": 60, "s": 1}


@dataclass(frozen=True, slots=True)
class _Moment:
    """A serial number taken apart. `ticks` count the smallest shown fraction of a second since the epoch."""

    day: date
    hour: int
    minute: int
    second: int
    fraction: int
    ticks: int
    per_second: int


def is_date_section(section: Section) -> bool:
    """Whether the section is about a date or a time rather than a number."""
    return section.has("date") or section.has("elapsed")


def date_text(value: float, section: Section, locale: Locale) -> str | None:
    """The serial number under the section; None where no calendar reaches (before year 1 or after 9999)."""
    parts = _settle_minutes(section.parts)
    decimals = _second_decimals(parts)
    moment = _moment(value, decimals)
    if moment is None:
        return None
    twelve = section.has("ampm")
    shown: list[str] = []
    after_point = False
    for part in parts:
        if part.kind == "digit":
            if not after_point:
                shown.append(f"{moment.fraction:0{decimals}d}" if decimals else part.literal)
                after_point = True
            continue
        after_point = False
        shown.append(_part_text(part, moment, twelve, locale))
    return "".join(shown)


def _second_decimals(parts: tuple[Part, ...]) -> int:
    """How many decimals of a second are shown (`ss.000`): the digits behind the first point."""
    count = 0
    for index, part in enumerate(parts):
        if part.kind == "point":
            for digit in parts[index + 1 :]:
                if digit.kind != "digit":
                    break
                count += 1
            break
    return count


def _moment(value: float, decimals: int) -> _Moment | None:
    per_second: int = 10**decimals
    if not math.isfinite(value) or abs(value) > 4_000_000:
        return None
    ticks = math.floor(value * 86_400 * per_second + 0.5)
    days, rest = divmod(ticks, 86_400 * per_second)
    try:
        day = EPOCH + timedelta(days=days)
    except OverflowError:
        return None
    seconds, fraction = divmod(rest, per_second)
    return _Moment(day, seconds // 3600, seconds // 60 % 60, seconds % 60, fraction, ticks, per_second)


def _settle_minutes(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Marks each `m`/`mm` that means minutes as kind "minute": behind an hour, or in front of a second."""
    clock = [(i, part.literal[0].lower()) for i, part in enumerate(parts) if part.kind in ("date", "elapsed")]
    settled = list(parts)
    for place, (index, letter) in enumerate(clock):
        before = clock[place - 1][1] if place else ""
        behind = clock[place + 1][1] if place + 1 < len(clock) else ""
        minute = letter == "m" and len(parts[index].literal) <= 2 and (before == "h" or behind == "s")
        if minute and parts[index].kind == "date":
            settled[index] = Part("minute", parts[index].literal)
    return tuple(settled)


def _part_text(part: Part, moment: _Moment, twelve: bool, locale: Locale) -> str:
    written = part.literal
    match part.kind:
        case "point":
            text = locale.decimal if moment.per_second > 1 else written
        case "ampm":
            text = _half_day(written, moment.hour)
        case "minute":
            text = _padded(moment.minute, written)
        case "elapsed":
            text = _elapsed(written, moment)
        case "date" if written[0] in "hH":
            text = _padded((moment.hour - 1) % 12 + 1 if twelve else moment.hour, written)
        case "date" if written[0] in "sS":
            text = _padded(moment.second, written)
        case "date":
            text = _calendar(written.lower(), moment.day, locale)
        case _:
            text = written
    return text


def _calendar(letters: str, day: date, locale: Locale) -> str:
    """
    | letters       | shown                | letters         | shown                        |
    |---------------|----------------------|-----------------|------------------------------|
    | `y`, `yy`     | 24                   | `yyy` and more  | 2024                         |
    | `m`, `mm`     | 5, 05                | `mmm`, `mmmm`   | Mei in short, in full        |
    | `mmmmm`       | first letter         | `d`, `dd`       | 7, 07                        |
    | `ddd`         | Sel, in short        | `dddd` and more | Selasa, in full              |
    """
    size = len(letters)
    if letters[0] == "y":
        return f"{day.year % 100:02d}" if size <= 2 else f"{day.year:04d}"
    number, name = day.day, locale.weekdays[day.weekday()]
    if letters[0] == "m":
        number, name = day.month, locale.months[day.month - 1]
    if size <= 2:
        return _padded(number, letters)
    if size == 3:
        return name[:3]
    return name[0] if letters[0] == "m" and size == 5 else name


def _elapsed(letters: str, moment: _Moment) -> str:
    """`[h]`, `[mm]`, `[s]`: the whole time since the epoch in that unit."""
    seconds = abs(moment.ticks) // moment.per_second
    sign = "-" if moment.ticks < 0 else ""
    return sign + _padded(seconds // _UNIT_SECONDS[letters[0]], letters)


def _half_day(written: str, hour: int) -> str:
    """AM or PM, in capitals for `am/pm`; `a/p` keeps its case (documented)."""
    if len(written) == 5:
        return "AM" if hour < 12 else "PM"
    return written[0] if hour < 12 else written[2]


def _padded(number: int, letters: str) -> str:
    return f"{number:0{len(letters)}d}"
