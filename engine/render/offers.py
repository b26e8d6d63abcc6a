"""Decides which unlinked listings are looked at for a master SKU in a cycle, and what is offered to each.

| listing                                          | offered                                             |
|--------------------------------------------------|-----------------------------------------------------|
| links were not read yet                          | nothing new: it may well be linked                  |
| looked at since the seller's SKUs last changed   | what was found then                                 |
| not yet looked at again                          | what was found before, unless that SKU is gone      |
| more than EACH wait for a look                   | the first EACH, the others in the cycles that come  |

A look costs some milliseconds, so a shop with a hundred thousand unlinked listings would stop all others for minutes.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..model.book import Plan
from ..model.catalog import Binding
from ..model.ids import ListingKey, sku_key
from ..model.sheet import TabView
from ..reconcile.focus import changed
from ..reconcile.rows import locate
from ..reconcile.suggest import Master, Suggester
from ..texts import Texts

EACH = 500
Offered = Mapping[ListingKey, tuple[str, str]]


class Offers:
    """What is offered so far: the SKU as shown and the reason, by listing. A new mapping whenever it differs."""

    def __init__(self, texts: Texts, each: int = EACH) -> None:
        self._texts = texts
        self._each = each
        self._masters: tuple[Master, ...] = ()
        self._found: dict[ListingKey, tuple[str, str]] = {}
        self._tried: set[ListingKey] = set()
        self._suggester: Suggester | None = None
        self._bindings: Mapping[ListingKey, Binding] | None = None
        self._tab: TabView | None = None
        self._known: TabView | None = None

    def look(self, tab: TabView | None, plan: Plan) -> Offered:
        """Look at what waits, as far as this cycle goes; `tab` is the `SKU` tab where it was read."""
        bindings = plan.book.bindings
        if tab is None or plan.looked is None or plan.looked.linked is None:
            return self._found
        if self._suggester is None and self._bindings is not None and self._tab is tab:
            near = changed(self._bindings, bindings)
            if not any(_open(bindings[key]) for key in near):
                self._bindings = bindings
                return self._found
        open_ones = [binding for binding in bindings.values() if _open(binding)]
        if open_ones:
            self._know(tab)
        self._bindings, self._tab = bindings, tab
        waiting = [binding for binding in open_ones if binding.listing.key not in self._tried]
        if waiting:
            self._suggest(waiting[: self._each])
        if len(waiting) <= self._each:
            self._suggester = None
        return self._found

    def _know(self, tab: TabView) -> None:
        """Everything is looked at again once the SKUs, their names or variants differ."""
        if self._known is tab:
            return
        self._known = tab
        masters = _masters(tab)
        if masters == self._masters:
            return
        keys = {master.key for master in masters}
        self._found = {key: one for key, one in self._found.items() if sku_key(one[0]) in keys}
        self._masters, self._tried, self._suggester = masters, set(), None

    def _suggest(self, waiting: list[Binding]) -> None:
        if self._suggester is None:
            self._suggester = Suggester(self._masters)
        found = dict(self._found)
        for binding in waiting:
            key = binding.listing.key
            self._tried.add(key)
            best = self._suggester.best(binding.listing)
            if best is None:
                found.pop(key, None)
            else:
                found[key] = (best.shown, self._texts.say(best.code, best.params))
        if found != self._found:
            self._found = found


def _open(binding: Binding) -> bool:
    return not (binding.components or binding.gone or binding.status == "unmanaged")


def _masters(tab: TabView) -> tuple[Master, ...]:
    return tuple(
        Master(key, tab.text(at[0], "sku"), tab.text(at[0], "name"), tab.text(at[0], "variant"))
        for key, at in locate(tab).at.items()
        if len(at) == 1
    )
