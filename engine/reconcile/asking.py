"""Decides how `Konflik` asks which of several numbers is on the shelf: the least is booked, each choice adds to it."""

from __future__ import annotations

from ..model.questions import Choice
from ..model.stock import SkuState
from .draft import Draft


def ask_count(draft: Draft, sku: str, state: SkuState, numbers: tuple[int, ...]) -> None:
    """Ask which of these numbers, ascending, is on the shelf."""
    least = numbers[0]
    choices = tuple(Choice(f"value:{n - least}", (("units", str(n)),)) for n in numbers)
    params = (("sku", state.shown), ("booked", str(least)), ("choices", " / ".join(map(str, numbers))))
    draft.ask("count", sku, choices, params, about=f"{draft.read_at:.3f}:{numbers}")
