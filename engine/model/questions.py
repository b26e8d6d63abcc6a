"""What only a person can decide, as values; never exceptions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

QuestionKind = Literal[
    "count",  # several numbers are possible; the least is booked
    "late",  # a movement was learnt after a count that may have included it
    "hold",  # a guard holds pushes
    "drift",  # a shop's number moved without an order
    "tug",  # another integration writes
    "oversell",  # linking would bring available below zero
    "vanished",  # a row is gone
    "renamed",  # the SKU in a row changed
    "copied",  # a SKU stands in two rows
    "relisted",  # a listing came back under a new id
    "returned",  # units came back: fit for sale?
    "opening",  # do adopted numbers include goods of open orders?
    "restored",  # the sheet was restored from its history
    "misplaced",  # a swap met a row without a key
]


class Choice(NamedTuple):
    """One answer: a stable code and the values of its sentence."""

    code: str
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One row of `Konflik`.

    `subject` names what it is about (a SKU, a shop, a listing); with `kind` it is unique among open
    questions. `digest` covers what an answer would release: an answer to another digest is void.
    `answer` is the chosen code ('' while open) and `closed_at` when it took effect or fell away.
    """

    id: str
    kind: QuestionKind
    subject: str
    opened_at: float
    params: tuple[tuple[str, str], ...] = ()
    choices: tuple[Choice, ...] = ()
    digest: str = ""
    answer: str = ""
    who: str = ""
    closed_at: float = 0.0

    @property
    def open(self) -> bool:
        """Whether it still waits for a person."""
        return not self.closed_at
