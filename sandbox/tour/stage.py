"""What the steps play on: the world, the engine, what should be true, and waiting for it."""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from .engine import Engine, tail
from .frame import Broken, prove
from .joining import join
from .truth import Truth, Wrong, linked_alone, unlinked
from .world import Books, Key, Row, World

T = TypeVar("T")

WAIT = 30.0
POLL = 0.1
RECOVERY = 3.0
RESTART = 90.0
REST_TRIES = 4
# So long after goods left, a typed number may mean the one before or the one after.
JUST_SENT = 65.0
COUNT = "Hitungan tidak pasti"
SKUS, LINKS, ORDERS, QUESTIONS, START = "SKU", "Tautan", "Pesanan", "Konflik", "Mulai"


@dataclass(slots=True)
class Stage:
    """One world, one engine, and what should be true. The steps change all three through it."""

    world: World
    engine: Engine
    folder: Path
    truth: Truth = field(default_factory=lambda: Truth({}, {}))
    laid_out: bool = False
    sending: bool = False
    _pool: deque[str] = field(default_factory=deque)
    _sent: dict[str, float] = field(default_factory=dict)

    # Waiting.

    def until(self, what: str, probe: Callable[[], T], seconds: float = WAIT, poll: float = POLL) -> T:
        """The first truthy value of the probe; Broken with `what` where it never comes."""
        deadline = time.monotonic() + seconds
        while True:
            found = probe()
            if found:
                return found
            if time.monotonic() > deadline:
                raise Broken(f"{what} did not come true in {seconds:g} s; {self.engine.last_words()}")
            time.sleep(poll)

    def until_none(self, probe: Callable[[], list[Wrong]], seconds: float = WAIT) -> float:
        """Wait until the probe finds nothing wrong; the seconds it took. Broken with what is still wrong."""
        started = time.monotonic()
        while wrong := probe():
            if time.monotonic() - started > seconds:
                more = f" and {len(wrong) - 3} more" if len(wrong) > 3 else ""
                raise Broken(
                    f"after {seconds:g} s: {'; '.join(one.text for one in wrong[:3])}{more}; {self.engine.last_words()}"
                )
            time.sleep(POLL)
        return time.monotonic() - started

    def wrong(self) -> list[Wrong]:
        """Everything that shows another number than it should: listings first, then rows of the SKU tab."""
        books = self.world.books()
        return self.truth.wrong_listings(books) or self.truth.wrong_rows(books, self.world.rows(SKUS))

    def settle(self, seconds: float = WAIT) -> float:
        """Wait until every linked listing and every row shows what it should; the seconds it took."""
        return self.until_none(self.wrong, seconds)

    def cycles(self, count: int = 2) -> None:
        """Wait for this many whole cycles: each reads the sheet at least once, and one may be half over now."""
        wanted = self.reads()["sheets"] + count + 1
        self.until(f"{count} more cycles", lambda: self.reads()["sheets"] >= wanted, RESTART)

    def rest(self) -> None:
        """Wait until two whole cycles have gone by without a write anywhere."""
        for _ in range(REST_TRIES):
            writes = self.writes()
            self.cycles()
            if self.writes() == writes:
                return
        raise Broken(f"the engine writes on and on: {writes} → {self.writes()}")

    def restart(self) -> None:
        """Start the service again after a kill, and wait until it has come to rest."""
        self.engine.up()
        self.cycles(1)
        self.settle(RESTART)

    def reads(self) -> dict[str, int]:
        """Read calls that the engine made so far, by shop, and at Google."""
        return self._requests("reads")

    def writes(self) -> dict[str, int]:
        """Calls of the engine that change something, by shop, and at Google."""
        return self._requests("writes")

    def _requests(self, kind: str) -> dict[str, int]:
        told = self.world.books().requests
        return {
            name: int(told[name].get("engine", {}).get(kind, 0)) for name in (*self.world.shops, "sheets")
        }

    # Standing where a step can begin.

    def ready(self) -> None:
        """The sheet laid out and both shops connected, as on the first day."""
        if self.laid_out:
            return
        join(
            self.engine,
            self.world.shops,
            lambda shop, url: self.world.person("connect_consent", shop=shop, url=url),
        )
        counted = {row["SKU"]: int(row["Stok"]) for row in self.world.rows(SKUS) if row.get("SKU")}
        listings = self.world.books().listings
        self.truth = Truth(counted, linked_alone(listings, counted))
        self._pool = deque(self._everywhere())
        self.laid_out = True

    def serving(self) -> None:
        """The service runs and has shown every listing in `Tautan`."""
        self.ready()
        self.engine.up()
        listings = len(self.world.books().listings)
        self.until("every listing in Tautan", lambda: len(self.world.rows(LINKS)) >= listings, RESTART)

    def pushing(self) -> None:
        """The service runs, `Kirim stok` is ticked for both shops, and everything shows what it should."""
        self.serving()
        if not self.sending:
            for shop in self.world.shops:
                self.world.person("tick", tab=START, row_key=shop, column="Kirim stok")
            self.sending = True
        self.settle()

    def slow_down(self, interval: float) -> None:
        """From its next start on the service leaves this many seconds between two cycles; it is stopped here."""
        self.engine.down()
        text = self.world.settings.read_text(encoding="utf-8")
        text = re.sub(r"(?m)^interval_seconds = .*$", f"interval_seconds = {interval}", text)
        self.world.settings.write_text(text, encoding="utf-8")

    def recover(self) -> None:
        """After a step that did not hold: trouble ends, and numbers that stay wrong are left out of the next steps."""
        if not self.laid_out:
            return
        self.world.rival("stop")
        for target in ("sheets", *self.world.shops):
            self.world.fault(target, "clear")
        self.world.person("set_locale", locale="en_US")
        self.engine.up()
        if not self.sending:
            return
        deadline = time.monotonic() + RECOVERY
        while (wrong := self.wrong()) and time.monotonic() < deadline:
            time.sleep(POLL)
        for sku in {one.sku for one in wrong}:
            self.truth.leave_out(sku)
        self._pool = deque(sku for sku in self._pool if sku in self.truth.on_hand)

    # SKUs to play with.

    def _everywhere(self) -> list[str]:
        """SKUs that link by themselves to one listing in every shop."""
        shops = len(self.world.shops)
        return [sku for sku in self.truth.on_hand if len(self.truth.listings(sku)) == shops]

    def everywhere(self) -> tuple[str, ...]:
        """SKUs that every shop sells under one listing."""
        return tuple(self._everywhere())

    def take(self, units: int = 5) -> str:
        """A SKU that no step has used lately, not just sent, in every shop, with at least this much for sale."""
        books = self.world.books()
        for _ in range(len(self._pool)):
            sku = self._pool.popleft()
            self._pool.append(sku)
            just_sent = time.monotonic() - self._sent.get(sku, -JUST_SENT) < JUST_SENT
            if self.truth.available(books, sku) >= units and not just_sent:
                return sku
        raise Broken(f"no SKU has {units} units for sale")

    def unlinked(self) -> dict[str, set[Key]]:
        """Listings without a link, by what is wrong with them."""
        return unlinked(self.world.books().listings, self.truth.links)

    # Moves, kept in the truth.

    def count(self, sku: str, units: int) -> None:
        """Somebody counts the shelf and types the number."""
        self.world.type(SKUS, sku, "Stok", str(units))
        self.truth.on_hand[sku] = units

    def buy(self, storefront: str, listing: Key, units: int) -> str:
        """A paid order; its id."""
        lines = [{"listing": listing.id, "units": units}]
        order = str(self.world.buyer("buy", storefront=storefront, lines=lines)["order"])
        self.world.buyer("pay", order=order)
        return order

    def cancel(self, order: str) -> None:
        """The buyer cancels what was not sent."""
        self.world.buyer("cancel", order=order)

    def ship(self, order: str, sku: str, units: int) -> None:
        """The parcel leaves the house."""
        self.world.buyer("ship", order=order)
        self.truth.on_hand[sku] -= units
        self._sent[sku] = time.monotonic()

    # Looking.

    def sold_on(self, storefront: str, sku: str) -> Key:
        """The listing behind a storefront: Tokopedia is sold through TikTok Shop."""
        return self.listing("tiktok" if storefront == "tokopedia" else storefront, sku)

    def listing(self, shop: str, sku: str) -> Key:
        """The listing of a SKU in one shop."""
        return next(key for key in self.truth.listings(sku) if key.shop == shop)

    def shown(self, sku: str, books: Books | None = None) -> dict[str, int]:
        """What each shop shows for a SKU, by shop."""
        books = books or self.world.books()
        return {key.shop: books.listings[key].stock for key in self.truth.listings(sku)}

    def row(self, sku: str) -> Row:
        """The row of a SKU."""
        for row in self.world.rows(SKUS):
            if row.get("SKU") == sku:
                return row
        raise Broken(f"{sku} has no row in the sheet")

    def link_row(self, key: Key) -> Row:
        """The row of a listing in `Tautan`."""
        for row in self.world.rows(LINKS):
            if (row.get("Toko"), row.get("ID")) == key:
                return row
        raise Broken(f"{key.shop} {key.id} has no row in {LINKS}")

    def open_questions(self, kind: str) -> list[Row]:
        """Open questions of one kind, as `Konflik` shows them."""
        return [
            row
            for row in self.world.rows(QUESTIONS)
            if row.get("Jenis") == kind and not row.get("Panduan", "").startswith("Selesai")
        ]

    def answer_count(self, sku: str, units: int) -> bool:
        """Answer the question which number is on the shelf, where it is asked about a SKU."""
        about = [row for row in self.open_questions(COUNT) if f"Stok {sku} " in row["Kejadian"]]
        for row in about:
            text = f"Di rak ada {units}"
            self.world.person("choose", tab=QUESTIONS, row_key=row["ID"], text=text)
        return bool(about)

    def explain(self, sku: str) -> dict[str, object]:
        """What the engine says about a SKU."""
        ran = self.engine.run("explain", sku, "--json")
        prove(ran.code == 0, f"`explain {sku}` ended with {ran.code}: {tail(ran.err)}")
        found: dict[str, object] = ran.json()
        return found
