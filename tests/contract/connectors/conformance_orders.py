"""Orders: cumulative units at each turn of an order, windows, torn pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conformance_world import DAY, NAME, Playground, World, counted

from engine.errors import ShopError
from engine.model.remote import Window


class OrdersContract(Playground):
    """What reading orders must do."""

    def test_a_sale_lowers_the_listing_and_is_one_reserved_line(self, world: World) -> None:
        product = world.product("A-S", "A-M")
        order = world.buy(product, 2, variant=1)
        line = world.line()
        assert world.connector.read_stock([world.key(product, 1)]) == {world.key(product, 1): 8}
        assert counted(line) == (2, 0, 0, 0)
        assert (line.key.shop, line.key.order, line.listing) == (NAME, order, world.key(product, 1))
        assert (line.sku, line.price, line.final, line.own_stock) == ("A-M", 50_000, False, True)
        assert line.storefront == world.shop.catalogue.storefronts[0]
        assert line.ship_by > line.created == world.clock.now()

    def test_an_unpaid_order_is_reserved_too(self, world: World) -> None:
        product = world.product("A")
        front = world.shop.catalogue.storefronts[0]
        world.shop.buy(front, [(world.key(product).listing, 3)])
        assert counted(world.line()) == (3, 0, 0, 0)

    def test_a_cancelled_order_is_released(self, world: World) -> None:
        order = world.buy(world.product("A"), 2)
        before = world.line()
        world.clock.time += 60
        world.shop.cancel(order)
        line = world.line()
        assert counted(line) == (2, 2, 0, 0)
        assert line.final
        assert line.key == before.key
        assert line.updated > before.updated

    def test_a_wish_to_cancel_releases_nothing(self, world: World) -> None:
        order = world.buy(world.product("A"), 2)
        world.shop.request_cancel(order)
        assert counted(world.line()) == (2, 0, 0, 0)

    def test_a_partial_cancel_releases_its_units_only(self, world: World) -> None:
        order = world.buy(world.product("A"), 3)
        world.shop.cancel(order, world.shop.order(order).lines[0].id, 1)
        line = world.line()
        assert counted(line) == (3, 1, 0, 0)
        assert not line.final

    def test_a_partly_shipped_line_counts_what_left(self, world: World) -> None:
        order = world.buy(world.product("A"), 3)
        world.shop.ship(order, world.shop.order(order).lines[0].id, 1)
        assert counted(world.line()) == (3, 0, 1, 0)

    def test_a_cancel_of_the_rest_after_part_was_shipped_is_a_release(self, world: World) -> None:
        order = world.buy(world.product("A"), 3)
        lines = world.shop.order(order).lines
        world.shop.ship(order, lines[0].id, 1)
        world.shop.cancel(order)
        assert counted(world.line()) == (3, 2, 1, 0)

    def test_shipped_delivered_and_completed_all_count_as_shipped(self, world: World) -> None:
        order = world.buy(world.product("A"), 2)
        for move, final in (
            (world.shop.ship, False),
            (world.shop.deliver, None),
            (world.shop.complete, True),
        ):
            move(order)
            line = world.line()
            assert counted(line) == (2, 0, 2, 0)
            assert final is None or line.final is final

    def test_a_completed_return_is_returned_and_an_open_one_is_not(self, world: World) -> None:
        order = world.buy(world.product("A"), 2)
        world.shop.ship(order)
        world.shop.deliver(order)
        opened = world.shop.open_return(order, world.shop.order(order).lines[0].id, 1)
        assert counted(world.line()) == (2, 0, 2, 0)
        world.shop.finish_return(opened.id)
        assert counted(world.line()) == (2, 0, 2, 1)

    def test_units_cancelled_after_shipping_are_returned_and_never_released(self, world: World) -> None:
        order = world.buy(world.product("A"), 2)
        world.shop.ship(order)
        world.shop.fail_delivery(order)
        line = world.line()
        assert counted(line) == (2, 0, 2, 2)
        assert line.final

    def test_goods_from_the_marketplaces_own_warehouse_are_not_ours(self, world: World) -> None:
        world.buy(world.product("A", from_marketplace_warehouse=True), 1)
        assert not world.line().own_stock

    def test_a_window_of_forty_days_is_read_whole(self, world: World) -> None:
        product = world.product("A", stock=99)
        orders = []
        for _ in range(4):
            orders.append(world.buy(product, 1))
            world.clock.time += 10 * DAY
        self.sign_in_again(world)
        assert sorted(line.key.order for line in world.lines(back=41 * DAY)) == sorted(orders)

    def test_more_orders_than_a_page_holds_are_each_read_once(self, world: World) -> None:
        product = world.product("A", stock=500)
        orders = []
        for _ in range(105):
            world.clock.time += 1
            orders.append(world.buy(product, 1))
        lines = world.lines()
        assert sorted(line.key.order for line in lines) == sorted(orders)

    def test_an_order_page_with_missing_rows_is_not_complete(self, world: World) -> None:
        product = world.product("A", stock=500)
        for _ in range(105):
            world.buy(product, 1)
        world.shop.faults.short_page(path=self.order_path)
        now = world.clock.now()
        assert not world.connector.read_orders(Window(now - DAY, now + 1)).complete

    def test_half_an_order_page_is_an_error(self, world: World) -> None:
        world.buy(world.product("A"), 1)
        world.shop.faults.truncated(path=self.order_path)
        with pytest.raises(ShopError):
            world.lines()

    def test_a_quiet_window_is_complete_and_empty(self, world: World) -> None:
        assert world.lines() == []
        assert self.writes(world) == 0

    def test_nothing_about_the_buyer_reaches_the_model(self, world: World) -> None:
        world.buy(world.product("A"), 1)
        text = repr(world.lines())
        assert "Sari" not in text
        assert "Bandung" not in text

    def test_a_sale_that_the_shop_dates_after_our_now_comes_in(self, build: Callable[..., World]) -> None:
        world = build(behind=90.0)
        world.buy(world.product("A"), 2)
        world.clock.time += 1
        slow = world.clock.now() - 90.0
        read = world.connector.read_orders(Window(slow - DAY, slow, slow))
        assert [(2, 0, 0, 0)] == [counted(line) for line in read.lines]
        assert (True, slow) == (read.complete, read.until)
        # Once the difference is known it costs no second read.
        world.stage.requests.clear()
        world.connector.read_orders(Window(slow - DAY, slow, slow))
        assert 1 == len([one for one in world.stage.requests if self.order_path in str(one)])
