"""Makes the sheet's words from a cycle's decisions, and a person's answers from the sheet's words."""

from __future__ import annotations

from collections.abc import Mapping

from ..model.book import Book, Verdict
from ..model.rules import Rules
from ..model.sheet import Intent, SheetView, SheetWrite
from ..reconcile.decisions import Decision
from ..texts import Texts
from .memory import Memory
from .offers import Offers
from .page import Context
from .sheet import render


class SheetRenderer:
    """Renders for one seller. `kinds` are marketplace kinds by shop name, `zone` an IANA time zone."""

    def __init__(self, texts: Texts, rules: Rules, kinds: Mapping[str, str], zone: str) -> None:
        self._texts = texts
        self._rules = rules
        self._kinds = kinds
        self._zone = zone
        self._offers = Offers(texts)
        self._memory = Memory()

    def render(
        self,
        view: SheetView,
        verdict: Verdict,
        wanted: tuple[Intent, ...],
        number: int,
        now: float,
        *,
        forced: bool,
    ) -> SheetWrite:
        """The batch with this number; empty where there is nothing to say."""
        context = Context(
            view,
            verdict,
            self._texts,
            self._rules,
            self._kinds,
            self._zone,
            now,
            self._offers.look(view.tabs.get("skus"), verdict.plan),
            verdict.plan.problems,
            self._memory,
        )
        return render(context, wanted, number, forced=forced)

    def decisions(self, view: SheetView, book: Book) -> Mapping[str, Decision]:
        """What people chose in `Konflik`, by question; a text that is none of its choices is no answer."""
        tab = view.tabs.get("conflicts")
        if tab is None:
            return {}
        found = {}
        for index in range(len(tab.rows)):
            question = book.questions.get(tab.text(index, "id"))
            text = tab.text(index, "decision")
            if question is None or not question.open or not text:
                continue
            choice = self._texts.chosen(question.choices, text)
            if choice is not None:
                found[question.id] = Decision(choice.code, tab.text(index, "by"))
        return found
