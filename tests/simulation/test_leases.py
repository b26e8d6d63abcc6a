"""Which of two workers on one cache was overtaken: the one call that it was inside may land after the other's."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from simulation.leases import Held, Leases
from simulation.scene import Scene

MAIN, LODGER = SimpleNamespace(name="engine-1"), SimpleNamespace(name="engine-3")


@pytest.mark.parametrize(
    ("holds", "worker", "overtaken"),
    [
        ("", "engine-1", False),
        ("engine-1", "engine-1", False),
        ("engine-3", "engine-1", True),
        ("engine-1", "engine-3", True),
        # Another machine has a cache of its own, and no part in this lease.
        ("engine-1", "engine-2", False),
    ],
)
def test_a_worker_is_overtaken_once_the_other_holds_their_lease(
    holds: str, worker: str, overtaken: bool
) -> None:
    leases = Leases(cast(Scene, SimpleNamespace(main=MAIN, lodger=LODGER)), Held(holds))
    assert leases.lost_by(worker) is overtaken
