"""Decides which tab and which column is which, however people moved and renamed them.

| what is known of a column | found |
|---|---|
| one mark on this tab | where the mark is, whatever the header says |
| several marks (a copied column) | the one of them whose header is the known one |
| no mark, one column without a mark has the known header | there |
| otherwise | missing |

A tab is found by its marks, else by its title; of a tab and its copy the one with the known title is meant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..errors import LayoutBroken, TabTwice
from ..model.sheet import Value
from .base import BookInfo, Mark, TabInfo, Wording
from .schema import COLUMN_MARK, KNOWN_HEADERS, TAB_MARK, Tab, fold


@dataclass(frozen=True, slots=True)
class Place:
    """Where one tab is: its id, title and grid height, and its columns by English name (zero-based)."""

    tab: Tab
    sheet_id: int
    title: str
    rows: int
    columns: Mapping[str, int]

    @property
    def keys(self) -> tuple[int, ...]:
        """The key columns, in the order of a row key."""
        return tuple(self.columns[name] for name in self.tab.keys)


def find_tab(info: BookInfo, tab: Tab, wording: Wording) -> TabInfo | None:
    """The tab of that English id; None where there is none. LayoutBroken where it cannot be told from a copy."""
    prefix = f"{tab.name}."
    marked = {
        mark.sheet_id
        for mark in info.marks
        if (mark.key == TAB_MARK and mark.value == tab.name)
        or (mark.key == COLUMN_MARK and mark.value.startswith(prefix))
    }
    title = fold(wording.title(tab.name))
    candidates = [entry for entry in info.tabs if entry.sheet_id in marked]
    if not candidates:
        candidates = [
            entry for entry in info.tabs if not _others(info, entry, tab) and fold(entry.title) == title
        ]
    if len(candidates) > 1:
        candidates = [entry for entry in candidates if fold(entry.title) == title]
        if len(candidates) != 1:
            raise TabTwice("a tab stands twice", tab=tab.name)
    return candidates[0] if candidates else None


def _others(info: BookInfo, entry: TabInfo, tab: Tab) -> bool:
    """Whether this tab is marked as another one of the engine's."""
    return any(
        mark.sheet_id == entry.sheet_id and mark.key == TAB_MARK and mark.value != tab.name
        for mark in info.marks
    )


def find_columns(
    tab: Tab, sheet_id: int, marks: Sequence[Mark], header: Sequence[Value], wording: Wording
) -> tuple[dict[str, int], tuple[str, ...]]:
    """Columns by English name, and the names that are missing."""
    prefix = f"{tab.name}."
    own = [mark for mark in marks if mark.sheet_id == sheet_id and mark.key == COLUMN_MARK]
    marked: dict[str, list[int]] = {}
    for mark in own:
        if mark.value.startswith(prefix) and mark.column is not None:
            marked.setdefault(mark.value.removeprefix(prefix), []).append(mark.column)
    free = {at: fold(text) for at, text in enumerate(header)}
    for places in marked.values():
        for at in places:
            free.pop(at, None)
    found: dict[str, int] = {}
    for name in tab.names:
        known = fold(wording.header(tab.name, name))
        places = marked.get(name, [])
        if len(places) != 1:
            texts = {at: fold(header[at]) if at < len(header) else "" for at in places} or free
            places = [at for at, text in texts.items() if text == known]
        if len(places) == 1:
            found[name] = places[0]
            free.pop(places[0], None)
    return found, tuple(name for name in tab.names if name not in found)


def adoptable(header: Sequence[Value]) -> dict[str, int] | None:
    """The columns of a seller's own stock tab by its headers; None where it has no SKU or no stock column."""
    folded = [fold(text) for text in header]
    found: dict[str, int] = {}
    for name, known in KNOWN_HEADERS.items():
        for text in known:
            if text in folded and folded.index(text) not in found.values():
                found[name] = folded.index(text)
                break
    return found if {"sku", "stock"} <= found.keys() else None


def place_of(info: BookInfo, tab: Tab, header: Sequence[Value], wording: Wording, where: TabInfo) -> Place:
    """A tab with every one of its columns; LayoutBroken names the first that is missing."""
    columns, missing = find_columns(tab, where.sheet_id, info.marks, header, wording)
    if missing:
        raise LayoutBroken("a column is missing", tab=tab.name, column=missing[0])
    return Place(tab, where.sheet_id, where.title, where.rows, columns)
