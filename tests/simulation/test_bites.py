"""The simulation can fail: deliberate bugs of the engine are caught, shrink to a short story, and can be kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from engine.model.stock import Part, SkuState
from engine.reconcile import merge
from simulation import keep
from simulation.layers import layer_of
from simulation.moves import ALL
from simulation.run import Outcome, play
from simulation.shrink import shrink
from simulation.story import Event, Story, draw


def booked_as_typed(
    _state: SkuState, typed: int, _parts: Sequence[Part], _bases: Sequence[int]
) -> tuple[int, ...]:
    """The bug: what is typed is booked, whatever left meanwhile."""
    return (typed,)


def played(story: Story) -> Outcome:
    return play(story, layer_of("core"))


@pytest.fixture
def bug(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merge, "candidates", booked_as_typed)


def broken(seeds: range) -> tuple[Story, Outcome]:
    for seed in seeds:
        story = draw(seed, ALL, busy=120.0, rounds=1)
        outcome = played(story)
        if outcome.promise:
            return story, outcome
    raise AssertionError("nothing was caught")


def test_a_deliberate_bug_is_caught_and_shrinks_to_a_short_story(
    bug: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story, outcome = broken(range(1, 9))
    assert outcome.promise in {"P1", "P2", "P8", "P9"}

    short = shrink(story, lambda one: played(one).promise == outcome.promise, tries=40)
    assert len(short.events) < len(story.events) / 2

    monkeypatch.setattr(keep, "KEPT", tmp_path)
    keep.store("as-typed", "core", outcome.violation, short)
    layer, again = keep.load("as-typed")
    assert "core" == layer
    assert played(short).digest == played(again).digest


def test_shrinking_finds_the_one_event_that_matters() -> None:
    story = draw(1, ALL)
    guilty = story.events[len(story.events) // 2]

    def fails(one: Story) -> bool:
        return guilty in one.events

    assert (guilty,) == shrink(story, fails).events


def test_shrinking_gives_up_when_its_runs_are_used_up() -> None:
    story = draw(1, ALL)
    asked: list[tuple[Event, ...]] = []

    def fails(one: Story) -> bool:
        asked.append(one.events)
        return False

    assert story.events == shrink(story, fails, tries=7).events
    assert 7 == len(asked)
