"""Decides which pushes wait for a person: what edits would take to zero, or lower by more than half, in bulk.

| push                                                    | counts as risky |
|---------------------------------------------------------|-----------------|
| caused by orders alone                                  | no              |
| to zero from more than zero                             | yes             |
| lower by more than the share (half)                     | yes             |
| anything else                                           | no              |

Risky pushes of one shop are held from ten on, or from half of its listings where it has fewer than twenty, but never
under three. What left within the last ten minutes counts along, or a stampede that is spread over several cycles would
pass in parts; it counts no more once the listing rose again or a person released such edits. Only the risky ones of
this cycle are held. The digest covers the edits, not the numbers that follow from them, so an order that comes later
does not void a release; and what orders cause on a held listing still goes out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import ceil

from ..model.book import Changes, Held, Plan, Push, Verdict, evolve
from ..model.catalog import Binding
from ..model.ids import ListingKey
from ..model.rules import Rules
from ..model.stock import SkuState
from . import numbers
from .draft import digest

Canonical = Callable[[str, int], int]


def risky(push: Push, share: float) -> bool:
    """The table of this module."""
    if push.by_order or push.before is None or push.units >= push.before:
        return False
    return push.units == 0 or push.units < push.before * (1 - share)


def limit(listings: int, rules: Rules) -> int:
    """From how many risky pushes on a shop with this many listings holds them."""
    if listings >= rules.small_shop:
        return rules.hold_listings
    return max(rules.hold_minimum, ceil(listings / 2))


def check(plan: Plan, approved: frozenset[str], rules: Rules, canonical: Canonical, now: float) -> Verdict:
    """Split a plan's pushes; `approved` are digests that a person released. `now` is a Unix time.

    The plan of the verdict knows which listings are lowered by it (`Binding.lowered_at`).
    """
    by_shop: dict[str, list[Push]] = {}
    for push in plan.pushes:
        if risky(push, rules.hold_share):
            by_shop.setdefault(push.key.shop, []).append(push)
    held: list[Held] = []
    lowered: dict[ListingKey, float] = {}
    for shop, pushes in sorted(by_shop.items()):
        live = {k: b for k, b in plan.book.bindings.items() if k.shop == shop and b.components and not b.gone}
        before = {k for k, b in live.items() if b.lowered_at and now - b.lowered_at <= rules.hold_window}
        weighed = before | {push.key for push in pushes}
        mark = edits_digest(shop, pushes, plan.book.skus, plan.book.bindings)
        if mark in approved:
            lowered.update(dict.fromkeys(weighed, 0.0))
        elif len(weighed) < limit(len(live), rules):
            lowered.update(dict.fromkeys((push.key for push in pushes), now))
        else:
            to_zero = sum(1 for push in pushes if push.units == 0)
            reason = "hold.to_zero" if to_zero else "hold.lower"
            held.append(Held(shop, reason, mark, tuple(pushes)))
    stopped = {push.key for one in held for push in one.pushes}
    allowed = [push for push in plan.pushes if push.key not in stopped]
    for push in allowed:
        if push.before is not None and push.units > push.before:
            lowered[push.key] = 0.0
    for one in held:
        allowed += _order_share(plan, one, rules, canonical)
    ordered = tuple(sorted(allowed, key=lambda push: (push.units, push.key)))
    return Verdict(_marked(plan, lowered), ordered, tuple(held))


def _marked(plan: Plan, lowered: Mapping[ListingKey, float]) -> Plan:
    """The plan whose bindings say when an edit lowered them."""
    found = plan.book.bindings
    bindings = {
        key: replace(found[key], lowered_at=at) for key, at in lowered.items() if found[key].lowered_at != at
    }
    if not bindings:
        return plan
    changes = replace(plan.changes, bindings={**plan.changes.bindings, **bindings})
    return replace(plan, book=evolve(plan.book, Changes(bindings=bindings)), changes=changes)


def edits_digest(
    shop: str,
    pushes: list[Push],
    skus: Mapping[str, SkuState],
    bindings: Mapping[ListingKey, Binding],
) -> str:
    """What a release is for: the SKUs, the units that edits changed and which edits, not the resulting numbers."""
    parts = sorted({part.sku for push in pushes for part in bindings[push.key].components})
    states = [skus[sku] for sku in parts]
    edits = ((one.unreleased, one.edited_at, one.entry_number, one.ceiling) for one in states)
    return digest(shop, *zip(parts, edits, strict=True))


def _order_share(plan: Plan, held: Held, rules: Rules, canonical: Canonical) -> list[Push]:
    out = []
    for push in held.pushes:
        binding = plan.book.bindings[push.key]
        if binding.pushed is None:
            continue
        units = numbers.sellable(
            binding.components, plan.book.skus, rules.shop(held.shop), without_edits=True
        )
        if units is None or push.before is None:
            continue
        units = canonical(held.shop, units)
        if units < push.before:
            out.append(push._replace(units=units, why="why.order", by_order=True))
    return out
