"""Makes the sheet's words from a cycle's decisions, and a person's answers from the sheet's words."""

from __future__ import annotations

from collections.abc import Mapping

from ..model.book import Book, Verdict
from ..model.catalog import Binding
from ..model.ids import ListingKey
from ..model.rules import Rules
from ..model.sheet import Intent, SheetView, SheetWrite, TabView
from ..reconcile.decisions import Decision
from ..reconcile.rows import locate
from ..reconcile.suggest import Master, Suggester
from ..texts import Texts
from .memory import Memory
from .page import Context
from .sheet import render


class SheetRenderer:
    """Renders for one seller. `kinds` are marketplace kinds by shop name, `zone` an IANA time zone."""

    def __init__(self, texts: Texts, rules: Rules, kinds: Mapping[str, str], zone: str) -> None:
        self._texts = texts
        self._rules = rules
        self._kinds = kinds
        self._zone = zone
        self._masters: tuple[Master, ...] = ()
        self._suggested: dict[ListingKey, tuple[str, str]] = {}
        self._tried: set[ListingKey] = set()
        self._memory = Memory()
        self._looked: Mapping[ListingKey, Binding] | None = None
        self._tab: TabView | None = None

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
            self._suggest(view, verdict.plan.book),
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

    def _suggest(self, view: SheetView, book: Book) -> Mapping[ListingKey, tuple[str, str]]:
        """Suggestions for unlinked listings; worked out once for each listing and set of SKUs."""
        tab = view.tabs.get("skus")
        if tab is None or (self._looked is book.bindings and self._tab is tab):
            return self._suggested
        self._looked, self._tab = book.bindings, tab
        open_ones = [
            binding
            for binding in book.bindings.values()
            if not (binding.components or binding.gone or binding.status == "unmanaged")
        ]
        if not open_ones:
            return self._suggested
        masters = _masters(tab)
        if masters != self._masters:
            self._masters, self._suggested, self._tried = masters, {}, set()
        new = [binding for binding in open_ones if binding.listing.key not in self._tried]
        if new:
            suggester = Suggester(masters)
            for binding in new:
                self._tried.add(binding.listing.key)
                best = suggester.best(binding.listing)
                if best is not None:
                    reason = self._texts.say(best.code, best.params)
                    self._suggested[binding.listing.key] = (best.shown, reason)
        return self._suggested


def _masters(tab: TabView) -> tuple[Master, ...]:
    rows = locate(tab)
    return tuple(
        Master(key, tab.text(at[0], "sku"), tab.text(at[0], "name"), tab.text(at[0], "variant"))
        for key, at in rows.at.items()
        if len(at) == 1
    )
