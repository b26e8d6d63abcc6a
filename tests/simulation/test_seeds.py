"""A short fixed set of stories, in both worlds: every promise holds, and every kind of event really took effect."""

from __future__ import annotations

import pytest

from simulation import coverage, sets
from simulation.moves import ALL

SEEDS = [(seed, layer) for layer, seeds in sets.SHORT.items() for seed in seeds]


@pytest.fixture(scope="module")
def ended() -> list[sets.Ended]:
    """What the seeds of this module came to, one after another."""
    return []


@pytest.mark.parametrize(("seed", "layer"), SEEDS, ids=str)
def test_every_promise_holds(seed: int, layer: str, ended: list[sets.Ended]) -> None:
    one = sets.one((seed, layer))
    ended.append(one)
    story = "\n".join(one.outcome.last[-30:])
    assert not one.outcome.promise, (
        f"{one.outcome.promise}: {one.outcome.violation}\n"
        f"play it with: python -m simulation seed {seed} --layer {layer} --shrink\n{story}"
    )


def test_everything_took_effect(ended: list[sets.Ended]) -> None:
    if len(ended) < len(SEEDS):
        pytest.skip("only where the whole set was played")
    total = sets.Sum()
    for one in ended:
        total.add(one)
    assert [] == coverage.missing(total.bitten, ALL)
    assert 200 < coverage.pairs(total.bitten)
