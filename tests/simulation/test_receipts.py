"""When the receipt of a row is judged: once everything that was typed there could be read, and not twice."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from engine.texts import Texts
from simulation.clock import Violation
from simulation.goods import Goods
from simulation.receipts import Receipts
from simulation.scene import Row, Scene, Typed
from simulation.trace import Trace

WORDS = Texts("en")
OLD = f"29/05 03:28:45 {WORDS.say('receipt.applied', {'before': '7', 'after': '9'})}"
NEW = f"29/05 03:40:00 {WORDS.say('receipt.applied', {'before': '9', 'after': '4'})}"
COUNT = Typed("stock", "4", 110.0)


def judging(typed: list[Typed], renamed: float = 0.0) -> tuple[Receipts, dict[str, Any]]:
    """One row, what was typed there and when its SKU was changed last; the cells are the caller's to change."""
    cells: dict[str, Any] = {"receipt": OLD}
    goods = Goods.of(["TOPI"])
    goods.renamed["TOPI"] = renamed
    scene = SimpleNamespace(
        single_rows=lambda: [Row(2, "TOPI", cells)],
        typed={"TOPI": typed},
        books=SimpleNamespace(goods=goods),
        texts=WORDS,
        doubtful=set(),
        lost_at=-1.0,
        nameless={},
        trace=Trace(lambda: 0.0, 1),
    )
    return Receipts(cast(Scene, scene), standing={"TOPI": OLD}), cells


def test_a_count_beside_a_sku_that_was_typed_back_has_its_receipt_before_it_is_judged() -> None:
    receipts, cells = judging([COUNT], renamed=105.0)
    cells["receipt"] = NEW
    receipts.judge(since=120.0, before=100.0)
    receipts.judge(since=130.0, before=120.0)

    assert [] == receipts.scene.typed["TOPI"]
    assert NEW == receipts.standing["TOPI"]


def test_a_count_beside_a_sku_that_was_typed_back_needs_a_receipt_of_its_own() -> None:
    receipts, _ = judging([COUNT], renamed=105.0)
    receipts.judge(since=120.0, before=100.0)
    with pytest.raises(Violation):
        receipts.judge(since=130.0, before=120.0)


@pytest.mark.parametrize("typed", [[Typed("", "", 90.0)], []])
def test_a_row_that_the_engine_puts_back_has_its_receipt_one_turn_later(typed: list[Typed]) -> None:
    receipts, cells = judging(typed)
    cells["receipt"] = None
    receipts.judge(since=120.0, before=100.0)
    cells["receipt"] = OLD
    receipts.judge(since=130.0, before=120.0)
    receipts.judge(since=140.0, before=130.0)

    assert OLD == receipts.standing["TOPI"]


def test_a_receipt_that_stays_away_is_missed() -> None:
    receipts, cells = judging([])
    cells["receipt"] = None
    receipts.judge(since=120.0, before=100.0)
    with pytest.raises(Violation):
        receipts.judge(since=130.0, before=120.0)
