"""Decides what a person's answer in `Konflik` does; an answer that no longer fits changes nothing and says so.

| kind      | answer                | effect                                                        |
|-----------|-----------------------|---------------------------------------------------------------|
| count     | a number              | its difference to the least is booked; where the numbers that |
|           |                       | are open have changed, nothing, and these are asked           |
| late      | a number              | the same                                                      |
| hold      | release               | the pushes with this digest leave                             |
| hold      | keep_held             | stays held, stays open                                        |
| drift     | keep_sheet            | closed; the sheet's number stands                             |
| drift     | adopt                 | the shop's number is what is available                        |
| tug       | resume                | frozen listings are pushed again, their drifts are settled    |
| tug       | keep_frozen           | stays frozen, stays open                                      |
| oversell  | settle, leave         | open lines are booked below zero, or wait                     |
| vanished  | keep                  | the row is put back                                           |
| vanished  | stop                  | the SKU is not managed any more                               |
| renamed   | rename                | stock, links and open lines go over to the new SKU            |
| renamed   | new_sku               | the old SKU is not managed any more                           |
| relisted  | replace               | what `SKU master` says of the old listing counts for the new  |
| opening   | not_included          | the goods of orders that were open are added on hand          |
| returned  | restock, discard      | units go back on the shelf, or do not                         |
| restored  | resume                | pushing goes on                                               |
| others    | accept                | closed                                                        |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from ..model.ids import LineKey, ListingKey
from ..model.questions import Question, QuestionKind
from ..model.stock import Movement, Receipt, SkuState
from . import listings, marks, merge, orders, relists, renames
from .asking import ask_count, ask_vanished
from .draft import Draft
from .parting import let_go

STAYS_OPEN = frozenset({"keep_held", "keep_frozen"})


class Decision(NamedTuple):
    """A choice that a person made: its code, and who by the sheet's `Oleh`."""

    code: str
    who: str


def decide(draft: Draft, decisions: Mapping[str, Decision]) -> None:
    """Carry out every answer to an open question."""
    asked = [one for name in decisions if (one := draft.questions.get(name)) is not None]
    # In the order in which they were asked: a SKU that was changed twice goes over step by step.
    for question in sorted(asked, key=lambda one: (one.opened_at, one.id)):
        decision = decisions[question.id]
        if not draft.questions[question.id].open or decision.code in STAYS_OPEN:
            continue
        if decision.code not in {choice.code for choice in question.choices}:
            continue
        _carry_out(draft, question, decision)
        still = draft.questions[question.id]
        if still.open:
            draft.close(still, decision.code, decision.who)


def _carry_out(draft: Draft, question: Question, decision: Decision) -> None:
    kind = question.kind
    if kind in {"count", "late"}:
        _count(draft, question, decision)
    elif kind == "drift" and decision.code == "adopt":
        _adopt(draft, question, decision)
    elif kind == "tug" and decision.code == "resume":
        _resume(draft, question.subject)
    elif kind == "restored" and decision.code == "resume":
        draft.marks["restored"] = ""
    elif kind == "relisted" and decision.code == "replace":
        relists.replaced(draft, question)
    elif kind == "renamed":
        _renamed(draft, question, decision)
    elif kind == "opening" and decision.code == "not_included":
        _not_included(draft, question, decision)
    elif kind == "vanished":
        _vanished(draft, question, decision)
    elif kind == "returned":
        _returned(draft, question, decision)


def _resume(draft: Draft, shop: str) -> None:
    frozen = [key for key, binding in draft.bindings.items() if key.shop == shop and binding.frozen]
    for key in frozen:
        draft.bindings[key] = replace(draft.bindings[key], frozen=False, drifts=(), uncertain=True)
    listings.close_drifts(draft, frozen)
    # Those that were frozen before a cache was lost and have not been read since are free as well.
    for name in draft.book.marks:
        if name.startswith(f"{marks.FROZEN}{shop}\x1f"):
            draft.marks[name] = ""


