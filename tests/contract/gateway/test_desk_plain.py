"""What a plain write meets, and what it puts back: the accidents of a sheet where swaps do not work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from gateway_stage import Stage, intent

from engine.errors import SheetUnknown
from engine.model.book import PendingBatch
from engine.model.sheet import CellWrite, Copy, Intent, SheetWrite, SwapMode
from engine.sheets.desk import SheetDesk

PLAIN = SheetWrite(1, intents=(intent("A", 1, 10, 8, mode="plain"),))


def made(stage: Stage, desk: SheetDesk, *moves: Callable[[], None]) -> tuple[Copy, ...]:
    """The copies of A's plain write from 10 to 8; one move in the instant before each write that it takes."""
    view = desk.read()
    follow(stage, moves)
    return desk.write(PLAIN, view).copies


def follow(stage: Stage, moves: Sequence[Callable[[], None]]) -> None:
    """The first of these moves before the next write, the second before the one after it, and so on."""

    def move() -> None:
        moves[0]()
        follow(stage, moves[1:])

    if moves:
        stage.meanwhile(move)


def typing(stage: Stage, text: str) -> Callable[[], None]:
    """Somebody types this into A's `Stok`."""
    return lambda: stage.person.type("SKU", "Stok", text, row="A")


def sorting(stage: Stage) -> Callable[[], None]:
    """Somebody sorts by SKU."""
    return lambda: stage.person.sort("SKU", "A")


def test_what_it_expected_is_written_over(stage: Stage) -> None:
    (copy,) = made(stage, stage.opened(("A", "", "", 10)))
    assert (copy.key, copy.content) == ("A", 10)
    assert stage.see("Stok", "A") == "8"


TYPED = [
    ("13", "13", False),
    ("habis", "habis", False),
    ("=5+5", "10", True),
    ("=NA()", "#N/A", True),
    ("7.5", "7.5", False),
]


@pytest.mark.parametrize(("typed", "shown", "formula"), TYPED)
def test_what_a_person_typed_in_that_instant_is_put_back(
    stage: Stage, typed: str, shown: str, formula: bool
) -> None:
    desk = stage.opened(("A", "", "", 10))
    assert () == made(stage, desk, typing(stage, typed))
    assert stage.see("Stok", "A") == shown
    assert formula == desk.inspect([1])[1].cell.formula


@pytest.mark.parametrize(("typed", "shown", "formula"), TYPED)
def test_what_a_person_typed_while_columns_were_dragged_is_put_back(
    stage: Stage, typed: str, shown: str, formula: bool
) -> None:
    desk = stage.opened(("A", "", "", 10))

    def both() -> None:
        typing(stage, typed)()
        stage.person.move_column("SKU", "L", "H")

    assert () == made(stage, desk, both)
    assert stage.see("Stok", "A") == shown
    desk.read()
    assert formula == desk.inspect([1])[1].cell.formula


def test_a_cell_that_a_person_emptied_in_that_instant_is_empty_again(stage: Stage) -> None:
    desk = stage.opened(("A", "", "", 10))
    assert () == made(stage, desk, lambda: stage.person.clear("SKU", "D2"))
    assert stage.see("Stok", "A") == ""


@pytest.mark.parametrize(("typed", "shown", "formula"), [*TYPED, ("10", "10", False)])
def test_what_stood_in_the_row_of_another_sku_is_put_back(
    stage: Stage, typed: str, shown: str, formula: bool
) -> None:
    desk = stage.opened(("B", "", "", 10), ("A", "", "", typed))
    write = SheetWrite(1, intents=(intent("B", 1, 10, 8, mode="plain"),))
    view = desk.read()
    stage.meanwhile(sorting(stage))
    assert () == desk.write(write, view).copies
    assert (stage.see("Stok", "A"), stage.see("Stok", "B")) == (shown, "10")
    assert formula == desk.inspect([1])[1].cell.formula


def test_a_row_that_moves_before_the_repair_is_followed(stage: Stage) -> None:
    desk = stage.opened(("C", "", "", 5), ("A", "", "", 10), ("B", "", "", 3))
    write = SheetWrite(1, intents=(intent("A", 2, 10, 8, mode="plain"),))
    view = desk.read()
    follow(stage, [typing(stage, "=NA()"), sorting(stage)])
    assert () == desk.write(write, view).copies
    assert ["#N/A", "3", "5"] == [stage.see("Stok", sku) for sku in "ABC"]


