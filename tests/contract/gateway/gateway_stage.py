"""What the tests of the desk share: words, a clock moved by hand, and a stage with the local Google behind it."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.model.sheet import Intent, SheetWrite, SwapMode, Value
from engine.sheets.desk import SheetDesk
from engine.sheets.gspread_gateway import Access, GspreadGateway
from engine.sheets.schema import BY_NAME
from sandbox.sheets import Person, SheetsServer
from sandbox.wire import Request, Response

START = 1_790_000_000.0
TITLES = {
    "start": "Mulai",
    "skus": "SKU",
    "links": "Tautan",
    "orders": "Pesanan",
    "conflicts": "Konflik",
    "guide": "Panduan",
}
HEADERS = {"skus.stock": "Stok", "skus.sku": "SKU", "skus.entry": "+/-", "skus.name": "Nama"}


class HandClock:
    """Time stands still until somebody waits."""

    def __init__(self) -> None:
        self.time = START
        self.waits: list[float] = []

    def now(self) -> float:
        return self.time

    def monotonic(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.time += seconds


class Words:
    """Titles as in Indonesian; headers are the English names but for a few."""

    def title(self, tab: str) -> str:
        return TITLES[tab]

    def header(self, tab: str, column: str) -> str:
        return HEADERS.get(f"{tab}.{column}", column.replace("_", " "))

    def note(self, tab: str, column: str) -> str:
        return f"{tab}: {column}"


@dataclass
class Stage:
    """One spreadsheet at the local Google, a person at it, and as many desks as a test wants."""

    server: SheetsServer
    clock: HandClock
    url: str
    folder: Path
    book: str
    person: Person
    gateways: list[GspreadGateway] = field(default_factory=list)

    def desk(self, account: str = "engine", seed: int = 1, book: str = "") -> SheetDesk:
        """A desk of its own account and randomness."""
        if not self.server.has_account(account):
            self.server.add_account(account)
        path = self.folder / f"{account}.json"
        path.write_text(json.dumps(self.server.credentials(account, self.url)), encoding="utf-8")
        rng = random.Random(seed)
        gateway = GspreadGateway(
            Access(book or self.book, path, self.url), self.clock, rng, calls_a_minute=6000
        )
        self.gateways.append(gateway)
        return SheetDesk(gateway, Words(), self.clock, rng)

    def opened(self, *rows: tuple[object, ...]) -> SheetDesk:
        """A desk on a laid-out sheet that holds the sheet, with rows of the tab `skus` typed by a person."""
        desk = self.desk()
        desk.layout()
        for number, row in enumerate(rows, 2):
            for name, text in zip(("sku", "name", "variant", "stock", "entry"), row, strict=False):
                if text != "":
                    self.person.type("SKU", Words().header("skus", name), str(text), row=number)
        desk.open("engine-a")
        return desk

    def calls(self, account: str = "engine") -> tuple[int, int]:
        """Reads and writes of an account so far."""
        counts = self.server.counts()[account]
        return counts["reads"], counts["writes"]

    def see(self, header: str, sku: str) -> str:
        """What the cell under a header shows in the row of a SKU."""
        return self.person.see("SKU", self.person.cell("SKU", header, sku))

    def rule(self, title: str, row: int, column: int) -> dict[str, Any] | None:
        """The condition that validates a cell (zero-based), None for none."""
        found = self.person.tab(title).grid.get(row, column).rule
        return None if found is None else dict(found.value["condition"])

    def entered(self, title: str) -> list[list[object]]:
        """All contents of a tab as they were entered."""
        tabs = self.server.export(self.book)["sheets"]
        return next(tab["entered"] for tab in tabs if tab["title"] == title)

    def close(self) -> None:
        for gateway in self.gateways:
            gateway.close()
        self.server.close()


class Socket:
    """One socket for all tests; what stands behind it changes from test to test."""

    def __init__(self) -> None:
        self.server: SheetsServer | None = None
        self.url = ""

    def handle(self, request: Request) -> Response:
        assert self.server is not None
        return self.server.guarded(request)

    @contextmanager
    def stage(self, folder: Path, *, numbers: str = "match", locale: str = "en_US") -> Iterator[Stage]:
        """A fresh spreadsheet; `numbers` is how findReplace treats number cells."""
        clock = HandClock()
        self.server = SheetsServer(clock, random.Random(7), numbers=numbers, locale=locale)
        book = self.server.create_spreadsheet("Toko", locale=locale)
        stage = Stage(self.server, clock, self.url, folder, book, self.server.person(book, "budi"))
        try:
            yield stage
        finally:
            stage.close()


def intent(
    sku: str,
    row: int,
    expected: Value,
    new: Value,
    *,
    mode: SwapMode = "swap",
    column: str = "stock",
) -> Intent:
    """An intent on the tab `skus`."""
    assert column in BY_NAME["skus"].names
    return Intent("skus", (sku,), column, row, expected, new, mode)


def swap_of(sku: str, row: int, expected: Value, new: Value, number: int = 1) -> SheetWrite:
    """A batch with one swap of `Stok`."""
    return SheetWrite(number, intents=(intent(sku, row, expected, new),))
