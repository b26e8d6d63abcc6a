"""A whole seller in one process, over real sockets: sheet, one shop, and the engine's cycle, driven step by step."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from engine.apply import Shops
from engine.clock import SystemClock
from engine.connectors.base import Authorises, Tokens
from engine.connectors.config import ShopConfig
from engine.connectors.registry import connector_for
from engine.cycle import Cycle, Event, Report
from engine.http import Http, Pacer, new_client
from engine.model.rules import Rules
from engine.render.renderer import SheetRenderer
from engine.sheets.desk import SheetDesk
from engine.sheets.gspread_gateway import Access, GspreadGateway
from engine.store.repository import SqlStore
from engine.texts import Texts
from sandbox.serve import SystemClock as WorldClock
from sandbox.serve import serving
from sandbox.sheets import SheetsServer
from sandbox.shops import NewVariant
from sandbox.shops.shopee import ShopeeShop


class KeptTokens:
    """Tokens in memory."""

    def __init__(self) -> None:
        self.tokens: Tokens | None = None

    def load(self) -> Tokens | None:
        return self.tokens

    def save(self, tokens: Tokens) -> None:
        self.tokens = tokens


@dataclass
class Bench:
    """The world, the engine, and shorthands for what people do and see."""

    sheets: SheetsServer
    spreadsheet: str
    shop: ShopeeShop
    cycle: Cycle
    listings: dict[str, str]

    def run(self, times: int = 2) -> Report:
        """Some cycles; the last one's report."""
        for _ in range(times):
            report = self.cycle.once()
        return report

    def type(self, sku: str, header: str, text: str, *, tab: str = "SKU", key: str = "SKU") -> None:
        """A person types into the row of that SKU."""
        person = self.sheets.person(self.spreadsheet)
        person.type(tab, person.cell(tab, header, sku, key), text)

    def shown(self, sku: str, header: str, *, tab: str = "SKU", key: str = "SKU") -> str:
        """What the cell in that row shows."""
        person = self.sheets.person(self.spreadsheet)
        return person.see(tab, person.cell(tab, header, sku, key))

    def tick(self, shop: str = "shopee", on: bool = True) -> None:
        """A person ticks `Kirim stok`."""
        person = self.sheets.person(self.spreadsheet)
        person.tick("Mulai", person.cell("Mulai", "Kirim stok", shop, "Toko"), on)

    def stock(self, sku: str) -> int:
        """What the shop shows to buyers."""
        wanted = self.listings[sku]
        return next(one["stock"] for one in self.shop.listings() if one["id"] == wanted)

    def requests(self) -> dict[str, int]:
        """Writes that the engine has made so far, by server."""
        return {
            "sheets": self.sheets.counts().get("engine", {}).get("writes", 0),
            "shop": self.shop.counts().get("engine", {}).get("writes", 0),
        }


@contextmanager
def bench(
    folder: Path, stock: dict[str, int], *, numbers: str = "match", locale: str = "en_US"
) -> Iterator[Bench]:
    """A seller with these SKUs in the sheet and in the shop, connected, laid out and not yet sending."""
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
        credentials = folder / "engine.json"
        credentials.write_text(json.dumps(sheets.credentials("engine", url)))

        shop = ShopeeShop("shopee", clock=WorldClock(), rng=random.Random(2), requests_per_minute=None)
        shop.base_url = stack.enter_context(serving(shop.guarded)).url
        listings = {}
        for sku, units in stock.items():
            product = shop.add_product(sku, [NewVariant("", sku, 50_000, units)])
            listings[sku] = f"{product.id}:{product.variants[0].id}"

        cycle = stack.enter_context(engine(folder, spreadsheet, credentials, url, shop))
        yield Bench(sheets, spreadsheet, shop, cycle, listings)


@contextmanager
def engine(folder: Path, spreadsheet: str, credentials: Path, url: str, shop: ShopeeShop) -> Iterator[Cycle]:
    """The engine's cycle, wired by hand."""
    clock = SystemClock()
    rng = random.Random(3)
    texts = Texts("id")
    rules = Rules()
    with ExitStack() as stack:
        gateway = GspreadGateway(Access(spreadsheet, credentials, url), clock, rng, calls_a_minute=100_000)
        stack.callback(gateway.close)
        desk = SheetDesk(gateway, Words(texts), clock, rng)
        desk.layout()
        client = stack.enter_context(new_client())
        given = shop.credentials("engine")
        config = ShopConfig("shopee", "shopee", given["base_url"], given["partner_id"], given["partner_key"])
        http = Http("shopee", client, clock, rng, Pacer(clock, rate=1000.0, burst=1000))
        connector = connector_for("shopee", config, http, KeptTokens(), clock)
        assert isinstance(connector, Authorises)
        connector.exchange(shop.grant("engine"), {"shop_id": given["shop_id"]})
        store = SqlStore(f"sqlite:///{folder}/cache.db", "demo", clock_now=clock.now)
        stack.callback(store.close)
        executor = stack.enter_context(ThreadPoolExecutor(2))
        events: list[Event] = []
        yield Cycle(
            store,
            desk,
            Shops({"shopee": connector}, executor, clock, 30.0),
            SheetRenderer(texts, rules, {"shopee": "shopee"}, "Asia/Jakarta"),
            rules,
            clock,
            "engine-1",
            "here:1:x",
            events.append,
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
