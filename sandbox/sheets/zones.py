"""Which time zone a spreadsheet's setting names: one of the world's, or an offset such as `GMT-07:00` (documented)."""

from __future__ import annotations

import re
from datetime import timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

OFFSET = re.compile(r"GMT([+-])(\d{2}):(\d{2})")


def zone_of(name: str) -> tzinfo:
    """The zone. ValueError where there is none of that name."""
    found = OFFSET.fullmatch(name)
    if found is not None and int(found[2]) < 24 and int(found[3]) < 60:
        away = timedelta(hours=int(found[2]), minutes=int(found[3]))
        return timezone(away if found[1] == "+" else -away, name)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError) as error:
        raise ValueError(f"no time zone {name!r}") from error
