"""Decides which people's cells the next batch changes: only what still shows its base, behind a copy.

| cell                                              | intent                                     |
|---------------------------------------------------|--------------------------------------------|
| `Stok` shows its one base, the ledger differs     | swap base → ledger                         |
| the same after two misses, or where swaps fail,   | plain write behind a copy                  |
| and a full read of this cycle showed no formula   |                                            |
| `Stok` is a feed, junk, blank or of a copied row, | none                                       |
| or of a row that came back and was not judged yet |                                            |
| `+/-` shows a booked entry                        | swap entry → blank                         |
| the same, a number or after two misses, and a     | plain write of a blank behind a copy       |
| full read of this cycle showed no formula         |                                            |
| `Aktif` blank beside a SKU                        | fill with a tick, so that it shows what is |
| `Aktif` was unticked in the instant of that fill  | untick it again                            |
| `SKU master` blank and a suggestion was agreed to | fill behind a copy                         |
| the same of a listing that replaced another one   | fill with what stood there                 |
| `SKU master` holds what was put there by mistake  | swap it → blank                            |
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..model.book import Book
from ..model.ids import ListingKey, sku_key
from ..model.sheet import Inspected, Intent, SheetView, SwapMode, TabView
from ..model.stock import SkuState
from .focus import Looked, odd
from .rows import entry_written_plainly, locate, written_plainly

# A batch with more copies than this is slow; what is left is filled by the next ones.
FILLS = 400


def intents(
    book: Book,
    view: SheetView,
    agreed: Mapping[ListingKey, str],
    *,
    number_swaps: bool,
    inspected: Mapping[int, Inspected],
    looked: Looked | None = None,
) -> tuple[Intent, ...]:
    """All intents of a batch, by tab and row; `inspected` are this cycle's full readings by row of `SKU`, `looked`
    what it looked at (None: everything is looked at again)."""
    waiting = odd(book.skus, looked)
    skus = _sku_cells(book, view, waiting, number_swaps=number_swaps, inspected=inspected)
    return (*skus, *_link_cells(book, view, agreed))


def _sku_cells(
    book: Book,
    view: SheetView,
    waiting: Iterable[str],
    *,
    number_swaps: bool,
    inspected: Mapping[int, Inspected],
) -> list[Intent]:
    tab = view.tabs.get("skus")
    if tab is None:
        return []
    out: list[Intent] = []
    for key, index in _concerned(book, tab, waiting):
        state = book.skus[key]
        row = tab.first_row + index
        value = tab.cell(index, "stock")
        settled = len(state.bases) == 1 and value == state.bases[0] and not isinstance(value, bool)
        if settled and state.on_hand != value and not state.feed and not state.vanished_at:
            mode: SwapMode = "plain" if written_plainly(state, number_swaps=number_swaps) else "swap"
            full = _full(inspected, row, key)
            if mode == "swap" or (full is not None and not full.cell.formula):
                out.append(Intent("skus", (key,), "stock", row, state.bases[0], state.on_hand, mode))
        ticked = tab.cell(index, "active")
        if ticked is None and len(out) < FILLS:
            out.append(Intent("skus", (key,), "active", row, None, True, "fill"))
        elif ticked is True and book.marks.get(f"untick:{key}"):
            out.append(Intent("skus", (key,), "active", row, True, False, "plain"))
        if state.entry_base and tab.text(index, "entry") == state.entry_base:
            out += _clearing(state, tab, index, _full(inspected, row, key))
    return sorted(out, key=lambda intent: (intent.row, intent.column))


def _clearing(state: SkuState, tab: TabView, index: int, full: Inspected | None) -> list[Intent]:
    """How a booked entry leaves its cell; not at all before it is known that no formula stands there."""
    entry = tab.cell(index, "entry")
    mode: SwapMode = "plain" if entry_written_plainly(state, entry) else "swap"
    if mode == "plain" and (full is None or full.entry.formula):
        return []
    return [Intent("skus", (state.sku,), "entry", tab.first_row + index, entry, "", mode)]


def _full(inspected: Mapping[int, Inspected], row: int, key: str) -> Inspected | None:
    """The full reading of a row, if it was this SKU's then."""
    full = inspected.get(row)
    return full if full is not None and sku_key(full.key) == key else None


def _concerned(book: Book, tab: TabView, waiting: Iterable[str]) -> list[tuple[str, int]]:
    """The SKUs, in the order of their rows, where a cell may have to change: few, found without a closer look."""
    at = locate(tab).at
    keys = {*waiting, *(sku_key(tab.text(index, "sku")) for index in _unticked(tab))}
    keys.update(name.partition(":")[2] for name in book.marks if name.startswith("untick:"))
    single = [(at[key][0], key) for key in keys if key in book.skus and len(at.get(key, ())) == 1]
    return [(key, index) for index, key in sorted(single)]


def _unticked(tab: TabView) -> list[int]:
    """The rows without a tick in `Aktif`; worked out once for a tab."""
    found: list[int] | None = tab.notes.get("unticked")
    if found is None:
        column = tab.columns["active"]
        found = [i for i, row in enumerate(tab.rows) if len(row) <= column or row[column] is not True]
        tab.notes["unticked"] = found
    return found


def _link_cells(book: Book, view: SheetView, agreed: Mapping[ListingKey, str]) -> list[Intent]:
    tab = view.tabs.get("links")
    undone = any(value and name.startswith("undo:") for name, value in book.marks.items())
    if tab is None or not (agreed or undone):
        return []
    out = []
    for index in range(len(tab.rows)):
        key = (tab.text(index, "shop"), tab.text(index, "id"))
        text = tab.text(index, "master")
        row = tab.first_row + index
        undo = book.marks.get(f"undo:{key[0]}\x1f{key[1]}", "")
        if undo and text == undo:
            back = book.marks.get(f"back:{key[0]}\x1f{key[1]}", "")
            out.append(Intent("links", key, "master", row, text, back, "swap"))
        elif not text and ListingKey(*key) in agreed:
            out.append(Intent("links", key, "master", row, None, agreed[ListingKey(*key)], "fill"))
    return out
