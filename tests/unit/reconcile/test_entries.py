"""Numbers in `+/-`, a column of plain text: read in full before they are booked, cleared by a plain write."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate

import pytest

from engine.model.book import Book, Plan
from engine.model.rules import Rules
from engine.model.sheet import Answer, Cell, Copy, Inspected, Intent, SheetView, SwapMode, Value
from engine.reconcile.draft import Draft
from engine.reconcile.intents import intents
from engine.reconcile.plan import Inputs, reconcile
from engine.reconcile.rows import rows_to_inspect
from engine.reconcile.settle import settle

from .build import ROW, cell, cycle, line, links, listing, opened, remote, skus, start, view

DATE = Cell("number", 46143, False, "DATE", "2026-05-01")
FORMULA = Cell("number", 5, True, "", "5")


def seen(entry: Value, *, at: float, stock: Value = 10) -> SheetView:
    return view(skus({**ROW, "stock": stock, "entry": entry}), links(), start(shopee=True), at=at)


def read(book: Book, one: SheetView, entry: Cell | None, *, key: str = "KAOS-M", stock: Value = 10) -> Plan:
    """A cycle with a full reading of the row, or with none."""
    full = {} if entry is None else {1: Inspected(key, cell(stock), entry)}
    inputs = Inputs(one, full, {}, (), ("shopee",))
    return reconcile(book, inputs, Rules(), lambda _shop, units: units, one.read_at)


def wanted(book: Book, one: SheetView, full: dict[int, Inspected]) -> list[tuple[str, SwapMode]]:
    """What shall leave its cell, and how; the ledger's number aside."""
    found = intents(book, one, {}, number_swaps=True, inspected=full)
    return [(intent.column, intent.mode) for intent in found if intent.column == "entry"]


def settled(book: Book, *copies: Copy) -> Book:
    draft = Draft(book, Rules(), 120.0, 120.0)
    settle(draft, Answer(1, True, copies, 120.0))
    return draft.after()


def numbers(book: Book) -> tuple[int, str]:
    state = book.skus["kaos-m"]
    return state.on_hand, state.entry_base


@pytest.mark.parametrize(
    ("light", "looked_at"), [("+5", ()), (None, ()), (5, (1,)), (-3.0, (1,)), (True, ()), (46143, (1,))]
)
def test_only_a_number_is_read_in_full(light: Value, looked_at: tuple[int, ...]) -> None:
    assert looked_at == rows_to_inspect(seen(light, at=110.0), opened().skus, again=False)


def test_a_number_is_booked_once_it_was_read_in_full() -> None:
    waits = read(opened(), seen(5, at=110.0), None)
    booked = read(waits.book, seen(5, at=120.0), cell(5))
    again = read(booked.book, seen(5, at=130.0), None)

    assert [(10, ""), (15, "5"), (15, "5")] == [numbers(plan.book) for plan in (waits, booked, again)]


@pytest.mark.parametrize(
    ("light", "full", "code"),
    [(46143, DATE, "refused.entry_format"), (5, FORMULA, "refused.entry_formula")],
)
def test_a_refused_number_books_nothing_and_is_looked_at_again_only_now_and_then(
    light: int, full: Cell, code: str
) -> None:
    book = read(opened(), seen(light, at=110.0), full).book
    quiet = read(book, seen(light, at=120.0), None)
    state = quiet.book.skus["kaos-m"]

    assert ((10, ""), True) == (numbers(quiet.book), quiet.changes.empty)
    assert state.problem is not None
    assert (code, (10,)) == (state.problem.code, state.bases)
    assert () == rows_to_inspect(seen(light, at=130.0), book.skus, again=False)
    assert (1,) == rows_to_inspect(seen(light, at=130.0), book.skus, again=True)


def test_a_date_that_was_an_entry_of_so_many_units_after_all_is_booked() -> None:
    book = read(opened(), seen(46143, at=110.0), DATE).book
    book = read(book, seen(46143, at=140.0), cell(46143)).book

    assert ((46153, "46143"), None) == (numbers(book), book.skus["kaos-m"].problem)


