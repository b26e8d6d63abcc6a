"""Decides which branches of the engine's decision tables a turn took, from what came out of it.

| table                        | a branch is                                                                  |
|------------------------------|------------------------------------------------------------------------------|
| merge, reading               | the receipt that an edit got                                                 |
| ledger, orders, late links   | the kind of a movement                                                       |
| questions, decisions         | what is asked; what an open question was answered with, or that it fell away |
| links                        | how a listing came to stand                                                  |
| listings                     | what a reading of a listing's number meant                                   |
| pushes, guards               | why a number left, or was held                                               |

The pure core knows nothing of this: only the report of a turn is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.cycle import Report
from engine.model.book import Book, Changes


def taken(before: Book, report: Report) -> Iterator[str]:
    """The branches of one turn, as often as each was taken; `before` is what was known when it began."""
    changes = report.verdict.plan.changes
    for movement in changes.movements:
        yield f"ledger.{movement.kind.replace('/', '_')}"
    for sku, state in changes.skus.items():
        old = before.skus.get(sku)
        if state.receipt is not None and (old is None or state.receipt != old.receipt):
            yield f"edit.{state.receipt.code}"
        if state.copies and not (old is not None and old.copies):
            yield "row.copied"
        if state.vanished_at and not (old is not None and old.vanished_at):
            yield "row.vanished"
    yield from _questions(before, changes)
    yield from _listings(before, changes)
    for push in report.verdict.allowed:
        yield f"push.{push.why}"
    for held in report.verdict.held:
        yield f"held.{held.reason}"


def _questions(before: Book, changes: Changes) -> Iterator[str]:
    for name, question in changes.questions.items():
        old = before.questions.get(name)
        if question.open and old is None:
            yield f"asked.{question.kind}"
        elif not question.open and (old is None or old.open):
            yield f"closed.{question.kind}.{question.answer.partition(':')[0] or 'fell_away'}"


def _listings(before: Book, changes: Changes) -> Iterator[str]:
    for key, binding in changes.bindings.items():
        old = before.bindings.get(key)
        if old is None or old.status != binding.status:
            yield f"link.{binding.status}"
        if old is None:
            continue
        for fact in ("suspect", "frozen", "uncertain", "refused", "gone"):
            if getattr(binding, fact) and not getattr(old, fact):
                yield f"listing.{fact}"
        if binding.drifts != old.drifts and binding.drifts:
            yield "listing.drift"
        if old.suspect and not binding.suspect and binding.drifts == old.drifts:
            yield "listing.explained"
