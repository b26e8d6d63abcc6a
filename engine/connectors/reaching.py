"""Decides until when orders are asked for, where a shop's clock is ahead of ours.

| the shop's clock                    | asked until                                                 |
|-------------------------------------|-------------------------------------------------------------|
| not ahead, or not known yet         | the end of the window                                       |
| ahead by at least so many seconds   | that much later: what was just sold is dated after our now  |
| found to be ahead by this very read | read again, that much later                                 |

Otherwise the newest sales would lie past the end of every window, and what they took would look like drift.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..model.remote import OrdersRead, Window

# Answers are dated in whole seconds.
GRAIN = 1.0


def up_to_now(read: Callable[[Window], OrdersRead], window: Window, ahead: Callable[[], float]) -> OrdersRead:
    """What `read` gives for the window and for whatever the shop dates after its end; `until` stays ours."""
    known = ahead()
    found = read(_later(window, known))
    if ahead() > known + GRAIN:
        found = read(_later(window, ahead()))
    return replace(found, until=window.until)


def _later(window: Window, seconds: float) -> Window:
    until = window.until + seconds
    # Where no returns are asked for the later end must not ask for any.
    returns = until if window.returns is None else window.returns_since
    return Window(window.since, until, returns)
