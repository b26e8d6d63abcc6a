"""Stampedes are held, rivals are named, and a sick shop delays nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bench import Bench, bench

MANY = {f"SKU-{letter}": 20 for letter in "ABCDEFGHIJKLMN"}
FEW = {"KAOS-M": 10, "TOPI": 5, "TAS": 3}
HELD = [sku for sku in MANY if sku not in {"SKU-A", "SKU-B"}]


def in_harmony(one: Bench) -> Bench:
    one.run()
    for shop in one.shops:
        one.tick(shop)
    one.run()
    one.wait()
    return one


@pytest.fixture
def many(tmp_path: Path) -> Iterator[Bench]:
    with bench(tmp_path, MANY) as one:
        yield in_harmony(one)


@pytest.fixture
def seller(tmp_path: Path) -> Iterator[Bench]:
    with bench(tmp_path, FEW) as one:
        yield in_harmony(one)


@pytest.fixture
def two_shops(tmp_path: Path) -> Iterator[Bench]:
    with bench(tmp_path, FEW, shops=("shopee", "kedua")) as one:
        yield in_harmony(one)


# Stampedes


def test_a_mass_to_zero_is_held_until_a_person_releases_it_and_orders_pass(many: Bench) -> None:
    for sku in HELD:
        many.type(sku, "Stok", "0")
    many.type("SKU-A", "Stok", "15")
    many.run(3)
    assert {20} == {many.stock(sku) for sku in HELD}
    assert 15 == many.stock("SKU-A"), "what did not trip the guard goes out"
    assert "Konflik" in many.shown("shopee", "Langkah berikut", tab="Mulai", key="Toko")

    many.shop.buy("shopee", [(many.listings[HELD[0]], 2)])
    many.shop.buy("shopee", [(many.listings["SKU-B"], 3)])
    many.run(3)
    assert (18, 17) == (many.stock(HELD[0]), many.stock("SKU-B"))
    assert {20} == {many.stock(sku) for sku in HELD[1:]}

    many.answer("hold", "release")
    many.run(4)
    assert {0} == {many.stock(sku) for sku in HELD}
    assert [] == many.asked("hold")
    assert (0, 2) == many.numbers(HELD[0])


def test_a_hold_falls_away_when_the_numbers_are_put_back(many: Bench) -> None:
    for sku in HELD:
        many.type(sku, "Stok", "0")
    many.run(2)
    (question,) = many.asked("hold")
    many.wait()
    for sku in HELD:
        many.type(sku, "Stok", "20")
    many.run(3)

    assert [] == many.asked("hold")
    assert {20} == {many.stock(sku) for sku in MANY}
    assert question.id in many.cycle.book.questions


def test_a_release_is_for_what_was_asked_about_and_nothing_more(many: Bench) -> None:
    for sku in HELD[:-1]:
        many.type(sku, "Stok", "0")
    many.run(2)
    many.answer("hold", "release")
    many.type(HELD[-1], "Stok", "0")
    many.run(3)
    assert {20} == {many.stock(sku) for sku in HELD}
    many.answer("hold", "release")
    many.run(3)

    assert {0} == {many.stock(sku) for sku in HELD}


def test_an_emptied_tab_is_a_question_and_pushes_nothing(many: Bench) -> None:
    before = many.requests()["shop"]
    person = many.person()
    rows = len(MANY)
    kept = [row[:4] for row in person.read("SKU", f"A2:D{rows + 1}")]
    person.clear("SKU", f"A2:J{rows + 1}")
    many.run(3)
    assert before == many.requests()["shop"]
    (question,) = many.asked("vanished")
    assert ("count", str(rows)) in question.params

    person.paste("SKU", "A2", kept)
    many.run(4)
    assert before == many.requests()["shop"]
    assert {(20, 0)} == {many.numbers(sku) for sku in MANY}
    assert [] == many.asked("vanished")


def test_emptied_numbers_change_nothing(many: Bench) -> None:
    before = many.requests()["shop"]
    many.person().clear("SKU", f"D2:D{len(MANY) + 1}")
    many.run(3)

    assert before == many.requests()["shop"]
    assert {20} == {many.cycle.book.skus[sku.casefold()].on_hand for sku in MANY}
    assert "kosong" in many.shown("SKU-A", "Status").casefold()


def test_a_deleted_row_comes_back_or_is_let_go_as_the_seller_says(seller: Bench) -> None:
    person = seller.person()
    person.delete_rows("SKU", person.row("SKU", "SKU", "TAS"))
    seller.run(2)
    assert 3 == seller.stock("TAS")
    seller.answer("vanished", "keep")
    seller.run(4)
    assert (3, 0) == seller.numbers("TAS")
    assert 1 == sum(row == ["TAS"] for row in person.read("SKU", "A1:A20"))
    assert [] == seller.asked("vanished")

    person.delete_rows("SKU", person.row("SKU", "SKU", "TOPI"))
    seller.run(2)
    seller.answer("vanished", "stop")
    seller.run(3)
    seller.shop.buy("shopee", [(seller.listings["TOPI"], 1)])
    seller.run(3)
    assert "topi" not in seller.cycle.book.skus
    assert (0, 0) == seller.store.balances()["topi"]
    assert 4 == seller.stock("TOPI")
    assert [] == seller.asked("vanished")


def test_a_row_deleted_with_an_open_order_and_let_go_leaves_the_engine_running(seller: Bench) -> None:
    order = seller.shop.buy("shopee", [(seller.listings["TOPI"], 1)])
    seller.run(2)
    person = seller.person()
    person.delete_rows("SKU", person.row("SKU", "SKU", "TOPI"))
    seller.run(2)
    seller.answer("vanished", "stop")
    seller.run(2)
    seller.wait()
    seller.shop.cancel(order.id)
    seller.type("TAS", "Stok", "9")
    seller.run(3)
    assert 9 == seller.stock("TAS")

    person.paste("SKU", f"A{person.row('SKU', 'SKU', 'TAS') + 1}", [["TOPI", "Topi", "", "8"]])
    seller.run(3)
    assert (8, 0) == seller.numbers("TOPI")
    assert 8 == seller.stock("TOPI")


# Rivals and liars


def test_a_rival_is_frozen_and_named_and_resuming_works(seller: Bench) -> None:
    for units in (99, 98, 97, 96, 95, 94):
        seller.shop.rival_set_stock(seller.listings["KAOS-M"], units)
        seller.run(3)
        seller.wait(10)
        if seller.asked("tug"):
            break
    (question,) = seller.asked("tug")
    assert "KAOS-M" in dict(question.params)["sku"]
    kept = seller.stock("KAOS-M")
    before = seller.requests()["shop"]
    seller.run(3)
    assert (kept, before) == (seller.stock("KAOS-M"), seller.requests()["shop"])
    seller.type("TAS", "Stok", "2")
    seller.run(2)
    assert 2 == seller.stock("TAS"), "the others go on"

    seller.answer("tug", "resume")
    seller.run(4)
    assert 10 == seller.stock("KAOS-M")
    assert [] == seller.asked("tug")


def test_one_foreign_write_is_put_right_and_may_be_adopted(seller: Bench) -> None:
    seller.shop.set_stock(seller.listings["KAOS-M"], 7)
    seller.run(4)
    assert 10 == seller.stock("KAOS-M")
    (choice,) = [one.code for one in seller.asked("drift")[0].choices if one.code == "adopt"]
    seller.answer("drift", choice)
    seller.run(4)

    assert (7, 0) == seller.numbers("KAOS-M")
    assert 7 == seller.stock("KAOS-M")


def test_an_empty_catalogue_proves_nothing(seller: Bench) -> None:
    before = seller.requests()["shop"]
    seller.shop.faults.empty_catalogue(6)
    seller.run(6)
    assert before == seller.requests()["shop"]
    assert not any(binding.gone for binding in seller.cycle.book.bindings.values())
    seller.shop.faults.clear()
    seller.run(3)
    seller.type("KAOS-M", "Stok", "6")
    seller.run(3)

    assert 6 == seller.stock("KAOS-M")
    assert [] == seller.asked("hold")


def test_a_shop_that_says_yes_and_does_nothing_is_reported_and_not_fought(seller: Bench) -> None:
    seller.shop.faults.lie(500, path="update_stock")
    before = seller.requests()["shop"]
    seller.type("KAOS-M", "Stok", "6")
    for _ in range(20):
        seller.run(1)
        seller.wait(5)

    assert 10 == seller.stock("KAOS-M")
    assert seller.asked("tug")
    assert 8 >= seller.requests()["shop"] - before
    still = seller.requests()["shop"]
    seller.run(4)
    assert still == seller.requests()["shop"]


# Sick shops


@pytest.mark.parametrize(
    "ill",
    [
        lambda shop: shop.faults.rate_limit(500, retry_after=30.0),
        lambda shop: shop.faults.error(500, 500),
        lambda shop: shop.faults.cut(500),
        lambda shop: shop.faults.truncated(500),
    ],
    ids=["rate limited", "500", "no answer", "half an answer"],
)
def test_a_sick_shop_stops_neither_the_sheet_nor_the_other_shop(
    two_shops: Bench, ill: Callable[[object], None]
) -> None:
    ill(two_shops.shop)
    two_shops.type("KAOS-M", "Stok", "6")
    two_shops.shops["kedua"].buy("shopee", [(two_shops.listings["kedua/TOPI"], 2)])
    two_shops.run(3)
    assert 6 == two_shops.stock("kedua/KAOS-M")
    assert (6, 0) == two_shops.numbers("KAOS-M")
    assert (5, 2) == two_shops.numbers("TOPI")
    assert 10 == two_shops.stock("KAOS-M"), "nothing is sent to a shop whose orders could not be read"
    connections = [two_shops.shown(name, "Koneksi", tab="Mulai", key="Toko") for name in two_shops.shops]
    assert connections[0] != connections[1]

    two_shops.shop.faults.clear()
    for _ in range(4):
        two_shops.wait(600)
        two_shops.run(1)
    assert (6, 3) == (two_shops.stock("KAOS-M"), two_shops.stock("TOPI"))


def test_a_token_that_expires_in_between_is_renewed(seller: Bench) -> None:
    seller.shop.expire_access_token()
    seller.type("KAOS-M", "Stok", "6")
    seller.run(3)

    assert 6 == seller.stock("KAOS-M")


def test_a_withdrawn_consent_is_said_and_the_sheet_goes_on(two_shops: Bench) -> None:
    two_shops.shop.expire_access_token()
    two_shops.shop.revoke_refresh_token()
    two_shops.type("KAOS-M", "Stok", "6")
    two_shops.run(3)

    assert (6, 0) == two_shops.numbers("KAOS-M")
    assert 6 == two_shops.stock("kedua/KAOS-M")
    assert "connect shopee" in two_shops.shown("shopee", "Langkah berikut", tab="Mulai", key="Toko")


def test_a_push_whose_answer_is_lost_is_read_back_before_it_is_repeated(seller: Bench) -> None:
    before = seller.requests()["shop"]
    seller.shop.faults.cut(after=True, path="update_stock")
    seller.type("KAOS-M", "Stok", "6")
    seller.run(3)

    assert 6 == seller.stock("KAOS-M")
    assert 1 == seller.requests()["shop"] - before
