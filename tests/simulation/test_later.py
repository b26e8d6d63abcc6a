"""Answers that were worked out before and are typed as they were: they count as long as that is still asked, and else
nothing is booked and it is asked anew."""

from __future__ import annotations

from typing import Any

import pytest

from engine.model.questions import Question
from engine.reconcile import decisions, people
from simulation.focus import focused
from simulation.layers import layer_of
from simulation.moves import ALL
from simulation.mutants.base import best
from simulation.mutants.chains import ANSWERED_LATE
from simulation.run import Outcome, play

SEED = best()["stale_answers_count"]


def told_late() -> Outcome:
    """Goods left before a count, and their shop tells it after somebody knew the answer about that count."""
    return play(focused(SEED, ANSWERED_LATE, ALL), layer_of("core"))


def test_an_answer_that_came_too_late_does_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    void: list[Question] = []
    really = decisions._void

    def noted(draft: Any, question: Question, state: Any) -> None:
        void.append(question)
        really(draft, question, state)

    monkeypatch.setattr(decisions, "_void", noted)
    outcome = told_late()
    assert (outcome.promise, outcome.violation) == ("", "")
    assert outcome.bitten["move.people.answer"]
    assert void


def test_numbers_that_nobody_is_asked_about_break_a_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "ask_count", lambda *_: None)
    outcome = told_late()
    assert (outcome.promise, "nobody is asked which" in outcome.violation) == ("P1", True)


def test_no_general_story_types_what_was_worked_out_before() -> None:
    assert not ALL["people.work_out"].rate
    assert not ALL["people.answer"].rate
