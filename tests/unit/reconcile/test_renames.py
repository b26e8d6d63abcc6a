"""A SKU that is changed in its row: what is asked, what goes over, and what waits meanwhile."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine import checkpoint
from engine.model.book import Book, Plan
from engine.model.ids import ListingKey
from engine.model.questions import Choice, Question
from engine.model.sheet import Answer, Chunk, Copy, Intent, TabView
from engine.reconcile.decisions import Decision
from engine.reconcile.draft import Draft
from engine.reconcile.plan import Inputs, reconcile
from engine.reconcile.settle import settle

from .build import RULES, cycle, inspect, line, links, listing, pushed, remote, skus, start, view

OLD, NEW = "KAOS-M", "KAOS-MERAH"
KEY = ListingKey("shopee", "L-KAOS-M")
SHOWS = listing(OLD, stock=10)


def _sheet(sku: str, at: float, *, stock: Any = 10, entry: str | None = None, master: str = "") -> Any:
    tabs: list[TabView] = [skus({"sku": sku, "stock": stock, "entry": entry, "active": True})]
    tabs.append(links(("shopee", KEY.listing, master)) if master else links())
    return view(*tabs, start(shopee=True), at=at)


def _opened(stock: int = 10, entry: str | None = None, master: str = "") -> Book:
    plan = cycle(
        Book("s"), _sheet(OLD, 100.0, stock=stock, master=master), remote(SHOWS, at=100.0), now=100.0
    )
    book = pushed(Book("s"), plan)
    if entry is not None:
        read = _sheet(OLD, 104.0, stock=stock, entry=entry, master=master)
        book = pushed(book, cycle(book, read, remote(at=104.0, whole=False), now=104.0))
    return book


def _question(book: Book) -> Any:
    return next(one for one in book.questions.values() if one.open and one.kind == "renamed")


def _step(book: Book, seen: Any, at: float, answer: str = "", lines: Any = ()) -> Plan:
    decisions = {_question(book).id: Decision(answer, "Sari")} if answer else {}
    return cycle(book, seen, remote(lines=lines, at=at, whole=False), now=at, decisions=decisions)


@pytest.mark.parametrize(
    ("entry", "met", "since", "left", "after"),
    [
        (None, (10, None), (10, None), 0, (10,)),
        (None, (10, None), (12, None), 0, (12,)),
        (None, (10, None), (10, None), 2, (8,)),
        (None, (10, None), (12, None), 2, (10, 12)),
        (None, (7, None), (7, None), 0, (7,)),
        ("5", (10, "5"), (10, "5"), 0, (15,)),
        ("5", (10, "5"), (10, "7"), 0, (17,)),
        ("5", (10, None), (10, None), 0, (10,)),
        ("5", (10, None), (12, None), 0, (7, 12)),
        (None, (None, None), (None, None), 0, (10,)),
        (None, (None, None), (9, None), 0, (9,)),
    ],
    ids=[
        "nothing else",
        "counted meanwhile",
        "shipped meanwhile",
        "counted and shipped",
        "another number with it",
        "an entry consumed before",
        "an entry changed meanwhile",
        "an entry withdrawn with it",
        "an entry withdrawn with it, and counted",
        "a blank with it",
        "a blank, counted later",
    ],
)
def test_the_number_under_the_new_name(
    entry: str | None, met: tuple[Any, Any], since: tuple[Any, Any], left: int, after: tuple[int, ...]
) -> None:
    book = _opened(entry=entry)
    last = cycle(book, _sheet(OLD, 106.0, entry=entry), remote(at=106.0, whole=False), now=106.0).looked
    seen = _sheet(NEW, 110.0, stock=met[0], entry=met[1])
    inputs = Inputs(seen, inspect(seen, book), {}, [remote(at=110.0, whole=False)], ("shopee",), last)
    book = reconcile(book, inputs, RULES, lambda _shop, units: units, 110.0).book
    if left:
        gone = line(OLD, taken=left, shipped=left, at=300.0, created=115.0)
        book = _step(book, _sheet(NEW, 310.0, stock=met[0], entry=met[1]), 310.0, lines=[gone]).book
    if since != met:
        # Long after, so that a count is surely later than whatever left.
        book = _step(book, _sheet(NEW, 700.0, stock=since[0], entry=since[1]), 700.0).book
    final = _step(book, _sheet(NEW, 800.0, stock=since[0], entry=since[1]), 800.0, "rename").book
    final = _step(final, _sheet(NEW, 810.0, stock=since[0], entry=since[1]), 810.0).book

    state = final.skus["kaos-merah"]
    assert after == (state.on_hand, *(state.on_hand + offset for offset in state.offsets))
    assert {"kaos-merah"} == set(final.skus)


@pytest.mark.parametrize(
    ("met", "left_at", "after"),
    [(30, 105.0, (28, 30)), (30, 111.0, (28, 30)), (30, 200.0, (28,)), (10, 105.0, (8,))],
    ids=["before it was met", "in the margin of clocks", "afterwards", "no number was typed"],
)
def test_goods_that_left_before_the_new_name_was_met_and_are_told_later_may_be_in_its_number(
    met: int, left_at: float, after: tuple[int, ...]
) -> None:
    book = _opened()
    last = cycle(book, _sheet(OLD, 106.0), remote(at=106.0, whole=False), now=106.0).looked
    seen = _sheet(NEW, 110.0, stock=met)
    inputs = Inputs(seen, inspect(seen, book), {}, [remote(at=110.0, whole=False)], ("shopee",), last)
    book = reconcile(book, inputs, RULES, lambda _shop, units: units, 110.0).book
    gone = line(OLD, taken=2, shipped=2, at=left_at, created=101.0)
    book = _step(book, _sheet(NEW, 310.0, stock=met), 310.0, lines=[gone]).book
    book = _step(book, _sheet(NEW, 320.0, stock=met), 320.0, "rename").book

    state = book.skus["kaos-merah"]
    assert after == (state.on_hand, *(state.on_hand + offset for offset in state.offsets))


@pytest.mark.parametrize("master", ["", "KAOS-M", "KAOS-M*2"])
def test_links_reservations_and_open_lines_go_over_and_stay(master: str) -> None:
    units = 2 if "*" in master else 1
    taken = line(OLD, taken=2, at=105.0)
    book = _step(_opened(master=master), _sheet(OLD, 108.0, master=master), 108.0, lines=[taken]).book
    book = _step(book, _sheet(NEW, 110.0, master=master), 110.0).book
    book = _step(book, _sheet(NEW, 120.0, master=master), 120.0, "rename").book
    book = _step(book, _sheet(NEW, 130.0, master=master), 130.0).book

    assert [("kaos-merah", units)] == [tuple(part) for part in book.bindings[KEY].components]
    assert 2 * units == book.skus["kaos-merah"].reserved
    again = line(OLD, taken=1, at=140.0, order="O2")
    book = _step(book, _sheet(NEW, 150.0, master=master), 150.0, lines=[again]).book
    assert 3 * units == book.skus["kaos-merah"].reserved


def test_the_cell_that_names_the_old_sku_says_what_it_is_called_now() -> None:
    book = _step(_opened(master="KAOS-M"), _sheet(NEW, 110.0, master="KAOS-M"), 110.0).book
    book = _step(book, _sheet(NEW, 120.0, master="KAOS-M"), 120.0, "rename").book
    plan = _step(book, _sheet(NEW, 130.0, master="KAOS-M"), 130.0)

    assert {KEY: ("link.renamed", (("new", NEW),))} == plan.problems


def test_a_lost_cache_knows_the_old_name_from_the_checkpoint() -> None:
    book = _step(_opened(), _sheet(NEW, 110.0), 110.0).book
    book = _step(book, _sheet(NEW, 120.0), 120.0, "rename").book
    chunks = [Chunk(name, text) for name, text in checkpoint.Encoder().encode(book).items()]

    assert book.marks["renamed:kaos-m"] == checkpoint.decode(chunks, "s").marks["renamed:kaos-m"]


def test_nothing_is_pushed_for_either_name_while_it_is_asked_but_what_an_order_lowers() -> None:
    other = listing(OLD, one="L-OTHER", stock=10)
    twice = [listing(NEW, stock=3), SHOWS, replace(other, sku="")]
    chosen = links(("shopee", "L-OTHER", OLD))
    rows = [skus({"sku": name, "stock": 10, "active": True}) for name in (OLD, NEW)]
    first = view(rows[0], chosen, start(shopee=True), at=100.0)
    book = pushed(Book("s"), cycle(Book("s"), first, remote(*twice, at=100.0), now=100.0))
    seen = view(rows[1], chosen, start(shopee=True), at=110.0)
    asked = _step(book, seen, 110.0)
    assert () == asked.pushes

    sold = _step(asked.book, seen, 120.0, lines=[line(OLD, taken=2, at=115.0)])
    assert [("L-OTHER", 8)] == [(push.key.listing, push.units) for push in sold.pushes]
    back = line(OLD, taken=2, released=2, at=125.0, created=115.0)
    assert () == _step(pushed(asked.book, sold), seen, 130.0, lines=[back]).pushes


def test_typing_the_old_sku_back_answers_the_question() -> None:
    book = _step(_opened(), _sheet(NEW, 110.0), 110.0).book
    back = _step(book, _sheet(OLD, 120.0), 120.0).book

    assert [] == [one for one in back.questions.values() if one.open]
    assert {"kaos-m"} == set(back.skus)
    assert (10, "kaos-m") == (back.skus["kaos-m"].on_hand, back.bindings[KEY].components[0].sku)


def test_what_was_edited_under_the_new_name_counts_for_the_old_one_that_is_typed_back() -> None:
    book = _step(_opened(), _sheet(NEW, 110.0), 110.0).book
    book = _step(book, _sheet(NEW, 120.0, entry="5"), 120.0).book
    book = _step(book, _sheet(NEW, 130.0, stock=14, entry="5"), 130.0).book
    state = book.skus["kaos-merah"]
    assert ((14, 19), (14,)) == ((state.on_hand, state.on_hand + state.offsets[0]), state.bases)
    taken = line(OLD, taken=1, at=135.0)
    # The least was written into the cell, and is no count.
    book = replace(book, skus={**book.skus, "kaos-merah": replace(state, bases=(14,))})
    back = _step(book, _sheet(OLD, 140.0, stock=14, entry="5"), 140.0, lines=[taken]).book

    state = back.skus["kaos-m"]
    assert (14, (5,), "5", 1) == (state.on_hand, state.offsets, state.entry_base, state.reserved)
    assert {"count"} == {one.kind for one in back.questions.values() if one.open}
    assert {"kaos-m"} == set(back.skus)


def test_the_old_sku_that_comes_back_after_the_new_one_was_gone_is_not_the_new_one() -> None:
    """The question was about two goods: 40 were counted of the one, and its row went before the other's came back."""
    book = _step(_opened(), _sheet(NEW, 110.0), 110.0).book
    book = _step(book, _sheet(NEW, 120.0, stock=40), 120.0).book
    book = _step(book, view(skus(), links(), start(shopee=True), at=130.0), 130.0).book
    back = _step(book, _sheet(OLD, 140.0), 140.0).book

    assert {"kaos-m": 10, "kaos-merah": 40} == {key: state.on_hand for key, state in back.skus.items()}
    assert [("vanished", "kaos-merah")] == [(q.kind, q.subject) for q in back.questions.values() if q.open]


