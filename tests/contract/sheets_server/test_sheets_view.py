"""What a page is told of a tab, what it may do there, which row an edit means, and how it is taken back."""

from __future__ import annotations

from typing import Any

import pytest
from sheets_clients import HandClock

from sandbox.sheets import Person, Rejected, SheetsServer
from sandbox.sheets.errors import ApiError
from sandbox.sheets.view_rows import Stale

ROWS = [["SKU", "Nama", "Stok"], ["A", "Apel", "3"], ["B", "Bayam", "1"], ["C", "Cabai", "2"]]


@pytest.fixture
def tab(server: SheetsServer, book: str, person: Person) -> Person:
    person.paste("Sheet1", "A1", ROWS)
    properties = {"sheetId": 0, "gridProperties": {"frozenRowCount": 1}}
    person.do(
        {"updateSheetProperties": {"properties": properties, "fields": "gridProperties.frozenRowCount"}}
    )
    return person


def row(server: SheetsServer, book: str, at: int) -> dict[str, Any]:
    """A row as a page names it that looks now."""
    told = server.view(book, 0)
    uid = told["order"][at]
    cells = told["rows"][uid][1] if uid else []
    return {"u": uid, "at": at, "first": next((cell[0] for cell in cells if cell[0]), "")}


def edit(server: SheetsServer, book: str, **body: Any) -> dict[str, Any]:
    return server.edit(book, {"sheetId": 0, **body})


def shown(tab: Person, cells: str = "A2:C4") -> list[str]:
    return [" ".join(line) for line in tab.read("Sheet1", cells)]


FRUIT = ["A Apel 3", "B Bayam 1", "C Cabai 2"]

# What is told.


def test_only_what_is_new_is_told(server: SheetsServer, book: str, tab: Person) -> None:
    first = server.view(book, 0)
    assert len(first["order"]) == 1000
    assert [cell[0] for cell in first["rows"][first["order"][1]][1]] == ["A", "Apel", "3"]
    seen = {"since": first["stamp"], "born": first["born"]}
    assert "rows" not in server.view(book, 0, **seen)
    tab.type("Sheet1", "C3", "7")
    second = server.view(book, 0, **seen)
    assert list(second["rows"]) == [first["order"][2]]
    assert "order" not in second
    tab.insert_rows("Sheet1", 2)
    third = server.view(book, 0, since=second["stamp"], born=second["born"])
    assert third["rows"] == {}
    assert third["order"][2:4] == first["order"][1:3]


def test_another_life_of_the_server_is_told_everything(server: SheetsServer, book: str, tab: Person) -> None:
    first = server.view(book, 0)
    assert "order" in server.view(book, 0, since=first["stamp"], born="another")


def test_cells_say_how_they_look_and_open(server: SheetsServer, book: str, tab: Person) -> None:
    tab.type("Sheet1", "A2", "'00123")
    tab.type("Sheet1", "B2", "=C2*2")
    tab.number_format("Sheet1", "C2", "NUMBER", "#,##0.0")
    tab.note("Sheet1", "C2", "hitung")
    told = server.view(book, 0)
    sku, name, stock = told["rows"][told["order"][1]][1]
    assert sku == ["00123", "t", {"e": "'00123"}]
    assert name == ["6", "n", {"e": "=C2*2"}]
    assert stock == ["3.0", "n", {"e": "3", "n": "hitung"}]


