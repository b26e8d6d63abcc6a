"""The same seed gives the same run: in this process, in a fresh one, under another hash seed, time zone and locale."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from simulation.clock import Agenda
from simulation.layers import layer_of
from simulation.moves import ALL
from simulation.run import play
from simulation.story import draw

ROOT = Path(__file__).parents[2]
SEED = 104
PROGRAM = (
    "import sys; from simulation.layers import layer_of; from simulation.moves import ALL;"
    "from simulation.run import play; from simulation.story import draw;"
    "print(play(draw(int(sys.argv[1]), ALL, busy=90.0, rounds=1), layer_of(sys.argv[2])).digest)"
)


@pytest.mark.parametrize("layer", ["core", "wire"])
def test_the_same_seed_gives_the_same_trace_anywhere(layer: str) -> None:
    here = play(draw(SEED, ALL, busy=90.0, rounds=1), layer_of(layer)).digest
    other = {"PYTHONHASHSEED": "4711", "TZ": "America/St_Johns", "LC_ALL": "C", "LANG": "C"}
    there = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(SEED), layer],
        cwd=ROOT,
        env={**os.environ, **other},
        capture_output=True,
        text=True,
        check=True,
    )
    assert here == there.stdout.strip()


def test_leaving_one_kind_of_event_out_leaves_the_others_as_they_were() -> None:
    moves = {name: move for name, move in ALL.items() if name != "people.count"}
    whole = [event for event in draw(SEED, ALL).events if event.move != "people.count"]
    assert whole == list(draw(SEED, moves).events)


def test_what_is_planned_happens_in_the_middle_of_a_wait_and_in_order() -> None:
    agenda, seen = Agenda(now=0.0), []
    agenda.plan(5.0, "later", lambda: seen.append(("later", agenda.now)))
    agenda.plan(2.0, "first", lambda: (seen.append(("first", agenda.now)), agenda.advance(4.0)))  # type: ignore[arg-type]
    agenda.plan(2.0, "second", lambda: seen.append(("second", agenda.now)))
    agenda.advance(10.0)
    assert [("first", 2.0), ("second", 2.0), ("later", 5.0)] == seen
    assert 10.0 == agenda.now
