"""Which pushes wait for a person: the table of the guards, in one cycle and over several."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.model.book import Book, Verdict
from engine.model.ids import ListingKey
from engine.model.sheet import SheetView
from engine.model.stock import SkuState
from engine.reconcile import guards, holds
from engine.reconcile.decisions import Decision

from .build import RULES, cycle, line, links, listing, pushed, remote, skus, start, view

NAMES = [f"S{n:02d}" for n in range(12)]
KEYS = [ListingKey("shopee", f"L-{name}") for name in NAMES]


def sheet(*zeros: int, stock: int = 5, at: float) -> SheetView:
    """Twelve SKUs of which these were typed to zero."""
    rows = [{"sku": n, "stock": 0 if at_ in zeros else stock, "active": True} for at_, n in enumerate(NAMES)]
    return view(skus(*rows), links(), start(shopee=True), at=at)


def opened() -> Book:
    """A shop with twelve listings in harmony; six risky pushes are held."""
    shop = [listing(name, stock=5) for name in NAMES]
    book = pushed(Book("s"), cycle(Book("s"), sheet(at=100.0), remote(*shop, at=100.0), now=100.0))
    return pushed(book, cycle(book, sheet(at=105.0), remote(*shop, at=105.0), now=105.0))


def checked(
    book: Book, seen: SheetView, *, at: float, decisions: dict[str, Decision] | None = None
) -> Verdict:
    """One cycle up to what may leave, with its question; the shops show what they were told."""
    shown = [
        listing(n, stock=book.bindings[key].expected or 0)
        for n in NAMES
        for key in book.bindings
        if key.listing == f"L-{n}"
    ]
    plan = cycle(book, seen, remote(*shown, at=at), now=at, decisions=decisions)
    verdict = guards.check(plan, holds.approved(plan.book), RULES, lambda _shop, units: units, at)
    return replace(verdict, plan=holds.ask(verdict.plan, verdict.held, RULES, at))


def left(verdict: Verdict) -> Book:
    """The book after what was allowed has left."""
    return pushed(verdict.plan.book, replace(verdict.plan, pushes=verdict.allowed))


def question(verdict: Verdict) -> str:
    return next(q.id for q in verdict.plan.book.questions.values() if q.kind == "hold" and q.open)


def test_a_stampede_that_is_spread_over_cycles_is_held_where_its_parts_add_up() -> None:
    first = checked(opened(), sheet(0, 1, 2, at=110.0), at=110.0)
    assert [0, 0, 0] == [push.units for push in first.allowed]

    second = checked(left(first), sheet(0, 1, 2, 3, 4, at=120.0), at=120.0)
    assert 2 == len(second.allowed)

    third = checked(left(second), sheet(*range(10), at=130.0), at=130.0)
    assert () == third.allowed
    assert [5] == [len(held.pushes) for held in third.held]


@pytest.mark.parametrize(("wait", "held"), [(600.0, 1), (601.0, 0)])
def test_what_left_longer_ago_counts_no_more(wait: float, held: int) -> None:
    first = checked(opened(), sheet(0, 1, 2, at=110.0), at=110.0)
    later = checked(left(first), sheet(*range(6), at=110.0 + wait), at=110.0 + wait)

    assert held == len(later.held)


def test_what_rose_again_counts_no_more() -> None:
    first = checked(opened(), sheet(0, 1, 2, at=110.0), at=110.0)
    risen = checked(left(first), sheet(at=120.0), at=120.0)
    assert [5, 5, 5] == [push.units for push in risen.allowed]

    assert () == checked(left(risen), sheet(3, 4, 5, 6, 7, at=130.0), at=130.0).held


def test_a_listing_that_falls_twice_counts_once() -> None:
    first = checked(opened(), sheet(0, 1, 2, 3, 4, at=110.0), at=110.0)
    low = replace(first.plan.book, bindings=left(first).bindings)
    again = checked(low, sheet(0, 1, 2, 3, 4, at=120.0), at=120.0)

    assert () == again.held


def test_a_release_lets_the_next_ones_begin_anew() -> None:
    first = checked(opened(), sheet(*range(6), at=110.0), at=110.0)
    assert () == first.allowed
    answer = {question(first): Decision("release", "Sari")}
    second = checked(first.plan.book, sheet(*range(6), at=120.0), at=120.0, decisions=answer)
    assert 6 == len(second.allowed)

    third = checked(left(second), sheet(*range(8), at=130.0), at=130.0)
    assert 2 == len(third.allowed)


def test_a_release_is_for_these_edits_and_not_for_the_same_ones_another_day() -> None:
    first = checked(opened(), sheet(*range(6), at=110.0), at=110.0)
    answer = {question(first): Decision("release", "Sari")}
    sent = checked(first.plan.book, sheet(*range(6), at=120.0), at=120.0, decisions=answer)
    risen = checked(left(sent), sheet(at=5000.0), at=5000.0)
    calm = checked(left(risen), sheet(at=5010.0), at=5010.0)
    again = checked(left(calm), sheet(*range(6), at=9000.0), at=9000.0)

    assert () == again.allowed
    assert [6] == [len(held.pushes) for held in again.held]


def test_what_a_bulk_hold_leaves_behind_is_not_counted_as_sent() -> None:
    held = checked(opened(), sheet(*range(6), at=110.0), at=110.0)

    assert {0.0} == {binding.lowered_at for binding in held.plan.book.bindings.values()}


def test_copies_of_rows_at_zero_are_a_stampede_too() -> None:
    rows = [{"sku": name, "stock": 5, "active": True} for name in NAMES]
    copies = [{**row, "stock": 0} for row in rows[:6]]
    twice = view(skus(*rows, *copies), links(), start(shopee=True), at=110.0)
    verdict = checked(opened(), twice, at=110.0)

    assert () == verdict.allowed
    assert [6] == [len(held.pushes) for held in verdict.held]


def test_a_mass_to_zero_is_held_until_released_and_orders_still_pass() -> None:
    names = [f"S{n:02d}" for n in range(12)]
    rows = [{"sku": name, "stock": 5, "active": True} for name in names]
    shop = [listing(name, stock=5) for name in names]
    calm = view(skus(*rows), links(), start(shopee=True), at=100.0)
    book = pushed(Book("s"), cycle(Book("s"), calm, remote(*shop, at=100.0), now=100.0))
    book = pushed(book, cycle(book, calm, remote(*shop, at=105.0), now=105.0))

    zeros = view(skus(*({**row, "stock": 0} for row in rows)), links(), start(shopee=True), at=110.0)
    plan = cycle(book, zeros, remote(*shop, at=110.0), now=110.0)
    verdict = guards.check(plan, frozenset(), RULES, lambda _shop, units: units, 110.0)
    assert () == verdict.allowed
    assert [12] == [len(held.pushes) for held in verdict.held]

    asked = holds.ask(plan, verdict.held, RULES, 110.0)
    asking = next(q for q in asked.book.questions.values() if q.kind == "hold")
    sold = [listing(n, stock=4 if n == "S00" else 5) for n in names]
    order = line("S00", taken=1, at=115.0)
    later = cycle(
        asked.book, zeros, remote(*sold, lines=[order], at=120.0), now=120.0,
        decisions={asking.id: Decision("release", "Sari")},
    )  # fmt: skip
    released = guards.check(later, holds.approved(later.book), RULES, lambda _shop, units: units, 110.0)
    assert () == released.held
    assert {0} == {push.units for push in released.allowed}


@pytest.mark.parametrize(
    ("edits", "unreleased", "withdrawn"),
    [
        ((5,), 5, 0),
        ((-5,), -5, -5),
        ((5, -5), 0, -5),
        ((-5, 5), 0, 0),
        ((-5, 8, -1), 2, -1),
        ((15, -45), -30, -45),
    ],
)
def test_what_edits_took_away_is_not_made_up_for_by_what_was_added_before(
    edits: tuple[int, ...], unreleased: int, withdrawn: int
) -> None:
    state = SkuState("a", "A")
    for units in edits:
        state = state.weighed(units)
    assert (unreleased, withdrawn) == (state.unreleased, state.withdrawn)


def test_what_was_added_and_is_shown_already_does_not_leave_with_a_hold() -> None:
    """Another listing is behind, so the rise is still weighed; the zeros that follow are held whole."""
    book = opened()
    behind = replace(book.bindings[KEYS[11]].listing, key=ListingKey("shopee", "L-BEHIND"), sku="")
    chosen = links(*(("shopee", f"L-{name}", name) for name in NAMES), ("shopee", "L-BEHIND", NAMES[0]))

    def seen(stock: int, at: float) -> SheetView:
        rows = [{"sku": n, "stock": stock, "active": True} for n in NAMES]
        return view(skus(*rows), chosen, start(shopee=True), at=at)

    frozen = {ListingKey("shopee", "L-BEHIND"): replace(book.bindings[KEYS[0]], listing=behind, frozen=True)}
    book = replace(book, bindings={**book.bindings, **frozen})
    risen = left(checked(book, seen(20, 110.0), at=110.0))
    assert 20 == risen.bindings[KEYS[0]].expected

    zeros = checked(risen, seen(0, 120.0), at=120.0)
    assert (1, ()) == (len(zeros.held), zeros.allowed)
