"""Decides one whole cycle: from the book, the sheet and the shops to bookings, beliefs and pushes.

The order matters and is the same in a dry run: what people may do with a shop, what shops say of orders and listings,
which listing is made of what, orders into the ledger, a person's answers, a person's rows, late links,
what stock readings mean, and only then which numbers leave; last, what may be forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..model.book import Book, Plan, ShopState
from ..model.ids import ListingKey
from ..model.remote import Health, Remote, Unreadable
from ..model.rules import Rules
from ..model.sheet import Inspected, SheetView
from . import flow, horizon, links, listings, people, pushes
from .decisions import Decision, decide
from .draft import Draft

Canonical = Callable[[str, int], int]


@dataclass(frozen=True, slots=True)
class Inputs:
    """One cycle's readings. `shops` are all shops in settings, whether or not they could be read.

    `before` is the view of the cycle before, None after a start: what stood beside a row that is gone now.
    """

    view: SheetView
    inspected: Mapping[int, Inspected]
    decisions: Mapping[str, Decision]
    remotes: Sequence[Remote]
    shops: Sequence[str]
    before: SheetView | None = None


def reconcile(book: Book, inputs: Inputs, rules: Rules, canonical: Canonical, now: float) -> Plan:
    """The plan of one cycle; pure, and the same for the same inputs. `now` is a Unix time."""
    draft = Draft(book, rules, now, inputs.view.read_at)
    _shops(draft, inputs)
    _meet_rows(draft, inputs.view)
    for remote in inputs.remotes:
        listings.take_scan(draft, remote)
    problems = link(draft, inputs.view)
    for remote in inputs.remotes:
        flow.take_orders(draft, remote)
    _book_waiting(draft)
    decide(draft, inputs.decisions)
    read: frozenset[str] = frozenset()
    if not draft.marks.get("restored", book.marks.get("restored")):
        # In a sheet that was restored from its history every old number would look like an edit.
        read = people.read_rows(draft, inputs.view, inputs.inspected, inputs.before)
    flow.settle_links(draft)
    people.keep_unseen(draft, read)
    _judge(draft, inputs.remotes, canonical)
    _release_weights(draft, canonical)
    planned = () if draft.book.marks.get("restored") else pushes.plan(draft, canonical)
    horizon.forget(draft)
    return Plan(draft.after(), draft.changes(), planned, problems)


def _shops(draft: Draft, inputs: Inputs) -> None:
    ticks = _ticks(inputs.view)
    for name in inputs.shops:
        state = draft.shops.get(name) or ShopState(name)
        sending = ticks.get(name, state.sending)
        draft.shops[name] = replace(state, sending=sending, connected=True)
    for name in set(draft.shops) - set(inputs.shops):
        draft.shops[name] = replace(draft.shops[name], connected=False)
    for remote in inputs.remotes:
        draft.shops[remote.shop] = _told(draft.shops[remote.shop], remote, draft.now)


def _ticks(view: SheetView) -> dict[str, bool]:
    tab = view.tabs.get("start")
    if tab is None:
        return {}
    return {tab.text(i, "shop"): tab.cell(i, "send_stock") is True for i in range(len(tab.rows))}


def _told(state: ShopState, remote: Remote, now: float) -> ShopState:
    failed = next((side for side in (remote.orders, remote.listings) if isinstance(side, Unreadable)), None)
    if isinstance(remote.health, Health):
        state = replace(state, days_left=remote.health.days_left, checked_at=now)
        if remote.health.needs_choice:
            return replace(state, problem="warehouse", failures=0)
    if failed is None:
        return (
            state
            if not (state.problem or state.failures)
            else replace(state, problem="", failures=0, retry_at=0.0)
        )
    failures = state.failures + 1
    wait = max(failed.retry_after, min(600.0, 2.0 ** min(failures, 9)) if failures > 1 else 0.0)
    return replace(state, problem=failed.code, failures=failures, retry_at=now + wait)


def _meet_rows(draft: Draft, view: SheetView) -> None:
    tab = view.tabs.get("skus")
    if tab is None:
        return
    for key, indexes in people.locate(tab).at.items():
        if key not in draft.skus and len(indexes) == 1:
            people.meet(draft, key, tab.text(indexes[0], "sku"))


def chosen_links(draft: Draft, view: SheetView) -> dict[ListingKey, str] | None:
    """What people named in `SKU master`, or agreed to; None where the tab was not read."""
    tab = view.tabs.get("links")
    if tab is None:
        return None
    out: dict[ListingKey, str] = {}
    for index in range(len(tab.rows)):
        key = ListingKey(tab.text(index, "shop"), tab.text(index, "id"))
        text = tab.text(index, "master")
        undo = draft.book.marks.get(f"undo:{key.shop}\x1f{key.listing}", "")
        if undo and text == undo:
            text = draft.book.marks.get(f"back:{key.shop}\x1f{key.listing}", "")
        elif undo:
            draft.marks[f"undo:{key.shop}\x1f{key.listing}"] = ""
        if text:
            out[key] = text
    return {**agreed(view), **out}


def agreed(view: SheetView) -> dict[ListingKey, str]:
    """The suggestions that stood in rows whose `Setuju` is ticked and whose `SKU master` is blank."""
    tab = view.tabs.get("links")
    if tab is None:
        return {}
    out = {}
    for index in range(len(tab.rows)):
        if tab.cell(index, "agree") is True and not tab.text(index, "master"):
            suggestion = tab.text(index, "suggestion")
            if suggestion:
                out[ListingKey(tab.text(index, "shop"), tab.text(index, "id"))] = suggestion
    return out


def link(draft: Draft, view: SheetView) -> dict[ListingKey, links.Problem]:
    """Bring every listing's components in line with the sheet; returns what to say about people's cells."""
    chosen = chosen_links(draft, view)
    if chosen is None or "skus" not in view.tabs:
        return {}
    live = [b.listing for b in draft.bindings.values() if not b.gone]
    resolved = links.resolve(live, chosen, draft.skus.keys())
    for key, found in resolved.items():
        binding = draft.bindings[key]
        if (binding.components, binding.status, binding.chosen) != (
            found.components,
            found.status,
            found.chosen,
        ):
            draft.bindings[key] = replace(
                binding, components=found.components, status=found.status, chosen=found.chosen
            )
    return {key: found.problem for key, found in resolved.items() if found.problem is not None}


def _book_waiting(draft: Draft) -> None:
    """A fed SKU's shipped lines end their reservation when the feed has moved on."""
    for booked in list(draft.lines.values()):
        if booked.components and booked.shipped < booked.line.shipped:
            flow.book_line(draft, booked)


def _judge(draft: Draft, remotes: Sequence[Remote], canonical: Canonical) -> None:
    for remote in remotes:
        if isinstance(remote.orders, Unreadable):
            # Without this cycle's orders a difference says nothing about who moved the number.
            continue
        told = {key: units for key, units in listings.readings(remote).items() if key in draft.bindings}
        if told:
            near = {key: draft.bindings[key] for key in told}
            listings.take_stock(draft, told, pushes.wanted(draft, canonical, near))


def _release_weights(draft: Draft, canonical: Canonical) -> None:
    """Edits are no longer weighed once every listing of the SKU shows what it should, or it has none."""
    weighed = {sku for sku, state in draft.skus.items() if state.unreleased}
    if not weighed:
        return
    behind: set[str] = set()
    concerned = {
        key: binding
        for key, binding in draft.bindings.items()
        if not binding.gone and any(part.sku in weighed for part in binding.components)
    }
    targets = pushes.wanted(draft, canonical, concerned)
    for key, binding in concerned.items():
        if targets.get(key) != binding.expected:
            behind.update(part.sku for part in binding.components)
    for sku in sorted(weighed - behind):
        draft.skus[sku] = replace(draft.skus[sku], unreleased=0)
