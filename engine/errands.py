"""Decides what one cycle asks one shop for. Pure.

| read                        | when (`Beats` are the seconds from settings)                                  |
|-----------------------------|-------------------------------------------------------------------------------|
| orders                      | in every cycle, but no sooner than the marketplace lets them be read again    |
| returns, where listed apart | once a beat, after a hint from the shop; at a start also for the hour before  |
| a page of the listing scan  | once a beat, after a hint from the shop, and while no scan has ever ended     |
| stock of doubtful listings  | while there are any: after an unknown outcome, and while a number is suspect  |
| health                      | once an hour                                                                  |

A time that is still to come says that the clock was wrong: then everything is due, and as nobody knows how long ago
orders were really read, a whole day is read again.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from .connectors.base import Capabilities
from .model.book import LONGEST_REST, ShopState
from .model.catalog import Binding
from .model.ids import ListingKey
from .model.remote import ListingsRead, OrdersRead, Remote, Window

HEALTH_EVERY = 3600.0
# No beat of returns is longer, so an hour before a start covers what the process before had not asked for yet.
LONGEST_RETURNS_BEAT = 3600.0
# Seconds by which a time may lie ahead of a clock that is merely not exact.
CLOCK_MARGIN = 60.0
# Final lines are remembered for a day at least, so what is read again is recognised.
READ_AGAIN = 86_400.0


@dataclass(frozen=True, slots=True)
class Beats:
    """How often, in seconds, a shop is asked for what need not be known in every cycle; 0: in every cycle.

    `scan`: one page of the rolling listing scan. `returns`: completed returns, at most an hour.
    """

    scan: float = 0.0
    returns: float = 0.0


@dataclass(frozen=True, slots=True)
class Asked:
    """When this process was last told a page of listings, until when returns, and when it last asked for orders.

    None: not yet.
    """

    page: float | None = None
    returns: float | None = None
    orders: float | None = None


@dataclass(frozen=True, slots=True)
class Errand:
    """What one cycle asks one shop for; `scan` and `health` say whether these are due."""

    window: Window
    scan: bool
    health: bool
    doubtful: tuple[ListingKey, ...]


def in_doubt(bindings: Mapping[ListingKey, Binding]) -> Mapping[str, tuple[ListingKey, ...]]:
    """The listings by shop of which nobody knows what they show."""
    found: dict[str, list[ListingKey]] = {}
    for key, binding in bindings.items():
        if binding.uncertain or binding.suspect:
            found.setdefault(key.shop, []).append(key)
    return {shop: tuple(keys) for shop, keys in found.items()}


def errand(
    state: ShopState,
    facts: Capabilities,
    beats: Beats,
    asked: Asked,
    now: float,
    *,
    hinted: bool,
    doubtful: tuple[ListingKey, ...] = (),
) -> Errand:
    """The table of this module for one shop; `hinted`: the shop says that something changed."""
    page = asked.page is None or passed(asked.page, now) >= beats.scan
    scan = hinted or state.scanned_at == 0.0 or page
    window = _window(state, facts, beats, asked, now, hinted=hinted)
    return Errand(window, scan, passed(state.checked_at, now) > HEALTH_EVERY, doubtful)


def passed(then: float, now: float) -> float:
    """Seconds since then; endlessly many where it is still to come."""
    return math.inf if then > now + CLOCK_MARGIN else now - then


def _window(
    state: ShopState, facts: Capabilities, beats: Beats, asked: Asked, now: float, *, hinted: bool
) -> Window:
    if not state.horizon:
        return Window(now - facts.first_look_back, now)
    if passed(state.horizon, now) == math.inf:
        return Window(now - READ_AGAIN, now)
    since = state.horizon - facts.order_lag
    if asked.returns is None or asked.returns > state.horizon:
        # A new process, or a read whose outcome was never stored.
        return Window(since, now, since - LONGEST_RETURNS_BEAT)
    due = hinted or passed(asked.returns, now) >= beats.returns
    return Window(since, now, asked.returns - facts.order_lag if due else now)


def resting(until: float, now: float) -> bool:
    """Whether a shop is left alone; a rest longer than any is one that a clock which was ahead has set."""
    return now < until <= now + LONGEST_REST


def told(asked: Asked, errand: Errand, remote: Remote) -> Asked:
    """What is remembered of an errand; a page that failed is due again at once, returns until they are whole."""
    now = errand.window.until
    asked = replace(asked, orders=now)
    if isinstance(remote.orders, OrdersRead) and remote.orders.complete and errand.window.returns:
        asked = replace(asked, returns=now)
    if errand.scan:
        asked = replace(asked, page=now if isinstance(remote.listings, ListingsRead) else None)
    return asked