def test_an_old_sku_that_is_back_beside_a_new_name_is_a_row_of_its_own_where_nobody_looked_in_between() -> (
    None
):
    book = _step(_opened(), _sheet(NEW, 110.0), 110.0).book
    book = _step(book, _sheet(NEW, 120.0, stock=40), 120.0).book
    back = _step(book, _two(130.0, ("KAOS-BIRU", 40), (OLD, 10)), 130.0).book

    held = {key: state.on_hand for key, state in back.skus.items()}
    assert {"kaos-m": 10, "kaos-merah": 40, "kaos-biru": 40} == held
    assert ["kaos-merah\x1fkaos-biru"] == [one.subject for one in back.questions.values() if one.open]


def _two(at: float, *rows: tuple[str, int]) -> Any:
    tab = skus(*({"sku": sku, "stock": units, "active": True} for sku, units in rows))
    return view(tab, links(), start(shopee=True), at=at)


def _seen(book: Book, seen: Any, last: Any) -> Plan:
    inputs = Inputs(seen, inspect(seen, book), {}, (), ("shopee",), last)
    return reconcile(book, inputs, RULES, lambda _shop, units: units, seen.read_at)


@pytest.mark.parametrize(
    ("back", "known", "after"),
    [
        ((("TOPI", 30), ("KAOS", 8)), True, {"kaos": 8, "topi": 30}),
        ((("KAOS", 8), ("TOPI", 30)), True, {"kaos": 8, "topi": 30, "kaos x": 8, "topi x": 30}),
        ((("KAOS", 8), ("TOPI", 30)), False, {"kaos": 8, "topi": 30, "kaos x": 8, "topi x": 30}),
    ],
    ids=["each in its row", "each in the other's", "nobody knows in which row"],
)
def test_of_two_that_are_typed_back_at_once_each_is_what_was_typed_over_in_its_own_row(
    back: tuple[tuple[str, int], ...], known: bool, after: dict[str, int]
) -> None:
    """Rows were sorted while both were renamed: whatever they were taken for, a number stays with its row."""
    first = cycle(Book("s"), _two(100.0, ("TOPI", 30), ("KAOS", 8)), now=100.0)
    renamed = _two(110.0, *((f"{sku} X", units) for sku, units in back))
    second = _seen(first.book, renamed, first.looked)
    asked = {one.subject for one in second.book.questions.values() if one.open}
    third = _seen(second.book, _two(120.0, *back), second.looked if known else None)

    assert 2 == len(asked)
    assert after == {key: state.on_hand for key, state in third.book.skus.items()}


