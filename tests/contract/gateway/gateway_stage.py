"""What the tests of the desk share: words, a clock moved by hand, and the stages on which the contract is played.

A stage is one spreadsheet behind one kind of `Gateway`: the real gspread client and the local Google over a socket, or
the sheet in memory that the simulation uses. What the contract says must hold on both.
"""

from __future__ import annotations

import json
import random
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar

from engine.errors import SheetUnavailable, SheetUnknown
from engine.model.sheet import Intent, SheetWrite, SwapMode, Value
from engine.sheets.base import Gateway, Json
from engine.sheets.desk import SheetDesk
from engine.sheets.gspread_gateway import Access, GspreadGateway
from engine.sheets.schema import BY_NAME
from sandbox.sheets import Person, SheetsServer
from sandbox.wire import Request, Response
from simulation.core.batch import carried_out
from simulation.core.gateway import MemoryGateway
from simulation.core.person import MemoryPerson
from simulation.core.sheet import MemorySheet

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


Moment = Literal["write", "values", "book"]
T = TypeVar("T")


class Stage(ABC):
    """One spreadsheet, a person at it, and as many desks as a test wants."""

    clock: HandClock
    person: Any

    @abstractmethod
    def gateway(self, account: str = "engine", seed: int = 1) -> Gateway:
        """A gateway of an account of its own."""

    @abstractmethod
    def calls(self, account: str = "engine") -> tuple[int, int]:
        """Reads and writes of an account so far."""

    @abstractmethod
    def rule(self, title: str, row: int, column: int) -> dict[str, Any] | None:
        """The condition that validates a cell (zero-based), None for none."""

    @abstractmethod
    def entered(self, title: str) -> list[list[object]]:
        """All contents of a tab as they were entered."""

    @abstractmethod
    def titles(self) -> Mapping[str, bool]:
        """Every tab, and whether it is hidden."""

    @abstractmethod
    def sheet_id(self, title: str) -> int:
        """The id of a tab."""

    @abstractmethod
    def note(self, title: str, row: int, column: int) -> str:
        """The note on a cell (zero-based)."""

    @abstractmethod
    def state(self) -> object:
        """All of the sheet, to be compared with a later state."""

    @abstractmethod
    def batch(self, *requests: Json) -> None:
        """A batch of somebody else's, carried out at once."""

    @abstractmethod
    def meanwhile(self, move: Callable[[], None], before: Moment = "write") -> None:
        """Somebody moves in the instant before the engine's next call of that kind is carried out."""

    @abstractmethod
    def lose_next_answer(self, *, after: bool) -> None:
        """The answer of the next write is lost, after or without its effect."""

    @abstractmethod
    def use_up_quota(self) -> None:
        """The next write is turned away unread."""

    def desk(self, account: str = "engine", seed: int = 1) -> SheetDesk:
        """A desk of its own account and randomness."""
        return SheetDesk(self.gateway(account, seed), Words(), self.clock, random.Random(seed))

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

    def see(self, header: str, sku: str) -> str:
        """What the cell under a header shows in the row of a SKU."""
        return str(self.person.see("SKU", self.person.cell("SKU", header, sku)))


class Stages(Protocol):
    """Makes stages of one kind."""

    def __call__(self, *, numbers: str = "match", locale: str = "en_US") -> AbstractContextManager[Stage]:
        """A fresh spreadsheet; `numbers` is how findReplace treats number cells."""
        ...


@dataclass
class GoogleStage(Stage):
    """The gspread gateway against the local Google."""

    server: SheetsServer
    clock: HandClock
    url: str
    folder: Path
    book: str
    person: Person
    gateways: list[GspreadGateway] = field(default_factory=list)

    def gateway(self, account: str = "engine", seed: int = 1, book: str = "") -> GspreadGateway:
        if not self.server.has_account(account):
            self.server.add_account(account)
        path = self.folder / f"{account}.json"
        path.write_text(json.dumps(self.server.credentials(account, self.url)), encoding="utf-8")
        access = Access(book or self.book, path, self.url)
        gateway = GspreadGateway(access, self.clock, random.Random(seed), calls_a_minute=6000)
        self.gateways.append(gateway)
        return gateway

    def calls(self, account: str = "engine") -> tuple[int, int]:
        counts = self.server.counts()[account]
        return counts["reads"], counts["writes"]

    def rule(self, title: str, row: int, column: int) -> dict[str, Any] | None:
        found = self.person.tab(title).grid.get(row, column).rule
        return None if found is None else dict(found.value["condition"])

    def entered(self, title: str) -> list[list[object]]:
        tabs = self.server.export(self.book)["sheets"]
        return next(tab["entered"] for tab in tabs if tab["title"] == title)

    def titles(self) -> Mapping[str, bool]:
        return {tab["title"]: tab["hidden"] for tab in self.server.export(self.book)["sheets"]}

    def sheet_id(self, title: str) -> int:
        return self.person.tab(title).sheet_id

    def note(self, title: str, row: int, column: int) -> str:
        return self.person.tab(title).grid.get(row, column).note or ""

    def state(self) -> object:
        return self.server.export(self.book)

    def batch(self, *requests: Json) -> None:
        self.person.do(*requests)

    def meanwhile(self, move: Callable[[], None], before: Moment = "write") -> None:
        methods = {"values": "spreadsheets.values.batchGet", "book": "spreadsheets.get"}
        if before == "write":
            self.server.faults.before_next_write(move)
        else:
            self.server.faults.before_next_write(move, method=methods[before], count=1)

    def lose_next_answer(self, *, after: bool) -> None:
        self.server.faults.cut(method="writes", after=after)

    def use_up_quota(self) -> None:
        self.server.faults.status(429, method="writes")

    def close(self) -> None:
        for gateway in self.gateways:
            gateway.close()
        self.server.close()


