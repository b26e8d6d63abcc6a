"""Decides what the last burst of edits was, and which bookings take it back.

| movement | part of the burst |
|---|---|
| a count or an entry that the latest read with any booked | yes |
| one that was taken back already | no; then the burst before it is the last one |
| goods that an order moved | no |
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..model.book import Book, Changes
from ..model.stock import Movement, SkuState

EDITS = frozenset({"count", "in/out"})

# More movements than one burst can have.
EVERY = 10_000_000


def last_burst(movements: Iterable[Movement]) -> tuple[Movement, ...]:
    """The edits that one read of the sheet booked, unless they were taken back already; empty where there are none."""
    known = tuple(movements)
    edits = _standing(known)
    at = max((one.at for one in edits), default=0.0)
    return tuple(one for one in edits if one.at == at)


def burst_at(movements: Iterable[Movement], at: float) -> tuple[Movement, ...]:
    """What still stands of the burst that was booked at this time."""
    return tuple(one for one in _standing(tuple(movements)) if one.at == at)


def _standing(movements: Sequence[Movement]) -> list[Movement]:
    undone = {one.note for one in movements if one.kind == "undo"}
    return [one for one in movements if one.kind in EDITS and one.cause not in undone]


def taken_back(book: Book, burst: Iterable[Movement], now: float) -> Changes:
    """Opposite bookings, which the next batch shows in the sheet; a SKU that is managed no more is left out."""
    skus: dict[str, SkuState] = {}
    movements = []
    for one in burst:
        state = skus.get(one.sku) or book.skus.get(one.sku)
        if state is None:
            continue
        skus[one.sku] = replace(state.weighed(-one.on_hand), on_hand=state.on_hand - one.on_hand)
        movements.append(
            Movement(f"undo:{one.cause}", one.sku, "undo", -one.on_hand, 0, now, "operator", one.cause)
        )
    return Changes(movements=tuple(movements), skus=skus)
