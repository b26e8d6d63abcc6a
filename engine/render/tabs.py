"""Decides what the tabs `Mulai`, `Pesanan`, `Konflik` and `Panduan` say."""

from __future__ import annotations

from collections.abc import Sequence

from ..model.book import ShopState
from ..model.catalog import Binding
from ..model.ids import LineKey
from ..model.orders import BookedLine
from ..model.sheet import Value
from ..reconcile import flow, guidance
from .memory import LINE_KEYS, Tally, rows_by_key
from .page import Context, Page

COUNTED = ("matched", "unmatched", "empty", "duplicate")
NOTHING = Tally({}, 0, False)


def start(context: Context, page: Page, *, beat: bool) -> None:
    """One row a shop. The time of the last read is written only with a `beat`, so that nothing blinks."""
    book = context.verdict.plan.book
    tally, _ = context.memory.count(book)
    rows = []
    for name, shop in sorted(book.shops.items()):
        of_shop = tally.get(name, NOTHING)
        counts = {status: of_shop.status.get(status, 0) for status in COUNTED}
        frozen = of_shop.frozen
        refused = of_shop.refused
        waiting = sum(
            1
            for booked in book.lines.values()
            if booked.line.key.shop == name and not booked.components and flow.open_units(booked)
        )
        wanted: dict[str, Value] = {
            "shop": name,
            "connection": _connection(context, shop),
            "token_days": shop.days_left,
            **counts,
            "open_unlinked": waiting,
            "next_step": _next(context, shop, counts, frozen, refused),
        }
        if beat:
            wanted["last_read"] = int(context.now)
        rows.append(((name,), wanted))
    page.lines(context.view, "start", ("shop",), rows)


def _connection(context: Context, shop: ShopState) -> str:
    say = context.texts.say
    if not shop.connected:
        return say("conn.never")
    if shop.problem == "S310":
        return say("conn.expired")
    if shop.problem == "S320":
        return say("conn.limited")
    if shop.problem and shop.problem != "warehouse":
        return say("conn.unreachable")
    return say("conn.ok")


def _next(
    context: Context, shop: ShopState, counts: dict[str, int], frozen: int, refused: Sequence[Binding]
) -> str:
    say = context.texts.say
    held = any(held.shop == shop.shop for held in context.verdict.held)
    if not shop.connected:
        return say("next.connect", {"shop": shop.shop})
    if shop.problem == "S310":
        return say("next.reconnect", {"shop": shop.shop})
    if shop.problem == "warehouse":
        return say("next.warehouse", {"shop": shop.shop})
    if held:
        return say("next.hold")
    if frozen:
        return say("next.frozen")
    if refused:
        # What still sells although nothing is left comes first.
        zeros = [binding for binding in refused if binding.refused == "0"]
        named = sorted(one.listing.sku or one.listing.key.listing for one in zeros or refused)
        params: dict[str, str | int] = {"count": len(named), "sku": named[0]}
        return say("next.refused_zero" if zeros else "next.refused", params)
    for status, code in (
        ("empty", "next.fix_empty"),
        ("duplicate", "next.fix_duplicate"),
        ("unmatched", "next.link"),
    ):
        if counts[status] and shop.sending:
            return say(code, {"count": counts[status]})
    if not shop.sending:
        return say("next.tick_send")
    misled = guidance.misleads(context.view.locale, context.texts.language)
    return say("next.locale") if misled else say("next.none")


def orders(context: Context, page: Page) -> None:
    """One row an order line, keyed by shop, order and line."""
    tab = context.view.tabs.get("orders")
    if tab is None:
        return
    book, memory = context.verdict.plan.book, context.memory
    at = rows_by_key(tab, LINE_KEYS)
    rows = []
    for key in memory.lines_again(tab, book):
        booked = book.lines[key]
        if booked.opening and not booked.open_units and not flow.open_units(booked):
            continue
        line = booked.line
        action = any(tab.text(index, "action") for index in at.get(key, ()))
        wanted: dict[str, Value] = {
            "shop": key.shop,
            "order": key.order,
            "line": key.line,
            "time": int(line.created),
            "status": line.status,
            "sku": line.sku,
            "units": line.taken,
            "price": line.price,
            "reserved": booked.open_units,
            "ship_by": int(line.ship_by) if line.ship_by else None,
            "engine_note": _order_note(context, booked, action=action),
        }
        rows.append((tuple(key), wanted))
    unsettled = page.lines(context.view, "orders", LINE_KEYS, rows)
    memory.unsettled_lines = {LineKey(*key) for key in unsettled}


