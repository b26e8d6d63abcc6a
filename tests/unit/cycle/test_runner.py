"""When the next cycle runs, after good ones and bad ones."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from engine.cycle import Report
from engine.errors import (
    EpochLost,
    LayoutBroken,
    LeaseLost,
    SelarasError,
    SheetUnavailable,
    SheetUnknown,
    StoreError,
)
from engine.model.book import Book, Changes, Plan, Verdict
from engine.runner import LONGEST_WAIT, Runner


def report(*, again: bool = False) -> Report:
    return Report(Verdict(Plan(Book("s"), Changes(), ()), (), ()), {}, {}, False, again)


class Scripted:
    """A cycle that does what it is told, and stops the runner after the last."""

    def __init__(self, outcomes: Sequence[Report | SelarasError]) -> None:
        self.opened: object | None = None
        self.starts: list[bool] = []
        self._outcomes = list(outcomes)

    def start(self, *, take_over: bool = False) -> None:
        self.starts.append(take_over)
        self.opened = object()

    def once(self) -> Report:
        outcome = self._outcomes.pop(0)
        if isinstance(outcome, SelarasError):
            if isinstance(outcome, SheetUnknown):
                self.opened = None
            raise outcome
        return outcome


def run(
    outcomes: Sequence[Report | SelarasError], *, interval: float = 5.0, take_over: bool = False
) -> tuple[Scripted, list[float], list[SelarasError]]:
    """The waits between the turns of these outcomes."""
    cycle = Scripted(outcomes)
    complaints: list[SelarasError] = []
    runner = Runner(cycle, interval, lambda _report: None, complaints.append, take_over)  # type: ignore[arg-type]
    return cycle, [runner.turn() for _ in outcomes], complaints


@pytest.mark.parametrize(
    ("outcomes", "waits"),
    [
        ([report()], [5.0]),
        ([report(again=True), report()], [0.0, 5.0]),
        ([SheetUnavailable("x"), SheetUnavailable("x"), report()], [5.0, 10.0, 5.0]),
        ([StoreError("x"), report(), StoreError("x")], [5.0, 5.0, 5.0]),
        ([SheetUnknown("x"), report()], [0.0, 5.0]),
        ([SheetUnknown("x"), SheetUnknown("x"), report()], [0.0, 10.0, 5.0]),
        ([EpochLost("x", holder="b"), report()], [15.0, 5.0]),
        ([LeaseLost("x", holder="b"), report()], [15.0, 5.0]),
        ([LayoutBroken("x", tab="skus", column="sku"), report()], [5.0, 5.0]),
    ],
)
def test_the_wait_after_each_turn(outcomes: list[Report | SelarasError], waits: list[float]) -> None:
    _, found, complaints = run(outcomes)

    assert waits == found
    assert [one for one in outcomes if isinstance(one, SelarasError)] == complaints


def test_waits_never_grow_past_the_longest() -> None:
    _, waits, _ = run([SheetUnavailable("x") for _ in range(12)])

    assert waits == sorted(waits)
    assert LONGEST_WAIT == waits[-1]


def test_a_lost_epoch_is_opened_again_and_taken_over_once_only() -> None:
    cycle, _, _ = run([report(), EpochLost("x", holder="b"), report()], take_over=True)

    assert [True, False] == cycle.starts


def test_a_woken_runner_runs_at_once_and_stops_when_told() -> None:
    told: list[Report] = []
    cycle = Scripted([report(), report()])

    def tell(one: Report) -> None:
        told.append(one)
        if len(told) == 2:
            runner.stop.set()

    runner = Runner(cycle, 3600.0, tell, lambda _error: None)  # type: ignore[arg-type]
    wake = runner.stop.wait
    runner.stop.wait = lambda timeout=None: runner.wake() or wake(0)  # type: ignore[method-assign, func-returns-value]
    runner.run()

    assert 2 == len(told)


def test_a_wake_in_the_middle_of_a_turn_pulls_the_next_one_forward() -> None:
    told: list[Report] = []
    cycle = Scripted([report(), report()])

    def tell(one: Report) -> None:
        told.append(one)
        runner.wake() if len(told) == 1 else runner.stop.set()

    runner = Runner(cycle, 3600.0, tell, lambda _error: None)  # type: ignore[arg-type]
    waits: list[float | None] = []

    def waited(timeout: float | None = None) -> bool:
        waits.append(timeout)
        runner.stop.set()
        return True

    runner.stop.wait = waited  # type: ignore[method-assign]
    runner.run()

    assert (2, []) == (len(told), waits)


def test_a_wake_is_over_with_once_a_later_turn_has_begun_and_hurries_no_failure() -> None:
    cycle = Scripted([report(), SheetUnavailable("x")])
    runner = Runner(cycle, 5.0, lambda _report: None, lambda _error: None)  # type: ignore[arg-type]

    runner.wake()
    runner.turn()
    assert not runner.pulled
    runner.turn()
    runner.wake()
    assert not runner.pulled
