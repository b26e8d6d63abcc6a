"""Decides which hold questions are open: one a shop with held pushes, about exactly the edits that are held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..model.book import Book, Changes, Held, Plan, evolve
from ..model.questions import Choice
from ..model.rules import Rules
from .draft import Draft

CHOICES = (Choice("release"), Choice("keep_held"))


def approved(book: Book) -> frozenset[str]:
    """Digests that a person released."""
    return frozenset(q.digest for q in book.questions.values() if q.kind == "hold" and q.answer == "release")


def ask(plan: Plan, held: Sequence[Held], rules: Rules, now: float) -> Plan:
    """The plan with a question for what is held, and without those about what is held no more."""
    draft = Draft(plan.book, rules, now, now)
    shops = {one.shop for one in held}
    for one in held:
        params = (("shop", one.shop), ("count", str(len(one.pushes))), ("reason", one.reason))
        draft.ask("hold", one.shop, CHOICES, params, about=one.digest)
    for question in list(draft.questions.values()):
        if (
            question.kind == "hold"
            and question.open
            and question.subject not in shops | {f"{shop}\x1flistings" for shop in draft.shops}
        ):
            draft.close(question, "")
    more = draft.changes()
    changes = replace(plan.changes, questions={**plan.changes.questions, **more.questions})
    return replace(plan, book=evolve(plan.book, Changes(questions=more.questions)), changes=changes)
