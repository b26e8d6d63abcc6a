"""Faults: limits, server errors, lost and torn answers."""

from __future__ import annotations

import random

import pytest
from conformance_world import NAME, Playground, World

from engine.connectors.config import ShopConfig
from engine.connectors.registry import connector_for
from engine.errors import RateLimited, Unavailable, UnknownOutcome
from engine.http import Http, Pacer
from engine.model.remote import StockTarget


class FaultsContract(Playground):
    """What a connector must make of faults."""

    def test_a_short_wait_is_kept_and_the_read_is_made_again(self, world: World) -> None:
        world.product("A")
        world.shop.faults.rate_limit(retry_after=2, path=self.listing_path)
        assert world.connector.read_listings().complete
        assert sum(world.clock.slept) >= 2

    def test_a_long_wait_is_handed_on(self, world: World) -> None:
        world.product("A")
        world.shop.faults.rate_limit(retry_after=30, path=self.listing_path)
        with pytest.raises(RateLimited) as caught:
            world.connector.read_listings()
        assert caught.value.retry_after == 30
        assert len(world.stage.requests) == 1

    def test_a_limited_write_fails_unsent_with_the_wait_and_stops_the_rest(self, world: World) -> None:
        one, two = world.product("A"), world.product("B")
        world.shop.faults.rate_limit(retry_after=30, path=self.stock_path)
        results = world.push((world.key(one), 1), (world.key(two), 2))
        assert [(r.outcome, r.code, r.retry_after) for r in results] == [
            ("failed", RateLimited.code, 30.0)
        ] * 2
        assert self.writes(world) == 1
        assert world.shown(world.key(two)) == 10

    @pytest.mark.parametrize("status", [500, 503])
    def test_a_read_survives_two_server_errors_and_no_third(self, world: World, status: int) -> None:
        world.product("A")
        world.shop.faults.error(status, times=2, path=self.listing_path)
        assert world.connector.read_listings().complete
        world.shop.faults.error(status, times=3, path=self.listing_path)
        with pytest.raises(Unavailable):
            world.connector.read_listings()

    @pytest.mark.parametrize("after", [False, True])
    def test_a_server_error_on_a_write_is_unknown_and_not_repeated(self, world: World, after: bool) -> None:
        key = world.key(world.product("A"))
        world.shop.faults.error(500, after=after, path=self.stock_path)
        (result,) = world.push((key, 4))
        assert (result.outcome, result.code) == ("unknown", UnknownOutcome.code)
        assert self.writes(world) == 1
        assert world.connector.read_stock([key]) == {key: 4 if after else 10}

    @pytest.mark.parametrize("after", [False, True])
    def test_a_lost_answer_to_a_write_is_unknown_and_not_repeated(self, world: World, after: bool) -> None:
        key = world.key(world.product("A"))
        world.shop.faults.cut(after=after, path=self.stock_path)
        (result,) = world.push((key, 4))
        assert (result.outcome, result.code) == ("unknown", UnknownOutcome.code)
        assert self.writes(world) == 1
        assert world.shown(key) == (4 if after else 10)

    def test_half_an_answer_to_a_write_is_unknown(self, world: World) -> None:
        key = world.key(world.product("A"))
        world.shop.faults.truncated(path=self.stock_path)
        (result,) = world.push((key, 4))
        assert result.outcome == "unknown"
        assert world.shown(key) == 4

    def test_a_cut_read_is_made_again(self, world: World) -> None:
        world.product("A")
        world.shop.faults.cut(path=self.listing_path)
        assert world.connector.read_listings().complete

    def test_a_shop_that_cannot_be_reached_was_told_nothing(self, world: World) -> None:
        key = world.key(world.product("A"))
        config = self.config_of(world.shop, "")
        nowhere = ShopConfig(
            NAME, self.kind, "http://127.0.0.1:1", config.app_id, config.app_secret, extra=config.extra
        )
        http = Http(NAME, world.client, world.clock, random.Random(7), Pacer(world.clock))
        connector = connector_for(self.kind, nowhere, http, world.shelf, world.clock)
        with pytest.raises(Unavailable):
            connector.read_listings()
        (result,) = connector.set_stock([StockTarget(key, "", 1)])
        assert (result.outcome, result.code) == ("failed", Unavailable.code)
