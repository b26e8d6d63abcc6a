"""What the sheet's own copies say became of a batch: each accident of the protocol by name."""

from __future__ import annotations

import pytest

from engine.model.book import Book
from engine.model.rules import Rules
from engine.model.sheet import Answer, Copy, Intent, SwapMode, Value
from engine.model.stock import SkuState
from engine.reconcile.draft import Draft
from engine.reconcile.settle import settle

from .build import cycle, skus, view


def drafted(**more: object) -> Draft:
    a = SkuState("a", "A", on_hand=8, bases=(10,), counted=True)
    b = SkuState("b", "B", on_hand=5, bases=(5,), counted=True)
    return Draft(Book("s", skus={"a": a, "b": b}), Rules(), 100.0, 100.0)


def copy(
    key: str, content: Value, *, mode: SwapMode = "swap", changed: int | None = None, repeated: bool = False
) -> Copy:
    return Copy(Intent("skus", ("a",), "stock", 4, 10, 8, mode), key, content, changed, repeated)


def settled(one: Copy, *, applied: bool = True) -> Draft:
    draft = drafted()
    settle(draft, Answer(1, applied, (one,), 101.0))
    return draft


def test_a_swap_that_met_its_content_advances_the_base() -> None:
    draft = settled(copy("A", 10.0, changed=1))

    assert (8,) == draft.skus["a"].bases
    assert [10] == [old.content for old in draft.skus["a"].replaced]


@pytest.mark.parametrize(("shows", "base"), [(8, 8), (10, 10)])
def test_a_swap_whose_reply_is_lost_may_have_missed_and_the_next_read_tells(shows: int, base: int) -> None:
    draft = settled(copy("A", 10))
    assert (8, 10) == draft.skus["a"].bases

    one = view(
        skus({"sku": "A", "stock": shows, "active": True}, {"sku": "B", "stock": 5, "active": True}), at=110.0
    )
    after = cycle(draft.after(), one, now=110.0).book
    assert (base,) == after.skus["a"].bases
    assert (8, False) == (after.skus["a"].on_hand, any(one.open for one in after.questions.values()))


def test_a_plain_write_whose_reply_is_lost_did_not_miss() -> None:
    assert (8,) == settled(copy("A", 10, mode="plain")).skus["a"].bases


def test_a_batch_that_was_not_applied_changes_nothing() -> None:
    assert settled(copy("A", 10), applied=False).changes().empty


def test_a_person_who_was_faster_keeps_the_cell() -> None:
    draft = settled(copy("A", 13, changed=0))

    assert (10,) == draft.skus["a"].bases
    assert 8 == draft.skus["a"].on_hand


def test_a_swap_that_changes_nothing_although_it_met_its_content_is_a_miss() -> None:
    assert 1 == settled(copy("A", 10, changed=0)).skus["a"].misses


def test_a_sort_in_between_that_met_another_content_did_nothing() -> None:
    assert settled(copy("B", 5, changed=0)).changes().empty


def test_a_sort_in_between_that_matched_is_known_for_the_row_that_was_met() -> None:
    """B stood at 10 where nobody had read it: that was an edit, and its cell now shows 8."""
    draft = settled(copy("B", 10, changed=1))

    assert 10 == draft.skus["b"].on_hand
    assert (8,) == draft.skus["b"].bases
    assert (10,) == draft.skus["a"].bases


def test_a_plain_write_over_an_edit_books_the_edit() -> None:
    draft = settled(copy("A", 13, mode="plain"))

    assert 11 == draft.skus["a"].on_hand
    assert (8,) == draft.skus["a"].bases


def test_a_row_without_a_key_is_reported_and_not_written_back() -> None:
    draft = settled(copy("", 10, changed=1))

    assert ["misplaced"] == [question.kind for question in draft.questions.values()]
    assert (10,) == draft.skus["a"].bases


def test_a_copied_row_leaves_both_contents_as_possible_bases() -> None:
    assert (8, 10) == settled(copy("A", 10, changed=1, repeated=True)).skus["a"].bases


@pytest.mark.parametrize(("met", "booked"), [("A", 8), ("B", 8)])
def test_an_entry_cleared_on_a_row_is_booked_for_that_row(met: str, booked: int) -> None:
    draft = drafted()
    intent = Intent("skus", ("a",), "entry", 4, "+3", "", "swap")
    draft.skus["a"] = SkuState("a", "A", on_hand=8, bases=(8,), counted=True, entry_base="+3", entry_number=1)
    settle(draft, Answer(1, True, (Copy(intent, met, "+3", 1),), 101.0))

    assert booked == draft.skus[met.casefold()].on_hand
    assert "" == draft.skus[met.casefold()].entry_base


@pytest.mark.parametrize("swapped_for", ["a", "b"])
@pytest.mark.parametrize(("consumed", "booked"), [("+3", 8), ("", 11)])
@pytest.mark.parametrize(("stays", "then"), [("+3", "+3"), (None, "")])
def test_an_entry_cleared_in_one_of_two_copies_counts_once_whichever_stays(
    swapped_for: str, consumed: str, booked: int, stays: str | None, then: str
) -> None:
    state = SkuState("a", "A", on_hand=8, bases=(8,), counted=True, entry_base=consumed, entry_number=1)
    draft = Draft(Book("s", skus={"a": state}), Rules(), 100.0, 100.0)
    intent = Intent("skus", (swapped_for,), "entry", 4, "+3", "", "swap")
    settle(draft, Answer(1, True, (Copy(intent, "A", "+3", 1, repeated=True),), 101.0))
    one = view(skus({"sku": "A", "stock": 8, "entry": stays, "active": True}), at=110.0)
    after = cycle(draft.after(), one, now=110.0).book.skus["a"]

    assert (booked, then) == (after.on_hand, after.entry_base)


def test_a_ledger_below_zero_is_written_as_it_is_and_is_the_base() -> None:
    draft = drafted()
    intent = Intent("skus", ("a",), "stock", 4, 10, -2, "swap")
    settle(draft, Answer(1, True, (Copy(intent, "A", 10, 1),), 101.0))

    assert (-2,) == draft.skus["a"].bases