@pytest.mark.parametrize("answer", ["rename", "new_sku"])
def test_the_old_sku_that_is_typed_back_is_newer_than_an_answer_that_was_not_read_yet(answer: str) -> None:
    book = _step(_opened(), _sheet(NEW, 110.0), 110.0).book
    plan = _step(book, _sheet(OLD, 120.0, stock=12), 120.0, answer)

    assert {"kaos-m": 12} == {key: state.on_hand for key, state in plan.book.skus.items()}
    assert [] == [one for one in plan.book.questions.values() if one.open]
    # Whoever tells what was read finds every SKU of which something was.
    told = {one.sku for one in plan.changes.movements if one.kind == "count"}
    assert told <= plan.book.skus.keys()


def test_a_batch_that_met_the_old_sku_typed_back_in_that_instant_wrote_into_the_row_that_it_had_read() -> (
    None
):
    book = _step(_opened(), _sheet(NEW, 110.0), 110.0).book
    book = _step(book, _sheet(NEW, 120.0, entry="5"), 120.0).book
    intents = (
        Intent("skus", ("kaos-merah",), "entry", 0, "5", "", "swap"),
        Intent("skus", ("kaos-merah",), "stock", 0, 10, 15, "swap"),
    )
    copies = tuple(Copy(one, OLD, one.expected, 1, False) for one in intents)
    draft = Draft(book, RULES, 125.0, 125.0)
    settle(draft, Answer(1, True, copies, 125.0))
    back = _step(draft.after(), _sheet(OLD, 130.0, stock=15), 130.0).book

    state = back.skus["kaos-m"]
    assert (15, (), (15,), "") == (state.on_hand, state.offsets, state.bases, state.entry_base)
    assert [] == [one for one in back.questions.values() if one.open]


