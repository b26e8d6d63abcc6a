"""What a shop shows beside what it was told: sales, drift, tug-of-war, a new id."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.model.catalog import Binding
from engine.reconcile import listings
from engine.reconcile.decisions import Decision

from .build import (
    KEY,
    RULES,
    cycle,
    line,
    listing,
    opened,
    pushed,
    remote,
    sheet,
)


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
    sold = listings.own_sale(first, 1, sold_at, sold_at, RULES.clock_margin, 120.0)
    assert (expected, uncertain) == (sold.expected, sold.uncertain)


@pytest.mark.parametrize(
    ("sold_at", "expected", "uncertain"),
    [
        pytest.param(97.0, 8, False, id="before: it is in the number"),
        pytest.param(105.0, 8, True, id="while the page was read: nobody knows, so the next reading decides"),
        pytest.param(113.0, 7, False, id="after: the number is one less by now"),
    ],
)
def test_a_sale_while_a_page_was_read_may_be_in_a_number_of_it_or_not(
    sold_at: float, expected: int, uncertain: bool
) -> None:
    first, _ = listings.judge(Binding(listing("KAOS-M")), 8, 12, 110.0, 10.0)
    sold = listings.own_sale(first, 1, sold_at, sold_at, RULES.clock_margin, 120.0)
    assert (expected, uncertain) == (sold.expected, sold.uncertain)


def test_a_sale_while_a_slow_push_was_under_way_explains_what_was_read_back() -> None:
    pushed_slowly = Binding(listing("KAOS-M"), pushed=65, expected=65, seen=63, seen_at=110.0, suspect=1)
    sold = listings.own_sale(pushed_slowly, 2, 105.0, 105.0, RULES.clock_margin, 120.0)
    after, moved = listings.judge(sold, 63, 76, 120.0)
    assert (True, 63, False) == (sold.uncertain, after.expected, moved)


def test_a_sale_after_a_push_that_a_wrong_clock_dated_ahead_is_no_drift() -> None:
    book = opened()
    believed = replace(book.bindings[KEY], expected=10, seen=10, seen_at=5500.0)
    book = replace(book, bindings={KEY: believed})
    sold = line("KAOS-M", taken=1, at=115.0)
    for now in (120.0, 130.0):
        told = remote(listing("KAOS-M", stock=9), lines=[sold], at=now)
        book = cycle(book, sheet(30, at=now), told, now=now).book
        assert not [q.kind for q in book.questions.values() if q.open]
    assert (9, 120.0) == (book.bindings[KEY].expected, book.bindings[KEY].seen_at)


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
