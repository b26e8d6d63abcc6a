"""P10: one sick shop delays no other."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from engine.apply import Shops
from engine.clock import SystemClock
from engine.connectors.base import Capabilities
from engine.model.book import Book
from engine.model.ids import ListingKey
from engine.model.remote import Health, ListingsRead, OrdersRead, PushResult, StockTarget, Unreadable, Window


class Fake:
    """A shop that answers at once, or only when it is let go."""

    def __init__(self, shop: str, gate: threading.Event) -> None:
        self.shop = shop
        self.gate = gate
        self.asked = 0
        self.capabilities = Capabilities(shop, (shop,), 50, 600.0, 86400.0)

    def read_orders(self, window: Window) -> OrdersRead:
        self.asked += 1
        self.gate.wait(10)
        return OrdersRead((), True, window.until)

    def read_listings(self, cursor: str = "") -> ListingsRead:
        return ListingsRead((), "", True, 0.0)

    def read_stock(self, keys: Sequence[ListingKey]) -> Mapping[ListingKey, int]:
        return {}

    def set_stock(self, batch: Sequence[StockTarget]) -> tuple[PushResult, ...]:
        return ()

    def canonicalise(self, units: int) -> int:
        return units

    def health(self) -> Health:
        return Health(self.shop, None)


def test_a_hanging_shop_is_unreadable_and_is_not_asked_again_until_it_has_answered() -> None:
    gate, always = threading.Event(), threading.Event()
    always.set()
    sick, well = Fake("sick", gate), Fake("well", always)
    with ThreadPoolExecutor(2) as executor:
        shops = Shops({"sick": sick, "well": well}, executor, SystemClock(), 0.05)
        for _ in range(4):
            remotes = {remote.shop: remote for remote in shops.read(Book("s"), 100.0)}
            assert isinstance(remotes["sick"].orders, Unreadable)
            assert not isinstance(remotes["well"].orders, Unreadable)
        assert (1, 4) == (sick.asked, well.asked)
        gate.set()
    with ThreadPoolExecutor(2) as executor:
        shops = Shops({"sick": sick, "well": well}, executor, SystemClock(), 5.0)
        assert not any(isinstance(remote.orders, Unreadable) for remote in shops.read(Book("s"), 100.0))
