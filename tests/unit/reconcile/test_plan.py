"""Whole pure cycles: the stories of the design, one by one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.model.book import Book
from engine.model.catalog import Binding, Listing
from engine.model.ids import ListingKey
from engine.model.remote import Remote, Unreadable
from engine.model.sheet import SheetView
from engine.reconcile.decisions import Decision

from .build import (
    KEY,
    ROW,
    cycle,
    line,
    links,
    listing,
    numbers,
    opened,
    remote,
    sheet,
    skus,
    start,
    view,
)


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
    assert (10, 2, 8) == numbers(plan.book)
    assert () == plan.pushes

    counted = cycle(plan.book, sheet(10, at=140.0), remote(listing("KAOS-M", stock=8), at=140.0), now=140.0)
    assert (10, 2, 8) == numbers(counted.book)

    back = line("KAOS-M", taken=2, released=2, at=150.0, created=120.0)
    cancelled = cycle(
        counted.book,
        sheet(10, at=160.0),
        remote(listing("KAOS-M", stock=10), lines=[back], at=160.0),
        now=160.0,
    )
    assert (10, 0, 10) == numbers(cancelled.book)
    assert () == cancelled.pushes


def test_an_order_counts_once_however_often_it_is_told() -> None:
    book = opened()
    taken = line("KAOS-M", taken=2, at=120.0)
    told = remote(listing("KAOS-M", stock=8), lines=[taken, taken], at=130.0)
    first = cycle(book, sheet(at=130.0), told, now=130.0)
    again = cycle(first.book, sheet(at=140.0), told, now=140.0)

    assert (10, 2, 8) == numbers(again.book)
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

    assert (8, 0, 8) == numbers(again.book)


def test_lines_shipped_before_the_first_connection_book_nothing_and_open_ones_are_reserved() -> None:
    seen = view(skus(ROW), links(), start(shopee=False), at=100.0)
    past = line("KAOS-M", taken=3, shipped=3, at=50.0, order="O1")
    open_ = line("KAOS-M", taken=2, at=60.0, order="O2")
    plan = cycle(
        Book("s"), seen, remote(listing("KAOS-M", stock=8), lines=[past, open_], at=100.0), now=100.0
    )

    assert (10, 2, 8) == numbers(plan.book)


def test_an_unlinked_order_cuts_nothing_and_is_settled_once_when_linked() -> None:
    book = opened()
    odd = listing("KAOS-HTM", stock=5)
    told = remote(listing("KAOS-M", stock=10), odd, lines=[line("KAOS-HTM", taken=2, at=120.0)], at=130.0)
    before = cycle(book, sheet(at=130.0), told, now=130.0)
    assert (10, 0, 10) == numbers(before.book)

    linked = view(skus(ROW), links(("shopee", "L-KAOS-HTM", "KAOS-M")), start(shopee=True), at=140.0)
    after = cycle(before.book, linked, told, now=140.0)
    assert (10, 2, 8) == numbers(after.book)

    again = cycle(after.book, linked, told, now=150.0)
    assert (10, 2, 8) == numbers(again.book)


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


@pytest.mark.parametrize(
    ("the_old_listing", "there", "expected"),
    [
        ("is gone", (), (9, 4)),
        ("is there: one SKU twice", (listing("KAOS-M", stock=10),), (10, 0)),
    ],
)
def test_a_line_of_a_listing_whose_sku_a_cache_that_was_put_back_knows_under_another_id_waits_for_the_scan(
    the_old_listing: str, there: tuple[Listing, ...], expected: tuple[int, int]
) -> None:
    book = opened()
    bindings = {key: Binding(one.listing) for key, one in book.bindings.items()}
    book = replace(book, bindings=bindings)  # as a rebuild leaves it: none of them was read
    new = listing("KAOS-M", one="L-2", stock=9)
    sold = line("KAOS-M", taken=5, at=109.0, one="L-2")
    told = remote(new, lines=[sold], at=110.0, whole=False)
    book = cycle(book, sheet(at=110.0), told, now=110.0).book
    assert (10, 0, 10) == numbers(book)
    gone = replace(sold, shipped=1, updated=119.0, left=119.0)
    every = remote(new, *there, lines=[gone], at=120.0)
    after = cycle(book, sheet(at=120.0), every, now=120.0).book
    again = cycle(after, sheet(at=130.0), every, now=130.0).book

    assert again.skus == after.skus
    assert expected == numbers(after)[:2], the_old_listing
    assert not again.lines[sold.key].early


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
    assert (1, 0, 1) == numbers(plan.book)
    question = next(q for q in plan.book.questions.values() if q.kind == "oversell")

    settled = cycle(plan.book, linked, told, now=150.0, decisions={question.id: Decision("settle", "Sari")})
    assert (1, 2, -1) == numbers(settled.book)


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

    assert (1, 0, 1) == numbers(plan.book)
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


def test_adopted_numbers_may_leave_out_the_goods_of_open_orders() -> None:
    seen = view(skus(ROW), links(), start(shopee=False), at=100.0)
    open_ = line("KAOS-M", taken=2, at=60.0)
    plan = cycle(Book("s"), seen, remote(listing("KAOS-M", stock=8), lines=[open_], at=100.0), now=100.0)
    question = next(q for q in plan.book.questions.values() if q.kind == "opening")
    after = cycle(
        plan.book, seen, remote(listing("KAOS-M", stock=8), at=110.0), now=110.0,
        decisions={question.id: Decision("not_included", "Sari")},
    )  # fmt: skip

    assert (12, 2, 10) == numbers(after.book)


def test_a_sheet_restored_from_its_history_books_and_pushes_nothing() -> None:
    book = opened()
    held = Book("s", skus=book.skus, bindings=book.bindings, shops=book.shops, marks={"restored": "1"})
    plan = cycle(held, sheet(3, at=110.0), remote(listing("KAOS-M", stock=10), at=110.0), now=110.0)

    assert 10 == plan.book.skus["kaos-m"].on_hand
    assert () == plan.pushes
