"""What is computed again, and what is told, when cells, sizes, tabs and the time change."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

Book = Any
NewBook = Callable[..., Book]


def test_a_workbook_without_formulas_is_never_read(new_book: NewBook) -> None:
    book = new_book()
    book.fill(A=[float(n) for n in range(20)])
    assert book.settle() == {}
    assert book.reads == 0


def test_only_what_formulas_refer_to_is_read_and_only_once(new_book: NewBook) -> None:
    book = new_book()
    book.fill(A=[1.0] * 20, B=[2.0] * 20, C=[3.0] * 20)
    book.put("E1", "=SUM(A1:A5)")
    book.put("E2", "=SUM(A1:A10)")
    book.settle()
    assert book.reads == 10
    book.put("A1", 5.0)
    assert book.settle() == {"E1": 9.0, "E2": 14.0}
    assert book.reads == 10


@pytest.mark.parametrize("name", ["VLOOKUP(A{row},B$1:C$10,2,FALSE)", "XLOOKUP(A{row},B$1:B$10,C$1:C$10)"])
def test_a_lookup_of_zero_or_of_an_empty_text_does_not_find_a_blank(name: str, new_book: NewBook) -> None:
    book = new_book()
    book.fill(A=[0.0, "", False, None], B=[None, 0.0, "", False], C=[1.0, 2.0, 3.0, 4.0])
    for row in range(1, 5):
        book.put(f"E{row}", "=" + name.format(row=row))
        book.put(f"F{row}", "=" + name.format(row=row).replace(f"A{row}", f"IF(TRUE,A{row})"))
    news = book.settle()
    assert [news[f"E{row}"] for row in range(1, 5)] == [2.0, 3.0, 4.0, "#N/A"]
    assert [news[f"F{row}"] for row in range(1, 4)] == [2.0, 3.0, 4.0]


def test_only_changed_results_are_told(new_book: NewBook) -> None:
    book = new_book()
    book.fill(A=[1.0, 2.0], B=["=A1+1", "=A2+1"], C=["=MAX(A1:A2)"])
    assert book.settle() == {"B1": 2.0, "B2": 3.0, "C1": 2.0}
    book.put("A1", 0.0)
    assert book.settle() == {"B1": 1.0}
    assert book.settle() == {}
    book.put("H9", 1.0)
    assert book.settle() == {}


def test_true_and_one_are_told_apart(new_book: NewBook) -> None:
    book = new_book()
    book.fill(A=[1.0], B=["=A1"])
    book.settle()
    book.put("A1", True)
    assert book.settle() == {"B1": True}


def test_formulas_read_each_other_in_any_order(new_book: NewBook) -> None:
    book = new_book()
    book.fill(A=["=A2+1", "=A3+1", "=B1*2"], B=[10.0])
    assert book.settle() == {"A1": 22.0, "A2": 21.0, "A3": 20.0}
    book.put("B1", 1.0)
    assert book.settle() == {"A1": 4.0, "A2": 3.0, "A3": 2.0}


def test_a_workbook_that_was_without_formulas_for_a_while(new_book: NewBook) -> None:
    book = new_book()
    book.fill(A=[1.0, "=A1"])
    book.settle()
    book.put("A2", None)
    assert book.settle() == {}
    book.put("A1", 2.0)
    book.put("A2", "=A1")
    assert book.settle() == {"A2": 2.0}


def test_a_formula_that_becomes_a_literal_and_back(new_book: NewBook) -> None:
    book = new_book()
    book.fill(A=["=1+1", "=A1*10"])
    book.settle()
    book.put("A1", 7.0)
    assert book.settle() == {"A2": 70.0}
    book.put("A1", None)
    assert book.settle() == {"A2": 0.0}
    book.put("A1", "=2+1")
    assert book.settle() == {"A1": 3.0, "A2": 30.0}


def test_what_read_a_blank_result_as_zero_is_computed_again(new_book: NewBook) -> None:
    book = new_book()
    book.fill(A=["=IF(TRUE,H1)", '=A1&"x"', "=ISBLANK(A1)", "=A1"])
    assert book.settle() == {"A1": None, "A2": "x", "A3": True, "A4": None}
    book.put("H1", 0.0)
    assert book.settle() == {"A1": 0.0, "A2": "0x", "A3": False, "A4": 0.0}


def test_a_circle_is_an_error_and_heals(new_book: NewBook) -> None:
    book = new_book()
    book.fill(A=["=A2+1", "=A1+1"], B=["=A1*2"])
    assert book.settle() == {"A1": "#REF!", "A2": "#REF!", "B1": "#REF!"}
    book.put("A2", 1.0)
    assert book.settle() == {"A1": 2.0, "B1": 4.0}


def test_dependents_of_an_uncomputed_formula_come_back_when_it_is_replaced(new_book: NewBook) -> None:
    book = new_book()
    book.fill(A=['=QUERY(B1:B2,"x")', "=IFERROR(A1,0)"])
    assert book.settle() == {"A1": "#ERROR!", "A2": "#ERROR!"}
    book.put("A1", 3.0)
    assert book.settle() == {"A2": 3.0}


def test_an_array_result_shrinks_and_leaves_blanks(new_book: NewBook) -> None:
    book = new_book()
    book.fill(A=[1.0, 2.0, 3.0], B=["=ARRAYFORMULA(A1:A3*2)"], C=["=SUM(B1:B3)"])
    assert book.settle() == {"B1": 2.0, "B2": 4.0, "B3": 6.0, "C1": 12.0}
    book.put("A2", 5.0)
    assert book.settle() == {"B2": 10.0, "C1": 18.0}
    book.put("B1", "=ARRAYFORMULA(A1:A2*2)")
    assert book.settle() == {"B1": 2.0, "B3": None, "C1": 12.0}
    book.put("B1", None)
    assert book.settle() == {"B2": None, "C1": 0.0}


def test_an_array_result_does_not_overwrite_and_expands_once_there_is_room(new_book: NewBook) -> None:
    book = new_book()
    book.fill(A=[1.0, 2.0, 3.0])
    book.put("B1", "=ARRAYFORMULA(A1:A3*2)")
    book.settle()
    book.put("B2", "di sini")
    assert book.settle() == {"B1": "#REF!", "B3": None}
    assert "B2" in book.results[book.place("B1")].message
    book.put("B2", "=1+1")
    assert book.settle() == {"B2": 2.0}
    book.put("B2", None)
    assert book.settle() == {"B1": 2.0, "B2": 4.0, "B3": 6.0}


def test_an_array_result_takes_the_place_of_a_formula_that_came_to_the_same(new_book: NewBook) -> None:
    book = new_book()
    book.fill(A=[1.0, 2.0], B=["=ARRAYFORMULA(A1:A2*10)", "=A2*10"])
    assert book.settle() == {"B1": "#REF!", "B2": 20.0}
    book.put("B2", None)
    assert book.settle() == {"B1": 10.0, "B2": 20.0}


@pytest.mark.parametrize("formula", ["A1:A3*2", "A3:A5*2", "B1:B3+SUM(A4:A9)"])
def test_an_array_formula_that_reads_where_its_results_stand_is_a_circle(
    formula: str, new_book: NewBook
) -> None:
    book = new_book()
    book.fill(A=[5.0, f"=ARRAYFORMULA({formula})"], B=[1.0, 2.0, 3.0], C=["=A3"])
    assert book.settle() == {"A2": "#REF!", "C1": None}
    assert "Circular" in book.results[book.place("A2")].message


def test_of_two_array_results_that_cross_the_older_stays_until_it_makes_room(new_book: NewBook) -> None:
    book = new_book()
    book.fill(A=[1.0, 2.0, 3.0], F=[1.0, 1.0], G=[5.0, 5.0], H=[3.0, 3.0])
    book.put("C1", "=ARRAYFORMULA(A1:A3*2)")
    book.settle()
    book.put("B2", "=ARRAYFORMULA(F1:H1*2)")
    assert book.settle() == {"B2": "#REF!"}
    book.put("D1", "=ARRAYFORMULA(A1:A2*5)")
    assert book.settle() == {"D1": 5.0, "D2": 10.0}
    book.put("D2", "di sini")
    assert book.settle() == {"D1": "#REF!"}
    book.put("D2", None)
    assert book.settle() == {"D1": 5.0, "D2": 10.0}
    book.put("D1", None)
    assert book.settle() == {"D2": None}
    book.put("C1", None)
    assert book.settle() == {"B2": 2.0, "C2": 10.0, "D2": 6.0, "C3": None}
    book.put("C1", "=ARRAYFORMULA(A1:A3*2)")
    assert book.settle() == {"C1": "#REF!"}
    book.put("D2", 7.0)
    assert book.settle() == {"B2": "#REF!", "C1": 2.0, "C2": 4.0, "C3": 6.0}


def test_a_grid_that_grows_changes_open_references(new_book: NewBook) -> None:
    book = new_book(rows=3)
    book.fill(A=[1.0, 2.0, 3.0], B=["=SUM(A2:A)", "=ROWS(A:A)", "=A5", "=SUM(A1:A2)"[:]])
    assert book.settle() == {"B1": 5.0, "B2": 3.0, "B3": "#REF!", "B4": 3.0}
    book.sizes[0] = (6, 10)
    book.put("A5", 10.0)
    assert book.settle() == {"B1": 15.0, "B2": 6.0, "B3": 10.0}
    book.sizes[0] = (7, 10)
    assert book.settle() == {"B2": 7.0}


def test_time_passes(new_book: NewBook) -> None:
    book = new_book()
    book.fill(A=["=TODAY()", "=A1+1", "=1+1"])
    assert book.settle() == {"A1": 45245.0, "A2": 45246.0, "A3": 2.0}
    book.time += 3600
    assert book.settle() == {}
    book.time += 86_400
    assert book.settle() == {"A1": 45246.0, "A2": 45247.0}


def test_now_moves_with_the_clock(new_book: NewBook) -> None:
    book = new_book()
    book.put("A1", "=NOW()")
    before = book.settle()["A1"]
    book.time += 43_200
    assert book.settle()["A1"] == pytest.approx(before + 0.5)


def test_a_tab_comes_goes_and_is_renamed(new_book: NewBook) -> None:
    book = new_book()
    book.put("'Stok Gudang'!A1", 4.0)
    book.put("A1", "='Stok Gudang'!A1+1")
    book.put("A2", "=Baru!A1")
    assert book.settle() == {"A1": 5.0, "A2": "#REF!"}
    book.calculator.rename_sheet(77, "Baru")
    assert book.settle() == {"A1": "#REF!", "A2": 4.0}
    book.put("A1", "=BARU!A1+1")
    assert book.settle() == {"A1": 5.0}
    book.calculator.remove_sheet(77)
    assert book.settle() == {"A1": "#REF!", "A2": "#REF!"}
    book.sizes[78], book.cells[78] = (5, 5), {(0, 0): 9.0}
    book.calculator.set_sheet(78, "Baru")
    assert book.settle() == {"A1": 10.0, "A2": 9.0}


def test_a_reloaded_tab_is_told_again_in_full(new_book: NewBook) -> None:
    book = new_book()
    book.fill(A=[1.0, 2.0], B=["=A1*2", "=ARRAYFORMULA(A1:A2)"])
    book.put("'Stok Gudang'!A1", "=SUM(Sheet1!A1:A2)")
    book.settle()
    book.cells[0] = {(1, 0): 5.0, (2, 0): 6.0}
    book.calculator.reload_sheet(0, [(2, 1, "=A3*2"), (4, 1, "=ARRAYFORMULA(A2:A3)")])
    assert book.settle() == {"B3": 12.0, "B5": 5.0, "B6": 6.0, "'Stok Gudang'!A1": 5.0}


def test_lookups_answered_ahead_agree_with_lookups_by_the_engine(new_book: NewBook) -> None:
    """A key inside IF is nothing the shortcut looks at, so there the engine searches itself."""
    keys: list[object] = ["b", "A", "12", 12.0, "", 0.0, True, "a*", "z", "B"]
    table: list[object] = ["A", "a", "B", 12.0, "12", "", True, None, "a*c", 3.0]
    book = new_book()
    book.fill(A=keys, B=table, C=[float(row) for row in range(10)])
    for row in range(1, 11):
        book.put(f"E{row}", f"=VLOOKUP(A{row},B$1:C$10,2,FALSE)")
        book.put(f"F{row}", f"=VLOOKUP(IF(TRUE,A{row}),B$1:C$10,2,FALSE)")
        book.put(f"G{row}", f"=MATCH(A{row},B$1:B$10,0)-1")
        book.put(f"H{row}", f"=MATCH(IF(TRUE,A{row}),B$1:B$10,0)-1")
    news = book.settle()
    assert [news[f"E{row}"] for row in range(1, 11)] == [news[f"F{row}"] for row in range(1, 11)]
    assert [news[f"G{row}"] for row in range(1, 11)] == [news[f"H{row}"] for row in range(1, 11)]
    assert [news[f"E{row}"] for row in (1, 2, 3, 4, 9)] == [2.0, 0.0, 4.0, 3.0, "#N/A"]


KEYS: list[object] = [
    "KAOS-M", "kaos-m", "Topi 2", "topi", "12", 12.0, "12.5", "1,5", 1.5, 0.0, "", True, "TRUE", "KAOS*", ">3", "=12",
    "3-1", "Mei", "jan 5", "1E5", 100000.0, "Ä", None, "x", "50%", "<>x",
]  # fmt: skip


@pytest.mark.parametrize("locale", ["en_US", "id_ID"])
@pytest.mark.parametrize("seed", range(10))
def test_sums_and_counts_answered_ahead_agree_with_the_engines(
    seed: int, locale: str, new_book: NewBook
) -> None:
    """A criterion inside IF is nothing the shortcut looks at, so there the engine counts itself."""
    draw = random.Random(seed)
    book = new_book(locale, rows=40, columns=16)
    amounts: list[object] = [1.0, 2.5, -3.0, None, "teks", 0.1, *([True, "=1/0"] if seed % 2 else [])]
    book.fill(
        A=[draw.choice(KEYS) for _ in range(30)],
        B=[draw.choice(KEYS) for _ in range(30)],
        C=[draw.choice(["ya", "tidak", 3.0]) for _ in range(30)],
        D=[draw.choice(amounts) for _ in range(30)],
    )
    pairs = [
        ("SUMIF(B$1:B$30;{0};D$1:D$30)", "E", "F"),
        ("COUNTIF(B$1:B$30;{0})*2", "G", "H"),
        ('SUMIFS(D$1:D$30;B$1:B$30;{0};C$1:C$30;"ya")', "I", "J"),
        ('COUNTIFS(B$1:B$30;{0};D$1:D$30;">=1")', "K", "L"),
        ('COUNTIFS(D$1:D$30;"<0";B$1:B$30;{0})', "M", "N"),
    ]
    for row in range(1, 31):
        for formula, ahead, itself in pairs:
            book.put(f"{ahead}{row}", "=" + formula.format(f"A{row}"))
            book.put(f"{itself}{row}", "=" + formula.format(f"IF(TRUE;A{row})"))
    news = book.settle()
    for _, ahead, itself in pairs:
        assert [news[f"{ahead}{row}"] for row in range(1, 31)] == [
            news[f"{itself}{row}"] for row in range(1, 31)
        ]


def test_a_sum_follows_what_it_counts(new_book: NewBook) -> None:
    book = new_book()
    book.fill(A=["x", "y", "x"], B=[1.0, 2.0, 3.0])
    book.put("D1", "=SUMIF(A1:A3,C1,B1:B3)+COUNTIF(A1:A3,C1)")
    book.put("C1", "X")
    assert book.settle() == {"D1": 6.0}
    book.put("B3", 30.0)
    assert book.settle() == {"D1": 33.0}
    book.put("A2", "x")
    assert book.settle() == {"D1": 36.0}
    book.put("B1", "=1/0")
    assert book.settle()["D1"] == "#DIV/0!"


def test_an_error_that_was_there_before_is_not_counted_over(new_book: NewBook) -> None:
    book = new_book()
    book.fill(A=["x", "y", "x"], B=[1.0, 2.0, "=1/0"])
    book.settle()
    book.put("D1", '=SUMIF(A1:A3,"x",B1:B3)')
    book.put("D2", "=VLOOKUP(B3,B1:B3,1,FALSE)")
    book.put("D3", '=XLOOKUP(B3,A1:A3,A1:A3,"tidak ada")')
    assert book.settle() == {"D1": "#DIV/0!", "D2": "#DIV/0!", "D3": "#DIV/0!"}


FORMULAS = [
    "=A{r}+1",
    "=SUM(A1:A{r})",
    "=SUM(A:B)",
    "=B{q}",
    "=IF(A{r}>B{q},A{r},C{q})",
    "=IFERROR(A{r}/B{q},C1)",
    "=VLOOKUP(A{r},A1:B20,2,FALSE)",
    "=COUNTIF(A1:B20,A{q})",
    "=ARRAYFORMULA(A1:A3*A{r})",
    '=A{r}&"-"&C{q}',
    "=FILTER(A1:A3,B1:B3)",
    "=INDEX(A1:A9,MATCH(A{q},A1:A9,0))",
]


@pytest.mark.parametrize("seed", range(12))
def test_step_by_step_equals_all_at_once(seed: int, new_book: NewBook) -> None:
    """After every edit the results are those of a calculator that starts from the grid as it is."""
    draw = random.Random(seed)
    book = new_book()
    contents: dict[str, object] = {}
    for _ in range(60):
        name = f"{draw.choice('ABCD')}{draw.randint(1, 9)}"
        kind = draw.random()
        content: object = float(draw.randint(-3, 3))
        if kind < 0.45:
            content = draw.choice(FORMULAS).format(r=draw.randint(1, 9), q=draw.randint(1, 9))
        elif kind < 0.6:
            content = draw.choice([None, "teks", True])
        if str(content).startswith("=ARRAY"):
            name = "D7"
        contents[name] = content
        book.put(name, content)
        book.settle()
        fresh = new_book()
        for place, value in contents.items():
            fresh.put(place, value)
        fresh.settle()
        formulas = {place for place, value in contents.items() if str(value).startswith("=")}
        assert {at: book.results[book.place(at)] for at in formulas} == {
            at: fresh.results[fresh.place(at)] for at in formulas
        }


def test_a_formula_that_comes_to_the_same_as_the_one_before_is_told(new_book: NewBook) -> None:
    book = new_book()
    book.fill(A=["=1+1", "=1/0"])
    assert book.settle() == {"A1": 2.0, "A2": "#DIV/0!"}
    book.fill(A=["=2", "=2/0"])
    assert book.settle() == {"A1": 2.0, "A2": "#DIV/0!"}
