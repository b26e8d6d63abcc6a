"""What the layout makes, adopts and leaves alone, and how columns are found after people moved them."""

from __future__ import annotations

import pytest
from gateway_stage import TITLES, Stage, Words, swap_of

from engine.errors import LayoutBroken, SheetUnavailable
from engine.model.sheet import CellWrite, SheetWrite
from engine.sheets.schema import TABS


def letter(stage: Stage, header: str, title: str = "SKU") -> str:
    return chr(65 + stage.person.column(title, header))


def test_every_tab_has_its_columns_in_order(stage: Stage) -> None:
    report = stage.desk().layout()
    assert report.created == tuple(tab.name for tab in TABS)
    for tab in TABS:
        expected = [Words().header(tab.name, name) for name in tab.names]
        assert stage.entered(TITLES[tab.name])[0] == expected
    assert stage.titles()["_selaras"]
    assert not stage.titles()["Mulai"]


def test_a_second_layout_changes_nothing_and_writes_nothing(stage: Stage) -> None:
    desk = stage.desk()
    desk.layout()
    before = stage.state(), stage.calls()
    assert not desk.layout().changed
    assert stage.state() == before[0]
    assert stage.calls() == (before[1][0] + 3, before[1][1])


def test_codes_that_people_type_stay_text_and_counts_are_shown_whole(stage: Stage) -> None:
    stage.desk().layout()
    stage.person.type("SKU", "A2", "00123")
    stage.person.type("SKU", "E2", "+5")
    stage.person.type("SKU", "D2", "1200")
    assert stage.entered("SKU")[1][:5] == ["00123", None, None, 1200, "+5"]
    assert stage.person.read("SKU", "D2")[0] == ["1200"]


def test_ticks_are_checkboxes_and_headers_say_what_they_mean(stage: Stage) -> None:
    stage.desk().layout()
    assert stage.rule("SKU", 1, 10) == {"type": "BOOLEAN"}
    assert stage.note("SKU", 0, 3) == "skus: stock"


def test_a_row_that_a_filter_hides_gets_its_checkbox_too(stage: Stage) -> None:
    stage.person.add_tab("SKU")
    stage.person.paste("SKU", "A1", "SKU\tStok\nKAOS-M\t12\nTOPI\t3")
    stage.person.filter("SKU", "A", ["KAOS-M"])
    stage.desk().layout()
    (column,) = [at for at, header in enumerate(stage.entered("SKU")[0]) if header == "active"]
    assert [stage.rule("SKU", row, column) for row in (1, 2)] == [{"type": "BOOLEAN"}] * 2


@pytest.mark.parametrize("title", ["Stok toko", "SKU"])
def test_a_stock_tab_of_the_sellers_own_is_adopted_as_it_is(stage: Stage, title: str) -> None:
    stage.person.add_tab(title)
    stage.person.paste(title, "A1", "Nama Barang\tKode SKU\tStatus\tQty\nKaos\tKAOS-M\tbagus\t12")
    report = stage.desk().layout()
    assert report.adopted == title
    assert "skus.status" in report.added
    assert "skus.stock" not in report.added
    rows = stage.entered(title)
    assert rows[0][:5] == ["Nama Barang", "Kode SKU", "Status", "Qty", "variant"]
    assert rows[1][:4] == ["Kaos", "KAOS-M", "bagus", 12]
    assert not any(rows[1][4:])
    desk = stage.desk()
    desk.open("engine-a")
    tab = desk.read().tabs["skus"]
    assert (tab.text(0, "sku"), tab.cell(0, "stock"), tab.cell(0, "status")) == ("KAOS-M", 12, None)


def test_a_foreign_tab_of_the_same_title_is_left_alone(stage: Stage) -> None:
    stage.person.add_tab("Pesanan")
    stage.person.paste("Pesanan", "A1", "daftar belanja\nberas")
    report = stage.desk().layout()
    assert "orders" in report.created
    assert stage.entered("Pesanan") == [["daftar belanja"], ["beras"]]
    assert "Pesanan (Selaras)" in stage.titles()
    assert not stage.desk().layout().changed


def test_an_empty_tab_of_that_title_is_filled(stage: Stage) -> None:
    stage.person.add_tab("Pesanan")
    report = stage.desk().layout()
    assert "orders" not in report.created
    assert stage.entered("Pesanan")[0][0] == "shop"