def test_where_the_old_sku_stands_elsewhere_and_the_new_one_still_does_both_are_skus() -> None:
    book = _step(_opened(), _sheet(NEW, 110.0), 110.0).book
    both = skus({"sku": NEW, "stock": 10, "active": True}, {"sku": OLD, "stock": 10, "active": True})
    after = _step(book, view(both, links(), start(shopee=True), at=120.0), 120.0).book

    assert [] == [one for one in after.questions.values() if one.open]
    assert {"kaos-m", "kaos-merah"} == set(after.skus)


def test_a_count_beside_an_entry_that_was_booked_before_may_be_later_than_it() -> None:
    book = _opened(entry="5")
    book = _step(book, _sheet(NEW, 110.0, entry="5"), 110.0).book
    book = _step(book, _sheet(NEW, 120.0, entry="5"), 120.0).book
    gone = line(OLD, taken=2, shipped=2, at=125.0, created=115.0)
    book = _step(book, _sheet(NEW, 130.0, entry="5"), 130.0, lines=[gone]).book
    shown = replace(book.skus["kaos-merah"], bases=(15,))
    book = replace(book, skus={**book.skus, "kaos-merah": shown})
    book = _step(book, _sheet(NEW, 700.0, stock=9, entry="5"), 700.0).book
    after = _step(book, _sheet(NEW, 800.0, stock=9, entry="5"), 800.0, "rename").book

    state = after.skus["kaos-merah"]
    assert 9 in {state.on_hand + offset for offset in (0, *state.offsets)}


