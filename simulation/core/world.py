"""Builds a core world: a sheet and shops in memory, and seats for engines, with the line between them.

| fate of a call             | a batch, a number set    | anything else    |
|----------------------------|--------------------------|------------------|
| refused                    | unavailable, a limit     | the same         |
| unreachable                | unavailable              | unavailable      |
| error, cut or timeout      | unknown                  | unavailable      |
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from engine.errors import (
    RateLimited,
    SheetError,
    SheetUnavailable,
    SheetUnknown,
    ShopError,
    Unavailable,
    UnknownOutcome,
)
from engine.sheets.desk import SheetDesk
from engine.wiring import Wording, alarms_of
from sandbox.shops.business import Business
from sandbox.shops.trade import NewVariant, ShopRefusal

from ..calls import Call, Fate, Line
from ..clock import Agenda, SimClock
from ..dice import stream
from ..kept import words
from ..places import Refused, Seat, Seated, Setting
from .connector import MemoryConnector, Traffic
from .gateway import MemoryGateway
from .paper import CorePaper
from .person import MemoryPerson
from .sheet import MemorySheet
from .shop import Behaviour, KeptPair, MemoryShop

T = TypeVar("T")
BEHAVIOURS: Mapping[str, Behaviour] = {"shopee": "single", "tiktok": "pooled"}


class SheetLine:
    """Between one engine and the sheet: `gateway.Calls` over the line. Reads are tried again, as by the real client."""

    ATTEMPTS = 4

    def __init__(self, line: Line, seat: Seat, paper: CorePaper) -> None:
        self._line = line
        self._seat = seat
        self._paper = paper

    def read(self, name: str, effect: Callable[[], T]) -> T:
        """As `Calls.read`."""
        wait = 1.0
        for _ in range(self.ATTEMPTS - 1):
            try:
                return self._call("read", name, effect)
            except SheetUnavailable:
                self._seat.clock.sleep(wait)
                wait *= 2
        return self._call("read", name, effect)

    def write(self, effect: Callable[[], T]) -> T:
        """As `Calls.write`."""

        def counted() -> T:
            self._paper.written += 1
            return effect()

        return self._call("write", "batchUpdate", counted)

    def _call(self, kind: Traffic, name: str, effect: Callable[[], T]) -> T:
        if self._paper.expired:
            self._paper.expired = False
            self._line.carry(Call(self._seat.worker, "sheet", "auth", "token"), _nothing, _no_token)

        def spoil(fate: Fate) -> T:
            lost: type[SheetError] = SheetUnknown if kind == "write" else SheetUnavailable
            raise (SheetUnavailable if fate in ("refused", "unreachable") else lost)(fate)

        return self._line.carry(Call(self._seat.worker, "sheet", kind, name), effect, spoil)


def _nothing() -> None:
    """A sign-in that goes well leaves nothing behind."""


def _no_token(fate: Fate) -> None:
    raise SheetUnavailable(f"sign-in: {fate}")


class ShopLine:
    """Between one engine and one shop: `connector.Carrier` over the line."""

    def __init__(self, line: Line, seat: Seat, shop: str) -> None:
        self._line = line
        self._seat = seat
        self._shop = shop

    def carry(self, traffic: Traffic, name: str, effect: Callable[[], T]) -> T:
        """As `Carrier.carry`."""

        def spoil(fate: Fate) -> T:
            if fate == "refused":
                raise RateLimited(fate, shop=self._shop)
            silent: type[ShopError] = Unavailable if traffic == "read" else UnknownOutcome
            raise (Unavailable if fate == "unreachable" else silent)(fate, shop=self._shop)

        return self._line.carry(Call(self._seat.worker, self._shop, traffic, name), effect, spoil)


class CoreShop:
    """A shop in memory as actors and invariants see it."""

    def __init__(self, shop: MemoryShop, tokens: KeptPair) -> None:
        self._shop = shop
        self._tokens = tokens

    @property
    def business(self) -> Business:
        """What sellers and buyers do there."""
        return self._shop

    @property
    def storefronts(self) -> Sequence[str]:
        """Where buyers buy."""
        return self._shop.catalogue.storefronts

    def rival_set(self, listing: str, units: int) -> None:
        """As `Shop.rival_set`."""
        try:
            self._shop.set_stock(listing, units)
        except ShopRefusal as error:
            raise Refused(str(error)) from error

    def spoil(self, kind: str, times: int, *, reads: bool = True, lag: float = 0.0) -> bool:
        """As `Shop.spoil`."""
        faults = self._shop.faults
        if kind == "order_lag":
            faults.order_lag = lag
        elif kind == "lie":
            faults.lie(times, path="set_stock")
        elif kind == "empty_catalogue":
            faults.empty_catalogue(times, path="listings")
        elif kind == "short_page":
            faults.short_page(times, path="orders" if reads else "listings")
        elif kind == "duplicate_page":
            faults.duplicate_page(times, path="orders" if reads else "listings")
        elif kind == "truncated":
            faults.truncated(times, path="orders" if reads else "set_stock")
        else:
            return False
        return True

    def spoilt(self) -> int:
        """As `Shop.spoilt`."""
        return sum(fault.times for fault in self._shop.faults.waiting)

    def soothe(self) -> None:
        """As `Shop.soothe`."""
        self._shop.faults.clear()

    def writes(self) -> int:
        """As `Shop.writes`."""
        return self._shop.reached["write"]

    def expire(self) -> None:
        """As `Shop.expire`."""
        self._shop.expire()

    def revoke(self) -> None:
        """As `Shop.revoke`."""
        self._shop.revoke()

    def consent(self) -> None:
        """As `Shop.consent`."""
        self._tokens.pair = self._shop.grant()

    def hooks(self, mode: str, times: int, seconds: float = 0.0) -> bool:
        """As `Shop.hooks`."""
        hooks = self._shop.webhooks
        if mode == "late":
            hooks.late(seconds, times)
        elif mode in ("duplicate", "out_of_order", "lose", "forge"):
            getattr(hooks, mode)(times)
        else:
            return False
        return True

    def invent_hook(self, _order: str, _status: str) -> bool:
        """As `Shop.invent_hook`: a webhook carries nothing here."""
        return False

    def deliver_hooks(self) -> None:
        """As `Shop.deliver_hooks`."""
        self._shop.tick()


class CoreWorld:
    """`Layer` in memory."""

    def __init__(self, setting: Setting, agenda: Agenda, line: Line, _folder: Path) -> None:
        self.setting = setting
        self._line = line
        self._clock = SimClock(agenda)
        self._texts = words(setting.language)
        self._sheet = self._filled()
        self.paper = CorePaper(self._sheet, self._texts)
        self._tokens: dict[str, KeptPair] = {}
        self._business: dict[str, MemoryShop] = {}
        self._wake: dict[str, Callable[[], None]] = {}
        self.shops: Mapping[str, CoreShop] = {
            name: self._shop(name, BEHAVIOURS[kind]) for name, kind in setting.shops.items()
        }

    def _filled(self) -> MemorySheet:
        """The seller's own sheet, before the engine has seen it."""
        setting = self.setting
        sheet = MemorySheet("SKU", locale=setting.locale, numbers=setting.numbers)
        owner = MemoryPerson(sheet)
        owner.number_format("SKU", "A:A", "TEXT", "@")
        headers = [column.header for column in self._texts.columns("skus")[:4]]
        rows = [[sku, f"Barang {sku}", "", str(units)] for sku, units in setting.stock.items()]
        owner.paste("SKU", "A1", [headers, *rows])
        return sheet

    def _shop(self, name: str, behaviour: Behaviour) -> CoreShop:
        setting = self.setting

        def hook(forged: bool) -> int:
            if forged or name not in self._wake:
                return 401
            self._wake[name]()
            return 200

        salt = stream(setting.seed, f"shop/{name}").getrandbits(64)
        shop = MemoryShop(name, behaviour, self._clock, salt, hook=hook)
        for sku, units in setting.stock.items():
            shop.add_product(f"Barang {sku}", [NewVariant("", sku, 50_000, units)])
        for sku in setting.strangers:
            shop.add_product(f"Asing {sku}", [NewVariant("", sku, 20_000, 30)])
        for sku, parts in setting.sets.items():
            least = min(setting.stock[part] // units for part, units in parts.items())
            shop.add_product(f"Paket {sku}", [NewVariant("", sku, 90_000, least)])
        self._business[name] = shop
        self._tokens[name] = KeptPair(shop.grant())
        return CoreShop(shop, self._tokens[name])

    @contextmanager
    def seat(self, seat: Seat) -> Iterator[Seated]:
        """As `Layer.seat`."""
        gateway = MemoryGateway(self._sheet, SheetLine(self._line, seat, self.paper))
        desk = SheetDesk(
            gateway, Wording(self._texts), seat.clock, stream(seat.seed, "desk"), alarms_of(self._texts)
        )
        connectors = {
            name: MemoryConnector(shop, self._tokens[name], seat.clock, ShopLine(self._line, seat, name))
            for name, shop in self._business.items()
        }
        for name in self._business:
            self._wake[name] = seat.wake
        yield Seated(desk, connectors)

    def register_hooks(self) -> None:
        """Every shop is told where to push."""
        for shop in self._business.values():
            shop.webhooks.urls["engine"] = "here"

    def close(self) -> None:
        """Nothing is held open."""
