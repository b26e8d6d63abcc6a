"""Reads shops and carries pushes to them, each shop on its own, so that a sick one delays no other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeVar

from .connectors.base import Connector
from .errands import Asked, Beats, Errand, errand, in_doubt, passed, resting, told
from .errors import (
    AuthExpired,
    BadReply,
    RateLimited,
    ShopError,
    TokensUnavailable,
    Unavailable,
    UnknownOutcome,
)
from .model.book import Book, Push, ShopState
from .model.catalog import Binding, Listing
from .model.ids import ListingKey
from .model.remote import ListingsRead, PushResult, Remote, StockTarget, Unreadable

T = TypeVar("T")

SCAN_SHARE = 0.5
# After so many calls without an answer a shop is left in peace, and after these codes at once.
SILENT_CALLS = 3
SILENT = frozenset({Unavailable.code, TokensUnavailable.code, UnknownOutcome.code, BadReply.code})
LATER = frozenset({RateLimited.code, AuthExpired.code})
EVERY_CYCLE = Beats()


class Clock(Protocol):
    """Unix time in seconds."""

    def now(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one shop answered to its pushes, when (Unix seconds), and what it showed when it was read back."""

    results: tuple[PushResult, ...]
    read_back: Mapping[ListingKey, int]
    answered: Mapping[ListingKey, float]


