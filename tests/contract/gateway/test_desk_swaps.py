"""What a batch does to people's cells, and what the copies say of it: the accidents of the sheet protocol."""

from __future__ import annotations

import pytest
from gateway_stage import Stage, Stages, intent, swap_of

from engine.model.sheet import Copy, Intent, SheetWrite, Value
from engine.sheets.desk import SheetDesk


def only(desk: SheetDesk, write: SheetWrite) -> Copy:
    """The one copy of a batch with one intent, written right after a read."""
    (copy,) = desk.write(write, desk.read()).copies
    return copy


def what(copy: Copy) -> tuple[str, Value, int | None, bool]:
    return copy.key, copy.content, copy.changed, copy.repeated


def test_a_cell_that_still_shows_its_base_is_swapped(stage: Stage) -> None:
    desk = stage.opened(("KAOS-M", "Kaos", "M", 10))
    copy = only(desk, swap_of("KAOS-M", 1, 10, 8))
    assert what(copy) == ("KAOS-M", 10, 1, False)
    assert stage.see("Stok", "KAOS-M") == "8"
    assert desk.read().tabs["skus"].cell(0, "stock") == 8


def test_a_number_typed_between_read_and_write_survives(stage: Stage) -> None:
    desk = stage.opened(("KAOS-M", "Kaos", "M", 10))
    view = desk.read()
    stage.meanwhile(lambda: stage.person.type("SKU", "Stok", "13", row="KAOS-M"))
    (copy,) = desk.write(swap_of("KAOS-M", 1, 10, 8), view).copies
    assert what(copy) == ("KAOS-M", 13, 0, False)
    assert stage.see("Stok", "KAOS-M") == "13"


def test_a_sort_between_read_and_write_shows_in_the_copy(stage: Stage) -> None:
    desk = stage.opened(("B", "", "", 10), ("A", "", "", 10))
    view = desk.read()
    stage.meanwhile(lambda: stage.person.sort("SKU", "A"))
    (copy,) = desk.write(swap_of("B", 1, 10, 8), view).copies
    assert what(copy) == ("A", 10, 1, False)
    assert (stage.see("Stok", "A"), stage.see("Stok", "B")) == ("8", "10")


def test_a_row_without_a_key_is_told_apart(stage: Stage) -> None:
    desk = stage.opened(("A", "", "", 10))
    view = desk.read()
    stage.meanwhile(lambda: stage.person.clear("SKU", "A2"))
    (copy,) = desk.write(swap_of("A", 1, 10, 8), view).copies
    assert what(copy) == ("", 10, 1, False)


def test_a_number_in_the_key_column_is_nobodys_key(stage: Stage) -> None:
    desk = stage.opened(("00123", "", "", 10))
    view = desk.read()

    def break_key() -> None:
        stage.person.number_format("SKU", "A2", "NUMBER", "0")
        stage.person.type("SKU", "A2", "123")

    stage.meanwhile(break_key)
    (copy,) = desk.write(swap_of("00123", 1, 10, 8), view).copies
    assert copy.key == ""


def test_a_copied_row_is_noticed(stage: Stage) -> None:
    desk = stage.opened(("Kaos m", "", "", 10), ("B", "", "", 4))
    view = desk.read()
    stage.meanwhile(lambda: stage.person.type("SKU", "A3", "KAOS  M"))
    (copy,) = desk.write(swap_of("kaos m", 1, 10, 8), view).copies
    assert what(copy) == ("Kaos m", 10, 1, True)


def test_a_formula_is_never_swapped(stage: Stage) -> None:
    desk = stage.opened(("A", "", "", 10))
    view = desk.read()
    stage.meanwhile(lambda: stage.person.type("SKU", "D2", "=5+5"))
    (copy,) = desk.write(swap_of("A", 1, 10, 8), view).copies
    assert what(copy) == ("A", 10, 0, False)
    assert stage.entered("SKU")[1][3] == "=5+5"


def test_a_key_with_leading_zeros_stays_text_all_the_way(stage: Stage) -> None:
    desk = stage.opened(("00123", "", "", 10))
    assert desk.read().tabs["skus"].cell(0, "sku") == "00123"
    assert only(desk, swap_of("00123", 1, 10, 8)).key == "00123"
    assert stage.entered("SKU")[1][0] == "00123"
    assert stage.entered("_selaras")[0][5] == "00123"


def test_a_ledger_below_zero_is_written_as_it_is(stage: Stage) -> None:
    desk = stage.opened(("A", "", "", 1))
    only(desk, swap_of("A", 1, 1, -2))
    assert desk.read().tabs["skus"].cell(0, "stock") == -2
    assert only(desk, swap_of("A", 1, -2, 3, number=2)).changed == 1


def test_a_number_shown_with_a_unit_is_a_miss_that_is_noticed(stage: Stage) -> None:
    desk = stage.opened(("A", "", "", 28))
    stage.person.number_format("SKU", "D2", "NUMBER", '0" pcs"')
    assert what(only(desk, swap_of("A", 1, 28, 27))) == ("A", 28, 0, False)
    assert stage.see("Stok", "A") == "28 pcs"


def test_a_thousand_is_swapped_in_an_indonesian_sheet(stages: Stages) -> None:
    with stages(locale="id_ID") as stage:
        desk = stage.opened(("A", "", "", 1200))
        assert only(desk, swap_of("A", 1, 1200, 999)).changed == 1
        assert stage.see("Stok", "A") == "999"


def test_a_consumed_entry_is_cleared(stage: Stage) -> None:
    desk = stage.opened(("A", "", "", 10, "+5"))
    copy = only(desk, SheetWrite(1, intents=(intent("A", 1, "+5", "", column="entry"),)))
    assert what(copy) == ("A", "+5", 1, False)
    assert desk.read().tabs["skus"].cell(0, "entry") is None


