"""What the contract of connectors is played on: a sandbox shop on a socket, its connector, and hand-made time."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import ClassVar

import httpx
import pytest

from engine.connectors.base import Authorises, Connector, Tokens
from engine.connectors.config import ShopConfig
from engine.connectors.registry import connector_for
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


class SlowClock(HandClock):
    """A machine's clock that is behind that of the shop."""

    def __init__(self, true: HandClock, behind: float) -> None:
        super().__init__()
        self._true = true
        self._behind = behind

    def now(self) -> float:
        return self._true.time - self._behind

    def monotonic(self) -> float:
        return self._true.time

    def sleep(self, seconds: float) -> None:
        self._true.sleep(seconds)


class TokenShelf:
    """A token store in memory that notes how many requests had reached the shop at each save."""

    def __init__(self) -> None:
        self.tokens: Tokens | None = None
        self.exclusion = threading.Lock()
        self.saves: list[Tokens] = []
        self.requests_at_save: list[int] = []
        self.count: Callable[[], int] = int

    def load(self) -> Tokens | None:
        return self.tokens

    def save(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.saves.append(tokens)
        self.requests_at_save.append(self.count())

    def refreshing(self) -> AbstractContextManager[bool]:
        return self.exclusion


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

    def product(self, *skus: str, stock: int = 10, from_marketplace_warehouse: bool = False) -> Product:
        """A product with a variant for each SKU; a single one has no variants."""
        names = [""] if len(skus) == 1 else [f"Ukuran {number}" for number in range(len(skus))]
        variants = [NewVariant(name, sku, 50_000, stock) for name, sku in zip(names, skus, strict=True)]
        return self.shop.add_product(
            f"Kaos {skus[0]}", variants, from_marketplace_warehouse=from_marketplace_warehouse
        )

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
        return self.shop.catalogue.find(key.listing)[1].units

    def secrets(self) -> list[str]:
        """Everything that must never be seen."""
        found = [self.config.app_secret]
        for tokens in self.shelf.saves:
            found += [tokens.access, tokens.refresh]
        return found


def counted(line: OrderLine) -> tuple[int, int, int, int]:
    return line.taken, line.released, line.shipped, line.returned


class Playground:
    """What a marketplace tells about itself, and the world that each test gets."""

    kind: ClassVar[str]
    # Parts of the marketplace's own paths at which faults are aimed.
    listing_path: ClassVar[str]
    detail_path: ClassVar[str]
    order_path: ClassVar[str]
    stock_path: ClassVar[str]
    refresh_path: ClassVar[str]
    # What a quiet cycle may ask for, as (part of a path, calls); a page is of ten products with variants.
    quiet_orders: ClassVar[dict[str, int]]
    quiet_returns: ClassVar[dict[str, int]]
    quiet_page: ClassVar[dict[str, int]]

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

    def refresh_token_of(self, request: Request) -> str:
        """The refresh token that a sign-in request spends."""
        raise NotImplementedError

    @pytest.fixture
    def build(self, stage: Stage) -> Iterator[Callable[..., World]]:
        with new_client() as client:

            def build(warehouses: tuple[Warehouse, ...] = (), chosen: str = "", behind: float = 0.0) -> World:
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
                own = SlowClock(clock, behind)
                http = Http(NAME, client, own, random.Random(7), Pacer(own))
                connector = connector_for(self.kind, config, http, shelf, own)
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

    def sign_in_again(self, world: World) -> None:
        assert isinstance(world.connector, Authorises)
        world.connector.exchange(world.shop.grant(), self.redirect_values(world.shop))
        world.stage.requests.clear()
