"""The first scan of a large shop takes several cycles instead of being late forever."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from engine.apply import Shops
from engine.connectors.base import Capabilities
from engine.model.book import Book, ShopState
from engine.model.catalog import Listing
from engine.model.ids import ListingKey
from engine.model.remote import Health, ListingsRead, OrdersRead, PushResult, StockTarget, Window

PAGES, PAGE_SECONDS, DEADLINE = 10, 7.0, 60.0


class Clock:
    """Time that passes with every page."""

    def __init__(self) -> None:
        self.time = 1_000_000.0

    def now(self) -> float:
        return self.time


class LargeShop:
    """A shop whose pages take their time; a cursor is the number of the next page."""

    shop = "toko"
    capabilities = Capabilities("any", ("any",), 50, 600.0, 86_400.0)

    def __init__(self, clock: Clock) -> None:
        self.clock = clock

    def read_orders(self, window: Window) -> OrdersRead:
        return OrdersRead((), True, window.until)

    def read_listings(self, cursor: str = "") -> ListingsRead:
        self.clock.time += PAGE_SECONDS
        number = int(cursor or 0)
        key = ListingKey(self.shop, str(number))
        after = str(number + 1) if number + 1 < PAGES else ""
        return ListingsRead((Listing(key, "p", "SKU", "", "", 0, 0),), after, True, self.clock.time)

    def read_stock(self, keys: Sequence[ListingKey]) -> dict[ListingKey, int]:
        return {}

    def set_stock(self, batch: Sequence[StockTarget]) -> tuple[PushResult, ...]:
        return ()

    def canonicalise(self, units: int) -> int:
        return units

    def health(self) -> Health:
        return Health(self.shop, None)


def test_a_first_scan_goes_on_where_the_cycle_before_stopped_and_is_whole_at_its_end() -> None:
    clock = Clock()
    state, found = ShopState("toko"), []
    with ThreadPoolExecutor(1) as executor:
        shops = Shops({"toko": LargeShop(clock)}, executor, clock, DEADLINE)
        for turn in range(4):
            begun = clock.now()
            (remote,) = shops.read(Book("s", shops={"toko": state}), begun)
            assert isinstance(remote.listings, ListingsRead)
            assert clock.now() - begun < DEADLINE
            assert (remote.listings.since, remote.listings.read_at) == (begun, clock.now())
            assert bool(remote.listings.next_cursor) == (turn % 2 == 0)
            assert (remote.whole is None) == (turn < 3), "what is absent is known after the second scan"
            found += [listing.key.listing for listing in remote.listings.listings]
            state = replace(state, scan_cursor=remote.listings.next_cursor, horizon=begun)
    assert found == 2 * [str(number) for number in range(PAGES)]
    assert remote.whole == {ListingKey("toko", str(number)) for number in range(PAGES)}


class ShiftingShop(LargeShop):
    """A shop whose pages are counted from the first listing: what is deleted moves everything behind it up."""

    def __init__(self, clock: Clock, there: list[str]) -> None:
        super().__init__(clock)
        self.there = there

    def read_listings(self, cursor: str = "") -> ListingsRead:
        start = int(cursor or 0)
        page = self.there[start : start + 2]
        after = str(start + 2) if start + 2 < len(self.there) else ""
        listings = tuple(Listing(ListingKey(self.shop, one), "p", one, "", "", 0, 0) for one in page)
        return ListingsRead(listings, after, True, self.clock.time)


ALL, NONE = "abcd", ""


@pytest.mark.parametrize(
    ("deleted", "at", "there", "missing"),
    [
        ("nothing, of two pages", -1, ALL, {3: NONE, 5: NONE, 7: NONE}),
        ("the first, between two pages", 3, ALL, {3: NONE, 5: NONE, 7: "a"}),
        ("the first, before both pages", 2, ALL, {3: NONE, 5: "a", 7: "a"}),
        (
            "the first, of one page",
            2,
            "ab",
            {0: NONE, 1: NONE, 2: "a", 3: "a", 4: "a", 5: "a", 6: "a", 7: "a"},
        ),
    ],
)
def test_what_is_deleted_between_two_pages_makes_nothing_else_missing(
    deleted: str, at: int, there: str, missing: dict[int, str]
) -> None:
    clock = Clock()
    shop = ShiftingShop(clock, list(there))
    state, found = ShopState("toko", scanned_at=1.0), {}
    with ThreadPoolExecutor(1) as executor:
        shops = Shops({"toko": shop}, executor, clock, DEADLINE)
        for turn in range(8):
            if turn == at:
                shop.there.remove("a")
            (remote,) = shops.read(Book("s", shops={"toko": state}), clock.now())
            assert isinstance(remote.listings, ListingsRead)
            if remote.whole is not None:
                found[turn] = "".join(sorted(set(there) - {key.listing for key in remote.whole}))
            state = replace(state, scan_cursor=remote.listings.next_cursor)
    assert missing == found, deleted


def test_a_last_page_that_is_read_again_because_nothing_could_be_stored_is_no_second_scan() -> None:
    clock = Clock()
    shop = ShiftingShop(clock, list(ALL))
    state, found = ShopState("toko", scanned_at=1.0), []
    with ThreadPoolExecutor(1) as executor:
        shops = Shops({"toko": shop}, executor, clock, DEADLINE)
        for turn in range(6):
            if turn == 1:
                shop.there.remove("a")
            (remote,) = shops.read(Book("s", shops={"toko": state}), clock.now())
            assert isinstance(remote.listings, ListingsRead)
            found.append(remote.whole)
            if turn != 1:
                # The disk was full when the first scan had ended.
                state = replace(state, scan_cursor=remote.listings.next_cursor)
    there = {ListingKey("toko", one) for one in ALL}
    assert [None, None, None, None, there, None] == found
