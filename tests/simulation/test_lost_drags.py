"""A drag and a loss do meet where the engine can put things right: everything returns, whatever was lost, and where."""

from __future__ import annotations

from collections import Counter

from simulation.focus import focused
from simulation.layers import layer_of
from simulation.moves import ALL
from simulation.moves.losses import POINTS
from simulation.mutants.scenes import LOST_DRAGS
from simulation.run import play

SEEDS = range(10)


def test_what_a_batch_hit_returns_whatever_is_lost_after_the_drag() -> None:
    bitten: Counter[str] = Counter()
    for seed in SEEDS:
        outcome = play(focused(seed, LOST_DRAGS, ALL), layer_of("core"))
        assert (outcome.promise, outcome.violation) == ("", ""), f"seed {seed}"
        bitten.update(outcome.bitten)
    assert not [point for point in POINTS if not bitten[f"lost drag.{'.'.join(point)}"]]
    assert bitten["repair.made"] > 10


def test_no_general_story_lets_them_meet() -> None:
    assert not ALL["loss.drag"].rate
