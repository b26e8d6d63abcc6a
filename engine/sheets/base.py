"""What the cycle needs of a spreadsheet (`Desk`), and what a desk needs of Google (`Gateway`).

| call | Google requests | refusals |
|---|---|---|
| `layout` | 3 reads, at most 1 write | SheetRefused, SheetUnavailable, SheetUnknown |
| `open` | 4 reads, 1 write | EpochLost, LayoutBroken, SheetRefused, SheetUnavailable, SheetUnknown |
| `read` | 1 read; 4 where a header or a tab moved | EpochLost, LayoutBroken, SheetRefused, SheetUnavailable |
| `inspect` | 1 read | SheetRefused, SheetUnavailable, LayoutBroken |
| `visit` | 3 reads | LayoutBroken, SheetRefused, SheetUnavailable |
| `write` | 1 write; 5 reads, 1 write a repair | EpochLost, LayoutBroken, SheetRefused, SheetUnavailable; SheetUnknown |
| `settle` | 1 read; repairs like `write` | SheetRefused, SheetUnavailable; SheetUnknown |
| `recall`, `checkpoint` | 1 to 3 reads | SheetRefused, SheetUnavailable |

Only SheetUnknown leaves open whether a write changed anything.

Columns of type `time` (see `schema`) travel as whole Unix seconds on both ways; in the sheet they are dates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from ..model.book import PendingBatch
from ..model.sheet import Answer, Cell, Chunk, Inspected, SheetView, SheetWrite, Value

Json = dict[str, Any]

# A beat that is older says that the engine which wrote it is gone (seconds).
STALE_BEAT = 20 * 60


class Wording(Protocol):
    """The words of the sheet in the seller's language; tabs and columns are named in English."""

    def title(self, tab: str) -> str:
        """The title that a new tab gets."""
        ...

    def header(self, tab: str, column: str) -> str:
        """The header that a new column gets."""
        ...

    def note(self, tab: str, column: str) -> str:
        """The note on that header; '' for none."""
        ...


@dataclass(frozen=True, slots=True)
class Opened:
    """What an engine that holds the sheet knows at its start.

    `epoch` is the epoch it now holds. (`last_epoch`, `last_batch`) names the last batch that changed the sheet,
    (0, 0) for none: a cache is valid only if this is its last confirmed or its one pending batch. `foreign` is
    True where the epoch that ended was not `own_epoch`, so another engine (or another cache) held the sheet.
    `holder` is the engine id that held it before, '' for none, and `beat` its last sign of life (Unix s).
    `number_swaps` says whether findReplace takes numbers in the forms used here.
    `timezone` and `locale` are those of the spreadsheet.
    """

    epoch: int
    last_epoch: int
    last_batch: int
    foreign: bool
    holder: str
    beat: float
    checkpoint: tuple[Chunk, ...]
    number_swaps: bool
    locale: str
    timezone: str


@dataclass(frozen=True, slots=True)
class LayoutReport:
    """What `layout` did: tab ids that it made, the title of a seller's own tab that it adopted as `skus`
    ('' for none), and the columns (`<tab>.<column>`) that it added to tabs that were there before."""

    created: tuple[str, ...] = ()
    adopted: str = ""
    added: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether anything had to be laid out."""
        return bool(self.created or self.adopted or self.added)


class Desk(Protocol):
    """One spreadsheet as the cycle sees it. `open` comes before everything but `layout`."""

    def layout(self) -> LayoutReport:
        """Make what is missing of tabs, columns, formats; rows and values of a person are never touched."""
        ...

    def open(self, engine_id: str, *, take_over: bool = False, own_epoch: int = 0) -> Opened:
        """Take the next epoch, so that every older batch is refused whole from now on; then read the rest.

        EpochLost (params `holder`) where another engine's beat is younger than `STALE_BEAT` and not `take_over`,
        or where another engine took the epoch at the same moment.
        """
        ...

    def visit(self) -> Opened:
        """As `open`, but nothing is taken or written: `epoch` is the one that stands (0 for none), and from then on
        `read`, `inspect` and `settle` only look, while `write` is refused with EpochLost."""
        ...

    def read(self) -> SheetView:
        """One light read of every data tab. Where the tab `skus` has more than 20,000 rows, `links`, `orders`
        and `guide` are read in turn, one a cycle, and are missing from the view otherwise."""
        ...

    def inspect(self, rows: Sequence[int]) -> Mapping[int, Inspected]:
        """SKU, `Stok` and `+/-` of these rows (zero-based) of the tab `skus`, in full; one past the end is missing."""
        ...

    def write(self, write: SheetWrite, view: SheetView) -> Answer:
        """One batch, applied whole or not at all; a batch without content is a mere sign of life."""
        ...

    def settle(self, pending: PendingBatch) -> Answer:
        """What became of a batch whose answer was lost; only after a new epoch was taken with `open`."""
        ...

    def recall(self) -> Answer:
        """What the last batch recorded, whoever wrote it, with the intents as they stand beside the copies
        (`changed` is None: only a reply says it); without the copies of a tab whose columns it did not meet."""
        ...

    def checkpoint(self) -> tuple[Chunk, ...]:
        """The checkpoint as the sheet has it now."""
        ...


class Mark(NamedTuple):
    """Developer metadata: on a column (zero-based `column`) or, where that is None, on a whole tab."""

    key: str
    value: str
    sheet_id: int
    column: int | None


class TabInfo(NamedTuple):
    """One tab: its id, title and grid size."""

    sheet_id: int
    title: str
    rows: int
    columns: int
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class BookInfo:
    """A spreadsheet without its cells; `recalc` is how often it is computed (`ON_CHANGE`, `MINUTE`, `HOUR`)."""

    locale: str
    timezone: str
    recalc: str
    tabs: tuple[TabInfo, ...]
    marks: tuple[Mark, ...]


class Block(NamedTuple):
    """Cells in full, in rows from (`row`, `column`) of a tab; ragged, what is missing is blank."""

    sheet_id: int
    row: int
    column: int
    cells: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Applied:
    """The reply of a batch: one reply for each request ({} where it has none), and the cells asked for."""

    replies: tuple[Json, ...]
    blocks: tuple[Block, ...] = field(default=())


class Gateway(Protocol):
    """One spreadsheet as Google gives it: four calls, so that another one can stand in its place.

    Ranges are A1 texts with a quoted title (`'SKU'!A:ZZ`). Refusals of every call: SheetUnavailable (after bounded
    retries of reads), SheetRefused with the params `status` (the HTTP status) and, where Google names it, `grid`
    (the id of a missing tab), `range` (a text that it cannot resolve) or `bounds` = 1 (rows or columns outside
    of the grid). Only `apply` raises SheetUnknown.
    """

    def book(self) -> BookInfo:
        """Tabs and marks with the keys of `schema` (2 reads)."""
        ...

    def values(self, ranges: Sequence[str]) -> tuple[tuple[tuple[Value, ...], ...], ...]:
        """Unformatted values, whole numbers as int, dates as serial numbers, per range its rows (ragged; 1 read)."""
        ...

    def cells(self, ranges: Sequence[str]) -> tuple[Block, ...]:
        """The cells of these ranges in full (1 read)."""
        ...

    def apply(self, requests: Sequence[Json], ranges: Sequence[str] = ()) -> Applied:
        """One atomic batch of requests in Google's own form, and the values of `ranges` after it (1 write).

        In these blocks only value and kind of a cell are told, not formula, format and what is shown.
        """
        ...
