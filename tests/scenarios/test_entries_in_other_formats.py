"""Entries in cells of `+/-` that lost their plain text: a number counts once and leaves its cell, no guess is made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from bench import Bench, bench

from engine.errors import SheetUnknown

AUTOMATIC = ("", "")


@pytest.fixture(params=["match", "never"])
def seller(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    """A seller in harmony, where Google's swap takes numbers, or takes none."""
    with bench(tmp_path, {"KAOS-M": 10, "TOPI": 5}, numbers=request.param) as one:
        one.run()
        one.tick()
        one.run(3)
        one.wait()
        yield one


def shape(one: Bench, kind: str, pattern: str) -> None:
    """A person gives the `+/-` of KAOS-M another number format."""
    person = one.person()
    person.number_format("SKU", person.cell("SKU", "+/-", "KAOS-M"), kind, pattern)


def entries(one: Bench) -> list[int]:
    """The units of every entry that was booked."""
    return [move.on_hand for move in one.store.movements("kaos-m") if move.kind == "in/out"]


def settled(one: Bench) -> None:
    """Nothing is left to do: three more cycles write nothing."""
    before = one.requests()
    one.run(3)
    assert before == one.requests()


@pytest.mark.parametrize(("kind", "pattern"), [AUTOMATIC, ("NUMBER", '0" pcs"')])
def test_a_number_in_another_format_is_booked_once_and_leaves_its_cell(
    seller: Bench, kind: str, pattern: str
) -> None:
    shape(seller, kind, pattern)
    for total in (15, 20):
        seller.type("KAOS-M", "+/-", "+5")
        seller.run(3)
        assert ((total, 0), "") == (seller.numbers("KAOS-M"), seller.shown("KAOS-M", "+/-"))

    assert ([5, 5], 20) == (entries(seller), seller.stock("KAOS-M"))
    settled(seller)


@pytest.mark.parametrize(
    ("kind", "pattern", "typed", "said"),
    [
        ("DATE", "yyyy-mm-dd", "5/1", "+/- terlihat 2026-05-01, tetapi nilainya 46143"),
        ("NUMBER", "#,##0.000", "1", "+/- terlihat 1.000, tetapi nilainya 1."),
        ("PERCENT", "0%", "500%", "+/- terlihat 500%, tetapi nilainya 5."),
        ("NUMBER", "0", "=2+3", "Di +/- ada rumus (hasilnya 5)"),
    ],
)
def test_what_is_not_plainly_a_number_of_goods_is_refused_with_a_reason_and_stays(
    seller: Bench, kind: str, pattern: str, typed: str, said: str
) -> None:
    shape(seller, kind, pattern)
    seller.type("KAOS-M", "+/-", typed)
    seller.run(3)

    assert ((10, 0), []) == (seller.numbers("KAOS-M"), entries(seller))
    assert said in seller.shown("KAOS-M", "Status")
    assert said in seller.shown("KAOS-M", "Bukti")
    assert "" != seller.shown("KAOS-M", "+/-")
    settled(seller)

    shape(seller, "TEXT", "@")
    seller.type("KAOS-M", "+/-", "+5")
    seller.run(3)
    assert ((15, 0), "", "OK") == (
        seller.numbers("KAOS-M"),
        seller.shown("KAOS-M", "+/-"),
        seller.shown("KAOS-M", "Status"),
    )


def test_a_format_given_while_an_entry_waits_to_be_cleared_keeps_it_no_longer(seller: Bench) -> None:
    """5 is booked; before the batch comes the cell shows 5.00, which no swap for 5 would match."""
    shape(seller, *AUTOMATIC)
    seller.type("KAOS-M", "+/-", "5")
    seller.sheets.faults.before_next_write(lambda: shape(seller, "NUMBER", "0.00"))
    seller.run(3)

    assert ((15, 0), "", [5]) == (seller.numbers("KAOS-M"), seller.shown("KAOS-M", "+/-"), entries(seller))
    settled(seller)


@pytest.mark.parametrize("after", [True, False])
def test_an_entry_in_another_format_counts_once_where_the_answer_is_lost(seller: Bench, after: bool) -> None:
    shape(seller, "NUMBER", '0" pcs"')
    seller.type("KAOS-M", "+/-", "5")
    seller.sheets.faults.cut(method="writes", after=after)
    with pytest.raises(SheetUnknown):
        seller.run()
    seller.run(4)

    assert ((15, 0), "", [5]) == (seller.numbers("KAOS-M"), seller.shown("KAOS-M", "+/-"), entries(seller))
    assert 15 == seller.stock("KAOS-M")


@pytest.mark.parametrize("lost", [False, True])
def test_an_entry_that_is_corrected_as_it_is_cleared_counts_as_corrected(seller: Bench, lost: bool) -> None:
    shape(seller, "NUMBER", '0" pcs"')
    seller.type("KAOS-M", "+/-", "5")
    seller.sheets.faults.before_next_write(lambda: seller.type("KAOS-M", "+/-", "8"))
    if lost:
        seller.sheets.faults.cut(method="writes", after=True)
        with pytest.raises(SheetUnknown):
            seller.run()
    seller.run(4)

    assert ((18, 0), "", [5, 3]) == (seller.numbers("KAOS-M"), seller.shown("KAOS-M", "+/-"), entries(seller))
    assert 18 == seller.stock("KAOS-M")


def test_a_sort_as_it_is_cleared_takes_no_other_entry_with_it(seller: Bench) -> None:
    """The clearing meets the row of TOPI, where an entry stands that nobody has read."""
    person = seller.person()

    def meanwhile() -> None:
        seller.type("TOPI", "+/-", "+7")
        person.sort("SKU", "A", descending=True)

    shape(seller, "NUMBER", '0" pcs"')
    seller.type("KAOS-M", "+/-", "5")
    seller.sheets.faults.before_next_write(meanwhile)
    seller.run(4)

    assert ((15, 0), (12, 0)) == (seller.numbers("KAOS-M"), seller.numbers("TOPI"))
    assert ["", ""] == [seller.shown(sku, "+/-") for sku in ("KAOS-M", "TOPI")]


def test_a_formula_that_takes_the_place_of_a_booked_entry_is_never_overwritten(seller: Bench) -> None:
    shape(seller, *AUTOMATIC)
    seller.type("KAOS-M", "+/-", "5")
    seller.sheets.faults.before_next_write(lambda: seller.type("KAOS-M", "+/-", "=2+3"))
    seller.run(3)

    assert ((15, 0), [5]) == (seller.numbers("KAOS-M"), entries(seller))
    assert "Di +/- ada rumus (hasilnya 5)" in seller.shown("KAOS-M", "Status")
    assert "5" == seller.shown("KAOS-M", "+/-")
    settled(seller)

    seller.type("KAOS-M", "+/-", "")
    seller.run(3)
    assert ((10, 0), "OK") == (seller.numbers("KAOS-M"), seller.shown("KAOS-M", "Status"))


def test_a_formula_that_gives_text_counts_once_and_is_named_after_two_misses(seller: Bench) -> None:
    shape(seller, *AUTOMATIC)
    seller.type("KAOS-M", "+/-", '="+"&5')
    seller.run(4)

    assert ((15, 0), [5]) == (seller.numbers("KAOS-M"), entries(seller))
    assert "Di +/- ada rumus (hasilnya +5)" in seller.shown("KAOS-M", "Status")
    settled(seller)
