"""When a cache may be believed, and what a rebuild makes of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.model.book import Book, PendingBatch, ShopState, evolve
from engine.model.catalog import Component
from engine.model.ids import LineKey, ListingKey
from engine.model.orders import BookedLine, OrderLine
from engine.model.questions import Question
from engine.model.sheet import SheetWrite
from engine.model.stock import SkuState
from engine.opening import rebuild, standing
from engine.reconcile import orders

HORIZON = 1_000_000.0


def cache(*, pending: tuple[int, int] | None = None, last: tuple[int, int] = (3, 7)) -> Book:
    batch = PendingBatch(pending[0], SheetWrite(pending[1]), 1.0) if pending else None
    return Book("s", skus={"a": SkuState("a", "A")}, epoch=last[0], batch=last[1], pending=batch)


@pytest.mark.parametrize(
    ("book", "sheet", "expected"),
    [
        (cache(), (3, 7), "valid"),
        (cache(pending=(3, 8)), (3, 8), "pending"),
        (cache(pending=(3, 8)), (3, 7), "pending"),
        (cache(pending=(4, 1)), (4, 1), "pending"),
        (Book("s"), (0, 0), "new"),
        (cache(), (3, 6), "restored"),
        (cache(), (2, 90), "restored"),
        (cache(pending=(3, 8)), (3, 6), "restored"),
        (cache(), (3, 8), "lost"),
        (cache(), (4, 1), "lost"),
        (cache(pending=(3, 8)), (3, 9), "lost"),
        (Book("s"), (3, 7), "lost"),
    ],
)
def test_standing(book: Book, sheet: tuple[int, int], expected: str) -> None:
    assert expected == standing(book, sheet)


def line(order: str, *, created: float, taken: int = 2, shipped: int = 0) -> BookedLine:
    told = OrderLine(
        LineKey("toko", order, "1"), ListingKey("toko", "L1"), "A", "A", taken, 0, shipped, 0, 1, "READY", "toko",
        created, created,
    )  # fmt: skip
    return BookedLine(told, (Component("a", 1),), reserved=taken, shipped=shipped)


def book(on_hand: int, reserved: int, *lines: BookedLine, entries: int = 0) -> Book:
    state = SkuState("a", "A", on_hand, reserved, (on_hand,), entry_number=entries, counted=True)
    shop = ShopState("toko", True, horizon=HORIZON, opened_at=1.0)
    return Book("s", skus={"a": state}, lines={one.line.key: one for one in lines}, shops={"toko": shop})


def rebuilt(cached: Book, kept: Book) -> Book:
    changes = rebuild(cached, kept, 5.0)
    after = evolve(cached, changes)
    for sku, state in after.skus.items():
        before = cached.skus.get(sku, SkuState(sku, sku))
        booked = [movement for movement in changes.movements if movement.sku == sku]
        assert state.on_hand == before.on_hand + sum(movement.on_hand for movement in booked)
        assert state.reserved == before.reserved + sum(movement.reserved for movement in booked)
    return after


def test_an_empty_cache_becomes_what_the_checkpoint_says() -> None:
    kept = book(9, 2, line("O1", created=HORIZON - 10))
    after = rebuilt(Book("s"), kept)

    assert kept.skus == after.skus
    assert kept.lines == after.lines


def test_the_account_of_a_sku_that_was_let_go_while_an_old_cache_was_away_is_closed() -> None:
    kept = replace(book(8, 0), skus={})
    changes = rebuild(book(10, 2), kept, 5.0)

    assert {"a"} == changes.dropped_skus
    assert [("a", -10, -2)] == [(one.sku, one.on_hand, one.reserved) for one in changes.movements]


def test_what_the_checkpoint_does_not_name_from_before_its_horizon_is_final() -> None:
    old = line("O1", created=HORIZON - 90_000)
    after = rebuilt(book(10, 2, old), book(8, 0))

    assert (8, 0) == (after.skus["a"].on_hand, after.skus["a"].reserved)
    assert 0 == after.lines[old.line.key].open_units


def test_what_the_cache_booked_after_the_checkpoint_stays_booked() -> None:
    new = line("O2", created=HORIZON + 10, shipped=1)
    after = rebuilt(book(9, 1, new), book(10, 0))

    assert (9, 1) == (after.skus["a"].on_hand, after.skus["a"].reserved)
    assert new == after.lines[new.line.key]


def test_what_a_rebuild_took_back_of_a_line_is_booked_anew_under_causes_of_its_own() -> None:
    linked = line("O2", created=HORIZON + 10)
    waiting = replace(linked, components=(), reserved=0)
    first = orders.book(replace(linked, reserved=0))[1]
    after = rebuilt(book(10, 2, linked), book(10, 0, waiting))
    again = orders.book(replace(after.lines[linked.line.key], components=linked.components))[1]

    assert [movement.reserved for movement in first] == [movement.reserved for movement in again] == [2]
    assert not {movement.cause for movement in first} & {movement.cause for movement in again}


def test_numbers_of_entries_are_never_used_again() -> None:
    assert 4 == rebuilt(book(10, 0, entries=4), book(10, 0, entries=1)).skus["a"].entry_number


def test_questions_that_were_closed_meanwhile_fall_away() -> None:
    stale = Question("Q1", "drift", "toko", 1.0)
    open_one = Question("Q2", "vanished", "a", 2.0)
    cached = replace(book(10, 0), questions={"Q1": stale})
    after = rebuilt(cached, replace(book(10, 0), questions={"Q2": open_one}))

    assert ["Q2"] == [name for name, question in after.questions.items() if question.open]


def test_a_sku_that_was_let_go_is_gone() -> None:
    cached = replace(book(10, 0), skus={"a": SkuState("a", "A", 10), "b": SkuState("b", "B", 1)})

    assert {"a"} == set(rebuilt(cached, book(10, 0)).skus)
