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

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from operator import is_, is_not
from typing import TypeVar

from ..model.book import Book
from ..model.catalog import Binding
from ..model.ids import ListingKey
from ..model.sheet import SheetView, TabView, Value
from ..model.stock import SkuState

K = TypeVar("K")
V = TypeVar("V")
Row = tuple[Value, ...]
Rows = tuple[Row, ...]
flat = chain.from_iterable
BLOCK = 512
Problem = tuple[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Looked:
    """What one cycle looked at, and what of it was not at rest.

    `tabs` are the tabs as last read, also those that this cycle did not read. `book` is the memory after it.
    `busy` are the SKUs whose state it changed, `behind` the linked listings that did not show what they should,
    `odd` the SKUs in which something waits (`odd`). At `read_at` the sheet was read (Unix seconds).
    """

    tabs: Mapping[str, TabView]
    book: Book
    busy: frozenset[str]
    behind: frozenset[ListingKey]
    linked: TabView | None
    problems: Mapping[ListingKey, Problem]
    odd: frozenset[str] = frozenset()
    read_at: float = 0.0


def odd(skus: Mapping[str, SkuState], last: Looked | None) -> frozenset[str]:
    """The SKUs in which something waits: a base that is not the balance, an entry, a problem, a feed, edits weighed.

    Only those that changed since the last look are looked at again.
    """
    if last is None:
        return frozenset(key for key, state in skus.items() if _odd(state))
    if skus is last.book.skus:
        return last.odd
    near = changed(last.book.skus, skus) | last.odd
    return frozenset(key for key in near if key in skus and _odd(skus[key]))


def _odd(state: SkuState) -> bool:
    return bool(
        state.bases != (state.on_hand,) or state.entry_base or state.problem or state.feed or state.edited
    )


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
    rows = tuple(_same_rows(before.rows, tab.rows))
    if len(rows) == len(before.rows) and not any(map(is_not, rows, before.rows)):
        return before
    return replace(tab, rows=rows, notes={})


def _same_rows(old: Rows, new: Rows) -> Iterator[Row]:
    """The new rows, those of before wherever they read the same; told block by block, for most never change."""
    for start in range(0, len(new), BLOCK):
        before, now = old[start : start + BLOCK], new[start : start + BLOCK]
        if before == now and all(map(is_, map(type, flat(before)), map(type, flat(now)))):
            yield from before
            continue
        known = len(before)
        for at, row in enumerate(now):
            yield before[at] if at < known and _same_row(before[at], row) else row


def _same_row(old: Row, new: Row) -> bool:
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
