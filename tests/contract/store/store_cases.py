"""A cache's contents for tests of stores, and how a test opens one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import ClassVar

import pytest

from engine.model.book import Changes, ShopState
from engine.model.catalog import Binding, Component, Listing
from engine.model.ids import LineKey, ListingKey
from engine.model.orders import BookedLine, OrderLine
from engine.model.questions import Choice, Question
from engine.model.sheet import CellWrite, Chunk, Intent, RowAppend, SheetWrite
from engine.model.stock import Movement, Part, SkuState
from engine.store.base import Store
from engine.store.repository import SqlStore

NOW = 1_700_000_000.0
TTL = 60.0
Opener = Callable[..., Store]


def movement(
    cause: str, sku: str = "kaos-m", on_hand: int = 0, reserved: int = 0, at: float = NOW
) -> Movement:
    return Movement(cause, sku, "count", on_hand, reserved, at, "Sari", "rak depan")


LISTING = ListingKey("toko-a", "11:22")
LINE = LineKey("toko-a", "A1", "1")
ORDER = OrderLine(LINE, LISTING, "KAOS-M", "Kaos", 3, 0, 1, 0, 50_000, "READY", "shopee", NOW, NOW + 1)
FULL = Changes(
    movements=(movement("count:1", on_hand=10), movement("order:1", reserved=3)),
    skus={"kaos-m": SkuState("kaos-m", "Kaos-M", 10, 3, (10, 8), parts=(Part(-2, NOW),), ceiling=4)},
    bindings={
        LISTING: Binding(
            Listing(LISTING, "11", "KAOS-M", "Kaos", "M", 50_000, 7, storefronts=("tiktok", "tokopedia")),
            (Component("kaos-m", 1), Component("tali", 2)),
            "matched",
            pushed=7,
            drifts=(NOW,),
        )
    },
    lines={LINE: BookedLine(ORDER, (Component("kaos-m", 1),), reserved=3, shipped=1, first_seen=NOW)},
    questions={"q1": Question("q1", "count", "kaos-m", NOW, (("base", "10"),), (Choice("least"),))},
    shops={"toko-a": ShopState("toko-a", sending=True, horizon=NOW, days_left=20)},
    marks={"beat": "1700000000"},
)
WRITE = SheetWrite(
    number=7,
    intents=(Intent("Stok", ("kaos-m",), "on_hand", 4, 10, 8, "swap"),),
    cells=(CellWrite("Stok", 4, "available", 5),),
    appends=(RowAppend("Pesanan", (("order", "A1"), ("units", 3)), ("ya", "tidak")),),
    chunks=(Chunk("skus:0", "{}"),),
)


class OpensStores:
    """Subclass it with a `url` fixture of an empty cache that keeps what it is told."""

    seller: ClassVar[str] = "toko-ibu"

    @pytest.fixture
    def url(self) -> str:
        raise NotImplementedError

    @pytest.fixture
    def opener(self, url: str) -> Iterator[Opener]:
        with ExitStack() as stack:

            def open_store(seller: str = self.seller, **options: object) -> Store:
                store = SqlStore(url, seller, clock_now=lambda: NOW, **options)
                stack.callback(store.close)
                return store

            yield open_store

    @pytest.fixture
    def store(self, opener: Opener) -> Store:
        return opener()
