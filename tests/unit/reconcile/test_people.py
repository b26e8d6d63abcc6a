"""What the rows of the `SKU` tab say, in whole cycles: counts, entries, junk, feeds, rows that are gone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.model.book import Book, Plan
from engine.model.remote import Remote
from engine.model.rules import Rules, ShopRule
from engine.model.sheet import Inspected, Value
from engine.model.stock import Receipt
from engine.reconcile.decisions import Decision
from engine.reconcile.intents import intents
from engine.reconcile.plan import Inputs, reconcile
from engine.reconcile.rows import rows_to_inspect

from .build import (
    ROW,
    RULES,
    cell,
    cycle,
    inspect,
    line,
    links,
    listing,
    opened,
    remote,
    sheet,
    skus,
    start,
    view,
)

APPLIED = Receipt("receipt.applied", (("before", "9"), ("after", "10")), 90.0)


def test_an_entry_is_booked_once_and_stays_until_its_clearing_is_confirmed() -> None:
    book = opened()
    first = cycle(
        book, sheet(at=110.0, entry="+10"), remote(listing("KAOS-M", stock=10), at=110.0), now=110.0
    )
    again = cycle(
        first.book, sheet(at=120.0, entry="+10"), remote(listing("KAOS-M", stock=10), at=120.0), now=120.0
    )

    assert 20 == again.book.skus["kaos-m"].on_hand
    assert [20] == [push.units for push in first.pushes]


def test_an_entry_beside_junk_has_its_receipt_and_the_junk_is_not_told_again() -> None:
    book = opened()
    for at, entry in ((110.0, None), (120.0, "+5"), (130.0, "+5"), (140.0, None)):
        seen = view(skus({**ROW, "stock": "habis", "entry": entry}), links(), start(shopee=True), at=at)
        book = cycle(book, seen, remote(listing("KAOS-M", stock=10), at=at), now=at).book
        if at == 130.0:
            book = replace(book, skus={"kaos-m": replace(book.skus["kaos-m"], entry_base="")})
    state = book.skus["kaos-m"]
    assert state.receipt is not None
    assert state.problem is not None
    assert ("receipt.entry", 120.0) == (state.receipt.code, state.receipt.at)
    assert ("refused.text", "15") == (state.problem.code, dict(state.problem.params)["kept"])


def test_blank_and_junk_keep_the_last_good_number() -> None:
    for junk in (None, "habis", "#N/A", True, 1.5, -1):
        book = opened()
        plan = cycle(book, sheet(junk, at=110.0), remote(listing("KAOS-M", stock=10), at=110.0), now=110.0)
        state = plan.book.skus["kaos-m"]
        assert 10 == state.on_hand
        assert state.problem is not None
        assert () == plan.pushes


@pytest.mark.parametrize(
    ("then", "stock", "entry", "receipt", "kept"),
    [
        ("nothing is done", "habis", None, "refused.text", "10"),
        ("goods are entered beside it", "habis", "+5", "receipt.entry", "15"),
        ("goods are entered, and other junk is typed", "kosong", "+5", "refused.text", "15"),
        ("it is counted", 12, None, "receipt.applied", None),
    ],
)
def test_what_is_refused_is_refused_once(
    then: str, stock: Value, entry: str | None, receipt: str, kept: str | None
) -> None:
    """A refusal that stands takes no receipt away from what is entered after it."""
    told = remote(listing("KAOS-M", stock=10), at=110.0)
    book = cycle(opened(), sheet("habis", at=110.0), told, now=110.0).book
    book = cycle(book, sheet(stock, at=120.0, entry=entry), told, now=120.0).book
    again = cycle(book, sheet(stock, at=130.0, entry=entry), told, now=130.0).book

    state = again.skus["kaos-m"]
    assert state.receipt is not None
    assert (receipt, 110.0 if then == "nothing is done" else 120.0) == (state.receipt.code, state.receipt.at)
    assert kept == (None if state.problem is None else dict(state.problem.params)["kept"])


@pytest.mark.parametrize(
    ("the_sku", "counted", "known", "beside", "expected"),
    [
        ("lost its receipt with a cache", True, None, "29/05 10:00:00 Applied.", ("29/05 10:00:00 Applied.", 0.0)),
        ("has its receipt", True, APPLIED, "29/05 10:00:00 Applied.", ("9", 90.0)),
        ("lost its receipt, and its row too", True, None, None, None),
        ("was never counted", False, None, "29/05 10:00:00 Applied.", None),
    ],
)  # fmt: skip
def test_a_receipt_that_was_lost_with_a_cache_is_what_stands_beside_the_sku(
    the_sku: str, counted: bool, known: Receipt | None, beside: Value, expected: tuple[str, float] | None
) -> None:
    book = opened()
    state = replace(book.skus["kaos-m"], receipt=known, counted=counted)
    book = replace(book, skus={"kaos-m": state})
    for rows in (1, 2):
        seen = view(
            skus(*[{**ROW, "receipt": beside}] * rows), links(), start(shopee=True), at=100.0 + 10 * rows
        )
        told = remote(listing("KAOS-M", stock=10), at=seen.read_at)
        receipt = cycle(book, seen, told, now=seen.read_at).book.skus["kaos-m"].receipt

        assert expected == (None if receipt is None else (receipt.params[0][1], receipt.at)), the_sku


def test_a_vanished_row_is_a_question_and_not_a_zero() -> None:
    book = opened()
    empty = view(skus(), links(), start(shopee=True), at=110.0)
    plan = cycle(book, empty, remote(listing("KAOS-M", stock=10), at=110.0), now=110.0)

    assert () == plan.pushes
    assert ["vanished"] == [q.kind for q in plan.book.questions.values()]

    back = cycle(plan.book, sheet(at=120.0), remote(listing("KAOS-M", stock=10), at=120.0), now=120.0)
    assert not any(q.open for q in back.book.questions.values())


def test_questions_about_a_sku_that_is_let_go_fall_away() -> None:
    book = opened()
    sold = line("KAOS-M", taken=2, shipped=2, at=105.0)
    told = remote(listing("KAOS-M", stock=8), lines=[sold], at=110.0)
    book = cycle(book, sheet(8, at=110.0), told, now=110.0).book
    assert ["count"] == [q.kind for q in book.questions.values() if q.open]
    empty = view(skus(), links(), start(shopee=True), at=120.0)
    gone = cycle(book, empty, remote(listing("KAOS-M", stock=8), at=120.0), now=120.0).book
    question = next(q for q in gone.questions.values() if q.kind == "vanished")
    answers = {question.id: Decision("stop", "Sari")}
    after = cycle(
        gone, empty, remote(listing("KAOS-M", stock=8), at=130.0), now=130.0, decisions=answers
    ).book

    assert [] == [q.kind for q in after.questions.values() if q.open]


def test_a_changed_sku_in_a_row_is_asked_about_and_carries_its_numbers_over() -> None:
    book = opened()
    taken = line("KAOS-M", taken=2, at=105.0)
    book = cycle(
        book, sheet(at=108.0), remote(listing("KAOS-M", stock=8), lines=[taken], at=108.0), now=108.0
    ).book
    seen = view(skus({**ROW, "sku": "KAOS-MERAH"}), links(), start(shopee=True), at=110.0)
    plan = cycle(book, seen, remote(listing("KAOS-M", stock=8), at=110.0), now=110.0)
    question = next(q for q in plan.book.questions.values() if q.open)
    assert "renamed" == question.kind

    after = cycle(
        plan.book, seen, remote(listing("KAOS-M", stock=8), at=120.0), now=120.0,
        decisions={question.id: Decision("rename", "Sari")},
    )  # fmt: skip
    state = after.book.skus["kaos-merah"]
    assert (10, 2) == (state.on_hand, state.reserved)
    assert "kaos-m" not in after.book.skus


def _shipped(at: float) -> Remote:
    gone = line("KAOS-M", taken=3, shipped=3, at=at, created=105.0)
    return remote(listing("KAOS-M", stock=7), lines=[gone], at=at, whole=False)


def test_what_left_while_a_row_stood_twice_is_remembered_for_the_count_that_comes() -> None:
    twice = view(skus({**ROW, "stock": 8}, {**ROW, "stock": 8}), links(), start(shopee=True), at=110.0)
    blank = cycle(opened(), sheet(None, at=106.0), now=106.0)
    left = cycle(blank.book, twice, _shipped(109.0), now=110.0)
    plan = cycle(left.book, sheet(8, at=120.0), now=120.0)

    state = plan.book.skus["kaos-m"]
    assert (5, (3,)) == (state.on_hand, state.offsets), "counted before the three left, or after"


def test_what_left_while_a_row_moved_between_two_readings_is_remembered() -> None:
    blank = cycle(opened(), sheet(None, at=106.0), now=106.0)
    book, seen = blank.book, sheet(8, at=110.0)
    moved = {row: one._replace(key="TOPI") for row, one in inspect(seen, book).items()}
    left = reconcile(book, Inputs(seen, moved, {}, (_shipped(109.0),), ("shopee",)), RULES, _plainly, 110.0)
    plan = cycle(left.book, sheet(8, at=120.0), now=120.0)

    state = plan.book.skus["kaos-m"]
    assert (5, (3,)) == (state.on_hand, state.offsets)


@pytest.mark.parametrize(
    ("between", "light", "key", "full"),
    [
        ("the row moved away", 8, "TOPI", 3),
        ("another count was typed over the first", 8, "KAOS-M", 13),
        ("a count was typed over a number that was known", 10, "KAOS-M", 13),
    ],
)
def test_an_entry_waits_for_the_count_beside_it_where_the_two_readings_do_not_fit(
    between: str, light: int, key: str, full: int
) -> None:
    book, seen = opened(), sheet(light, at=110.0, entry="+5")
    torn = Inputs(seen, {1: Inspected(key, cell(full), cell("+5"))}, {}, (), ("shopee",))
    plan = reconcile(book, torn, RULES, _plainly, 110.0)

    assert ((10, ""), ()) == (_entered(plan.book), plan.pushes), between
    both = cycle(plan.book, sheet(13, at=120.0, entry="+5"), now=120.0)
    assert ((13, "+5"), (5,)) == (_entered(both.book), both.book.skus["kaos-m"].offsets)


def _entered(book: Book) -> tuple[int, str]:
    state = book.skus["kaos-m"]
    return state.on_hand, state.entry_base


def _plainly(_shop: str, units: int) -> int:
    return units


def _fed(book: Book, stock: Value, *, at: float, formula: bool) -> Plan:
    """A cycle in which a full read of the one row tells whether a formula stands there."""
    seen = sheet(stock, at=at)
    return reconcile(
        book, Inputs(seen, _row(stock, formula=formula), {}, (), ("shopee",)), RULES, _plainly, at
    )


def test_what_comes_back_of_a_fed_sku_is_left_to_whoever_feeds_it() -> None:
    fed = _fed(opened(), 12, at=110.0, formula=True).book
    gone = line("KAOS-M", taken=2, shipped=2, returned=2, at=119.0, created=111.0)
    rules = Rules(shops={"shopee": ShopRule(restock_returns=True)})
    back = cycle(fed, sheet(12, at=120.0), remote(listing("KAOS-M", stock=10), lines=[gone], at=120.0),
                 now=120.0, rules=rules)  # fmt: skip

    assert 12 == back.book.skus["kaos-m"].on_hand


def test_a_feed_is_looked_at_again_now_and_then_in_case_its_formula_is_gone() -> None:
    fed = _fed(opened(), 12, at=110.0, formula=True).book
    seen = sheet(12, at=150.0)

    assert () == rows_to_inspect(seen, fed.skus, again=False)
    assert (1,) == rows_to_inspect(seen, fed.skus, again=True)
    assert not _fed(fed, 12, at=150.0, formula=False).book.skus["kaos-m"].feed


def test_a_plain_write_waits_for_a_full_read_that_shows_no_formula() -> None:
    left = cycle(opened(), sheet(10, at=110.0), _shipped(109.0), now=110.0).book
    seen = sheet(10, at=115.0)

    assert (1,) == rows_to_inspect(seen, left.skus, again=False, number_swaps=False)
    assert () == intents(left, seen, {}, number_swaps=False, inspected={})
    assert () == intents(left, seen, {}, number_swaps=False, inspected=_row(10, formula=True))
    (plain,) = intents(left, seen, {}, number_swaps=False, inspected=_row(10, formula=False))
    assert ("plain", 10, 7) == (plain.mode, plain.expected, plain.new)


@pytest.mark.parametrize(
    ("stands", "formula", "read"),
    [
        ("what the engine wrote", False, ((-2,), None)),
        ("a formula that comes to it", True, ((), "refused.negative")),
    ],
)
def test_a_number_below_zero_that_the_engine_wrote_is_no_edit_where_it_is_read_in_full(
    stands: str, formula: bool, read: tuple[tuple[int, ...], str | None]
) -> None:
    book = opened()
    below = replace(book.skus["kaos-m"], on_hand=-3, bases=(-2,))
    book = replace(book, skus={"kaos-m": below})
    seen = sheet(-2, at=110.0)
    assert (1,) == rows_to_inspect(seen, book.skus, again=False, number_swaps=False), "before a plain write"
    state = _fed(book, -2, at=110.0, formula=formula).book.skus["kaos-m"]

    assert read == (state.bases, state.problem and state.problem.code), stands
    assert -3 == state.on_hand


def test_an_entry_beside_a_count_that_was_found_through_a_copy_may_be_in_it_or_not() -> None:
    book = opened()
    found = replace(book.skus["kaos-m"], on_hand=7, bases=(7,), read_at=105.0, edited_at=105.0)
    book = replace(book, skus={"kaos-m": found})
    plan = cycle(book, sheet(7, at=110.0, entry="+4"), now=110.0)

    state = plan.book.skus["kaos-m"]
    assert (7, (4,), 0.0) == (state.on_hand, state.offsets, state.read_at)
    assert state.on_hand == book.skus["kaos-m"].on_hand + sum(m.on_hand for m in plan.changes.movements)
    assert ["late"] == [question.kind for question in plan.book.questions.values() if question.open]


def _row(stock: Value, *, formula: bool) -> dict[int, Inspected]:
    return {1: Inspected("KAOS-M", cell(stock)._replace(formula=formula), cell(None))}
