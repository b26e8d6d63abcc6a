"""Decides where each SKU stands in the `SKU` tab, and which of its rows must be looked at, or read in full."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeGuard

from ..model.ids import sku_key
from ..model.sheet import SheetView, TabView, Value, as_text
from ..model.stock import SkuState
from .focus import Looked, changed, changed_rows, odd
from .merge import refused_stock

MISSES = 2


@dataclass(frozen=True, slots=True)
class SkuRows:
    """Where each SKU stands: data row indexes by canonical key, and rows whose SKU cell is a number."""

    at: Mapping[str, tuple[int, ...]]
    numeric: tuple[int, ...]
    repeated: tuple[str, ...] = ()


def locate(tab: TabView) -> SkuRows:
    """Find every key in this read; rows without a key are nobody's. Worked out once for a tab."""
    rows: SkuRows | None = tab.notes.get("located")
    if rows is None:
        rows = tab.notes["located"] = _located(tab)
    return rows


def _located(tab: TabView) -> SkuRows:
    at: dict[str, tuple[int, ...]] = {}
    numeric = []
    for index in range(len(tab.rows)):
        value = tab.cell(index, "sku")
        if value is None:
            continue
        if not isinstance(value, str):
            numeric.append(index)
            continue
        key = sku_key(value)
        if key:
            at[key] = (*at.get(key, ()), index)
    return SkuRows(at, tuple(numeric), tuple(key for key, indexes in at.items() if len(indexes) > 1))


def in_focus(tab: TabView, skus: Mapping[str, SkuState], last: Looked | None) -> Iterable[str]:
    """The keys, in the order of their rows, that must be looked at again (`focus`)."""
    rows = locate(tab)
    before = None if last is None else last.tabs.get("skus")
    if last is None or before is None:
        return rows.at
    keys = {*last.busy, *changed(last.book.skus, skus), *rows.repeated, *locate(before).repeated}
    for index in changed_rows(tab, before):
        keys.add(sku_key(tab.text(index, "sku")))
    return sorted((key for key in keys if key in rows.at), key=lambda key: rows.at[key])


def repeated(skus: Mapping[str, SkuState], tab: TabView, last: Looked | None) -> Iterable[str]:
    """The SKUs that stand in several rows or did in the last read; where that is not known, every SKU."""
    before = None if last is None else last.tabs.get("skus")
    return skus if before is None else {*locate(tab).repeated, *locate(before).repeated}


def rows_to_inspect(
    view: SheetView,
    skus: Mapping[str, SkuState],
    *,
    again: bool,
    number_swaps: bool = True,
    last: Looked | None = None,
) -> tuple[int, ...]:
    """Sheet rows whose `Stok` must be read in full before anything is booked: what is no base.

    What was refused and still reads the same is looked at only where `again` is True and it reads like a count: a
    light read cannot tell `1.000` from the 1 that corrects it, and looking at each turn would cost a read in each
    cycle. The same goes for a feed: only a full read tells that its formula is gone. What a plain write shall change
    (`written_plainly`) is read in full first: a formula may stand there that comes to the very base. So is a `+/-`
    that holds a number (`_entry_to_read`), and a row that was gone and is there again, for whatever it shows is an
    edit. Of a SKU that stands in several rows nothing is booked, so nothing is looked at.
    """
    tab = view.tabs.get("skus")
    if tab is None:
        return ()
    wanted = []
    rows = locate(tab)
    keys = {*in_focus(tab, skus, last)}
    for key in odd(skus, last):
        one = skus[key]
        if one.bases != (one.on_hand,) or one.entry_base or (again and (one.problem or one.feed)):
            keys.add(key)
    for key in keys & rows.at.keys():
        indexes = rows.at[key]
        if len(indexes) > 1:
            continue
        state = skus.get(key)
        value = tab.cell(indexes[0], "stock")
        if (
            state is None
            or state.vanished_at
            or _unclear(state, value, again=again)
            or _entry_to_read(state, tab.cell(indexes[0], "entry"), again=again)
            or (state.on_hand != value and written_plainly(state, number_swaps=number_swaps))
        ):
            wanted.append(tab.first_row + indexes[0])
    return tuple(sorted(wanted))


def _unclear(state: SkuState, value: Value, *, again: bool) -> bool:
    if is_base(state, value):
        return state.feed and again
    return unread(state, value) or (again and like_a_count(value))


def _entry_to_read(state: SkuState, value: Value, *, again: bool) -> bool:
    """Whether `+/-` is read in full: before a number in it is booked, and before a plain write clears it.

    Beside a refused `Stok` nothing remembers that an entry was refused too, so there it is looked at now and then.
    """
    content = as_text(value)
    if content == state.entry_base:
        waits = bool(content) and entry_written_plainly(state, value)
        return waits and (again or not refused_entry(state, content))
    known = stock_problem(state) or refused_entry(state, content)
    return unclear_entry(state, value) and (again or not known)


def unclear_entry(state: SkuState, value: Value) -> bool:
    """Whether an entry holds a number where text is typed, and would be booked if it is what it reads as."""
    return is_number(value) and state.counted and not state.feed


def is_number(value: Value) -> TypeGuard[int | float]:
    """Whether a light read shows a number; a tick is none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def entry_written_plainly(state: SkuState, value: Value) -> bool:
    """Whether a booked entry is cleared by a plain write: a number may be shown in a way that no swap ever matches,
    and what else misses twice is no text that was typed."""
    return is_number(value) or state.entry_misses >= MISSES


def refused_entry(state: SkuState, content: str) -> bool:
    """Whether this content of `+/-` was refused."""
    problem = state.problem
    return problem is not None and not stock_problem(state) and dict(problem.params)["value"] == content


def unread(state: SkuState, value: Value) -> bool:
    """Whether a light read shows a content that was neither taken nor refused."""
    return not (is_base(state, value) or _refused(state, value))


def like_a_count(value: Value) -> TypeGuard[int | float]:
    """Whether a light read shows a number that may be a count."""
    return is_number(value) and value >= 0 and value == int(value)


def written_plainly(state: SkuState, *, number_swaps: bool) -> bool:
    """Whether this `Stok` is changed by a plain write: swaps do not work here, or missed twice."""
    return not number_swaps or state.misses >= MISSES


def is_base(state: SkuState, value: Value) -> bool:
    """Whether a light read shows a content that the engine knows to have stood there."""
    return is_number(value) and value in state.bases


def _refused(state: SkuState, value: Value) -> bool:
    return stock_problem(state) and dict(state.problem.params if state.problem else ())["value"] == as_text(
        value
    )


def stock_problem(state: SkuState) -> bool:
    """Whether what stands in `Stok` was refused."""
    return refused_stock(state) is not None
