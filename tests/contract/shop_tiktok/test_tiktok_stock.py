"""The inventory calls: what is shown, and updates that fail whole or in part."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from tiktok_client import Client, HandClock, Stage, find, listing, make_shop, shirt

from sandbox.shops.tiktok import Rules, TikTokShop
from sandbox.shops.trade import Product, Status, Warehouse

TWO = (Warehouse("7068517275539710001", "Jakarta"), Warehouse("7068517275539710002", "Surabaya"))


def business_error(answer: httpx.Response, code: int) -> None:
    assert (answer.status_code, answer.json()["code"], answer.json()["data"]) == (200, code, None)


def test_inventory_by_product_and_by_sku(client: Client, shop: TikTokShop) -> None:
    product = shirt(shop)
    by_product = client.post("/product/202309/inventory/search", {"product_ids": [product.id, "1"]})
    (row,) = by_product["inventory"]
    assert [sku["total_available_quantity"] for sku in row["skus"]] == [10, 10]
    both = {"product_ids": [product.id], "sku_ids": [product.variants[1].id]}
    (row,) = client.post("/product/202309/inventory/search", both)["inventory"]
    assert [sku["id"] for sku in row["skus"]] == [product.variants[1].id]
    for body in ({}, {"product_ids": ["1"] * 101}, {"sku_ids": ["1"] * 601}, {"sku_ids": [1]}):
        answer = client.send("POST", "/product/202309/inventory/search", body=body)
        assert answer.json()["code"] == 36009004


def test_unpaid_units_are_committed_and_sent_ones_are_not(client: Client, shop: TikTokShop) -> None:
    product = shirt(shop)
    order = shop.buy("tokopedia", [(listing(product), 3)])
    body = {"sku_ids": [product.variants[0].id]}

    def committed() -> tuple[int, int]:
        (row,) = client.post("/product/202309/inventory/search", body)["inventory"]
        (sku,) = row["skus"]
        assert sku["warehouse_inventory"][0]["committed_quantity"] == sku["total_committed_quantity"]
        return sku["total_available_quantity"], sku["total_committed_quantity"]

    assert committed() == (7, 3)
    shop.pay(order.id)
    shop.ship(order.id)
    assert committed() == (7, 0)


def test_a_stock_update_sets_the_absolute_number(client: Client, shop: TikTokShop) -> None:
    product = shirt(shop)
    assert client.data(client.set_stock(product, 42)) == {}
    assert (client.stock(product), client.stock(product, 1)) == (42, 10)


def test_an_update_to_the_same_number_changes_nothing(
    client: Client, shop: TikTokShop, clock: HandClock
) -> None:
    product = shirt(shop)
    clock.at += 100
    client.data(client.set_stock(product, 10))
    assert find(client)["products"][0]["update_time"] == int(clock.at) - 100


def test_the_warehouse_may_be_left_out_where_there_is_one(client: Client, shop: TikTokShop) -> None:
    product = shirt(shop)
    client.data(client.update(product, [{"id": product.variants[0].id, "inventory": [{"quantity": 4}]}]))
    assert client.stock(product) == 4


@pytest.mark.parametrize(("accepts", "lowest"), [(True, 0), (False, 1)])
def test_zero_is_taken_or_not_as_the_shop_is_set(
    stage: tuple[Stage, httpx.Client], clock: HandClock, accepts: bool, lowest: int
) -> None:
    shop = make_shop(clock, Rules(accepts_zero=accepts))
    stage[0].shop = shop
    client = Client(stage[1], shop, clock).connect()
    product = shirt(shop)
    for units in (lowest - 1, 100_000):
        (error,) = client.data(client.set_stock(product, units))["errors"]
        assert error["code"] == 12019024
        assert f"[{lowest}, 99999]" in error["message"]
    assert client.stock(product) == 10
    for units in (lowest, 99_999):
        assert client.data(client.set_stock(product, units)) == {}
        assert client.stock(product) == units


def test_one_bad_sku_leaves_the_others_applied(client: Client, shop: TikTokShop) -> None:
    product = shirt(shop)
    where = "7068517275539719942"
    skus = [
        {"id": product.variants[0].id, "inventory": [{"warehouse_id": where, "quantity": 5}]},
        {"id": product.variants[1].id, "inventory": [{"warehouse_id": where, "quantity": 100_000}]},
    ]
    (error,) = client.data(client.update(product, skus))["errors"]
    assert error["detail"]["sku_id"] == product.variants[1].id
    assert error["detail"]["extra_errors"][0]["warehouse_id"] == where
    assert (client.stock(product), client.stock(product, 1)) == (5, 10)


def test_a_sku_of_another_product_refuses_the_whole_update(client: Client, shop: TikTokShop) -> None:
    product, other = shirt(shop), shirt(shop)
    skus = [
        {"id": product.variants[0].id, "inventory": [{"quantity": 5}]},
        {"id": other.variants[0].id, "inventory": [{"quantity": 5}]},
    ]
    business_error(client.update(product, skus), 12052097)
    assert (client.stock(product), client.stock(other)) == (10, 10)


@pytest.mark.parametrize("status", [Status.BANNED, Status.DELETED])
def test_a_frozen_or_deleted_product_takes_no_update(
    client: Client, shop: TikTokShop, status: Status
) -> None:
    product = shirt(shop)
    shop.set_status(product.id, status)
    business_error(client.set_stock(product, 5), 12052901)
    assert client.stock(product) == 10


def test_a_hidden_product_takes_an_update(client: Client, shop: TikTokShop) -> None:
    product = shirt(shop)
    shop.set_status(product.id, Status.HIDDEN)
    assert client.data(client.set_stock(product, 5)) == {}


def test_an_unknown_product_takes_no_update(client: Client) -> None:
    path = "/product/202309/products/1729592969712207008/inventory/update"
    body = {"skus": [{"id": "1", "inventory": [{"quantity": 1}]}]}
    business_error(client.send("POST", path, body=body), 12052032)


@pytest.mark.parametrize(
    "skus",
    [
        None,
        [],
        [{}],
        [{"id": "", "inventory": [{"quantity": 1}]}],
        "all",
    ],
)
def test_a_malformed_update(client: Client, shop: TikTokShop, skus: Any) -> None:
    answer = client.update(shirt(shop), skus)
    assert (answer.status_code, answer.json()["code"]) == (400, 36009004)


@pytest.mark.parametrize("quantity", [None, "5", 1.5, True, [], {}])
def test_a_quantity_is_a_whole_number(client: Client, shop: TikTokShop, quantity: object) -> None:
    product = shirt(shop)
    answer = client.update(product, [{"id": product.variants[0].id, "inventory": [{"quantity": quantity}]}])
    assert (answer.status_code, answer.json()["code"]) == (400, 36009004)
    assert client.stock(product) == 10


class TestTwoWarehouses:
    """Every warehouse of a SKU is named in an update, or none of it is taken."""

    @pytest.fixture
    def client(self, stage: tuple[Stage, httpx.Client], clock: HandClock) -> Client:
        shop = make_shop(clock, warehouses=TWO)
        stage[0].shop = shop
        return Client(stage[1], shop, clock).connect()

    @pytest.fixture
    def product(self, client: Client) -> Product:
        return shirt(client.shop, stock={TWO[0].id: 6, TWO[1].id: 4})

    def numbers(self, client: Client, product: Product) -> list[int]:
        detail = client.get(f"/product/202309/products/{product.id}")
        return [row["quantity"] for row in detail["skus"][0]["inventory"]]

    def test_both_are_shown(self, client: Client, product: Product) -> None:
        assert self.numbers(client, product) == [6, 4]
        kinds = [row["is_default"] for row in client.get("/logistics/202309/warehouses")["warehouses"]]
        assert kinds == [True, False, False]

    def test_both_are_set(self, client: Client, product: Product) -> None:
        rows = [{"warehouse_id": TWO[0].id, "quantity": 1}, {"warehouse_id": TWO[1].id, "quantity": 9}]
        assert client.data(client.update(product, [{"id": product.variants[0].id, "inventory": rows}])) == {}
        assert self.numbers(client, product) == [1, 9]

    @pytest.mark.parametrize(
        ("rows", "blamed"),
        [
            ([{"warehouse_id": TWO[0].id, "quantity": 1}], [TWO[1].id]),
            ([{"quantity": 1}], []),
            (
                [
                    {"warehouse_id": TWO[0].id, "quantity": 1},
                    {"warehouse_id": TWO[1].id, "quantity": 1},
                    {"warehouse_id": "7068517275539719999", "quantity": 1},
                ],
                ["7068517275539719999"],
            ),
        ],
    )
    def test_anything_else_is_refused_for_that_sku(
        self, client: Client, product: Product, rows: list[dict[str, Any]], blamed: list[str]
    ) -> None:
        data = client.data(client.update(product, [{"id": product.variants[0].id, "inventory": rows}]))
        found = [one["warehouse_id"] for error in data["errors"] for one in error["detail"]["extra_errors"]]
        assert found == blamed
        assert data["errors"][0]["detail"]["sku_id"] == product.variants[0].id
        assert self.numbers(client, product) == [6, 4]

    def test_a_move_between_warehouses_under_a_campaign(self, client: Client, product: Product) -> None:
        client.shop.reserve(listing(product), 10)
        rows = [{"warehouse_id": TWO[0].id, "quantity": 0}, {"warehouse_id": TWO[1].id, "quantity": 10}]
        assert client.data(client.update(product, [{"id": product.variants[0].id, "inventory": rows}])) == {}
        assert self.numbers(client, product) == [0, 10]


def test_a_campaign_refuses_a_lower_number(client: Client, shop: TikTokShop) -> None:
    product = shirt(shop)
    shop.reserve(listing(product), 4)
    (error,) = client.data(client.set_stock(product, 3))["errors"]
    assert error["detail"]["sku_id"] == product.variants[0].id
    assert client.stock(product) == 10
    assert client.data(client.set_stock(product, 4)) == {}


def test_stock_in_the_marketplaces_warehouse_is_not_the_sellers_to_set(
    client: Client, shop: TikTokShop
) -> None:
    product = shirt(shop, from_marketplace_warehouse=True)
    (error,) = client.data(client.set_stock(product, 3))["errors"]
    assert error["detail"]["sku_id"] == product.variants[0].id
    assert client.stock(product) == 10
