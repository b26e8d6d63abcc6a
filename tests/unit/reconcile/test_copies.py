"""A SKU in two rows, and what holds once one of them is gone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.model.book import Book
from engine.model.orders import OrderLine
from engine.model.sheet import SheetView, Value
from engine.reconcile.plan import Inputs, reconcile

from .build import (
    ROW,
    RULES,
    cycle,
    line,
    links,
    listing,
    opened,
    pushed,
    remote,
    skus,
    start,
    view,
)


def test_a_copied_row_pushes_nothing_above_the_lowest_copy() -> None:
    book = opened()
    twice = view(skus(ROW, {**ROW, "stock": 4}), links(), start(shopee=True), at=110.0)
    plan = cycle(book, twice, remote(listing("KAOS-M", stock=10), at=110.0), now=110.0)

    assert [4] == [push.units for push in plan.pushes]
    assert 10 == plan.book.skus["kaos-m"].on_hand


@pytest.mark.parametrize(
    ("copies", "least"),
    [
        ("both hold a count that nobody had read: it may be older than the parcel", (9, 6)),
        ("both hold the number that was read before: the ledger knows better", (10, 7)),
        ("one was counted anew before the row was copied", (8, 5)),
    ],
)
def test_of_a_copied_row_what_left_meanwhile_comes_off_the_lowest_copy(
    copies: str, least: tuple[int, int]
) -> None:
    shown, pushed_then = least
    sold = line("KAOS-M", taken=3, at=105.0)
    twice = view(skus({**ROW, "stock": shown}, {**ROW, "stock": 10 if shown == 8 else shown}), links(),
                 start(shopee=True), at=110.0)  # fmt: skip
    told = remote(listing("KAOS-M", stock=7), lines=[sold], at=110.0)
    reserved = cycle(opened(), twice, told, now=110.0)
    gone = remote(listing("KAOS-M", stock=7), lines=[_left(sold, at=115.0)], at=120.0)
    after = cycle(pushed(reserved.book, reserved), twice, gone, now=120.0)

    (binding,) = after.book.bindings.values()
    assert (pushed_then, ()) == (binding.expected, after.pushes), copies


@pytest.mark.parametrize(
    ("one", "other", "pushes"),
    [
        ({"active": False, "buffer": 2}, {"active": False, "buffer": 2}, ()),
        ({}, {"active": False}, ()),
        ({"buffer": 2}, {"buffer": 3}, (7,)),
        ({"buffer": 2}, {}, (8,)),
        ({"buffer": "?"}, {}, ()),
    ],
)
def test_of_a_copied_row_the_most_careful_tick_and_buffer_count(
    one: dict[str, Value], other: dict[str, Value], pushes: tuple[int, ...]
) -> None:
    twice = view(skus({**ROW, **one}, {**ROW, **other}), links(), start(shopee=True), at=110.0)
    plan = cycle(opened(), twice, remote(listing("KAOS-M", stock=10), at=110.0), now=110.0)

    assert pushes == tuple(push.units for push in plan.pushes)


def _left(sold: OrderLine, *, at: float) -> OrderLine:
    return replace(sold, shipped=sold.taken, updated=at, left=at)


def _sheet(*stocks: int, at: float) -> SheetView:
    return view(skus(*({**ROW, "stock": stock} for stock in stocks)), links(), start(shopee=True), at=at)


def test_a_row_whose_copy_is_gone_is_read_before_anything_rises_again() -> None:
    shows = listing("KAOS-M", stock=10)
    book = pushed(Book("s"), cycle(Book("s"), _sheet(10, at=100.0), remote(shows, at=100.0), now=100.0))
    twice = cycle(book, _sheet(10, 7, at=110.0), remote(at=110.0, whole=False), now=110.0)
    assert [7] == [push.units for push in twice.pushes]
    book = pushed(book, twice)

    # The row moved between the two readings, so what it says was not read.
    seen = _sheet(7, at=120.0)
    inputs = Inputs(seen, {}, {}, [remote(at=120.0, whole=False)], ("shopee",))
    torn = reconcile(book, inputs, RULES, lambda _shop, units: units, 120.0)
    assert ((), 10, 7) == (torn.pushes, torn.book.skus["kaos-m"].on_hand, torn.book.skus["kaos-m"].ceiling)

    read = cycle(torn.book, _sheet(7, at=130.0), remote(at=130.0, whole=False), now=130.0)
    assert ((), 7, None) == (read.pushes, read.book.skus["kaos-m"].on_hand, read.book.skus["kaos-m"].ceiling)
