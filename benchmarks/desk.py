"""A sheet in memory behind `engine.sheets.base.Desk`: rows as tuples, swaps by content, the turn of big tabs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from time import perf_counter

from engine.model.book import PendingBatch
from engine.model.sheet import (
    Answer,
    Cell,
    CellKind,
    Chunk,
    Copy,
    Inspected,
    SheetView,
    SheetWrite,
    TabView,
    Value,
    as_text,
)
from engine.sheets.base import LayoutReport, Opened
from engine.sheets.schema import BY_NAME, MANY_ROWS, TABS

IN_TURN = ("links", "orders", "guide")
Cells = list[Value]


def _cell(value: Value) -> Cell:
    """A plain cell in full."""
    kind: CellKind = "blank" if value is None else "text" if isinstance(value, str) else "number"
    return Cell(kind, value, False, "", as_text(value))


class MemoryDesk:
    """One spreadsheet that nobody else writes to; `rows` are the data rows by tab."""

    def __init__(self, skus: Iterable[tuple[str, str, str, int]]) -> None:
        self.columns = {tab.name: {c.name: at for at, c in enumerate(tab.columns)} for tab in TABS}
        self.rows: dict[str, list[Cells]] = {tab.name: [] for tab in TABS}
        for values in skus:
            line: Cells = [*values, *[None] * (len(self.columns["skus"]) - 4)]
            # A blank tick is filled in, some hundreds of rows a batch: an hour's worth of cycles in a tab this long.
            line[self.columns["skus"]["active"]] = True
            self.rows["skus"].append(line)
        self.chunks: dict[str, str] = {}
        self.writes = 0
        self.time = 0.0
        self.parsing = 0.0
        self._payload: dict[str, str] = {}
        self._turn = 0
        self._epoch = 0
        self._last = (0, 0)

    def put(self, tab: str, index: int, column: str, value: Value) -> None:
        """Set one cell, as a person or the engine."""
        self.rows[tab][index][self.columns[tab][column]] = value
        self._payload.pop(tab, None)

    def at(self, tab: str, index: int, column: str) -> Value:
        """One cell."""
        return self.rows[tab][index][self.columns[tab][column]]

    def layout(self) -> LayoutReport:
        return LayoutReport()

    def open(self, engine_id: str, *, take_over: bool = False, own_epoch: int = 0) -> Opened:
        self._epoch += 1
        kept = tuple(Chunk(name, text) for name, text in self.chunks.items() if text)
        return Opened(
            self._epoch, *self._last, False, engine_id, self.time, kept, True, "en_US", "Asia/Jakarta"
        )

    def read(self) -> SheetView:
        names = list(self.rows)
        if len(self.rows["skus"]) > MANY_ROWS:
            self._turn += 1
            names = [n for n in names if n not in IN_TURN or n == IN_TURN[self._turn % len(IN_TURN)]]
        began = perf_counter()
        tabs = {name: TabView(name, self.columns[name], self._tuples(name)) for name in names}
        self.parsing = perf_counter() - began
        return SheetView(tabs, self._epoch, self._last[1], self.time)

    def payload(self, tab: str) -> str:
        """A tab as it travels."""
        if tab not in self._payload:
            self._payload[tab] = json.dumps(self.rows[tab])
        return self._payload[tab]

    def _tuples(self, tab: str) -> tuple[tuple[Value, ...], ...]:
        return tuple(map(tuple, json.loads(self.payload(tab))))

    def inspect(self, rows: Sequence[int]) -> Mapping[int, Inspected]:
        found = {}
        for row in rows:
            stock, entry = (_cell(self.at("skus", row - 1, name)) for name in ("stock", "entry"))
            found[row] = Inspected(as_text(self.at("skus", row - 1, "sku")), stock, entry)
        return found

    def write(self, write: SheetWrite, view: SheetView) -> Answer:
        self.writes += 1
        copies = []
        for intent in write.intents:
            index = intent.row - 1
            keys = [as_text(self.at(intent.tab, index, name)) for name in BY_NAME[intent.tab].keys]
            stood = self.at(intent.tab, index, intent.column)
            matched = intent.mode != "swap" or as_text(stood) == as_text(intent.expected)
            copies.append(Copy(intent, "\x1f".join(keys), stood, int(matched)))
            if matched:
                self.put(intent.tab, index, intent.column, intent.new)
        for tab, row, column, value in write.cells:
            self.put(tab, row - 1, column, value)
        for append in write.appends:
            line: Cells = [None] * len(self.columns[append.tab])
            for column, value in append.values:
                line[self.columns[append.tab][column]] = value
            self.rows[append.tab].append(line)
            self._payload.pop(append.tab, None)
        self.chunks.update({chunk.name: chunk.text for chunk in write.chunks})
        self._last = (self._epoch, write.number)
        return Answer(write.number, True, tuple(copies), self.time)

    def settle(self, pending: PendingBatch) -> Answer:
        return Answer(pending.write.number, False, (), self.time)

    def recall(self) -> Answer:
        return Answer(self._last[1], bool(self._last[1]), (), self.time)

    def checkpoint(self) -> tuple[Chunk, ...]:
        return tuple(Chunk(name, text) for name, text in self.chunks.items())
