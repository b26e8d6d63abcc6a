"""The formulas that sellers write, in both locales: `;` parts arguments in either, and both come to the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Book = Any
NewBook = Callable[..., Book]

SKUS: list[object] = ["a", "b", "a", "c", "d"]
STOCK: list[object] = [1.0, 2.0, 3.0, 4.0, 5.0]

ONE_VALUE = [
    ("=B1*2+B2/4-1", 1.5),
    ("=B5^2-(B1+B2)%", 24.97),
    ("=SUM(B1:B5)", 15.0),
    ('=SUMIF(A1:A5;"a";B1:B5)', 4.0),
    ("=SUMIF(A1:A5;A2;B1:B5)", 2.0),
    ('=SUMIFS(B1:B5;A1:A5;"a";B1:B5;">1")', 3.0),
    ('=COUNTIF(A1:A5;"a")', 2.0),
    ('=COUNTIF(B1:B5;">=3")', 3.0),
    ('=COUNTIFS(A1:A5;"a";B1:B5;"<3")', 1.0),
    ('=IF(B1>1;"ada";"habis")', "habis"),
    ('=IFS(B1>1;"ada";TRUE;"habis")', "habis"),
    ('=IFERROR(1/0;"-")', "-"),
    ('=VLOOKUP("c";A1:B5;2;FALSE)', 4.0),
    ('=VLOOKUP("z";A1:B5;2;FALSE)', "#N/A"),
    ('=XLOOKUP("c";A1:A5;B1:B5)', 4.0),
    ('=XLOOKUP("z";A1:A5;B1:B5;"tidak ada")', "tidak ada"),
    ("=INDEX(B1:B5;3)", 3.0),
    ('=INDEX(A1:B5;MATCH("c";A1:A5;0);2)', 4.0),
    ('=MATCH("b";A1:A5;0)', 2.0),
    ('=TEXT(B1;"0")', "1"),
    ("=ROUND(B1/3;2)", 0.33),
    ("=ROUNDUP(B1/3;0)", 1.0),
    ("='Stok Gudang'!B1+1", 11.0),
    ("=SUM('Stok Gudang'!B1:B3)", 60.0),
    ("=VLOOKUP(A2;'Stok Gudang'!A:B;2;FALSE)", 20.0),
    ('=SUMPRODUCT(B1:B5*(A1:A5="a"))', 4.0),
    ('=QUERY(A1:B5;"select A")', "#ERROR!"),
    ("=FILTER(A1:A5;B1:B5>2)", "#ERROR!"),
]

ARRAYS = [
    ("=ARRAYFORMULA(B1:B5*2)", [2.0, 4.0, 6.0, 8.0, 10.0]),
    ('=ARRAYFORMULA(IF(B1:B5>2;"ada";"-"))', ["-", "-", "ada", "ada", "ada"]),
    ('=ARRAYFORMULA(IFS(B1:B5>2;"ada";TRUE;"-"))', ["-", "-", "ada", "ada", "ada"]),
    ("=ARRAYFORMULA(SUMIF(A1:A5;A1:A5;B1:B5))", [4.0, 2.0, 4.0, 4.0, 5.0]),
    ("=ARRAYFORMULA(COUNTIF(A1:A5;A1:A5))", [2.0, 1.0, 2.0, 1.0, 1.0]),
    ('=ARRAYFORMULA(COUNTIFS(A1:A5;A1:A5;B1:B5;">1"))', [1.0, 1.0, 1.0, 1.0, 1.0]),
    (
        "=ARRAYFORMULA(IFERROR(VLOOKUP(A1:A5;'Stok Gudang'!A1:B3;2;FALSE);\"-\"))",
        [10.0, 20.0, 10.0, 30.0, "-"],
    ),
    (
        "=ARRAYFORMULA(XLOOKUP(A1:A5;'Stok Gudang'!A1:A3;'Stok Gudang'!B1:B3;0))",
        [10.0, 20.0, 10.0, 30.0, 0.0],
    ),
    ("=ARRAYFORMULA(MATCH(A1:A5;'Stok Gudang'!A1:A3;0))", [1.0, 2.0, 1.0, 3.0, "#N/A"]),
    ("=ARRAYFORMULA(ROUND(B1:B5/3;1))", [0.3, 0.7, 1.0, 1.3, 1.7]),
    ('=ARRAYFORMULA(TEXT(B1:B5;"00"))', ["01", "02", "03", "04", "05"]),
    ('=ARRAYFORMULA(A1:A5&"-"&B1:B5)', ["a-1", "b-2", "a-3", "c-4", "d-5"]),
    # These answer once in a real sheet, and nobody says with which value.
    ('=ARRAYFORMULA(SUMIFS(B1:B5;A1:A5;A1:A5;B1:B5;">1"))', ["#ERROR!"]),
    ("=ARRAYFORMULA(INDEX(B1:B5;B1:B2))", ["#ERROR!"]),
]


@pytest.fixture(params=["en_US", "id_ID"])
def table(request: pytest.FixtureRequest, new_book: NewBook) -> Book:
    """SKUs and counts on `Sheet1`, three of the SKUs on `Stok Gudang`."""
    book = new_book(request.param)
    book.fill(A=SKUS, B=STOCK)
    for row, sku in enumerate("abc", 1):
        book.put(f"'Stok Gudang'!A{row}", sku)
        book.put(f"'Stok Gudang'!B{row}", row * 10.0)
    return book


@pytest.mark.parametrize(("formula", "result"), ONE_VALUE)
def test_a_sellers_formula_comes_to(formula: str, result: object, table: Book) -> None:
    answer = table.ask(formula)
    assert (type(answer), answer) == (type(result), result)


@pytest.mark.parametrize(("formula", "results"), ARRAYS)
def test_a_sellers_array_comes_to(formula: str, results: list[object], table: Book) -> None:
    table.put("E1", formula)
    news = table.settle()
    assert [news.get(f"E{row}") for row in range(1, len(results) + 1)] == results
    assert f"E{len(results) + 1}" not in news
