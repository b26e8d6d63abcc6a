"""What comes to stand where a person of the page pastes copied cells or drags the fill handle, and its undo."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.sheets import Person, SheetsServer
from sandbox.sheets.cells import Cell, Formula
from sandbox.sheets.series import following


def book_rows(server: SheetsServer, book: str, sheet: int = 0) -> list[dict[str, Any]]:
    """The rows as a page names them that looks now."""
    told = server.view(book, sheet)
    rows = []
    for at, uid in enumerate(told["order"]):
        cells = told["rows"][uid][1] if uid else []
        rows.append({"u": uid, "at": at, "first": next((cell[0] for cell in cells if cell[0]), "")})
    return rows


def entered(server: SheetsServer, book: str, rows: list[int], columns: list[int]) -> list[list[str]]:
    """What the page would open in these cells."""
    told = server.view(book, 0)
    lines = [told["rows"][told["order"][at]][1] if told["order"][at] else [] for at in rows]
    blank = ["", ""]
    packed = [[line[column] if column < len(line) else blank for column in columns] for line in lines]
    return [[cell[2].get("e", cell[0]) if len(cell) > 2 else cell[0] for cell in line] for line in packed]


def copied(server: SheetsServer, book: str, rows: list[int], columns: list[int]) -> dict[str, Any]:
    known = book_rows(server, book)
    return {
        "sheetId": 0,
        "rows": [known[at] for at in rows],
        "columns": columns,
        "entered": entered(server, book, rows, columns),
    }


def paste(
    server: SheetsServer, book: str, source: dict[str, Any], rows: list[int], column: int, width: int = 1
) -> int:
    known = book_rows(server, book)
    body = {"do": "copy", "sheetId": 0, "from": source, "rows": [known[at] for at in rows]}
    done: int = server.edit(book, {**body, "column": column, "width": width})["undo"]
    return done


def fill(server: SheetsServer, book: str, rows: list[int], columns: list[int], **over: list[int]) -> int:
    known = book_rows(server, book)
    reach = [known[at] for at in over["down"]] if "down" in over else over["across"]
    body = {"do": "fill", "sheetId": 0, "rows": [known[at] for at in rows], "columns": columns, "over": reach}
    done: int = server.edit(book, body)["undo"]
    return done


def content(person: Person, row: int, column: int) -> Any:
    value = person.tab("Sheet1").grid.get(row, column).value
    return value.text if isinstance(value, Formula) else value


# Copies.


def test_a_formula_is_pasted_with_its_references_shifted(
    server: SheetsServer, book: str, person: Person
) -> None:
    person.paste("Sheet1", "A1", [["1", "=A1*2", "=$A$1+A1"], ["5", "", ""]])
    undo = paste(server, book, copied(server, book, [0], [1, 2]), [1], 1, width=2)
    assert [content(person, 1, 1), content(person, 1, 2)] == ["=A2*2", "=$A$1+A2"]
    assert person.read("Sheet1", "B2:C2") == [["10", "6"]]
    server.edit(book, {"do": "undo", "sheetId": 0, "id": undo})
    assert person.read("Sheet1", "B2:C2") == [["", ""]]


def test_a_format_a_note_and_a_choice_come_along_and_go_with_the_undo(
    server: SheetsServer, book: str, person: Person
) -> None:
    person.paste("Sheet1", "A1", [["3"], ["4"]])
    person.number_format("Sheet1", "A1", "NUMBER", '0 "pcs"')
    person.note("Sheet1", "A1", "dihitung")
    rule = {"condition": {"type": "NUMBER_GREATER", "values": [{"userEnteredValue": "0"}]}}
    area = {"startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 1}
    person.do({"setDataValidation": {"range": area, "rule": rule}})
    undo = paste(server, book, copied(server, book, [0], [0]), [1], 0)
    cell = person.tab("Sheet1").grid.get(1, 0)
    assert (person.see("Sheet1", "A2"), cell.note, cell.rule is not None) == ("3 pcs", "dihitung", True)
    server.edit(book, {"do": "undo", "sheetId": 0, "id": undo})
    cell = person.tab("Sheet1").grid.get(1, 0)
    assert (person.see("Sheet1", "A2"), cell.note, cell.rule) == ("4", None, None)


def test_undo_leaves_a_note_that_was_written_since(server: SheetsServer, book: str, person: Person) -> None:
    person.paste("Sheet1", "A1", [["3"], ["4"]])
    undo = paste(server, book, copied(server, book, [0], [0]), [1], 0)
    person.note("Sheet1", "A2", "dari orang lain")
    server.edit(book, {"do": "undo", "sheetId": 0, "id": undo})
    cell = person.tab("Sheet1").grid.get(1, 0)
    assert (cell.value, cell.note) == (4.0, "dari orang lain")


def test_what_was_copied_is_pasted_and_not_what_became_of_it(
    server: SheetsServer, book: str, person: Person
) -> None:
    person.paste("Sheet1", "A1", [["3", "x"], ["4", "y"]])
    source = copied(server, book, [0, 1], [0])
    person.type("Sheet1", "A1", "99")
    person.delete_rows("Sheet1", 2)
    paste(server, book, source, [3, 4], 2)
    assert person.read("Sheet1", "C4:C5") == [["3"], ["4"]]


def test_a_copy_repeats_itself_and_may_cover_what_it_was_taken_from(
    server: SheetsServer, book: str, person: Person
) -> None:
    person.paste("Sheet1", "A1", [["1", "a"], ["2", "b"]])
    paste(server, book, copied(server, book, [0, 1], [0, 1]), [1, 2, 3, 4], 1, width=4)
    assert person.read("Sheet1", "A1:E5") == [
        ["1", "a", "", "", ""],
        ["2", "1", "a", "1", "a"],
        ["", "2", "b", "2", "b"],
        ["", "1", "a", "1", "a"],
        ["", "2", "b", "2", "b"],
    ]


# Filling on.


def texts(*values: str) -> list[Cell]:
    return [Cell(value) for value in values]


def numbers(*values: float) -> list[Cell]:
    return [Cell(value) for value in values]


@pytest.mark.parametrize(
    ("cells", "after"),
    [
        (numbers(7.0), [7.0, 7.0, 7.0]),
        (numbers(1.0, 2.0), [3.0, 4.0, 5.0]),
        (numbers(10.0, 5.0), [0.0, -5.0, -10.0]),
        (numbers(0.1, 0.2), [0.3, 0.4, 0.5]),
        (numbers(4.0, 4.0), [4.0, 4.0, 4.0]),
        (numbers(1.0, 2.0, 4.0), [1.0, 2.0, 4.0]),
        (texts("Rak 1"), ["Rak 2", "Rak 3", "Rak 4"]),
        (texts("KAOS-08", "KAOS-09"), ["KAOS-10", "KAOS-11", "KAOS-12"]),
        (texts("Rak 1", "Rak 3"), ["Rak 5", "Rak 7", "Rak 9"]),
        (texts("Rak 2", "Rak 1"), ["Rak 2", "Rak 1", "Rak 2"]),
        (texts("007"), ["007", "007", "007"]),
        (texts("007", "008"), ["009", "010", "011"]),
        (texts("KAOS-S", "KAOS-M"), ["KAOS-S", "KAOS-M", "KAOS-S"]),
        (texts("Rak 1", "Peti 2"), ["Rak 1", "Peti 2", "Rak 1"]),
        ([Cell(True), Cell(False)], [True, False, True]),
        ([Cell(1.0), Cell(None)], [1.0, None, 1.0]),
        ([Cell(1.0), Cell("x")], [1.0, "x", 1.0]),
    ],
)
def test_what_follows(cells: list[Cell], after: list[object]) -> None:
    assert following(cells, 3) == after


def test_a_date_alone_is_followed_by_the_next_days(server: SheetsServer, book: str, person: Person) -> None:
    person.type("Sheet1", "A1", "2026-02-27")
    fill(server, book, [0], [0], down=[1, 2])
    assert person.read("Sheet1", "A1:A3") == [["2026-02-27"], ["2026-02-28"], ["2026-03-01"]]


@pytest.mark.parametrize(
    ("rows", "columns", "over", "cells", "after"),
    [
        ([0, 1], [0], {"down": [2, 3]}, "A1:A4", ["1", "3", "5", "7"]),
        ([4, 5], [0], {"down": [3, 2]}, "A3:A6", ["6", "8", "10", "12"]),
        ([0], [0, 1], {"across": [2, 3]}, "A1:D1", ["1", "4", "7", "10"]),
        ([4], [2, 3], {"across": [1, 0]}, "A5:D5", ["3", "5", "7", "9"]),
    ],
)
def test_filling_goes_in_every_direction(
    server: SheetsServer,
    book: str,
    person: Person,
    rows: list[int],
    columns: list[int],
    over: dict[str, list[int]],
    cells: str,
    after: list[str],
) -> None:
    block = [["1", "4"], ["3"], [], [], ["10", "", "7", "9"], ["12"]]
    person.paste("Sheet1", "A1", block)
    before = person.read("Sheet1", cells)
    undo = fill(server, book, rows, columns, **over)
    assert [text for line in person.read("Sheet1", cells) for text in line] == after
    server.edit(book, {"do": "undo", "sheetId": 0, "id": undo})
    assert person.read("Sheet1", cells) == before


def test_a_filled_formula_follows_its_row_and_a_note_stays_where_it_is(
    server: SheetsServer, book: str, person: Person
) -> None:
    person.paste("Sheet1", "A1", [["2", "=A1*10"], ["3", ""], ["4", ""]])
    person.note("Sheet1", "B1", "dihitung")
    fill(server, book, [0], [1], down=[1, 2])
    assert person.read("Sheet1", "B1:B3") == [["20"], ["30"], ["40"]]
    assert person.tab("Sheet1").grid.get(1, 1).note is None


NINTH = {"u": 0, "at": 9, "first": ""}


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"do": "copy"}, "what was copied"),
        (
            {"do": "copy", "from": {"sheetId": 0, "rows": [], "columns": [], "entered": []}, "rows": [NINTH]},
            "nothing was copied",
        ),
        (
            {
                "do": "copy",
                "from": {"sheetId": 0, "rows": [NINTH], "columns": [0], "entered": [["1", "2"]]},
            },
            "every row",
        ),
        (
            {"do": "copy", "from": {"sheetId": 0, "rows": [NINTH], "columns": ["A"], "entered": [["1"]]}},
            "column",
        ),
        ({"do": "fill"}, "columns"),
        ({"do": "fill", "rows": [NINTH], "columns": [0], "over": []}, "hold something"),
        ({"do": "fill", "rows": [NINTH], "columns": [-1], "over": [2]}, "column"),
        ({"do": "fill", "rows": [NINTH], "columns": [0], "over": [2**40]}, "column"),
    ],
)
def test_what_is_no_copy_and_no_filling_is_refused(
    server: SheetsServer, book: str, person: Person, body: dict[str, Any], why: str
) -> None:
    before = person.read_book().version
    with pytest.raises(ValueError, match=why):
        server.edit(book, {"sheetId": 0, **body})
    assert person.read_book().version == before
