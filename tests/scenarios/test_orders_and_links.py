"""Order lines count once, however they are told; and what a link does to orders that waited for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from bench import Bench, bench

from sandbox.shops import NewVariant

STOCK = {"KAOS-M": 10, "TOPI": 20, "TAS": 30}


@pytest.fixture
def seller(tmp_path: Path) -> Iterator[Bench]:
    with bench(tmp_path, STOCK) as one:
        one.run()
        one.tick()
        one.run()
        one.wait()
        yield one


def ship(one: Bench, order: str, units: int | None = None) -> None:
    """The order is paid and packed, and handed to the courier."""
    one.shop.pay(order)
    one.shop.arrange(order)
    one.shop.ship(order, units=units)


def stranger(one: Bench, name: str, sku: str = "", units: int = 50) -> str:
    """A product that fits no row of the sheet; its listing id."""
    product = one.shop.add_product(name, [NewVariant("", sku, 1_000, units)])
    return f"{product.id}:{product.variants[0].id}"


def link(one: Bench, listing: str, text: str) -> None:
    """A person types into `SKU master`."""
    one.type(listing, "SKU master", text, tab="Tautan", key="ID")


def shown(one: Bench, listing: str) -> int:
    """What buyers see at that listing."""
    return next(int(row["stock"]) for row in one.shop.listings() if row["id"] == listing)


# Order lines


def test_an_order_that_is_told_in_every_overlapping_window_counts_once(seller: Bench) -> None:
    seller.shop.buy("shopee", [(seller.listings["KAOS-M"], 2)])
    for _ in range(4):
        seller.run(1)
        seller.wait(100)

    assert (10, 2) == seller.numbers("KAOS-M")
    assert 1 == len([m for m in seller.store.movements("kaos-m") if m.kind == "reserve"])


def test_a_late_older_snapshot_changes_nothing(seller: Bench) -> None:
    """Order reads that lag show an order as it was before it was shipped."""
    order = seller.shop.buy("shopee", [(seller.listings["KAOS-M"], 2)])
    seller.run(2)
    seller.wait(30)
    ship(seller, order.id)
    seller.run(3)
    assert (8, 0) == seller.numbers("KAOS-M")
    seller.shop.faults.order_lag = 25.0
    seller.run(3)

    assert (8, 0) == seller.numbers("KAOS-M")
    assert 8 == seller.stock("KAOS-M")


def test_an_order_that_a_lagging_shop_tells_late_still_comes(seller: Bench) -> None:
    seller.shop.faults.order_lag = 200.0
    seller.shop.buy("shopee", [(seller.listings["KAOS-M"], 2)])
    seller.run(3)
    seller.wait(250)
    seller.run(3)

    assert (10, 2) == seller.numbers("KAOS-M")
    assert 8 == seller.stock("KAOS-M")


def test_a_partial_cancel_releases_its_units_alone(seller: Bench) -> None:
    order = seller.shop.buy("shopee", [(seller.listings["KAOS-M"], 5)])
    seller.run(2)
    seller.wait()
    seller.shop.cancel(order.id, order.lines[0].id, 2)
    seller.run(3)
    assert (10, 3) == seller.numbers("KAOS-M")
    ship(seller, order.id)
    seller.run(3)

    assert (7, 0) == seller.numbers("KAOS-M")
    assert 7 == seller.stock("KAOS-M")


@pytest.mark.parametrize(("choice", "left"), [("restock", 10), ("discard", 8)])
def test_goods_that_come_back_after_shipping_are_asked_about(seller: Bench, choice: str, left: int) -> None:
    order = seller.shop.buy("shopee", [(seller.listings["KAOS-M"], 2)])
    ship(seller, order.id)
    seller.run(3)
    assert (8, 0) == seller.numbers("KAOS-M")
    seller.wait()
    seller.shop.deliver(order.id)
    seller.shop.return_goods(order.id)
    seller.run(3)
    assert (8, 0) == seller.numbers("KAOS-M")
    seller.answer("returned", choice)
    seller.run(4)

    assert (left, 0) == seller.numbers("KAOS-M")
    assert left == seller.stock("KAOS-M")
    assert [] == seller.asked("returned")
    seller.run(2)
    assert (left, 0) == seller.numbers("KAOS-M")


def test_orders_from_before_the_first_connection(tmp_path: Path) -> None:
    """Open ones are reserved and asked about once; what was shipped before books nothing, and may yet come back."""
    with bench(tmp_path, STOCK, opening={"KAOS-M": 2, "TOPI": 1}) as one:
        for order in one.shop.orders():
            if order["lines"][0]["listing"] == one.listings["TOPI"]:
                ship(one, order["id"])
        one.run()
        one.tick()
        one.run(2)
        assert (10, 2) == one.numbers("KAOS-M")
        assert (20, 0) == one.numbers("TOPI")
        assert 8 == one.stock("KAOS-M")
        one.answer("opening", "not_included")
        one.run(3)
        assert (12, 2) == one.numbers("KAOS-M")
        assert 10 == one.stock("KAOS-M")


# Links


def test_an_unlinked_order_waits_and_is_settled_once(seller: Bench) -> None:
    listing = stranger(seller, "Payung lipat")
    seller.run(1)
    seller.shop.buy("shopee", [(listing, 3)])
    seller.run(2)
    assert "3" in seller.shown(listing, "Catatan mesin", tab="Tautan", key="ID")
    assert (30, 0) == seller.numbers("TAS")
    link(seller, listing, "TAS")
    seller.run(3)

    assert (30, 3) == seller.numbers("TAS")
    assert 27 == seller.stock("TAS") == shown(seller, listing)
    seller.run(3)
    assert (30, 3) == seller.numbers("TAS")


def test_a_set_takes_each_part_and_shows_the_least(seller: Bench) -> None:
    listing = stranger(seller, "Paket hemat")
    seller.run(1)
    link(seller, listing, "KAOS-M + TOPI*3")
    seller.run(3)
    assert 6 == shown(seller, listing)
    seller.shop.buy("shopee", [(listing, 2)])
    seller.run(3)

    assert (10, 2) == seller.numbers("KAOS-M")
    assert (20, 6) == seller.numbers("TOPI")
    assert (8, 14, 4) == (seller.stock("KAOS-M"), seller.stock("TOPI"), shown(seller, listing))


def test_a_line_keeps_what_it_was_booked_with_when_its_listing_is_linked_anew(seller: Bench) -> None:
    order = seller.shop.buy("shopee", [(seller.listings["KAOS-M"], 2)])
    seller.run(2)
    link(seller, seller.listings["KAOS-M"], "TAS")
    seller.run(2)
    seller.wait()
    ship(seller, order.id)
    seller.shop.buy("shopee", [(seller.listings["KAOS-M"], 4)])
    seller.run(3)

    assert (8, 0) == seller.numbers("KAOS-M")
    assert (30, 4) == seller.numbers("TAS")


def test_a_suggestion_applies_when_it_is_ticked(seller: Bench) -> None:
    listing = stranger(seller, "Topi keren murah", "TOPI01")
    seller.run(2)
    assert "TOPI" == seller.shown(listing, "Saran", tab="Tautan", key="ID")
    assert 50 == shown(seller, listing)
    person = seller.person()
    person.tick("Tautan", person.cell("Tautan", "Setuju", listing, "ID"))
    seller.run(3)

    assert "TOPI" == seller.shown(listing, "SKU master", tab="Tautan", key="ID")
    assert 20 == shown(seller, listing)


def test_a_dash_leaves_a_listing_alone(seller: Bench) -> None:
    link(seller, seller.listings["TAS"], "-")
    seller.run(2)
    seller.wait()
    seller.type("TAS", "Stok", "4")
    seller.shop.buy("shopee", [(seller.listings["TAS"], 1)])
    seller.run(3)

    assert (4, 0) == seller.numbers("TAS")
    assert 29 == seller.stock("TAS")


def test_a_link_that_would_oversell_is_asked_first(seller: Bench) -> None:
    listing = stranger(seller, "Jam dinding")
    seller.run(1)
    seller.shop.buy("shopee", [(listing, 12)])
    seller.run(2)
    link(seller, listing, "KAOS-M")
    seller.run(3)
    assert (10, 0) == seller.numbers("KAOS-M")
    seller.answer("oversell", "settle")
    seller.run(4)

    assert (10, 12) == seller.numbers("KAOS-M")
    assert "-2" == seller.shown("KAOS-M", "Tersedia")
    assert 0 == seller.stock("KAOS-M") == shown(seller, listing)


def test_the_equal_sku_put_right_in_the_seller_centre_links_by_itself(seller: Bench) -> None:
    listing = stranger(seller, "Kaos polos", "KAOSM-LAMA")
    seller.run(1)
    seller.shop.buy("shopee", [(listing, 1)])
    seller.run(1)
    seller.shop.set_sku(seller.listings["KAOS-M"], "")
    seller.shop.set_sku(listing, " kaos-m")
    seller.run(4)

    assert (10, 1) == seller.numbers("KAOS-M")
    assert 9 == shown(seller, listing)
    assert "" == seller.shown(listing, "SKU master", tab="Tautan", key="ID")


@pytest.mark.parametrize(("tab", "key"), [("Tautan", "ID"), ("Pesanan", "No. pesanan")])
def test_a_row_of_the_engines_that_was_deleted_comes_back(seller: Bench, tab: str, key: str) -> None:
    for _ in range(2):
        seller.shop.buy("shopee", [(seller.listings["KAOS-M"], 1)])
    seller.run(3)
    person = seller.person()
    shown = person.see(tab, f"{chr(65 + person.column(tab, key))}2")
    person.delete_rows(tab, 2)
    seller.run(3)
    assert person.row(tab, key, shown)