def test_what_is_typed_before_the_repair_is_right(stage: Stage) -> None:
    desk = stage.opened(("A", "", "", 10))
    (copy,) = made(stage, desk, typing(stage, "habis"), typing(stage, "21"))
    assert copy.content == "habis"
    assert stage.see("Stok", "A") == "21"


def test_a_row_without_a_sku_gets_its_number_back_where_it_is(stage: Stage) -> None:
    desk = stage.opened(("A", "", "", 10))
    assert () == made(stage, desk, lambda: stage.person.clear("SKU", "A2"))
    assert stage.person.read("SKU", "D2") == [["10"]]


@pytest.mark.parametrize(("typed", "shown", "formula"), TYPED)
def test_a_batch_whose_answer_was_lost_is_put_right_when_it_is_settled(
    stage: Stage, typed: str, shown: str, formula: bool
) -> None:
    desk = stage.opened(("A", "", "", 10))
    view = desk.read()
    stage.meanwhile(typing(stage, typed))
    stage.lose_next_answer(after=True)
    with pytest.raises(SheetUnknown):
        desk.write(PLAIN, view)
    desk.open("engine-a", own_epoch=1)
    assert () == desk.settle(PendingBatch(1, PLAIN, view.read_at)).copies
    assert stage.see("Stok", "A") == shown
    assert formula == desk.inspect([1])[1].cell.formula


def test_a_batch_whose_repair_had_no_answer_either_is_settled_at_the_next_start(stage: Stage) -> None:
    desk = stage.opened(("A", "", "", 10))
    view = desk.read()
    write = replace(PLAIN, cells=(CellWrite("skus", 1, "status", "OK"),))
    stage.person.type("SKU", "notes", "penting", row="A")
    # The engine's status lands in the notes.
    stage.meanwhile(lambda: stage.person.move_column("SKU", "L", "I"))
    stage.lose_next_answer(after=True)
    with pytest.raises(SheetUnknown):
        desk.write(write, view)
    desk.open("engine-a", own_epoch=1)
    stage.lose_next_answer(after=True)
    with pytest.raises(SheetUnknown):
        desk.settle(PendingBatch(1, write, view.read_at))
    desk.open("engine-a", own_epoch=2)
    answer = desk.settle(PendingBatch(1, write, view.read_at))
    assert [(copy.key, copy.content) for copy in answer.copies] == [("A", 10)]
    assert (stage.see("notes", "A"), stage.see("Stok", "A")) == ("penting", "8")


def entry_of_a(mode: SwapMode) -> Intent:
    """The clearing of a 5 in A's `+/-`."""
    return Intent("skus", ("A",), "entry", 1, 5, "", mode)


def test_an_entry_shown_otherwise_is_met_by_no_swap_and_cleared_by_a_plain_write(stage: Stage) -> None:
    desk = stage.opened(("A", "", "", 10))
    stage.person.number_format("SKU", "E2", "NUMBER", "0.00")
    stage.person.type("SKU", "+/-", "5", row="A")
    view = desk.read()
    full = desk.inspect([1])[1].entry
    assert (5, "number", "NUMBER", "5.00", False) == (
        full.value, full.kind, full.format, full.shown, full.formula,
    )  # fmt: skip
    (missed,) = desk.write(SheetWrite(1, intents=(entry_of_a("swap"),)), view).copies
    assert (5, 0, "5.00") == (missed.content, missed.changed, stage.see("+/-", "A"))
    (cleared,) = desk.write(SheetWrite(2, intents=(entry_of_a("plain"),)), view).copies
    assert (5, "") == (cleared.content, stage.see("+/-", "A"))


def test_plain_writes_side_by_side_both_put_back_what_they_met(stage: Stage) -> None:
    desk = stage.opened(("A", "", "", 10))
    stage.person.number_format("SKU", "E2", "", "")
    stage.person.type("SKU", "+/-", "5", row="A")
    view = desk.read()
    stage.meanwhile(lambda: stage.person.paste("SKU", "D2", [["13", "8"]]))
    both = (entry_of_a("plain"), intent("A", 1, 10, 15, mode="plain"))
    assert () == desk.write(SheetWrite(1, intents=both), view).copies
    assert ("13", "8") == (stage.see("Stok", "A"), stage.see("+/-", "A"))