def test_a_count_after_an_entry_was_taken_back_under_the_new_name_may_be_all_there_is() -> None:
    book = _opened(entry="5")
    # The entry stays where it was booked, long enough for a count to know of it.
    for at in (106.0, 300.0):
        read = _sheet(OLD, at, stock=15, entry="5")
        shown = replace(book.skus["kaos-m"], bases=(15,), parts=())
        book = replace(book, skus={"kaos-m": shown})
        book = cycle(book, read, remote(at=at, whole=False), now=at).book
    book = _step(book, _sheet(NEW, 310.0, stock=15, entry="5"), 310.0).book
    book = _step(book, _sheet(NEW, 320.0, stock=15), 320.0).book
    book = _step(book, _sheet(NEW, 700.0, stock=21), 700.0).book
    book = _step(book, _sheet(NEW, 800.0, stock=21), 800.0, "rename").book
    after = _step(book, _sheet(NEW, 810.0, stock=21), 810.0).book

    state = after.skus["kaos-merah"]
    assert (16, 21) == (state.on_hand, *(state.on_hand + offset for offset in state.offsets))


def test_an_entry_that_a_batch_cleared_under_the_new_name_is_not_met_there_again() -> None:
    book = _opened(entry="5")
    intent = Intent("skus", ("kaos-m",), "entry", 1, "5", "", "swap")
    draft = Draft(book, RULES, 105.0, 105.0)
    settle(draft, Answer(1, True, (Copy(intent, NEW, "5", 1),), 105.0))
    book = _step(replace(book, marks={**book.marks, **draft.marks}), _sheet(NEW, 110.0), 110.0).book
    book = _step(book, _sheet(NEW, 120.0, entry="9"), 120.0).book
    after = _step(book, _sheet(NEW, 130.0, entry="9"), 130.0, "rename").book

    state = after.skus["kaos-merah"]
    assert (24, ()) == (state.on_hand, state.offsets)


def test_a_name_of_before_is_asked_about_wherever_its_row_stands_and_whoever_looks() -> None:
    book = _step(_opened(), _sheet(NEW, 110.0), 110.0).book
    book = _step(book, _sheet(NEW, 120.0), 120.0, "rename").book
    rows = skus({}, {"sku": OLD, "stock": 7, "active": True}, {"sku": "LAIN", "stock": 1, "active": True})
    seen = view(rows, links(), start(shopee=True), at=130.0)
    after = _step(book, seen, 130.0).book

    assert {"kaos-merah\x1fkaos-m"} == {one.subject for one in after.questions.values() if one.open}


def test_a_name_of_before_is_asked_about_also_where_its_row_has_been_gone_for_long() -> None:
    book = _step(_opened(), _sheet(NEW, 110.0), 110.0).book
    book = _step(book, _sheet(NEW, 120.0), 120.0, "rename").book
    book = _step(book, view(skus(), links(), start(shopee=True), at=130.0), 130.0).book
    assert ["vanished"] == [one.kind for one in book.questions.values() if one.open]

    after = _step(book, _sheet(OLD, 140.0), 140.0)

    assert ["renamed"] == [one.kind for one in after.book.questions.values() if one.open]
    assert () == tuple(after.pushes)


def test_a_name_of_before_tells_more_than_the_row_that_another_new_one_stands_in() -> None:
    book = _step(_opened(), _sheet(NEW, 110.0), 110.0).book
    book = _step(book, _sheet(NEW, 120.0), 120.0, "rename").book
    seen = _sheet(NEW, 130.0)
    last = cycle(book, seen, remote(at=130.0, whole=False), now=130.0).looked
    rows = ({"sku": sku, "stock": 10, "active": True} for sku in ("TOPI", OLD))
    seen = view(skus(*rows), links(), start(shopee=True), at=140.0)
    inputs = Inputs(seen, inspect(seen, book), {}, [remote(at=140.0, whole=False)], ("shopee",), last)
    after = reconcile(book, inputs, RULES, lambda _shop, units: units, 140.0).book

    assert ["kaos-merah\x1fkaos-m"] == [one.subject for one in after.questions.values() if one.open]


