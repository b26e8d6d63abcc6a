"""People at the sheet: what each edit leaves behind, also when it is made from another process."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from sheets_clients import Wire, area

from sandbox.sheets import Person, Rejected, SheetsServer
from sandbox.sheets.draft import Draft
from sandbox.wire import Request

TABLE = [["SKU", "Stok", "Nama"], ["C", 3, "tiga"], ["A", 1, "satu"], ["B", 2, "dua"]]


@pytest.fixture
def table(wire: Wire) -> Wire:
    wire.write("A1", TABLE)
    return wire


def seen(person: Person, cells: str = "A1:C6") -> list[list[str]]:
    """What stands there, blank rows at the end left out."""
    lines = person.read("Sheet1", cells)
    while lines and not any(lines[-1]):
        lines.pop()
    return lines


def first_column(person: Person) -> str:
    return "".join(line[0] or "_" for line in seen(person)[1:])


def test_typing_is_parsed_and_found_by_header_and_key(table: Wire, person: Person) -> None:
    person.type("Sheet1", "B2", "007")
    person.type("Sheet1", "Stok", "12", row="A")
    person.type("Sheet1", "Nama", "", row=4)
    assert seen(person)[1:] == [["C", "7", "tiga"], ["A", "12", "satu"], ["B", "2", ""]]
    assert (person.cell("Sheet1", "Stok", "B"), person.row("Sheet1", "SKU", "B")) == ("B4", 4)
    for header, key in (("Harga", "A"), ("Stok", "Z")):
        with pytest.raises(KeyError):
            person.cell("Sheet1", header, key)


@pytest.mark.parametrize(
    ("edit", "left"),
    [
        (lambda p: p.sort("Sheet1", "A"), "ABC"),
        (lambda p: p.sort("Sheet1", "Stok", descending=True), "CBA"),
        (lambda p: p.insert_rows("Sheet1", 3), "C_AB"),
        (lambda p: p.delete_rows("Sheet1", 3), "CB"),
        (lambda p: p.move_rows("Sheet1", 2, 1, before=5), "ABC"),
        (lambda p: p.cut_rows("Sheet1", 2, 1, to=5), "_ABC"),
        (lambda p: p.duplicate_rows("Sheet1", 2, 2), "CACAB"),
        (lambda p: p.clear("Sheet1", "A3:C3"), "C_B"),
        (lambda p: p.copy("Sheet1", "A2:C2", "A3"), "CCB"),
        (lambda p: p.paste("Sheet1", "A3", "X\t9\nY\t8"), "CXY"),
        (lambda p: p.insert_columns("Sheet1", "A"), "___"),
        (lambda p: p.delete_columns("Sheet1", "A"), "312"),
        (lambda p: p.move_column("Sheet1", "C", "A"), ""),
    ],
)
def test_what_an_edit_of_rows_leaves(table: Wire, person: Person, edit: Any, left: str) -> None:
    edit(person)
    got = first_column(person)
    assert got == (left or "tigasatudua")


def test_a_partial_sort_tears_rows_apart_as_in_a_browser(table: Wire, person: Person) -> None:
    person.sort("Sheet1", "A", cells="A2:A4")
    assert seen(person)[1:] == [["A", "3", "tiga"], ["B", "1", "satu"], ["C", "2", "dua"]]


def test_a_strict_rule_turns_typing_away_and_a_lenient_one_does_not(table: Wire, person: Person) -> None:
    def rule(strict: bool) -> dict[str, Any]:
        choices = [{"userEnteredValue": "ya"}, {"userEnteredValue": "tidak"}]
        area = {"startRowIndex": 1, "endRowIndex": 2, "startColumnIndex": 4, "endColumnIndex": 5}
        made = {"condition": {"type": "ONE_OF_LIST", "values": choices}, "strict": strict}
        return {"setDataValidation": {"range": area, "rule": made}}

    person.do(rule(True))
    person.type("Sheet1", "E2", "ya")
    with pytest.raises(Rejected):
        person.type("Sheet1", "E2", "mungkin")
    assert person.see("Sheet1", "E2") == "ya"
    person.type("Sheet1", "E2", "")
    person.do(rule(False))
    person.type("Sheet1", "E2", "mungkin")
    assert person.see("Sheet1", "E2") == "mungkin"


def test_ticks_notes_formats_and_tabs(table: Wire, person: Person) -> None:
    person.tick("Sheet1", "D2")
    person.note("Sheet1", "D2", "lihat")
    person.number_format("Sheet1", "B2:B4", "NUMBER", '0" pcs"')
    assert (person.see("Sheet1", "D2"), person.see("Sheet1", "B3")) == ("TRUE", "1 pcs")
    person.add_tab("Baru")
    person.rename_tab("Baru", "Lain")
    assert person.read("Lain", "A1") == [[""]]
    person.delete_tab("Lain")
    with pytest.raises(KeyError):
        person.tab("Lain")


def test_a_person_uses_no_quota(table: Wire, person: Person, server: SheetsServer) -> None:
    before = server.counts()
    for number in range(70):
        person.type("Sheet1", "A9", str(number))
    assert server.counts() == before


# From another process


def control(server: SheetsServer, verb: str, what: str, body: Any = None, **headers: str) -> tuple[int, Any]:
    raw = b"" if body is None else json.dumps(body).encode()
    all_headers = {"host": "127.0.0.1:9", "content-type": "application/json", **headers}
    response = server.guarded(Request(verb, f"/_control/{what}", "", all_headers, raw))
    return response.status, json.loads(response.body)


def test_another_process_plays_people(table: Wire, server: SheetsServer, book: str) -> None:
    edit = {"spreadsheetId": book, "action": "type", "args": ["Sheet1", "B2", "5"]}
    assert control(server, "POST", "person", edit) == (200, {"result": None})
    look = {"spreadsheetId": book, "action": "see", "args": {"sheet": "Sheet1", "cell": "B2"}}
    assert control(server, "POST", "person", look) == (200, {"result": "5"})
    later = {"spreadsheetId": book, "action": "sort", "args": ["Sheet1", "A"], "when": "before_next_write"}
    control(server, "POST", "person", later)
    assert table.values("A2")["values"] == [["C"]]
    table.write("C2", [["after the sort"]])
    assert table.values("A2:C2")["values"] == [["A", "1", "after the sort"]]


def test_an_edit_the_sheet_would_not_take_is_told_and_does_no_harm(
    table: Wire, server: SheetsServer, book: str
) -> None:
    later = {
        "spreadsheetId": book,
        "action": "delete_rows",
        "args": ["Sheet1", 5000],
        "when": "before_next_write",
    }
    control(server, "POST", "person", later)
    table.write("A2", [["x"]])
    assert table.values("A2")["values"] == [["x"]]
    (why,) = control(server, "GET", "faults")[1]["refused"]
    assert "Cannot delete a row that doesn't exist" in why


def test_another_process_plans_faults_and_reads_counts(table: Wire, server: SheetsServer) -> None:
    fault = {"kind": "status", "status": 503, "method": "writes", "after": True}
    assert control(server, "POST", "faults", fault) == (200, {"pending": 1, "refused": []})
    assert control(server, "GET", "faults")[1]["pending"] == 1
    assert control(server, "DELETE", "faults") == (200, {"pending": 0, "refused": []})
    assert control(server, "GET", "counts") == (200, {"engine": {"reads": 0, "writes": 1}})


def test_another_process_makes_spreadsheets_and_accounts(server: SheetsServer) -> None:
    status, made = control(server, "POST", "spreadsheets", {"title": "Baru", "sheets": ["SKU"]})
    assert status == 200
    _, info = control(server, "POST", "accounts", {"name": "second"})
    assert (info["type"], info["token_uri"]) == ("authorized_user", "http://127.0.0.1:9/token")
    wire = Wire(server.handle, info, made["spreadsheetId"])
    wire.write("SKU!A1", [["x", 5, "=1"]])
    _, export = control(server, "GET", f"spreadsheets/{made['spreadsheetId']}")
    assert export["sheets"][0]["values"] == [["x", "5", "=1"]]
    assert export["sheets"][0]["entered"] == [["x", 5, "=1"]]
    assert control(server, "GET", "spreadsheets")[1] == [
        {"spreadsheetId": made["spreadsheetId"], "title": "Baru"}
    ]
    assert control(server, "POST", "options", {"quotas": False, "numbers": "never"})[1] == {
        "quotas": False,
        "numbers": "never",
        "per_user": 60,
    }


@pytest.mark.parametrize(
    ("verb", "what", "body"),
    [
        ("POST", "nothing", {}),
        ("POST", "faults", {"kind": "plague"}),
        ("POST", "faults", {"kind": "status", "colour": "red"}),
        ("POST", "faults", {"kind": "edit"}),
        ("POST", "person", {"spreadsheetId": "none", "action": "type"}),
        ("POST", "person", {"spreadsheetId": "none", "action": "change"}),
        ("POST", "options", {"numbers": "sometimes"}),
        ("GET", "spreadsheets/none", None),
    ],
)
def test_a_control_call_that_is_none_is_refused(
    server: SheetsServer, verb: str, what: str, body: Any
) -> None:
    status, answer = control(server, verb, what, body)
    assert (status, answer["error"]["status"]) == (400, "INVALID_ARGUMENT")


def test_a_page_on_the_internet_controls_nothing(server: SheetsServer) -> None:
    assert control(server, "GET", "counts", None, host="evil.example")[0] == 403
    assert control(server, "POST", "faults", {"kind": "cut"}, origin="http://evil.example")[0] == 403
    assert control(server, "POST", "faults", {"kind": "cut"}, **{"content-type": "text/plain"})[0] == 403


@pytest.mark.parametrize(
    ("condition", "taken", "turned_away"),
    [
        (("NUMBER_BETWEEN", "1", "=A1"), "5", "6"),
        (("DATE_AFTER", "2020-01-01"), "2020-01-02", "2019-12-31"),
        (("ONE_OF_LIST", "ya", "1,5"), "ya", "tidak"),
        (("ONE_OF_RANGE", "=$A$1:$A$2"), "5", "7"),
        (("TEXT_IS_EMAIL",), "ibu@example.com", "ibu"),
        (("TEXT_IS_URL",), "https://example.com", "example"),
        (("TEXT_CONTAINS", "kaos"), "Kaos M", "Topi"),
        (("BOOLEAN",), "TRUE", "ya"),
    ],
)
def test_a_strict_rule_turns_away_what_does_not_meet_it(
    wire: Wire, person: Person, condition: tuple[str, ...], taken: str, turned_away: str
) -> None:
    kind, *values = condition
    wanted = {"values": [{"userEnteredValue": value} for value in values]} if values else {}
    rule = {"condition": {"type": kind, **wanted}, "strict": True}
    wire.write("A1", [[5], [8]])
    wire.batch({"setDataValidation": {"range": area(0, 1, 1, 2), "rule": rule}})
    person.type("Sheet1", "B1", taken)
    with pytest.raises(Rejected):
        person.type("Sheet1", "B1", turned_away)
    assert person.see("Sheet1", "B1").casefold() == taken.casefold()


def test_a_strict_rule_by_formula_is_judged_in_each_cell_of_its_range(wire: Wire, person: Person) -> None:
    """COUNTIF keeps a column without doubles, as a seller would keep his SKUs."""
    condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": "=COUNTIF($A$1:$A$4,A1)=1"}]}
    rule = {"condition": condition, "strict": True, "inputMessage": "SKU ganda"}
    wire.batch({"setDataValidation": {"range": area(0, 4, 0, 1), "rule": rule}})
    person.type("Sheet1", "A1", "KAOS-M")
    person.type("Sheet1", "A3", "KAOS-L")
    with pytest.raises(Rejected, match="SKU ganda"):
        person.type("Sheet1", "A4", "KAOS-M")
    assert wire.values("A1:A4")["values"] == [["KAOS-M"], [], ["KAOS-L"]]


def test_nobody_sees_half_of_a_batch(wire: Wire, person: Person) -> None:
    """A batch works in the rows themselves, so whoever looks meanwhile waits for its end."""
    wire.write("A1", [["old"], ["old"]])
    seen: list[list[list[str]]] = []
    onlooker = threading.Thread(target=lambda: seen.append(person.read("Sheet1", "A1:A2")))

    def change(draft: Draft) -> None:
        (sheet,) = draft.book.sheets
        draft.type_text(sheet, 0, 0, "new")
        onlooker.start()
        onlooker.join(0.05)
        assert seen == []
        draft.type_text(sheet, 1, 0, "new")

    person.change(change)
    onlooker.join()
    assert seen == [[["new"], ["new"]]]


def test_a_filter_hides_by_dates_and_by_formula(wire: Wire) -> None:
    wire.write("A1", [["hari"], ["2020-01-01"], ["2021-01-01"], ["2022-01-01"]], "USER_ENTERED")
    for condition, hidden in (
        ({"type": "DATE_AFTER", "values": [{"userEnteredValue": "2020-06-01"}]}, [1]),
        ({"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": "=YEAR(A2)<>2021"}]}, [2]),
    ):
        filter_ = {"range": area(0, 4, 0, 1), "criteria": {"0": {"condition": condition}}}
        wire.batch({"setBasicFilter": {"filter": filter_}})
        (block,) = wire.get("sheets.data.rowMetadata.hiddenByFilter", "A1:A4")["sheets"][0]["data"]
        assert [row for row, line in enumerate(block["rowMetadata"]) if line] == hidden
