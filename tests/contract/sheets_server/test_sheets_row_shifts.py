"""Formulas that follow rows which come and go show what they would show if all were computed anew."""

from __future__ import annotations

import random
from typing import Any

import pytest
from sheets_clients import HandClock, Refused, Wire, columns, rows

from sandbox.sheets import SheetsServer
from sandbox.sheets.book import Book
from sandbox.sheets.recalc import Recalc

HEIGHT = 14
FORMULAS = (
    "=A{r}*2",
    "=$A${r}+B{r}",
    "=SUM(A{r}:A{q})",
    "=SUM(A2:A{r})+COUNTA($B$2:$B$12)",
    "=COUNTBLANK(A{r}:A{q})",
    "=COUNTIF($A$2:$A$12,A{r})",
    '=COUNTIF(A:A,">2")',
    "=SUMIF($A$2:$A$12,A{r},$B$2:$B$12)",
    "=SUMIF(A{r}:A{q},2,B{q}:B{r})",
    "=VLOOKUP(A{r},$A$2:$C$12,2,FALSE)",
    '=XLOOKUP(A{r},$A$2:$A$12,$B$2:$B$12,"none")',
    "=MATCH(A{r},A:A,0)",
    "=INDEX(A{r}:B{q},2,1)",
    "=ROW()",
    "=ROW(A{r})",
    "=ROWS(A{r}:A{q})",
    "=A2:A12",
    '=IF(A{r}>B{q},"tab_0!A5",Lain!A{r})',
    "=SUM(Lain!A{r}:A{q})",
    '=Sheet1!A{r}&"x"',
    "=A{far}",
    "=SUM(A{r}:A{far})",
    "=D{r}",
    "=D{r}+1",
    "=MAX(D2:D{r})",
    "=FILTER(A:A,B:B)",
    "=1+",
    "=TODAY()-TODAY()+A{r}",
    "=MEDIAN(1:1)",
    "=ARRAYFORMULA(A{r}:A{q})",
    "=ARRAYFORMULA(A{r}:A{q}*2)",
    "=ARRAYFORMULA(A{r}:A*2)",
    "=ARRAYFORMULA(Lain!A{r}:A{q}+B{r}:B{q})",
    "=ARRAYFORMULA(SUMIF($A$2:$A$12,A{r}:A{q},$B$2:$B$12))",
    '=ARRAYFORMULA(IF(A{r}:A{q}="","",ROW(A{r}:A{q})))',
)


def world(seed: int) -> tuple[SheetsServer, Wire]:
    server = SheetsServer(HandClock(), random.Random(seed), quotas=False)
    server.add_account("engine")
    grid = {"rowCount": HEIGHT, "columnCount": 9}
    tabs: list[Any] = [
        {"title": "Sheet1", "sheetId": 0, "gridProperties": grid},
        {"title": "Lain", "sheetId": 5, "gridProperties": grid},
    ]
    book = server.create_spreadsheet("Toko", sheets=tabs)
    return server, Wire(server.handle, server.credentials("engine", ""), book)


def content(rng: random.Random) -> Any:
    if rng.random() < 0.4:
        return rng.choice([1, 2, 3, 2, "a", "b", "", True, 0])
    first, second = sorted((rng.randint(2, 12), rng.randint(2, 12)))
    return rng.choice(FORMULAS).format(r=first, q=second, far=rng.randint(12, 20))


