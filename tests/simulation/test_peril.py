"""What may not meet: people's cells that wait to be put back, and whatever makes an engine forget them."""

from __future__ import annotations

import pytest

from simulation.calls import Call, Fate
from simulation.peril import Peril

BATCH = Call("engine-1", "sheet", "write", "batchUpdate")
COMMIT = Call("engine-1", "store", "commit", "confirm")
PUSH = Call("engine-1", "shopee", "write", "set_stock")


@pytest.mark.parametrize(
    ("call", "fate", "spared"),
    [
        (BATCH, "cut_after", True),
        (BATCH, "late", True),
        (BATCH, "refused", True),
        (BATCH, "slow", False),
        (BATCH._replace(kind="read"), "unreachable", True),
        (COMMIT, "crash_before", True),
        (PUSH, "crash_after", True),
        (PUSH, "frozen", True),
        # What a shop does not answer says nothing about the sheet.
        (PUSH, "timeout", False),
    ],
)
@pytest.mark.parametrize("peril", [Peril(dragged=True), Peril(owing={"engine-1"})])
def test_an_engine_that_may_have_to_put_cells_back_keeps_its_memory(
    call: Call, fate: Fate, spared: bool, peril: Peril
) -> None:
    assert peril.spares(call, fate) is spared
    assert not peril.shaken


def test_a_fault_that_is_played_shakes_its_engine_until_a_turn_ends_well() -> None:
    peril = Peril(boots={"engine-1": 1})
    assert peril.settled("engine-1", 1)
    assert not peril.spares(BATCH, "error_after")
    assert not peril.settled("engine-1", 1)
    peril.ended("engine-1", 1)
    assert peril.settled("engine-1", 1)


def test_a_process_that_was_started_again_is_settled_once_its_turn_ended_well() -> None:
    peril = Peril(boots={"engine-1": 1})
    assert not peril.settled("engine-1", 2)
    peril.ended("engine-1", 2)
    assert peril.settled("engine-1", 2)


def test_a_batch_that_nobody_waits_for_is_on_its_way_until_a_turn_ends_well() -> None:
    peril = Peril()
    peril.spares(BATCH, "late")
    peril.spares(PUSH._replace(worker="engine-2"), "late")
    assert peril.flying == {"engine-1"}
    peril.ended("engine-1", 1)
    assert not peril.flying


def test_what_one_engine_owes_another_does_not_pay() -> None:
    peril = Peril(owing={"engine-1"})
    peril.ended("engine-2", 1)
    assert peril.open
    peril.ended("engine-1", 1)
    assert not peril.open
