"""What an answer about numbers does where the numbers have changed since they were asked about."""

from __future__ import annotations

from engine.model.book import Book
from engine.model.sheet import SheetView
from engine.reconcile.decisions import Decision

from .build import cycle, line, links, listing, pushed, remote, skus, start, view

SHOWS = listing("KAOS-M", stock=7)


def _sheet(stock: int, at: float) -> SheetView:
    return view(skus({"sku": "KAOS-M", "stock": stock, "active": True}), links(), start(shopee=True), at=at)


def _asked() -> Book:
    """Ten on the shelf, orders of 2 and 1; the 2 left while 8 was typed: 6 or 8."""
    book = pushed(
        Book("s"),
        cycle(Book("s"), _sheet(10, 100.0), remote(listing("KAOS-M", stock=10), at=100.0), now=100.0),
    )
    taken = [line("KAOS-M", taken=2, at=103.0), line("KAOS-M", taken=1, at=103.0, order="O2")]
    book = cycle(book, _sheet(10, 105.0), remote(SHOWS, lines=taken, at=105.0), now=105.0).book
    left = line("KAOS-M", taken=2, shipped=2, at=108.0, created=103.0)
    return cycle(book, _sheet(8, 110.0), remote(SHOWS, lines=[left], at=110.0), now=110.0).book


def _open(book: Book) -> dict[str, tuple[str, ...]]:
    """The numbers of each open question."""
    return {
        one.kind: tuple(dict(choice.params)["units"] for choice in one.choices)
        for one in book.questions.values()
        if one.open
    }


def test_an_answer_books_its_difference() -> None:
    book = _asked()
    (question,) = (one for one in book.questions.values() if one.open)
    assert {"count": ("6", "8")} == _open(book)

    answers = {question.id: Decision("value:2", "Sari")}
    after = cycle(book, _sheet(8, 120.0), remote(SHOWS, at=120.0), now=120.0, decisions=answers).book
    assert (8, (), {}) == (after.skus["kaos-m"].on_hand, after.skus["kaos-m"].offsets, _open(after))


def test_an_answer_about_numbers_that_have_changed_meanwhile_is_void_and_the_new_ones_are_asked() -> None:
    """In the turn that reads the answer a parcel is told that left before the count: 5, 6, 7 or 8."""
    book = _asked()
    (question,) = (one for one in book.questions.values() if one.open)
    late = line("KAOS-M", taken=1, shipped=1, at=109.0, created=103.0, order="O2")
    answers = {question.id: Decision("value:2", "Sari")}
    seen = remote(SHOWS, lines=[late], at=120.0)
    after = cycle(book, _sheet(8, 120.0), seen, now=120.0, decisions=answers).book

    assert (5, (1, 2, 3)) == (after.skus["kaos-m"].on_hand, after.skus["kaos-m"].offsets)
    assert {"late": ("5", "6", "7", "8")} == _open(after)
    assert ("", 120.0) == (after.questions[question.id].answer, after.questions[question.id].closed_at)
