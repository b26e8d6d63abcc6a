"""What a cycle knows of the reads before it."""

from __future__ import annotations

import pytest

from engine.model.book import Book, ShopState
from engine.reconcile.draft import Draft

from .build import RULES, cycle, links, opened, remote, skus, start, view


@pytest.mark.parametrize(
    ("read_before", "horizons", "typed_after"),
    [
        pytest.param(0.0, (), 0.0, id="a new cache: nobody knows"),
        pytest.param(95.0, (), 95.0, id="this process read it, and there is no shop"),
        pytest.param(
            0.0, (60.0, 90.0), 90.0, id="a new process: when a shop was read last, the sheet had been"
        ),
        pytest.param(95.0, (60.0, 61.0), 95.0, id="shops are sick, and the sheet was read all the same"),
        pytest.param(0.0, (5000.0,), 100.0, id="a clock that was wrong says nothing"),
    ],
)
def test_an_edit_was_typed_after_the_last_read_that_is_known(
    read_before: float, horizons: tuple[float, ...], typed_after: float
) -> None:
    shops = {f"shop-{at}": ShopState(f"shop-{at}", horizon=at) for at in horizons}
    assert Draft(Book("s", shops=shops), RULES, 100.0, 100.0, read_before).typed_after == typed_after


def test_a_cycle_tells_the_next_one_when_it_read_the_sheet() -> None:
    seen = view(skus({"sku": "KAOS-M", "stock": 10, "active": True}), links(), start(shopee=True), at=110.0)
    looked = cycle(opened(), seen, remote(at=109.0), now=111.0).looked

    assert looked is not None
    assert looked.read_at == 110.0
