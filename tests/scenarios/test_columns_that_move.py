"""Columns that people move, insert, delete and rename in the instant of a write: no cell of theirs is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bench import Bench, bench

from engine.errors import LayoutBroken, SheetError, SheetUnknown
from sandbox.sheets.cells import Formula
from sandbox.sheets.draft import shown as seen
from sandbox.sheets.person import Person

STOCK = {"KAOS-M": 10, "TOPI": 20, "TAS": 30}
# What people have in their own columns, by header and row; formulas too.
THEIRS = {
    "Nama": ("Kaos polos", "Topi", "Tas"),
    "Varian": ("M", "20", "0"),
    "Pengaman": ("2", "0", "1"),
    "Catatan": ("=ROW()*2", "jangan lupa", "007x"),
    "Pemasok": ("Bu Ani", "20", "=ROW()+1"),
}


@pytest.fixture
def seller(tmp_path: Path) -> Iterator[Bench]:
    with bench(tmp_path, STOCK) as one:
        one.run()
        one.tick()
        person = one.person()
        width = len(person.read("SKU", "1:1")[0])
        assert "" == person.read("SKU", "1:1")[0][width - 1], "there is room for a column of the seller's"
        person.type("SKU", "M1", "Pemasok")
        for header, texts in THEIRS.items():
            for row, text in enumerate(texts, 2):
                person.type("SKU", header, text, row=row)
        one.run(3)
        one.wait()
        yield one


def theirs(one: Bench) -> dict[str, list[str]]:
    """What stands in people's columns, by header and SKU; a formula as what it shows, behind a sign of equality."""
    person = one.person()
    grid = person.tab("SKU").grid
    found = {}
    for header in THEIRS:
        at = person.column("SKU", header)
        cells = [grid.get(person.row("SKU", "SKU", sku) - 1, at) for sku in STOCK]
        made = ["=" if isinstance(cell.value, Formula) else "" for cell in cells]
        shown = [seen(cell, "en_US") for cell in cells]
        found[header] = [sign + text for sign, text in zip(made, shown, strict=True)]
    return found


def harmony(one: Bench) -> dict[str, tuple[int, int, int]]:
    """On hand, reserved and what the shop shows, by SKU."""
    return {sku: (*one.numbers(sku), one.stock(sku)) for sku in STOCK}


def move(column: str, before: str) -> Callable[[Person], None]:
    return lambda person: person.move_column("SKU", column, before=before)


MOVES: dict[str, Callable[[Person], None]] = {
    "the stock moved to the left end": move("D", "A"),
    "the key moved to the right": move("A", "G"),
    "the notes moved among the engine's": move("L", "H"),
    "a column inserted at the left end": lambda person: person.insert_columns("SKU", "A"),
    "columns inserted among the engine's": lambda person: person.insert_columns("SKU", "H", 2),
    "the stock renamed": lambda person: person.type("SKU", "Stok", "Jumlah di rak", row=1),
    "a link column moved": lambda person: person.move_column("Tautan", "J", before="C"),
}


def work(one: Bench) -> None:
    """An entry, a count, and an order, so that a batch writes people's, shared and engine cells of several tabs."""
    one.type("KAOS-M", "+/-", "+4")
    one.type("TOPI", "Stok", "18")
    one.shop.buy("shopee", [(one.listings["TAS"], 2)])


@pytest.mark.parametrize("lost", [False, True], ids=["answered", "answer lost"])
@pytest.mark.parametrize("change", MOVES.values(), ids=MOVES.keys())
def test_what_a_batch_hits_under_a_wrong_header_is_put_back(
    seller: Bench, change: Callable[[Person], None], *, lost: bool
) -> None:
    before = theirs(seller)
    movements = len(seller.store.movements())
    work(seller)
    person = seller.person()
    seller.sheets.faults.before_next_write(lambda: change(person))
    if lost:
        seller.sheets.faults.cut(method="writes", after=True)
        with pytest.raises(SheetUnknown):
            seller.run(1)
    for _ in range(4):
        seller.cycle_or_again()
    assert [] == seller.sheets.faults.refused
    if "Stok" not in person.read("SKU", "1:1")[0]:
        person.type("SKU", "Jumlah di rak", "Stok", row=1)
    seller.run(2)

    assert before == theirs(seller)
    assert {"KAOS-M": (14, 0, 12), "TOPI": (18, 0, 18), "TAS": (30, 2, 27)} == harmony(seller)
    assert "" == seller.shown("KAOS-M", "+/-")
    made = [one.kind for one in seller.store.movements()[movements:]]
    assert ["count", "in/out", "reserve"] == sorted(made)
    assert [] == [q for q in seller.cycle.book.questions.values() if q.open]


