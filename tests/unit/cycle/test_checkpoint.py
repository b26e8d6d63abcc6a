"""The checkpoint tells a book again, and is only written when it says something new."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import checkpoint, opening
from engine.model.book import Book, ShopState, evolve
from engine.model.catalog import Binding, Component, Listing
from engine.model.ids import LineKey, ListingKey
from engine.model.orders import BookedLine, OrderLine
from engine.model.questions import Choice, Question
from engine.model.remote import ListingsRead, OrdersRead, Remote
from engine.model.rules import Rules
from engine.model.sheet import Chunk
from engine.model.stock import Part, Receipt, Replaced, SkuState
from engine.reconcile import listings
from engine.reconcile.draft import Draft

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x1f"), min_size=1, max_size=8)
UNITS = st.integers(-50, 10_000)
TIMES = st.integers(1, 10**9).map(float)
PARAMS = st.lists(st.tuples(TEXTS, TEXTS), max_size=2).map(tuple)
RECEIPTS = st.none() | st.builds(Receipt, TEXTS, PARAMS, TIMES)
STATES = st.builds(
    SkuState,
    sku=TEXTS,
    shown=TEXTS,
    on_hand=UNITS,
    reserved=st.integers(0, 50),
    bases=st.lists(UNITS, max_size=3).map(tuple),
    offsets=st.lists(UNITS, max_size=2).map(tuple),
    parts=st.lists(st.builds(Part, UNITS, TIMES), max_size=2).map(tuple),
    entry_base=st.sampled_from(["", "+4"]),
    entry_number=st.integers(0, 3),
    replaced=st.lists(st.builds(Replaced, UNITS, TIMES), max_size=2).map(tuple),
    edited_at=TIMES,
    buffer=st.integers(0, 3),
    active=st.booleans(),
    feed=st.booleans(),
    counted=st.booleans(),
    vanished_at=st.sampled_from([0.0, 5.0]),
    copies=st.sampled_from([0, 2]),
    ceiling=st.none() | UNITS,
    unreleased=UNITS,
    withdrawn=UNITS,
    receipt=RECEIPTS,
    problem=RECEIPTS,
)
AT_REST = st.builds(
    lambda key, units, at: SkuState(key, key.upper(), units, 0, (units,), counted=True, edited_at=at),
    TEXTS,
    UNITS,
    st.just(0.0) | TIMES,
)
LINES = st.builds(
    BookedLine,
    line=st.builds(
        OrderLine, st.builds(LineKey, st.just("toko"), TEXTS, TEXTS), st.builds(ListingKey, st.just("toko"), TEXTS),
        TEXTS, TEXTS, UNITS, UNITS, UNITS, UNITS, UNITS, TEXTS, TEXTS, TIMES, TIMES, TIMES, st.booleans(),
    ),
    components=st.lists(st.builds(Component, TEXTS, st.integers(1, 9)), max_size=2).map(tuple),
    reserved=UNITS, released=UNITS, shipped=UNITS, restocked=UNITS, discarded=UNITS,
    opening=st.booleans(), first_seen=TIMES,
)  # fmt: skip
QUESTIONS = st.builds(
    Question,
    TEXTS,
    st.sampled_from(["count", "hold", "vanished"]),
    TEXTS,
    TIMES,
    PARAMS,
    st.lists(st.builds(Choice, TEXTS, PARAMS), max_size=2).map(tuple),
    TEXTS,
)
BOOKS = st.builds(
    lambda skus, lines, questions: Book(
        "s",
        skus={one.sku: one for one in skus},
        lines={one.line.key: one for one in lines},
        questions={one.id: one for one in questions},
        shops={"toko": ShopState("toko", True, horizon=5e8, opened_at=1.0)},
    ),
    st.lists(STATES | AT_REST, max_size=4),
    st.lists(LINES, max_size=3),
    st.lists(QUESTIONS, max_size=3),
)


def chunks(texts: dict[str, str]) -> tuple[Chunk, ...]:
    return tuple(Chunk(name, text) for name, text in texts.items())


@settings(max_examples=60, deadline=None)
@given(BOOKS)
def test_what_is_kept_is_told_again(book: Book) -> None:
    told = checkpoint.decode(chunks(checkpoint.encode(book)), "s")

    assert set(book.skus) == set(told.skus)
    for key, state in book.skus.items():
        if key in told.skus and not state.at_rest:
            assert state == told.skus[key]
        assert (state.on_hand, state.reserved, state.bases) == (
            told.skus[key].on_hand, told.skus[key].reserved, told.skus[key].bases,
        )  # fmt: skip
        assert state.edited_at == told.skus[key].edited_at
    assert dict(book.lines) == dict(told.lines)
    assert dict(book.questions) == dict(told.questions)
    assert dict(book.shops) == dict(told.shops)


@pytest.mark.parametrize(("edited_at", "kept"), [(0.0, 0.0), (100.0, 100.0), (100.25, 101.0)])
def test_the_time_of_a_count_outlives_its_rest(edited_at: float, kept: float) -> None:
    """In whole seconds, and never earlier: goods that left in the very second of the count may be in it."""
    state = SkuState("a", "A", 5, bases=(5,), counted=True, edited_at=edited_at)
    told = checkpoint.decode(chunks(checkpoint.encode(Book("s", skus={"a": state}))), "s")

    assert replace(state, edited_at=kept) == told.skus["a"]


@settings(max_examples=20, deadline=None)
@given(BOOKS)
def test_equal_books_give_equal_texts(book: Book) -> None:
    turned = replace(book, skus=dict(reversed(book.skus.items())), lines=dict(reversed(book.lines.items())))

    assert checkpoint.encode(book) == checkpoint.encode(turned)
    assert () == checkpoint.to_write(checkpoint.encode(turned), checkpoint.encode(book))


def finished(updated: float) -> Book:
    told = OrderLine(
        LineKey("toko", "O1", "1"), ListingKey("toko", "L1"), "A", "A", 2, 0, 2, 0, 1, "DONE", "toko",
        updated, updated, final=True,
    )  # fmt: skip
    line = BookedLine(told, (Component("a", 1),), reserved=2, shipped=2)
    return Book("s", lines={told.key: line}, shops={"toko": ShopState("toko", horizon=200_000.0)})


def test_a_final_line_stays_while_its_shop_may_still_tell_it() -> None:
    lately, long_ago = checkpoint.encode(finished(190_000.0)), checkpoint.encode(finished(1_000.0))

    assert [name for name in lately if name.startswith("line:")]
    assert not [name for name in long_ago if name.startswith("line:")]


def test_units_that_came_back_keep_their_line_until_a_person_has_decided() -> None:
    book = finished(1_000.0)
    (booked,) = book.lines.values()
    back = replace(booked, line=replace(booked.line, returned=1))

    assert checkpoint.encode(replace(book, lines={back.line.key: back})).keys() > {"shop"}


def test_what_only_grew_old_is_no_reason_to_write() -> None:
    lately, long_ago = checkpoint.encode(finished(190_000.0)), checkpoint.encode(finished(1_000.0))
    fallen = checkpoint.to_write(long_ago, lately)

    assert fallen
    assert not checkpoint.worth_writing(fallen, lately)
    assert checkpoint.worth_writing(checkpoint.to_write(lately, long_ago), long_ago)


def test_a_long_question_takes_as_many_cells_as_it_needs() -> None:
    """An emptied tab with thousands of SKUs is one question about all of them."""
    names = "\x1f".join(f"kaos  merah {n}" for n in range(9_000))
    book = Book("s", questions={"Q": Question("Q", "vanished", names, 1.0, (("sku", "  a  "),))})
    texts = checkpoint.encode(book)

    assert len(texts) > 2
    assert all(0 < len(text) <= checkpoint.CELL and text == text.strip() for text in texts.values())
    assert dict(book.questions) == dict(checkpoint.decode(chunks(texts), "s").questions)


def test_pieces_that_fell_away_are_emptied_and_no_longer_read() -> None:
    def asked(count: int) -> dict[str, str]:
        names = "\x1f".join(f"sku-{n}" for n in range(count))
        return checkpoint.encode(Book("s", questions={"Q": Question("Q", "vanished", names, 1.0)}))

    before, now = asked(9_000), asked(2)
    written = {**before, **{chunk.name: chunk.text for chunk in checkpoint.to_write(now, before)}}

    assert "sku-0\x1fsku-1" == checkpoint.decode(chunks(written), "s").questions["Q"].subject


def test_many_finished_lines_in_several_cells_can_still_be_compared() -> None:
    (booked,) = finished(190_000.0).lines.values()
    keys = [LineKey("toko", "O1", str(n)) for n in range(400)]
    lines = {key: replace(booked, line=replace(booked.line, key=key)) for key in keys}
    many = replace(finished(190_000.0), lines=lines)
    texts = checkpoint.encode(many)

    assert any("~" in name for name in texts)
    assert dict(lines) == dict(checkpoint.decode(chunks(texts), "s").lines)
    assert checkpoint.worth_writing(checkpoint.to_write(checkpoint.encode(finished(190_000.0)), texts), texts)


def test_a_frozen_listing_is_still_frozen_after_the_cache_was_lost() -> None:
    listing = Listing(ListingKey("toko", "L1"), "P1", "A", "Kaos", "", 1, 5)
    book = Book(
        "s", bindings={listing.key: Binding(listing, frozen=True)}, shops={"toko": ShopState("toko", True)}
    )
    kept = checkpoint.decode(chunks(checkpoint.encode(book)), "s")
    rebuilt = evolve(Book("s"), opening.rebuild(Book("s"), kept, 100.0))
    assert checkpoint.encode(book) == checkpoint.encode(rebuilt)

    draft = Draft(rebuilt, Rules(), 100.0, 100.0)
    listings.take_scan(
        draft, Remote("toko", OrdersRead((), True, 1.0), ListingsRead((listing,), "", True, 1.0))
    )
    again = draft.after()
    assert again.bindings[listing.key].frozen
    assert checkpoint.encode(book) == checkpoint.encode(again)


@pytest.mark.parametrize("name", ["cleared:a", "untick:a", "undo:toko\x1fL1", "back:toko\x1fL1", "restore:a"])
def test_what_the_next_batch_shall_put_right_outlives_a_lost_cache(name: str) -> None:
    book = Book("s", marks={name: "1", f"{name}-done": ""})
    kept = checkpoint.decode(chunks(checkpoint.encode(book)), "s")
    assert {name: "1"} == dict(evolve(Book("s"), opening.rebuild(Book("s"), kept, 100.0)).marks)


def test_an_older_cache_takes_the_checkpoints_word_for_what_is_frozen() -> None:
    listing = Listing(ListingKey("toko", "L1"), "P1", "A", "Kaos", "", 1, 5)
    old = Book("s", bindings={listing.key: Binding(listing, frozen=True)})

    assert not opening.rebuild(old, Book("s"), 100.0).bindings[listing.key].frozen


@settings(max_examples=40, deadline=None)
@given(st.lists(BOOKS, min_size=2, max_size=4))
def test_an_encoder_that_goes_from_book_to_book_says_what_a_new_one_says(books: list[Book]) -> None:
    encoder = checkpoint.Encoder()
    last: Book | None = None
    for book in books:
        mixed = (
            book if last is None else replace(book, skus={**book.skus, **dict(list(last.skus.items())[:2])})
        )
        assert checkpoint.encode(mixed) == encoder.encode(mixed)
        last = mixed
