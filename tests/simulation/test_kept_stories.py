"""Stories that once broke a promise, shortened and kept by name: each holds now."""

from __future__ import annotations

import pytest

from simulation import keep
from simulation.layers import layer_of
from simulation.run import play


@pytest.mark.parametrize("name", keep.names())
def test_it_holds_now(name: str) -> None:
    layer, story = keep.load(name)
    outcome = play(story, layer_of(layer))
    assert not outcome.promise, f"{outcome.promise}: {outcome.violation}\n" + "\n".join(outcome.last[-30:])
