"""Decides, when an engine takes the sheet, whether its cache may be believed, or is rebuilt, or must wait.

| the sheet's last batch                              | the cache is                                        |
|-----------------------------------------------------|-----------------------------------------------------|
| the last confirmed one                              | believed                                            |
| the one pending batch                               | believed; the batch is settled from its copies      |
| none, and the cache is empty                        | new                                                 |
| older than every batch the cache knows              | the sheet was restored from its history: all waits  |
| anything else                                       | lost: rebuilt from the checkpoint                   |

What a rebuild makes of things that the checkpoint does not name:

| in the cache, or told by a shop                     | counts as                                           |
|-----------------------------------------------------|-----------------------------------------------------|
| an order line from before the checkpoint's horizon  | final: whatever it booked is in the numbers         |
| a newer order line                                  | new                                                 |
| an open question                                    | fallen away                                         |
| what a listing shows                                | not known: read again before anything is pushed     |
| a listing that the checkpoint calls frozen          | frozen, until a person resumes it                   |
| the receipt of a SKU at rest                        | what `Bukti` says beside it (`reconcile.people`)    |
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from .model.book import Book, Changes, ShopState
from .model.catalog import Binding
from .model.orders import BookedLine
from .model.questions import Choice, Question
from .model.stock import Movement
from .reconcile import marks
from .reconcile.horizon import FINAL_KEPT

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
    """From what the cache says to what the checkpoint says; one movement per SKU makes the ledger agree."""
    movements = []
    skus = {}
    shops = {name: _reopened(shop) for name, shop in kept.shops.items()}
    newer = [booked for booked in _absent(cached, kept) if not _is_older(booked, shops)]
    booked_since = Counter[tuple[str, str]]()
    for booked in newer:
        for part in booked.components:
            booked_since[part.sku, "on hand"] += (booked.restocked - booked.shipped) * part.units
            booked_since[part.sku, "reserved"] += booked.open_units * part.units
    for sku, told in sorted(kept.skus.items()):
        before = cached.skus.get(sku)
        # Causes carry this number: one that the cache has used would not be booked again.
        number = max(told.entry_number, before.entry_number if before else 0)
        state = replace(
            told,
            on_hand=told.on_hand + booked_since[sku, "on hand"],
            reserved=told.reserved + booked_since[sku, "reserved"],
            entry_number=number,
        )
        skus[sku] = state
        on_hand = state.on_hand - (before.on_hand if before else 0)
        reserved = state.reserved - (before.reserved if before else 0)
        if on_hand or reserved or before is None:
            cause = f"rebuild:{now:.3f}:{sku}"
            movements.append(
                Movement(
                    cause, sku, "opening", on_hand, reserved, now, "checkpoint", "rebuilt from the sheet"
                )
            )
    for sku, state in sorted(cached.skus.items()):
        if sku not in kept.skus and (state.on_hand or state.reserved):
            # It was let go while this cache was not in use; should it be there again one day, it begins at nothing.
            cause, units = f"rebuild:{now:.3f}:{sku}", (-state.on_hand, -state.reserved)
            movements.append(
                Movement(cause, sku, "settle", *units, now, "checkpoint", "rebuilt from the sheet")
            )
    finished = {b.line.key: _finished(b) for b in _absent(cached, kept) if _is_older(b, shops)}
    fallen = {
        name: replace(question, closed_at=now)
        for name, question in cached.questions.items()
        if question.open and name not in kept.questions
    }
    return Changes(
        movements=tuple(movements),
        skus=skus,
        bindings={
            key: Binding(one.listing, frozen=bool(kept.marks.get(marks.frozen(key))), gone=one.gone)
            for key, one in cached.bindings.items()
        },
        lines={**finished, **{key: _renewed(cached.lines.get(key), one) for key, one in kept.lines.items()}},
        questions={**fallen, **kept.questions},
        shops=shops,
        dropped_skus=frozenset(cached.skus) - frozenset(kept.skus),
        marks={**dict.fromkeys(cached.marks, ""), **kept.marks},
    )


def _reopened(shop: ShopState) -> ShopState:
    """Order lines from before this time that the checkpoint does not name are final."""
    return replace(shop, opened_at=max(shop.opened_at, shop.horizon - FINAL_KEPT))


def _absent(cached: Book, kept: Book) -> list[BookedLine]:
    return [booked for key, booked in sorted(cached.lines.items()) if key not in kept.lines]


def _is_older(booked: BookedLine, shops: Mapping[str, ShopState]) -> bool:
    shop = shops.get(booked.line.key.shop)
    return shop is not None and booked.line.created < shop.opened_at


def _finished(booked: BookedLine) -> BookedLine:
    """A line that ended while this cache was not in use: nothing of it is open, nothing will be booked for it."""
    line = booked.line
    released = line.taken - line.shipped
    return replace(
        booked,
        line=replace(line, released=released, final=True),
        reserved=line.taken,
        released=line.taken,
        shipped=line.taken,
    )


def _renewed(cached: BookedLine | None, kept: BookedLine) -> BookedLine:
    """The checkpoint's line. Where the cache had booked more of it, the ledger knows causes that will come again."""
    if cached is None:
        return kept
    before = (cached.reserved, cached.released, cached.shipped, cached.restocked)
    after = (kept.reserved, kept.released, kept.shipped, kept.restocked)
    taken_back = cached.components != kept.components or any(
        b > a for b, a in zip(before, after, strict=True)
    )
    number = max(cached.rebuilds, kept.rebuilds)
    return replace(kept, rebuilds=number + 1 if taken_back else number)


def hold_all(book: Book, now: float) -> Changes:
    """The sheet is older than the engine's memory: nothing is pushed until a person decides."""
    question = Question(f"RES-{int(now)}", "restored", "sheet", now, (), (Choice("resume"),), f"{now:.3f}")
    return Changes(questions={question.id: question}, marks={"restored": "1"})


def forget_bases(book: Book) -> Changes:
    """After a restored sheet no content is a base: each cell is read as a count again when released."""
    return Changes(skus={sku: replace(state, bases=(), entry_base="") for sku, state in book.skus.items()})