def _count(draft: Draft, question: Question, decision: Decision) -> None:
    state = draft.skus.get(question.subject)
    if state is None:
        return
    if _differences(question) != {0, *state.offsets}:
        _void(draft, question, state)
        return
    difference = int(decision.code.partition(":")[2])
    merged = merge.answered(state, difference, question.id, draft.now, decision.who or "sheet")
    draft.skus[question.subject] = merged.state
    draft.record(merged.movement)
    # The answer says what is on the shelf, so whatever else was asked about this number is answered too.
    kinds: tuple[QuestionKind, ...] = ("count", "late")
    for kind in kinds:
        other = draft.asked(kind, question.subject)
        if other is not None and other.id != question.id:
            draft.close(other, "")


def _void(draft: Draft, question: Question, state: SkuState) -> None:
    """What was asked about is not what is open now, so the answer is a number of then: what is open now is asked."""
    draft.close(question, "")
    others = (draft.asked("count", state.sku), draft.asked("late", state.sku))
    if state.offsets and not any(others):
        ask_count(draft, state.sku, state, tuple(state.on_hand + offset for offset in (0, *state.offsets)))


def _differences(question: Question) -> set[int]:
    """What each choice of a question about numbers adds to the least of them."""
    return {int(choice.code.partition(":")[2]) for choice in question.choices}


def _adopt(draft: Draft, question: Question, decision: Decision) -> None:
    binding = draft.bindings.get(ListingKey(*question.subject.split("\x1f")))
    if binding is None or not binding.components:
        return
    sku = binding.components[0].sku
    state = draft.skus[sku]
    units = int(dict(question.choices[-1].params)["units"])
    on_hand = units + state.reserved + state.buffer
    difference = on_hand - state.on_hand
    if difference:
        who = decision.who or "sheet"
        draft.move(Movement(f"adopt:{question.id}", sku, "settle", difference, 0, draft.now, who))
        state = draft.skus[sku]
        receipt = Receipt("receipt.swapped", (("after", str(on_hand)),), draft.now)
        draft.skus[sku] = replace(state.weighed(difference), receipt=receipt)


def _vanished(draft: Draft, question: Question, decision: Decision) -> None:
    for sku in question.subject.split("\x1f"):
        state = draft.skus.get(sku)
        if state is None or not state.vanished_at:
            continue
        if decision.code == "stop":
            let_go(draft, sku, question, decision.who or "sheet")
        else:
            draft.marks[f"restore:{sku}"] = f"{draft.now:.3f}"


def _renamed(draft: Draft, question: Question, decision: Decision) -> None:
    old, new = question.subject.split("\x1f")
    before, after = draft.skus.get(old), draft.skus.get(new)
    if before is None:
        return
    if after is None:
        # The row was given yet another SKU, and that one was let go: the old one is simply gone.
        ask_vanished(draft, old)
        return
    if decision.code == "rename":
        renames.rename(draft, old, new, question, decision.who or "sheet")
    let_go(draft, old, question, decision.who or "sheet")


def _not_included(draft: Draft, question: Question, decision: Decision) -> None:
    """Units that were reserved when the shop was first connected, and still are, join what is on hand."""
    for key, booked in sorted(draft.lines.items()):
        if key.shop != question.subject or not booked.opening or not booked.open_units:
            continue
        for part in booked.components:
            cause = f"opening:{question.id}:{key.order}:{key.line}:{part.sku}"
            units = booked.open_units * part.units
            draft.move(
                Movement(cause, part.sku, "settle", units, 0, draft.now, decision.who or "sheet", key.order)
            )


def _returned(draft: Draft, question: Question, decision: Decision) -> None:
    key = LineKey(*question.subject.split("\x1f"))
    booked = draft.lines.get(key)
    if booked is None:
        return
    units = orders.returned_units(booked)
    if decision.code == "discard":
        draft.lines[key] = orders.discard(booked, units)
        return
    after, movements = orders.restock(booked, units, draft.now, decision.who or "sheet")
    draft.lines[key] = after
    for movement in movements:
        draft.move(movement)
