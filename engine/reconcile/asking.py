"""Decides how `Konflik` asks which of several numbers is on the shelf: the least is booked, each choice adds to it;
and what became of a row that is gone."""

from __future__ import annotations

from collections.abc import Sequence

from ..model.questions import Choice
from ..model.stock import SkuState
from .draft import Draft

GONE = (Choice("keep"), Choice("stop"))


def ask_count(draft: Draft, sku: str, state: SkuState, numbers: tuple[int, ...]) -> None:
    """Ask which of these numbers, ascending, is on the shelf."""
    params = (("sku", state.shown), *spread(numbers))
    draft.ask("count", sku, choices_of(numbers), params, about=f"{draft.read_at:.3f}:{numbers}")


def choices_of(numbers: Sequence[int]) -> tuple[Choice, ...]:
    """A choice for each number, ascending: what it adds to the first, which is booked."""
    return tuple(Choice(f"value:{n - numbers[0]}", (("units", str(n)),)) for n in numbers)


def spread(numbers: Sequence[int]) -> tuple[tuple[str, str], ...]:
    """What the question says of these numbers, ascending."""
    return ("booked", str(numbers[0])), ("choices", " / ".join(map(str, numbers)))


def ask_vanished(draft: Draft, sku: str) -> None:
    """Ask what became of a SKU whose row is gone."""
    params = (("count", "1"), ("sku", draft.skus[sku].shown))
    draft.ask("vanished", sku, GONE, params, about=f"{draft.now:.3f}")
