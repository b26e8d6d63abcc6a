"""A whole seller in one process, over real sockets: sheet, one shop, and the engine's cycle, driven step by step."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from engine.apply import Shops
from engine.connectors.base import Authorises, Connector, Tokens
from engine.connectors.config import ShopConfig
from engine.connectors.registry import connector_for
from engine.cycle import Cycle, Event, Report
from engine.errors import SheetUnavailable
from engine.http import Http, Pacer, new_client
from engine.model.questions import Question
from engine.model.rules import Rules
from engine.render.renderer import SheetRenderer
from engine.sheets.desk import SheetDesk
from engine.sheets.gspread_gateway import Access, GspreadGateway
from engine.store.repository import SqlStore
from engine.texts import Texts
from sandbox.serve import SystemClock as WorldClock
from sandbox.serve import serving
from sandbox.sheets import SheetsServer
from sandbox.sheets.person import Person
from sandbox.shops import NewVariant
from sandbox.shops.shopee import ShopeeShop


class Time:
    """The time of the engine and of the shops: it runs, can be wound forward, and waiting takes none."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def now(self) -> float:
        return time.time() + self._ahead

    def monotonic(self) -> float:
        return time.monotonic() + self._ahead

    def sleep(self, seconds: float) -> None:
        self._ahead += max(0.0, seconds)


class KeptTokens:
    """Tokens in memory."""

    def __init__(self) -> None:
        self.tokens: Tokens | None = None
        self.exclusion = threading.Lock()

    def load(self) -> Tokens | None:
        return self.tokens

    def save(self, tokens: Tokens) -> None:
        self.tokens = tokens

    def refreshing(self) -> AbstractContextManager[bool]:
        return self.exclusion


@dataclass
class Bench:
    """The world, the engine, and shorthands for what people do and see.

    `shop` is the first of `shops`; `listings` are its listing ids by SKU, and those of the others by
    `<shop>/<SKU>`. `time` is wound forward where a story needs it.
    """

    sheets: SheetsServer
    spreadsheet: str
    shop: ShopeeShop
    listings: dict[str, str]
    folder: Path
    url: str
    shops: dict[str, ShopeeShop]
    time: Time
    rules: Rules
    tokens: dict[str, KeptTokens] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    _engine: ExitStack = field(default_factory=ExitStack)
    _cycle: Cycle | None = None
    _starts: int = 0

    @property
    def cycle(self) -> Cycle:
        """The engine's cycle."""
        assert self._cycle is not None
        return self._cycle

    @property
    def store(self) -> SqlStore:
        """The engine's cache."""
        store = self.cycle.store
        assert isinstance(store, SqlStore)
        return store

    def run(self, times: int = 2) -> Report:
        """Some cycles; the last one's report."""
        for _ in range(times):
            report = self.cycle.once()
        return report

    def cycle_or_again(self) -> None:
        """One cycle; where tabs moved under its write, which changes nothing, the next one too."""
        try:
            self.cycle.once()
        except SheetUnavailable:
            self.cycle.once()

    def wait(self, seconds: float = 61.0) -> None:
        """Let time pass; the default is longer than a slow hand."""
        self.time.sleep(seconds)

    def type(self, sku: str, header: str, text: str, *, tab: str = "SKU", key: str = "SKU") -> None:
        """A person types into the row of that SKU."""
        person = self.person()
        person.type(tab, person.cell(tab, header, sku, key), text)

    def person(self) -> Person:
        """The seller at the sheet."""
        return self.sheets.person(self.spreadsheet)

    def shown(self, sku: str, header: str, *, tab: str = "SKU", key: str = "SKU") -> str:
        """What the cell in that row shows."""
        person = self.person()
        return person.see(tab, person.cell(tab, header, sku, key))

    def tick(self, shop: str = "shopee", on: bool = True) -> None:
        """A person ticks `Kirim stok`."""
        person = self.person()
        person.tick("Mulai", person.cell("Mulai", "Kirim stok", shop, "Toko"), on)

    def stock(self, sku: str) -> int:
        """What the shop shows to buyers."""
        wanted = self.listings[sku]
        shop = self.shops[sku.partition("/")[0]] if "/" in sku else self.shop
        return next(one["stock"] for one in shop.listings() if one["id"] == wanted)

    def numbers(self, sku: str) -> tuple[int, int]:
        """On hand and reserved as the ledger's sums say, after a check that every other account agrees:
        the book, the stored book and the sheet."""
        key = sku.casefold()
        book, stored = self.cycle.book.skus[key], self.store.load().skus[key]
        sums = self.store.balances()[key]
        assert sums == (book.on_hand, book.reserved) == (stored.on_hand, stored.reserved)
        assert sums == (int(self.shown(sku, "Stok")), int(self.shown(sku, "Dipesan")))
        return sums

    def asked(self, kind: str) -> list[Question]:
        """The open questions of this kind."""
        return [one for one in self.cycle.book.questions.values() if one.open and one.kind == kind]

    def answer(self, kind: str, choice: str) -> None:
        """A person chooses in `Keputusan` the answer with this code, of the only open question of that kind."""
        (question,) = self.asked(kind)
        found = next(one for one in question.choices if one.code == choice)
        self.type(question.id, "Keputusan", Texts("id").choice(found), tab="Konflik", key="ID")

    def requests(self) -> dict[str, int]:
        """Writes that the engine has made so far, by server."""
        return {
            "sheets": self.sheets.counts().get("engine", {}).get("writes", 0),
            "shop": self.shop.counts().get("engine", {}).get("writes", 0),
        }

    def start(self, *, engine_id: str = "engine-1", cache: str = "cache.db") -> Cycle:
        """A fresh engine on this cache, as after a kill; the one before is closed and no process any more."""
        self._engine.close()
        self._starts += 1
        self._cycle = self._engine.enter_context(
            engine(self, engine_id, f"here:{self._starts}:x", self.folder / cache)
        )
        return self._cycle

    def close(self) -> None:
        """Close the engine."""
        self._engine.close()


