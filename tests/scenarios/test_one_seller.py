"""The main job over the real wires: one seller, one shop, the engine's cycles one at a time."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench import Bench, bench

STOCK = {"KAOS-M": 10, "TOPI": 5, "TAS": 3}


@pytest.fixture(params=["match", "never"])
def seller(request: pytest.FixtureRequest, tmp_path: Path) -> Bench:
    """A seller in harmony, under both readings of how Google compares numbers."""
    with bench(tmp_path, STOCK, numbers=request.param) as one:
        one.run()
        one.tick()
        one.run()
        yield one  # type: ignore[misc]


def test_nothing_is_pushed_before_the_tick(tmp_path: Path) -> None:
    with bench(tmp_path, STOCK) as one:
        one.run()
        one.type("KAOS-M", "Stok", "4")
        one.run()
        assert 10 == one.stock("KAOS-M")
        one.tick()
        one.run()
        assert 4 == one.stock("KAOS-M")
        one.tick(on=False)
        one.type("KAOS-M", "Stok", "9")
        one.run()
        assert 4 == one.stock("KAOS-M")


def test_quiet_when_quiet(seller: Bench) -> None:
    seller.run()
    before = seller.requests()
    seller.run(4)

    assert before == seller.requests()


def test_an_edit_reaches_the_shop_with_a_receipt(seller: Bench) -> None:
    seller.type("KAOS-M", "Stok", "7")
    seller.run()

    assert 7 == seller.stock("KAOS-M")
    assert "7" in seller.shown("KAOS-M", "Bukti")


def test_an_entry_is_applied_once_and_cleared(seller: Bench) -> None:
    seller.type("KAOS-M", "+/-", "+10")
    seller.run(4)

    assert 20 == seller.stock("KAOS-M")
    assert "20" == seller.shown("KAOS-M", "Stok")
    assert "" == seller.shown("KAOS-M", "+/-")


def test_a_sale_is_reserved_and_its_cancel_restored(seller: Bench) -> None:
    order = seller.shop.buy("shopee", [(seller.listings["KAOS-M"], 2)])
    seller.run(3)
    assert ("2", "8") == (seller.shown("KAOS-M", "Dipesan"), seller.shown("KAOS-M", "Tersedia"))
    assert 8 == seller.stock("KAOS-M")

    seller.shop.cancel(order.id)
    seller.run(3)
    assert ("0", "10") == (seller.shown("KAOS-M", "Dipesan"), seller.shown("KAOS-M", "Tersedia"))
    assert 10 == seller.stock("KAOS-M")


def test_an_edit_between_read_and_write_survives(seller: Bench) -> None:
    seller.type("KAOS-M", "+/-", "+2")
    seller.sheets.faults.before_next_write(lambda: seller.type("KAOS-M", "Stok", "30"))
    seller.run(5)

    state = seller.cycle.book.skus["kaos-m"]
    assert str(state.on_hand) == seller.shown("KAOS-M", "Stok")
    assert state.on_hand in {30, 32}
    assert "30" in seller.shown("KAOS-M", "Bukti")


def test_a_sort_in_the_middle_of_a_write_books_nothing_for_a_wrong_sku(seller: Bench) -> None:
    person = seller.sheets.person(seller.spreadsheet)
    seller.type("TOPI", "+/-", "+4")
    seller.sheets.faults.before_next_write(lambda: person.sort("SKU", "A", descending=True))
    seller.run(5)

    assert {"KAOS-M": 10, "TOPI": 9, "TAS": 3} == {sku: seller.stock(sku) for sku in STOCK}
    assert {"KAOS-M": "10", "TOPI": "9", "TAS": "3"} == {sku: seller.shown(sku, "Stok") for sku in STOCK}
    assert 9 == seller.cycle.book.skus["topi"].on_hand


@pytest.mark.parametrize(
    ("typed", "word"),
    [("", "kosong"), ("habis", "habis"), ("#N/A", "N/A"), ("1.5", "1.5"), ("2026-01-05", "")],
)
def test_junk_changes_nothing_and_says_why(seller: Bench, typed: str, word: str) -> None:
    person = seller.sheets.person(seller.spreadsheet)
    cell = person.cell("SKU", "Stok", "KAOS-M")
    if typed:
        person.type("SKU", cell, typed)
    else:
        person.clear("SKU", cell)
    seller.run()

    assert 10 == seller.stock("KAOS-M")
    assert "OK" != seller.shown("KAOS-M", "Status")
    assert word.casefold() in seller.shown("KAOS-M", "Status").casefold()


def test_junk_corrected_is_a_count(seller: Bench) -> None:
    seller.type("KAOS-M", "Stok", "habis")
    seller.run()
    seller.type("KAOS-M", "Stok", "6")
    seller.run()

    assert 6 == seller.stock("KAOS-M")


@pytest.mark.parametrize(("locale", "told"), [("en_US", True), ("id_ID", False)])
def test_a_sheet_that_reads_a_thousand_as_one_is_named(tmp_path: Path, locale: str, told: bool) -> None:
    with bench(tmp_path, {"KAOS-M": 10}, locale=locale) as one:
        one.run()
        one.tick()
        one.run(3)
        top = one.person().read("Panduan", "A2:C2")[0]

        assert told == ("1.000" in one.shown("shopee", "Langkah berikut", tab="Mulai", key="Toko"))
        assert told == ("1.000" in top[0] and top[2] == "shopee")
