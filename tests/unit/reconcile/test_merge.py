"""What an edit of `Stok` or `+/-` books, and what it is asked about; each accident by name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.model.rules import Rules
from engine.model.stock import Part, Replaced, SkuState
from engine.reconcile import merge

RULES = Rules()


def state(on_hand: int, *bases: int, **more: object) -> SkuState:
    return SkuState("a", "A", on_hand=on_hand, bases=bases, counted=True, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("what", "before", "fresh", "typed", "meanings"),
    [
        ("nothing in between", state(10, 10), (), 7, (7,)),
        ("two left unseen, typed 8", state(8, 10), (Part(-2, 5.0),), 8, (6, 8)),
        (
            "one left before the count and one after: neither 8 nor 6",
            state(8, 10),
            (Part(-1, 5.0), Part(-1, 6.0)),
            8,
            (6, 7, 8),
        ),
        ("a shown movement that the count may not know", state(8, 8, parts=(Part(-2, 5.0),)), (), 9, (7, 9)),
        ("types +5, then counts 15 with the five included", state(15, 10), (Part(5, 9.0),), 15, (15, 20)),
        (
            "an entry before the count, a parcel after it: the entry's time is not known",
            state(13, 10),
            (Part(-2, 7.0), Part(5, 9.0)),
            15,
            (13, 15, 18, 20),
        ),
        (
            "left before the count but told by a later update, and one that left in between",
            state(5, 10),
            (Part(-2, 7.0), Part(-3, 8.0)),
            8,
            (3, 5, 6, 8),
        ),
        ("slow hands: looked at 10, then 8 came", state(8, 8, replaced=(Replaced(10, 80.0),)), (), 13, (11, 13)),
        ("slow hands, a minute later", state(8, 8, replaced=(Replaced(10, 20.0),)), (), 13, (13,)),
        ("an open question may still add two", state(6, 8, offsets=(2,)), (), 9, (7, 9)),
        ("a copied row left two possible bases", state(8, 8, 10), (), 12, (10, 12)),
        ("two left unseen, typed 1: no shelf holds -1", state(8, 10), (Part(-2, 5.0),), 1, (1,)),
        ("two left one by one, typed 1: it is 0 or 1", state(8, 10), (Part(-1, 5.0), Part(-1, 6.0)), 1, (0, 1)),
        ("oversold in the ledger, then counted", state(-4, 10, parts=(Part(-3, 5.0),)), (), 2, (2,)),
        ("an entry may bring the ledger below zero, a count never does", state(-2, -2), (), 0, (0,)),
    ],
)  # fmt: skip
def test_candidates(
    what: str, before: SkuState, fresh: tuple[Part, ...], typed: int, meanings: tuple[int, ...]
) -> None:
    merged = merge.count(before, typed, fresh, 100.0, "sheet", RULES, 100.0)

    assert meanings[0] == merged.state.on_hand, what
    assert (meanings if len(meanings) > 1 else ()) == merged.asked
    assert (typed,) == merged.state.bases


@pytest.mark.parametrize(
    ("since", "meanings"),
    [
        pytest.param(75.0, (11, 13), id="before the write: typed at any time since"),
        pytest.param(140.0, (11, 13), id="within the minute: typed within it, perhaps"),
        pytest.param(141.0, (13,), id="after it: typed later"),
    ],
)
def test_slow_hands_count_from_the_read_before_however_late_the_edit_is_found(
    since: float, meanings: tuple[int, ...]
) -> None:
    before = state(8, 8, replaced=(Replaced(10, 80.0),))
    merged = merge.count(before, 13, (), 9000.0, "sheet", RULES, since)

    assert meanings == (merged.state.on_hand, *merged.asked[1:])


def test_numbers_below_zero_stay_where_there_is_no_other() -> None:
    assert (-3, -1) == merge.possible({-1, -3})


def test_first_count_stands() -> None:
    merged = merge.count(SkuState("a", "A"), 12, (), 100.0, "sheet", RULES, 100.0)

    assert 12 == merged.state.on_hand
    assert "opening" == merged.movement.kind  # type: ignore[union-attr]


def test_a_count_that_changes_nothing_books_nothing() -> None:
    assert merge.count(state(7), 7, (), 100.0, "sheet", RULES, 100.0).movement is None


@pytest.mark.parametrize(
    ("before", "content", "units", "base"),
    [
        ("", "+10", 10, "+10"),
        ("+10", "+12", 2, "+12"),
        ("+10", "", -10, ""),
        ("+10", "-3", -13, "-3"),
        ("", "4", 4, "4"),
    ],
)
def test_entry_books_the_difference_to_its_base(before: str, content: str, units: int, base: str) -> None:
    merged = merge.entry(state(20, 20, entry_base=before, entry_number=1), content, 100.0, "sheet")

    assert merged is not None
    assert 20 + units == merged.state.on_hand
    assert base == merged.state.entry_base


def test_two_equal_entries_in_a_row_are_two() -> None:
    first = merge.entry(state(20, 20), "+10", 100.0, "sheet")
    assert first is not None
    cleared = SkuState("a", "A", on_hand=30, bases=(30,), counted=True, entry_number=first.state.entry_number)
    second = merge.entry(cleared, "+10", 110.0, "sheet")

    assert second is not None
    assert first.movement.cause != second.movement.cause  # type: ignore[union-attr]


def test_a_sku_that_is_there_again_books_its_first_entry_although_the_one_before_had_the_same() -> None:
    read = (100.0, 900.0)
    booked = [merge.entry(state(20, 20), "+5", at, "sheet") for at in read]

    assert 2 == len({one.movement.cause for one in booked if one is not None and one.movement is not None})


def test_an_entry_that_is_no_number_changes_nothing() -> None:
    assert merge.entry(state(20, 20), "sepuluh", 100.0, "sheet") is None


@given(
    on_hand=st.integers(-50, 50),
    bases=st.lists(st.integers(0, 50), min_size=1, max_size=3),
    parts=st.lists(st.integers(-5, 5), max_size=4),
    typed=st.integers(0, 60),
)
def test_the_least_meaning_is_booked_and_all_are_asked_about(
    on_hand: int, bases: list[int], parts: list[int], typed: int
) -> None:
    before = state(
        on_hand, *sorted(set(bases)), parts=tuple(Part(units, at) for at, units in enumerate(parts))
    )
    merged = merge.count(before, typed, (), 100.0, "sheet", RULES, 100.0)

    assert merged.state.on_hand == min(merge.candidates(before, typed, before.parts, before.bases)) >= 0
    assert typed in merge.candidates(before, typed, before.parts, before.bases)
    assert all(offset > 0 for offset in merged.state.offsets)