@pytest.mark.parametrize("lost", [False, True], ids=["answered", "answer lost"])
def test_a_column_of_the_seller_that_is_deleted_takes_no_neighbour_with_it(
    seller: Bench, *, lost: bool
) -> None:
    person = seller.person()
    person.move_column("SKU", "M", before="A")
    seller.cycle_or_again()
    before = theirs(seller)
    work(seller)
    seller.sheets.faults.before_next_write(lambda: person.delete_columns("SKU", "A"))
    if lost:
        seller.sheets.faults.cut(method="writes", after=True)
        with pytest.raises(SheetUnknown):
            seller.run(1)
    for _ in range(4):
        seller.cycle_or_again()
    person.type("SKU", "M1", "Pemasok")
    after = theirs(seller)

    assert {name: texts for name, texts in before.items() if name != "Pemasok"} == {
        name: texts for name, texts in after.items() if name != "Pemasok"
    }
    assert {"KAOS-M": (14, 0, 12), "TOPI": (18, 0, 18), "TAS": (30, 2, 27)} == harmony(seller)


@pytest.mark.parametrize("lost", [False, True], ids=["answered", "answer lost"])
def test_a_column_of_the_engine_that_is_deleted_is_named_and_nothing_else_is_hit(
    seller: Bench, *, lost: bool
) -> None:
    person = seller.person()
    before = theirs(seller)
    work(seller)
    seller.sheets.faults.before_next_write(
        lambda: person.delete_columns("SKU", chr(65 + person.column("SKU", "Dipesan")))
    )
    if lost:
        seller.sheets.faults.cut(method="writes", after=True)
    caught = []
    for _ in range(3):
        try:
            seller.cycle.once()
        except SheetError as error:
            caught.append(error)
    assert isinstance(caught[-1], LayoutBroken)
    assert before == theirs(seller)
    assert ["TRUE"] * 3 == [seller.shown(sku, "Aktif") for sku in STOCK]

    seller.cycle.desk.layout()
    for _ in range(4):
        seller.cycle_or_again()
    assert before == theirs(seller)
    assert {"KAOS-M": (14, 0, 12), "TOPI": (18, 0, 18), "TAS": (30, 2, 27)} == harmony(seller)


def test_who_types_in_a_hit_cell_before_it_is_put_back_is_right(seller: Bench) -> None:
    person = seller.person()
    work(seller)

    def then_type() -> None:
        person.type("SKU", "Catatan", "baru saja", row="KAOS-M")

    def change() -> None:
        person.move_column("SKU", "L", before="H")
        seller.sheets.faults.before_next_write(then_type)

    seller.sheets.faults.before_next_write(change)
    for _ in range(4):
        seller.cycle_or_again()

    assert "baru saja" == seller.shown("KAOS-M", "Catatan")
    assert "jangan lupa" == seller.shown("TOPI", "Catatan")


def test_a_column_that_moves_again_while_it_is_put_back_is_put_back_too(seller: Bench) -> None:
    person = seller.person()
    before = theirs(seller)
    work(seller)

    def change() -> None:
        person.move_column("SKU", "L", before="H")
        seller.sheets.faults.before_next_write(lambda: person.move_column("SKU", "F", before="L"))

    seller.sheets.faults.before_next_write(change)
    for _ in range(4):
        seller.cycle_or_again()

    assert before == theirs(seller)
    assert {"KAOS-M": (14, 0, 12), "TOPI": (18, 0, 18), "TAS": (30, 2, 27)} == harmony(seller)


def test_columns_that_move_before_the_hit_cells_are_looked_at_are_put_back_too(seller: Bench) -> None:
    person = seller.person()
    before = theirs(seller)
    work(seller)

    def change() -> None:
        person.move_column("SKU", "L", before="H")
        faults = seller.sheets.faults
        # Where columns are is asked twice; the third time it is the cells that were hit.
        faults.before_next_write(lambda: None, method="spreadsheets.get", count=2)
        faults.before_next_write(
            lambda: person.move_column("SKU", "H", before="B"), method="spreadsheets.get"
        )

    seller.sheets.faults.before_next_write(change)
    for _ in range(4):
        seller.cycle_or_again()

    assert before == theirs(seller)
    assert {"KAOS-M": (14, 0, 12), "TOPI": (18, 0, 18), "TAS": (30, 2, 27)} == harmony(seller)


def test_rows_that_were_added_under_wrong_headers_are_added_again(seller: Bench) -> None:
    person = seller.person()
    seller.shop.buy("shopee", [(seller.listings["TAS"], 1)])
    seller.sheets.faults.before_next_write(lambda: person.move_column("Pesanan", "L", before="B"))
    for _ in range(3):
        seller.cycle_or_again()

    rows = [row for row in person.read("Pesanan", "A2:L9") if any(row)]
    assert 1 == len(rows)
    assert "" == seller.shown(rows[0][2], "Tindakan", tab="Pesanan", key="No. pesanan")
    assert (30, 1, 28) == harmony(seller)["TAS"]


def test_a_batch_that_meets_what_it_believes_is_one_write_as_before(seller: Bench) -> None:
    counts = seller.sheets.counts()["engine"]
    work(seller)
    seller.run(1)
    after = seller.sheets.counts()["engine"]

    assert 1 == after["writes"] - counts["writes"]
