"""What formulas come to. [D] documented, [S] seen by many, [G] guessed, [H] this sandbox's own choice: an error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.sheets.formats import NumberFormat, render

Book = Any
NewBook = Callable[..., Book]


def shop(new_book: NewBook, locale: str = "en_US") -> Book:
    """Names in A, stock in B, prices in C (one missing), and a second tab with a table."""
    book = new_book(locale)
    book.fill(A=["KAOS.M", "TOPI", "1.000", "topi anak"], B=[5.0, 0.0, 7.0, 2.0], C=[1.5, 2.5, None, 4.0])
    for row, (name, count) in enumerate([("TOPI", 12.0), ("KAOS.M", None)], start=1):
        book.put(f"'Stok Gudang'!A{row}", name)
        book.put(f"'Stok Gudang'!B{row}", count)
    return book


COMPUTED = [
    ("=1+2*3", 7.0),  # [D]
    ("=-2^2", 4.0),  # [S]
    ("=50%", 0.5),  # [D]
    ('="a"&1.5', "a1.5"),  # [D]
    ("=1=1", True),  # [D]
    ("=SUM(B1:B4)", 14.0),  # [D]
    ("=SUM(B1:B4;1)", 15.0),  # [S]
    ("=SUM(B1:B4", 14.0),  # [S]
    ("=SUM(B:B)", 14.0),  # [D]
    ("=SUM(B2:B)", 9.0),  # [D]
    ("=AVERAGE(C1:C4)", 8 / 3),  # [D]
    ("=MAX(B1:B4)-MIN(B1:B4)", 7.0),  # [D]
    ('=IF(B1>3,"ada","habis")', "ada"),  # [D]
    ('=IFS(B1>9,"banyak",B1>3,"ada")', "ada"),  # [D]
    ("=IFS(B1>9,1)", "#N/A"),  # [D]
    ('=SUMIF(A1:A4,"topi*",B1:B4)', 2.0),  # [D]
    ('=SUMIFS(B1:B4,A1:A4,"<>TOPI",C1:C4,">1")', 7.0),  # [D]
    ('=COUNTIF(A:A,"topi")', 1.0),  # [D]
    ('=COUNTIFS(B1:B4,">0",C1:C4,"<2")', 1.0),  # [D]
    ("=COUNTBLANK(C1:C4)", 1.0),  # [D]
    ('=IFERROR(1/0,"-")', "-"),  # [D]
    ("=IFERROR(1/0)", None),  # [D]
    ("=VLOOKUP(A2,'Stok Gudang'!A:B,2,FALSE)", 12.0),  # [D]
    ("=VLOOKUP(\"topi\",'Stok Gudang'!A:B,2,FALSE)", 12.0),  # [D]
    ("=VLOOKUP(\"TO*\",'Stok Gudang'!A:B,2,FALSE)", 12.0),  # [D]
    ("=VLOOKUP(\"x\",'Stok Gudang'!A:B,2,FALSE)", "#N/A"),  # [D]
    ("=VLOOKUP(H1,'Stok Gudang'!A:B,2,FALSE)", "#N/A"),  # [S]
    ("=VLOOKUP(A2,'Stok Gudang'!A:B,1+1,FALSE)", 12.0),  # [D]
    ('=XLOOKUP("TOPI",A1:A4,C1:C4)', 2.5),  # [D]
    ('=XLOOKUP("x",A1:A4,C1:C4,"tidak ada")', "tidak ada"),  # [D]
    ('=XLOOKUP("TO*",A1:A4,C1:C4,"-")', "-"),  # [D]
    ("=XLOOKUP(A4,A1:A4,C1:C4)", 4.0),  # [D]
    ('=XLOOKUP("TOPI",A1:A4,C1:C4,"-",0,1)', 2.5),  # [D]
    ("=XMATCH(A2,A1:A4)", 2.0),  # [D]
    ("=HLOOKUP(B1,A1:C4,3,FALSE)", 7.0),  # [D]
    ("=HLOOKUP(A1,A1:C4,2,FALSE)", "TOPI"),  # [D]
    ("=MATCH(B1,A1:C1,0)", 2.0),  # [D]
    ("=VLOOKUP(A1,A1:C4,B4,FALSE)", 5.0),  # [D]
    ("=VLOOKUP(A1,A1:C4,4,FALSE)", "#REF!"),  # [S]
    ("=MATCH(6,C1:C4)", 4.0),  # [D]
    ('=INDEX(B1:B4,MATCH("KAOS.M",A1:A4,0))', 5.0),  # [D]
    ("=INDEX(B1:B4,MATCH(A3,A1:A4,0))", 7.0),  # [D]
    ("=INDEX(A1:C4,MATCH(A2,A1:A4,0),3)", 2.5),  # [D]
    ("=INDEX(A1:C1,MATCH(B1,A1:C1,0))", 5.0),  # [D]
    ("=INDEX(A1:B2,MATCH(A4,A1:A4,0),2)", "#REF!"),  # [S]
    ("=INDEX(A1:C4,3,B4)", 7.0),  # [D]
    ("=INDEX(A1:C4,3,B2)", "#REF!"),  # [H]: 0 asks for a whole row
    ("=MATCH(A4,A1:A4,0)", 4.0),  # [D]
    ("=ROUND(2.555,2)", 2.56),  # [D]
    ("=CEILING(2.1)+FLOOR(2.9)", 5.0),  # [D]
    ('=TEXT(1234.5,"#,##0.00")', "1,234.50"),  # [D]
    ('=TEXT(B1,"000")', "005"),  # [D]
    ('=TEXT(5,"0"" pcs""")', "5 pcs"),  # [D]
    ('=TEXT(45417,"ddd d mmm yyyy")', "Sun 5 May 2024"),  # [D]
    ('=TEXTJOIN(", ",TRUE,A1:A2)', "KAOS.M, TOPI"),  # [D]
    ("=SUMPRODUCT((B1:B4>1)*B1:B4,C1:C4)", 15.5),  # [D]
    ('=VLOOKUP(2,{1,"a";2,"b"},2,FALSE)', "b"),  # [D]
    ("=DATE(2024,5,5)", 45417.0),  # [D]
    ("=TODAY()", 45245.0),  # [D]: the injected time, in Jakarta
    ("=NOW()-TODAY()", pytest.approx((5 * 60 + 13 + 20 / 60) / 1440)),  # [D]
    ("=ROW()*100+COLUMN()", 510.0),  # [D]
    ("=ROW(B3)+ROWS(A1:A4)+COLUMNS(A:C)", 10.0),  # [D]
    ("=ROWS(A:A)", 20.0),  # [D]
    ('=HYPERLINK("https://x.invalid","toko")', "toko"),  # [D]
    ("=sum(b1:b4)", 14.0),  # [D]
]