class Shops:
    """All shops of one seller behind their connectors; `deadline` in seconds per shop and cycle.

    `beats` by shop; a shop without any is asked for everything in every cycle.
    """

    def __init__(
        self,
        connectors: Mapping[str, Connector],
        executor: Executor,
        clock: Clock,
        deadline: float,
        beats: Mapping[str, Beats] | None = None,
    ) -> None:
        self.connectors = connectors
        self._executor = executor
        self._clock = clock
        self._deadline = deadline
        self._late: dict[str, Future[Remote]] = {}
        self._scanned: dict[str, set[ListingKey] | None] = {}
        self._scans: dict[str, frozenset[ListingKey]] = {}
        self._beats = beats or {}
        self._asked: dict[str, Asked] = {}
        self._hinted: set[str] = set()
        self._bindings: Mapping[ListingKey, Binding] | None = None
        self._doubtful: Mapping[str, tuple[ListingKey, ...]] = {}

    def hint(self, shop: str) -> None:
        """The shop says that something changed: its next read asks for everything. From any thread."""
        self._hinted.add(shop)

    def canonical(self, shop: str, units: int) -> int:
        """What the shop will show after being told `units`."""
        connector = self.connectors.get(shop)
        return units if connector is None else connector.canonicalise(units)

    def read(self, book: Book, now: float) -> tuple[Remote, ...]:
        """Every shop's orders, then what else is due, in parallel; a late or failing one is Unreadable."""
        tasks: dict[str, Future[Remote]] = {}
        errands: dict[str, Errand] = {}
        for name in sorted(self.connectors):
            state = book.shops.get(name) or ShopState(name)
            if resting(state.retry_at, now) or self._too_soon(name, now):
                continue
            if name in self._late and not self._late[name].done():
                # A shop that is still busy with an earlier cycle's read must not hold up this one.
                late = Unreadable("S350", "the shop is still answering an earlier read")
                tasks[name] = _done(Remote(name, late, late))
                continue
            errands[name] = self._errand(name, book, state, now)
            tasks[name] = self._executor.submit(self._read_one, name, state, errands[name])
        return tuple(self._gather(name, task, errands.get(name)) for name, task in tasks.items())

    def _too_soon(self, name: str, now: float) -> bool:
        """Whether the marketplace does not let its orders be read again yet."""
        asked = self._asked.get(name)
        pause = self.connectors[name].capabilities.least_pause
        return asked is not None and asked.orders is not None and passed(asked.orders, now) < pause

    def _errand(self, name: str, book: Book, state: ShopState, now: float) -> Errand:
        if hinted := name in self._hinted:
            self._hinted.discard(name)
        facts = self.connectors[name].capabilities
        beats, asked = self._beats.get(name, EVERY_CYCLE), self._asked.get(name, Asked())
        if book.bindings is not self._bindings:
            self._bindings, self._doubtful = book.bindings, in_doubt(book.bindings)
        mine = self._doubtful.get(name, ())
        return errand(state, facts, beats, asked, now, hinted=hinted, doubtful=mine)

    def _gather(self, name: str, task: Future[Remote], asked: Errand | None) -> Remote:
        try:
            remote = task.result(timeout=self._deadline)
        except TimeoutError:
            self._late[name] = task
            late = Unreadable("S350", "the shop did not answer in time")
            remote = Remote(name, late, late)
        if asked is not None:
            self._asked[name] = told(self._asked.get(name, Asked()), asked, remote)
        return remote

    def _read_one(self, name: str, state: ShopState, asked: Errand) -> Remote:
        connector = self.connectors[name]
        health = attempt(connector.health) if asked.health else None
        orders = attempt(lambda: connector.read_orders(asked.window))
        if isinstance(orders, Unreadable):
            return Remote(name, orders, orders, health)
        page: ListingsRead | Unreadable
        # Without an errand for a page the scan stays where it is.
        page, whole = ListingsRead((), state.scan_cursor, True, asked.window.until), None
        if asked.scan:
            page, whole = self._scan(name, connector, state.scan_cursor, whole=state.scanned_at == 0.0)
        since = self._clock.now()
        stock = attempt(lambda: connector.read_stock(asked.doubtful)) if asked.doubtful else {}
        stock = {} if isinstance(stock, Unreadable) else stock
        return Remote(name, orders, page, health, stock, whole, self._clock.now(), since)

    def _scan(
        self, name: str, connector: Connector, cursor: str, *, whole: bool
    ) -> tuple[ListingsRead | Unreadable, frozenset[ListingKey] | None]:
        """One page of the rolling scan; `whole`: further pages too, for as long as there is time.

        A first scan that takes longer goes on in the next cycle: read whole, a large shop would be late forever.
        """
        since = self._clock.now()
        until = since + self._deadline * SCAN_SHARE
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
            now = self._clock.now()
            if not (whole and cursor) or now >= until:
                return ListingsRead(tuple(listings), cursor, complete, now, since), ended

    def _remember(self, name: str, cursor: str, page: ListingsRead) -> frozenset[ListingKey] | None:
        """All keys of a scan that ended with this page, if it was followed from its start and complete.

        Of several pages, with those of the scan before: what is deleted between two pages moves something else up
        into a page that was read already, and a listing that neither scan met is missing indeed.
        """
        if not cursor:
            self._scanned[name] = set()
        seen = self._scanned.get(name)
        if not page.complete or seen is None:
            self._scanned[name] = None
            return None
        seen.update(listing.key for listing in page.listings)
        if page.next_cursor:
            return None
        self._scanned[name] = None
        before, self._scans[name] = self._scans.get(name), frozenset(seen)
        if not cursor:
            return self._scans[name]
        return None if before is None else before | self._scans[name]

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
        answered: dict[ListingKey, float] = {}
        silent = 0
        for call in calls(pushes, connector.capabilities.max_batch):
            if self._clock.now() > until or not allowed():
                break
            found = connector.set_stock(call)
            results += found
            answered.update(dict.fromkeys((result.key for result in found), self._clock.now()))
            silent = silent + 1 if all(result.code in SILENT for result in found) else 0
            if silent >= SILENT_CALLS or any(result.code in LATER for result in found):
                # What was not sent is planned again by the next cycle.
                break
        done = [result.key for result in results if result.outcome == "done"]
        shown = attempt(lambda: connector.read_stock(done)) if done else {}
        return Delivered(tuple(results), {} if isinstance(shown, Unreadable) else shown, answered)


def calls(pushes: Sequence[Push], most: int) -> list[list[StockTarget]]:
    """What goes out in one call each: the variants of one product, those first whose first push comes first."""
    found: list[list[StockTarget]] = []
    latest: dict[str, list[StockTarget]] = {}
    for push in pushes:
        call = latest.get(push.product)
        if call is None or len(call) >= most:
            call = latest[push.product] = []
            found.append(call)
        call.append(StockTarget(push.key, push.product, push.units, push.before))
    return found


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
