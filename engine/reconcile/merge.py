"""Decides what a person's edit of `Stok` or `+/-` books, and what it might mean besides.

An edit `v` of `Stok` where the ledger says `h` can mean several numbers:

| reading of the edit                                                | number        |
|--------------------------------------------------------------------|---------------|
| a correction of what the cell showed, for each possible base `b`   | h + v − b     |
| the same, where an open question may still add `o`                 | h + v − b + o |
| a count before any of the movements since the read                 | v + their sum |

When a movement took place is known only as a bound (an order's last update, the read that found an entry), so any of
them may be the ones that the count had not seen. No shelf holds less than nothing: readings below zero fall away
wherever another is left.
One number: booked. Several: the least is booked at once, so nobody oversells, and all are asked about.
Without a base (first count, or after blank or junk) only the last reading applies.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ..model.rules import Rules
from ..model.stock import Movement, MovementKind, Part, Receipt, Replaced, SkuState
from .reading import read_entry


@dataclass(frozen=True, slots=True)
class Merged:
    """A SKU after an edit: its state, the booking (None: the balance stands), and the numbers to ask about."""

    state: SkuState
    movement: Movement | None
    asked: tuple[int, ...] = ()


def unseen(parts: Sequence[Part]) -> frozenset[int]:
    """What the movements that a count had not seen may come to: the sum of any of them, of none, of all."""
    sums = {0}
    for part in parts:
        sums |= {total + part.units for total in sums}
    return frozenset(sums)


def candidates(state: SkuState, typed: int, parts: Sequence[Part], bases: Sequence[int]) -> tuple[int, ...]:
    """Every number that the edit can mean, ascending; the table of this module."""
    counts = {typed + units for units in unseen(parts)}
    corrections = {state.on_hand + typed - base + offset for base in bases for offset in (0, *state.offsets)}
    return possible(counts | corrections)


def possible(numbers: Iterable[int]) -> tuple[int, ...]:
    """The numbers that a shelf can hold, ascending; all of them where none can be, for then the ledger is wrong."""
    ascending = sorted(set(numbers))
    return tuple(number for number in ascending if number >= 0) or tuple(ascending)


def open_numbers(state: SkuState) -> frozenset[int]:
    """What may be on the shelf: the balance, and what an open question may add to it."""
    return frozenset(state.on_hand + offset for offset in (0, *state.offsets))


def possible_bases(state: SkuState, since: float, slow_hands: float) -> tuple[int, ...]:
    """The confirmed bases, and what engine writes replaced and a slow hand may still have looked at.

    `since` is the read before the one that found the edit: typed soon after it, found much later.
    """
    recent = {old.content for old in looked_at(state, since, slow_hands)}
    return tuple(sorted({*state.bases, *recent})) if state.bases else ()


def looked_at(state: SkuState, since: float, slow_hands: float) -> tuple[Replaced, ...]:
    """What engine writes replaced so shortly before `since` that a slow hand may have looked at it then.

    Of a SKU whose row cannot be read, all that was so when it was read last: nobody knows when he typed.
    """
    if state.copies or state.vanished_at:
        return state.replaced
    return tuple(old for old in state.replaced if since - old.at <= slow_hands)


def unchanged(state: SkuState, content: int, fresh: tuple[Part, ...]) -> SkuState:
    """The state after a read that found a possible base: it is the base, and older movements are seen.

    What engine writes replaced stays: when it is too old it counts no more (`possible_bases`), and taking
    it out here would make a quiet cycle write.
    """
    problem = None if refused_stock(state) else state.problem
    return replace(state, bases=(content,), parts=fresh, problem=problem)


def _still_refused(state: SkuState, kept: int) -> Receipt | None:
    """An entry leaves what stands in `Stok` as it is; only the number that is kept instead is another now."""
    problem = refused_stock(state)
    if problem is None:
        return None
    params = {**dict(problem.params), "kept": str(kept)}
    return problem._replace(params=tuple(params.items()))


def refused_stock(state: SkuState) -> Receipt | None:
    """Why what stands in `Stok` was refused; None where nothing was, or only an entry."""
    problem = state.problem
    return None if problem is None or problem.code.startswith("refused.entry") else problem


def count(
    state: SkuState,
    typed: int,
    fresh: tuple[Part, ...],
    read_at: float,
    who: str,
    rules: Rules,
    since: float,
    instead: tuple[int, ...] = (),
) -> Merged:
    """Book an edit of `Stok`. `fresh` are movements booked in this cycle, whose units `state` already has.

    It was typed after `since` (`Draft.typed_after`) and found by the read at `read_at`, in Unix seconds.
    `instead` are numbers that may have been typed where the engine then wrote the one that was read (`strays`).
    """
    bases = possible_bases(state, since, rules.slow_hands)
    if state.feed:
        meanings: tuple[int, ...] = (typed,)
    else:
        meanings = candidates(state, typed, (*state.parts, *fresh), bases)
        for other in instead:
            meanings = possible((*meanings, *candidates(state, other, state.parts + fresh, bases)))
    least = meanings[0]
    difference = least - state.on_hand
    movement = None
    if difference or not state.counted:
        cause = f"count:{state.sku}:{read_at:.3f}:{typed}"
        kind: MovementKind = "count" if state.counted else "opening"
        movement = Movement(cause, state.sku, kind, difference, 0, read_at, who, f"typed {typed}")
    after = replace(
        state.weighed(difference if state.counted else 0),
        on_hand=least,
        bases=(typed,),
        offsets=tuple(value - least for value in meanings[1:]),
        parts=fresh,
        replaced=(),
        edited_at=read_at,
        counted=True,
        problem=None,
        misses=0,
        receipt=_count_receipt(state, least, meanings, typed, read_at),
    )
    return Merged(after, movement, meanings if len(meanings) > 1 else ())


def _count_receipt(
    state: SkuState, booked: int, meanings: tuple[int, ...], typed: int, read_at: float
) -> Receipt:
    if len(meanings) > 1:
        choices = " / ".join(str(value) for value in meanings)
        return Receipt("receipt.asked", (("booked", str(booked)), ("choices", choices)), read_at)
    if not state.counted:
        return Receipt("receipt.applied_first", (("after", str(booked)),), read_at)
    if booked == typed:
        return Receipt("receipt.applied", (("before", str(state.on_hand)), ("after", str(booked))), read_at)
    return Receipt("receipt.superseded", (("before", str(typed)), ("after", str(booked))), read_at)


def entry(state: SkuState, content: str, read_at: float, who: str) -> Merged | None:
    """Book what changed in `+/-` since its base; None where the content is no number (nothing is changed).

    A changed entry counts as the old one withdrawn and the new one entered, so only the difference is
    booked; blanking a consumed entry takes it back.
    """
    new = read_entry(content)
    if new is None:
        return None
    old = read_entry(state.entry_base) or 0
    number = state.entry_number + 1
    difference = new - old
    if not content:
        code = "receipt.entry_withdrawn"
    else:
        code = "receipt.entry_changed" if state.entry_base else "receipt.entry"
    amount = f"{(new if content else -old):+d}"
    after_units = state.on_hand + difference
    after = replace(
        state.weighed(difference),
        on_hand=after_units,
        entry_base=content,
        entry_number=number,
        entry_misses=0,
        problem=_still_refused(state, after_units),
        receipt=Receipt(code, (("amount", amount), ("after", str(after_units))), read_at),
    )
    # A SKU that was let go and is there again begins to number anew, so the reading is part of it.
    cause = f"in/out:{state.sku}:{number}:{read_at:.3f}:{content or 'withdrawn'}"
    movement = (
        Movement(cause, state.sku, "in/out", difference, 0, read_at, who, content) if difference else None
    )
    return Merged(after, movement)


def answered(state: SkuState, units: int, question: str, now: float, who: str) -> Merged:
    """Book a person's answer to which number is on the shelf; later movements are already in the ledger.

    `units` is the number as it was asked about; the difference to the least number then is added.
    """
    difference = units
    movement = Movement(f"settle:{question}", state.sku, "settle", difference, 0, now, who)
    after = replace(
        state.weighed(difference),
        on_hand=state.on_hand + difference,
        offsets=(),
        receipt=Receipt("receipt.swapped", (("after", str(state.on_hand + difference)),), now),
    )
    return Merged(after, movement if difference else None)


def learnt_late(state: SkuState, movement: Movement, margin: float) -> bool:
    """Whether an on-hand movement from the shop may already be in the person's last count."""
    return bool(state.edited_at) and movement.on_hand != 0 and movement.at <= state.edited_at + margin
