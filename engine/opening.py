"""Decides, when an engine takes the sheet, whether its cache may be believed, or is rebuilt, or must wait.

| the sheet's last batch                              | the cache is                                        |
|-----------------------------------------------------|-----------------------------------------------------|
| the last confirmed one                              | believed                                            |
| the one pending batch                               | believed; the batch is settled from its copies      |
| none, and the cache is empty                        | new                                                 |
| older than every batch the cache knows              | the sheet was restored from its history: all waits  |
| anything else                                       | lost: rebuilt from the checkpoint                   |
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from .model.book import Book, Changes
from .model.questions import Choice, Question
from .model.stock import Movement

Standing = Literal["valid", "pending", "new", "restored", "lost"]


def standing(book: Book, last: tuple[int, int]) -> Standing:
    """The table of this module; `last` is the (epoch, batch) that last changed the sheet, (0, 0) for none."""
    pending = book.pending
    if pending is not None and last == (pending.epoch, pending.write.number):
        return "pending"
    if last == (book.epoch, book.batch):
        return "pending" if pending is not None else ("valid" if last != (0, 0) or book.skus else "new")
    if last < (book.epoch, book.batch):
        return "restored"
    return "lost"


def rebuild(cached: Book, kept: Book, now: float) -> Changes:
    """From what the cache says to what the checkpoint says; one opening movement per SKU makes the ledger agree."""
    movements = []
    for sku, state in sorted(kept.skus.items()):
        before = cached.skus.get(sku)
        on_hand = state.on_hand - (before.on_hand if before else 0)
        reserved = state.reserved - (before.reserved if before else 0)
        if on_hand or reserved or before is None:
            cause = f"rebuild:{now:.3f}:{sku}"
            movements.append(
                Movement(
                    cause, sku, "opening", on_hand, reserved, now, "checkpoint", "rebuilt from the sheet"
                )
            )
    return Changes(
        movements=tuple(movements),
        skus=kept.skus,
        lines=kept.lines,
        questions=kept.questions,
        shops=kept.shops,
        dropped_skus=frozenset(cached.skus) - frozenset(kept.skus),
        marks=dict.fromkeys(cached.marks, ""),
    )


def hold_all(book: Book, now: float) -> Changes:
    """The sheet is older than the engine's memory: nothing is pushed until a person decides."""
    question = Question(f"RES-{int(now)}", "restored", "sheet", now, (), (Choice("resume"),), f"{now:.3f}")
    return Changes(questions={question.id: question}, marks={"restored": "1"})


def forget_bases(book: Book) -> Changes:
    """After a restored sheet no content is a base: each cell is read as a count again when released."""
    return Changes(skus={sku: replace(state, bases=(), entry_base="") for sku, state in book.skus.items()})
