"""Decides where a number in `Stok` may be the engine's own that landed in a wrong row, and not a person's.

A wrong row is one without a SKU, or one whose SKU stood in another row too: somebody had typed it over the row's own.
While the question about such a row is open, or until its SKU was read in one row again, an edit to the number that
the engine put there may have another meaning:

| the SKU of the edit                             | then what stood there before is asked as well        |
|-------------------------------------------------|-------------------------------------------------------|
| was never counted                               | yes: its row had its number before it had its SKU     |
| was gone from the sheet                         | yes: its row had lost its SKU for a while             |
| stood with what the engine wrote over, just now | yes: its row had lost its SKU between two reads       |
| any other                                       | no                                                    |
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..model.stock import SkuState
from .draft import Draft


class Stray(NamedTuple):
    """A number of the engine in a wrong row, what stood there before, and when that was learnt."""

    shown: int
    original: int
    at: float


def strays(draft: Draft, repeated: Iterable[str]) -> tuple[Stray, ...]:
    """The numbers that a wrong row may still show. An entry that was cleared, or a blank written over, leaves none.

    `repeated` are the SKUs that stand, or stood in the last read, in several rows.
    """
    found = [
        Stray(shown, old.content, old.at)
        for key in sorted(repeated)
        if (state := draft.book.skus.get(key)) is not None and state.copies
        for old in state.replaced
        for shown in state.bases
        if shown != old.content
    ]
    for question in draft.still_open("misplaced"):
        params = dict(question.params)
        try:
            shown, original = int(float(params["shown"])), int(float(params["original"]))
        except ValueError:
            continue
        found.append(Stray(shown, original, question.opened_at))
    return tuple(found)


def originals(
    known: Sequence[Stray], before: SkuState | None, state: SkuState, typed: int, since: float, margin: float
) -> tuple[int, ...]:
    """What else stood in the cell of an edit to `typed` since then; `before` is the SKU as the last cycle left it."""
    back = before is not None and bool(before.vanished_at)
    return tuple(
        stray.original
        for stray in known
        if stray.shown == typed
        and (not state.counted or back or (stray.original in state.bases and since - stray.at <= margin))
    )
