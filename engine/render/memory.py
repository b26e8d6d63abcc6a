"""Decides which rows must be rendered again: those whose cells, whose facts, or whose last writing are not settled.

| tab     | a row is rendered again where                                                               |
|---------|---------------------------------------------------------------------------------------------|
| SKU     | its cells or its SKU's state differ, it was linked, unlinked, asked about, or had to change |
| Tautan  | its cells, its listing, what waits for it or its problem differ, or it had to change        |
| Tautan  | all of them where the seller's SKUs or the suggestions differ                               |
| Pesanan | its cells or its line differ, or it had to change                                           |
| Panduan | all of them where the tab or what shops need differs, or one had to change                  |

A row that is there no more differs as well.

"Differs" is told by identity, as in `reconcile.focus`. Nothing is skipped that has to be written: a row that had to
change counts as unsettled until a reading shows it as it should be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from ..model.book import Book
from ..model.catalog import Binding
from ..model.ids import LineKey, ListingKey, sku_key
from ..model.questions import Question
from ..model.sheet import TabView
from ..reconcile.focus import changed, changed_rows
from ..reconcile.guidance import ShopNeeds
from ..reconcile.rows import locate
from ..texts import QuestionText

LINK_KEYS = ("shop", "id")
LINE_KEYS = ("shop", "order", "line")
Problems = Mapping[ListingKey, object]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many listings of one shop stand how; `frozen` and `refused` of those that are there."""

    status: Mapping[str, int]
    frozen: int
    any_frozen: bool
    refused: Sequence[Binding] = ()


@dataclass(slots=True)
class Memory:
    """What was rendered last, for one renderer; a new one renders everything."""

    skus_tab: TabView | None = None
    skus: Mapping[str, object] = field(default_factory=dict)
    linked: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    unsettled_skus: set[str] = field(default_factory=set)
    links_tab: TabView | None = None
    known: Mapping[str, object] = field(default_factory=dict)
    bindings: Mapping[ListingKey, Binding] = field(default_factory=dict)
    waiting: Mapping[ListingKey, int] = field(default_factory=dict)
    problems: Problems = field(default_factory=dict)
    suggestions: Mapping[ListingKey, object] | None = None
    unsettled_links: set[ListingKey] = field(default_factory=set)
    orders_tab: TabView | None = None
    lines: Mapping[LineKey, object] = field(default_factory=dict)
    unsettled_lines: set[LineKey] = field(default_factory=set)
    words: dict[str, tuple[Question, QuestionText]] = field(default_factory=dict)
    needs: Sequence[ShopNeeds] = ()
    guide_tab: TabView | None = None
    _counted: Mapping[ListingKey, Binding] | None = None
    _linked: frozenset[str] = frozenset()
    _tally: Mapping[str, Tally] = field(default_factory=dict)

    def count(self, book: Book) -> tuple[Mapping[str, Tally], frozenset[str]]:
        """Listings by shop, and the SKUs that any of them is made of; counted anew where one counts for another."""
        if self._counted is not book.bindings:
            if not _counts_as(self._counted, book.bindings):
                self._tally, self._linked = _count(book.bindings.values())
            self._counted = book.bindings
        return self._tally, self._linked

    def skus_again(
        self, tab: TabView, book: Book, linked: frozenset[str], asked: frozenset[str]
    ) -> Iterable[str]:
        """The SKUs to render, in the order of their rows; from now on these are what was rendered."""
        rows = locate(tab).at
        if self.skus_tab is None:
            keys: Set[str] = rows.keys()
        else:
            keys = {*changed(self.skus, book.skus), *(linked ^ self.linked), *(asked ^ self.asked)}
            keys |= self.unsettled_skus
            keys |= {sku_key(tab.text(index, "sku")) for index in changed_rows(tab, self.skus_tab)}
        self.skus_tab, self.skus, self.linked, self.asked = tab, book.skus, linked, asked
        self.unsettled_skus = set()
        return sorted(keys & rows.keys(), key=lambda key: rows[key])

    def links_again(
        self,
        tab: TabView,
        book: Book,
        waiting: Mapping[ListingKey, int],
        problems: Problems,
        suggestions: Mapping[ListingKey, object],
    ) -> Iterable[ListingKey]:
        """The listings to render, sorted; from now on these are what was rendered."""
        same_words = self.suggestions is suggestions and self.known.keys() == book.skus.keys()
        if self.links_tab is None or not same_words:
            keys: Set[ListingKey] = book.bindings.keys()
        else:
            keys = changed(self.bindings, book.bindings) | self.unsettled_links
            for old, new in ((self.waiting, waiting), (self.problems, problems)):
                keys |= {key for key in {*old, *new} if old.get(key) != new.get(key)}
            keys |= {ListingKey(*key) for key in differing(tab, self.links_tab, LINK_KEYS)}
        self.links_tab, self.bindings, self.waiting, self.problems = tab, book.bindings, waiting, problems
        self.known, self.suggestions = book.skus, suggestions
        self.unsettled_links = set()
        return sorted(keys & book.bindings.keys())

    def lines_again(self, tab: TabView, book: Book) -> Iterable[LineKey]:
        """The order lines to render, sorted; from now on these are what was rendered."""
        if self.orders_tab is None:
            keys: Set[LineKey] = book.lines.keys()
        else:
            keys = changed(self.lines, book.lines) | self.unsettled_lines
            keys |= {LineKey(*key) for key in differing(tab, self.orders_tab, LINE_KEYS)}
        self.orders_tab, self.lines = tab, book.lines
        self.unsettled_lines = set()
        return sorted(keys & book.lines.keys())


