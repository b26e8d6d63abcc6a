"""What every connector must do, told once and played against each marketplace's sandbox shop over real sockets."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import httpx
import pytest

from engine.connectors.base import AcceptsWebhooks, Authorises, Connector, Tokens
from engine.connectors.config import ShopConfig
from engine.connectors.registry import connector_for
from engine.errors import AuthExpired, NotFound, RateLimited, Rejected, ShopError, Unavailable, UnknownOutcome
from engine.http import Http, Pacer, new_client
from engine.model.ids import ListingKey
from engine.model.orders import OrderLine
from engine.model.remote import PushResult, StockTarget, Window
from sandbox.shops.base import Shop
from sandbox.shops.trade import NewVariant, Product, Warehouse
from sandbox.wire import Request, Response

NAME = "toko"
BUYER = "Sari Wulandari"
DAY = 86_400.0
HOOK = "http://127.0.0.1:9/hook"
PLACES = (Warehouse("7000000000000000001", "Gudang A"), Warehouse("7000000000000000002", "Gudang B"))


class HandClock:
    """Time that passes only by hand and by waiting."""

    def __init__(self, now: float = 1_790_000_000.0) -> None:
        self.time = now
        self.slept: list[float] = []

    def now(self) -> float:
        return self.time

    def monotonic(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds


class TokenShelf:
    """A token store in memory that notes how many requests had reached the shop at each save."""

    def __init__(self) -> None:
        self.tokens: Tokens | None = None
        self.saves: list[Tokens] = []
        self.requests_at_save: list[int] = []
        self.count: Callable[[], int] = int

    def load(self) -> Tokens | None:
        return self.tokens

    def save(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.saves.append(tokens)
        self.requests_at_save.append(self.count())


class Stage:
    """The one socket of a run; each test puts its own shop on it and sees every request."""

    def __init__(self) -> None:
        self.shop: Shop | None = None
        self.url = ""
        self.requests: list[Request] = []

    def handle(self, request: Request) -> Response:
        assert self.shop is not None
        self.requests.append(request)
        return self.shop.handle(request)


@dataclass(slots=True)
class World:
    """One shop, its connector, and the means to look behind both."""

    stage: Stage
    shop: Shop
    clock: HandClock
    client: httpx.Client
    config: ShopConfig
    shelf: TokenShelf
    connector: Connector
    pushes: list[tuple[str, Mapping[str, str], bytes]] = field(default_factory=list)

    def product(self, *skus: str, stock: int = 10, **more: bool) -> Product:
        """A product with a variant for each SKU; a single one has no variants."""
        names = [""] if len(skus) == 1 else [f"Ukuran {number}" for number in range(len(skus))]
        variants = [NewVariant(name, sku, 50_000, stock) for name, sku in zip(names, skus, strict=True)]
        return self.shop.add_product(f"Kaos {skus[0]}", variants, **more)

    def key(self, product: Product, variant: int = 0) -> ListingKey:
        return ListingKey(NAME, f"{product.id}:{product.variants[variant].id}")

    def buy(self, product: Product, units: int, variant: int = 0) -> str:
        """A paid order; gives its id."""
        front = self.shop.catalogue.storefronts[0]
        order = self.shop.buy(front, [(self.key(product, variant).listing, units)], buyer=BUYER)
        self.shop.pay(order.id)
        return order.id

    def lines(self, back: float = DAY) -> list[OrderLine]:
        now = self.clock.now()
        read = self.connector.read_orders(Window(now - back, now + 1))
        assert read.complete
        return list(read.lines)

    def line(self) -> OrderLine:
        (line,) = self.lines()
        return line

    def push(self, *pairs: tuple[ListingKey, int]) -> tuple[PushResult, ...]:
        targets = [StockTarget(key, key.listing.partition(":")[0], units) for key, units in pairs]
        return self.connector.set_stock(targets)

    def shown(self, key: ListingKey) -> int:
        """The number in the shop's own books."""
        return next(row["stock"] for row in self.shop.listings() if row["id"] == key.listing)

    def secrets(self) -> list[str]:
        """Everything that must never be seen."""
        found = [self.config.app_secret]
        for tokens in self.shelf.saves:
            found += [tokens.access, tokens.refresh]
        return found


