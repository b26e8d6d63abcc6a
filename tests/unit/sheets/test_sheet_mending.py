"""What a second repair owes, where columns moved once more before the first one landed."""

from __future__ import annotations

import pytest

from engine.model.sheet import Value
from engine.sheets.mending import Hit, merged

FIRST = (25, 13)
REPAIR = (68, 13)


@pytest.mark.parametrize(
    ("at", "met", "formula", "sources"),
    [
        pytest.param(4, "any", False, [REPAIR, FIRST], id="the repair met another cell"),
        pytest.param(5, 18, False, [FIRST], id="it met what the batch had written"),
        pytest.param(5, "7 pcs", False, [REPAIR], id="it met what a person had typed"),
        pytest.param(5, None, False, [REPAIR], id="a person had emptied it"),
        pytest.param(5, 3, True, [FIRST], id="what the batch had written was a formula"),
    ],
)
def test_each_cell_is_put_back_once(
    at: int, met: Value, formula: bool, sources: list[tuple[int, int]]
) -> None:
    put = Hit("skus", 1, at, 25, REPAIR)
    waiting = Hit("skus", 1, 5, 18, FIRST, formula)
    found = merged([put], {waiting.cell: waiting}, {REPAIR[0]: (met,)})
    assert [one.source for one in found] == sources
    # The cell shows what was written there last.
    assert found[0].wrote == 25