def move(rng: random.Random) -> dict[str, Any]:
    """One request, mostly of rows that come and go."""
    tab, at = rng.choice((0, 5)), rng.randrange(HEIGHT)
    end = at + rng.randint(1, 2)
    kind = rng.choice(
        ("insert", "insert", "delete", "delete", "cell", "cell", "move", "append", "column", "sort")
    )
    if kind == "insert":
        return {
            "insertDimension": {
                "range": rows(at, end, tab),
                "inheritFromBefore": at > 0 and rng.random() < 0.5,
            }
        }
    if kind == "delete":
        return {"deleteDimension": {"range": rows(at, end, tab)}}
    if kind == "move":
        return {"moveDimension": {"source": rows(at, end, tab), "destinationIndex": rng.randrange(HEIGHT)}}
    if kind == "append":
        return {"appendDimension": {"sheetId": tab, "dimension": "ROWS", "length": 2}}
    if kind == "column":
        return {"insertDimension": {"range": columns(at % 5, at % 5 + 1, tab)}}
    if kind == "sort":
        area = {"sheetId": tab, "startRowIndex": at, "endRowIndex": at + 3}
        return {"sortRange": {"range": area, "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "DESCENDING"}]}}
    value = content(rng)
    key = (
        "formulaValue"
        if str(value).startswith("=")
        else "stringValue"
        if isinstance(value, str)
        else "numberValue"
    )
    given = {} if value == "" else {"userEnteredValue": {key: value}}
    start = {"sheetId": tab, "rowIndex": at, "columnIndex": rng.randrange(6)}
    return {"updateCells": {"start": start, "rows": [{"values": [given]}], "fields": "userEnteredValue"}}


Results = list[list[list[tuple[Any, Any]]]]


def results(book: Book) -> Results:
    """What every cell of every tab holds, and what it came to."""
    return [
        [
            [(cell.value, cell.result) for cell in sheet.grid.filled_of(row)]
            for row in range(sheet.grid.row_count)
        ]
        for sheet in book.sheets
    ]


def computed_from_nothing(book: Book) -> Results:
    """The same if no result had ever been known; the book stays as it is."""
    draft = book.fork()
    for grid in (sheet.grid for sheet in draft.sheets):
        for row in range(grid.row_count):
            for column in reversed(range(len(grid.cells_of(row)))):
                grid.put_result(row, column, None)
    Recalc(HandClock().now).settle(draft)
    anew = results(draft)
    book.take_back()
    return anew


@pytest.mark.parametrize("seed", range(60))
def test_incremental_results_are_those_of_a_computation_from_nothing(seed: int) -> None:
    rng = random.Random(seed)
    server, wire = world(seed)
    # Array results need room, and full cells all around are a story as well.
    filled = 1.0 if seed % 2 else 0.5
    for tab in ("Sheet1", "Lain"):
        cells = [[content(rng) if rng.random() < filled else "" for _ in range(6)] for _ in range(12)]
        wire.write(f"{tab}!A1", cells, "USER_ENTERED")
    for _ in range(rng.randint(1, 8)):
        requests = [move(rng) for _ in range(rng.randint(1, 3))]
        try:
            wire.batch(*requests)
        except Refused:
            continue
        book = server._book(wire.spreadsheet_id)
        assert results(book) == computed_from_nothing(book), requests
    server.close()


def column(wire: Wire, letter: str) -> list[Any]:
    """What a column shows, blanks as they come."""
    shown = wire.values(f"Sheet1!{letter}1:{letter}{HEIGHT}")["values"]
    return [line[0] if line else "" for line in shown]


def test_a_row_that_is_moved_takes_nothing_of_an_array_result_along() -> None:
    server, wire = world(0)
    wire.write("Lain!A1", [[1], [2]], "USER_ENTERED")
    wire.write("Sheet1!B1", [["=ARRAYFORMULA(Lain!A1:A2*10)"]], "USER_ENTERED")
    assert column(wire, "B") == ["10", "20"]
    wire.batch({"moveDimension": {"source": rows(1, 2, 0), "destinationIndex": 5}})
    assert column(wire, "B") == ["10", "20"]
    server.close()


def test_an_array_result_cut_at_the_end_of_the_grid_goes_on_in_new_rows() -> None:
    server, wire = world(0)
    wire.write("Sheet1!A1", [[1], [2], [3]], "USER_ENTERED")
    wire.write(f"Sheet1!B{HEIGHT}", [["=ARRAYFORMULA(A1:A3*10)"]], "USER_ENTERED")
    wire.batch({"appendDimension": {"sheetId": 0, "dimension": "ROWS", "length": 2}})
    assert wire.values(f"Sheet1!B{HEIGHT}:B{HEIGHT + 2}")["values"] == [["10"], ["20"], ["30"]]
    server.close()


def test_an_array_result_expands_once_the_row_in_its_way_is_deleted() -> None:
    server, wire = world(0)
    wire.write("Lain!A1", [[1], [2], [3]], "USER_ENTERED")
    wire.write("Sheet1!B1", [["=ARRAYFORMULA(Lain!A1:A3*10)"], [], ["di sini"]], "USER_ENTERED")
    assert column(wire, "B") == ["#REF!", "", "di sini"]
    wire.batch({"deleteDimension": {"range": rows(2, 3, 0)}})
    assert column(wire, "B") == ["10", "20", "30"]
    server.close()
