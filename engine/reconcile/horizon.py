"""Decides when the engine may forget: what can no longer change a number, and whose absence says the same.

| what                                     | forgotten when                                                          |
|------------------------------------------|-------------------------------------------------------------------------|
| an order line                            | final, nothing open, nothing waiting for a word, and last told longer   |
|                                          | before the shop's horizon than any shop tells late                      |
| an order line of which units came back   | the same, after a longer time: more may come back                       |
| an answered or fallen question           | after a month; "leave" on an oversell while its order lines wait: never |
| a mark that says nothing any more        | at once                                                                 |

A line that is absent and older than `ShopState.opened_at` is final, one that is absent and newer is new; so
that time moves on with what is forgotten. The checkpoint keeps lines by the same rule. The ledger forgets nothing.
Forgetting never causes a commit: it rides along with one that has something to say, a bounded part each time.
"""

from __future__ import annotations

from dataclasses import replace

from ..model.book import ShopState
from ..model.ids import LineKey, ListingKey
from ..model.orders import BookedLine
from ..model.questions import Question
from .draft import Draft
from .orders import returned_units

# Seconds by the shop's time: longer than any shop tells an update late.
FINAL_KEPT = 86_400.0
# Goods come back within a month; then a second parcel of the same line is asked about as if it were the first.
RETURNED_KEPT = 30 * 86_400.0
QUESTION_KEPT = 30 * 86_400.0
AT_ONCE = 1_000


def may_be_told(shop: ShopState | None, booked: BookedLine) -> bool:
    """Whether a shop may still tell something of this line that its absence would let count anew."""
    if shop is None or not booked.line.final or booked.open_units or returned_units(booked):
        return True
    kept = RETURNED_KEPT if booked.line.returned else FINAL_KEPT
    return booked.line.updated >= shop.horizon - kept


def forget(draft: Draft) -> None:
    """Let go of what the table names, oldest first, where this cycle stores something anyway."""
    if not draft.changes().substantial:
        return
    lines = [
        (booked.line.updated, key)
        for key, booked in draft.lines.items()
        if not may_be_told(draft.shops.get(key.shop), booked)
    ]
    for _, key in sorted(lines)[:AT_ONCE]:
        _forget_line(draft, key)
    waiting = {b.line.listing for b in draft.lines.values() if not b.components and not b.line.final}
    questions = [(q.closed_at, q.id) for q in draft.questions.values() if _is_over(draft, q, waiting)]
    draft.forgotten_questions.update(name for _, name in sorted(questions)[:AT_ONCE])
    silent = [name for name, value in draft.book.marks.items() if not value and not draft.marks.get(name)]
    draft.forgotten_marks.update(sorted(silent)[:AT_ONCE])


def _forget_line(draft: Draft, key: LineKey) -> None:
    shop = draft.shops[key.shop]
    draft.forgotten_lines.add(key)
    draft.shops[key.shop] = replace(shop, opened_at=max(shop.opened_at, shop.horizon - FINAL_KEPT))


def _is_over(draft: Draft, question: Question, waiting: set[ListingKey]) -> bool:
    if question.open or draft.now - question.closed_at < QUESTION_KEPT:
        return False
    kept = question.kind == "oversell" and ListingKey(*question.subject.split("\x1f")) in waiting
    return not kept
