"""A cache that is lost, old or another engine's: rebuilt from the sheet and the shops, nothing twice, nothing gone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench import Bench, bench

from engine.errors import EpochLost

STOCK = {"KAOS-M": 10, "TOPI": 5, "TAS": 30}


@pytest.fixture
def seller(tmp_path: Path) -> Iterator[Bench]:
    """A seller in harmony, with an order of 2 that is open, one of 1 that is shipped, and an entry of +4."""
    with bench(tmp_path, STOCK) as one:
        one.run()
        one.tick()
        one.run()
        one.wait()
        one.shop.buy("shopee", [(one.listings["KAOS-M"], 2)])
        gone = one.shop.buy("shopee", [(one.listings["TAS"], 1)])
        one.type("TOPI", "+/-", "+4")
        one.run(3)
        send(one, gone.id)
        one.run(3)
        one.wait()
        # A checkpoint that is older than a minute of slow hands: what was written before it is nobody's look any more.
        one.type("TOPI", "+/-", "+0")
        one.run(2)
        yield one


def send(one: Bench, order: str) -> None:
    """The order is paid, packed, handed over and received."""
    one.shop.pay(order)
    one.shop.arrange(order)
    one.shop.ship(order)
    one.shop.deliver(order)
    one.shop.complete(order)


def lose(one: Bench, *, engine_id: str = "engine-1") -> None:
    """The machine breaks; another one starts with an empty cache."""
    one.start(engine_id=engine_id, cache=f"new-{one.time.now():.0f}.db")


def everything(one: Bench) -> dict[str, tuple[int, int, int]]:
    """On hand, reserved and what the shop shows, by SKU."""
    return {sku: (*one.numbers(sku), one.stock(sku)) for sku in STOCK}


HARMONY = {"KAOS-M": (10, 2, 8), "TOPI": (9, 0, 9), "TAS": (29, 0, 29)}


def test_the_story_so_far(seller: Bench) -> None:
    assert HARMONY == everything(seller)


def test_a_lost_cache_is_rebuilt_with_the_same_numbers_and_pushes_nothing(seller: Bench) -> None:
    before = seller.requests()["shop"]
    lose(seller)
    seller.run(3)

    assert HARMONY == everything(seller)
    assert before == seller.requests()["shop"]
    assert [] == [q for q in seller.cycle.book.questions.values() if q.open]
    assert {"opening"} == {one.kind for one in seller.store.movements()}


def test_a_receipt_stays_where_it_stands(seller: Bench) -> None:
    """The checkpoint keeps no receipt of a SKU at rest; the row has it, and takes it along when it moves."""
    seller.type("TAS", "Stok", "31")
    seller.run(3)
    before = seller.shown("TAS", "Bukti")
    lose(seller)
    seller.run(3)
    seller.type("TAS", "Bukti", "")
    seller.run(2)

    assert before.endswith("stok dari 29 menjadi 31.")
    assert before == seller.shown("TAS", "Bukti")


def test_after_a_loss_orders_go_on_where_they_were(seller: Bench) -> None:
    """An open order is shipped, a shipped one is told again, a new one comes: each counts once."""
    (order,) = [one["id"] for one in seller.shop.orders() if one["stage"] != "completed"]
    lose(seller)
    seller.run(1)
    send(seller, order)
    seller.shop.buy("shopee", [(seller.listings["TOPI"], 3)])
    seller.run(3)

    assert {"KAOS-M": (8, 0, 8), "TOPI": (9, 3, 6), "TAS": (29, 0, 29)} == everything(seller)


def test_what_happened_while_nobody_was_there_arrives(seller: Bench) -> None:
    (order,) = [one["id"] for one in seller.shop.orders() if one["stage"] != "completed"]
    before = seller.requests()["shop"]
    seller.type("TAS", "Stok", "20")
    seller.type("TOPI", "+/-", "-2")
    send(seller, order)
    seller.shop.buy("shopee", [(seller.listings["TAS"], 5)])
    lose(seller)
    seller.run(4)

    assert {"KAOS-M": (8, 0, 8), "TOPI": (7, 0, 7), "TAS": (20, 5, 15)} == everything(seller)
    assert 2 == seller.requests()["shop"] - before


def test_a_long_finished_order_that_is_told_again_counts_no_second_time(seller: Bench) -> None:
    """Its line has left the checkpoint; a return makes the shop tell it once more."""
    finished = next(one["id"] for one in seller.shop.orders() if one["stage"] == "completed")
    for _ in range(3):
        seller.wait(86_400.0)
        seller.type("TOPI", "Catatan", str(seller.time.now()))
        seller.type("TOPI", "+/-", "+0")
        seller.run(2)
    lose(seller)
    seller.run(2)
    seller.shop.return_goods(finished)
    seller.run(3)

    assert (29, 0, 29) == everything(seller)["TAS"]


def test_an_open_question_survives(seller: Bench) -> None:
    person = seller.person()
    person.delete_rows("SKU", person.row("SKU", "SKU", "TAS"))
    seller.run()
    assert ["tas"] == [question.subject for question in seller.asked("vanished")]
    lose(seller)
    seller.run()

    (question,) = seller.asked("vanished")
    assert "tas" == question.subject
    assert 1 == [row[0] for row in person.read("Konflik", "A1:A40")].count(question.id)
    seller.answer("vanished", "keep")
    seller.run(3)
    assert HARMONY == everything(seller)


def test_a_row_that_is_kept_comes_back_with_what_stood_beside_it_also_after_a_loss(seller: Bench) -> None:
    seller.type("TAS", "Varian", "Merah")
    seller.type("TAS", "Catatan", "rak 3")
    seller.run()
    person = seller.person()
    person.delete_rows("SKU", person.row("SKU", "SKU", "TAS"))
    seller.run()
    lose(seller)
    seller.run()
    seller.answer("vanished", "keep")
    seller.run(3)

    assert ["TAS", "Merah", "rak 3"] == [seller.shown("TAS", name) for name in ("Nama", "Varian", "Catatan")]
    assert HARMONY == everything(seller)


def test_an_older_backup_counts_as_lost(seller: Bench, tmp_path: Path) -> None:
    """Between backup and breakdown one order ended, one came, a count was typed and an entry was booked."""
    (order,) = [one["id"] for one in seller.shop.orders() if one["stage"] != "completed"]
    seller.cycle.store.close()
    shutil.copy(tmp_path / "cache.db", tmp_path / "backup.db")
    send(seller, order)
    seller.shop.buy("shopee", [(seller.listings["TOPI"], 1)])
    seller.type("TAS", "Stok", "12")
    seller.run(3)
    now = {"KAOS-M": (8, 0, 8), "TOPI": (9, 1, 8), "TAS": (12, 0, 12)}
    assert now == everything(seller)
    before = seller.requests()["shop"]

    seller.start(cache="backup.db")
    seller.run(4)

    assert now == everything(seller)
    assert before == seller.requests()["shop"]
    assert [] == [q for q in seller.cycle.book.questions.values() if q.open]
    seller.shop.buy("shopee", [(seller.listings["KAOS-M"], 1)])
    seller.run(3)
    assert (8, 1, 7) == everything(seller)["KAOS-M"]


def test_another_engine_stands_by_while_this_one_is_alive(seller: Bench) -> None:
    before = seller.requests()
    seller.type("TAS", "Stok", "12")
    lose(seller, engine_id="engine-2")
    with pytest.raises(EpochLost) as refusal:
        seller.run(1)

    assert "engine-1" == refusal.value.params["holder"]
    assert before == seller.requests()
    assert 29 == seller.stock("TAS")


def test_another_engine_may_start_when_the_beat_is_old(seller: Bench) -> None:
    seller.wait(21 * 60)
    lose(seller, engine_id="engine-2")
    seller.run(3)

    assert HARMONY == everything(seller)


def test_taking_over_shuts_the_older_engine_out(seller: Bench, tmp_path: Path) -> None:
    """The older one's next batch is refused whole; started again, it takes its own cache for lost."""
    older, seller._engine = seller.cycle, type(seller._engine)()
    seller._cycle = None
    try:
        lose(seller, engine_id="engine-2")
        seller.cycle.start(take_over=True)
        seller.type("TAS", "Stok", "12")
        seller.shop.buy("shopee", [(seller.listings["TOPI"], 2)])
        seller.run(3)
        now = {"KAOS-M": (10, 2, 8), "TOPI": (9, 2, 7), "TAS": (12, 0, 12)}
        assert now == everything(seller)
        before = seller.requests()
        with pytest.raises(EpochLost):
            older.once()
        assert before == seller.requests()
    finally:
        older.store.close()

    seller.wait(21 * 60)
    seller.start(engine_id="engine-1")
    seller.run(3)
    assert now == everything(seller)
    assert before["shop"] == seller.requests()["shop"]


