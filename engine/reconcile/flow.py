"""Decides how order snapshots reach the ledger: linked lines book, unlinked lines wait, a later link settles once.

| a line that waited, once its listing is linked     | books                                                         |
|----------------------------------------------------|---------------------------------------------------------------|
| enough is available for all that wait              | what is still open; what had left before never was counted    |
| not enough, and not asked before                   | nothing: it is asked                                          |
| asked, no answer yet                               | nothing, until there is enough or its goods leave             |
| asked, and its goods leave                         | what left since, and what is still open: the shelf is emptier |
| asked, answered "leave"                            | nothing                                                       |
| came in before its listing was ever read           | everything                                                    |
| the same, before one that shares its SKU was read  | everything, should that one be gone                           |
"""

from __future__ import annotations

from dataclasses import replace

from ..model.catalog import Component
from ..model.ids import ListingKey, sku_key
from ..model.orders import BookedLine, OrderLine
from ..model.questions import Choice
from ..model.remote import Remote, Unreadable
from . import late, listings, merge, orders, renames
from .draft import Draft


def take_orders(draft: Draft, remote: Remote) -> None:
    """Bring in one shop's order read; only a complete one advances the horizon."""
    read = remote.orders
    if isinstance(read, Unreadable):
        return
    shop = draft.shops[remote.shop]
    opening = shop.opened_at == 0.0
    for line in sorted(read.lines, key=lambda one: (one.updated, one.key)):
        _take_line(draft, line, opened_at=draft.now if opening else shop.opened_at, opening=opening)
    if opening:
        _ask_opening(draft, remote.shop)
    if read.complete:
        opened = draft.now if opening else shop.opened_at
        # A horizon that is still to come was set by a clock that was wrong.
        wrong = shop.horizon > draft.now + draft.rules.clock_margin
        horizon = read.until if wrong else max(shop.horizon, read.until)
        draft.shops[remote.shop] = replace(shop, horizon=horizon, opened_at=opened)


def _ask_opening(draft: Draft, shop: str) -> None:
    """Ask once whether the first counts include the goods of orders that were open at the first connection."""
    units = sum(b.open_units for key, b in draft.lines.items() if key.shop == shop and b.opening)
    if units:
        choices = (Choice("included"), Choice("not_included"))
        draft.ask("opening", shop, choices, (("shop", shop), ("units", str(units))))


def _take_line(draft: Draft, line: OrderLine, *, opened_at: float, opening: bool) -> None:
    known = draft.lines.get(line.key)
    if known is not None and orders.is_stale(known, line):
        return
    components = _components(draft, line.listing)
    if known is None:
        past = line.created < opened_at
        if past or not components:
            # What came back before the first connection is on the shelf or it is not; later it is news.
            settled = line.returned if opening else 0
            booked = replace(orders.baseline(line, components, draft.now, opening=past), discarded=settled)
            if not components:
                early = not past and _is_undecided(draft, line.listing)
                booked = replace(booked, reserved=0, released=0, shipped=0, early=early)
        else:
            booked = BookedLine(line, components, first_seen=draft.now)
        if not past:
            _own_sale(draft, line, line.taken, line.created, line.created)
            _own_sale(draft, line, -line.released, line.created, line.updated)
    else:
        booked = replace(known, line=orders.grown(known, line))
        sold = line.taken - known.line.taken
        back = line.released - known.line.released
        # An order says only when it changed last, and that may be for another reason.
        _own_sale(draft, line, sold - back, known.line.updated, line.updated)
    if known is not None and known.line == booked.line:
        return
    draft.lines[line.key] = booked
    book_line(draft, booked)


def _own_sale(draft: Draft, line: OrderLine, units: int, since: float, at: float) -> None:
    binding = draft.bindings.get(line.listing)
    if binding is not None and line.own_stock:
        margin = draft.rules.clock_margin
        draft.bindings[line.listing] = listings.own_sale(binding, units, since, at, margin, draft.now)


def _components(draft: Draft, key: ListingKey) -> tuple[Component, ...]:
    binding = draft.bindings.get(key)
    if binding is None or not all(part.sku in draft.skus for part in binding.components):
        return ()
    return binding.components


def book_line(draft: Draft, booked: BookedLine) -> None:
    """Book the difference between what a line says and what is booked, and ask what only a person knows."""
    after, movements = orders.book(booked, lambda sku, line: _ship_allowed(draft, sku, line))
    draft.lines[booked.line.key] = after
    for movement in movements:
        state = draft.skus.get(movement.sku)
        if state is None:
            continue
        draft.move(movement)
        if (
            not state.feed
            and movement.on_hand
            and merge.learnt_late(state, movement, draft.rules.clock_margin)
        ):
            late.ask(draft, movement, -movement.on_hand)
        if state.vanished_at and movement.on_hand:
            renames.learnt_late(draft, movement)
    if orders.returned_units(after):
        _returned(draft, after)


def _ship_allowed(draft: Draft, sku: str, line: OrderLine) -> bool:
    state = draft.skus.get(sku)
    if state is None or not state.feed:
        return True
    counted = state.edited_at > line.updated + draft.rules.clock_margin
    return counted or draft.now - line.updated > draft.rules.feed_release


