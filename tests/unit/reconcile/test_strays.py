"""A number that the engine wrote into a row without a SKU is not taken for a person's without asking."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.model.book import Book, ShopState
from engine.model.sheet import Answer, Copy, Intent, Value
from engine.model.stock import SkuState
from engine.reconcile.decisions import Decision
from engine.reconcile.draft import Draft
from engine.reconcile.settle import settle

from .build import RULES, cycle, links, skus, start, view

NEW = None
GONE = SkuState("b", "B", on_hand=10, bases=(10,), counted=True, vanished_at=50.0)
THERE = replace(GONE, vanished_at=0.0)
ELSEWHERE = replace(THERE, on_hand=3, bases=(3,))


def misplaced(original: Value = 10, shown: Value = 8, column: str = "stock") -> Book:
    """A's swap from 10 to 8 met a row without a SKU, ten seconds before the read of these tests."""
    a = SkuState("a", "A", on_hand=8, bases=(10,), counted=True)
    draft = Draft(Book("s", skus={"a": a}), RULES, 90.0, 90.0)
    intent = Intent("skus", ("a",), column, 4, original, shown, "swap")
    settle(draft, Answer(1, True, (Copy(intent, "", original, 1),), 90.0))
    return draft.after()


def edited(
    book: Book, known: SkuState | None, typed: int, *, now: float = 100.0, before: float | None = None
) -> Book:
    """A cycle that finds this number in the row of B; the read before was then, or ten seconds ago."""
    read = now - 10.0 if before is None else before
    held = book if known is None else replace(book, skus={**book.skus, "b": known})
    held = replace(held, shops={"shopee": ShopState("shopee", horizon=read)})
    rows = skus({"sku": "A", "stock": 10, "active": True}, {"sku": "B", "stock": typed, "active": True})
    return cycle(held, view(rows, links(), start(), at=now), now=now, shops=()).book


def asked(book: Book) -> tuple[str, ...]:
    """The numbers that are asked about for B."""
    found = [q for q in book.questions.values() if q.open and (q.kind, q.subject) == ("count", "b")]
    return tuple(dict(choice.params)["units"] for question in found for choice in question.choices)


@pytest.mark.parametrize(
    ("known", "typed", "now", "numbers", "booked"),
    [
        pytest.param(NEW, 8, 100.0, ("8", "10"), 8, id="new, with that number: asked, the least is booked"),
        pytest.param(NEW, 8, 9000.0, ("8", "10"), 8, id="new, hours later: asked as well"),
        pytest.param(NEW, 7, 100.0, (), 7, id="new, with another number: that number"),
        pytest.param(GONE, 8, 100.0, ("8", "10"), 8, id="was gone and is back with that number: asked"),
        pytest.param(THERE, 8, 100.0, ("8", "10"), 8, id="lost its SKU between two reads: asked"),
        pytest.param(THERE, 8, 9000.0, (), 8, id="stood there all the while, hours later: an edit"),
        pytest.param(ELSEWHERE, 8, 100.0, (), 8, id="never held what was written over: an edit"),
    ],
)
def test_the_number_of_a_row_without_a_sku(
    known: SkuState | None, typed: int, now: float, numbers: tuple[str, ...], booked: int
) -> None:
    after = edited(misplaced(), known, typed, now=now)

    assert numbers == asked(after)
    assert booked == after.skus["b"].on_hand


def test_a_row_that_lost_its_sku_between_two_reads_that_lie_far_apart_is_asked_about_too() -> None:
    after = edited(misplaced(), THERE, 8, now=9000.0, before=85.0)

    assert ("8", "10") == asked(after)
    assert 8 == after.skus["b"].on_hand


def test_a_swap_that_meets_the_row_once_it_has_its_sku_again_asks_as_a_read_would() -> None:
    """B is typed back after the read; the row was sorted to where C stood, whose swap expects the very number."""
    c = SkuState("c", "C", on_hand=5, bases=(8,), counted=True)
    book = misplaced()
    draft = Draft(replace(book, skus={**book.skus, "b": GONE, "c": c}), RULES, 100.0, 100.0)
    intent = Intent("skus", ("c",), "stock", 4, 8, 5, "swap")
    settle(draft, Answer(2, True, (Copy(intent, "B", 8, 1),), 100.0))
    after = draft.after()

    assert ("8", "10") == asked(after)
    assert (8, (5,)) == (after.skus["b"].on_hand, after.skus["b"].bases)


def test_the_answer_may_be_the_number_that_stood_there_before() -> None:
    book = edited(misplaced(), NEW, 8)
    question = next(q for q in book.questions.values() if q.kind == "count")
    rows = skus({"sku": "A", "stock": 10, "active": True}, {"sku": "B", "stock": 8, "active": True})
    answers = {question.id: Decision(question.choices[1].code, "Sari")}
    after = cycle(book, view(rows, links(), start(), at=110.0), now=110.0, shops=(), decisions=answers).book

    assert 10 == after.skus["b"].on_hand


@pytest.mark.parametrize(
    ("original", "shown", "column"), [("+3", "", "entry"), (None, 8, "stock"), ("banyak", 8, "stock")]
)
def test_what_is_no_number_leaves_no_doubt(original: Value, shown: Value, column: str) -> None:
    after = edited(misplaced(original, shown, column), NEW, 8)

    assert () == asked(after)
    assert 8 == after.skus["b"].on_hand


def test_once_the_row_was_seen_to_a_number_is_a_count_again() -> None:
    book = misplaced()
    question = next(q for q in book.questions.values() if q.kind == "misplaced")
    closed = replace(question, answer="accept", closed_at=95.0)
    after = edited(replace(book, questions={question.id: closed}), NEW, 8)

    assert () == asked(after)


def test_two_rows_without_a_sku_are_two_questions() -> None:
    draft = Draft(misplaced(), RULES, 95.0, 95.0)
    intent = Intent("skus", ("a",), "stock", 7, 10, 8, "swap")
    settle(draft, Answer(2, True, (Copy(intent, "", 10, 1),), 95.0))

    assert 2 == len([q for q in draft.after().questions.values() if q.open])


@pytest.mark.parametrize(
    ("the_batch", "content", "new", "repeated", "numbers"),
    [
        ("met the mistyped row, which looked as expected", 10, 8, True, ("8", "10")),
        ("met a row that stood once", 10, 8, False, ()),
        ("wrote another number there", 10, 9, True, ()),
    ],
)
def test_the_number_of_a_row_in_which_the_sku_of_another_one_was_typed(
    the_batch: str, content: int, new: int, repeated: bool, numbers: tuple[str, ...]
) -> None:
    """C is typed over B, so C stands twice when A's swap meets the row of B; then B stands there again."""
    c = SkuState("c", "C", on_hand=42, bases=(42,), counted=True, copies=2 if repeated else 0)
    draft = Draft(Book("s", skus={"b": GONE, "c": c}), RULES, 90.0, 90.0)
    intent = Intent("skus", ("a",), "stock", 4, content, new, "swap")
    settle(draft, Answer(1, True, (Copy(intent, "C", content, 1, repeated),), 90.0))
    rows = skus({"sku": "C", "stock": 42, "active": True}, {"sku": "B", "stock": 8, "active": True})
    book = cycle(draft.after(), view(rows, links(), start(), at=100.0), now=100.0, shops=()).book

    assert numbers == asked(book), the_batch
    assert 8 == book.skus["b"].on_hand
