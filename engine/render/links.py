"""Decides what the `Tautan` tab says of each listing: its link, a suggestion, and where to click."""

from __future__ import annotations

from collections.abc import Mapping

from ..model.catalog import Binding
from ..model.ids import ListingKey, sku_key
from ..model.sheet import Value
from ..reconcile import flow, guidance
from .memory import LINK_KEYS, rows_by_key
from .page import Context, Page


def render(context: Context, page: Page) -> None:
    """One row a listing variant, keyed by shop and id."""
    tab = context.view.tabs.get("links")
    if tab is None:
        return
    waiting: dict[ListingKey, int] = {}
    for booked in context.verdict.plan.book.lines.values():
        if not booked.components and booked.line.own_stock:
            units = flow.open_units(booked)
            waiting[booked.line.listing] = waiting.get(booked.line.listing, 0) + units
    book, memory = context.verdict.plan.book, context.memory
    at = rows_by_key(tab, LINK_KEYS)
    rows = []
    for key in memory.links_again(tab, book, waiting, context.problems, context.suggestions):
        # Where a listing stands in several rows the last one speaks, as it always did.
        shown = tab.text(at[key][-1], "suggestion") if key in at else ""
        rows.append(((key.shop, key.listing), _row(context, book.bindings[key], waiting.get(key, 0), shown)))
    unsettled = page.lines(context.view, "links", LINK_KEYS, rows)
    memory.unsettled_links = {ListingKey(*key) for key in unsettled}


def _row(context: Context, binding: Binding, waiting: int, shown: str) -> Mapping[str, Value]:
    listing = binding.listing
    name = f"{listing.name} – {listing.variant}" if listing.variant else listing.name
    return {
        "shop": listing.key.shop,
        "id": listing.key.listing,
        "shop_sku": listing.sku,
        "name": name,
        "price": listing.price,
        "shop_stock": binding.seen if binding.expected is None else binding.expected,
        "status": context.texts.say("link.gone" if binding.gone else f"link.{binding.status}"),
        "suggestion": _suggestion(context, binding, shown),
        "engine_note": _note(context, binding, waiting),
    }


def _suggestion(context: Context, binding: Binding, shown: str) -> str | None:
    if shown and sku_key(shown.partition("*")[0]) in context.verdict.plan.book.skus:
        # A suggestion that a person may be reading stays until its target is gone.
        return shown
    if binding.components or binding.gone or binding.status == "unmanaged":
        return None
    found = context.suggestions.get(binding.listing.key)
    return found[0] if found else None


def _note(context: Context, binding: Binding, waiting: int) -> str | None:
    say = context.texts.say
    notes = []
    if binding.refused:
        zero = binding.refused == "0"
        notes.append(say("link.refused_zero" if zero else "link.refused", {"code": "S340"}))
    if binding.frozen:
        notes.append(say("link.frozen"))
    problem = context.problems.get(binding.listing.key)
    if binding.components and problem is not None:
        notes.append(say(problem[0], problem[1]))
    elif not binding.components and not binding.gone and binding.status != "unmanaged":
        code = guidance.for_listing(binding.status, context.kinds.get(binding.listing.key.shop, ""))
        if problem is not None:
            notes.append(say(problem[0], problem[1]))
        elif code is not None:
            notes.append(say(code))
        if waiting:
            notes.append(say("link.would_reserve", {"units": waiting}))
    return " ".join(notes) or None
