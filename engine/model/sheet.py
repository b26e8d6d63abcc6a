"""What was read from the sheet, what shall be written, and what the sheet's own copies say became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

# A value as a light read gives it: None blank, bool, number, text (errors such as '#N/A' are text).
Value = None | bool | int | float | str
RowKey = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TabView:
    """One tab of one light read.

    `columns` maps English column names to zero-based column indexes; `rows` are the data rows in order
    (ragged, trailing blanks missing); the first of them is sheet row `first_row` (zero-based). `notes` is
    what was worked out of the rows once and holds as long as they do; it is no part of the value.
    """

    tab: str
    columns: Mapping[str, int]
    rows: tuple[tuple[Value, ...], ...]
    first_row: int = 1
    notes: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def cell(self, index: int, column: str) -> Value:
        """The value in data row `index`; blank where the row is shorter. '' counts as blank."""
        at = self.columns[column]
        row = self.rows[index]
        value = row[at] if at < len(row) else None
        return None if value == "" else value

    def text(self, index: int, column: str) -> str:
        """The value as text, trimmed: '' for blank, whole numbers without decimals."""
        return as_text(self.cell(index, column))


def as_text(value: Value) -> str:
    """A value as a person would read it: trimmed text, whole numbers without decimals, '' for blank."""
    if isinstance(value, str):
        return value.strip()
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return str(value)


@dataclass(frozen=True, slots=True)
class SheetView:
    """One consistent light read: every tab that was asked for, the epoch's batch number and its time.

    `batch` is the number in the epoch tab, so it says which batch the sheet last took. A tab missing
    from `tabs` was not read in this cycle: nothing is concluded from it.
    """

    tabs: Mapping[str, TabView]
    epoch: int
    batch: int
    read_at: float
    locale: str = "en_US"


CellKind = Literal["blank", "number", "text", "bool", "error"]


class Cell(NamedTuple):
    """One cell in full: what kind of value it has, whether a formula made it, and how it is shown.

    `format` is the API's number format type ('' where none is set, 'DATE', 'PERCENT', 'CURRENCY', …).
    """

    kind: CellKind
    value: Value
    formula: bool
    format: str
    shown: str


class Inspected(NamedTuple):
    """A row's `Stok` and `+/-` read again in full, with the key that stood in it in that same read."""

    key: str
    cell: Cell
    entry: Cell


SwapMode = Literal["swap", "plain", "fill"]


class Intent(NamedTuple):
    """A change of a person's or shared cell, journalled before it is sent.

    `swap`: compare-and-swap behind a copy. `plain`: a write behind a copy, where swaps of numbers do not
    work. `fill`: a write into a blank behind a copy. `row` is the zero-based sheet row in this cycle's read.
    """

    tab: str
    key: RowKey
    column: str
    row: int
    expected: Value
    new: Value
    mode: SwapMode


class Copy(NamedTuple):
    """What the sheet itself recorded in the instant before an intent was carried out.

    `key` is the text of the row's key cell that was met ('' for a row without a key) and `content` what
    stood in the cell. `changed` is the sheet's own count of swapped cells, None where the reply was lost.
    `repeated` is True where the key stood in more than one row.
    """

    intent: Intent
    key: str
    content: Value
    changed: int | None
    repeated: bool = False


class CellWrite(NamedTuple):
    """An engine-owned cell that must change; found by row in this cycle's read."""

    tab: str
    row: int
    column: str
    value: Value


class RowAppend(NamedTuple):
    """A new row at the end of a tab: engine-owned values by English column name."""

    tab: str
    values: tuple[tuple[str, Value], ...]
    choices: tuple[str, ...] = ()


class Chunk(NamedTuple):
    """One piece of the checkpoint: its name and its text of at most 50,000 characters (`checkpoint.CELL` is below)."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class SheetWrite:
    """Everything that one batch shall change, in the order in which it is sent."""

    number: int
    intents: tuple[Intent, ...] = ()
    cells: tuple[CellWrite, ...] = ()
    appends: tuple[RowAppend, ...] = ()
    chunks: tuple[Chunk, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to say, so that no call is made."""
        return not (self.intents or self.cells or self.appends or self.chunks)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of a batch after its reply, or after the read that settled a lost one.

    `applied` False: the batch never took place. `read_at` is the time of the reply or of that read.
    """

    number: int
    applied: bool
    copies: tuple[Copy, ...]
    read_at: float