class CountedCalls:
    """What lies between an account and the sheet in memory: counts, and what a test put there."""

    def __init__(self, stage: MemoryStage) -> None:
        self.stage = stage
        self.counts = [0, 0]

    def read(self, name: str, effect: Callable[[], T]) -> T:
        self.counts[0] += 2 if name == "book" else 1
        self.stage.moved(name)
        return effect()

    def write(self, effect: Callable[[], T]) -> T:
        self.counts[1] += 1
        if self.stage.fault == "quota":
            self.stage.fault = ""
            raise SheetUnavailable("HTTP 429", status=429)
        self.stage.moved("write")
        fault, self.stage.fault = self.stage.fault, ""
        if fault == "before":
            raise SheetUnknown("lost")
        found = effect()
        if fault == "after":
            raise SheetUnknown("lost")
        return found


class MemoryStage(Stage):
    """The gateway of the simulation against its sheet in memory."""

    def __init__(self, clock: HandClock, sheet: MemorySheet) -> None:
        self.clock = clock
        self.sheet = sheet
        self.person = MemoryPerson(sheet)
        self.fault = ""
        self._accounts: dict[str, CountedCalls] = {}
        self._moves: dict[str, list[Callable[[], None]]] = {}

    def moved(self, name: str) -> None:
        """What somebody does in the instant before a call of this kind."""
        waiting = self._moves.get(name, [])
        if waiting:
            waiting.pop(0)()

    def gateway(self, account: str = "engine", seed: int = 1) -> MemoryGateway:
        return MemoryGateway(self.sheet, self._accounts.setdefault(account, CountedCalls(self)))

    def calls(self, account: str = "engine") -> tuple[int, int]:
        reads, writes = self._accounts[account].counts
        return reads, writes

    def rule(self, title: str, row: int, column: int) -> dict[str, Any] | None:
        look = self.sheet.tab(title).look(row, column)
        if look.tick:
            return {"type": "BOOLEAN"}
        values = [{"userEnteredValue": choice} for choice in look.choices]
        return {"type": "ONE_OF_LIST", "values": values} if values else None

    def entered(self, title: str) -> list[list[object]]:
        tab = self.sheet.tab(title)
        rows: list[list[object]] = []
        for at, row in enumerate(tab.rows):
            formulas = row.formulas or {}
            rows.append(
                [
                    formulas[column].text(at) if column in formulas else (None if value == "" else value)
                    for column, value in enumerate(row.values)
                ]
            )
        while rows and not rows[-1]:
            rows.pop()
        return rows

    def titles(self) -> Mapping[str, bool]:
        return {tab.title: tab.hidden for tab in self.sheet.tabs}

    def sheet_id(self, title: str) -> int:
        return self.sheet.tab(title).sheet_id

    def note(self, title: str, row: int, column: int) -> str:
        return self.sheet.tab(title).look(row, column).note

    def state(self) -> object:
        return [(tab.title, tab.height, tab.width, list(tab.rows), tab.marks) for tab in self.sheet.tabs]

    def batch(self, *requests: Json) -> None:
        carried_out(self.sheet, list(requests))

    def meanwhile(self, move: Callable[[], None], before: Moment = "write") -> None:
        self._moves.setdefault(before, []).append(move)

    def lose_next_answer(self, *, after: bool) -> None:
        self.fault = "after" if after else "before"

    def use_up_quota(self) -> None:
        self.fault = "quota"


@contextmanager
def memory_stage(*, numbers: str = "match", locale: str = "en_US") -> Iterator[MemoryStage]:
    """A fresh sheet in memory."""
    yield MemoryStage(HandClock(), MemorySheet("Sheet1", numbers=numbers, locale=locale))


class Socket:
    """One socket for all tests; what stands behind it changes from test to test."""

    def __init__(self) -> None:
        self.server: SheetsServer | None = None
        self.url = ""

    def handle(self, request: Request) -> Response:
        assert self.server is not None
        return self.server.guarded(request)

    @contextmanager
    def stage(self, folder: Path, *, numbers: str = "match", locale: str = "en_US") -> Iterator[GoogleStage]:
        """A fresh spreadsheet; `numbers` is how findReplace treats number cells."""
        clock = HandClock()
        self.server = SheetsServer(clock, random.Random(7), numbers=numbers, locale=locale)
        book = self.server.create_spreadsheet("Toko", locale=locale)
        stage = GoogleStage(self.server, clock, self.url, folder, book, self.server.person(book, "budi"))
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