@contextmanager
def bench(
    folder: Path,
    stock: Mapping[str, int],
    *,
    numbers: str = "match",
    locale: str = "en_US",
    shops: Sequence[str] = ("shopee",),
    rules: Rules | None = None,
    opening: Mapping[str, int] | None = None,
) -> Iterator[Bench]:
    """A seller with these SKUs in the sheet and in every shop, connected, laid out and not yet sending.

    `opening` are units of orders, by SKU, that the first shop has before it is connected.
    """
    with ExitStack() as stack:
        sheets = SheetsServer(WorldClock(), random.Random(1), None, quotas=False, numbers=numbers)
        stack.callback(sheets.close)
        url = stack.enter_context(serving(sheets.guarded)).url
        sheets.add_account("engine")
        spreadsheet = sheets.create_spreadsheet("Toko", locale=locale, sheets=["SKU"])
        sheets.share(spreadsheet, "engine")
        person = sheets.person(spreadsheet)
        person.paste(
            "SKU", "A1", [["SKU", "Nama", "Varian", "Stok"], *([s, s, "", str(n)] for s, n in stock.items())]
        )
        (folder / "engine.json").write_text(json.dumps(sheets.credentials("engine", url)))

        clock = Time()
        made: dict[str, ShopeeShop] = {}
        listings = {}
        for at, name in enumerate(shops):
            shop = ShopeeShop(name, clock=clock, rng=random.Random(2 + at), requests_per_minute=None)
            shop.base_url = stack.enter_context(serving(shop.guarded)).url
            made[name] = shop
            for sku, units in stock.items():
                product = shop.add_product(sku, [NewVariant("", sku, 50_000, units)])
                listings[sku if at == 0 else f"{name}/{sku}"] = f"{product.id}:{product.variants[0].id}"
        first = made[shops[0]]
        for sku, units in (opening or {}).items():
            first.buy("shopee", [(listings[sku], units)])

        one = Bench(sheets, spreadsheet, first, listings, folder, url, made, clock, rules or Rules())
        stack.callback(one.close)
        one.start()
        yield one


@contextmanager
def engine(one: Bench, engine_id: str, holder: str, cache: Path) -> Iterator[Cycle]:
    """The engine's cycle, wired by hand."""
    clock, rng, texts = one.time, random.Random(3), Texts("id")
    with ExitStack() as stack:
        access = Access(one.spreadsheet, one.folder / "engine.json", one.url)
        gateway = GspreadGateway(access, clock, rng, calls_a_minute=100_000)
        stack.callback(gateway.close)
        desk = SheetDesk(gateway, Words(texts), clock, rng)
        if not one.tokens:
            desk.layout()
        client = stack.enter_context(new_client())
        connectors: dict[str, Connector] = {}
        for name, shop in one.shops.items():
            given = shop.credentials("engine")
            config = ShopConfig(name, "shopee", given["base_url"], given["partner_id"], given["partner_key"])
            http = Http(name, client, clock, rng, Pacer(clock, rate=1000.0, burst=1000))
            tokens = one.tokens.setdefault(name, KeptTokens())
            connector = connector_for("shopee", config, http, tokens, clock)
            if tokens.tokens is None:
                assert isinstance(connector, Authorises)
                connector.exchange(shop.grant("engine"), {"shop_id": given["shop_id"]})
            connectors[name] = connector
        store = SqlStore(f"sqlite:///{cache}", "demo", clock_now=clock.now, alive=lambda _holder: False)
        stack.callback(store.close)
        executor = stack.enter_context(ThreadPoolExecutor(2))
        yield Cycle(
            store,
            desk,
            Shops(connectors, executor, clock, 30.0),
            SheetRenderer(texts, one.rules, dict.fromkeys(one.shops, "shopee"), "Asia/Jakarta"),
            one.rules,
            clock,
            engine_id,
            holder,
            one.events.append,
        )


class Words:
    """The sheet's wording from the templates."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def title(self, tab: str) -> str:
        return self._texts.tabs[tab].title

    def header(self, tab: str, column: str) -> str:
        return self._texts.header(tab, column)

    def note(self, tab: str, column: str) -> str:
        return self._texts.note(tab, column)
