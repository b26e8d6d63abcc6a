"""What actors, invariants and engines need of a world, and nothing about how a layer provides it.

Two layers provide it: `wire` (gspread, connectors and the sandbox servers, in process) and `core` (in-memory places
behind the engine's base protocols). Tabs and columns go by the engine's English names, whatever people renamed them
to; rows are numbered from 1 as people see them, row 1 is the header.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from engine.connectors.base import Connector
from engine.model.rules import Rules
from engine.sheets.base import Desk
from engine.sheets.desk import SheetDesk
from sandbox.shops.business import Business

from .calls import Line
from .clock import Agenda, SimClock

__all__ = ["Cell", "Desk", "Layer", "Paper", "Seat", "Setting", "Shop", "SheetDesk"]

Cell = str | float | bool | None
"""What was entered into a cell: a text, a number, a tick, nothing. A formula is its text, with its `=`."""


class Refused(Exception):
    """The place would not take the move, as it may happen to people: a rule of validation, an empty shelf."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a world is made of. `stock` is the first count of each SKU; `numbers` how Google swaps number cells.

    `strangers` are SKUs in shops that the sheet does not know. `sets` are listings made of several units:
    their shop SKU, and SKU and units of each part. Calls take `slow` times as long as they usually do.
    """

    seed: int | str
    stock: Mapping[str, int]
    shops: Mapping[str, str]
    numbers: str = "match"
    locale: str = "id_ID"
    language: str = "id"
    strangers: tuple[str, ...] = ()
    sets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    rules: Rules = field(default_factory=Rules)
    interval: float = 10.0
    slow: float = 1.0


class Seen(NamedTuple):
    """One listing as a shop's own books hold it."""

    shop: str
    listing: str
    sku: str
    stock: int


class Paper(Protocol):
    """The spreadsheet as people use it. Every move raises `Refused` where the sheet would not take it."""

    def rows(self, tab: str) -> list[dict[str, Cell]]:
        """What was entered in each row below the header, blank ones included, by column."""
        ...

    def shown(self, tab: str, row: int, column: str) -> str:
        """What one cell shows."""
        ...

    def value(self, tab: str, row: int, column: str) -> Cell:
        """What one cell comes to: of a formula its result."""
        ...

    def type(self, tab: str, row: int, column: str, text: str) -> None:
        """Type into a cell; '' clears it."""
        ...

    def paste(self, tab: str, row: int, column: str, lines: Sequence[Sequence[str]]) -> None:
        """Paste a block from outside, each field as typed."""
        ...

    def dress(self, tab: str, row: int, column: str, pattern: str) -> None:
        """Choose how a number is shown; what was entered stays."""
        ...

    def sort(
        self, tab: str, column: str, *, descending: bool, rows: tuple[int, int] | None = None, width: int = 0
    ) -> None:
        """Sort the rows below the header, or only those from the first to the last of `rows`; all columns, or only
        the first `width`."""
        ...

    def filter(self, tab: str, column: str, hidden: Sequence[str]) -> None:
        """Hide every row that shows one of these texts in the column now; a filter that was there goes."""
        ...

    def unfilter(self, tab: str) -> None:
        """Show every row again."""
        ...

    def hidden(self, tab: str) -> frozenset[int]:
        """The rows (from 1) that a filter hides."""
        ...

    def insert_rows(self, tab: str, row: int, count: int) -> None:
        """Insert blank rows above a row."""
        ...

    def delete_rows(self, tab: str, row: int, count: int) -> None: ...

    def move_rows(self, tab: str, row: int, count: int, before: int) -> None:
        """Drag rows to above another row."""
        ...

    def cut_row(self, tab: str, row: int, target: int) -> None:
        """Cut a whole row and paste it over another; a blank one stays behind."""
        ...

    def duplicate_row(self, tab: str, row: int) -> None:
        """Insert a row below and paste a copy into it."""
        ...

    def move_column(self, tab: str, column: str, before: str) -> None: ...

    def rename_header(self, tab: str, column: str, text: str) -> None: ...

    def rename_tab(self, tab: str, title: str) -> None: ...

    def add_tab(self, title: str, text: str) -> None:
        """A person's own tab with a text in its first cell."""
        ...

    def keepsake(self, title: str) -> str:
        """The text in the first cell of a person's own tab; '' where the tab is gone."""
        ...

    def epochs(self) -> frozenset[int]:
        """The epochs that stand in the sheet: each lets one engine write."""
        ...

    def writes(self) -> int:
        """Writes of the engine that took effect or were refused so far."""
        ...

    def expire_tokens(self) -> None:
        """Every access token handed out so far is refused from now on."""
        ...


class Shop(Protocol):
    """One shop with its own books. `business` is what sellers and buyers do there (`sandbox.shops.business`)."""

    @property
    def business(self) -> Business: ...

    @property
    def storefronts(self) -> Sequence[str]: ...

    def rival_set(self, listing: str, units: int) -> None:
        """Another integration sets a number."""
        ...

    def spoil(self, kind: str, times: int, *, reads: bool = True, lag: float = 0.0) -> bool:
        """Plan a fault that only this place can play (`lie`, `empty_catalogue`, `short_page`, `duplicate_page`,
        `truncated`, `order_lag`); False where it cannot."""
        ...

    def spoilt(self) -> int:
        """How many of the planned faults have not been met yet."""
        ...

    def soothe(self) -> None:
        """Forget what is planned."""
        ...

    def writes(self) -> int:
        """Writes of the engine that arrived so far."""
        ...

    def expire(self) -> None:
        """The engine's access token is refused from now on; refreshing works."""
        ...

    def revoke(self) -> None:
        """The engine's refresh token is dead too."""
        ...

    def consent(self) -> None:
        """The seller connects the shop again."""
        ...

    def hooks(self, mode: str, times: int, seconds: float = 0.0) -> bool:
        """Plan what happens to the next webhooks (`duplicate`, `out_of_order`, `late`, `lose`, `forge`)."""
        ...

    def invent_hook(self, order: str, status: str) -> bool:
        """Somebody who is not the shop sends a webhook: this order has that status now. False where nothing that is
        carried there could say so."""
        ...

    def deliver_hooks(self) -> None:
        """Let the shop send the webhooks that are due."""
        ...


@dataclass(frozen=True, slots=True)
class Seat:
    """What a layer needs to seat one engine: who it is, its machine's clock, and where its calls pass."""

    worker: str
    clock: SimClock
    seed: str
    wake: Callable[[], None]


class Seated(NamedTuple):
    """One engine's way to the world."""

    desk: Desk
    connectors: Mapping[str, Connector]


class Layer(Protocol):
    """A world. `paper` and `shops` are its places; `seat` connects an engine to them, and closes what it opened."""

    @property
    def paper(self) -> Paper: ...

    @property
    def shops(self) -> Mapping[str, Shop]: ...

    def seat(self, seat: Seat) -> AbstractContextManager[Seated]: ...

    def register_hooks(self) -> None:
        """Every shop that has webhooks is told where to push; once an engine sits there."""
        ...

    def close(self) -> None: ...


MakeLayer = Callable[[Setting, Agenda, Line], Layer]
