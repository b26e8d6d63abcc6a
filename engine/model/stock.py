"""Ledger movements and what the engine believes of one SKU's cells."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

MovementKind = Literal["opening", "count", "in/out", "reserve", "release", "ship", "return", "settle", "undo"]

ON_HAND_KINDS: frozenset[str] = frozenset({"opening", "count", "in/out", "ship", "return", "settle", "undo"})
RESERVED_KINDS: dict[str, int] = {"reserve": 1, "release": -1}


class Movement(NamedTuple):
    """One append-only booking. `cause` is unique for the seller: the same cause is never booked twice.

    `on_hand` and `reserved` are signed units added to the two balances; `at` is the Unix time at the shop
    or of the read that showed it; `who` is a person's name where known, else the shop or 'sheet'.
    """

    cause: str
    sku: str
    kind: MovementKind
    on_hand: int
    reserved: int
    at: float
    who: str
    note: str = ""


class Part(NamedTuple):
    """An on-hand movement that the cell's reader may or may not have counted: units and shop time."""

    units: int
    at: float


class Replaced(NamedTuple):
    """A content that an engine write replaced in a cell, and when: a slow hand may still look at it."""

    content: int
    at: float


class Receipt(NamedTuple):
    """The fate of the last edit of a row: a message code with its values, and the read time (0.0: the sentence
    tells it itself)."""

    code: str
    params: tuple[tuple[str, str], ...]
    at: float


@dataclass(frozen=True, slots=True)
class SkuState:
    """What is known of one master SKU. Units are integers; times are Unix seconds.

    `on_hand` is the ledger's balance and `reserved` the open order units. `bases` are the possible
    contents of its `Stok` cell as last confirmed (empty: none known). `offsets` are the differences that
    an open question may still add. `parts` are the on-hand movements booked since the cell was last read.
    `entry_base` is the `+/-` content already booked and `entry_number` numbers the entries.
    `feed` marks a `Stok` that is computed by a formula.
    `misses` counts swaps in a row that met nothing although the cell still shows its base, `entry_misses` those of
    `+/-`. `unreleased` are the on-hand units that people's edits changed since every listing last agreed; the guards
    weigh them.
    `withdrawn` is how much of it they took away, never above zero: what was added before may be shown in one shop and
    not yet in another, so it makes up for nothing that is taken after it. `read_at` is when
    a count was found through a copy while its row was not read since (0: none).
    """

    sku: str
    shown: str
    on_hand: int = 0
    reserved: int = 0
    bases: tuple[int, ...] = ()
    offsets: tuple[int, ...] = ()
    parts: tuple[Part, ...] = ()
    entry_base: str = ""
    entry_number: int = 0
    replaced: tuple[Replaced, ...] = ()
    edited_at: float = 0.0
    read_at: float = 0.0
    buffer: int = 0
    active: bool = True
    feed: bool = False
    counted: bool = False
    vanished_at: float = 0.0
    copies: int = 0
    ceiling: int | None = None
    misses: int = 0
    entry_misses: int = 0
    unreleased: int = 0
    withdrawn: int = 0
    receipt: Receipt | None = None
    problem: Receipt | None = None

    @property
    def available(self) -> int:
        """Units that may be sold; negative means oversold."""
        return self.on_hand - self.reserved

    @property
    def at_rest(self) -> bool:
        """Whether ledger and base say everything about it."""
        return (
            self.bases == (self.on_hand,)
            and not (self.offsets or self.parts or self.entry_base or self.replaced)
            and not (self.vanished_at or self.copies or self.misses or self.edited or self.read_at)
        )

    @property
    def edited(self) -> bool:
        """Whether people's edits changed what not every listing shows yet."""
        return bool(self.unreleased or self.withdrawn)

    def weighed(self, units: int) -> SkuState:
        """The state with an edit of so many units in what the guards weigh; `on_hand` is the caller's."""
        return replace(self, unreleased=self.unreleased + units, withdrawn=min(0, self.withdrawn + units))
