"""Decides which listings are set to which number, in order of risk: fewest units left first.

| listing                                             | push                               |
|-----------------------------------------------------|------------------------------------|
| shop not sending, not connected, or a choice needed | none                               |
| unlinked, unmanaged, gone, marketplace's warehouse  | none                               |
| a component uncounted or inactive                   | none                               |
| a component's row is gone                           | only what lowers                   |
| a component may be an old SKU under a new name      | none until a person says           |
| orders wait for a component that has too few        | only what lowers, until a person says or there is enough |
| frozen (tug-of-war) or refused at this number       | none                               |
| outcome uncertain                                   | none until it was read back        |
| back under a new id, not yet answered or read       | none                               |
| never read                                          | none                               |
| wanted = believed                                   | none                               |
| suspect and wanted above the reading                | none until a later order read      |
| otherwise                                           | believed → wanted                  |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set

from ..model.book import Push
from ..model.catalog import Binding
from ..model.ids import ListingKey
from ..model.stock import SkuState
from . import numbers, relists, renames
from .draft import Draft
from .focus import Looked, changed

Canonical = Callable[[str, int], int]


def wanted(draft: Draft, canonical: Canonical, keys: Mapping[ListingKey, Binding]) -> dict[ListingKey, int]:
    """The number that each linked listing should show, as the shop will echo it."""
    out: dict[ListingKey, int] = {}
    for key, binding in keys.items():
        if not binding.components:
            continue
        units = numbers.sellable(binding.components, draft.skus, draft.rules.shop(key.shop))
        if units is not None:
            out[key] = canonical(key.shop, units)
    return out


def pushable(draft: Draft, binding: Binding) -> bool:
    """Whether this listing may be written to at all now."""
    shop = draft.shops.get(binding.listing.key.shop)
    if shop is None or not (shop.sending and shop.connected):
        return False
    if binding.gone or binding.frozen or binding.uncertain or not binding.listing.own_stock:
        return False
    if not binding.components or binding.expected is None:
        return False
    return all(_pushable_sku(draft.skus.get(part.sku)) for part in binding.components)


def _pushable_sku(state: SkuState | None) -> bool:
    return state is not None and state.active and state.counted


def in_focus(draft: Draft, last: Looked | None) -> Mapping[ListingKey, Binding]:
    """The listings whose number must be worked out again (`focus`)."""
    if last is None:
        return draft.bindings
    touched, touched_links = draft.touched
    book = draft.book
    skus = {*changed(last.book.skus, book.skus), *touched}
    keys = {*changed(last.book.bindings, book.bindings), *touched_links, *last.behind}
    if skus:
        keys.update(made_of(book.bindings, skus))
    return {key: draft.bindings[key] for key in keys}


def made_of(bindings: Mapping[ListingKey, Binding], skus: Set[str]) -> list[ListingKey]:
    """The listings that one of these SKUs is a part of."""
    found = []
    for key, binding in bindings.items():
        parts = binding.components
        if parts[0].sku in skus if len(parts) == 1 else any(part.sku in skus for part in parts):
            found.append(key)
    return found


def behind(draft: Draft, targets: Mapping[ListingKey, int]) -> frozenset[ListingKey]:
    """Linked listings that do not show what they should, pushed or not."""
    return frozenset(key for key, units in targets.items() if draft.bindings[key].expected != units)


def plan(draft: Draft, targets: Mapping[ListingKey, int]) -> tuple[Push, ...]:
    """Every push that the numbers in `targets` ask for, before the guards."""
    asked = {question.subject for question in draft.still_open("relisted")}
    renamed, scarce = renames.pending(draft), _scarce(draft)
    found = []
    for key, units in targets.items():
        binding = draft.bindings[key]
        if not pushable(draft, binding) or units == binding.expected:
            continue
        believed = binding.seen if binding.suspect else binding.expected
        if binding.suspect and believed is not None and units > believed:
            continue
        if "\x1f".join(key) in asked or relists.waits(draft, key):
            continue
        if _waits(draft, binding, renamed, scarce, raises=units > (believed or 0)):
            continue
        if binding.refused == str(units):
            continue
        found.append(_push(draft, binding, believed, units))
    return tuple(sorted(found, key=lambda push: (push.units, push.key)))


def _scarce(draft: Draft) -> frozenset[str]:
    """The SKUs of listings whose waiting orders would take more than there is: what is there may be theirs."""
    asked = (ListingKey(*question.subject.split("\x1f")) for question in draft.still_open("oversell"))
    return frozenset(
        part.sku for key in asked if key in draft.bindings for part in draft.bindings[key].components
    )


def _waits(
    draft: Draft, binding: Binding, renamed: frozenset[str], scarce: frozenset[str], *, raises: bool
) -> bool:
    """Whether a person's answer about a component comes first."""
    parts = [part.sku for part in binding.components]
    if any(sku in renamed for sku in parts):
        return True
    return raises and any(sku in scarce or draft.skus[sku].vanished_at for sku in parts)


def _push(draft: Draft, binding: Binding, believed: int | None, units: int) -> Push:
    states = draft.skus
    parts = [states[part.sku] for part in binding.components]
    edited = any(one.edited or one.ceiling is not None for one in parts)
    if binding.pushed is None:
        why = "why.first"
    elif binding.drifts and binding.drifts[-1] == draft.now:
        why = "why.drift"
    else:
        why = "why.count" if edited else "why.order"
    return Push(
        key=binding.listing.key,
        product=binding.listing.product,
        sku=numbers.deciding_sku(binding.components, states),
        before=believed,
        units=units,
        why=why,
        by_order=not edited and binding.pushed is not None,
    )
