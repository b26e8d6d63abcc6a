"""An engine's process is started once, whoever starts it: its watcher after it died, or a person before that."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from simulation.calls import Line
from simulation.clock import Agenda, Broken
from simulation.core.world import CoreWorld
from simulation.dice import stream
from simulation.places import Setting
from simulation.trace import Trace
from simulation.worker import Worker


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Worker]:
    setting = Setting("workers", {"KAOS": 10}, {"shopee": "shopee"}, locale="en_US")
    agenda = Agenda()
    line = Line(agenda, Trace(lambda: agenda.now), stream("workers", "latency"), quick=True)
    world = CoreWorld(setting, agenda, line, tmp_path)
    made = Worker(
        "engine-1", world, setting, agenda, line, tmp_path / "cache.db", lambda *_: None, lambda *_: None
    )
    made.boot(lay_out=True)
    yield made
    made.kill()


def test_its_watcher_starts_a_process_that_died(worker: Worker) -> None:
    worker.kill()
    worker.boot_in(30.0)
    worker.agenda.advance(29.0)
    assert not worker.alive
    worker.agenda.advance(2.0)
    assert (worker.alive, worker.boots) == (True, 2)


def test_its_watcher_leaves_a_process_alone_that_a_person_started_meanwhile(worker: Worker) -> None:
    worker.kill()
    worker.boot_in(30.0)
    worker.boot()
    worker.agenda.advance(60.0)
    assert (worker.alive, worker.boots) == (True, 2)


def test_a_process_that_is_started_inside_its_own_turn_is_a_fault_of_the_simulation(worker: Worker) -> None:
    worker.agenda.plan(worker.agenda.now + 0.05, "again", worker.boot)
    with pytest.raises(Broken, match="engine-1 is started inside its own turn"):
        worker.agenda.advance(1.0)
