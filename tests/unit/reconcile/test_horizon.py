"""What the engine may forget, when, and that forgetting counts nothing a second time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.model.book import Book, Changes, ShopState
from engine.model.catalog import Component
from engine.model.orders import BookedLine
from engine.model.questions import Question
from engine.model.remote import OrdersRead
from engine.reconcile import flow, horizon
from engine.reconcile.decisions import Decision
from engine.reconcile.draft import Draft

from .build import RULES, cycle, line, links, listing, pushed, remote, skus, start, view

DAY = 86_400.0
NOW = 100 * DAY
SHOP = ShopState("shopee", True, horizon=NOW, opened_at=DAY)
ENDED = replace(line("KAOS-M", taken=2, shipped=2, at=NOW - 2 * DAY, created=NOW - 5 * DAY), final=True)
DONE = BookedLine(ENDED, (Component("kaos-m", 1),), reserved=2, shipped=2)


@pytest.mark.parametrize(
    ("what", "booked", "kept"),
    [
        ("ended two days ago", DONE, False),
        ("ended lately", replace(DONE, line=replace(ENDED, updated=NOW - DAY / 2)), True),
        ("still open at the shop", replace(DONE, line=replace(ENDED, final=False)), True),
        ("still reserved here", replace(DONE, shipped=0), True),
        ("came back, no word yet", replace(DONE, line=replace(ENDED, returned=1)), True),
        ("came back and was put away", replace(DONE, line=replace(ENDED, returned=1), restocked=1), True),
        (
            "came back long ago",
            replace(DONE, line=replace(ENDED, returned=1, updated=NOW - 31 * DAY), discarded=1),
            False,
        ),
        ("never linked, ended", replace(DONE, components=(), reserved=0, shipped=0), False),
    ],
)
def test_which_lines_a_shop_may_still_tell(what: str, booked: BookedLine, kept: bool) -> None:
    assert kept == horizon.may_be_told(SHOP, booked), what
    assert horizon.may_be_told(None, booked)


def drafted(book: Book, *, busy: bool = True) -> Draft:
    draft = Draft(book, RULES, NOW, NOW)
    if busy:
        draft.marks["beat"] = "1"
    return draft


def forgotten(book: Book, *, busy: bool = True) -> Changes:
    draft = drafted(book, busy=busy)
    horizon.forget(draft)
    return draft.changes()


OVER = Question("Q1", "hold", "shopee", DAY, answer="release", closed_at=NOW - 31 * DAY)
FULL = Book(
    "s",
    lines={ENDED.key: DONE},
    questions={
        "Q1": OVER,
        "Q2": replace(OVER, id="Q2", closed_at=NOW - DAY),
        "Q3": replace(OVER, id="Q3", closed_at=0.0, opened_at=DAY),
    },
    shops={"shopee": SHOP},
    marks={"restore:a": "", "back:b": "x"},
)


def test_forgetting_rides_along_and_never_causes_a_commit() -> None:
    assert forgotten(FULL, busy=False).empty
    changes = forgotten(FULL)

    assert {ENDED.key} == changes.forgotten_lines
    assert {"Q1"} == changes.forgotten_questions
    assert {"restore:a"} == changes.forgotten_marks
    assert horizon.FINAL_KEPT == NOW - changes.shops["shopee"].opened_at


def test_a_cycle_forgets_only_so_much_and_the_oldest_first() -> None:
    lines = {}
    for n in range(horizon.AT_ONCE + 10):
        one = replace(ENDED, key=ENDED.key._replace(order=f"O{n}"), updated=NOW - 3 * DAY - n)
        lines[one.key] = replace(DONE, line=one)
    gone = forgotten(replace(FULL, lines=lines)).forgotten_lines

    assert horizon.AT_ONCE == len(gone)
    assert {f"O{n}" for n in range(10)} == {key.order for key in lines.keys() - gone}


def test_a_leave_is_remembered_while_its_order_waits() -> None:
    waiting = replace(line("X", taken=2, at=NOW - 40 * DAY), final=False)
    asked = replace(OVER, kind="oversell", subject="\x1f".join(waiting.listing), answer="leave")
    book = replace(FULL, questions={"Q1": asked})

    assert not forgotten(replace(book, lines={waiting.key: BookedLine(waiting)})).forgotten_questions
    assert forgotten(book).forgotten_questions


def test_a_forgotten_order_that_is_told_again_counts_no_second_time_and_its_return_is_asked_about() -> None:
    row = {"sku": "KAOS-M", "stock": 10, "active": True}
    sheet = view(skus(row), links(), start(shopee=True), at=DAY)
    book = pushed(Book("s"), cycle(Book("s"), sheet, remote(listing("KAOS-M", stock=10), at=DAY), now=DAY))
    sold = line("KAOS-M", taken=2, at=2 * DAY)
    book = cycle(book, sheet, remote(listing("KAOS-M", stock=8), lines=[sold], at=2 * DAY), now=2 * DAY).book
    left = replace(line("KAOS-M", taken=2, shipped=2, at=3 * DAY, created=2 * DAY), final=True)
    book = cycle(book, sheet, remote(listing("KAOS-M", stock=8), lines=[left], at=3 * DAY), now=3 * DAY).book
    typed = view(skus({**row, "buffer": 1}), links(), start(shopee=True), at=5 * DAY)
    book = cycle(book, typed, remote(listing("KAOS-M", stock=8), at=5 * DAY), now=5 * DAY).book
    book = cycle(book, typed, remote(listing("KAOS-M", stock=8), at=6 * DAY), now=6 * DAY).book
    typed = view(skus({**row, "buffer": 2}), links(), start(shopee=True), at=7 * DAY)
    book = cycle(book, typed, remote(listing("KAOS-M", stock=8), at=7 * DAY), now=7 * DAY).book
    assert {} == book.lines
    assert (8, 0) == (book.skus["kaos-m"].on_hand, book.skus["kaos-m"].reserved)

    back = replace(left, returned=1, updated=8 * DAY)
    plan = cycle(book, typed, remote(listing("KAOS-M", stock=8), lines=[back], at=8 * DAY), now=8 * DAY)

    state = plan.book.skus["kaos-m"]
    assert (8, 0) == (state.on_hand, state.reserved)
    (question,) = [q for q in plan.book.questions.values() if q.open]
    assert "returned" == question.kind

    told = remote(listing("KAOS-M", stock=8), lines=[back], at=9 * DAY)
    answers = {question.id: Decision("restock", "Sari")}
    after = cycle(plan.book, typed, told, now=9 * DAY, decisions=answers).book
    assert 9 == after.skus["kaos-m"].on_hand


def test_goods_that_came_back_before_the_shop_was_connected_are_on_the_shelf_already() -> None:
    row = {"sku": "KAOS-M", "stock": 10, "active": True}
    sheet = view(skus(row), links(), start(shopee=True), at=DAY)
    past = replace(line("KAOS-M", taken=2, shipped=2, returned=1, at=DAY / 2), final=True)
    told = remote(listing("KAOS-M", stock=10), lines=[past], at=DAY)
    book = cycle(Book("s"), sheet, told, now=DAY).book

    assert (10, 0) == (book.skus["kaos-m"].on_hand, book.skus["kaos-m"].reserved)
    assert [] == [q for q in book.questions.values() if q.open]


@pytest.mark.parametrize(
    ("before", "after"),
    [(NOW - 60, NOW), (NOW + 1, NOW + 1), (NOW + 5400, NOW)],
    ids=["past", "near", "ahead"],
)
def test_a_horizon_set_by_a_clock_that_was_ahead_does_not_stay(before: float, after: float) -> None:
    draft = drafted(Book("s", shops={"shopee": replace(SHOP, horizon=before)}))
    told = replace(remote(at=NOW), orders=OrdersRead((), True, NOW))
    flow.take_orders(draft, told)
    assert draft.shops["shopee"].horizon == after
