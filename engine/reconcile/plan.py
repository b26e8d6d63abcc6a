"""Decides one whole cycle: from the book, the sheet and the shops to bookings, beliefs and pushes.

The order matters and is the same in a dry run: what people may do with a shop, what shops say of orders and listings,
which listing is made of what, orders into the ledger, a person's answers, a person's rows, late links,
what stock readings mean, and only then which numbers leave; last, what may be forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..model.book import LONGEST_REST, Book, Changes, Plan, ShopState, evolve
from ..model.ids import ListingKey, sku_key
from ..model.remote import Health, Remote, Unreadable
from ..model.rules import Rules
from ..model.sheet import Inspected, SheetView, TabView
from . import flow, horizon, links, listings, marks, people, pushes, relists, renames
from .decisions import Decision, decide
from .draft import Draft
from .focus import Looked, changed, odd, same_offers
from .rows import locate

Canonical = Callable[[str, int], int]


@dataclass(frozen=True, slots=True)
class Inputs:
    """One cycle's readings. `shops` are all shops in settings, whether or not they could be read.

    `last` is what the cycle before looked at (None after a start): all else need not be looked at again.
    """

    view: SheetView
    inspected: Mapping[int, Inspected]
    decisions: Mapping[str, Decision]
    remotes: Sequence[Remote]
    shops: Sequence[str]
    last: Looked | None = None


def reconcile(book: Book, inputs: Inputs, rules: Rules, canonical: Canonical, now: float) -> Plan:
    """The plan of one cycle; pure, and the same for the same inputs. `now` is a Unix time."""
    last = inputs.last
    draft = Draft(book, rules, now, inputs.view.read_at, last.read_at if last is not None else 0.0)
    _shops(draft, inputs)
    _meet_rows(draft, inputs.view)
    for remote in inputs.remotes:
        listings.take_scan(draft, remote)
    problems, linked = link(draft, inputs.view, last)
    for remote in inputs.remotes:
        flow.take_orders(draft, remote)
    _book_waiting(draft)
    tab = inputs.view.tabs.get("skus")
    if tab is not None and not draft.mark("restored"):
        # What the row says now is newer than an answer that called it otherwise.
        renames.take_back(draft, tab, None if last is None else last.tabs.get("skus"))
    decide(draft, inputs.decisions)
    if any(marks.heir(name) is not None for name in draft.marks):
        # What a replaced listing was made of counts for the new one before anything is pushed there.
        problems, linked = link(draft, inputs.view)
    restored = bool(draft.mark("restored"))
    read: Callable[[str], bool] = people.nothing_read
    if not restored:
        # In a sheet that was restored from its history every old number would look like an edit.
        read = people.read_rows(draft, inputs.view, inputs.inspected, last)
    flow.settle_links(draft)
    people.keep_unseen(draft, read)
    _judge(draft, inputs.remotes, canonical)
    _release_weights(draft, canonical, last)
    targets = pushes.wanted(draft, canonical, pushes.in_focus(draft, last))
    planned = () if draft.book.marks.get("restored") else pushes.plan(draft, targets)
    behind = pushes.behind(draft, targets)
    horizon.forget(draft)
    changes = draft.changes()
    after = evolve(book, changes)
    looked = None
    if not (restored or book.marks.get("restored")):
        tabs = {**(last.tabs if last else {}), **inputs.view.tabs}
        waiting = odd(after.skus, last)
        busy, read_at = _busy(changes, inputs), inputs.view.read_at
        looked = Looked(tabs, after, busy, behind, linked, problems, waiting, read_at)
    return Plan(after, changes, planned, problems, looked)


def _busy(changes: Changes, inputs: Inputs) -> frozenset[str]:
    tab = inputs.view.tabs.get("skus")
    if tab is None:
        return frozenset({*changes.skus, *(inputs.last.busy if inputs.last else ())})
    return frozenset(
        {*changes.skus, *(sku_key(tab.text(row - tab.first_row, "sku")) for row in inputs.inspected)}
    )


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
    slower = min(600.0, 2.0 ** min(failures, 9)) if failures > 1 else 0.0
    wait = min(LONGEST_REST, max(failed.retry_after, slower))
    return replace(state, problem=failed.code, failures=failures, retry_at=now + wait)


def _meet_rows(draft: Draft, view: SheetView) -> None:
    tab = view.tabs.get("skus")
    if tab is None:
        return
    at = locate(tab).at
    new = at.keys() - draft.book.skus.keys()
    for key in sorted(new, key=lambda key: at[key]):
        if len(at[key]) == 1:
            people.meet(draft, key, tab.text(at[key][0], "sku"))


def chosen_links(draft: Draft, view: SheetView) -> dict[ListingKey, str] | None:
    """What people named in `SKU master`, agreed to, or named for a listing that this one replaced; None where the
    tab was not read."""
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
            for name in ("undo", "back"):
                draft.marks[f"{name}:{key.shop}\x1f{key.listing}"] = ""
        if text:
            out[key] = text
    said = {**draft.book.marks, **draft.marks}
    for key, former in relists.inherited(said, tab).items():
        if not former:
            draft.marks[marks.inherits(key)] = ""
    return {**to_fill(said, view), **out}


def to_fill(said: Mapping[str, str], view: SheetView) -> dict[ListingKey, str]:
    """What shall stand in `SKU master` where it is blank: agreed to, or inherited. `said` are small facts by name."""
    tab = view.tabs.get("links")
    if tab is None:
        return {}
    return {**{key: text for key, text in relists.inherited(said, tab).items() if text}, **_agreed(view)}


def _agreed(view: SheetView) -> dict[ListingKey, str]:
    """The suggestions that stood in rows whose `Setuju` is ticked and whose `SKU master` is blank."""
    tab = view.tabs.get("links")
    if tab is None:
        return {}
    out = {}
    column = tab.columns["agree"]
    for index in [i for i, row in enumerate(tab.rows) if len(row) > column and row[column] is True]:
        if not tab.text(index, "master"):
            suggestion = tab.text(index, "suggestion")
            if suggestion:
                out[ListingKey(tab.text(index, "shop"), tab.text(index, "id"))] = suggestion
    return out


def link(
    draft: Draft, view: SheetView, last: Looked | None = None
) -> tuple[Mapping[ListingKey, links.Problem], TabView | None]:
    """Bring every listing's components in line with the sheet.

    Returns what to say about people's cells, and the tab that all of this rests on (None: read it again).
    """
    tab = view.tabs.get("links")
    if last is not None and _linked_already(draft, view, last):
        return last.problems, last.linked
    chosen = chosen_links(draft, view)
    if chosen is None or "skus" not in view.tabs:
        return (last.problems if last else {}), None
    live = [b.listing for b in draft.bindings.values() if not b.gone]
    renamed = renames.names(draft)
    shown = {new: draft.skus[new].shown for new in renamed.values()}
    resolved = links.resolve(live, chosen, draft.managed, shown, renamed)
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
    return {key: found.problem for key, found in resolved.items() if found.problem is not None}, tab


def _linked_already(draft: Draft, view: SheetView, last: Looked) -> bool:
    """Whether nothing that links rest on differs: the tab, the seller's SKUs, what the shops offer."""
    tab = view.tabs.get("links")
    if last.linked is None or (tab is not None and tab is not last.linked):
        return False
    book, (touched, touched_links) = draft.book, draft.touched
    if book.marks is not last.book.marks or book.skus.keys() != last.book.skus.keys():
        return False
    if any(value and marks.heir(name) is not None for name, value in book.marks.items()):
        # Answered in the last cycle, after its links had been looked at.
        return False
    moved = {*changed(last.book.bindings, book.bindings), *touched_links}
    return all(sku in book.skus for sku in touched) and same_offers(last.book.bindings, draft.bindings, moved)


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
            listings.take_stock(draft, told, pushes.wanted(draft, canonical, near), remote)


def _release_weights(draft: Draft, canonical: Canonical, last: Looked | None) -> None:
    """Edits are no longer weighed once every listing of the SKU shows what it should, or it has none."""
    weighed = {*odd(draft.book.skus, last), *draft.touched[0]}
    weighed = {sku for sku in weighed if draft.skus[sku].edited}
    if not weighed:
        return
    behind: set[str] = set()
    near = {*pushes.made_of(draft.book.bindings, weighed), *draft.touched[1]}
    concerned = {
        key: binding
        for key in near
        if not (binding := draft.bindings[key]).gone
        and any(part.sku in weighed for part in binding.components)
    }
    targets = pushes.wanted(draft, canonical, concerned)
    for key, binding in concerned.items():
        if targets.get(key) != binding.expected:
            behind.update(part.sku for part in binding.components)
    for sku in sorted(weighed - behind):
        draft.skus[sku] = replace(draft.skus[sku], unreleased=0, withdrawn=0)
