"""Decides how many units a listing may show, from the ledger's balances and the shop's rule."""

from __future__ import annotations

from collections.abc import Mapping
from math import floor

from ..model.catalog import Component
from ..model.rules import ShopRule
from ..model.stock import SkuState


def component_units(state: SkuState, units: int, *, without_edits: bool = False) -> int:
    """How often `units` of a SKU fit into what is available after the buffer; never negative.

    `without_edits` leaves out what people's edits took away and not every shop shows yet, copies of the row included.
    """
    available = state.available - (state.withdrawn if without_edits else 0)
    if state.ceiling is not None and not without_edits:
        available = min(available, state.ceiling - state.reserved)
    return max(0, floor((available - state.buffer) / units))


def by_rule(units: int, rule: ShopRule) -> int:
    """A shop's rule: percent rounded down, then the maximum, then last units.

    | rule         | effect                                                       |
    |--------------|--------------------------------------------------------------|
    | percent p    | floor(units × p / 100)                                       |
    | maximum m    | at most m                                                    |
    | last units n | where all that is left is n or fewer, 0 unless taken here    |
    """
    if rule.last_units and units <= rule.last_units and not rule.takes_last:
        return 0
    cut = units * rule.percent // 100
    return cut if rule.maximum is None else min(cut, rule.maximum)


def sellable(
    components: tuple[Component, ...],
    states: Mapping[str, SkuState],
    rule: ShopRule,
    *,
    without_edits: bool = False,
) -> int | None:
    """Units that a listing may show; None where a component is unknown or uncounted."""
    least: int | None = None
    for part in components:
        state = states.get(part.sku)
        if state is None or not state.counted:
            return None
        fits = component_units(state, part.units, without_edits=without_edits)
        least = fits if least is None else min(least, fits)
    return None if least is None else by_rule(least, rule)


def deciding_sku(components: tuple[Component, ...], states: Mapping[str, SkuState]) -> str:
    """The component that limits a bundle; the first by name where several do."""
    return min(components, key=lambda part: (component_units(states[part.sku], part.units), part.sku)).sku
