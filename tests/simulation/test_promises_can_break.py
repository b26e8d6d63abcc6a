"""Each check bites: an engine with one lie in it breaks the promise that the lie is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from engine import cycle
from engine.model.book import Book
from engine.model.remote import Unreadable
from engine.model.rules import Rules
from engine.model.stock import Receipt, SkuState
from engine.reconcile import listings, merge
from engine.texts import Texts
from simulation import explained, receipts, strained
from simulation.layers import layer_of
from simulation.moves import ALL
from simulation.run import Outcome, play
from simulation.scene import Typed
from simulation.story import draw

COUNTS = {name: ALL[name] for name in ("people.count", "people.entry")}


def day(seed: str, moves: Mapping[str, Any] = COUNTS, rounds: int = 1) -> Outcome:
    """The first day of a shop, with its quiet phases, and what these moves add."""
    return play(draw(seed, moves, busy=40.0, rounds=rounds), layer_of("core"))


def strain(monkeypatch: pytest.MonkeyPatch, *, out: float, tug: float) -> None:
    """Every quiet phase has just these strains."""

    class Loaded:
        def __init__(self) -> None:
            self.left = [out, tug]

        def random(self) -> float:
            self.left.append(0.5)
            return self.left.pop(0)

    monkeypatch.setattr(strained, "stream", lambda *_: Loaded())


def test_a_day_without_a_lie_holds() -> None:
    outcome = day("plain")
    assert outcome.promise == "", outcome.violation
    assert outcome.bitten["phase.explained"]
    assert outcome.bitten["fate.receipt.applied"]


def test_a_receipt_with_another_number_is_no_receipt(monkeypatch: pytest.MonkeyPatch) -> None:
    def told(state: SkuState, booked: int, meanings: tuple[int, ...], typed: int, read_at: float) -> Receipt:
        return Receipt("receipt.applied", (("before", "0"), ("after", str(booked + 1))), read_at)

    monkeypatch.setattr(merge, "_count_receipt", told)
    outcome = day("plain")
    assert (outcome.promise, "got the receipt" in outcome.violation) == ("P1", True)


def test_an_edit_without_a_receipt_of_its_own_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    count = merge.count

    def silent(state: SkuState, *given: Any) -> merge.Merged:
        merged = count(state, *given)
        return (
            replace(merged, state=replace(merged.state, receipt=state.receipt)) if state.receipt else merged
        )

    monkeypatch.setattr(merge, "count", silent)
    assert day("plain").promise == "P1"


def test_an_explanation_that_leaves_a_listing_out_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    explanation = explained.explanation

    def shorter(book: Book, sku: str, rules: Rules, texts: Texts) -> dict[str, Any]:
        document = explanation(book, sku, rules, texts)
        return {**document, "listings": document["listings"][1:]}

    monkeypatch.setattr(explained, "explanation", shorter)
    outcome = day("plain", rounds=0)
    assert (outcome.promise, "explain" in outcome.violation) == ("P9", True)


def test_a_tug_of_war_that_is_fought_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    strain(monkeypatch, out=1.0, tug=0.0)
    assert day("plain", rounds=0).bitten["strain.tug"]
    monkeypatch.setattr(listings, "ask_tug", lambda _draft, _shop: None)
    assert day("plain", rounds=0).promise == "P10"


def test_a_shop_that_waits_for_a_sick_one_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    strain(monkeypatch, out=0.0, tug=1.0)
    assert day("plain", rounds=0).promise == ""
    look = cycle.Cycle.look

    def all_or_none(self: cycle.Cycle) -> Any:
        verdict, view, remotes = look(self)
        sick = any(isinstance(remote.orders, Unreadable) for remote in remotes) or len(remotes) < 2
        return (replace(verdict, allowed=()) if sick else verdict), view, remotes

    monkeypatch.setattr(cycle.Cycle, "look", all_or_none)
    outcome = day("plain", rounds=0)
    assert outcome.promise == "P10", outcome.violation


def test_every_receipt_of_both_languages_is_understood() -> None:
    for language in ("id", "en"):
        texts = Texts(language)
        for code, names in texts.codes.items():
            if code.startswith("receipt.") and code != "receipt.kept":
                values = {name: "+3" if name == "amount" else "3" for name in names}
                told = receipts.read(texts, f"29/05 03:28:45 {texts.say(code, values)}")
                assert told is not None
                assert told.code == code


ENTERED = Typed("entry", "+5", 1.0, anew=True)
GONE = [Typed("entry", "-1", 3.0, anew=True), Typed("entry", "", 4.0)]
COUNTED = Typed("stock", "4", 2.0)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ([ENTERED], [[ENTERED]]),
        ([ENTERED, *GONE], [[ENTERED, *GONE], [ENTERED]]),
        (GONE, [GONE, []]),
        ([COUNTED, *GONE], [[COUNTED, *GONE], [COUNTED]]),
        # This entry stood there before: taking it back is an edit like any other.
        ([ENTERED._replace(anew=False), GONE[1]], [[ENTERED._replace(anew=False), GONE[1]]]),
    ],
)
def test_an_entry_that_came_and_went_need_not_have_been_read(
    typed: list[Typed], expected: list[list[Typed]]
) -> None:
    assert expected == receipts.readable(typed)
