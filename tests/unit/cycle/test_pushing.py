"""Pushes leave call by call, and before each call the lease is looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from engine.apply import Shops, calls
from engine.clock import SystemClock
from engine.connectors.base import Capabilities
from engine.errors import AuthExpired, RateLimited, Unavailable
from engine.model.book import Book, Push
from engine.model.catalog import Binding, Listing
from engine.model.ids import ListingKey
from engine.model.remote import Health, ListingsRead, OrdersRead, PushResult, StockTarget, Window
from engine.model.rules import Rules
from engine.reconcile.listings import own_sale
from engine.reconcile.results import believe


def push(product: str, variant: str = "0", units: int = 1) -> Push:
    return Push(ListingKey("toko", f"{product}:{variant}"), product, "kaos", None, units, "why.order", True)


class Ticking(SystemClock):
    """A second passes at each call's answer."""

    begun = 1_780_000_000.0

    def __init__(self) -> None:
        self.looks = 0

    def now(self) -> float:
        """The pushing looks once at its start, and before and after each call."""
        self.looks += 1
        return self.begun + self.looks // 2 if self.looks > 1 else self.begun


class Shop:
    """A shop that notes each call; every result has this code ('' for done)."""

    shop = "toko"
    capabilities = Capabilities("toko", ("toko",), 2, 600.0, 86400.0)

    def __init__(self, code: str = "") -> None:
        self.code = code
        self.called: list[tuple[str, ...]] = []

    def set_stock(self, batch: Sequence[StockTarget]) -> tuple[PushResult, ...]:
        self.called.append(tuple(target.key.listing for target in batch))
        if self.code:
            return tuple(PushResult(one.key, one.units, "failed", code=self.code) for one in batch)
        return tuple(PushResult(one.key, one.units, "done") for one in batch)

    def read_stock(self, keys: Sequence[ListingKey]) -> Mapping[ListingKey, int]:
        return dict.fromkeys(keys, 1)

    def read_orders(self, window: Window) -> OrdersRead:
        return OrdersRead((), True, window.until)

    def read_listings(self, cursor: str = "") -> ListingsRead:
        return ListingsRead((), "", True, 0.0)

    def canonicalise(self, units: int) -> int:
        return units

    def health(self) -> Health:
        return Health(self.shop, None)


def pushed(shop: Shop, pushes: Sequence[Push], allowed: Sequence[bool]) -> int:
    """How many results there are; `allowed` is what the lease says before each call."""
    answers = iter(allowed)
    with ThreadPoolExecutor(1) as executor:
        shops = Shops({"toko": shop}, executor, SystemClock(), 30.0)
        return len(shops.push(pushes, lambda: next(answers))["toko"].results)


def test_a_lease_that_ends_between_two_calls_ends_the_pushing() -> None:
    shop = Shop()
    assert pushed(shop, [push("1"), push("2"), push("3")], [True, False]) == 1
    assert shop.called == [("1:0",)]


def test_what_sold_while_another_shop_was_written_to_is_not_in_the_number_that_was_set() -> None:
    clock = Ticking()
    with ThreadPoolExecutor(1) as executor:
        told = Shops({"toko": Shop()}, executor, clock, 30.0).push([push("1"), push("2")], lambda: True)
    assert [1.0, 2.0] == [at - clock.begun for at in told["toko"].answered.values()]

    known = Binding(Listing(ListingKey("toko", "1:0"), "1", "kaos", "kaos", "", 1, 0), expected=9)
    book = Book("seller", bindings={known.listing.key: known})
    changes = believe(book, [], told["toko"].results[:1], {}, told["toko"].answered, Rules())
    after = changes.bindings[known.listing.key]
    later = told["toko"].answered[known.listing.key] + 20.0
    sold = own_sale(after, 1, later, later, 2.0, later)
    assert (1, 0) == (after.expected, sold.expected)


def test_variants_of_a_product_share_a_call_as_far_as_the_shop_allows() -> None:
    pushes = [push("1", "a"), push("2"), push("1", "b"), push("1", "c")]
    found = [tuple(target.key.listing for target in call) for call in calls(pushes, 2)]
    assert found == [("1:a", "1:b"), ("2:0",), ("1:c",)]


@pytest.mark.parametrize(
    ("code", "sent"), [("", 4), (Unavailable.code, 3), (RateLimited.code, 1), (AuthExpired.code, 1)]
)
def test_a_shop_that_answers_so_is_called_so_often(code: str, sent: int) -> None:
    shop = Shop(code)
    pushed(shop, [push(str(number)) for number in range(4)], [True] * 4)
    assert len(shop.called) == sent