def test_an_entry_that_grew_meanwhile_stays(stage: Stage) -> None:
    desk = stage.opened(("A", "", "", 10, "+5"))
    view = desk.read()
    stage.meanwhile(lambda: stage.person.type("SKU", "E2", "+7"))
    write = SheetWrite(1, intents=(intent("A", 1, "+5", "", column="entry"),))
    (copy,) = desk.write(write, view).copies
    assert what(copy) == ("A", "+7", 0, False)
    assert stage.see("+/-", "A") == "+7"


def test_where_numbers_never_match_the_start_says_so(stages: Stages) -> None:
    with stages(numbers="never") as stage:
        desk = stage.desk()
        desk.layout()
        stage.person.type("SKU", "SKU", "A", row=2)
        stage.person.type("SKU", "Stok", "10", row=2)
        assert not desk.open("engine-a").number_swaps
        assert what(only(desk, swap_of("A", 1, 10, 8))) == ("A", 10, 0, False)
        plain = SheetWrite(2, intents=(intent("A", 1, 10, 8, mode="plain"),))
        assert what(only(desk, plain)) == ("A", 10, None, False)
        assert stage.see("Stok", "A") == "8"


def test_where_numbers_match_the_start_says_so(stage: Stage) -> None:
    desk = stage.desk()
    desk.layout()
    assert desk.open("engine-a").number_swaps


def link_rows(stage: Stage, desk: SheetDesk) -> None:
    for number, (shop, listing) in enumerate((("toko-a", "1:2"), ("toko-b", "0007")), 2):
        stage.person.type("Tautan", "shop", shop, row=number)
        stage.person.type("Tautan", "id", listing, row=number)
    desk.read()


def test_a_blank_is_filled_behind_its_copy(stage: Stage) -> None:
    desk = stage.opened()
    link_rows(stage, desk)
    fill = Intent("links", ("toko-b", "0007"), "master", 2, None, "KAOS-M*3", "fill")
    copy = only(desk, SheetWrite(1, intents=(fill,)))
    assert what(copy) == ("toko-b\x1f0007", None, None, False)
    assert stage.person.read("Tautan", "J3")[0] == ["KAOS-M*3"]


def test_a_person_faster_than_a_fill_is_on_record(stage: Stage) -> None:
    desk = stage.opened()
    link_rows(stage, desk)
    view = desk.read()
    stage.meanwhile(lambda: stage.person.type("Tautan", "J2", "TOPI"))
    fill = Intent("links", ("toko-a", "1:2"), "master", 1, None, "KAOS-M", "fill")
    (copy,) = desk.write(SheetWrite(1, intents=(fill,)), view).copies
    assert (copy.key, copy.content) == ("toko-a\x1f1:2", "TOPI")


def test_a_shorter_batch_after_a_longer_one_finds_only_its_own_copies(stage: Stage) -> None:
    desk = stage.opened(("A", "", "", 1), ("B", "", "", 2))
    both = SheetWrite(1, intents=(intent("A", 1, 1, 5), intent("B", 2, 2, 6)))
    assert [c.key for c in desk.write(both, desk.read()).copies] == ["A", "B"]
    assert [c.key for c in desk.write(swap_of("B", 2, 6, 7, number=2), desk.read()).copies] == ["B"]
    desk.open("engine-a", own_epoch=1)
    assert [(c.key, c.content) for c in desk.recall().copies] == [("B", 6)]


@pytest.mark.parametrize(("header", "told"), [("F1", ["A"]), ("D1", []), ("A1", [])])
def test_only_what_rests_on_a_header_that_changed_is_not_recalled(
    stage: Stage, header: str, told: list[str]
) -> None:
    desk = stage.opened(("A", "", "", 10))
    view = desk.read()
    stage.meanwhile(lambda: stage.person.type("SKU", header, "Apa saja"))
    desk.write(swap_of("A", 1, 10, 8), view)
    desk.open("engine-a", own_epoch=1)
    assert [copy.key for copy in desk.recall().copies] == told


def test_a_full_read_tells_a_date_from_a_count(stage: Stage) -> None:
    desk = stage.opened(("A", "", "", 7), ("B", "", "", "2026-03-01"), ("C",))
    desk.read()
    found = desk.inspect((1, 2, 3, 4))
    assert {row: (one.key, one.cell.kind, one.cell.shown) for row, one in found.items()} == {
        1: ("A", "number", "7"),
        2: ("B", "number", found[2].cell.shown),
        3: ("C", "blank", ""),
    }
    assert found[2].cell.value != found[2].cell.shown
    assert desk.inspect(()) == {}


def test_a_full_read_tells_a_formula_from_a_count(stage: Stage) -> None:
    desk = stage.opened(("A", "", "", "=4+4"), ("B", "", "", 8))
    desk.read()
    found = desk.inspect((1, 2))
    assert [(found[row].cell.value, found[row].cell.formula) for row in (1, 2)] == [(8, True), (8, False)]


def test_a_full_read_of_any_rows_is_one_call(stage: Stage) -> None:
    desk = stage.opened(*((f"S{n}", "", "", n) for n in range(1, 9)))
    desk.read()
    before = stage.calls()
    assert sorted(desk.inspect((1, 2, 3, 5, 8))) == [1, 2, 3, 5, 8]
    assert stage.calls() == (before[0] + 1, before[1])


@pytest.mark.parametrize("expected", [None, ""])
def test_a_swap_never_expects_a_blank(stage: Stage, expected: Value) -> None:
    desk = stage.opened(("A", "", "", 7))
    view = desk.read()
    with pytest.raises(ValueError, match="blank"):
        desk.write(swap_of("A", 1, expected, 8), view)