def test_a_name_of_before_that_stood_twice_when_the_row_was_found_gone_is_asked_about_once_it_stands_alone() -> (
    None
):
    book = _step(_opened(), _sheet(NEW, 110.0), 110.0).book
    book = _step(book, _sheet(NEW, 120.0), 120.0, "rename").book
    row = {"sku": OLD, "stock": 10, "active": True}
    twice = view(skus(row, row), links(), start(shopee=True), at=130.0)
    book = _step(book, twice, 130.0).book
    assert {"kaos-merah"} == {one.subject for one in book.questions.values() if one.open}
    after = _step(book, _sheet(OLD, 140.0), 140.0)

    assert {"kaos-merah\x1fkaos-m"} == {one.subject for one in after.book.questions.values() if one.open}
    assert () == after.pushes


def test_a_listing_that_is_linked_anew_in_the_cycle_of_the_answer_is_made_of_the_new_sku() -> None:
    book = _step(_opened(), _sheet(NEW, 110.0), 110.0).book
    heir = replace(SHOWS, key=ListingKey("shopee", "L-AGAIN"))
    params = (("listing", OLD), ("shop", "shopee"), ("old", KEY.listing), ("new", heir.key.listing))
    choices = (Choice("replace"), Choice("separate"))
    asked = Question("REL-1", "relisted", "shopee\x1fL-AGAIN", 110.0, params, choices)
    bindings = {heir.key: replace(book.bindings[KEY], listing=heir)}
    book = replace(book, questions={**book.questions, "REL-1": asked}, bindings=bindings)
    said = {_question(book).id: Decision("rename", ""), "REL-1": Decision("replace", "")}
    plan = cycle(book, _sheet(NEW, 120.0), remote(at=120.0, whole=False), now=120.0, decisions=said)

    assert ["kaos-merah"] == [part.sku for part in plan.book.bindings[heir.key].components]
    assert () == plan.pushes


def test_a_sku_that_was_changed_twice_goes_over_step_by_step() -> None:
    book = _step(_opened(), _sheet("KAOS-ME", 110.0), 110.0).book
    book = _step(book, _sheet(NEW, 120.0), 120.0).book
    answers = {one.id: Decision("rename", "") for one in book.questions.values() if one.open}
    seen = _sheet(NEW, 130.0)
    book = cycle(book, seen, remote(at=130.0, whole=False), now=130.0, decisions=answers).book
    book = _step(book, _sheet(NEW, 140.0), 140.0).book

    assert 2 == len(answers)
    assert ({"kaos-merah"}, 10) == (set(book.skus), book.skus["kaos-merah"].on_hand)
    assert "kaos-merah" == book.bindings[KEY].components[0].sku


def test_a_sku_that_comes_back_to_its_former_name_over_another_goes_over_step_by_step_too() -> None:
    book = _step(_opened(), _sheet(NEW, 110.0), 110.0).book
    book = _step(book, _sheet(NEW, 120.0), 120.0, "rename").book
    book = _step(book, _sheet("KAOS-ME", 130.0), 130.0).book
    book = _step(book, _sheet(OLD, 140.0), 140.0).book

    asked = [one.subject.split("\x1f") for one in book.questions.values() if one.open]
    assert [["kaos-me", "kaos-m"], ["kaos-merah", "kaos-me"]] == sorted(asked)


def test_what_is_open_about_a_sku_that_was_changed_twice_stays_open() -> None:
    book = _step(_opened(), _sheet("KAOS-ME", 110.0), 110.0).book
    book = _step(book, _sheet(NEW, 120.0), 120.0).book
    first, second = sorted((q for q in book.questions.values() if q.open), key=lambda one: one.opened_at)
    unsure = replace(book.skus["kaos-m"], on_hand=8, offsets=(2,))
    book = replace(book, skus={**book.skus, "kaos-m": unsure}, questions={
        **book.questions, first.id: replace(first, params=(*first.params[:3], ("shifts", "0,2")))
    })  # fmt: skip
    for at, question in ((130.0, first), (140.0, second)):
        said = {question.id: Decision("rename", "")}
        book = cycle(book, _sheet(NEW, at), remote(at=at, whole=False), now=at, decisions=said).book

    state = book.skus["kaos-merah"]
    assert (8, (2,)) == (state.on_hand, state.offsets)