def counted(line: OrderLine) -> tuple[int, int, int, int]:
    return line.taken, line.released, line.shipped, line.returned


class ConnectorConformance:
    """Subclassed by each connector's tests."""

    kind: ClassVar[str]

    def make_shop(
        self, clock: HandClock, post: Callable[..., int], warehouses: tuple[Warehouse, ...]
    ) -> Shop:
        """A fresh sandbox shop; no `warehouses` means its usual single one."""
        raise NotImplementedError

    def config_of(self, shop: Shop, warehouse: str) -> ShopConfig:
        raise NotImplementedError

    def redirect_values(self, shop: Shop) -> dict[str, str]:
        """What stands in the redirect beside the code."""
        raise NotImplementedError

    # What the tests stand on.

    @pytest.fixture
    def build(self, stage: Stage) -> Iterator[Callable[..., World]]:
        with new_client() as client:

            def build(warehouses: tuple[Warehouse, ...] = (), chosen: str = "") -> World:
                clock = HandClock()
                pushes: list[tuple[str, Mapping[str, str], bytes]] = []

                def post(url: str, headers: Mapping[str, str], body: bytes) -> int:
                    pushes.append((url, {name.lower(): value for name, value in headers.items()}, body))
                    return 200

                shop = self.make_shop(clock, post, warehouses)
                shop.base_url = stage.url
                stage.shop = shop
                stage.requests.clear()
                shelf = TokenShelf()
                shelf.count = lambda: len(stage.requests)
                config = self.config_of(shop, chosen)
                http = Http(NAME, client, clock, random.Random(7), Pacer(clock))
                connector = connector_for(self.kind, config, http, shelf, clock)
                assert isinstance(connector, Authorises)
                connector.exchange(shop.grant(), self.redirect_values(shop))
                stage.requests.clear()
                return World(stage, shop, clock, client, config, shelf, connector, pushes)

            yield build

    @pytest.fixture
    def world(self, build: Callable[..., World]) -> World:
        return build()

    def sign_ins(self, world: World) -> list[Request]:
        return [one for one in world.stage.requests if world.shop.traffic(one) == "auth"]

    def writes(self, world: World) -> int:
        return world.shop.counts()["engine"]["writes"]

    # Listings.

    def test_a_scan_shows_every_variant_page_by_page(self, world: World) -> None:
        for number in range(11):
            world.product(f"A{number}")
        for number in range(4):
            world.product(f"B{number}-S", f"B{number}-M", stock=number)
        cursor, pages, found = "", 0, {}
        while True:
            page = world.connector.read_listings(cursor)
            assert page.complete
            assert page.read_at == world.clock.now()
            pages += 1
            found.update({one.key: one for one in page.listings})
            cursor = page.next_cursor
            if not cursor:
                break
        assert pages == 2
        books = {ListingKey(NAME, row["id"]): (row["sku"], row["stock"]) for row in world.shop.listings()}
        assert {key: (one.sku, one.stock) for key, one in found.items()} == books
        variant = next(one for one in found.values() if one.sku == "B3-M")
        assert (variant.name, variant.variant, variant.price) == ("Kaos B3-S", "Ukuran 1", 50_000)
        assert variant.active
        assert variant.own_stock
        assert variant.product == variant.key.listing.partition(":")[0]

    def test_an_empty_shop_is_read_whole(self, world: World) -> None:
        page = world.connector.read_listings()
        assert (page.listings, page.next_cursor, page.complete) == ((), "", True)

    def test_a_page_with_missing_rows_is_not_complete(self, world: World) -> None:
        for number in range(13):
            world.product(f"A{number}")
        world.shop.faults.short_page(path=self.listing_path)
        first = world.connector.read_listings()
        assert not first.complete
        assert first.next_cursor
        world.shop.faults.short_page(path=self.listing_path)
        assert not world.connector.read_listings(first.next_cursor).complete

    def test_a_page_that_repeats_a_row_shows_it_once(self, world: World) -> None:
        for number in range(13):
            world.product(f"A{number}")
        first = world.connector.read_listings()
        world.shop.faults.duplicate_page(path=self.listing_path)
        second = world.connector.read_listings(first.next_cursor)
        keys = [one.key for one in second.listings]
        assert len(keys) == len(set(keys)) == 4

    def test_a_product_whose_details_fail_leaves_the_page_incomplete(self, world: World) -> None:
        world.product("A-S", "A-M")
        world.product("B")
        world.shop.faults.error(500, times=3, path=self.detail_path)
        page = world.connector.read_listings()
        assert not page.complete
        assert [one.sku for one in page.listings] == ["B"]

    def test_half_an_answer_is_an_error_and_no_empty_shop(self, world: World) -> None:
        world.product("A")
        world.shop.faults.truncated(path=self.listing_path)
        with pytest.raises(ShopError):
            world.connector.read_listings()

    def test_stock_is_read_for_named_listings_and_unknown_ones_are_absent(self, world: World) -> None:
        one, two = world.product("A", stock=4), world.product("B-S", "B-M", stock=7)
        gone = ListingKey(NAME, "123456789:987654321")
        keys = [world.key(one), world.key(two, 1), gone]
        assert world.connector.read_stock(keys) == {world.key(one): 4, world.key(two, 1): 7}
        assert world.connector.read_stock([gone, ListingKey(NAME, "odd")]) == {}
        assert world.connector.read_stock([]) == {}

    # Orders.

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

    # Stock.

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

    # Tokens.

    def sign_in_again(self, world: World) -> None:
        assert isinstance(world.connector, Authorises)
        world.connector.exchange(world.shop.grant(), self.redirect_values(world.shop))
        world.stage.requests.clear()

    def test_the_consent_page_carries_the_state_and_the_way_back(self, world: World) -> None:
        assert isinstance(world.connector, Authorises)
        url = httpx.URL(world.connector.consent_url("http://127.0.0.1:9/back", "st4te"))
        answer = world.client.get(url)
        back = httpx.URL(answer.headers["location"])
        assert back.params["state"] == "st4te"
        assert world.config.app_secret not in str(url)
        tokens = world.connector.exchange(back.params["code"], dict(back.params))
        assert world.shelf.tokens == tokens
        assert world.lines() == []

    def test_a_used_code_is_refused(self, world: World) -> None:
        assert isinstance(world.connector, Authorises)
        code = world.shop.grant()
        world.connector.exchange(code, self.redirect_values(world.shop))
        with pytest.raises(AuthExpired):
            world.connector.exchange(code, self.redirect_values(world.shop))

    def test_a_token_that_expires_mid_run_is_renewed_once(self, world: World) -> None:
        world.product("A")
        world.connector.read_listings()
        world.shop.expire_access_token()
        assert world.connector.read_listings().complete
        assert world.connector.read_listings().complete
        assert len(self.sign_ins(world)) == 1

    def test_a_write_that_meets_an_expired_token_is_done_once(self, world: World) -> None:
        key = world.key(world.product("A"))
        world.shop.expire_access_token()
        assert world.push((key, 4))[0].outcome == "done"
        assert world.shown(key) == 4
        assert len(self.sign_ins(world)) == 1

    def test_a_token_is_renewed_before_it_runs_out(self, world: World) -> None:
        assert world.shelf.tokens is not None
        world.clock.time = world.shelf.tokens.access_expires - 299
        world.connector.read_listings()
        assert len(self.sign_ins(world)) == 1
        assert world.shelf.tokens.access_expires > world.clock.time + 3600

    def test_a_rotated_token_is_saved_before_anything_is_asked_with_it(self, world: World) -> None:
        world.shop.expire_access_token()
        world.connector.read_listings()
        place = world.stage.requests.index(self.sign_ins(world)[0]) + 1
        assert world.shelf.requests_at_save[-1] == place

    def test_no_refresh_token_is_ever_sent_twice(self, world: World) -> None:
        for _ in range(4):
            world.shop.expire_access_token()
            world.connector.read_listings()
        sent = [self.refresh_token_of(one) for one in self.sign_ins(world)]
        assert len(sent) == len(set(sent)) == 4

    def test_a_lost_sign_in_answer_does_not_stop_a_token_that_still_works(self, world: World) -> None:
        assert world.shelf.tokens is not None
        world.clock.time = world.shelf.tokens.access_expires - 200
        world.shop.faults.cut(path=self.refresh_path)
        assert world.connector.read_listings().complete

    def test_a_write_whose_token_could_not_be_renewed_was_not_sent(self, world: World) -> None:
        key = world.key(world.product("A"))
        world.shop.expire_access_token()
        world.shop.faults.cut(path=self.refresh_path)
        (result,) = world.push((key, 4))
        assert (result.outcome, result.code) == ("failed", Unavailable.code)
        assert world.shown(key) == 10

    def test_a_withdrawn_consent_asks_for_a_new_connection(self, world: World) -> None:
        key = world.key(world.product("A"))
        world.shop.expire_access_token()
        world.shop.revoke_refresh_token()
        with pytest.raises(AuthExpired):
            world.connector.read_listings()
        (result,) = world.push((key, 1))
        assert (result.outcome, result.code) == ("failed", AuthExpired.code)
        self.sign_in_again(world)
        assert world.connector.read_listings().complete

    def test_a_shop_that_was_never_connected_says_so(self, world: World) -> None:
        world.shelf.tokens = None
        with pytest.raises(AuthExpired):
            world.connector.health()

    def test_health_names_the_shop_and_the_days_left(self, world: World) -> None:
        health = world.connector.health()
        assert health.shop_name
        assert health.days_left is not None
        assert 300 <= health.days_left <= 366
        assert not health.needs_choice

    # Faults.

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

    # Pushes from the shop.

    def test_a_push_is_verified_over_its_raw_bytes(self, world: World) -> None:
        assert isinstance(world.connector, AcceptsWebhooks)
        world.connector.register_webhook(HOOK)
        world.shop.webhooks.queue.clear()
        world.buy(world.product("A"), 1)
        world.shop.tick()
        assert world.pushes
        for url, headers, body in world.pushes:
            assert world.connector.verify_webhook(url, headers, body)
            assert not world.connector.verify_webhook(url, headers, body + b" ")
            assert not world.connector.verify_webhook(url, {}, body)
            assert not world.connector.verify_webhook(url, {"authorization": "ünsigned"}, body)

    def test_a_forged_push_is_refused(self, world: World) -> None:
        assert isinstance(world.connector, AcceptsWebhooks)
        world.connector.register_webhook(HOOK)
        world.shop.webhooks.queue.clear()
        world.shop.webhooks.forge(9)
        world.buy(world.product("A"), 1)
        world.shop.tick()
        assert world.pushes
        assert not any(world.connector.verify_webhook(*push) for push in world.pushes)

    # Secrets.

    def test_no_secret_is_logged_printed_or_raised(
        self, world: World, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        texts = [repr(world.connector), repr(world.config), repr(world.shelf.tokens)]
        key = world.key(world.product("A-S", "A-M"))

        def spoil(arm: Callable[[], None]) -> None:
            arm()
            try:
                world.connector.read_listings()
            except ShopError as error:
                texts.extend([str(error), repr(error), repr(error.params), repr(error.__cause__)])
            texts.append(repr(world.push((key, 4))))
            world.shop.faults.clear()

        spoil(lambda: None)
        spoil(lambda: world.shop.faults.error(503, times=9))
        spoil(lambda: world.shop.faults.cut(times=9))
        spoil(lambda: world.shop.faults.rate_limit(times=9, retry_after=60))
        spoil(lambda: world.shop.faults.truncated(times=9))
        spoil(world.shop.expire_access_token)
        spoil(world.shop.revoke_refresh_token)
        seen = caplog.text + "\n".join(texts)
        assert "HTTP Request" in caplog.text
        assert not [secret for secret in world.secrets() if secret in seen]
        assert "sign=" not in seen

    # Where a marketplace's own paths matter: the parts of them that faults are aimed at.

    listing_path: ClassVar[str]
    detail_path: ClassVar[str]
    order_path: ClassVar[str]
    stock_path: ClassVar[str]
    refresh_path: ClassVar[str]

    def refresh_token_of(self, request: Request) -> str:
        raise NotImplementedError
