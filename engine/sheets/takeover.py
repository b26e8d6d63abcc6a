"""Decides how an epoch is taken while others may take it too, or while the answer is lost."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from ..clock import Clock
from ..errors import NewerLayout, NotLaidOut, SheetError, SheetRefused, SheetUnavailable, SheetUnknown
from . import epoch
from .base import BookInfo, Gateway, TabInfo
from .epoch import EpochTab
from .schema import ENGINE_TAB, SCHEMA_VERSION
from .state import STATE_RANGE, EngineState, parse_state

TRIES = 3


class Taken(NamedTuple):
    """The spreadsheet, its state before, the number of the epoch that ended, and the epoch that began."""

    info: BookInfo
    before: EngineState
    ended: int
    new: EpochTab


def take(gateway: Gateway, clock: Clock, rng: Random, engine_id: str, *, take_over: bool) -> Taken:
    """Take the next epoch. A lost or refused answer is settled by looking which epoch tab stands.

    A lost request that lands later cannot do harm: it deletes a tab that is gone by then, so it is refused.
    """
    tried: dict[int, Taken] = {}
    failure: SheetError = SheetUnavailable("the epoch could not be taken")
    for attempt in range(TRIES):
        info = gateway.book()
        standing = epoch.standing(info)
        for tab in standing:
            if tab.sheet_id in tried:
                return tried[tab.sheet_id]
        home = engine_tab(info)
        before = parse_state(gateway.values([STATE_RANGE])[0])
        if before.schema > SCHEMA_VERSION:
            raise NewerLayout("a newer version laid out this sheet")
        # Who was asked to take over does it once: a rival that came between is not driven out again.
        epoch.may_hold(before, engine_id, clock.now(), take_over=take_over and not attempt)
        ended = max([before.epoch, *(tab.epoch for tab in standing)])
        new = EpochTab(ended + 1, epoch.fresh_id({tab.sheet_id for tab in info.tabs} | tried.keys(), rng))
        tried[new.sheet_id] = Taken(info, before, ended, new)
        try:
            gateway.apply(epoch.taking(standing, new, home.sheet_id, engine_id, clock.now()))
        except SheetUnknown as error:
            failure = error
        except SheetRefused as error:
            if error.params.get("status") != 400:
                raise
            failure = error
        else:
            return tried[new.sheet_id]
    raise failure


def engine_tab(info: BookInfo) -> TabInfo:
    """The engine's hidden tab; NotLaidOut where the sheet was never laid out."""
    for tab in info.tabs:
        if tab.title == ENGINE_TAB:
            return tab
    raise NotLaidOut("the sheet is not laid out")
