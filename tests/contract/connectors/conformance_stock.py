"""Stock: results item by item, several warehouses."""

from __future__ import annotations

from collections.abc import Callable

from conformance_world import NAME, PLACES, Playground, World

from engine.errors import NotFound, Rejected
from engine.model.ids import ListingKey
from sandbox.shops.trade import NewVariant


class StockContract(Playground):
    """What setting stock must do."""

    def test_a_number_that_is_set_is_shown_and_read_back(self, world: World) -> None:
        product = world.product("A-S", "A-M")
        small, medium = world.key(product), world.key(product, 1)
        results = world.push((small, 3), (medium, 0))
        assert [(one.key, one.units, one.outcome) for one in results] == [
            (small, 3, "done"),
            (medium, 0, "done"),
        ]
        assert all(one.echo in (None, one.units) for one in results)
        assert world.connector.read_stock([small, medium]) == {small: 3, medium: 0}
        assert self.writes(world) == 1

    def test_results_come_in_the_order_of_the_batch_for_any_mix_of_products(self, world: World) -> None:
        one, two = world.product("A-S", "A-M"), world.product("B")
        pairs = [(world.key(one), 1), (world.key(two), 2), (world.key(one, 1), 3)]
        results = world.push(*pairs)
        assert [(result.key, result.units) for result in results] == pairs
        assert [world.shown(key) for key, _ in pairs] == [1, 2, 3]
        assert self.writes(world) == 2

    def test_the_last_number_wins_where_a_listing_is_named_twice(self, world: World) -> None:
        key = world.key(world.product("A"))
        assert [one.outcome for one in world.push((key, 1), (key, 5))] == ["done", "done"]
        assert world.shown(key) == 5

    def test_one_refused_item_does_not_cost_the_others(self, world: World) -> None:
        product = world.product("A-S", "A-M")
        locked, free = world.key(product), world.key(product, 1)
        world.shop.reserve(locked.listing, 6)
        refused, done = world.push((locked, 2), (free, 9))
        assert (refused.outcome, refused.code) == ("failed", Rejected.code)
        assert done.outcome == "done"
        assert (world.shown(locked), world.shown(free)) == (10, 9)

    def test_an_unknown_listing_fails_alone(self, world: World) -> None:
        key = world.key(world.product("A"))
        gone, odd = ListingKey(NAME, "123456789:987654321"), ListingKey(NAME, "no id")
        first, second, third = world.push((gone, 1), (key, 2), (odd, 3))
        assert (first.outcome, first.code) == ("failed", NotFound.code)
        assert second.outcome == "done"
        assert (third.outcome, third.code) == ("failed", Rejected.code)

    def test_canonical_numbers_are_what_the_shop_then_shows(self, world: World) -> None:
        key = world.key(world.product("A"))
        for units in (0, 7, 10_000_000):
            wanted = world.connector.canonicalise(units)
            assert world.push((key, units))[0].outcome == "done"
            assert world.shown(key) == wanted

    def test_nothing_is_pushed_while_no_warehouse_is_chosen(self, build: Callable[..., World]) -> None:
        world = build(PLACES)
        key = world.key(world.product("A"))
        health = world.connector.health()
        assert health.needs_choice
        assert health.receiving == ""
        assert health.warehouses == tuple((one.id, one.name) for one in PLACES)
        (result,) = world.push((key, 1))
        assert (result.outcome, result.code) == ("failed", Rejected.code)
        assert self.writes(world) == 0

    def test_other_warehouses_keep_their_numbers(self, build: Callable[..., World]) -> None:
        world = build(PLACES, chosen=PLACES[1].id)
        stock = {PLACES[0].id: 4, PLACES[1].id: 6}
        product = world.shop.add_product("Kaos", [NewVariant("", "A", 50_000, stock)])
        key = world.key(product)
        health = world.connector.health()
        assert (health.receiving, health.needs_choice) == (PLACES[1].id, False)
        assert world.connector.read_stock([key]) == {key: 6}
        (result,) = world.push((key, 9))
        assert result.outcome == "done"
        assert result.echo in (None, 9)
        assert dict(world.shop.catalogue.find(key.listing)[1].stock) == {PLACES[0].id: 4, PLACES[1].id: 9}
        assert world.connector.read_stock([key]) == {key: 9}

    def test_a_sale_from_another_warehouse_is_not_ours(self, build: Callable[..., World]) -> None:
        world = build(PLACES, chosen=PLACES[1].id)
        first = world.shop.add_product("A", [NewVariant("", "A", 50_000, {PLACES[0].id: 4})])
        second = world.shop.add_product("B", [NewVariant("", "B", 50_000, {PLACES[1].id: 4})])
        world.buy(first, 1)
        world.buy(second, 1)
        assert {line.sku: line.own_stock for line in world.lines()} == {"A": False, "B": True}

    def test_a_warehouse_that_does_not_exist_must_be_chosen_again(self, build: Callable[..., World]) -> None:
        world = build(PLACES, chosen="7000000000000000009")
        assert world.connector.health().needs_choice
        (result,) = world.push((world.key(world.product("A")), 1))
        assert (result.outcome, result.code) == ("failed", Rejected.code)
