"""What people do at the sheet: each edit shows in the sheet and stands in the books, cell by cell."""

from __future__ import annotations

from typing import Any

import pytest
from world_api import Api, joined

from sandbox.world import World


def skus(api: Api) -> list[str]:
    return [row[0] for row in api.rows()]


def row(api: Api, sku: str) -> list[str]:
    return next(one for one in api.rows() if one[0] == sku)


def test_the_sheet_is_a_sellers_own_before_the_engine_comes(api: Api) -> None:
    read = api.people("read", tab="SKU")["rows"]
    assert read[0] == ["SKU", "Nama", "Varian", "Stok"]
    assert "00123" in [one[0] for one in read]
    assert api.books()["typed"] == []


def test_typing_by_key_and_header(api: Api) -> None:
    entry = api.people("type", tab="SKU", row_key="TAS-KNV", column="Stok", text="31")
    assert row(api, "TAS-KNV")[3] == "31"
    (typed,) = api.books()["typed"]
    assert entry["typed"] == [typed]
    assert {name: typed[name] for name in ("tab", "key", "column", "text")} == {
        "tab": "SKU",
        "key": "TAS-KNV",
        "column": "Stok",
        "text": "31",
    }


def test_typing_by_cell_says_whose_cell_it_was(api: Api) -> None:
    api.people("type", tab="SKU", cell="A2", text="BARU")
    assert skus(api)[0] == "BARU"
    (typed,) = api.books()["typed"]
    assert (typed["key"], typed["column"], typed["cell"]) == ("KAOS-HTM-S", "SKU", "A2")


def test_a_new_row_is_known_by_what_was_typed_into_it(api: Api) -> None:
    api.people("append", tab="SKU", values={"SKU": "0077", "Stok": "5"})
    assert row(api, "0077")[3] == "5"
    assert [(one["key"], one["column"], one["text"]) for one in api.books()["typed"]] == [
        ("0077", "SKU", "0077"),
        ("0077", "Stok", "5"),
    ]


def test_a_block_is_typed_cell_by_cell(api: Api) -> None:
    api.people("type_block", tab="SKU", row_key="KAOS-HTM-S", column="Stok", block=[["1"], ["2"]])
    assert [one[3] for one in api.rows()[:2]] == ["1", "2"]
    assert [(one["key"], one["text"]) for one in api.books()["typed"]] == [
        ("KAOS-HTM-S", "1"),
        ("KAOS-HTM-M", "2"),
    ]


def test_emptying_a_range_is_an_edit_of_every_cell(api: Api) -> None:
    api.people("clear", tab="SKU", cells="D2:D")
    assert {one[3] if len(one) > 3 else "" for one in api.rows()} == {""}
    typed = api.books()["typed"]
    assert {one["text"] for one in typed} == {""}
    assert [one["key"] for one in typed] == skus(api)


@pytest.mark.parametrize(
    ("action", "fields", "changes"),
    [
        ("sort", {"column": "SKU", "descending": True}, lambda old: sorted(old, reverse=True)),
        ("insert_rows", {"row_key": "KAOS-HTM-M", "count": 2}, lambda old: [old[0], "", "", *old[1:]]),
        ("delete_row", {"row_key": "KAOS-HTM-M"}, lambda old: [old[0], *old[2:]]),
        ("copy_row", {"row_key": "KAOS-HTM-S"}, lambda old: [old[0], *old]),
        ("cut_paste_row", {"row_key": "KAOS-HTM-S"}, lambda old: ["", *old[1:], old[0]]),
        ("cut_paste_row", {"row": 2, "to": 3}, lambda old: ["", old[0], *old[2:]]),
    ],
)
def test_rows_move(api: Api, action: str, fields: dict[str, Any], changes: Any) -> None:
    before = skus(api)
    entry = api.people(action, tab="SKU", **fields)
    assert skus(api) == changes(before)
    assert api.books()["entries"][-1] == entry
    assert api.books()["typed"] == []


def test_a_column_moves_and_is_still_found_by_its_header(api: Api) -> None:
    api.people("move_column", tab="SKU", column="Stok", before="SKU")
    api.people("type", tab="SKU", row_key="TAS-KNV", column="Stok", text="3")
    assert next(one for one in api.rows() if one[1] == "TAS-KNV")[0] == "3"


def test_the_locale_decides_what_is_typed(api: Api) -> None:
    api.people("type", tab="SKU", row_key="TAS-KNV", column="Stok", text="1.000")
    assert row(api, "TAS-KNV")[3] == "1"
    api.people("set_locale", locale="id_ID")
    api.people("type", tab="SKU", row_key="TAS-KNV", column="Stok", text="1.000")
    assert row(api, "TAS-KNV")[3] == "1.000"


def test_a_row_with_several_key_cells(world: World, api: Api) -> None:
    person = world.sheets.person(world.spreadsheet_id)
    person.add_tab("Tautan")
    person.paste(
        "Tautan",
        "A1",
        [["Toko", "ID", "SKU master"], ["shopee", "'11:0"], ["tiktok", "'11:0"], ["tiktok", "'12:0"]],
    )
    api.people("type", tab="Tautan", row_key=["tiktok", "11:0"], column="SKU master", text="TAS-KNV")
    api.people("type", tab="Tautan", row_key="12:0", column="SKU master", text="-")
    assert [one[2] if len(one) > 2 else "" for one in api.rows("Tautan")] == ["", "TAS-KNV", "-"]
    assert [one["key"] for one in api.books()["typed"]] == [["tiktok", "11:0"], ["tiktok", "12:0"]]
    ambiguous = api.refused(
        "/people", action="type", tab="Tautan", row_key="11:0", column="SKU master", text="-"
    )
    assert ambiguous == (409, "ambiguous")


