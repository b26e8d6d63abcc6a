"""A row that was gone and is there again: what it shows counts as typed then, also where it looks as it did."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.model.book import Book
from engine.model.rules import Rules
from engine.model.sheet import Inspected, SheetView, Value
from engine.model.stock import Part, Replaced
from engine.reconcile.intents import intents
from engine.reconcile.plan import Inputs, reconcile
from engine.reconcile.rows import rows_to_inspect

from .build import ROW, cell, cycle, line, links, listing, opened, remote, sheet, skus, start, view

LEFT = line("KAOS-M", taken=2, shipped=2, at=105.0)


def _gone(at: float) -> SheetView:
    return view(skus(), links(), start(shopee=True), at=at)


def _open(book: Book) -> list[str]:
    return sorted(one.kind for one in book.questions.values() if one.open)


@pytest.mark.parametrize(
    ("meanwhile", "entered", "left", "stock", "entry", "possible"),
    [
        ("nothing moved", None, 0.0, 10, None, {10}),
        ("nothing moved, and it was counted", None, 0.0, 12, None, {12}),
        ("goods left before the row was gone", None, 110.0, 10, None, {8, 10}),
        ("goods left while it was gone", None, 120.0, 10, None, {8, 10}),
        ("goods left in the turn that saw it again", None, 130.0, 10, None, {8, 10}),
        ("an entry was booked, and went with its row", "+5", 0.0, 10, None, {10, 15}),
        ("an entry was booked, and is there again", "+5", 0.0, 10, "+5", {10, 15}),
        ("an entry was booked, and another one stands there", "+5", 0.0, 10, "+1", {10, 11, 15, 16}),
        ("an entry was booked, and its goods were counted", "+5", 0.0, 15, None, {15, 20}),
    ],
)
def test_what_a_row_shows_that_was_gone_is_an_edit(
    meanwhile: str, entered: str | None, left: float, stock: int, entry: str | None, possible: set[int]
) -> None:
    book = opened()
    for at, seen in (
        (110.0, sheet(at=110.0, entry=entered)),
        (120.0, _gone(120.0)),
        (130.0, sheet(stock, at=130.0, entry=entry)),
    ):
        told = remote(lines=[LEFT] if left == at else [], at=at, whole=False)
        book = cycle(book, seen, told, now=at).book

    state = book.skus["kaos-m"]
    assert possible == {state.on_hand + offset for offset in (0, *state.offsets)}, meanwhile
    assert min(possible) == state.on_hand
    assert (0.0, (stock,)) == (state.vanished_at, state.bases)
    assert (["count"] if len(possible) > 1 else []) == _open(book)


def test_a_row_that_the_engine_put_back_is_no_edit() -> None:
    book = cycle(opened(), sheet(at=110.0), remote(lines=[LEFT], at=110.0, whole=False), now=110.0).book
    book = cycle(book, _gone(120.0), now=120.0).book
    book = replace(book, marks={**book.marks, "restore:kaos-m": "125.000"})

    back = cycle(book, sheet(8, at=130.0), now=130.0).book
    assert (8, ()) == (back.skus["kaos-m"].on_hand, back.skus["kaos-m"].offsets)
    assert [] == _open(back)


@pytest.mark.parametrize(
    ("the_reading", "key", "value", "formula", "held"),
    [
        ("shows the number", "KAOS-M", 10, False, (8, (2,), False)),
        ("shows a formula", "KAOS-M", 10, True, (10, (), True)),
        ("shows another SKU, for rows moved", "TOPI", 10, False, None),
        ("shows what was typed since", "KAOS-M", 9, False, None),
        ("is missing", None, None, False, None),
    ],
)
def test_a_row_that_was_gone_is_read_in_full_before_it_is_judged(
    the_reading: str, key: str | None, value: Value, formula: bool, held: tuple[int, tuple[int, ...], bool] | None
) -> None:  # fmt: skip
    book = cycle(opened(), sheet(at=110.0), remote(lines=[LEFT], at=110.0, whole=False), now=110.0).book
    book = cycle(book, _gone(120.0), now=120.0).book
    seen = sheet(at=130.0)
    assert (1,) == rows_to_inspect(seen, book.skus, again=False)
    full = {} if key is None else {1: Inspected(key, cell(value)._replace(formula=formula), cell(None))}

    after = reconcile(book, Inputs(seen, full, {}, (), ("shopee",)), Rules(), _plainly, 130.0).book
    state = after.skus["kaos-m"]
    if held is None:
        # Until it is judged the engine's own number is not written over it either.
        assert (8, (10,), (Part(-2, 105.0),)) == (state.on_hand, state.bases, state.parts), the_reading
        assert state.vanished_at
        assert () == intents(after, seen, {}, number_swaps=True, inspected=full)
        return
    assert held == (state.on_hand, state.offsets, state.feed), the_reading


def test_a_row_that_never_went_costs_no_full_read() -> None:
    left = cycle(opened(), sheet(at=110.0), remote(lines=[LEFT], at=110.0, whole=False), now=110.0).book

    assert () == rows_to_inspect(sheet(at=120.0), left.skus, again=False)


def test_a_sku_that_is_typed_back_while_its_new_name_is_asked_about_was_never_gone() -> None:
    book = cycle(opened(), sheet(at=110.0), remote(listing("KAOS-M", stock=10), at=110.0), now=110.0).book
    named = view(skus({**ROW, "sku": "KAOS-MERAH"}), links(), start(shopee=True), at=120.0)
    book = cycle(book, named, remote(lines=[LEFT], at=120.0, whole=False), now=120.0).book
    assert ["renamed"] == _open(book)

    back = cycle(book, sheet(at=130.0), now=130.0).book
    assert (8, (), 0.0) == (
        back.skus["kaos-m"].on_hand, back.skus["kaos-m"].offsets, back.skus["kaos-m"].vanished_at,
    )  # fmt: skip
    assert [] == _open(back)


def _plainly(_shop: str, units: int) -> int:
    return units


@pytest.mark.parametrize("rows", [0, 2], ids=["it was gone", "it stood twice"])
@pytest.mark.parametrize(("replaced_at", "possible"), [(95.0, {6, 13}), (20.0, {13})])
def test_of_a_row_that_could_not_be_read_for_a_while_slow_hands_count_from_when_it_was_read_last(
    rows: int, replaced_at: float, possible: set[int]
) -> None:
    """The engine wrote 9 over 16; who had looked at 16 took three away, and the row was not read for ten minutes."""
    book = opened(9, 9)
    shown = replace(book.skus["kaos-m"], replaced=(Replaced(16, replaced_at),))
    book = replace(book, skus={"kaos-m": shown})
    for at in (110.0, 400.0, 690.0):
        unread = view(skus(*[{**ROW, "stock": 13}] * rows), links(), start(shopee=True), at=at)
        book = cycle(book, unread, remote(at=at, whole=False), now=at).book
    after = cycle(book, sheet(13, at=700.0), remote(at=700.0, whole=False), now=700.0).book

    state = after.skus["kaos-m"]
    assert possible == {state.on_hand + offset for offset in (0, *state.offsets)}
