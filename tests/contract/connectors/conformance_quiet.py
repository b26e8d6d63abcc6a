"""What a quiet cycle costs a shop: one order poll, and at their beats a page of the scan and the returns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from conformance_world import DAY, NAME, Playground, World

from engine.apply import Shops
from engine.errands import Beats
from engine.model.book import Book, ShopState
from engine.model.remote import ListingsRead, OrdersRead, Remote

BEATS = Beats(scan=60.0, returns=600.0)
INTERVAL = 15.0


class Cycles:
    """Cycles over one shop, as the engine makes them, without the sheet."""

    def __init__(self, world: World, executor: ThreadPoolExecutor) -> None:
        self.world = world
        self.shops = Shops({NAME: world.connector}, executor, world.clock, 60.0, {NAME: BEATS})
        self.state = ShopState(NAME)

    def once(self) -> Remote:
        now = self.world.clock.now()
        (remote,) = self.shops.read(Book("s", shops={NAME: self.state}), now)
        assert isinstance(remote.orders, OrdersRead)
        assert isinstance(remote.listings, ListingsRead)
        scanned = self.state.scanned_at or (0.0 if remote.listings.next_cursor else now)
        checked = self.state.checked_at if remote.health is None else now
        self.state = replace(
            self.state,
            horizon=remote.orders.until,
            scan_cursor=remote.listings.next_cursor,
            scanned_at=scanned,
            checked_at=checked,
        )
        return remote

    def calls(self, cycles: int = 1) -> Counter[str]:
        """What these cycles ask for, by path, an interval apart."""
        self.world.stage.requests.clear()
        for _ in range(cycles):
            self.world.clock.time += INTERVAL
            self.once()
        return Counter(one.path for one in self.world.stage.requests)


def fits(calls: Mapping[str, int], *expected: Mapping[str, int]) -> bool:
    """Whether the calls are exactly these, named by the ends of their paths."""
    wanted: Counter[str] = Counter()
    for one in expected:
        wanted.update(one)
    found = Counter({end: sum(n for path, n in calls.items() if path.endswith(end)) for end in wanted})
    return found == wanted and sum(calls.values()) == sum(wanted.values())


def times(calls: Mapping[str, int], factor: int) -> dict[str, int]:
    return {path: count * factor for path, count in calls.items()}


class QuietContract(Playground):
    """How little is asked while nothing happens, and that a hint asks for everything."""

    def settled(self, world: World, executor: ThreadPoolExecutor) -> Cycles:
        """A shop of twenty products with variants, whose orders and returns are days old."""
        products = [world.product(f"{n}-S", f"{n}-M") for n in range(20)]
        world.buy(products[0], 1)
        sent = world.buy(products[1], 2)
        world.shop.ship(sent)
        world.shop.return_goods(sent)
        world.clock.time += 2 * DAY
        self.sign_in_again(world)
        cycles = Cycles(world, executor)
        cycles.once()
        cycles.once()
        return cycles

    def test_a_quiet_cycle_is_one_order_poll(self, world: World) -> None:
        with ThreadPoolExecutor(1) as executor:
            assert fits(self.settled(world, executor).calls(), self.quiet_orders)

    def test_a_quiet_cycle_reads_one_page_of_listings_at_its_beat(self, world: World) -> None:
        with ThreadPoolExecutor(1) as executor:
            cycles = self.settled(world, executor)
            cycles.calls(3)
            assert fits(cycles.calls(), self.quiet_orders, self.quiet_page)

    def test_ten_quiet_minutes_cost_what_the_guide_says(self, world: World) -> None:
        with ThreadPoolExecutor(1) as executor:
            calls = self.settled(world, executor).calls(40)
        assert fits(calls, times(self.quiet_orders, 40), self.quiet_returns, times(self.quiet_page, 10))
        assert self.writes(world) == 0

    def test_a_hint_asks_for_everything_at_once(self, world: World) -> None:
        with ThreadPoolExecutor(1) as executor:
            cycles = self.settled(world, executor)
            cycles.shops.hint(NAME)
            assert fits(cycles.calls(), self.quiet_orders, self.quiet_returns, self.quiet_page)
            assert fits(cycles.calls(), self.quiet_orders)

    def test_a_return_is_seen_at_the_next_beat_and_at_a_start(self, world: World) -> None:
        with ThreadPoolExecutor(1) as executor:
            cycles = self.settled(world, executor)
            order = world.buy(world.product("Z"), 1)
            world.shop.ship(order)
            world.shop.return_goods(order)
            cycles.once()
            world.clock.time += BEATS.returns - 1
            assert isinstance(cycles.once().orders, OrdersRead)
            world.clock.time += 1
            seen = cycles.once().orders
            assert isinstance(seen, OrdersRead)
            assert {line.returned for line in seen.lines if line.key.order == order} == {1}
            again = Cycles(world, executor)
            again.state = replace(cycles.state, horizon=world.clock.now() + 700)
            world.clock.time += 700
            first = again.once().orders
            assert isinstance(first, OrdersRead)
            assert {line.returned for line in first.lines if line.key.order == order} == {1}