def test_ticks_and_decisions(world: World, api: Api) -> None:
    person = world.sheets.person(world.spreadsheet_id)
    person.add_tab("Konflik")
    person.paste("Konflik", "A1", [["ID", "Keputusan", "Oleh", "Setuju"], ["q1"]])
    sheet_id = person.tab("Konflik").sheet_id
    cell = {
        "sheetId": sheet_id,
        "startRowIndex": 1,
        "endRowIndex": 2,
        "startColumnIndex": 1,
        "endColumnIndex": 2,
    }
    values = [{"userEnteredValue": "terima"}, {"userEnteredValue": "tolak"}]
    rule = {"condition": {"type": "ONE_OF_LIST", "values": values}, "strict": True}
    person.do({"setDataValidation": {"range": cell, "rule": rule}})

    chosen = api.people("choose", row_key="q1", index=1, by="Budi")
    assert (chosen["chosen"], chosen["choices"]) == ("tolak", ["terima", "tolak"])
    assert api.rows("Konflik")[0][:3] == ["q1", "tolak", "Budi"]
    api.people("choose", row_key="q1", text="terima")
    assert api.refused("/people", action="choose", row_key="q1", text="mungkin") == (409, "rejected")
    assert api.refused("/people", action="choose", row_key="q1", index=2) == (404, "not_found")
    assert api.rows("Konflik")[0][1] == "terima"

    api.people("tick", tab="Konflik", row_key="q1", column="Setuju")
    assert api.rows("Konflik")[0][3] == "TRUE"
    api.people("untick", tab="Konflik", row_key="q1", column="Setuju")
    assert api.rows("Konflik")[0][3] == "FALSE"


def test_an_edit_just_before_the_next_write(world: World, api: Api) -> None:
    api.people(
        "before_next_write",
        do={"action": "type", "tab": "SKU", "row_key": "TAS-KNV", "column": "Stok", "text": "9"},
    )
    assert row(api, "TAS-KNV")[3] == "33"
    assert api.books()["typed"] == []
    for account, shown in (("people", "33"), ("engine", "9")):
        with joined(world.sheets_url, world.credentials[account]) as client:
            client.open_by_key(world.spreadsheet_id).worksheet("SKU").update_acell("F1", account)
        assert row(api, "TAS-KNV")[3] == shown
    assert [one["text"] for one in api.books()["typed"]] == ["9"]


def test_a_planned_edit_that_has_become_impossible_stands_in_the_books(world: World, api: Api) -> None:
    api.people("before_next_write", do={"action": "delete_row", "tab": "SKU", "row_key": "TAS-KNV"})
    api.people("delete_row", tab="SKU", row_key="TAS-KNV")
    with joined(world.sheets_url, world.credentials["engine"]) as engine:
        engine.open_by_key(world.spreadsheet_id).worksheet("SKU").update_acell("F1", "mesin")
    last = api.books()["entries"][-1]
    assert (last["action"], "TAS-KNV" in last["refused"]) == ("delete_row", True)


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ({}, (400, "bad_request")),
        ({"action": "shout"}, (400, "bad_request")),
        ({"action": "type", "tab": "SKU", "cell": "D2"}, (400, "bad_request")),
        ({"action": "type", "tab": "SKU", "cell": "D2", "text": 5}, (400, "bad_request")),
        ({"action": "type", "tab": "SKU", "cell": "D2", "text": "5", "colour": "red"}, (400, "bad_request")),
        ({"action": "type", "tab": "SKU", "text": "5"}, (400, "bad_request")),
        ({"action": "type", "tab": "SKU", "cell": "Stok", "text": "5"}, (400, "bad_request")),
        ({"action": "type", "tab": "SKU", "cell": "ZZ9999", "text": "5"}, (400, "bad_request")),
        ({"action": "type", "tab": "Nope", "cell": "D2", "text": "5"}, (404, "not_found")),
        ({"action": "type", "tab": "SKU", "row_key": "X", "column": "Stok", "text": "5"}, (404, "not_found")),
        (
            {"action": "type", "tab": "SKU", "row_key": "TAS-KNV", "column": "X", "text": "5"},
            (404, "not_found"),
        ),
        ({"action": "delete_row", "tab": "SKU"}, (400, "bad_request")),
        ({"action": "read", "tab": "Nope"}, (404, "not_found")),
        ({"action": "choose", "row_key": "q1", "index": 0}, (404, "not_found")),
        ({"action": "before_next_write", "do": {"action": "read", "tab": "SKU"}}, (400, "bad_request")),
        ({"action": "before_next_write", "do": {"action": "type", "tab": "SKU"}}, (400, "bad_request")),
    ],
)
def test_what_cannot_be_done_is_refused_and_changes_nothing(
    calm: Api, body: dict[str, Any], answer: tuple[int, str]
) -> None:
    before = calm.rows()
    assert calm.refused("/people", **body) == answer
    assert calm.rows() == before