@pytest.mark.parametrize(("formula", "result"), COMPUTED)
def test_a_formula_comes_to(formula: str, result: object, new_book: NewBook) -> None:
    answer = shop(new_book).ask(formula)
    assert (type(answer), answer) == (type(result) if not hasattr(result, "abs") else float, result)


INDONESIAN = [
    ("=1,5+1", 2.5),  # [D]
    ("=SUM(1;2,5)", 3.5),  # [D]
    ("=SUM(1,2)", 1.2),  # [D]
    ("=SUM(A1,B1)", "#ERROR!"),  # [S]
    ("=1.5", "#ERROR!"),  # [G]
    ("=A3+1", 1001.0),  # [D]: text "1.000"
    ('="1,5"*2', 3.0),  # [D]
    ('="1.5"*2', "#VALUE!"),  # [G]
    ("=A1", "KAOS.M"),  # [D]
    ('=A1="KAOS.M"', True),  # [D]
    ('=SUBSTITUTE(A1;".";"-")', "KAOS-M"),  # [D]
    ('=C1&" kg"', "1,5 kg"),  # [D]
    ('=COUNTIF(C1:C4;">1,5")', 2.0),  # [D]
    ("=SUMIF(A:A;A1;B:B)", 5.0),  # [D]
    ('=IFERROR(VLOOKUP("x";A:B;2;FALSE);0)', 0.0),  # [D]
    ("=VLOOKUP(A1;A:B;2;FALSE)", 5.0),  # [D]
    ('=VLOOKUP(2;{1\\"a";2\\"b"};2;FALSE)', "b"),  # [S]
    ('=TEXT(1234,5;"#.##0,00")', "1.234,50"),  # [G]
    ('=TEXT(1234,5;"#,##0.00")', "#ERROR!"),  # [H]
    ('=TEXT(45417;"dd/mm/yyyy")', "05/05/2024"),  # [D]
    ('=TEXT(45417;"d mmmm yyyy")', "#ERROR!"),  # [H]: the engine knows no Mei
    ('=VALUE("1.500,25")', 1500.25),  # [D]
    ('="1/2/2024"+0', 45323.0),  # [D]
    ('=DATEVALUE("1/2/2024")', "#ERROR!"),  # [H]
    ('=CODE(".")', "#ERROR!"),  # [H]
    ("=CHAR(65)&CHAR(10)", "A\n"),  # [D]
    ("=CHAR(44)", "#ERROR!"),  # [H]
]


