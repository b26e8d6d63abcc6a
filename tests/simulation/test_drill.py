"""The drill ticks a promise only where its story attacked it."""

from __future__ import annotations

from collections import Counter

from simulation.drill import proved


def test_a_story_without_attacks_proves_nothing() -> None:
    assert proved(Counter()) == []


def test_a_promise_is_ticked_where_its_attack_took_effect() -> None:
    assert proved(Counter({"move.people.junk": 2, "move.people.sort": 0})) == ["P4"]
    assert proved(Counter({"fault.cut_after.sheet.write": 1, "phase.quiet": 3})) == ["P7", "P8", "P9"]