def _order_note(context: Context, booked: BookedLine, *, action: bool) -> str:
    say = context.texts.say
    if action:
        return say("order.action_later")
    line = booked.line
    if not line.own_stock:
        return say("order.warehouse")
    if not booked.components:
        return say("order.unlinked", {"units": flow.open_units(booked)})
    if booked.open_units:
        return say("order.reserved", {"units": booked.open_units})
    if line.shipped and line.released:
        return say("order.partial")
    return say("order.shipped") if line.shipped else say("order.released")


def conflicts(context: Context, page: Page) -> None:
    """One row a question; answered rows stay and say so."""
    tab = context.view.tabs.get("conflicts")
    if tab is None:
        return
    at = {tab.text(index, "id"): index for index in range(len(tab.rows))}
    texts = context.texts
    book = context.verdict.plan.book
    known, context.memory.words = context.memory.words, {}
    for question in sorted(book.questions.values(), key=lambda q: (q.opened_at, q.id)):
        if question.open:
            said, words = known.get(question.id, (None, None))
            if words is None or said is not question:
                words = texts.question(question)
            context.memory.words[question.id] = question, words
            wanted: dict[str, Value] = {
                "id": question.id,
                "kind": words.kind,
                "event": words.event,
                "done": words.done,
                "guidance": words.guidance,
            }
        elif question.id in at:
            settled = "conflict.answered" if question.answer else "conflict.fell_away"
            wanted = {"guidance": texts.say(settled)}
        else:
            continue
        if question.id in at:
            page.differ(tab, at[question.id], wanted)
        else:
            page.append("conflicts", wanted, [texts.choice(choice) for choice in question.choices])


def guide(context: Context, page: Page) -> None:
    """What applies now, then the whole FAQ; the rows belong to the engine and are written in place."""
    tab = context.view.tabs.get("guide")
    if tab is None:
        return
    memory, needs = context.memory, _needs(context)
    if needs == memory.needs and tab is memory.guide_tab:
        return
    rows = _guide_rows(context, needs)
    before = len(page.cells) + len(page.appends)
    for index, wanted in enumerate(rows):
        if index < len(tab.rows):
            page.differ(tab, index, wanted)
        else:
            page.append("guide", wanted)
    for index in range(len(rows), len(tab.rows)):
        page.differ(tab, index, {"topic": None, "answer": None, "applies_to": None})
    memory.needs = needs
    memory.guide_tab = tab if before == len(page.cells) + len(page.appends) else None


def _guide_rows(context: Context, needs: Sequence[guidance.ShopNeeds]) -> list[dict[str, Value]]:
    entries = {entry.id: entry for entry in context.texts.guide()}
    ordered = guidance.guide_rows([(e.id, e.tags) for e in entries.values()], needs)
    out: list[dict[str, Value]] = []
    for row in ordered:
        entry = entries[row.entry]
        where = ", ".join(row.shops) if row.shops else entry.applies_to
        out.append({"topic": entry.topic, "answer": entry.answer, "applies_to": where})
    return out


def _needs(context: Context) -> list[guidance.ShopNeeds]:
    book = context.verdict.plan.book
    found: dict[str, set[str]] = {name: set() for name in book.shops}
    for shop_name, of_shop in context.memory.count(book)[0].items():
        statuses = {status for status in ("empty", "duplicate", "unmatched") if of_shop.status.get(status)}
        found.setdefault(shop_name, set()).update(statuses | ({"tug"} if of_shop.any_frozen else set()))
    for name, shop in book.shops.items():
        if not shop.sending:
            found[name].add("tick_send")
        if shop.problem == "S310":
            found[name].add("reconnect")
        if not shop.opened_at:
            found[name].add("connect")
    if guidance.misleads(context.view.locale, context.texts.language):
        for needs in found.values():
            needs.add("locale")
    for held in context.verdict.held:
        found.setdefault(held.shop, set()).add("hold")
    for line_key, booked in book.lines.items():
        if not booked.components and flow.open_units(booked):
            found.setdefault(line_key.shop, set()).add("unlinked")
    return [
        guidance.ShopNeeds(name, context.kinds.get(name, ""), frozenset(needs))
        for name, needs in sorted(found.items())
    ]