@pytest.mark.parametrize(
    ("formula", "coloured"),
    [
        ("=$C2>1", ["A", "C"]),
        ("=ISNUMBER($C2)*($C2<2)", ["B"]),
        ('=($A2<>"")*($C2=1)', ["B"]),
        ('=$B2="APEL"', ["A"]),
        ("=NOT($C2=TRUE)", ["A", "B", "C"]),
        ("=AND($C2>1;$C2<3)", ["C"]),
        ('=OR($A2="A";ISBLANK($C2))', ["A"]),
        ("=IF($C2>2;TRUE;FALSE)", ["A"]),
        ("=(NOW()-45000)>0", ["A", "B", "C"]),
        ("=$C$2=$C2", ["A"]),
        ("=LEN($B2)=5", ["B", "C"]),
        ("=$C2/0", []),
        ("=$B2*2", []),
        ("=SUM($C2:$C4)>2", ["A", "B"]),
        ("=COUNTIF($C$2:$C$4;$C2)=1", ["A", "B", "C"]),
        ("=$C2>", []),
        ("=$C2", ["A", "B", "C"]),
    ],
)
def test_a_colour_by_formula(
    server: SheetsServer, book: str, tab: Person, formula: str, coloured: list[str]
) -> None:
    area = {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 4, "startColumnIndex": 0, "endColumnIndex": 1}
    condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": formula}]}
    style = {"backgroundColor": {"red": 1.0}}
    rule = {"ranges": [area], "booleanRule": {"condition": condition, "format": style}}
    tab.do({"addConditionalFormatRule": {"rule": rule, "index": 0}})
    told = server.view(book, 0)
    cells = [told["rows"][uid][1][0] for uid in told["order"][1:4]]
    assert [cell[0] for cell in cells if len(cell) == 3 and cell[2]["s"] == {"bg": "#ff0000"}] == coloured
    assert told["calls"] == {0: len(coloured)}


def test_a_colour_that_depends_on_time_changes_without_an_edit(
    server: SheetsServer, book: str, tab: Person, clock: HandClock
) -> None:
    area = {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 1}
    tab.type("Sheet1", "C2", "=NOW()")
    tab.copy("Sheet1", "C2", "C2", values_only=True)
    condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": "=(NOW()-$C2)*86400>60"}]}
    rule = {
        "ranges": [area],
        "booleanRule": {"condition": condition, "format": {"backgroundColor": {"red": 1.0}}},
    }
    tab.do({"addConditionalFormatRule": {"rule": rule, "index": 0}})
    first = server.view(book, 0)
    assert first["calls"] == {0: 0}
    clock.time += 120
    second = server.view(book, 0, since=first["stamp"], born=first["born"])
    assert second["calls"] == {0: 1}
    assert list(second["rows"]) == [first["order"][1]]


# What is done, and taken back.


def test_typing_and_its_undo(server: SheetsServer, book: str, tab: Person) -> None:
    cells = [[0, 2, "9"], [1, 1, "=C2"]]
    done = edit(server, book, do="type", rows=[row(server, book, 1), row(server, book, 2)], cells=cells)
    assert shown(tab) == ["A Apel 9", "B 9 1", "C Cabai 2"]
    undone = edit(server, book, do="undo", id=done["undo"])
    assert shown(tab) == FRUIT
    edit(server, book, do="undo", id=undone["undo"])
    assert shown(tab) == ["A Apel 9", "B 9 1", "C Cabai 2"]


def test_typing_below_the_end_makes_rows(server: SheetsServer, book: str, tab: Person) -> None:
    beyond = {"u": 0, "at": 1003, "first": ""}
    edit(server, book, do="type", rows=[beyond], cells=[[0, 0, "Z"]])
    assert tab.see("Sheet1", "A1004") == "Z"


def test_a_single_cell_obeys_a_strict_rule(server: SheetsServer, book: str, tab: Person) -> None:
    area = {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 2, "startColumnIndex": 2, "endColumnIndex": 3}
    rule = {"condition": {"type": "NUMBER_GREATER", "values": [{"userEnteredValue": "0"}]}, "strict": True}
    tab.do({"setDataValidation": {"range": area, "rule": rule}})
    with pytest.raises(Rejected):
        edit(server, book, do="type", rows=[row(server, book, 1)], cells=[[0, 2, "-4"]])
    assert shown(tab) == FRUIT


@pytest.mark.parametrize(
    ("locale", "typed"),
    [("en_US", "0.5"), ("en_GB", "0.5"), ("id_ID", "0,5"), ("de_DE", "0,5"), ("fr_FR", "0,5")],
)
def test_a_number_opens_with_the_decimal_mark_of_its_locale(
    server: SheetsServer, book: str, tab: Person, locale: str, typed: str
) -> None:
    tab.do({"updateSpreadsheetProperties": {"properties": {"locale": locale}, "fields": "locale"}})
    tab.number_format("Sheet1", "C2", "NUMBER", "0")
    edit(server, book, do="type", rows=[row(server, book, 1)], cells=[[0, 2, typed]])
    told = server.view(book, 0)
    _, kind, more = told["rows"][told["order"][1]][1][2]
    assert (kind, more["e"]) == ("n", typed)


