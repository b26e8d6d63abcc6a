"""People move, copy and rename things while the engine works; nothing is lost or booked for a wrong SKU."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bench import Bench, bench

from sandbox.sheets.person import Person

STOCK = {"KAOS-M": 10, "TOPI": 20, "TAS": 30}

# The stories of one seller are told in order, so one worker tells them all.


@pytest.fixture
def seller(tmp_path: Path) -> Iterator[Bench]:
    with bench(tmp_path, STOCK) as one:
        one.run()
        one.tick()
        one.run()
        one.wait()
        yield one


def harmony(one: Bench) -> dict[str, tuple[int, int, int]]:
    """On hand, reserved and what the shop shows, by SKU."""
    return {sku: (*one.numbers(sku), one.stock(sku)) for sku in STOCK}


def test_an_entry_beside_junk_has_its_receipt_and_the_junk_its_status(seller: Bench) -> None:
    on_hand = seller.numbers("TAS")[0]
    seller.type("TAS", "Stok", "habis")
    seller.run(2)
    seller.type("TAS", "+/-", "+4")
    seller.run(3)

    assert seller.shown("TAS", "Bukti").endswith(f"+4 sudah dicatat: stok kini {on_hand + 4}.")
    assert f"“habis” bukan angka. {on_hand + 4} tetap dipakai" in seller.shown("TAS", "Status")


# Feeds


def feed(one: Bench, value: int) -> None:
    """`Stok` of TAS is computed from another tab."""
    person = one.person()
    if "Gudang" not in [sheet.title for sheet in person.read_book().sheets]:
        person.add_tab("Gudang")
    person.type("Gudang", "A1", str(value))
    one.type("TAS", "Stok", "=Gudang!A1")


def formula(one: Bench) -> str:
    """What was entered in the fed cell, as the API tells it."""
    person = one.person()
    row = person.row("SKU", "SKU", "TAS") - 1
    cell = person.tab("SKU").grid.get(row, person.column("SKU", "Stok"))
    return str(cell.value)


def test_a_feed_counts_and_is_never_written(seller: Bench) -> None:
    feed(seller, 12)
    seller.run(3)
    assert (12, 0, 12) == harmony(seller)["TAS"]
    entered = formula(seller)
    seller.type("TAS", "+/-", "+5")
    seller.run(2)
    assert "+5" == seller.shown("TAS", "+/-"), "the entry is refused and stays"
    assert "OK" != seller.shown("TAS", "Status")
    assert (12, 0, 12) == harmony(seller)["TAS"]

    order = seller.shop.buy("shopee", [(seller.listings["TAS"], 2)])
    seller.run(3)
    assert (12, 2, 10) == harmony(seller)["TAS"]
    seller.wait()
    seller.shop.pay(order.id)
    seller.shop.arrange(order.id)
    seller.shop.ship(order.id)
    seller.run(3)
    assert (12, 2, 10) == harmony(seller)["TAS"], "reserved until the feed has counted what left"
    seller.wait()
    seller.person().type("Gudang", "A1", "10")
    seller.run(3)
    assert (10, 0, 10) == harmony(seller)["TAS"]
    assert entered == formula(seller)


def test_a_feed_that_never_moves_releases_a_day_after_shipping(seller: Bench) -> None:
    feed(seller, 12)
    seller.run(3)
    order = seller.shop.buy("shopee", [(seller.listings["TAS"], 2)])
    seller.run(2)
    seller.shop.pay(order.id)
    seller.shop.arrange(order.id)
    seller.shop.ship(order.id)
    seller.run(2)
    assert (12, 2, 10) == harmony(seller)["TAS"]
    seller.wait(86_500.0)
    seller.run(3)

    assert (12, 0, 12) == harmony(seller)["TAS"]


# Rows and columns that move between the read and the write


def swap_rows(person: Person) -> None:
    person.move_rows("SKU", 4, 1, before=2)


def cut_and_paste(person: Person) -> None:
    person.cut_rows("SKU", 2, 1, to=9)


MOVES: dict[str, Callable[[Person], None]] = {
    "inserted above": lambda person: person.insert_rows("SKU", 2, 2),
    "dragged": swap_rows,
    "cut and pasted": cut_and_paste,
    "sorted": lambda person: person.sort("SKU", "A", descending=True),
    "a blank row deleted": lambda person: person.delete_rows("SKU", 6),
    "a column inserted": lambda person: person.insert_columns("SKU", "B"),
    "a tab renamed": lambda person: person.rename_tab("SKU", "Barang"),
}


@pytest.fixture(scope="module")
def same_seller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """One seller to whom all of it happens, one after the other."""
    with bench(tmp_path_factory.mktemp("moves"), STOCK) as one:
        one.run()
        one.tick()
        one.run()
        yield one


@pytest.mark.parametrize("move", MOVES.values(), ids=MOVES.keys())
def test_what_moves_between_read_and_write_is_booked_right(
    same_seller: Bench, move: Callable[[Person], None]
) -> None:
    seller = same_seller
    seller.wait()
    person = seller.person()
    seller.type("TOPI", "Stok", "20")
    seller.run(2)
    seller.wait()
    before = harmony(seller)["KAOS-M"][0], len(seller.store.movements())
    seller.type("KAOS-M", "+/-", "+4")
    seller.type("TOPI", "Stok", "18")
    seller.sheets.faults.before_next_write(lambda: move(person))
    for _ in range(4):
        seller.cycle_or_again()
    if "Barang" in [sheet.title for sheet in person.read_book().sheets]:
        person.rename_tab("Barang", "SKU")
        seller.cycle_or_again()

    after = before[0] + 4
    assert {"KAOS-M": (after, 0, after), "TOPI": (18, 0, 18), "TAS": (30, 0, 30)} == harmony(seller)
    assert "" == seller.shown("KAOS-M", "+/-")
    assert ["count", "in/out"] == sorted(one.kind for one in seller.store.movements()[before[1] :])
    assert [] == [q for q in seller.cycle.book.questions.values() if q.open]


def test_moved_and_renamed_columns_are_found_by_their_marks(seller: Bench) -> None:
    person = seller.person()
    person.move_column("SKU", "D", before="A")
    person.type("SKU", "A1", "Jumlah di rak")
    person.insert_columns("SKU", "C", 2)
    seller.cycle_or_again()
    person.type("SKU", f"A{person.row('SKU', 'SKU', 'TAS')}", "25")
    for _ in range(3):
        seller.cycle_or_again()

    assert 25 == seller.stock("TAS")
    assert 25 == seller.cycle.book.skus["tas"].on_hand


def test_a_row_deleted_while_it_is_written_is_asked_about(seller: Bench) -> None:
    person = seller.person()
    seller.type("KAOS-M", "+/-", "+4")
    seller.sheets.faults.before_next_write(
        lambda: person.delete_rows("SKU", person.row("SKU", "SKU", "KAOS-M"))
    )
    for _ in range(4):
        seller.cycle_or_again()

    assert ["kaos-m"] == [question.subject for question in seller.asked("vanished")]
    assert (20, 0, 20) == (*seller.numbers("TOPI"), seller.stock("TOPI"))
    assert 14 == seller.cycle.book.skus["kaos-m"].on_hand
    seller.answer("vanished", "keep")
    seller.run(4)
    assert {"KAOS-M": (14, 0, 14), "TOPI": (20, 0, 20), "TAS": (30, 0, 30)} == harmony(seller)


def test_a_copied_row_pushes_nothing_above_the_lowest_copy(seller: Bench) -> None:
    person = seller.person()
    person.duplicate_rows("SKU", person.row("SKU", "SKU", "KAOS-M"))
    person.type("SKU", f"D{person.row('SKU', 'SKU', 'KAOS-M') + 1}", "6")
    seller.run(3)
    assert 6 == seller.stock("KAOS-M")
    person.delete_rows("SKU", person.row("SKU", "SKU", "KAOS-M") + 1)
    seller.run(3)

    assert (10, 0, 10) == harmony(seller)["KAOS-M"]
    assert [] == seller.asked("copied")


def test_new_rows_are_taken_up_and_sold(seller: Bench) -> None:
    person = seller.person()
    person.insert_rows("SKU", 2)
    person.paste("SKU", "A2", [["PAYUNG", "Payung", "", "8"]])
    seller.run(2)

    assert (8, 0) == seller.numbers("PAYUNG")
    assert {"KAOS-M": (10, 0, 10), "TOPI": (20, 0, 20), "TAS": (30, 0, 30)} == harmony(seller)