@pytest.mark.parametrize(("formula", "result"), INDONESIAN)
def test_a_formula_in_an_indonesian_sheet_comes_to(formula: str, result: object, new_book: NewBook) -> None:
    answer = shop(new_book, "id_ID").ask(formula)
    assert (type(answer), answer) == (type(result), result)


BLANKS = [
    ("=C3", None),  # [S]
    ("=(C3)", None),  # [S]
    ("=IF(TRUE,C3,1)", None),  # [S]
    ("=VLOOKUP(\"KAOS.M\",'Stok Gudang'!A:B,2,FALSE)", None),  # [S]
    ("=VLOOKUP(A1,'Stok Gudang'!A:B,2,FALSE)", None),  # [S]
    ("=INDEX(C1:C4,3)", None),  # [S]
    ("=IF(TRUE,,1)", None),  # [G]
    ("=B2", 0.0),  # [D]
    ("=VLOOKUP(A2,A:B,2,FALSE)", 0.0),  # [D]
    ("=C3+1", 1.0),  # [D]
    ('=C3&"x"', "x"),  # [D]
    ('=C3=""', True),  # [D]
    ("=ISBLANK(C3)", True),  # [D]
]


@pytest.mark.parametrize(("formula", "result"), BLANKS)
def test_a_blank_handed_on_stays_blank_and_a_zero_a_zero(
    formula: str, result: object, new_book: NewBook
) -> None:
    answer = shop(new_book).ask(formula)
    assert (type(answer), answer) == (type(result), result)


ERRORS = [
    ("=1/0", "#DIV/0!"),  # [D]
    ("=A1+1", "#VALUE!"),  # [D]
    ("=SQRT(-1)", "#NUM!"),  # [D]
    ("=1e400", "#NUM!"),  # [G]
    ("=NA()", "#N/A"),  # [D]
    ("=#REF!+1", "#REF!"),  # [D]
    ("=Tidakada!A1", "#REF!"),  # [D]
    ("=ZZ9999", "#REF!"),  # [D]
    ("=J5+1", "#REF!"),  # [D]: circular
    ("=1+", "#ERROR!"),  # [D]
    ('="tak selesai', "#ERROR!"),  # [D]
    ("=" + "(" * 200 + "1" + ")" * 200, "#ERROR!"),  # [H]
    ("=FOO(1)", "#NAME?"),  # [D]
    ("=stok_total", "#NAME?"),  # [D]
    ("=ROUND(1,2,3)", "#N/A"),  # [D]
    ("=B1:B3", "#VALUE!"),  # [D]: row 5 is not among them
    ('=QUERY(A1:B4,"select A")', "#ERROR!"),  # [H]
    ("=FILTER(A1:A4,B1:B4>1)", "#ERROR!"),  # [H]
    ("=RAND()", "#ERROR!"),  # [H]
    ("={1,2}", "#ERROR!"),  # [H]
    ("=INDEX(A1:B4,0,1)", "#ERROR!"),  # [H]
    ("=XLOOKUP(A1,A1:A4,B1:C4)", "#ERROR!"),  # [H]
    ("=XLOOKUP(A1,A1:A4,B1:B4,0,2)", "#ERROR!"),  # [H]
    ("=VLOOKUP(A1,A1:C4,2,B2=1)", "#ERROR!"),  # [H]
    ("=SUMIF(A1:A4,A1,B1:B2)", "#ERROR!"),  # [H]
    ("=COUNTIF(B1:B4*2,4)", "#ERROR!"),  # [H]
    ("=SUMPRODUCT(ISNUMBER(B1:B4)*1)", "#ERROR!"),  # [H]: the engine would answer for one cell
    ("=TEXT(B1,A1)", "#ERROR!"),  # [H]
    ('=IMPORTXML("https://x.invalid","//a")', "#N/A"),  # [D]
    ('=GOOGLEFINANCE("GOOG")', "#N/A"),  # [D]
    ('=IMPORTRANGE("abc","A1")', "#REF!"),  # [D]
    ('=IMAGE("https://x.invalid")', "#N/A"),  # [G]
    ('=IFERROR(IMPORTRANGE("abc","A1"),"tidak ada")', "tidak ada"),  # [D]
]


@pytest.mark.parametrize(("formula", "text"), ERRORS)
def test_what_cannot_be_computed_is_an_error(formula: str, text: str, new_book: NewBook) -> None:
    assert shop(new_book).ask(formula) == text