def _returned(draft: Draft, booked: BookedLine) -> None:
    units = orders.returned_units(booked)
    key = booked.line.key
    rule = draft.rules.shop(key.shop).restock_returns
    if rule is None:
        params = (("shop", key.shop), ("order", key.order), ("sku", booked.line.sku), ("units", str(units)))
        choices = (Choice("restock"), Choice("discard"))
        draft.ask("returned", "\x1f".join(key), choices, params, about=str(booked.line.returned))
    elif rule:
        after, movements = orders.restock(booked, units, draft.now, key.shop)
        draft.lines[key] = after
        for movement in movements:
            draft.move(movement)
    else:
        draft.lines[key] = orders.discard(booked, units)


def unlinked(draft: Draft) -> list[BookedLine]:
    """Lines that came in without a link and book nothing yet, in order of their time."""
    waiting = [b for b in draft.lines.values() if not b.components and b.line.own_stock]
    return sorted(waiting, key=lambda booked: (booked.line.created, booked.line.key))


def settle_links(draft: Draft) -> None:
    """Settle each waiting line once its listing is linked; asked first where available would fall below zero.

    A line that only waited for its listing to be read (after a lost cache, in a large shop) is no late link: it books
    as any other, with what of it has left meanwhile.
    """
    by_listing: dict[ListingKey, list[BookedLine]] = {}
    for booked in unlinked(draft):
        components = _components(draft, booked.line.listing)
        if booked.early and components:
            _book_early(draft, booked, components)
        elif booked.early and not _is_undecided(draft, booked.line.listing):
            draft.lines[booked.line.key] = replace(booked, early=False)
        elif components:
            by_listing.setdefault(booked.line.listing, []).append(booked)
    for listing, waiting in sorted(by_listing.items()):
        _settle_listing(draft, listing, waiting)
    _close_settled(draft)


def _settle_listing(draft: Draft, listing: ListingKey, waiting: list[BookedLine]) -> None:
    components = _components(draft, listing)
    word = _word(draft, listing)
    rest = []
    for booked in waiting:
        known = draft.book.lines.get(booked.line.key)
        before = known.line if word is not None and known is not None else booked.line
        left = booked.line.shipped > before.shipped and word != "leave"
        if left or word == "settle":
            _settle_line(draft, booked, components, before)
        else:
            rest.append(booked)
    if not _would_oversell(draft, components, rest) or _may_oversell(draft, listing, rest):
        for booked in rest:
            _settle_line(draft, booked, components, booked.line)


def _word(draft: Draft, listing: ListingKey) -> str | None:
    """What was just answered to the question that was open about a link, '' while it is; None where none was."""
    name = "\x1f".join(listing)
    for known in draft.book.questions.values():
        if known.open and (known.kind, known.subject) == ("oversell", name):
            return draft.questions[known.id].answer
    return None


def _close_settled(draft: Draft) -> None:
    """A question falls away once nothing waits for it any more."""
    waiting = {"\x1f".join(booked.line.listing) for booked in unlinked(draft)}
    for question in draft.still_open("oversell"):
        if question.subject not in waiting:
            draft.close(question, "")


def _is_undecided(draft: Draft, key: ListingKey) -> bool:
    """Whether it is not known yet what a listing is made of: it was not read, or one that shares its SKU was not.

    A lost cache that was put back may remember an id that is gone, and only a whole scan tells.
    """
    binding = draft.bindings.get(key)
    if binding is None or binding.status != "duplicate":
        return binding is None
    sku = sku_key(binding.listing.sku)
    return any(
        other.shop == key.shop and not (one.gone or one.seen_at) and sku_key(one.listing.sku) == sku
        for other, one in draft.bindings.items()
        if one.listing.own_stock
    )


def _book_early(draft: Draft, booked: BookedLine, components: tuple[Component, ...]) -> None:
    linked = BookedLine(
        booked.line,
        components,
        discarded=booked.discarded,
        first_seen=booked.first_seen,
        rebuilds=booked.rebuilds,
    )
    draft.lines[booked.line.key] = linked
    book_line(draft, linked)


def _settle_line(
    draft: Draft, booked: BookedLine, components: tuple[Component, ...], before: OrderLine
) -> None:
    """Book what is open, and what became of the line since `before`."""
    linked = orders.baseline(before, components, booked.first_seen, opening=booked.opening)
    linked = replace(linked, line=booked.line, rebuilds=booked.rebuilds)
    draft.lines[booked.line.key] = linked
    book_line(draft, linked)


def open_units(booked: BookedLine) -> int:
    """Unshipped units of a line that a link would reserve."""
    line = booked.line
    return max(0, line.taken - line.released - line.shipped)


def _would_oversell(draft: Draft, components: tuple[Component, ...], waiting: list[BookedLine]) -> bool:
    units = sum(open_units(booked) for booked in waiting)
    return any(
        units and draft.skus[p.sku].counted and draft.skus[p.sku].available < units * p.units
        for p in components
    )


def _may_oversell(draft: Draft, listing: ListingKey, waiting: list[BookedLine]) -> bool:
    subject = "\x1f".join(listing)
    units = sum(open_units(booked) for booked in waiting)
    mark = f"{units}:{len(waiting)}"
    for question in draft.questions.values():
        fallen = not (question.open or question.answer)
        if (question.kind, question.subject, question.digest, fallen) == ("oversell", subject, mark, False):
            return question.answer == "settle"
    part = min(_components(draft, listing), key=lambda one: draft.skus[one.sku].available)
    state = draft.skus[part.sku]
    params = (
        ("listing", waiting[0].line.sku or listing.listing),
        ("shop", listing.shop),
        ("sku", state.shown),
        ("units", str(units)),
        ("available", str(state.available)),
    )
    draft.ask("oversell", subject, (Choice("settle"), Choice("leave")), params, about=mark)
    return False
