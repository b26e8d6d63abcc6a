"""The demonstration is the proof: the whole tour, played once as a process, holds step by step; and it can fail."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sandbox.tour import frame
from sandbox.tour.script import STEPS
from sandbox.tour.truth import Truth, Wrong, linked_alone, unlinked
from sandbox.tour.world import Books, Key, Listing, books_from

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Played:
    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        return json.loads(self.out)

    def step(self, n: int) -> dict[str, Any]:
        return next(step for step in self.document["steps"] if step["n"] == n)


@pytest.fixture(scope="module")
def demo() -> Played:
    done = subprocess.run(
        [sys.executable, "main.py", "demo", "--headless", "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=900,
        check=False,
    )
    return Played(done.returncode, done.stdout, done.stderr)


@pytest.mark.acceptance
def test_stdout_is_exactly_one_json_line(demo: Played) -> None:
    assert demo.out.count("\n") == 1, demo.err[-2000:]
    assert set(demo.document) == {"steps", "ok"}


@pytest.mark.acceptance
@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step.n}-{step.english.replace(' ', '-')}")
def test_each_step_held(demo: Played, step: frame.Step[Any]) -> None:
    told = demo.step(step.n)
    assert told["held"], told["proof"]
    assert told["name"] == f"{step.name} · {step.english}"
    assert told["proof"]
    assert told["seconds"] >= 0


@pytest.mark.acceptance
def test_the_tour_as_a_whole_held(demo: Played) -> None:
    assert [step["n"] for step in demo.document["steps"]] == [step.n for step in STEPS]
    assert demo.document["ok"] is True
    assert demo.code == 0


# The frame: a step that fails is told, and stops no other.


def step(n: int, play: Callable[[list[int]], str]) -> frame.Step[list[int]]:
    return frame.Step(n, f"langkah {n}", f"step {n}", play)


def fine(stage: list[int]) -> str:
    stage.append(1)
    return "2 seen"


def broken(stage: list[int]) -> str:
    frame.prove(len(stage) > 10, f"{len(stage)} seen,\n more expected")
    return "never"


def crashing(stage: list[int]) -> str:
    return str(stage[99])


def played(*steps: frame.Step[list[int]]) -> tuple[frame.Outcome, ...]:
    ticks = iter(range(100))
    return frame.play(
        steps,
        [],
        begin=lambda _: None,
        finish=lambda _: None,
        recover=lambda stage: stage.append(-1),
        clock=lambda: float(next(ticks)),
    )


def test_a_broken_promise_is_told_and_stops_no_other() -> None:
    outcomes = played(step(1, fine), step(2, broken), step(3, fine))
    assert [one.held for one in outcomes] == [True, False, True]
    assert outcomes[1].proof == "1 seen, more expected"
    assert not frame.all_held(outcomes)
    assert frame.document(outcomes)["ok"] is False


def test_the_stage_is_made_ready_again_after_a_broken_step_alone() -> None:
    stage: list[int] = []
    frame.play(
        (step(1, fine), step(2, broken), step(3, fine)),
        stage,
        begin=lambda _: None,
        finish=lambda _: None,
        recover=lambda stage: stage.append(-1),
    )
    assert stage == [1, -1, 1]


def test_trouble_while_playing_is_a_step_that_did_not_hold() -> None:
    (outcome,) = played(step(1, crashing))
    assert (outcome.held, outcome.proof) == (False, "IndexError: list index out of range")


def test_a_tour_in_which_all_holds() -> None:
    document = frame.document(played(step(1, fine), step(2, fine)))
    assert document == {
        "steps": [
            {"n": 1, "name": "langkah 1 · step 1", "held": True, "seconds": 1.0, "proof": "2 seen"},
            {"n": 2, "name": "langkah 2 · step 2", "held": True, "seconds": 1.0, "proof": "2 seen"},
        ],
        "ok": True,
    }


def test_an_empty_tour_proves_nothing() -> None:
    assert not frame.all_held(played())


@pytest.mark.parametrize(("only", "numbers"), [(None, [1, 2]), ("2", [2]), ("2,1", [1, 2])])
def test_steps_are_chosen_in_the_order_of_the_tour(only: str | None, numbers: list[int]) -> None:
    assert [one.n for one in frame.chosen((step(1, fine), step(2, fine)), only)] == numbers


@pytest.mark.parametrize("only", ["3", "x", ""])
def test_a_step_that_does_not_exist_is_wrong_use(only: str) -> None:
    with pytest.raises(ValueError):
        frame.chosen((step(1, fine),), only)


def test_the_process_ends_with_1_where_a_step_fails() -> None:
    code = (
        "import contextlib, sys\n"
        "from pathlib import Path\n"
        "from sandbox.tour import command\n"
        "from sandbox.tour.frame import Broken, Step\n"
        "from sandbox.tour.stage import Stage\n"
        "def play(stage): raise Broken('3 sold twice')\n"
        "@contextlib.contextmanager\n"
        "def bare(folder, show): yield Stage(None, None, folder)\n"
        "command._stage = bare\n"
        "command.STEPS = (Step(1, 'langkah', 'step', play),)\n"
        "sys.exit(command.main(['--json']))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert json.loads(done.stdout)["steps"][0]["proof"] == "3 sold twice"
    assert done.stdout.count("\n") == 1


# What the tour holds to be true is computed from typed numbers and orders alone.

ONE, TWO, TWIN, BARE = Key("a", "1"), Key("b", "1"), Key("b", "2"), Key("a", "2")


def books(stock: int = 8, units: int = 2) -> Books:
    return books_from(
        {
            "listings": [
                {"shop": "a", "id": "1", "sku": " kaos-m", "stock": stock},
                {"shop": "b", "id": "1", "sku": "KAOS-M", "stock": stock},
                {"shop": "a", "id": "2", "sku": "", "stock": 3},
            ],
            "orders": [
                {
                    "shop": "a",
                    "id": "o1",
                    "lines": [{"listing": "1", "units": units, "cancelled": 0, "shipped": 0}],
                },
                {
                    "shop": "b",
                    "id": "o2",
                    "lines": [{"listing": "1", "units": 4, "cancelled": 1, "shipped": 3}],
                },
            ],
            "requests": {},
        }
    )


def test_equal_skus_link_and_what_is_left_is_named() -> None:
    listings = {**books().listings, TWIN: Listing("topi", 1), Key("b", "3"): Listing("TOPI", 1)}
    masters = {"KAOS-M": 10, "TOPI": 3}
    links = linked_alone(listings, masters)
    assert links == {ONE: "KAOS-M", TWO: "KAOS-M"}
    assert unlinked(listings, links) == {
        "empty": {BARE},
        "duplicate": {TWIN, Key("b", "3")},
        "unmatched": set(),
    }


def test_unsent_units_of_linked_listings_are_not_for_sale() -> None:
    truth = Truth({"KAOS-M": 10}, {ONE: "KAOS-M", TWO: "KAOS-M"})
    assert truth.available(books(), "KAOS-M") == 8
    assert truth.wrong_listings(books()) == []
    assert [one.text for one in truth.wrong_listings(books(stock=9))] == [
        "a KAOS-M shows 9, should be 8",
        "b KAOS-M shows 9, should be 8",
    ]


def test_oversold_shows_zero_and_a_row_its_debt() -> None:
    truth = Truth({"KAOS-M": 1}, {ONE: "KAOS-M"})
    assert truth.sellable(books(), "KAOS-M") == 0
    row = {"SKU": "KAOS-M", "Stok": "1", "Dipesan": "2", "Tersedia": "-1"}
    assert truth.wrong_rows(books(), [row]) == []
    assert [one.text for one in truth.wrong_rows(books(), [{**row, "Stok": "3"}])] == [
        "KAOS-M Stok shows 3, should be 1"
    ]
    assert truth.wrong_rows(books(), []) == [Wrong("KAOS-M", "KAOS-M has no row")]
