"""Decides what is asked about a movement that the last count may have included, or may not.

| the movement                                                    | booked at once        | the other number |
|-----------------------------------------------------------------|-----------------------|------------------|
| a parcel that left, learnt after the count                      | as it is: the lower   | without it       |
| an entry that was not read when the count was found by a copy   | the lower of the two  | the higher       |
"""

from __future__ import annotations

from dataclasses import replace

from ..model.stock import Movement
from . import merge
from .asking import choices_of, spread
from .draft import Draft


def ask(draft: Draft, movement: Movement, units: int) -> None:
    """The ledger holds the lower number; the shelf may hold `units` more, as far as a shelf can hold it."""
    if units <= 0:
        return
    sku = movement.sku
    state = draft.skus[sku]
    known = (0, *state.offsets)
    numbers = merge.possible(state.on_hand + more + offset for more in (0, units) for offset in known)
    low = numbers[0]
    if low != state.on_hand:
        cause = f"counted:{movement.cause}"
        note = f"{movement.note} was in the count"
        draft.move(Movement(cause, sku, "settle", low - state.on_hand, 0, movement.at, movement.who, note))
    offsets = tuple(number - low for number in numbers[1:])
    draft.skus[sku] = replace(draft.skus[sku], offsets=offsets)
    if not offsets:
        return
    params = (("sku", state.shown), ("units", str(units)), *spread(numbers))
    draft.ask("late", sku, choices_of(numbers), params, about=f"{offsets}:{low}")


def ask_entry(draft: Draft, entry: Movement) -> None:
    """An entry was just booked; the count before it was found where nobody had read `+/-`."""
    state = draft.skus[entry.sku]
    if entry.on_hand > 0:
        cause = f"overlap:{entry.cause}"
        draft.record(
            Movement(cause, entry.sku, "settle", -entry.on_hand, 0, draft.read_at, entry.who, entry.note)
        )
        draft.skus[entry.sku] = replace(state, on_hand=state.on_hand - entry.on_hand)
    ask(draft, entry, abs(entry.on_hand))
