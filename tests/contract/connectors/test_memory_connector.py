"""The connector of the simulation against its shop in memory: the same contract, without a socket.

Consent pages, signatures and secrets belong to a wire; of signing in, what an engine notices is tested here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar, TypeVar

import pytest
from conformance_faults import FaultsContract
from conformance_listings import ListingsContract
from conformance_orders import OrdersContract
from conformance_stock import StockContract
from conformance_world import NAME, HandClock, SlowClock, Stage, World, counted

from engine.errors import AuthExpired, Unavailable
from engine.model.remote import StockTarget
from sandbox.shops.trade import Warehouse
from simulation.core.connector import MemoryConnector, Traffic
from simulation.core.shop import Behaviour, KeptPair, MemoryShop

T = TypeVar("T")
HOME = (Warehouse("1", "Rumah"),)


class Noted:
    """Lets every call pass and notes it."""

    def __init__(self, requests: list[Any]) -> None:
        self.requests = requests

    def carry(self, traffic: Traffic, name: str, effect: Callable[[], T]) -> T:
        self.requests.append(name)
        return effect()


class Nowhere:
    """Reaches nobody."""

    def carry(self, traffic: Traffic, name: str, effect: Callable[[], T]) -> T:
        raise Unavailable("no route", shop=NAME)


class TestMemoryConnector(ListingsContract, OrdersContract, StockContract, FaultsContract):
    """One storefront."""

    behaviour: ClassVar[Behaviour] = "single"
    listing_path = "listings"
    detail_path = "details"
    order_path = "orders"
    stock_path = "set_stock"

    @pytest.fixture
    def build(self) -> Iterator[Callable[..., World]]:
        def build(warehouses: tuple[Warehouse, ...] = (), chosen: str = "", behind: float = 0.0) -> World:
            clock, stage, shelf = HandClock(), Stage(), KeptPair()
            shop: Any = MemoryShop(NAME, self.behaviour, clock, 7, warehouses=warehouses or HOME)
            shelf.pair = shop.grant()
            own = SlowClock(clock, behind)
            connector = MemoryConnector(shop, shelf, own, Noted(stage.requests), warehouse=chosen)
            nothing: Any = None
            return World(stage, shop, clock, nothing, nothing, nothing, connector)

        return build

    def writes(self, world: World) -> int:
        shop: Any = world.shop
        return int(shop.reached["write"])

    def sign_in_again(self, world: World) -> None:
        """Nothing runs out by itself here."""

    def test_a_shop_that_cannot_be_reached_was_told_nothing(self, world: World) -> None:
        key = world.key(world.product("A"))
        shop: Any = world.shop
        connector = MemoryConnector(shop, KeptPair(), world.clock, Nowhere())
        with pytest.raises(Unavailable):
            connector.read_listings()
        (result,) = connector.set_stock([StockTarget(key, "", 1)])
        assert (result.outcome, result.code) == ("failed", Unavailable.code)

    def test_both_storefronts_sell_from_one_listing(self, world: World) -> None:
        product = world.product("A")
        fronts = world.shop.catalogue.storefronts
        for front in fronts:
            world.shop.buy(front, [(world.key(product).listing, 1)])
        assert sorted(line.storefront for line in world.lines()) == sorted(fronts)
        (listing,) = world.connector.read_listings().listings
        assert (listing.storefronts, listing.stock) == (fronts, 10 - len(fronts))

    def test_goods_come_back_only_once(self, world: World) -> None:
        order = world.buy(world.product("A"), 1)
        world.shop.ship(order)
        world.shop.return_goods(order)
        world.shop.fail_delivery(order)
        assert counted(world.line()) == (1, 0, 1, 1)

    def test_orders_that_lag_are_told_as_they_stood(self, world: World) -> None:
        order = world.buy(world.product("A"), 2)
        world.clock.time += 60
        world.shop.cancel(order)
        world.shop.faults.order_lag = 30.0
        assert world.line().released == 0
        world.clock.time += 31
        assert world.line().released == 2

    def test_a_shop_may_say_yes_and_do_nothing(self, world: World) -> None:
        key = world.key(world.product("A"))
        world.shop.faults.lie(path=self.stock_path)
        assert world.push((key, 3))[0].outcome == "done"
        assert world.shown(key) == 10

    def test_a_shop_may_show_an_empty_catalogue(self, world: World) -> None:
        world.product("A")
        world.shop.faults.empty_catalogue(path=self.listing_path)
        page = world.connector.read_listings()
        assert (page.listings, page.complete) == ((), True)

    def test_an_expired_token_is_renewed_and_a_write_is_done_once(self, world: World) -> None:
        key = world.key(world.product("A"))
        shop: Any = world.shop
        shop.expire()
        assert world.push((key, 4))[0].outcome == "done"
        assert (world.shown(key), shop.reached["auth"]) == (4, 1)

    def test_a_withdrawn_consent_asks_for_a_new_connection(self, world: World) -> None:
        key = world.key(world.product("A"))
        shop: Any = world.shop
        shop.revoke()
        with pytest.raises(AuthExpired):
            world.connector.read_listings()
        (result,) = world.push((key, 1))
        assert (result.outcome, result.code) == ("failed", AuthExpired.code)

    def test_a_webhook_carries_nothing_but_a_hint(self, world: World) -> None:
        shop: Any = world.shop
        heard: list[bool] = []

        def hook(forged: bool) -> int:
            heard.append(forged)
            return 200

        shop._hook = hook
        shop.webhooks.urls["engine"] = "here"
        shop.webhooks.forge(1)
        world.buy(world.product("A"), 1)
        shop.tick()
        assert heard[0]
        assert not any(heard[1:])


class TestPooledMemoryConnector(TestMemoryConnector):
    """Two storefronts that sell from one stock."""

    behaviour = "pooled"