def test_a_number_beside_a_refused_stock_is_looked_at_now_and_then() -> None:
    """Of two refusals in a row only that of `Stok` is remembered, so looking at each turn would never end."""
    book = read(opened(), seen(46143, at=110.0, stock="habis"), DATE, stock="habis").book

    assert () == rows_to_inspect(seen(46143, at=120.0, stock="habis"), book.skus, again=False)
    assert (1,) == rows_to_inspect(seen(46143, at=120.0, stock="habis"), book.skus, again=True)
    assert (10, "") == numbers(book)


def test_a_count_waits_where_the_number_beside_it_was_another_in_the_full_reading() -> None:
    """15 with five of it entered: with 8 entered by then nobody knows which of them the count had seen."""
    torn = read(opened(), seen(5, at=110.0, stock=15), cell(8), stock=15)
    both = cycle(torn.book, seen(8, at=120.0, stock=15), now=120.0).book

    assert [(10, ""), (15, "8")] == [numbers(torn.book), numbers(both)]
    assert (8,) == both.skus["kaos-m"].offsets


def test_a_formula_that_comes_to_another_number_at_each_reading_holds_up_no_count() -> None:
    state = read(opened(), seen(3, at=110.0, stock=15), FORMULA, stock=15).book.skus["kaos-m"]

    assert (15, "", (15,)) == (state.on_hand, state.entry_base, state.bases)


def test_an_entry_in_a_row_that_moved_between_the_readings_is_no_other_row_s() -> None:
    plan = read(opened(), seen(5, at=110.0), DATE, key="TOPI")

    assert ((10, ""), None) == (numbers(plan.book), plan.book.skus["kaos-m"].problem)


def test_a_booked_number_is_cleared_by_a_plain_write_where_no_formula_stands() -> None:
    one = seen(5, at=110.0)
    book = read(opened(), one, cell(5)).book

    assert (1,) == rows_to_inspect(one, book.skus, again=False)
    assert [] == wanted(book, one, {})
    assert [] == wanted(book, one, {1: Inspected("KAOS-M", cell(10), FORMULA)})
    assert [] == wanted(book, one, {1: Inspected("TOPI", cell(10), cell(5))})
    assert [("entry", "plain")] == wanted(book, one, {1: Inspected("KAOS-M", cell(10), cell(5))})


def test_a_booked_number_is_cleared_whatever_format_it_was_given_since() -> None:
    one = seen(5, at=120.0)
    book = read(opened(), seen(5, at=110.0), cell(5)).book
    shaped = cell(5)._replace(format="DATE", shown="1900-01-04")
    after = read(book, one, shaped).book

    assert ((15, "5"), None) == (numbers(after), after.skus["kaos-m"].problem)
    assert [("entry", "plain")] == wanted(after, one, {1: Inspected("KAOS-M", cell(10), shaped)})


def test_text_that_two_swaps_have_missed_is_read_in_full_and_cleared_by_a_plain_write() -> None:
    one = seen("+5", at=110.0)
    book = read(opened(), one, None).book
    full = {1: Inspected("KAOS-M", cell(10), cell("+5"))}
    missed = Copy(Intent("skus", ("kaos-m",), "entry", 1, "+5", "", "swap"), "KAOS-M", "+5", 0)
    modes = []
    for _ in range(3):
        modes.append((rows_to_inspect(one, book.skus, again=False), wanted(book, one, full)))
        book = settled(book, missed)

    swap, plain = ((), [("entry", "swap")]), ((1,), [("entry", "plain")])
    assert [swap, swap, plain] == modes
    cleared = settled(book, missed._replace(intent=missed.intent._replace(mode="plain"), changed=None))
    assert ((15, ""), 0) == (numbers(cleared), cleared.skus["kaos-m"].entry_misses)