def differing(tab: TabView, before: TabView, keys: Sequence[str]) -> set[tuple[str, ...]]:
    """The keys whose rows differ from those of the tab before, or stand there no more."""
    if tab is before:
        return set()
    gone = rows_by_key(before, keys).keys() - rows_by_key(tab, keys).keys()
    return gone | {tuple(tab.text(index, key) for key in keys) for index in changed_rows(tab, before)}


def rows_by_key(tab: TabView, keys: Sequence[str]) -> Mapping[tuple[str, ...], Sequence[int]]:
    """Where each key stands; worked out once for a tab."""
    name = f"by {' '.join(keys)}"
    at: dict[tuple[str, ...], list[int]] | None = tab.notes.get(name)
    if at is None:
        at = {}
        for index in range(len(tab.rows)):
            at.setdefault(tuple(tab.text(index, key) for key in keys), []).append(index)
        tab.notes[name] = at
    return at


def _counts_as(old: Mapping[ListingKey, Binding] | None, new: Mapping[ListingKey, Binding]) -> bool:
    """Whether these listings count for what those did: most that change, change only their number."""
    if old is None or len(old) != len(new):
        return False
    for key in changed(old, new):
        before, now = old.get(key), new[key]
        if before is None or before.refused or now.refused:
            return False
        if (before.components, before.status, before.frozen, before.gone) != (
            now.components,
            now.status,
            now.frozen,
            now.gone,
        ):
            return False
    return True


def _count(bindings: Iterable[Binding]) -> tuple[Mapping[str, Tally], frozenset[str]]:
    linked: set[str] = set()
    status: dict[str, dict[str, int]] = {}
    frozen: dict[str, int] = {}
    cold: set[str] = set()
    refused: dict[str, list[Binding]] = {}
    for binding in bindings:
        shop = binding.listing.key.shop
        of_shop = status.setdefault(shop, {})
        if binding.frozen:
            cold.add(shop)
        if binding.gone:
            continue
        for part in binding.components:
            linked.add(part.sku)
        of_shop[binding.status] = of_shop.get(binding.status, 0) + 1
        if binding.frozen:
            frozen[shop] = frozen.get(shop, 0) + 1
        if binding.refused:
            refused.setdefault(shop, []).append(binding)
    tally = {
        shop: Tally(counts, frozen.get(shop, 0), shop in cold, tuple(refused.get(shop, ())))
        for shop, counts in status.items()
    }
    return tally, frozenset(linked)
