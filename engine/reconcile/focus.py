"""Decides what a cycle must look at again: what changed since the last look, and what led to something then.

| kind    | looked at again                                                                                    |
|---------|----------------------------------------------------------------------------------------------------|
| row     | its cells differ, its SKU's state differs, it was read in full, it led to a change, or its SKU      |
|         | stands in several rows                                                                             |
| links   | the tab, the set of SKUs or what shops offer differ: then all of them, for one may double another  |
| listing | its belief or a component's state differs, or it did not show what it should                       |

Everything else would come out as it did. "Differs" is told by identity: values are frozen, and a view whose rows
read as before is made of the rows of then (`same_tab`). Without a last look everything is looked at, with the same
result.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from operator import is_not
from typing import TypeVar

from ..model.book import Book
from ..model.catalog import Binding
from ..model.ids import ListingKey
from ..model.sheet import SheetView, TabView, Value

K = TypeVar("K")
V = TypeVar("V")
Problem = tuple[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Looked:
    """What one cycle looked at, and what of it was not at rest.

    `tabs` are the tabs as last read, also those that this cycle did not read. `book` is the memory after it.
    `busy` are the SKUs whose state it changed, `behind` the linked listings that did not show what they should.
    """

    tabs: Mapping[str, TabView]
    book: Book
    busy: frozenset[str]
    behind: frozenset[ListingKey]
    linked: TabView | None
    problems: Mapping[ListingKey, Problem]


def changed(old: Mapping[K, V], new: Mapping[K, V]) -> set[K]:
    """The keys whose value is another object than before, or was not there."""
    if old is new:
        return set()
    before = old.get
    return {key for key, value in new.items() if before(key) is not value}


def same_tab(tab: TabView, before: TabView | None) -> TabView:
    """The tab, made of the rows of before wherever they read the same; the very tab of before where all do."""
    if before is None or tab.columns != before.columns or tab.first_row != before.first_row:
        return tab
    old = before.rows
    known = len(old)
    rows = tuple(
        old[at] if at < known and _same_row(old[at], row) else row for at, row in enumerate(tab.rows)
    )
    if len(rows) == known and not any(map(is_not, rows, old)):
        return before
    return replace(tab, rows=rows, notes={})


def _same_row(old: tuple[Value, ...], new: tuple[Value, ...]) -> bool:
    """Whether two rows read the same; a tick is no 1, although Python calls them equal."""
    return old is new or (old == new and tuple(map(type, old)) == tuple(map(type, new)))


def same_view(view: SheetView, before: Mapping[str, TabView]) -> SheetView:
    """The view with `same_tab` for each of its tabs."""
    return replace(view, tabs={name: same_tab(tab, before.get(name)) for name, tab in view.tabs.items()})


def changed_rows(tab: TabView, before: TabView | None) -> Iterable[int]:
    """The indexes of rows that are other objects than before; all of them where there was no such tab."""
    if tab is before:
        return ()
    if before is None or tab.columns != before.columns:
        return range(len(tab.rows))
    most = min(len(tab.rows), len(before.rows))
    found = [at for at, differs in enumerate(map(is_not, tab.rows[:most], before.rows[:most])) if differs]
    return [*found, *range(most, len(tab.rows))]


def same_offers(
    old: Mapping[ListingKey, Binding], new: Mapping[ListingKey, Binding], keys: set[ListingKey]
) -> bool:
    """Whether these bindings, the only ones that differ, offer what they offered and are linked as they were."""
    if len(old) != len(new):
        return False
    for key in keys:
        before, after = old.get(key), new[key]
        if before is None or before.listing is not after.listing or before.gone != after.gone:
            return False
        if (before.components, before.status, before.chosen) != (
            after.components,
            after.status,
            after.chosen,
        ):
            return False
    return True
