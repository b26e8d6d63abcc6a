"""Engine cells, new rows, times and texts: what a batch leaves in the sheet."""

from __future__ import annotations

import pytest
from gateway_stage import START, Stage

from engine.errors import LayoutBroken
from engine.model.sheet import CellWrite, RowAppend, SheetWrite


def test_engine_cells_land_where_they_belong_in_one_write(stage: Stage) -> None:
    desk = stage.opened(("A", "", "", 1), ("B", "", "", 2), ("C", "", "", 3))
    cells = tuple(
        CellWrite("skus", row, column, value)
        for row, reserved, available, status in ((1, 1, 0, "ok"), (2, 0, 2, "ok"), (3, 3, 0, None))
        for column, value in (("reserved", reserved), ("available", available), ("status", status))
    )
    view = desk.read()
    before = stage.calls()
    answer = desk.write(SheetWrite(1, cells=cells), view)
    assert (answer.applied, answer.copies, answer.number) == (True, (), 1)
    assert stage.calls() == (before[0], before[1] + 1)
    tab = desk.read().tabs["skus"]
    assert [tab.cell(i, "reserved") for i in range(3)] == [1, 0, 3]
    assert [tab.cell(i, "available") for i in range(3)] == [0, 2, 0]
    assert [tab.cell(i, "status") for i in range(3)] == ["ok", "ok", None]
    desk.write(SheetWrite(2, cells=(CellWrite("skus", 2, "status", None),)), desk.read())
    assert desk.read().tabs["skus"].cell(1, "status") is None


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@x", "'x", "00123", "1.000", "TRUE", "2026-01-01", "a\tb"]
)
def test_external_text_stays_the_text_that_it_is(stage: Stage, text: str) -> None:
    desk = stage.opened(("A", "", "", 1))
    desk.write(SheetWrite(1, cells=(CellWrite("skus", 1, "receipt", text),)), desk.read())
    desk.write(SheetWrite(2, appends=(RowAppend("guide", (("answer", text), ("topic", text))),)), desk.read())
    view = desk.read()
    assert view.tabs["skus"].cell(0, "receipt") == text
    assert (view.tabs["guide"].cell(0, "topic"), view.tabs["guide"].cell(0, "answer")) == (text, text)


def test_moments_travel_as_unix_seconds_and_stand_as_local_time(stage: Stage) -> None:
    desk = stage.opened()
    row = RowAppend("start", (("shop", "toko-a"), ("last_read", int(START))))
    desk.write(SheetWrite(1, appends=(row,)), desk.read())
    assert desk.read().tabs["start"].cell(0, "last_read") == int(START)
    assert stage.person.read("Mulai", "D2")[0] == ["2026-09-21 21:13"]
    desk.write(SheetWrite(2, cells=(CellWrite("start", 1, "last_read", int(START) + 61),)), desk.read())
    assert desk.read().tabs["start"].cell(0, "last_read") == int(START) + 61


def test_new_rows_come_after_the_last_one_with_what_people_need(stage: Stage) -> None:
    desk = stage.opened(("A", "", "", 1))
    news = tuple(RowAppend("skus", (("sku", f"0{n}"), ("stock", n), ("active", True))) for n in (1, 2))
    desk.write(SheetWrite(1, appends=news), desk.read())
    tab = desk.read().tabs["skus"]
    assert [tab.text(i, "sku") for i in range(3)] == ["A", "01", "02"]
    assert [tab.cell(i, "active") for i in range(3)] == [None, True, True]
    stage.person.type("SKU", "A4", "0099")
    assert desk.read().tabs["skus"].text(2, "sku") == "0099"
    assert stage.rule("SKU", 3, 10) == {"type": "BOOLEAN"}


def test_a_row_that_a_person_began_meanwhile_is_never_overwritten(stage: Stage) -> None:
    desk = stage.opened(("A", "", "", 1))
    view = desk.read()
    stage.meanwhile(lambda: stage.person.type("SKU", "A3", "MINE"))
    desk.write(SheetWrite(1, appends=(RowAppend("skus", (("sku", "NEW"), ("stock", 5))),)), view)
    tab = desk.read().tabs["skus"]
    assert [(tab.text(i, "sku"), tab.cell(i, "stock")) for i in range(3)] == [
        ("A", 1),
        ("NEW", 5),
        ("MINE", None),
    ]


def test_a_question_comes_with_its_own_choices(stage: Stage) -> None:
    desk = stage.opened()
    rows = tuple(
        RowAppend("conflicts", (("id", f"Q{n}"), ("event", "?")), (f"ya {n}", "tidak")) for n in (1, 2)
    )
    desk.write(SheetWrite(1, appends=rows), desk.read())
    lists = [
        [value["userEnteredValue"] for value in (stage.rule("Konflik", row, 5) or {})["values"]]
        for row in (1, 2)
    ]
    assert lists == [["ya 1", "tidak"], ["ya 2", "tidak"]]
    assert stage.rule("Konflik", 3, 5) is None


def test_a_tab_that_is_full_grows(stage: Stage) -> None:
    desk = stage.opened()
    first = tuple(RowAppend("start", (("shop", f"toko-{n:02d}"),)) for n in range(49))
    desk.write(SheetWrite(1, appends=first), desk.read())
    stage.person.delete_rows("Mulai", 51, 49)
    desk.open("engine-a")
    more = tuple(RowAppend("start", (("shop", f"lagi-{n}"),)) for n in range(3))
    desk.write(SheetWrite(1, appends=more), desk.read())
    tab = desk.read().tabs["start"]
    assert [tab.text(i, "shop") for i in (0, 48, 49, 51)] == ["toko-00", "toko-48", "lagi-0", "lagi-2"]


def test_a_row_of_unticked_boxes_is_no_row(stage: Stage) -> None:
    desk = stage.opened(("A", "", "", 1))
    stage.person.tick("SKU", "K9", on=False)
    view = desk.read()
    assert len(view.tabs["skus"].rows) == 1
    desk.write(SheetWrite(1, appends=(RowAppend("skus", (("sku", "B"),)),)), view)
    assert [row[0] for row in desk.read().tabs["skus"].rows] == ["A", "B"]


def test_a_tab_that_nobody_knows_is_named(stage: Stage) -> None:
    desk = stage.opened()
    with pytest.raises(LayoutBroken):
        desk.write(SheetWrite(1, cells=(CellWrite("sales", 1, "x", 1),)), desk.read())
