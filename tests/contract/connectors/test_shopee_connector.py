"""The Shopee connector against its sandbox shop: the contract, and what only Shopee does."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

import pytest
from conformance import ConnectorConformance
from conformance_world import DAY, NAME, HandClock, World, counted

from engine.connectors.config import ShopConfig
from engine.connectors.shopee.connector import ShopeeConnector
from engine.errors import Rejected
from sandbox.shops.base import Shop
from sandbox.shops.shopee import ShopeeShop
from sandbox.shops.shopee.envelope import Dialect
from sandbox.shops.trade import Warehouse
from sandbox.wire import Request


class TestShopeeConnector(ConnectorConformance):
    kind = "shopee"
    listing_path = "get_item_list"
    detail_path = "get_model_list"
    order_path = "get_order_list"
    stock_path = "update_stock"
    refresh_path = "access_token/get"
    quiet_orders: ClassVar = {"/order/get_order_list": 1}
    quiet_returns: ClassVar = {"/returns/get_return_list": 1}
    quiet_page: ClassVar = {
        "/product/get_item_list": 1,
        "/product/get_item_base_info": 1,
        "/product/get_model_list": 10,
    }
    dialect = Dialect()

    def make_shop(
        self, clock: HandClock, post: Callable[..., int], warehouses: tuple[Warehouse, ...]
    ) -> Shop:
        if warehouses:
            return ShopeeShop(
                NAME,
                clock=clock,
                rng=random.Random(3),
                post=post,
                warehouses=warehouses,
                dialect=self.dialect,
            )
        return ShopeeShop(NAME, clock=clock, rng=random.Random(3), post=post, dialect=self.dialect)

    def config_of(self, shop: Shop, warehouse: str) -> ShopConfig:
        own = shop.credentials()
        return ShopConfig(
            NAME,
            self.kind,
            own["base_url"],
            own["partner_id"],
            own["partner_key"],
            warehouse=warehouse,
            page_products=10,
        )

    def redirect_values(self, shop: Shop) -> dict[str, str]:
        return {"shop_id": shop.credentials()["shop_id"]}

    def refresh_token_of(self, request: Request) -> str:
        return str(request.json()["refresh_token"])

    def test_rows_of_one_variant_are_one_line(self, world: World) -> None:
        key = world.key(world.product("A"))
        order = world.shop.buy("shopee", [(key.listing, 2), (key.listing, 1)])
        world.shop.pay(order.id)
        assert counted(world.line()) == (3, 0, 0, 0)
        world.shop.ship(order.id)
        world.shop.return_goods(order.id, order.lines[1].id)
        assert counted(world.line()) == (3, 0, 3, 1)

    def test_of_a_parcel_that_came_back_only_what_was_in_it_is_returned(self, world: World) -> None:
        order = world.buy(world.product("A"), 3)
        world.shop.cancel(order, world.shop.order(order).lines[0].id, 1)
        world.shop.ship(order)
        world.shop.fail_delivery(order)
        assert counted(world.line()) == (3, 1, 2, 2)

    def test_the_shop_says_which_number_it_now_shows(self, world: World) -> None:
        key = world.key(world.product("A"))
        assert world.push((key, 3))[0].echo == 3

    def test_marketplace_stock_is_shown_and_not_ours_to_push(self, world: World) -> None:
        product = world.product("A-S", "A-M", from_marketplace_warehouse=True)
        assert {one.own_stock for one in world.connector.read_listings().listings} == {False}
        (result,) = world.push((world.key(product), 1))
        assert (result.outcome, result.code) == ("failed", Rejected.code)

    def test_a_return_brings_its_order_although_the_order_is_older(self, world: World) -> None:
        order = world.buy(world.product("A"), 1)
        world.shop.ship(order)
        world.shop.return_goods(order)
        book = world.shop.book
        old = replace(book.order(order), updated_at=world.clock.now() - 5 * DAY)
        book.versions[order] = (old,)
        line = world.line()
        assert counted(line) == (1, 0, 1, 1)
        assert line.updated == world.clock.now()

    def test_a_consent_without_a_shop_is_refused_in_words(self, world: World) -> None:
        assert isinstance(world.connector, ShopeeConnector)
        with pytest.raises(Rejected, match="names no shop"):
            world.connector.exchange(world.shop.grant(), {"main_account_id": "7"})


class TestShopeeOtherDialect(TestShopeeConnector):
    """The same shop where it answers with HTTP 4xx, older words and prefixed names."""

    dialect = Dialect(http_statuses=True, older_tokens=True, prefixed=True)