@pytest.mark.parametrize(
    ("column", "count", "before", "after"),
    [
        (0, 1, 3, ["Nama", "Stok", "SKU", ""]),
        (2, 1, 0, ["Stok", "SKU", "Nama", ""]),
        (0, 2, 3, ["Stok", "SKU", "Nama", ""]),
        (1, 2, 0, ["Nama", "Stok", "SKU", ""]),
        (1, 1, 26, ["SKU", "Stok", "", ""]),
    ],
)
def test_columns_are_carried_to_another_place_and_back(
    server: SheetsServer, book: str, tab: Person, column: int, count: int, before: int, after: list[str]
) -> None:
    done = edit(server, book, do="carry", column=column, count=count, before=before)
    assert tab.read("Sheet1", "A1:D1") == [after]
    undone = edit(server, book, do="undo", id=done["undo"])
    assert tab.read("Sheet1", "A1:C4") == ROWS
    edit(server, book, do="undo", id=undone["undo"])
    assert tab.read("Sheet1", "A1:D1") == [after]


def test_columns_that_have_changed_since_are_not_carried_back(
    server: SheetsServer, book: str, tab: Person
) -> None:
    done = edit(server, book, do="carry", column=0, count=1, before=3)
    tab.insert_columns("Sheet1", "A")
    with pytest.raises(Stale):
        edit(server, book, do="undo", id=done["undo"])
    assert tab.read("Sheet1", "A1:D1") == [["", "Nama", "Stok", "SKU"]]


@pytest.mark.parametrize(
    ("body", "after"),
    [
        ({"do": "insert", "row": 2, "count": 2}, ["A Apel 3", "  ", "  "]),
        ({"do": "insert", "row": 1, "below": True}, ["A Apel 3", "  ", "B Bayam 1"]),
        ({"do": "delete", "rows": [1, 3]}, ["B Bayam 1", "  ", "  "]),
        ({"do": "move", "rows": [1, 2], "before": 4}, ["C Cabai 2", "A Apel 3", "B Bayam 1"]),
        ({"do": "move", "rows": [3], "before": 1}, ["C Cabai 2", "A Apel 3", "B Bayam 1"]),
        ({"do": "sort", "column": 2}, ["B Bayam 1", "C Cabai 2", "A Apel 3"]),
        ({"do": "sort", "column": 0, "descending": True}, ["C Cabai 2", "B Bayam 1", "A Apel 3"]),
    ],
)
def test_rows_change_and_come_back(
    server: SheetsServer, book: str, tab: Person, body: dict[str, Any], after: list[str]
) -> None:
    named = {name: row(server, book, body[name]) for name in ("row", "before") if name in body}
    if "rows" in body:
        named["rows"] = [row(server, book, at) for at in body["rows"]]
    done = edit(server, book, **{**body, **named})
    assert shown(tab) == after
    undone = edit(server, book, do="undo", id=done["undo"])
    assert shown(tab) == FRUIT
    again = edit(server, book, do="undo", id=undone["undo"])
    assert shown(tab) == after
    edit(server, book, do="undo", id=again["undo"])
    assert shown(tab) == FRUIT


def test_an_edit_of_a_deleted_row_is_undone_after_the_row_is_back(
    server: SheetsServer, book: str, tab: Person
) -> None:
    typed = edit(server, book, do="type", rows=[row(server, book, 1)], cells=[[0, 2, "9"]])
    gone = edit(server, book, do="delete", rows=[row(server, book, 1)])
    edit(server, book, do="undo", id=gone["undo"])
    edit(server, book, do="undo", id=typed["undo"])
    assert shown(tab) == FRUIT


def test_undo_leaves_what_others_have_changed(server: SheetsServer, book: str, tab: Person) -> None:
    typed = edit(server, book, do="type", rows=[row(server, book, 1)], cells=[[0, 1, "x"], [0, 2, "9"]])
    tab.type("Sheet1", "C2", "5")
    assert edit(server, book, do="undo", id=typed["undo"])["skipped"] == 1
    assert shown(tab)[0] == "A Apel 5"
    inserted = edit(server, book, do="insert", row=row(server, book, 1), count=1)
    tab.type("Sheet1", "A2", "penting")
    assert edit(server, book, do="undo", id=inserted["undo"])["skipped"] == 1
    assert shown(tab)[0] == "penting  "


