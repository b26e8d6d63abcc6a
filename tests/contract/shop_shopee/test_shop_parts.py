"""The marketplace-independent parts: stages, allocation, pages, faults, pushes, ids."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sandbox.shops import Fault, Faults, Kind, Line, Order, OutOfStock, Stage, Webhooks, stage
from sandbox.shops.faults import page_of
from sandbox.shops.mint import Mint
from sandbox.shops.orderbook import allocate


def line(units: int, cancelled: int = 0, shipped: int = 0) -> Line:
    return Line("1", "2", "3", "Mug", "", "MUG", 1000, units, "W", 0, cancelled, shipped)


def order(*lines: Line, **times: Any) -> Order:
    plain = Order("A", "s", "b", "1", lines, created_at=1.0, updated_at=1.0, ship_by=2.0, package="P")
    return replace(plain, **times)


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (order(line(2)), Stage.UNPAID),
        (order(line(2), paid_at=1.0), Stage.PAID),
        (order(line(2, cancelled=1), paid_at=1.0), Stage.PAID),
        (order(line(2), paid_at=1.0, arranged_at=2.0), Stage.ARRANGED),
        (order(line(2, shipped=1), paid_at=1.0, arranged_at=2.0), Stage.PART_SHIPPED),
        (order(line(2, shipped=2), line(1), paid_at=1.0), Stage.PART_SHIPPED),
        (order(line(2, shipped=2), line(1, cancelled=1), paid_at=1.0), Stage.SHIPPED),
        (order(line(2, shipped=1, cancelled=1), paid_at=1.0), Stage.SHIPPED),
        (order(line(2, shipped=2), paid_at=1.0, delivered_at=3.0), Stage.DELIVERED),
        (order(line(2, shipped=2), paid_at=1.0, delivered_at=3.0, completed_at=4.0), Stage.COMPLETED),
        (order(line(2, cancelled=2)), Stage.CANCELLED),
        (order(line(2, cancelled=2, shipped=2), paid_at=1.0, shipped_at=2.0), Stage.CANCELLED),
    ],
)
def test_stage(seen: Order, expected: Stage) -> None:
    assert stage(seen) is expected


def test_a_line_is_taken_whole_from_the_first_warehouse_that_has_it() -> None:
    stock = {"a": {"W1": 2, "W2": 5}}
    assert allocate([("a", 3)], stock) == ["W2"]
    assert allocate([("a", 2), ("a", 2), ("a", 3)], stock) == ["W1", "W2", "W2"]
    assert stock == {"a": {"W1": 2, "W2": 5}}
    with pytest.raises(OutOfStock):
        allocate([("a", 6)], stock)
    with pytest.raises(OutOfStock):
        allocate([("a", 5), ("a", 1), ("a", 2)], stock)


@pytest.mark.parametrize(
    ("offset", "kind", "rows", "following", "more"),
    [
        (0, None, (0, 1), 2, True),
        (4, None, (4,), 5, False),
        (9, None, (), 9, False),
        (0, Kind.SHORT_PAGE, (0,), 2, True),
        (4, Kind.SHORT_PAGE, (), 5, False),
        (2, Kind.DUPLICATE_PAGE, (1, 2, 3), 4, True),
        (0, Kind.DUPLICATE_PAGE, (0, 1), 2, True),
        (0, Kind.SLOW, (0, 1), 2, True),
    ],
)
def test_pages(offset: int, kind: Kind | None, rows: tuple[int, ...], following: int, more: bool) -> None:
    page = page_of(range(5), offset, 2, None if kind is None else Fault(kind))
    assert (page.rows, page.next_offset, page.more, page.total) == (rows, following, more, 5)


def test_a_page_beyond_a_list_that_shrank_repeats_nothing_unknown() -> None:
    assert page_of([], 3, 2, Fault(Kind.DUPLICATE_PAGE)).rows == ()


def test_faults_are_taken_in_order_by_path_and_app() -> None:
    faults = Faults()
    faults.error(500, times=2, path="/stock")
    faults.cut()
    faults.rate_limit(0)
    assert faults.take("/orders", "rival") is None
    taken = [faults.take(path, "engine") for path in ("/stock", "/orders", "/stock", "/stock")]
    kinds = [None if fault is None else fault.kind for fault in taken]
    assert kinds == [Kind.ERROR_BEFORE, Kind.CUT_BEFORE, Kind.ERROR_BEFORE, None]


def test_pushes_keep_their_order_unless_told_otherwise() -> None:
    pushes = Webhooks([10.0])
    pushes.out_of_order(2)
    for body in "abc":
        pushes.put("engine", "3", body, 100.0)
    assert [one.body for one in pushes.due(100.0)] == ["c"]
    assert [one.body for one in pushes.due(105.0)] == ["b", "a"]
    assert pushes.due(1000.0) == []


def test_a_push_is_lost_after_its_last_try() -> None:
    pushes = Webhooks([10.0, 20.0])
    pushes.put("engine", "3", "a", 0.0)
    for now in (0.0, 10.0, 30.0):
        (parcel,) = pushes.due(now)
        assert pushes.lost == []
        pushes.settle(parcel, 500, now)
    assert pushes.due(10_000.0) == []
    assert [one.body for one in pushes.lost] == ["a"]


def test_minted_numbers_never_repeat_and_keep_their_range() -> None:
    mint = Mint(3)
    drawn = [mint.number(10**7, 10**9) for _ in range(5000)]
    assert len(set(drawn)) == 5000
    assert all(10**7 <= number < 10**9 for number in drawn)
    assert Mint(3).number(0, 10**9) == Mint(3).number(0, 10**9) != Mint(4).number(0, 10**9)
    assert len(Mint(3, 10).hexadecimal(32)) == 32
