"""Decides what becomes of a SKU that is not managed any more: its account is closed, and nothing is made of it."""

from __future__ import annotations

from dataclasses import replace

from ..model.orders import BookedLine
from ..model.questions import Question
from ..model.stock import Movement
from .draft import Draft


def let_go(draft: Draft, sku: str, question: Question, who: str) -> None:
    """A SKU is not managed any more: its account is closed at nothing, so that it may be opened again one day.

    `question` led to it and stays as it is; whatever else was asked about the SKU falls away.
    """
    state = draft.skus[sku]
    if state.on_hand or state.reserved:
        cause = f"stop:{question.id}:{sku}"
        draft.move(Movement(cause, sku, "settle", -state.on_hand, -state.reserved, draft.now, who))
    for line_key, booked in list(draft.lines.items()):
        if any(part.sku == sku for part in booked.components):
            draft.lines[line_key] = _without(booked, sku)
    for key, binding in list(draft.bindings.items()):
        if any(part.sku == sku for part in binding.components):
            draft.bindings[key] = replace(binding, components=(), status="unmatched")
    for other in list(draft.questions.values()):
        if other.open and other.subject == sku and other.id != question.id:
            draft.close(other, "")
    draft.dropped.add(sku)


def _without(booked: BookedLine, sku: str) -> BookedLine:
    """An order line that books nothing more for this SKU; the other parts of a set go on."""
    others = tuple(part for part in booked.components if part.sku != sku)
    if others:
        return replace(booked, components=others)
    units = booked.line.taken
    return replace(booked, reserved=units, released=units, shipped=units)
