"""What one cycle asks one shop for: the table of `engine.errands`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.connectors.base import Capabilities
from engine.errands import (
    LONGEST_RETURNS_BEAT,
    READ_AGAIN,
    Asked,
    Beats,
    Errand,
    errand,
    in_doubt,
    resting,
    told,
)
from engine.model.book import ShopState
from engine.model.catalog import Binding, Listing
from engine.model.ids import ListingKey
from engine.model.remote import ListingsRead, OrdersRead, Remote, Unreadable, Window

NOW = 1_000_000.0
LAG, BACK = 600.0, 86_400.0
FACTS = Capabilities("any", ("any",), 50, LAG, BACK)
BEATS = Beats(scan=60.0, returns=600.0)
STATE = ShopState("toko", horizon=NOW - 15, scanned_at=NOW - 5000, checked_at=NOW - 100)
ASKED = Asked(page=NOW - 30, returns=NOW - 300)


def due(
    state: ShopState = STATE, beats: Beats = BEATS, asked: Asked = ASKED, *, hinted: bool = False
) -> Errand:
    return errand(state, FACTS, beats, asked, NOW, hinted=hinted)


def test_orders_are_asked_for_in_every_cycle_and_overlap() -> None:
    found = due().window
    assert (found.since, found.until) == (NOW - 15 - LAG, NOW)


def test_the_first_look_goes_back_for_orders_and_returns_alike() -> None:
    found = due(replace(STATE, horizon=0.0)).window
    assert found.since == NOW - BACK
    assert found.returns == (NOW - BACK, NOW)


@pytest.mark.parametrize(
    ("state", "beats", "asked", "hinted", "scan"),
    [
        (STATE, BEATS, ASKED, False, False),
        (STATE, BEATS, replace(ASKED, page=NOW - 60), False, True),
        (STATE, BEATS, replace(ASKED, page=None), False, True),
        (STATE, BEATS, ASKED, True, True),
        (STATE, Beats(), ASKED, False, True),
        (replace(STATE, scanned_at=0.0), BEATS, ASKED, False, True),
    ],
    ids=["quiet", "beat", "start", "hint", "every cycle", "first scan"],
)
def test_when_a_page_of_listings_is_due(
    state: ShopState, beats: Beats, asked: Asked, hinted: bool, scan: bool
) -> None:
    assert due(state, beats, asked, hinted=hinted).scan is scan


@pytest.mark.parametrize(
    ("asked", "hinted", "since"),
    [
        (NOW - 300, False, None),
        (NOW - 600, False, NOW - 600 - LAG),
        (NOW - 300, True, NOW - 300 - LAG),
        (None, False, NOW - 15 - LAG - LONGEST_RETURNS_BEAT),
        (NOW - 14, False, NOW - 15 - LAG - LONGEST_RETURNS_BEAT),
    ],
    ids=["quiet", "beat", "hint", "start", "an outcome that was never stored"],
)
def test_from_when_returns_are_asked_for(asked: float | None, hinted: bool, since: float | None) -> None:
    found = due(asked=replace(ASKED, returns=asked), hinted=hinted).window.returns
    assert found == (None if since is None else (since, NOW))


@pytest.mark.parametrize(("ago", "health"), [(3600.0, False), (3601.0, True)])
def test_health_is_asked_for_once_an_hour(ago: float, health: bool) -> None:
    assert due(replace(STATE, checked_at=NOW - ago)).health is health


def test_doubtful_listings_of_this_shop_are_read_by_name() -> None:
    keys = [ListingKey(shop, listing) for shop in ("toko", "lain") for listing in ("a", "b", "c")]
    marks = {"a": {"uncertain": True}, "b": {"suspect": 1}, "c": {}}
    bindings = {
        key: replace(Binding(Listing(key, "p", "SKU", "", "", 0, 0)), **marks[key.listing]) for key in keys
    }
    found = errand(
        STATE, FACTS, BEATS, ASKED, NOW, hinted=False, doubtful=in_doubt(bindings).get(STATE.shop, ())
    )
    assert found.doubtful == (keys[0], keys[1])


WHOLE = OrdersRead((), True, NOW)
PAGE = ListingsRead((), "", True, NOW)
LATE = Unreadable("S350")
ERRAND = Errand(Window(0.0, NOW), True, False, ())


@pytest.mark.parametrize(
    ("asked", "orders", "page", "kept"),
    [
        (ERRAND, WHOLE, PAGE, Asked(NOW, NOW)),
        (ERRAND, replace(WHOLE, complete=False), PAGE, Asked(NOW, 7.0)),
        (ERRAND, WHOLE, LATE, Asked(None, NOW)),
        (ERRAND, LATE, LATE, Asked(None, 7.0)),
        (replace(ERRAND, scan=False), WHOLE, PAGE, Asked(3.0, NOW)),
        (replace(ERRAND, window=Window(0.0, NOW, NOW)), WHOLE, PAGE, Asked(NOW, 7.0)),
    ],
    ids=["all", "torn", "page failed", "late", "no page asked", "no returns asked"],
)
def test_what_is_remembered_of_an_errand(
    asked: Errand, orders: OrdersRead | Unreadable, page: ListingsRead | Unreadable, kept: Asked
) -> None:
    assert told(Asked(3.0, 7.0), asked, Remote("toko", orders, page)) == replace(kept, orders=NOW)


def test_after_a_clock_that_was_ahead_a_day_of_orders_is_read_again_and_everything_is_due() -> None:
    ahead = NOW + 5400
    found = due(
        replace(STATE, horizon=ahead, checked_at=ahead),
        asked=Asked(page=ahead, returns=ahead, orders=ahead),
    )
    assert (found.window.since, found.window.until) == (NOW - READ_AGAIN, NOW)
    assert found.window.returns == (NOW - READ_AGAIN, NOW)
    assert found.scan
    assert found.health


def test_a_clock_that_is_merely_not_exact_reads_nothing_again() -> None:
    found = due(replace(STATE, horizon=NOW + 2), asked=replace(ASKED, page=NOW + 2))
    assert found.window.since == NOW + 2 - LAG
    assert not found.scan


@pytest.mark.parametrize(
    ("until", "rests"),
    [(NOW - 1, False), (NOW, False), (NOW + 5, True), (NOW + 3600, True), (NOW + 3601, False)],
    ids=["over", "now", "soon", "the longest", "set by a clock that was ahead"],
)
def test_until_when_a_failing_shop_is_left_alone(until: float, rests: bool) -> None:
    assert rests == resting(until, NOW)
