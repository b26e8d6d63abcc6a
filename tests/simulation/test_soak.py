"""Soak: what a seed came to is counted, and the line at the end says it."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import Future
from itertools import islice

import pytest

from simulation import soak
from simulation.run import Outcome


def test_a_seed_is_played_and_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert soak.main(["--minutes", "0", "--jobs", "1", "--layer", "core", "--base", "test"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("1 seeds (core 1 at ")
    assert line.endswith(" faults bitten, 0 violations")


def test_what_the_seeds_came_to_is_one_line() -> None:
    played = soak.Played("s-1", "core", "P1: lost", 10, 2, 0.5)
    tally = soak.Tally()
    tally.add(played)
    tally.add(soak.Played("s-2", "wire", "", 30, 1, 0.5))
    assert tally.line() == (
        "2 seeds (core 1 at 20/s, wire 1 at 60/s), 40 events, 3 faults bitten, 1 violations"
    )


def test_a_violation_is_told_with_its_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Outcome:
        return Outcome("it is gone", "P3", "", 7, Counter({"fault.x": 2}), 1.0, 1.0, ())

    monkeypatch.setattr(soak, "play", broken)
    found = soak.one("s-1", "core")
    assert (found.broken, found.events, found.faults) == ("P3: it is gone", 7, 2)


def test_every_fourth_seed_goes_over_the_wire() -> None:
    layers = [layer for _, layer in islice(soak.fresh("x", ["core", "wire"]), 8)]
    assert layers == ["core", "core", "core", "wire"] * 2


def test_a_seed_at_which_the_simulation_falls_over_is_named_and_ends_no_soak() -> None:
    future: Future[soak.Played] = Future()
    future.set_exception(ValueError("no number"))
    ended = soak._ended(future, "s-3", "wire")
    assert (ended.seed, ended.layer, ended.broken) == (
        "s-3",
        "wire",
        "the simulation fell over: ValueError: no number",
    )