@pytest.mark.parametrize("broken", ['=QUERY(A1:A2,"select A")', "=FOO(1)", "=1+", "=stok_total"])
def test_no_number_is_made_up_from_a_formula_that_is_not_computed(broken: str, new_book: NewBook) -> None:
    book = shop(new_book)
    book.put("G1", broken)
    book.put("G2", "=IFERROR(G1,0)")
    book.put("G3", "=COUNT(G1:G2)")
    book.put("G4", "=SUM(B1:B4)")
    news = book.settle()
    assert news["G2"] == "#ERROR!"
    assert news["G3"] == "#ERROR!"
    assert news["G4"] == 14.0


@pytest.mark.parametrize("broken", ['=IFERROR(QUERY(A1:A2,"select A"),0)', "=IFERROR(FOO(1),0)"])
def test_iferror_does_not_hide_what_is_not_computed(broken: str, new_book: NewBook) -> None:
    assert str(shop(new_book).ask(broken)).startswith("#")


def test_a_range_where_one_value_belongs_means_the_cell_of_the_same_row_or_column(new_book: NewBook) -> None:
    book = shop(new_book)
    assert book.ask("=B1:B4*2", at="J3") == 14.0
    assert book.ask("=SUM(B1:B4*2)", at="J4") == 4.0
    assert book.ask("=A1:C1", at="B9") == 5.0


ARRAYS = [
    ("=ARRAYFORMULA(B1:B4*2)", {"E1": 10.0, "E2": 0.0, "E3": 14.0, "E4": 4.0}),
    ("=ARRAYFORMULA(B1:C1+1)", {"E1": 6.0, "F1": 2.5}),
    ('=ARRAYFORMULA(IF(C1:C4="","",B1:B4*C1:C4))', {"E1": 7.5, "E2": 0.0, "E3": "", "E4": 8.0}),
    (
        "=ARRAYFORMULA(IFERROR(VLOOKUP(A1:A3,'Stok Gudang'!A:B,2,FALSE),\"-\"))",
        {"E1": None, "E2": 12.0, "E3": "-"},
    ),
    ("=ARRAYFORMULA(SUMIF(A1:A2,A1:A2,B1:B2))", {"E1": 5.0, "E2": 0.0}),
    ("=ARRAYFORMULA(SUM(B1:B4*B1:B4))", {"E1": 78.0}),
    ("=ARRAYFORMULA(B1:B3+C1:C2)", {"E1": 6.5, "E2": 2.5, "E3": "#N/A"}),
    ("=ARRAYFORMULA(C1:C3)", {"E1": 1.5, "E2": 2.5, "E3": None}),
    ("=ARRAYFORMULA(7)", {"E1": 7.0}),
]


@pytest.mark.parametrize(("formula", "results"), ARRAYS)
def test_an_arrayformula_fills_the_cells_below_and_beside(
    formula: str, results: dict[str, object], new_book: NewBook
) -> None:
    book = shop(new_book)
    book.put("E1", formula)
    assert book.settle() == results


def test_an_open_arrayformula_ends_with_the_grid(new_book: NewBook) -> None:
    book = new_book(rows=4)
    book.fill(A=["judul", 1.0, 2.0])
    book.put("B2", "=ARRAYFORMULA(A2:A*10)")
    assert book.settle() == {"B2": 10.0, "B3": 20.0, "B4": 0.0}


NUMBER_PATTERNS = ["0", "000", "#,##0", "#,##0.00", "0.0", "0%", "0.00%", '0" pcs"']
DATE_PATTERNS = ["yyyy-mm-dd", "d/m/yy", "hh:mm:ss", "d/m/yyyy h:mm"]


@pytest.mark.parametrize("locale", ["en_US", "id_ID"])
@pytest.mark.parametrize(
    ("pattern", "value"),
    [
        (p, v)
        for p in NUMBER_PATTERNS
        for v in (0.0, 5.0, -5.0, 0.125, 1234.5, -1234.5, 1234567.0, 0.999, -0.4, 2.675)
    ]
    + [(p, v) for p in DATE_PATTERNS for v in (45417.0, 45417.75, 45417.999)],
)
def test_text_writes_a_number_as_a_cell_with_that_pattern_shows_it(
    pattern: str, value: float, locale: str, new_book: NewBook
) -> None:
    book = new_book(locale)
    book.put("A1", value)
    comma = locale == "id_ID"
    written = (
        pattern.translate(str.maketrans(".,", ",.")) if comma and pattern in NUMBER_PATTERNS else pattern
    )
    quoted = written.replace('"', '""')
    expected = render(value, NumberFormat("NUMBER", pattern), locale)
    assert book.ask(f'=TEXT(A1{";" if comma else ","}"{quoted}")') == expected
