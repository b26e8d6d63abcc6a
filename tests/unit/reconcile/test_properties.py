"""What holds for the pure core whatever comes: the truth is among the meanings, and told twice counts once."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import accumulate

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.model.book import Book, Changes, Plan, Push
from engine.model.catalog import Binding, Component
from engine.model.ids import ListingKey
from engine.model.orders import BookedLine
from engine.model.rules import Rules
from engine.model.stock import Part, SkuState
from engine.reconcile import guards, merge, orders

from .build import RULES, cycle, line, links, listing, remote, skus, start, view

SOME = settings(max_examples=60, deadline=None)
GOODS = st.lists(st.integers(-4, 4), max_size=5)


def counted(shelf: int, goods: list[int], unseen: int) -> SkuState:
    """A SKU whose cell shows `shelf`; the last `unseen` movements are of this cycle, the others from before."""
    parts = tuple(Part(units, float(at)) for at, units in enumerate(goods))
    return SkuState(
        "a", "A", shelf + sum(goods), bases=(shelf,), parts=parts[: len(parts) - unseen], counted=True
    )


@SOME
@given(shelf=st.integers(0, 12), goods=GOODS, moment=st.integers(0, 5), unseen=st.integers(0, 5))
def test_a_count_made_at_any_moment_means_the_truth_among_others(
    shelf: int, goods: list[int], moment: int, unseen: int
) -> None:
    on_shelf = list(accumulate(goods, initial=shelf))
    assume(min(on_shelf) >= 0)
    unseen = min(unseen, len(goods))
    fresh = tuple(Part(units, float(at)) for at, units in enumerate(goods))[len(goods) - unseen :]
    typed = on_shelf[min(moment, len(goods))]
    merged = merge.count(counted(shelf, goods, unseen), typed, fresh, 100.0, "sheet", RULES, 100.0)

    truth = on_shelf[-1]
    assert truth in (merged.asked or (merged.state.on_hand,))
    assert 0 <= merged.state.on_hand <= truth
    assert truth - merged.state.on_hand in (0, *merged.state.offsets)


@SOME
@given(shelf=st.integers(0, 12), goods=GOODS, found=st.integers(-12, 12))
def test_a_correction_of_what_the_cell_showed_means_the_truth_among_others(
    shelf: int, goods: list[int], found: int
) -> None:
    """The person saw the old number and meant: `found` more than that, whatever moved meanwhile."""
    truth = shelf + sum(goods) + found
    assume(shelf + found >= 0)
    assume(truth >= 0)
    merged = merge.count(counted(shelf, goods, 0), shelf + found, (), 100.0, "sheet", RULES, 100.0)

    assert truth in (merged.asked or (merged.state.on_hand,))
    assert merged.state.on_hand <= truth


SNAPSHOTS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=5
)


@SOME
@given(steps=SNAPSHOTS, seed=st.integers(0, 999), units=st.integers(1, 3))
def test_an_order_line_told_in_any_order_and_again_and_again_books_its_last_state_once(
    steps: list[tuple[int, int, int]], seed: int, units: int
) -> None:
    taken = released = shipped = 0
    told = []
    for at, (more, cancelled, sent) in enumerate(steps, 1):
        taken += more
        released += min(cancelled, taken - released - shipped)
        shipped += min(sent, taken - released - shipped)
        told.append(line("A", taken=taken, released=released, shipped=shipped, at=float(at), created=0.5))
    rng = random.Random(seed)
    heard = [*told, *rng.choices(told, k=4)]
    rng.shuffle(heard)
    # The newest snapshot may come at any moment, but it does come.
    booked = BookedLine(heard[0], (Component("a", units), Component("b", 1)))
    movements = []
    for one in heard:
        if not orders.is_stale(booked, one):
            booked, made = orders.book(replace(booked, line=orders.grown(booked, one)))
            movements += made

    assert len({movement.cause for movement in movements}) == len(movements)
    for sku, each in (("a", units), ("b", 1)):
        mine = [movement for movement in movements if movement.sku == sku]
        assert -shipped * each == sum(movement.on_hand for movement in mine)
        assert (taken - released - shipped) * each == sum(movement.reserved for movement in mine)
    assert taken - released - shipped == booked.open_units


NUMBERS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=8)


@settings(max_examples=25, deadline=None)
@given(numbers=NUMBERS, seed=st.integers(0, 999))
def test_pushes_come_fewest_units_first_and_do_not_hang_on_any_order_of_reading(
    numbers: list[tuple[int, int]], seed: int
) -> None:
    rows = [{"sku": f"S{n}", "stock": stock, "active": True} for n, (stock, _) in enumerate(numbers)]
    listed = [listing(f"S{n}", stock=seen) for n, (_, seen) in enumerate(numbers)]
    sheet = view(skus(*rows), links(), start(shopee=True), at=100.0)
    plan = cycle(Book("s"), sheet, remote(*listed, at=100.0), now=100.0)
    random.Random(seed).shuffle(rows)
    random.Random(seed + 1).shuffle(listed)
    mixed = view(skus(*rows), links(), start(shopee=True), at=100.0)
    again = cycle(Book("s"), mixed, remote(*listed, at=100.0), now=100.0)

    assert plan.pushes == again.pushes
    assert sorted((push.units, push.key) for push in plan.pushes) == [(p.units, p.key) for p in plan.pushes]
    assert {f"S{n}": stock for n, (stock, seen) in enumerate(numbers) if stock != seen} == {
        push.sku.upper(): push.units for push in plan.pushes
    }


PUSHES = st.lists(st.tuples(st.integers(1, 20), st.integers(0, 20), st.booleans()), min_size=1, max_size=25)


def planned(pushes: list[tuple[int, int, bool]]) -> Plan:
    """A shop with 30 linked listings of which the first ones shall go from one number to another."""
    bindings, states, made = {}, {}, []
    for n in range(30):
        key = ListingKey("shopee", f"L{n:02d}")
        bindings[key] = Binding(
            listing(f"S{n}", one=key.listing), (Component(f"s{n}", 1),), "matched", pushed=5
        )
        states[f"s{n}"] = SkuState(f"s{n}", f"S{n}", 5, bases=(5,), counted=True, unreleased=-1, withdrawn=-1)
    for n, (before, units, by_order) in enumerate(pushes):
        key = ListingKey("shopee", f"L{n:02d}")
        made.append(Push(key, "P", f"s{n}", before, units, "why.count", by_order))
    book = Book("s", skus=states, bindings=bindings)
    return Plan(book, Changes(), tuple(made))


@SOME
@given(pushes=PUSHES, limit=st.integers(1, 20), share=st.floats(0.1, 0.9))
def test_guards_let_more_through_only_where_more_is_allowed(
    pushes: list[tuple[int, int, bool]], limit: int, share: float
) -> None:
    rules = Rules(hold_listings=limit, hold_share=share)
    plan = planned(pushes)
    verdict = guards.check(plan, frozenset(), rules, _as_told, 110.0)
    held = {push.key for one in verdict.held for push in one.pushes}
    left = {push.key for push in verdict.allowed if push.why != "why.order"}

    assert {push.key for push in plan.pushes} == held | left
    assert not held & left
    assert not any(push.by_order and push.key in held for push in plan.pushes)
    wider = guards.check(plan, frozenset(), replace(rules, hold_listings=limit + 5), _as_told, 110.0)
    assert held >= {push.key for one in wider.held for push in one.pushes}
    fewer = guards.check(planned(pushes[:-1]), frozenset(), rules, _as_told, 110.0)
    assert held >= {push.key for one in fewer.held for push in one.pushes}
    released = guards.check(plan, frozenset(one.digest for one in verdict.held), rules, _as_told, 110.0)
    assert released.held == ()
    assert set(plan.pushes) == set(released.allowed)


def _as_told(_shop: str, units: int) -> int:
    return units