def test_a_filter_hides_rows_and_its_undo_shows_them(server: SheetsServer, book: str, tab: Person) -> None:
    def hidden() -> list[int]:
        told = server.view(book, 0)
        return [told["rows"][uid][0] for uid in told["order"][1:4]]

    first = edit(server, book, do="filter", column=0, hidden=["A"])
    second = edit(server, book, do="filter", column=1, hidden=["Bayam"])
    assert hidden() == [1, 1, 0]
    edit(server, book, do="undo", id=second["undo"])
    assert hidden() == [1, 0, 0]
    edit(server, book, do="undo", id=first["undo"])
    assert hidden() == [0, 0, 0]
    assert server.view(book, 0)["tab"]["filter"] is None


def test_what_was_undone_once_is_not_undone_twice(server: SheetsServer, book: str, tab: Person) -> None:
    done = edit(server, book, do="width", column=1, pixels=222)
    assert server.view(book, 0)["tab"]["widths"][1] == 222
    edit(server, book, do="undo", id=done["undo"])
    assert server.view(book, 0)["tab"]["widths"][1] == 100
    with pytest.raises(Stale):
        edit(server, book, do="undo", id=done["undo"])


# Which row is meant.


@pytest.mark.parametrize(
    ("seen", "meanwhile", "lands"),
    [
        ("A", lambda tab: tab.insert_rows("Sheet1", 2, 3), "A"),
        ("A", lambda tab: tab.sort("Sheet1", "C"), "A"),
        ("A", lambda tab: tab.type("Sheet1", "C2", "8"), "A"),
        ("A", lambda tab: tab.cut_rows("Sheet1", 2, 1, 9), "A"),
        ("A", lambda tab: tab.type("Sheet1", "A2", "X"), None),
        ("A", lambda tab: tab.delete_rows("Sheet1", 2), None),
        ("A", lambda tab: (tab.sort("Sheet1", "C"), tab.duplicate_rows("Sheet1", 4)), None),
    ],
)
def test_an_edit_follows_the_row_it_was_made_in(
    server: SheetsServer, book: str, tab: Person, seen: str, meanwhile: Any, lands: str | None
) -> None:
    named = row(server, book, 1)
    assert named["first"] == seen
    meanwhile(tab)
    before = tab.read("Sheet1", "A1:C12")
    if lands is None:
        with pytest.raises(Stale):
            edit(server, book, do="type", rows=[named], cells=[[0, 1, "baru"]])
        assert tab.read("Sheet1", "A1:C12") == before
    else:
        edit(server, book, do="type", rows=[named], cells=[[0, 1, "baru"]])
        changed = [
            line for line, old in zip(tab.read("Sheet1", "A1:C12"), before, strict=True) if line != old
        ]
        assert [line[:2] for line in changed] == [[lands, "baru"]]


def test_a_blank_row_that_somebody_has_filled_is_not_overwritten(
    server: SheetsServer, book: str, tab: Person
) -> None:
    blank = row(server, book, 7)
    tab.type("Sheet1", "B8", "punya orang")
    with pytest.raises(Stale):
        edit(server, book, do="type", rows=[blank], cells=[[0, 1, "punya saya"]])
    assert tab.see("Sheet1", "B8") == "punya orang"


def test_columns_that_have_moved_are_not_written(server: SheetsServer, book: str, tab: Person) -> None:
    tab.move_column("Sheet1", "C", "A")
    with pytest.raises(Stale):
        edit(server, book, do="sort", column=2, heads={"2": "Stok"})


@pytest.mark.parametrize(
    "body", [{"do": "sort", "column": 26}, {"do": "insert", "row": {}}, {"do": "nothing"}]
)
def test_what_is_no_edit_is_refused(
    server: SheetsServer, book: str, tab: Person, body: dict[str, Any]
) -> None:
    with pytest.raises((ValueError, ApiError)):
        edit(server, book, **body)
    assert shown(tab) == FRUIT