def test_a_row_that_the_last_batch_hit_by_mistake_is_known_after_a_loss(seller: Bench) -> None:
    """The swap meant for KAOS-M met TOPI, which showed the same number; what it wrote there is nobody's edit."""
    seller.type("TOPI", "Stok", "10")
    seller.run(3)
    seller.wait()
    order = seller.shop.buy("shopee", [(seller.listings["KAOS-M"], 1)])
    seller.run(2)
    send(seller, order.id)
    person = seller.person()
    rows = [person.row("SKU", "SKU", sku) for sku in ("KAOS-M", "TOPI")]
    first, second = sorted(rows)

    def change_places() -> None:
        person.move_rows("SKU", second, 1, first)
        person.move_rows("SKU", first + 1, 1, second + 1)

    seller.sheets.faults.before_next_write(change_places)
    seller.run(1)
    assert "9" == seller.shown("TOPI", "Stok"), "the swap met the wrong row"
    lose(seller)
    seller.run(4)

    assert (9, 2) == seller.numbers("KAOS-M")
    assert (10, 0) == seller.numbers("TOPI")
    assert [] == seller.asked("count")


def test_what_the_last_batch_did_is_known_although_its_own_checkpoint_is_older(seller: Bench) -> None:
    """The checkpoint inside a batch says what was before it: a consumed entry still stands, a swap is not made yet."""
    seller.type("TAS", "+/-", "+5")
    seller.run(1)
    lose(seller)
    seller.run(4)

    assert "" == seller.shown("TAS", "+/-")
    assert (34, 0, 34) == everything(seller)["TAS"]
    assert [] == [one for one in seller.cycle.book.questions.values() if one.open]


@pytest.mark.parametrize("lost", [False, True], ids=["kept", "lost"])
def test_goods_that_left_before_a_count_and_are_told_late_are_asked_about(seller: Bench, lost: bool) -> None:
    """Three of 29 leave, then the shelf is counted: 26. When the shop tells of them, the count is long at rest."""
    seller.shop.faults.order_lag = 3600.0
    gone = seller.shop.buy("shopee", [(seller.listings["TAS"], 3)])
    send(seller, gone.id)
    seller.wait()
    seller.type("TAS", "Stok", "26")
    seller.run(3)
    if lost:
        lose(seller)
    seller.run(2)
    assert (26, 0) == seller.numbers("TAS")
    seller.shop.faults.order_lag = 0.0
    seller.run(2)

    assert (23, 0) == seller.numbers("TAS")
    (question,) = seller.asked("late")
    assert ["23", "26"] == [dict(choice.params)["units"] for choice in question.choices]
