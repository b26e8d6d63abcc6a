"""A SKU in two rows, and what holds once one of them is gone."""

from __future__ import annotations

from engine.model.book import Book
from engine.model.sheet import SheetView
from engine.reconcile.plan import Inputs, reconcile

from .build import RULES, cycle, links, listing, pushed, remote, skus, start, view

ROW = {"sku": "KAOS-M", "stock": 10, "active": True}


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
