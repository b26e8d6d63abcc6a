"""Whole pure cycles: the stories of the design, one by one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.model.book import Book, Plan
from engine.model.catalog import Binding, Listing
from engine.model.ids import ListingKey
from engine.model.orders import OrderLine
from engine.model.remote import Remote, Unreadable
from engine.model.rules import Rules, ShopRule
from engine.model.sheet import Inspected, SheetView, Value
from engine.model.stock import Receipt
from engine.reconcile import listings
from engine.reconcile.decisions import Decision
from engine.reconcile.intents import intents
from engine.reconcile.plan import Inputs, reconcile
from engine.reconcile.rows import rows_to_inspect

from .build import RULES, cell, cycle, inspect, line, links, listing, pushed, remote, skus, start, view

ROW = {"sku": "KAOS-M", "stock": 10, "active": True}
KEY = ListingKey("shopee", "L-KAOS-M")


def opened(stock: int = 10, seen: int = 10) -> Book:
    """A shop that is connected, sending, and in harmony."""
    sheet = view(skus({**ROW, "stock": stock}), links(), start(shopee=True), at=100.0)
    plan = cycle(Book("s"), sheet, remote(listing("KAOS-M", stock=seen), at=100.0), now=100.0)
    return pushed(Book("s"), plan)


def sheet(stock: Value = 10, *, at: float, entry: str | None = None) -> SheetView:
    row = {**ROW, "stock": stock, "entry": entry}
    return view(skus(row), links(), start(shopee=True), at=at)


def test_equal_skus_link_by_themselves_and_nothing_leaves_before_the_tick() -> None:
    seen = view(skus(ROW), links(), start(shopee=False), at=100.0)
    plan = cycle(Book("s"), seen, remote(listing("kaos-m ", stock=3), at=100.0), now=100.0)

    binding = plan.book.bindings[ListingKey("shopee", "L-kaos-m ")]
    assert "matched" == binding.status
    assert () == plan.pushes


def test_ticking_pushes_the_difference_once() -> None:
    seen = view(skus(ROW), links(), start(shopee=True), at=100.0)
    plan = cycle(Book("s"), seen, remote(listing("KAOS-M", stock=3), at=100.0), now=100.0)

    assert [(3, 10)] == [(push.before, push.units) for push in plan.pushes]


def test_quiet_when_quiet() -> None:
    book = opened()
    plan = cycle(book, sheet(at=110.0), remote(listing("KAOS-M", stock=10), at=110.0, whole=False), now=110.0)

    assert () == plan.pushes
    assert {"shopee"} >= set(plan.changes.shops)
    changed = (plan.changes.movements, plan.changes.skus, plan.changes.bindings, plan.changes.questions)
    assert not any(changed)


def test_ten_two_twelve() -> None:
    """Shelf 10, an order of 2 unshipped, counted 10, cancelled: 10 for sale, never 12."""
    book = opened()
    taken = line("KAOS-M", taken=2, at=120.0)
    plan = cycle(
        book, sheet(at=130.0), remote(listing("KAOS-M", stock=8), lines=[taken], at=130.0), now=130.0
    )
    assert (10, 2, 8) == _numbers(plan.book)
    assert () == plan.pushes

    counted = cycle(plan.book, sheet(10, at=140.0), remote(listing("KAOS-M", stock=8), at=140.0), now=140.0)
    assert (10, 2, 8) == _numbers(counted.book)

    back = line("KAOS-M", taken=2, released=2, at=150.0, created=120.0)
    cancelled = cycle(
        counted.book,
        sheet(10, at=160.0),
        remote(listing("KAOS-M", stock=10), lines=[back], at=160.0),
        now=160.0,
    )
    assert (10, 0, 10) == _numbers(cancelled.book)
    assert () == cancelled.pushes


def test_an_order_counts_once_however_often_it_is_told() -> None:
    book = opened()
    taken = line("KAOS-M", taken=2, at=120.0)
    told = remote(listing("KAOS-M", stock=8), lines=[taken, taken], at=130.0)
    first = cycle(book, sheet(at=130.0), told, now=130.0)
    again = cycle(first.book, sheet(at=140.0), told, now=140.0)

    assert (10, 2, 8) == _numbers(again.book)
    assert () == again.changes.movements


def test_a_late_older_snapshot_is_ignored() -> None:
    book = opened()
    shipped = line("KAOS-M", taken=2, shipped=2, at=150.0, created=120.0)
    older = line("KAOS-M", taken=2, at=120.0)
    first = cycle(
        book, sheet(at=160.0), remote(listing("KAOS-M", stock=8), lines=[shipped], at=160.0), now=160.0
    )
    again = cycle(
        first.book, sheet(at=170.0), remote(listing("KAOS-M", stock=8), lines=[older], at=170.0), now=170.0
    )

    assert (8, 0, 8) == _numbers(again.book)


def test_lines_shipped_before_the_first_connection_book_nothing_and_open_ones_are_reserved() -> None:
    seen = view(skus(ROW), links(), start(shopee=False), at=100.0)
    past = line("KAOS-M", taken=3, shipped=3, at=50.0, order="O1")
    open_ = line("KAOS-M", taken=2, at=60.0, order="O2")
    plan = cycle(
        Book("s"), seen, remote(listing("KAOS-M", stock=8), lines=[past, open_], at=100.0), now=100.0
    )

    assert (10, 2, 8) == _numbers(plan.book)


def test_an_unlinked_order_cuts_nothing_and_is_settled_once_when_linked() -> None:
    book = opened()
    odd = listing("KAOS-HTM", stock=5)
    told = remote(listing("KAOS-M", stock=10), odd, lines=[line("KAOS-HTM", taken=2, at=120.0)], at=130.0)
    before = cycle(book, sheet(at=130.0), told, now=130.0)
    assert (10, 0, 10) == _numbers(before.book)

    linked = view(skus(ROW), links(("shopee", "L-KAOS-HTM", "KAOS-M")), start(shopee=True), at=140.0)
    after = cycle(before.book, linked, told, now=140.0)
    assert (10, 2, 8) == _numbers(after.book)

    again = cycle(after.book, linked, told, now=150.0)
    assert (10, 2, 8) == _numbers(again.book)


@pytest.mark.parametrize(
    ("the_listing", "scanned", "master", "expected", "asked"),
    [
        ("was not read before, and is linked", (), "KAOS-M*3", (7, 12), []),
        (
            "was read before, and is linked late",
            (listing("SET", stock=5),),
            "KAOS-M*3",
            (10, 0),
            ["oversell"],
        ),
        ("is not linked at all", (), "", (10, 0), []),
    ],
)
def test_a_line_that_came_before_its_listing_was_read_books_in_full_when_it_turns_out_to_be_linked(
    the_listing: str, scanned: tuple[Listing, ...], master: str, expected: tuple[int, int], asked: list[str]
) -> None:
    tabs = (skus(ROW), links(("shopee", "L-SET", master)), start(shopee=True))
    first = view(skus(ROW), links(), start(shopee=True), at=110.0)
    sold = line("SET", taken=5, at=109.0)
    told = remote(listing("KAOS-M", stock=10), *scanned, lines=[sold], at=110.0, whole=False)
    book = cycle(opened(), first, told, now=110.0).book
    gone = replace(sold, shipped=1, updated=119.0, left=119.0)
    every = remote(listing("KAOS-M", stock=10), listing("SET", stock=4), lines=[gone], at=120.0)
    after = cycle(book, view(*tabs, at=120.0), every, now=120.0).book
    again = cycle(after, view(*tabs, at=130.0), every, now=130.0).book

    assert again.skus == after.skus
    state = after.skus["kaos-m"]
    assert expected == (state.on_hand, state.reserved), the_listing
    assert asked == [question.kind for question in after.questions.values()]


def test_a_waiting_line_that_the_ledger_has_booked_before_a_rebuild_books_anew_when_linked() -> None:
    sold = line("KAOS-HTM", taken=2, at=120.0)
    told = remote(listing("KAOS-M", stock=10), listing("KAOS-HTM", stock=5), lines=[sold], at=130.0)
    waiting = cycle(opened(), sheet(at=130.0), told, now=130.0).book
    rebuilt = replace(waiting, lines={sold.key: replace(waiting.lines[sold.key], rebuilds=1)})
    linked = view(skus(ROW), links(("shopee", "L-KAOS-HTM", "KAOS-M")), start(shopee=True), at=140.0)
    after = cycle(rebuilt, linked, told, now=140.0)

    (reserved,) = after.changes.movements
    assert "reserve:shopee:O1:1:rebuilt 1:kaos-m:2" == reserved.cause


def test_a_link_that_would_oversell_is_asked_first() -> None:
    book = opened(stock=1, seen=1)
    told = remote(
        listing("KAOS-M", stock=1), listing("X", stock=5), lines=[line("X", taken=2, at=120.0)], at=130.0
    )
    book = cycle(book, sheet(1, at=130.0), told, now=130.0).book
    linked = view(skus({**ROW, "stock": 1}), links(("shopee", "L-X", "KAOS-M")), start(shopee=True), at=140.0)
    plan = cycle(book, linked, told, now=140.0)
    assert (1, 0, 1) == _numbers(plan.book)
    question = next(q for q in plan.book.questions.values() if q.kind == "oversell")

    settled = cycle(plan.book, linked, told, now=150.0, decisions={question.id: Decision("settle", "Sari")})
    assert (1, 2, -1) == _numbers(settled.book)


def _waiting(answer: str = "") -> Book:
    """One unit is there, two of an order wait for a link that was just made; '' where nobody answered."""
    told = remote(
        listing("KAOS-M", stock=1), listing("X", stock=5), lines=[line("X", taken=2, at=120.0)], at=130.0
    )
    book = cycle(opened(stock=1, seen=1), sheet(1, at=130.0), told, now=130.0).book
    book = cycle(book, late_link(1, at=140.0), told, now=140.0).book
    if not answer:
        return book
    (question,) = [one for one in book.questions.values() if one.open]
    words = {question.id: Decision(answer, "Sari")}
    return cycle(book, late_link(1, at=145.0), told, now=145.0, decisions=words).book


def late_link(stock: int, *, at: float) -> SheetView:
    tab = skus({**ROW, "stock": stock})
    return view(tab, links(("shopee", "L-X", "KAOS-M")), start(shopee=True), at=at)


@pytest.mark.parametrize(
    ("the_goods", "answered", "answer", "shipped", "expected", "asked"),
    [
        ("wait, and nobody answers", "", "", 0, (1, 0), ["oversell"]),
        ("leave while it is asked", "", "", 2, (-1, 0), []),
        ("leave in part while it is asked", "", "", 1, (0, 1), []),
        ("leave while the answer comes", "", "settle", 2, (-1, 0), []),
        ("are left alone, and leave meanwhile", "", "leave", 2, (1, 0), []),
        ("were left alone, and leave", "leave", "", 2, (1, 0), []),
    ],
)
def test_goods_that_leave_while_their_link_is_asked_about_come_off_the_shelf(
    the_goods: str, answered: str, answer: str, shipped: int, expected: tuple[int, int], asked: list[str]
) -> None:
    book = _waiting(answered)
    words = {one.id: Decision(answer, "Sari") for one in book.questions.values() if one.open and answer}
    gone = line("X", taken=2, shipped=shipped, at=149.0, created=120.0)
    told = remote(listing("KAOS-M", stock=1), listing("X", stock=5), lines=[gone], at=150.0)
    after = cycle(book, late_link(1, at=150.0), told, now=150.0, decisions=words).book
    again = cycle(after, late_link(1, at=160.0), told, now=160.0).book

    assert again.skus == after.skus
    state = after.skus["kaos-m"]
    assert expected == (state.on_hand, state.reserved), the_goods
    assert asked == [one.kind for one in after.questions.values() if one.open and one.kind == "oversell"]


@pytest.mark.parametrize(
    ("counted", "answer", "raised", "asked"),
    [
        ("one, and nobody answers", "", [], ["oversell"]),
        ("one, and they are left alone", "leave", [1], []),
        ("one, and they are settled", "settle", [], []),
        ("three, enough for them", "", [1], []),
    ],
)
def test_while_orders_wait_for_the_last_units_no_shop_is_shown_more_of_them(
    counted: str, answer: str, raised: list[int], asked: list[str]
) -> None:
    book = _waiting()
    sold_out = replace(book.bindings[KEY], pushed=0, expected=0, seen=0)
    book = replace(book, bindings={**book.bindings, KEY: sold_out})
    words = {one.id: Decision(answer, "Sari") for one in book.questions.values() if one.open and answer}
    told = remote(listing("KAOS-M", stock=0), listing("X", stock=5), at=150.0)
    plan = cycle(book, late_link(3 if "three" in counted else 1, at=150.0), told, now=150.0, decisions=words)

    assert raised == [push.units for push in plan.pushes if push.key == KEY]
    assert asked == [one.kind for one in plan.book.questions.values() if one.open]


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


APPLIED = Receipt("receipt.applied", (("before", "9"), ("after", "10")), 90.0)


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


def test_drift_needs_two_readings_and_then_the_sheet_wins() -> None:
    book = opened()
    first = cycle(book, sheet(at=110.0), remote(listing("KAOS-M", stock=4), at=110.0), now=110.0)
    assert () == first.pushes
    second = cycle(first.book, sheet(at=120.0), remote(listing("KAOS-M", stock=4), at=120.0), now=120.0)

    assert [(4, 10, "why.drift")] == [(p.before, p.units, p.why) for p in second.pushes]
    assert ["drift"] == [q.kind for q in second.book.questions.values() if q.open]


@pytest.mark.parametrize(
    ("sold_at", "expected", "uncertain"), [(100.0, 8, False), (111.0, 8, True), (120.0, 7, False)]
)
def test_what_was_sold_before_a_first_reading_is_in_it(
    sold_at: float, expected: int, uncertain: bool
) -> None:
    first, _ = listings.judge(Binding(listing("KAOS-M")), 8, 12, 110.0)
    sold = listings.own_sale(first, 1, sold_at, sold_at, RULES.clock_margin)
    assert (expected, uncertain) == (sold.expected, sold.uncertain)


def test_a_sale_while_a_slow_push_was_under_way_explains_what_was_read_back() -> None:
    pushed_slowly = Binding(listing("KAOS-M"), pushed=65, expected=65, seen=63, seen_at=110.0, suspect=1)
    sold = listings.own_sale(pushed_slowly, 2, 105.0, 105.0, RULES.clock_margin)
    after, moved = listings.judge(sold, 63, 76, 120.0)
    assert (True, 63, False) == (sold.uncertain, after.expected, moved)


@pytest.mark.parametrize(
    ("restored", "first_told", "released", "shown"),
    [
        ("before the push, and paid for after it", 105.0, 1, 20),
        ("after the push, which knew no sale", None, 2, 22),
    ],
)
def test_what_a_shop_restored_before_or_after_a_push_is_read_and_no_drift(
    restored: str, first_told: float | None, released: int, shown: int
) -> None:
    book = opened()
    if first_told is not None:
        sold = remote(
            listing("KAOS-M", stock=8), lines=[line("KAOS-M", taken=2, at=first_told)], at=first_told
        )
        book = pushed(book, cycle(book, sheet(at=first_told), sold, now=first_told))
    book = replace(book, bindings={KEY: replace(book.bindings[KEY], expected=20, seen=20, seen_at=110.0)})
    told = line("KAOS-M", taken=2, released=released, at=115.0, created=105.0)
    for now in (120.0, 130.0):
        shop = remote(listing("KAOS-M", stock=shown), lines=[told], at=now)
        book = cycle(book, sheet(30, at=now), shop, now=now).book
        assert "drift" not in {question.kind for question in book.questions.values()}, restored


def test_repeated_drift_is_a_tug_of_war_and_frozen() -> None:
    book = opened()
    at = 110.0
    for _ in range(3):
        for _ in range(2):
            plan = cycle(book, sheet(at=at), remote(listing("KAOS-M", stock=4), at=at), now=at)
            book = plan.book
            at += 10
        book = pushed(book, plan)

    assert book.bindings[KEY].frozen
    assert "tug" in {q.kind for q in book.questions.values() if q.open}
    quiet = cycle(book, sheet(at=at), remote(listing("KAOS-M", stock=4), at=at), now=at)
    assert () == quiet.pushes


def test_a_tug_of_war_takes_the_place_of_the_questions_about_single_drifts() -> None:
    book = opened()
    at = 110.0
    for seen in (4, 4, 5, 5, 6, 6):
        plan = cycle(book, sheet(at=at), remote(listing("KAOS-M", stock=seen), at=at), now=at)
        book = pushed(book, plan)
        at += 10
    assert ["tug"] == [q.kind for q in book.questions.values() if q.open]

    (tug,) = [q for q in book.questions.values() if q.open]
    answers = {tug.id: Decision("resume", "Sari")}
    told = remote(listing("KAOS-M", stock=6), at=at)
    after = cycle(book, sheet(at=at), told, now=at, decisions=answers)
    assert [] == [q.kind for q in after.book.questions.values() if q.open]


def test_goods_learnt_late_that_the_shelf_could_not_hold_were_in_the_count() -> None:
    """Counted 1, then the shop tells that 2 left before: 1 after them, for -1 is no shelf."""
    book = opened()
    taken = line("KAOS-M", taken=2, at=105.0)
    book = cycle(
        book, sheet(at=108.0), remote(listing("KAOS-M", stock=8), lines=[taken], at=108.0), now=108.0
    ).book
    book = cycle(book, sheet(1, at=120.0), remote(listing("KAOS-M", stock=8), at=120.0), now=120.0).book
    left = line("KAOS-M", taken=2, shipped=2, at=119.0, created=105.0)
    plan = cycle(
        book, sheet(1, at=130.0), remote(listing("KAOS-M", stock=8), lines=[left], at=130.0), now=130.0
    )

    assert (1, 0, 1) == _numbers(plan.book)
    assert [] == [q.kind for q in plan.book.questions.values() if q.open]
    assert [-2, 2] == [one.on_hand for one in plan.changes.movements]


@pytest.mark.parametrize(
    ("what_the_shop_says", "left", "offsets"),
    [
        ("it left before the count, and was delivered after it", 105.0, (3,)),
        ("it left after the count", 115.0, ()),
        ("nothing but that something happened to it after the count", 0.0, ()),
    ],
)
def test_a_parcel_that_a_shop_told_late_left_when_the_courier_took_it(
    what_the_shop_says: str, left: float, offsets: tuple[int, ...]
) -> None:
    sold = remote(listing("KAOS-M", stock=7), lines=[line("KAOS-M", taken=3, at=101.0)], at=102.0)
    book = cycle(opened(), sheet(at=102.0), sold, now=102.0).book
    silent = Remote("shopee", Unreadable("S310", "no token"), Unreadable("S310", "no token"))
    counted = cycle(book, sheet(8, at=110.0), silent, now=110.0).book
    gone = replace(line("KAOS-M", taken=3, shipped=3, at=120.0, created=101.0), left=left)
    told = remote(listing("KAOS-M", stock=7), lines=[gone], at=121.0)
    state = cycle(counted, sheet(8, at=121.0), told, now=121.0).book.skus["kaos-m"]

    assert (5, offsets) == (state.on_hand, state.offsets), what_the_shop_says


def _numbers(book: Book) -> tuple[int, int, int]:
    state = book.skus["kaos-m"]
    return state.on_hand, state.reserved, state.available


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


def test_adopted_numbers_may_leave_out_the_goods_of_open_orders() -> None:
    seen = view(skus(ROW), links(), start(shopee=False), at=100.0)
    open_ = line("KAOS-M", taken=2, at=60.0)
    plan = cycle(Book("s"), seen, remote(listing("KAOS-M", stock=8), lines=[open_], at=100.0), now=100.0)
    question = next(q for q in plan.book.questions.values() if q.kind == "opening")
    after = cycle(
        plan.book, seen, remote(listing("KAOS-M", stock=8), at=110.0), now=110.0,
        decisions={question.id: Decision("not_included", "Sari")},
    )  # fmt: skip

    assert (12, 2, 10) == _numbers(after.book)


def test_a_listing_that_came_back_under_a_new_id_waits_for_an_answer() -> None:
    book = opened()
    gone = cycle(book, sheet(at=110.0), remote(at=110.0, whole=True), now=110.0)
    assert gone.book.bindings[KEY].gone
    again = listing("KAOS-M", one="L-NEW", stock=3)
    back = cycle(gone.book, sheet(at=120.0), remote(again, at=120.0), now=120.0)
    question = next(q for q in back.book.questions.values() if q.open)
    assert ("relisted", ()) == (question.kind, back.pushes)

    answered = cycle(
        back.book, sheet(at=130.0), remote(again, at=130.0), now=130.0,
        decisions={question.id: Decision("replace", "Sari")},
    )  # fmt: skip
    assert [10] == [push.units for push in answered.pushes]


def test_a_sheet_restored_from_its_history_books_and_pushes_nothing() -> None:
    book = opened()
    held = Book("s", skus=book.skus, bindings=book.bindings, shops=book.shops, marks={"restored": "1"})
    plan = cycle(held, sheet(3, at=110.0), remote(listing("KAOS-M", stock=10), at=110.0), now=110.0)

    assert 10 == plan.book.skus["kaos-m"].on_hand
    assert () == plan.pushes


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
    torn = Inputs(seen, {1: Inspected(key, cell(full))}, {}, (), ("shopee",))
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
    return {1: Inspected("KAOS-M", cell(stock)._replace(formula=formula))}
