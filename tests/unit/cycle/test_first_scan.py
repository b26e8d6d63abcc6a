"""The first scan of a large shop takes several cycles instead of being late forever."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

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
        for scanned in range(2):
            begun = clock.now()
            (remote,) = shops.read(Book("s", shops={"toko": state}), begun)
            assert isinstance(remote.listings, ListingsRead)
            assert clock.now() - begun < DEADLINE
            assert (remote.whole is None) == bool(remote.listings.next_cursor) == (scanned == 0)
            found += [listing.key.listing for listing in remote.listings.listings]
            state = replace(state, scan_cursor=remote.listings.next_cursor, horizon=begun)
    assert found == [str(number) for number in range(PAGES)]
    assert remote.whole == {ListingKey("toko", str(number)) for number in range(PAGES)}
