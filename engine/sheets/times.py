"""Decides which number a moment is in the sheet: days since 1899-12-30 on the clock of the spreadsheet's zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

_BASE = datetime(1899, 12, 30)  # noqa: DTZ001 - a wall clock without a zone is what Google counts from.
_DAY = 86_400


def zone_of(name: str) -> tzinfo:
    """The zone of that IANA name; UTC where this machine does not know it, so that a cycle still runs."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError):
        return UTC


def to_serial(moment: float, zone: tzinfo) -> float:
    """Unix seconds, cut to whole ones, as a serial number."""
    wall = datetime.fromtimestamp(int(moment), zone).replace(tzinfo=None)
    return (wall - _BASE) / timedelta(seconds=_DAY)


@lru_cache(maxsize=65_536)
def from_serial(serial: float, zone: tzinfo) -> float | None:
    """A serial number as whole Unix seconds; None where it is no date of this calendar."""
    try:
        wall = _BASE + timedelta(seconds=round(serial * _DAY))
        return float(int(wall.replace(tzinfo=zone).timestamp()))
    except (OverflowError, ValueError):
        return None
