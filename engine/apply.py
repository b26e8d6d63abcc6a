"""Reads shops and carries pushes to them, each shop on its own, so that a sick one delays no other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeVar

from .connectors.base import Connector
from .errors import RateLimited, ShopError
from .model.book import Book, Push, ShopState
from .model.catalog import Listing
from .model.ids import ListingKey
from .model.remote import Health, ListingsRead, PushResult, Remote, StockTarget, Unreadable, Window

T = TypeVar("T")

HEALTH_EVERY = 3600.0
CHUNK = 100


class Clock(Protocol):
    """Unix time in seconds."""

    def now(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one shop answered to its pushes, and what it showed when it was read back."""

    results: tuple[PushResult, ...]
    read_back: Mapping[ListingKey, int]


class Shops:
    """All shops of one seller behind their connectors; `deadline` in seconds per shop and cycle."""

    def __init__(
        self, connectors: Mapping[str, Connector], executor: Executor, clock: Clock, deadline: float
    ) -> None:
        self.connectors = connectors
        self._executor = executor
        self._clock = clock
        self._deadline = deadline
        self._late: dict[str, Future[Remote]] = {}
        self._scanned: dict[str, set[ListingKey] | None] = {}

    def canonical(self, shop: str, units: int) -> int:
        """What the shop will show after being told `units`."""
        connector = self.connectors.get(shop)
        return units if connector is None else connector.canonicalise(units)

    def read(self, book: Book, now: float) -> tuple[Remote, ...]:
        """Every shop's orders, then one page of its listings, in parallel; a late or failing one is Unreadable."""
        tasks: dict[str, Future[Remote]] = {}
        for name in sorted(self.connectors):
            state = book.shops.get(name) or ShopState(name)
            if state.retry_at > now:
                continue
            if name in self._late and not self._late[name].done():
                # A shop that is still busy with an earlier cycle's read must not hold up this one.
                late = Unreadable("S350", "the shop is still answering an earlier read")
                tasks[name] = _done(Remote(name, late, late))
                continue
            doubtful = [k for k, b in book.bindings.items() if k.shop == name and (b.uncertain or b.suspect)]
            tasks[name] = self._executor.submit(self._read_one, name, state, doubtful, now)
        return tuple(self._gather(name, task) for name, task in tasks.items())

    def _gather(self, name: str, task: Future[Remote]) -> Remote:
        try:
            return task.result(timeout=self._deadline)
        except TimeoutError:
            self._late[name] = task
            late = Unreadable("S350", "the shop did not answer in time")
            return Remote(name, late, late)

    def _read_one(self, name: str, state: ShopState, doubtful: Sequence[ListingKey], now: float) -> Remote:
        connector = self.connectors[name]
        facts = connector.capabilities
        since = now - facts.first_look_back if not state.horizon else state.horizon - facts.order_lag
        health: Health | Unreadable | None = None
        if now - state.checked_at > HEALTH_EVERY:
            health = attempt(connector.health)
        orders = attempt(lambda: connector.read_orders(Window(since, now)))
        if isinstance(orders, Unreadable):
            return Remote(name, orders, orders, health)
        first = state.scanned_at == 0.0
        page, whole = self._scan(name, connector, state.scan_cursor, whole=first)
        stock = attempt(lambda: connector.read_stock(doubtful)) if doubtful else {}
        told = {} if isinstance(stock, Unreadable) else stock
        return Remote(name, orders, page, health, told, whole)

    def _scan(
        self, name: str, connector: Connector, cursor: str, *, whole: bool
    ) -> tuple[ListingsRead | Unreadable, frozenset[ListingKey] | None]:
        """One page of the rolling scan; the first scan of a shop goes through all of its pages at once."""
        listings: list[Listing] = []
        complete = True
        while True:
            page = attempt(partial(connector.read_listings, cursor))
            if isinstance(page, Unreadable):
                self._scanned.pop(name, None)
                return page, None
            listings += page.listings
            complete = complete and page.complete
            ended = self._remember(name, cursor, page)
            cursor = page.next_cursor
            if not (whole and cursor):
                return ListingsRead(tuple(listings), cursor, complete, page.read_at), ended

    def _remember(self, name: str, cursor: str, page: ListingsRead) -> frozenset[ListingKey] | None:
        """All keys of a scan that ended with this page, if it was followed from its start and complete."""
        if not cursor:
            self._scanned[name] = set()
        seen = self._scanned.get(name)
        if not page.complete or seen is None:
            self._scanned[name] = None
            return None
        seen.update(listing.key for listing in page.listings)
        return frozenset(seen) if not page.next_cursor else None

    def push(self, pushes: Sequence[Push], allowed: Callable[[], bool]) -> dict[str, Delivered]:
        """Carry pushes to their shops, in parallel by shop; `allowed` is asked before each call."""
        by_shop: dict[str, list[Push]] = {}
        for push in pushes:
            by_shop.setdefault(push.key.shop, []).append(push)
        tasks = {
            shop: self._executor.submit(self._push_one, shop, mine, allowed)
            for shop, mine in sorted(by_shop.items())
        }
        # A push that left must be accounted for, so this waits; the connector's own time-outs bound it.
        return {shop: task.result() for shop, task in tasks.items()}

    def _push_one(self, shop: str, pushes: Sequence[Push], allowed: Callable[[], bool]) -> Delivered:
        connector = self.connectors[shop]
        until = self._clock.now() + self._deadline
        results: list[PushResult] = []
        for start in range(0, len(pushes), CHUNK):
            if self._clock.now() > until or not allowed():
                break
            batch = [
                StockTarget(push.key, push.product, push.units) for push in pushes[start : start + CHUNK]
            ]
            results += connector.set_stock(batch)
        done = [result.key for result in results if result.outcome == "done"]
        shown = attempt(lambda: connector.read_stock(done)) if done else {}
        return Delivered(tuple(results), {} if isinstance(shown, Unreadable) else shown)


def _done(remote: Remote) -> Future[Remote]:
    future: Future[Remote] = Future()
    future.set_result(remote)
    return future


def attempt(call: Callable[[], T]) -> T | Unreadable:
    """The answer, or why there is none; only the shop's own errors are answers."""
    try:
        return call()
    except RateLimited as error:
        return Unreadable(error.code, error.detail, error.retry_after)
    except ShopError as error:
        return Unreadable(error.code, error.detail)
