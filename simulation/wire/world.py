"""Builds a wire world: a local Google with one spreadsheet, sandbox shops full of goods, and seats for engines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path

from engine.connectors.base import AcceptsWebhooks, Authorises, Connector, Tokens
from engine.connectors.config import ShopConfig
from engine.connectors.registry import connector_for
from engine.http import Http, Pacer, new_client
from engine.sheets.desk import SheetDesk
from engine.sheets.gspread_gateway import Access, GspreadGateway
from engine.wiring import Wording, alarms_of
from sandbox.sheets import SheetsServer
from sandbox.shops import NewVariant
from sandbox.shops.base import Shop
from sandbox.shops.shopee import ShopeeShop
from sandbox.shops.tiktok import TikTokShop

from ..calls import SELLER, Line
from ..clock import Agenda, SimClock
from ..dice import stream
from ..kept import words
from ..places import Seat, Seated, Setting
from .carriers import GoogleCarrier, ShopCarrier
from .paper import WirePaper
from .shop import WireShop

ACCOUNT = "engine"
NOWHERE = "http://127.0.0.1:9"
KINDS = {"shopee": ShopeeShop, "tiktok": TikTokShop}


class Kept:
    """A seller's tokens of one shop, as the vault keeps them: the cache's fate does not touch them."""

    def __init__(self) -> None:
        self.tokens: Tokens | None = None

    def load(self) -> Tokens | None:
        """What was saved last."""
        return self.tokens

    def save(self, tokens: Tokens) -> None:
        """Keep these."""
        self.tokens = tokens

    def refreshing(self) -> AbstractContextManager[None]:
        """Nobody to exclude: one thread plays every worker, one after the other."""
        return nullcontext()


class WireWorld:
    """`Layer` over the sandbox servers. `folder` holds the credential file."""

    def __init__(self, setting: Setting, agenda: Agenda, line: Line, folder: Path) -> None:
        self.setting = setting
        self._line = line
        self._clock = SimClock(agenda)
        self._texts = words(setting.language)
        self._server = SheetsServer(
            self._clock, stream(setting.seed, "google"), None, quotas=True, numbers=setting.numbers
        )
        self._server.add_account(ACCOUNT)
        self._spreadsheet = self._sheet()
        self._credentials = folder / "google.json"
        info = self._server.credentials(ACCOUNT, NOWHERE)
        self._credentials.write_text(json.dumps(info), encoding="utf-8")
        self.paper = WirePaper(self._server, self._spreadsheet, self._texts, ACCOUNT)
        self._tokens: dict[str, Kept] = {}
        self._sandbox: dict[str, Shop] = {}
        self._hooks: dict[str, tuple[AcceptsWebhooks, Seat]] = {}
        self.shops: Mapping[str, WireShop] = {
            name: self._shop(name, kind) for name, kind in setting.shops.items()
        }

    def _sheet(self) -> str:
        """The seller's own sheet, before the engine has seen it."""
        setting = self.setting
        columns = self._texts.columns("skus")[:4]
        made = self._server.create_spreadsheet("Toko", locale=setting.locale, sheets=["SKU"])
        self._server.share(made, ACCOUNT)
        owner = self._server.person(made)
        owner.number_format("SKU", "A:A", "TEXT")
        rows = [[sku, f"Barang {sku}", "", str(units)] for sku, units in setting.stock.items()]
        owner.paste("SKU", "A1", [[column.header for column in columns], *rows])
        return made

    def _shop(self, name: str, kind: str) -> WireShop:
        setting = self.setting

        def post(_url: str, headers: Mapping[str, str], body: bytes) -> int:
            return self._hook(name, headers, body)

        shop = KINDS[kind](name, clock=self._clock, rng=stream(setting.seed, f"shop/{name}"), post=post)
        shop.base_url = f"https://{name}.sim"
        for sku, units in setting.stock.items():
            shop.add_product(f"Barang {sku}", [NewVariant("", sku, 50_000, units)])
        for sku in setting.strangers:
            shop.add_product(f"Asing {sku}", [NewVariant("", sku, 20_000, 30)])
        for sku, parts in setting.sets.items():
            least = min(setting.stock[part] // units for part, units in parts.items())
            shop.add_product(f"Paket {sku}", [NewVariant("", sku, 90_000, least)])
        self._sandbox[name] = shop
        self._tokens[name] = Kept()

        def consent() -> None:
            connector = self._connector(name, Seat(SELLER, self._clock, f"{setting.seed}/seller", _nothing))
            given = shop.credentials("engine")
            extra = {"shop_id": given["shop_id"]} if kind == "shopee" else {}
            assert isinstance(connector, Authorises)  # noqa: S101
            connector.exchange(shop.grant("engine"), extra)

        consent()
        return WireShop(shop, consent)

    # Engines

    @contextmanager
    def seat(self, seat: Seat) -> Iterator[Seated]:
        """As `Layer.seat`."""
        with ExitStack() as stack:
            carrier = GoogleCarrier(self._line, seat.worker, self._server.handle)
            access = Access(self._spreadsheet, self._credentials, NOWHERE)
            gateway = GspreadGateway(access, seat.clock, stream(seat.seed, "gateway"), carrier=carrier)
            stack.callback(gateway.close)
            desk = SheetDesk(
                gateway, Wording(self._texts), seat.clock, stream(seat.seed, "desk"), alarms_of(self._texts)
            )
            connectors = {name: self._connector(name, seat, stack) for name in self._sandbox}
            for name, connector in connectors.items():
                if isinstance(connector, AcceptsWebhooks):
                    self._hooks[name] = (connector, seat)
            yield Seated(desk, connectors)

    def _connector(self, name: str, seat: Seat, stack: ExitStack | None = None) -> Connector:
        shop = self._sandbox[name]
        given = shop.credentials("engine")
        if shop.kind == "shopee":
            app, secret, extra = given["partner_id"], given["partner_key"], {}
        else:
            app, secret, extra = given["app_key"], given["app_secret"], {"service_id": given["service_id"]}
        config = ShopConfig(name, shop.kind, given["base_url"], app, secret, extra=extra)
        client = new_client(ShopCarrier(self._line, seat.worker, self._sandbox))
        if stack is not None:
            stack.callback(client.close)
        http = Http(
            name, client, seat.clock, stream(seat.seed, f"http/{name}"), Pacer(seat.clock, rate=10, burst=20)
        )
        return connector_for(shop.kind, config, http, self._tokens[name], seat.clock)

    # Webhooks

    def register_hooks(self) -> None:
        """Every shop is told where to push."""
        for name, (connector, _) in sorted(self._hooks.items()):
            connector.register_webhook(f"{NOWHERE}/hooks/{name}")

    def _hook(self, name: str, headers: Mapping[str, str], body: bytes) -> int:
        """One push arrives at the receiver of the engine that sits there now."""
        if name not in self._hooks:
            return 0
        connector, seat = self._hooks[name]
        lower = {key.lower(): value for key, value in headers.items()}
        if not connector.verify_webhook(f"{NOWHERE}/hooks/{name}", lower, body):
            return 401
        seat.wake()
        return 200

    def close(self) -> None:
        """Let go of the server."""
        self._server.close()


def _nothing() -> None:
    """The seller's own visit to a consent page wakes no engine."""