def test_what_is_open_about_a_sku_is_open_about_what_was_typed_when_it_was_changed_once_more() -> None:
    book = _step(_opened(), _sheet("KAOS-ME", 110.0), 110.0).book
    book = _step(book, _sheet(NEW, 120.0), 120.0).book
    first, second = sorted((q for q in book.questions.values() if q.open), key=lambda one: one.opened_at)
    unsure = replace(book.skus["kaos-m"], on_hand=8, offsets=(2,))
    typed = replace(book.skus["kaos-merah"], on_hand=15, bases=(15,))
    book = replace(book, skus={**book.skus, "kaos-m": unsure, "kaos-merah": typed}, questions={
        **book.questions,
        first.id: replace(first, params=(*first.params[:3], ("shifts", "0,2"))),
        second.id: replace(second, params=(*second.params[:2], ("met", "15"), ("shifts", "5"))),
    })  # fmt: skip
    for at, question in ((130.0, first), (140.0, second)):
        said = {question.id: Decision("rename", "")}
        seen = _sheet(NEW, at, stock=15)
        book = cycle(book, seen, remote(at=at, whole=False), now=at, decisions=said).book

    state = book.skus["kaos-merah"]
    assert (13, (2,)) == (state.on_hand, state.offsets)


def test_where_the_new_name_is_let_go_before_anybody_answered_the_old_row_is_simply_gone() -> None:
    """Rows were sorted between two reads, so the question was about other goods; now these have their name again."""
    book = _step(_opened(), _sheet(NEW, 110.0), 110.0).book
    last = cycle(book, _sheet(NEW, 115.0), remote(at=115.0, whole=False), now=115.0).looked
    other = _sheet("TOPI", 120.0, stock=3)
    inputs = Inputs(other, inspect(other, book), {}, [remote(at=120.0, whole=False)], ("shopee",), last)
    book = reconcile(book, inputs, RULES, lambda _shop, units: units, 120.0).book
    (first, second) = sorted((q for q in book.questions.values() if q.open), key=lambda one: one.opened_at)
    assert ("kaos-m\x1fkaos-merah", "kaos-merah\x1ftopi") == (first.subject, second.subject)
    said = {second.id: Decision("new_sku", "")}
    after = cycle(
        book, _sheet("TOPI", 130.0, stock=3), remote(at=130.0, whole=False), now=130.0, decisions=said
    ).book

    assert [("vanished", "kaos-m")] == [(q.kind, q.subject) for q in after.questions.values() if q.open]
    assert ({"kaos-m", "topi"}, 10) == (set(after.skus), after.skus["kaos-m"].on_hand)


def test_where_the_new_name_was_let_go_the_old_row_is_simply_gone() -> None:
    book = _step(_opened(), _sheet("KAOS-ME", 110.0), 110.0).book
    book = _step(book, _sheet(NEW, 120.0), 120.0).book
    first, second = sorted((q for q in book.questions.values() if q.open), key=lambda one: one.opened_at)
    for question, code in ((second, "rename"), (first, "rename")):
        seen, decisions = _sheet(NEW, 130.0), {question.id: Decision(code, "")}
        book = cycle(book, seen, remote(at=130.0, whole=False), now=130.0, decisions=decisions).book

    assert ["vanished"] == [one.kind for one in book.questions.values() if one.open]
    assert 10 == book.skus["kaos-m"].on_hand


def test_several_skus_changed_at_once_are_asked_about_by_their_rows() -> None:
    def tab(*names: str) -> TabView:
        return skus(*({"sku": name, "stock": 10, "active": True} for name in names))

    def seen(at: float, *names: str) -> Any:
        return view(tab(*names), links(), start(shopee=True), at=at)

    plan = cycle(Book("s"), seen(100.0, "A", "B", "C"), now=100.0)
    later = seen(110.0, "A2", "B", "C2")
    inputs = Inputs(later, inspect(later, plan.book), {}, (), ("shopee",), plan.looked)
    book = reconcile(plan.book, inputs, RULES, lambda _shop, units: units, 110.0).book

    assert {"a\x1fa2", "c\x1fc2"} == {one.subject for one in book.questions.values() if one.open}


def test_a_question_that_an_older_version_asked_carries_the_old_balance_over() -> None:
    book = _step(_opened(), _sheet(NEW, 110.0), 110.0).book
    asked = _question(book)
    older = replace(asked, params=asked.params[:2])
    book = replace(book, questions={**book.questions, asked.id: older})
    after = _step(book, _sheet(NEW, 120.0), 120.0, "rename").book

    assert ({"kaos-merah"}, 10) == (set(after.skus), after.skus["kaos-merah"].on_hand)
