"""Decides which pushes wait for a person: what edits would take to zero, or lower by more than half, in bulk.

| push                                                    | counts as risky |
|---------------------------------------------------------|-----------------|
| caused by orders alone                                  | no              |
| to zero from more than zero                             | yes             |
| lower by more than the share (half)                     | yes             |
| anything else                                           | no              |

Risky pushes of one shop are held from ten on, or from half of its listings where it has fewer than twenty, but never
under three. Only they are held. The digest covers the edits, not the numbers that follow from
them, so an order that comes later does not void a release; and what orders cause on a held listing still goes out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import ceil

from ..model.book import Held, Plan, Push, Verdict
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


def check(plan: Plan, approved: frozenset[str], rules: Rules, canonical: Canonical) -> Verdict:
    """Split a plan's pushes; `approved` are digests that a person released."""
    by_shop: dict[str, list[Push]] = {}
    for push in plan.pushes:
        if risky(push, rules.hold_share):
            by_shop.setdefault(push.key.shop, []).append(push)
    held: list[Held] = []
    stopped: set[ListingKey] = set()
    for shop, pushes in sorted(by_shop.items()):
        listings = sum(
            1 for k, b in plan.book.bindings.items() if k.shop == shop and b.components and not b.gone
        )
        if len(pushes) < limit(listings, rules):
            continue
        mark = edits_digest(shop, pushes, plan.book.skus, plan.book.bindings)
        if mark in approved:
            continue
        to_zero = sum(1 for push in pushes if push.units == 0)
        reason = "hold.to_zero" if to_zero else "hold.lower"
        held.append(Held(shop, reason, mark, tuple(pushes)))
        stopped.update(push.key for push in pushes)
    allowed = [push for push in plan.pushes if push.key not in stopped]
    for one in held:
        allowed += _order_share(plan, one, rules, canonical)
    return Verdict(plan, tuple(sorted(allowed, key=lambda push: (push.units, push.key))), tuple(held))


def edits_digest(
    shop: str,
    pushes: list[Push],
    skus: Mapping[str, SkuState],
    bindings: Mapping[ListingKey, Binding],
) -> str:
    """What a release is for: the SKUs and the units that edits changed, not the resulting numbers."""
    parts = {part.sku for push in pushes for part in bindings[push.key].components}
    return digest(shop, *(f"{sku}:{skus[sku].unreleased}" for sku in sorted(parts)))


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
