"""Decides what the engine's columns of the `SKU` tab say beside each row."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from rapidfuzz import process

from ..model.catalog import Component
from ..model.ids import sku_key
from ..model.sheet import TabView, Value
from ..model.stock import Receipt, SkuState
from ..reconcile import marks
from ..reconcile.rows import locate
from .page import Context, Page

RESTORE = "restore:"


def render(context: Context, page: Page) -> None:
    """Reserved, available, status and receipt of every row with a key; rows put back where a person asked."""
    tab = context.view.tabs.get("skus")
    if tab is None:
        return
    rows = locate(tab)
    book = context.verdict.plan.book
    memory = context.memory
    _, linked = memory.count(book)
    kinds = {"count", "late", "misplaced"}
    asked = frozenset(
        q.subject.partition("\x1f")[0] for q in book.questions.values() if q.open and q.kind in kinds
    )
    for key in memory.skus_again(tab, book, linked, asked):
        state = book.skus.get(key)
        if state is None:
            continue
        status = _status(context, state, linked=key in linked, asked=key in asked)
        wanted: dict[str, Value] = {
            "reserved": state.reserved,
            "available": state.available if state.counted else None,
            "status": status,
            "receipt": said(context, state.receipt) if state.receipt else None,
        }
        for index in rows.at[key]:
            if page.differ(tab, index, wanted):
                memory.unsettled_skus.add(key)
    for index in rows.numeric:
        page.differ(tab, index, {"status": _numeric(context, tab, index)})
    wished = sorted(
        name.partition(":")[2] for name, on in book.marks.items() if on and name.startswith(RESTORE)
    )
    for key in wished:
        kept = book.skus.get(key)
        if kept is not None and kept.vanished_at and key not in rows.at:
            page.append("skus", _row_put_back(context, kept))


def _row_put_back(context: Context, state: SkuState) -> dict[str, Value]:
    """A row that a person keeps: the ledger's number, and beside it what stood there, or the listing's own words."""
    book = context.verdict.plan.book
    beside = marks.unpack(book.marks.get(marks.row(state.sku), ""))
    if beside == marks.Beside():
        listed = [b.listing for b in book.bindings.values() if b.components == (Component(state.sku, 1),)]
        beside = marks.Beside(*((listed[0].name, listed[0].variant or None) if listed else ()))
    return {
        "sku": state.shown,
        **beside._asdict(),
        "stock": state.on_hand,
        "buffer": state.buffer or None,
        "active": state.active,
    }


def said(context: Context, receipt: Receipt) -> str:
    """A receipt as one line: local time, then the sentence."""
    if not receipt.at:
        return context.texts.say(receipt.code, receipt.params)
    at = datetime.fromtimestamp(receipt.at, ZoneInfo(context.zone))
    return f"{at:%d/%m %H:%M:%S} {context.texts.say(receipt.code, receipt.params)}"


def _status(context: Context, state: SkuState, *, linked: bool, asked: bool) -> str:
    say = context.texts.say
    if state.copies:
        return say("status.copied")
    if state.problem is not None:
        # What stays is the number of now, which orders and entries move on.
        return say(state.problem.code, (*state.problem.params, ("kept", state.on_hand)))
    if not state.counted:
        return say("status.no_count")
    if asked:
        return say("status.asked")
    if state.available < 0:
        return say("status.oversold", {"units": -state.available})
    if not state.active:
        return say("status.inactive")
    if state.feed:
        return say("status.feed")
    return say("status.ok" if linked else "status.unlinked")


def _numeric(context: Context, tab: TabView, index: int) -> str:
    shown = tab.text(index, "sku")
    names = {key: state.shown for key, state in context.verdict.plan.book.skus.items()}
    for binding in context.verdict.plan.book.bindings.values():
        names.setdefault(sku_key(binding.listing.sku), binding.listing.sku)
    padded = next((name for name in names.values() if name.lstrip("0") == shown and name != shown), None)
    best = process.extractOne(shown, list(names.values())) if names else None
    return context.texts.say("status.numeric_sku", {"closest": padded or (best[0] if best else "")})