def test_moved_renamed_and_inserted_columns_are_found(stage: Stage) -> None:
    desk = stage.opened(("A", "Kaos", "M", 10))
    desk.read()
    stage.person.move_column("SKU", "D", "A")
    stage.person.type("SKU", "A1", "Jumlah di rak")
    stage.person.insert_columns("SKU", "B", 2)
    before = stage.calls()
    view = desk.read()
    assert stage.calls()[0] - before[0] == 4
    assert (view.tabs["skus"].text(0, "sku"), view.tabs["skus"].cell(0, "stock")) == ("A", 10)
    desk.write(swap_of("A", 1, 10, 8), view)
    assert stage.person.read("SKU", "A2")[0] == ["8"]


def test_a_quiet_read_is_one_request(stage: Stage) -> None:
    desk = stage.opened(("A", "Kaos", "M", 10))
    desk.read()
    before = stage.calls()
    desk.read()
    assert stage.calls() == (before[0] + 1, before[1])


def test_a_header_that_was_cleared_is_still_known_by_its_mark(stage: Stage) -> None:
    desk = stage.opened(("A", "", "", 10))
    desk.read()
    stage.person.clear("SKU", "D1")
    assert desk.read().tabs["skus"].cell(0, "stock") == 10


def test_a_column_that_was_deleted_is_named_and_brought_back_by_the_layout(stage: Stage) -> None:
    desk = stage.opened(("A", "", "", 10))
    desk.read()
    stage.person.delete_columns("SKU", letter(stage, "buffer"))
    with pytest.raises(LayoutBroken) as caught:
        desk.read()
    assert caught.value.params == {"tab": "skus", "column": "buffer"}
    assert stage.desk().layout().added == ("skus.buffer",)
    assert desk.read().tabs["skus"].cell(0, "stock") == 10


def test_a_tab_that_was_renamed_is_found_and_one_that_was_deleted_is_named(stage: Stage) -> None:
    desk = stage.opened(("A", "", "", 10))
    view = desk.read()
    stage.person.rename_tab("SKU", "Gudang's")
    assert desk.read().tabs["skus"].cell(0, "stock") == 10
    assert desk.write(swap_of("A", 1, 10, 8), view).applied
    stage.person.delete_tab("Pesanan")
    with pytest.raises(LayoutBroken) as caught:
        desk.read()
    assert caught.value.params == {"tab": "orders"}


def test_a_tab_deleted_between_read_and_write_is_named(stage: Stage) -> None:
    desk = stage.opened(("A", "", "", 10))
    view = desk.read()
    stage.meanwhile(lambda: stage.person.delete_tab("Panduan"))
    with pytest.raises(LayoutBroken) as caught:
        desk.write(SheetWrite(1, cells=(CellWrite("guide", 1, "topic", "x"),)), view)
    assert caught.value.params == {"tab": "guide"}


def test_a_copied_column_does_not_confuse(stage: Stage) -> None:
    desk = stage.opened(("A", "", "", 10))
    desk.read()
    stage.person.insert_columns("SKU", "A")
    stage.person.copy("SKU", "E1:E2", "A1:A2")
    stage.person.type("SKU", "A2", "99")
    assert desk.read().tabs["skus"].cell(0, "stock") == 10


def test_a_full_read_of_columns_that_moved_since_the_light_one_is_none(stage: Stage) -> None:
    desk = stage.opened(("A", "Kaos", "M", 10))
    desk.read()
    stage.person.move_column("SKU", "D", "A")
    with pytest.raises(SheetUnavailable):
        desk.inspect([1])
    desk.read()
    assert desk.inspect([1])[1].cell.value == 10


def test_columns_that_move_while_they_are_looked_for_are_not_mistaken(stage: Stage) -> None:
    desk = stage.opened(("A", "Kaos", "M", 10, "+3"))
    desk.read()
    stage.person.move_column("SKU", "D", "A")
    stage.meanwhile(lambda: stage.person.move_column("SKU", "E", "A"), before="values")
    stage.meanwhile(lambda: stage.person.move_column("SKU", "C", "A"), before="book")
    tab = desk.read().tabs["skus"]
    assert [tab.cell(0, name) for name in ("sku", "name", "variant", "stock", "entry")] == [
        "A",
        "Kaos",
        "M",
        10,
        "+3",
    ]


def test_of_a_large_sheet_some_tabs_are_read_in_turn(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.sheets.desk.MANY_ROWS", 1)
    desk = stage.opened(("A", "", "", 1), ("B", "", "", 2))
    assert len(desk.read().tabs) == 6
    before = stage.calls()
    seen = [set(desk.read().tabs) for _ in range(3)]
    always = {"start", "skus", "conflicts"}
    assert sorted(next(iter(tabs - always)) for tabs in seen) == ["guide", "links", "orders"]
    assert all(always < tabs and len(tabs) == 4 for tabs in seen)
    assert stage.calls()[0] - before[0] == 3
