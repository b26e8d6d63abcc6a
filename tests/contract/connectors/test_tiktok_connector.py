"""The TikTok Shop connector against its sandbox shop: the contract, and what only TikTok Shop does."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

from conformance import ConnectorConformance
from conformance_world import DAY, NAME, HandClock, World, counted

from engine.connectors.config import ShopConfig
from engine.errors import Rejected
from sandbox.shops.base import Shop
from sandbox.shops.tiktok import TikTokShop
from sandbox.shops.tiktok.server import Rules
from sandbox.shops.trade import Warehouse
from sandbox.wire import Request


class TestTikTokConnector(ConnectorConformance):
    kind = "tiktok"
    listing_path = "products/search"
    detail_path = "/product/202309/products/"
    order_path = "orders/search"
    stock_path = "inventory/update"
    refresh_path = "token/refresh"
    quiet_orders: ClassVar = {"/order/202309/orders/search": 1}
    quiet_returns: ClassVar = {"/return_refund/202602/returns/search": 1}
    quiet_page: ClassVar = {"/product/202502/products/search": 1}
    rules = Rules()

    def make_shop(
        self, clock: HandClock, post: Callable[..., int], warehouses: tuple[Warehouse, ...]
    ) -> Shop:
        if warehouses:
            return TikTokShop(
                NAME, clock=clock, rng=random.Random(3), post=post, warehouses=warehouses, rules=self.rules
            )
        return TikTokShop(NAME, clock=clock, rng=random.Random(3), post=post, rules=self.rules)

    def config_of(self, shop: Shop, warehouse: str) -> ShopConfig:
        own = shop.credentials()
        extra = {"service_id": own["service_id"]}
        return ShopConfig(
            NAME,
            self.kind,
            own["base_url"],
            own["app_key"],
            own["app_secret"],
            warehouse=warehouse,
            page_products=10,
            extra=extra,
        )

    def redirect_values(self, shop: Shop) -> dict[str, str]:
        return {}

    def refresh_token_of(self, request: Request) -> str:
        return dict(request.params())["refresh_token"]

    def test_both_storefronts_sell_from_one_listing(self, world: World) -> None:
        product = world.product("A")
        for front in ("tiktok", "tokopedia"):
            world.shop.buy(front, [(world.key(product).listing, 1)])
        lines = world.lines()
        assert sorted(line.storefront for line in lines) == ["tiktok", "tokopedia"]
        assert {line.listing for line in lines} == {world.key(product)}
        (listing,) = world.connector.read_listings().listings
        assert (listing.storefronts, listing.stock) == (("tiktok", "tokopedia"), 8)

    def test_units_of_one_sku_are_one_line_and_other_skus_are_others(self, world: World) -> None:
        product = world.product("A-S", "A-M")
        items = [(world.key(product).listing, 2), (world.key(product, 1).listing, 1)]
        order = world.shop.buy("tiktok", items)
        lines = {line.sku: line for line in world.lines()}
        assert {sku: line.taken for sku, line in lines.items()} == {"A-S": 2, "A-M": 1}
        assert {line.key.line for line in lines.values()} == {one.variant_id for one in order.lines}

    def test_an_older_return_still_counts_when_the_order_changes_again(self, world: World) -> None:
        order = world.buy(world.product("A"), 2)
        world.shop.ship(order)
        first, second = world.shop.order(order).lines
        world.shop.return_goods(order, first.id)
        world.clock.time += 3 * DAY
        world.shop.return_goods(order, second.id)
        assert counted(world.line()) == (2, 0, 2, 2)

    def test_a_return_brings_its_order_although_the_order_is_older(self, world: World) -> None:
        order = world.buy(world.product("A"), 1)
        world.shop.ship(order)
        world.shop.return_goods(order)
        book = world.shop.book
        old = replace(
            book.order(order), updated_at=world.clock.now() - 5 * DAY, paid_at=world.clock.now() - 5 * DAY
        )
        book.versions[order] = (old,)
        line = world.line()
        assert counted(line) == (1, 0, 1, 1)
        assert line.updated == world.clock.now()

    def test_marketplace_stock_is_refused_item_by_item(self, world: World) -> None:
        product = world.product("A-S", "A-M", from_marketplace_warehouse=True)
        results = world.push((world.key(product), 1), (world.key(product, 1), 2))
        assert [(one.outcome, one.code) for one in results] == [("failed", Rejected.code)] * 2

    def test_names_are_asked_for_once_and_again_when_the_product_changed(self, world: World) -> None:
        first, _ = world.product("A-S", "A-M"), world.product("B-S", "B-M")

        def details() -> int:
            world.stage.requests.clear()
            page = world.connector.read_listings()
            assert page.complete
            assert {one.variant for one in page.listings} == {"Ukuran 0", "Ukuran 1"}
            return sum(self.detail_path in one.path for one in world.stage.requests)

        assert details() == 2
        world.clock.time += 60
        assert details() == 0
        world.buy(first, 1)
        assert details() == 1


class TestTikTokOtherRules(TestTikTokConnector):
    """A shop that holds paid orders back for an hour and takes no zero as stock."""

    rules = Rules(accepts_zero=False, hold_seconds=3600.0)

    def test_a_number_that_is_set_is_shown_and_read_back(self, world: World) -> None:
        product = world.product("A-S", "A-M")
        small, medium = world.key(product), world.key(product, 1)
        done, refused = world.push((small, 3), (medium, 0))
        assert done.outcome == "done"
        assert (refused.outcome, refused.code) == ("failed", Rejected.code)
        assert world.connector.read_stock([small, medium]) == {small: 3, medium: 10}

    def test_canonical_numbers_are_what_the_shop_then_shows(self, world: World) -> None:
        key = world.key(world.product("A"))
        assert world.push((key, 10_000_000))[0].outcome == "done"
        assert world.shown(key) == world.connector.canonicalise(10_000_000)

    def test_an_order_on_hold_is_reserved(self, world: World) -> None:
        world.buy(world.product("A"), 2)
        line = world.line()
        assert (counted(line), line.status) == ((2, 0, 0, 0), "ON_HOLD")
