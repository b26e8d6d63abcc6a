"""The engine's memory between cycles, and what one cycle changes in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, TypeVar

from .catalog import Binding
from .ids import LineKey, ListingKey
from .orders import BookedLine
from .questions import Question
from .sheet import SheetWrite
from .stock import Movement, SkuState

K = TypeVar("K")
V = TypeVar("V")

# Seconds that a failing shop is left alone at most: after them it is asked again, whatever wait it asked for.
LONGEST_REST = 3600.0


@dataclass(frozen=True, slots=True)
class ShopState:
    """What is known of one shop between cycles. Times are Unix seconds, 0 where it never happened.

    `sending` is the tick in `Kirim stok`. `horizon` is until when order updates are read completely.
    `scan_cursor` is where the rolling listing scan goes on, `scanned_at` when a whole scan first ended.
    `failures` in a row and `retry_at` slow down calls to a sick shop. `problem` is the last error's code.
    """

    shop: str
    sending: bool = False
    connected: bool = True
    horizon: float = 0.0
    opened_at: float = 0.0
    scan_cursor: str = ""
    scanned_at: float = 0.0
    failures: int = 0
    retry_at: float = 0.0
    problem: str = ""
    days_left: int | None = None
    read_at: float = 0.0
    checked_at: float = 0.0
    frozen_at: float = 0.0


@dataclass(frozen=True, slots=True)
class PendingBatch:
    """A batch that was journalled and whose outcome is not settled yet, with the time of its sheet read."""

    epoch: int
    write: SheetWrite
    read_at: float


@dataclass(frozen=True, slots=True)
class Book:
    """All that the engine remembers of one seller. (`epoch`, `batch`) is the last confirmed batch.

    `marks` are small facts by name (the time of the last beat, the day of the last backup).
    """

    seller: str
    skus: Mapping[str, SkuState] = field(default_factory=dict)
    bindings: Mapping[ListingKey, Binding] = field(default_factory=dict)
    lines: Mapping[LineKey, BookedLine] = field(default_factory=dict)
    questions: Mapping[str, Question] = field(default_factory=dict)
    shops: Mapping[str, ShopState] = field(default_factory=dict)
    epoch: int = 0
    batch: int = 0
    pending: PendingBatch | None = None
    marks: Mapping[str, str] = field(default_factory=dict)


class Push(NamedTuple):
    """Set one listing from what it is believed to show (`before`, None: unknown) to `units`, and why.

    `sku` is the master SKU that decides; `why` is a message code (`count`, `order`, `drift`, `first`, …);
    `by_order` where orders alone caused it, which no guard holds.
    """

    key: ListingKey
    product: str
    sku: str
    before: int | None
    units: int
    why: str
    by_order: bool


class Held(NamedTuple):
    """Pushes of one shop that wait for a person: the reason, a digest of the edits, and the pushes."""

    shop: str
    reason: str
    digest: str
    pushes: tuple[Push, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """New values for whatever a step changed; what is absent stays. Movements are appended.

    `dropped_skus` are SKUs that a person took out of the sheet for good; what is `forgotten` can change no
    number any more.
    """

    movements: tuple[Movement, ...] = ()
    skus: Mapping[str, SkuState] = field(default_factory=dict)
    bindings: Mapping[ListingKey, Binding] = field(default_factory=dict)
    lines: Mapping[LineKey, BookedLine] = field(default_factory=dict)
    questions: Mapping[str, Question] = field(default_factory=dict)
    shops: Mapping[str, ShopState] = field(default_factory=dict)
    dropped_skus: frozenset[str] = frozenset()
    marks: Mapping[str, str] = field(default_factory=dict)
    forgotten_lines: frozenset[LineKey] = frozenset()
    forgotten_questions: frozenset[str] = frozenset()
    forgotten_marks: frozenset[str] = frozenset()

    @property
    def empty(self) -> bool:
        """Whether nothing that is stored changed."""
        forgotten = self.forgotten_lines or self.forgotten_questions or self.forgotten_marks
        return not (self.substantial or self.shops or forgotten)

    @property
    def substantial(self) -> bool:
        """Whether more changed than how far shops were read, and what may be forgotten."""
        return bool(
            self.movements
            or self.skus
            or self.bindings
            or self.lines
            or self.questions
            or self.dropped_skus
            or self.marks
        )


def evolve(book: Book, changes: Changes) -> Book:
    """The book with these changes in it."""
    return replace(
        book,
        skus=_overlaid(book.skus, changes.skus, changes.dropped_skus),
        bindings=_overlaid(book.bindings, changes.bindings),
        lines=_overlaid(book.lines, changes.lines, changes.forgotten_lines),
        questions=_overlaid(book.questions, changes.questions, changes.forgotten_questions),
        shops=_overlaid(book.shops, changes.shops),
        marks=_overlaid(book.marks, changes.marks, changes.forgotten_marks),
    )


def joined(first: Changes, then: Changes) -> Changes:
    """Both as one: what `then` says of a thing stands over what `first` says of it."""
    return Changes(
        movements=(*first.movements, *then.movements),
        skus={**first.skus, **then.skus},
        bindings={**first.bindings, **then.bindings},
        lines={**first.lines, **then.lines},
        questions={**first.questions, **then.questions},
        shops={**first.shops, **then.shops},
        dropped_skus=(first.dropped_skus - then.skus.keys()) | then.dropped_skus,
        marks={**first.marks, **then.marks},
        forgotten_lines=(first.forgotten_lines - then.lines.keys()) | then.forgotten_lines,
        forgotten_questions=(first.forgotten_questions - then.questions.keys()) | then.forgotten_questions,
        forgotten_marks=(first.forgotten_marks - then.marks.keys()) | then.forgotten_marks,
    )


def _overlaid(old: Mapping[K, V], new: Mapping[K, V], gone: frozenset[K] = frozenset()) -> Mapping[K, V]:
    """The old values with the new ones over them and without what is gone; the very same where nothing changed."""
    if not new and not gone:
        return old
    merged = {**old, **new}
    for key in gone:
        merged.pop(key, None)
    return merged


@dataclass(frozen=True, slots=True)
class Plan:
    """What one cycle decided: bookings and beliefs (`changes`), and pushes in order of risk.

    `book` is the memory as it will be once `changes` are stored. `problems` are sentences (code, params)
    about what people named in `SKU master`. `looked` is what the next cycle need not look at again, opaque to
    all but `reconcile`; None where it must look at everything.
    """

    book: Book
    changes: Changes
    pushes: tuple[Push, ...]
    problems: Mapping[ListingKey, tuple[str, tuple[tuple[str, str], ...]]] = field(default_factory=dict)
    looked: Any = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The plan after the guards: what may leave now and what waits."""

    plan: Plan
    allowed: tuple[Push, ...]
    held: tuple[Held, ...]