@pytest.mark.parametrize(("key", "content"), [("KAOS-M", "+8"), ("TOPI", "+5"), ("", "+5")])
def test_a_clearing_that_met_something_else_is_no_miss(key: str, content: str) -> None:
    book = read(opened(), seen("+5", at=110.0), None).book
    intent = Intent("skus", ("kaos-m",), "entry", 1, "+5", "", "swap")

    assert book.skus == settled(book, Copy(intent, key, content, 0)).skus


def test_a_formula_in_the_place_of_a_booked_entry_is_named_until_it_is_gone() -> None:
    booked = read(opened(), seen(5, at=110.0), cell(5)).book
    named = read(booked, seen(5, at=120.0), FORMULA).book
    quiet = read(named, seen(5, at=130.0), None)
    blank = read(quiet.book, seen(None, at=140.0), None).book

    problem = named.skus["kaos-m"].problem
    assert problem is not None
    assert ("refused.entry_formula", True) == (problem.code, quiet.changes.empty)
    assert () == rows_to_inspect(seen(5, at=130.0), named.skus, again=False)
    assert ((10, ""), None) == (numbers(blank), blank.skus["kaos-m"].problem)


def test_an_entry_that_was_not_read_when_a_count_was_found_by_a_copy_still_is_asked_about() -> None:
    """The number waits a cycle for its full reading; that it may be in the count is not forgotten meanwhile."""
    book = opened()
    found = replace(book.skus["kaos-m"], on_hand=7, bases=(7,), read_at=105.0, edited_at=105.0)
    book = replace(book, skus={"kaos-m": found})
    waits = read(book, seen(4, at=110.0, stock=7), None, stock=7).book
    state = read(waits, seen(4, at=120.0, stock=7), cell(4), stock=7).book.skus["kaos-m"]

    assert (7, (4,), 0.0) == (state.on_hand, state.offsets, state.read_at)


LEFT = line("KAOS-M", taken=1, shipped=1, at=119.0, created=109.0)


@pytest.mark.parametrize("shown", [False, True], ids=["unshown", "shown"])
@pytest.mark.parametrize(("first", "then"), [(5, 8), (5, 3), (-2, 4), (5, -4), (5, 0)])
@pytest.mark.parametrize("goods", [(), (0,), (1,), (3,)], ids=["none", "before", "between", "after"])
def test_an_entry_changed_with_a_count_in_between_is_the_old_one_withdrawn_and_the_new_one_entered(
    first: int, then: int, goods: tuple[int, ...], shown: bool
) -> None:
    """The protocol's words for it are two movements, of which the engine books the difference: whichever of them the
    count had seen, and a parcel besides, what is on the shelf is among the numbers, and no more is booked."""
    events = [first, -first, then]
    for at in goods:
        events.insert(at, -1)
    on_shelf = list(accumulate(events, initial=10))
    for typed in {units for units in on_shelf if units >= 0}:
        book = read(opened(), seen(f"{first:+d}", at=110.0), None).book
        if shown:
            book = settled(book, *batch(first, then))
        row = seen(f"{then:+d}" if then else None, at=120.0, stock=typed)
        lines = [LEFT] if goods else []
        state = cycle(book, row, remote(listing("KAOS-M", stock=10), lines=lines, at=120.0), now=120.0)
        after = state.book.skus["kaos-m"]

        assert on_shelf[-1] in {after.on_hand + more for more in (0, *after.offsets)}, (typed, after)
        assert after.on_hand <= on_shelf[-1]


def batch(first: int, then: int) -> tuple[Copy, ...]:
    """The batch showed the first entry in `Stok`; its clearing met the second."""
    stock = Intent("skus", ("kaos-m",), "stock", 1, 10, 10 + first, "swap")
    entry = Intent("skus", ("kaos-m",), "entry", 1, f"{first:+d}", "", "swap")
    return Copy(stock, "KAOS-M", 10, 1), Copy(entry, "KAOS-M", f"{then:+d}" if then else None, 0)
