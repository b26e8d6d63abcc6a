"""Holds one cycle's decisions while they are made: the book as it stands, overlaid with what changed."""

from __future__ import annotations

import hashlib
from collections import ChainMap
from collections.abc import Collection, Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from typing import TypeVar, cast

from ..model.book import Book, Changes, ShopState, evolve
from ..model.catalog import Binding
from ..model.ids import LineKey, ListingKey
from ..model.orders import BookedLine
from ..model.questions import Choice, Question, QuestionKind
from ..model.rules import Rules
from ..model.stock import Movement, Part, SkuState

K = TypeVar("K")
V = TypeVar("V")


def digest(*words: object) -> str:
    """A short stable fingerprint of what a question is about."""
    return hashlib.sha256("\x1f".join(str(word) for word in words).encode()).hexdigest()[:16]


# What the feeder of a `Stok` has counted already.
FED = frozenset({"ship", "return"})


def _lower(kept: Mapping[K, V]) -> MutableMapping[K, V]:
    return cast("MutableMapping[K, V]", kept)


@dataclass(slots=True)
class Draft:
    """Working copy of a book for one cycle at Unix time `now`; `changes()` says what differs from the book.

    `read_before` is when the sheet was read for the cycle before, as far as this process knows.
    """

    book: Book
    rules: Rules
    now: float
    read_at: float
    read_before: float = 0.0
    skus: MutableMapping[str, SkuState] = field(init=False)
    bindings: MutableMapping[ListingKey, Binding] = field(init=False)
    lines: MutableMapping[LineKey, BookedLine] = field(init=False)
    questions: MutableMapping[str, Question] = field(init=False)
    shops: MutableMapping[str, ShopState] = field(init=False)
    movements: list[Movement] = field(default_factory=list)
    fresh: dict[str, list[Part]] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)
    forgotten_lines: set[LineKey] = field(default_factory=set)
    forgotten_questions: set[str] = field(default_factory=set)
    forgotten_marks: set[str] = field(default_factory=set)
    marks: dict[str, str] = field(default_factory=dict)
    _new: tuple[dict[str, SkuState], dict[ListingKey, Binding], dict[LineKey, BookedLine]] = field(init=False)
    _asked: dict[str, Question] = field(default_factory=dict)
    _open: dict[tuple[QuestionKind, str], str] = field(init=False)
    _shops: dict[str, ShopState] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._new = ({}, {}, {})
        # Only the first map of a chain is ever written to, so the book's own need no copy.
        self.skus = ChainMap(self._new[0], _lower(self.book.skus))
        self.bindings = ChainMap(self._new[1], _lower(self.book.bindings))
        self.lines = ChainMap(self._new[2], _lower(self.book.lines))
        self.questions = ChainMap(self._asked, _lower(self.book.questions))
        self.shops = ChainMap(self._shops, _lower(self.book.shops))
        self._open = {(q.kind, q.subject): q.id for q in self.book.questions.values() if q.open}

    @property
    def touched(self) -> tuple[Collection[str], Collection[ListingKey]]:
        """The SKUs and listings that this cycle has set so far, even to what they were."""
        return self._new[0].keys(), self._new[1].keys()

    @property
    def typed_after(self) -> float:
        """When the sheet was read last before this, 0.0 where nobody knows: an edit was typed since then.

        A process that died may have read later than it remembers, but what it found then was not booked. Orders are
        read after the sheet in every cycle, so how far a shop was read tells it too.
        """
        known = max((shop.horizon for shop in self.book.shops.values()), default=0.0)
        return min(self.read_at, max(self.read_before, known))

    @property
    def managed(self) -> Collection[str]:
        """The SKUs that the seller has and did not let go in this cycle."""
        return self.skus.keys() - self.dropped if self.dropped else self.skus.keys()

    def move(self, movement: Movement) -> None:
        """Append a booking and bring the SKU's balances along; on-hand movements are remembered as parts.

        A SKU that the seller let go has no account, so nothing is booked for it. Whoever feeds a `Stok` by a formula
        counts what leaves and comes back, so only the reservation changes there.
        """
        state = self.skus.get(movement.sku)
        if state is None:
            return
        if state.feed and movement.kind in FED:
            movement = movement._replace(on_hand=0)
        self.movements.append(movement)
        self.skus[movement.sku] = replace(
            state,
            on_hand=state.on_hand + movement.on_hand,
            reserved=state.reserved + movement.reserved,
        )
        if movement.on_hand:
            self.fresh.setdefault(movement.sku, []).append(Part(movement.on_hand, movement.at))

    def record(self, movement: Movement | None) -> None:
        """Append a booking whose effect the caller has already put into the SKU's state."""
        if movement is not None:
            self.movements.append(movement)

    def mark(self, name: str) -> str:
        """The small fact by this name as it now stands, '' where there is none."""
        return self.marks.get(name, self.book.marks.get(name, ""))

    def parts(self, sku: str) -> tuple[Part, ...]:
        """On-hand movements of this SKU that were booked in this cycle."""
        return tuple(self.fresh.get(sku, ()))

    def ask(
        self,
        kind: QuestionKind,
        subject: str,
        choices: tuple[Choice, ...],
        params: tuple[tuple[str, str], ...] = (),
        about: str = "",
    ) -> Question:
        """Open a question, or keep the open one about the same thing; an older one about it falls away."""
        current = self.asked(kind, subject)
        if current is not None and current.digest == about:
            if current.params != params:
                current = replace(current, params=params)
                self.questions[current.id] = current
            return current
        if current is not None:
            self.close(current, "")
        name = f"{kind[:3].upper()}-{digest(kind, subject, about, f'{self.now:.3f}')[:8]}"
        question = Question(name, kind, subject, self.now, params, choices, about)
        self.questions[name] = question
        self._open[kind, subject] = name
        return question

    def asked(self, kind: QuestionKind, subject: str) -> Question | None:
        """The open question of this kind about this subject."""
        name = self._open.get((kind, subject))
        return None if name is None else self.questions[name]

    def still_open(self, kind: QuestionKind) -> tuple[Question, ...]:
        """Every open question of this kind."""
        return tuple(self.questions[name] for (one, _), name in self._open.items() if one == kind)

    def close(self, question: Question, answer: str, who: str = "") -> None:
        """A question is answered, or falls away where `answer` is ''."""
        self.questions[question.id] = replace(question, answer=answer, who=who, closed_at=self.now)
        self._open.pop((question.kind, question.subject), None)

    def changes(self) -> Changes:
        """What differs from the book; equal values are left out so that a quiet cycle stores nothing."""
        book = self.book
        return Changes(
            movements=tuple(self.movements),
            skus={k: v for k, v in self._new[0].items() if book.skus.get(k) != v and k not in self.dropped},
            bindings={k: v for k, v in self._new[1].items() if book.bindings.get(k) != v},
            lines={
                k: v
                for k, v in self._new[2].items()
                if book.lines.get(k) != v and k not in self.forgotten_lines
            },
            questions={k: v for k, v in self._asked.items() if book.questions.get(k) != v},
            shops={k: v for k, v in self._shops.items() if book.shops.get(k) != v},
            dropped_skus=frozenset(self.dropped),
            marks={k: v for k, v in self.marks.items() if book.marks.get(k) != v},
            forgotten_lines=frozenset(self.forgotten_lines),
            forgotten_questions=frozenset(self.forgotten_questions),
            forgotten_marks=frozenset(self.forgotten_marks),
        )

    def after(self) -> Book:
        """The book as it will be once the changes are stored."""
        return evolve(self.book, self.changes())
