"""Stock and price writes: absolute, row by row, with refusals inside a success."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from shopee_client import Api, FakeClock, MakeShop, stock_of

from sandbox.shops import NewVariant, Status, Warehouse
from sandbox.shops.shopee import ShopeeShop

UPDATE = "product/update_stock"


def ids(listing: str) -> tuple[int, int]:
    item, _, model = listing.partition(":")
    return int(item), int(model)


def test_models_of_one_item_are_set_together(api: Api, shop: ShopeeShop, shirt: list[str]) -> None:
    (_, medium), (_, large) = ids(shirt[0]), ids(shirt[1])
    answer = api.set_stock(shirt[0], (medium, 3), (large, 0))
    assert answer == {
        "success_list": [
            {"model_id": medium, "location_id": "IDZ", "stock": 3},
            {"model_id": large, "location_id": "IDZ", "stock": 0},
        ],
        "failure_list": [],
    }
    assert api.models(shirt[0]) == {medium: 3, large: 0}


@pytest.mark.parametrize("row", [{}, {"model_id": 0}])
def test_an_item_without_models_is_model_zero(
    api: Api, shop: ShopeeShop, mug: str, row: dict[str, int]
) -> None:
    body = {"item_id": ids(mug)[0], "stock_list": [{**row, "seller_stock": [{"stock": 9}]}]}
    assert api.write(UPDATE, body)["success_list"][0]["model_id"] == 0
    assert stock_of(shop, mug) == 9


def test_a_wrong_model_fails_alone(api: Api, shop: ShopeeShop, shirt: list[str]) -> None:
    answer = api.set_stock(shirt[0], (ids(shirt[0])[1], 8), (5, 8))
    assert [row["model_id"] for row in answer["success_list"]] == [ids(shirt[0])[1]]
    assert answer["failure_list"] == [{"model_id": 5, "failed_reason": "Wrong model_id."}]
    assert stock_of(shop, shirt[0]) == 8


def test_only_wrong_models_are_an_error(api: Api, shirt: list[str]) -> None:
    body = {"item_id": ids(shirt[0])[0], "stock_list": [{"model_id": 5, "seller_stock": [{"stock": 1}]}]}
    answer = api.post(UPDATE, body).json()
    assert (answer["error"], answer["message"]) == ("error_param", "Wrong model_id.")


def test_a_repeated_model_changes_nothing(api: Api, shop: ShopeeShop, shirt: list[str]) -> None:
    item, model = ids(shirt[0])
    row = {"model_id": model, "seller_stock": [{"stock": 1}]}
    answer = api.post(UPDATE, {"item_id": item, "stock_list": [row, row]}).json()
    assert (answer["error"], answer["message"]) == ("error_param", "Repeat model_id.")
    assert stock_of(shop, shirt[0]) == 10


def test_a_number_below_the_promotions_units_fails_inside_a_success(
    api: Api, shop: ShopeeShop, shirt: list[str]
) -> None:
    shop.reserve(shirt[0], 5)
    model = ids(shirt[0])[1]
    answer = api.set_stock(shirt[0], (model, 4))
    assert answer["success_list"] == []
    assert answer["failure_list"][0]["model_id"] == model
    assert "reserved" in answer["failure_list"][0]["failed_reason"]
    assert stock_of(shop, shirt[0]) == 10
    assert api.set_stock(shirt[0], (model, 5))["failure_list"] == []
    listed = api.read("product/get_model_list", item_id=ids(shirt[0])[0])["model"][0]
    assert listed["stock_info_v2"]["summary_info"]["total_reserved_stock"] == 5
    assert listed["has_promotion"] is True


@pytest.mark.parametrize(
    ("rows", "field"),
    [
        ([], "StockList"),
        ([{"seller_stock": [{"stock": 1}]}] * 51, "StockList"),
        (["x"], "StockList"),
        ([{}], "SellerStock"),
        ([{"seller_stock": []}], "SellerStock"),
        ([{"seller_stock": [{"stock": -1}]}], "Stock"),
        ([{"seller_stock": [{"stock": 1_000_000}]}], "Stock"),
        ([{"seller_stock": [{"stock": 1.5}]}], "Stock"),
        ([{"seller_stock": [{"stock": "7"}]}], "Stock"),
        ([{"seller_stock": [{"stock": True}]}], "Stock"),
        ([{"seller_stock": [{}]}], "Stock"),
        ([{"model_id": "0", "seller_stock": [{"stock": 1}]}], "ModelId"),
    ],
)
def test_bad_rows_change_nothing(api: Api, shop: ShopeeShop, mug: str, rows: list[Any], field: str) -> None:
    answer = api.post(UPDATE, {"item_id": ids(mug)[0], "stock_list": rows}).json()
    assert answer["error"] == "product.error_param"
    assert answer["message"].startswith(f"invalid field {field}: ")
    assert stock_of(shop, mug) == 7


def test_a_bad_row_stops_the_good_ones_before_it(api: Api, shop: ShopeeShop, shirt: list[str]) -> None:
    rows = [
        {"model_id": ids(shirt[0])[1], "seller_stock": [{"stock": 1}]},
        {"model_id": ids(shirt[1])[1], "seller_stock": [{"stock": -1}]},
    ]
    answer = api.post(UPDATE, {"item_id": ids(shirt[0])[0], "stock_list": rows}).json()
    assert answer["error"] == "product.error_param"
    assert stock_of(shop, shirt[0]) == 10


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"null"])
def test_a_body_that_is_no_object_is_an_error(api: Api, body: bytes) -> None:
    url = f"{api.shop.base_url}/api/v2/{UPDATE}"
    query = api.common(f"/api/v2/{UPDATE}", of_shop=True)
    answer = api.http.post(url, params=query, content=body, headers={"Content-Type": "application/json"})
    assert answer.json()["error"] in ("error_param", "product.error_param")


def test_deleted_items_refuse(api: Api, shop: ShopeeShop, mug: str) -> None:
    shop.set_status(mug.partition(":")[0], Status.DELETED)
    body = {"item_id": ids(mug)[0], "stock_list": [{"seller_stock": [{"stock": 1}]}]}
    assert api.post(UPDATE, body).json()["error"] == "error_item_not_found"


def test_goods_in_shopees_warehouse_refuse(api: Api, shop: ShopeeShop) -> None:
    product = shop.add_product("Titipan", [NewVariant("", "A", 1000, 3)], from_marketplace_warehouse=True)
    body = {"item_id": int(product.id), "stock_list": [{"seller_stock": [{"stock": 1}]}]}
    answer = api.post(UPDATE, body).json()
    assert answer["error"] == "error_wms_shop_block_upate_stock"
    assert answer["message"] == "Warehouse shop can't update stock."


def test_a_warehouse_the_shop_does_not_have_fails(api: Api, shop: ShopeeShop, mug: str) -> None:
    stock = [{"location_id": "XX", "stock": 1}]
    answer = api.write(UPDATE, {"item_id": ids(mug)[0], "stock_list": [{"seller_stock": stock}]})
    assert answer["failure_list"] == [{"model_id": 0, "failed_reason": "Invalid location_id."}]
    assert stock_of(shop, mug) == 7


def test_several_warehouses_are_set_by_name_and_others_stay(
    make_shop: MakeShop, http: httpx.Client, clock: FakeClock
) -> None:
    shop = make_shop(warehouses=[Warehouse("IDA", "Jakarta"), Warehouse("IDB", "Bandung")])
    api = Api(http, shop, clock).sign_in()
    product = shop.add_product("Mug", [NewVariant("", "MUG", 1000, {"IDA": 2, "IDB": 3})])

    def write(*stock: dict[str, Any]) -> Any:
        body = {"item_id": int(product.id), "stock_list": [{"seller_stock": list(stock)}]}
        return api.write(UPDATE, body)

    def shown() -> dict[str, int]:
        (row,) = api.read("product/get_item_base_info", item_id_list=product.id)["item_list"]
        return {one["location_id"]: one["stock"] for one in row["stock_info_v2"]["seller_stock"]}

    assert "Location_id" in write({"stock": 9})["failure_list"][0]["failed_reason"]
    assert len(write({"location_id": "IDB", "stock": 8})["success_list"]) == 1
    assert shown() == {"IDA": 2, "IDB": 8}
    both = write({"location_id": "IDA", "stock": 4}, {"location_id": "IDX", "stock": 8})
    assert both["success_list"] == []
    assert shown() == {"IDA": 2, "IDB": 8}


def test_prices_are_whole_rupiah(api: Api, shop: ShopeeShop, mug: str) -> None:
    def write(price: Any) -> Any:
        rows = [{"model_id": 0, "original_price": price}]
        return api.post("product/update_price", {"item_id": ids(mug)[0], "price_list": rows}).json()

    assert write(41000.0)["response"]["success_list"] == [{"model_id": 0, "original_price": 41000.0}]
    for wrong in (41000.5, 0, -1, "41000", None, True):
        assert write(wrong)["error"] == "product.error_param"
    assert shop.catalogue.find(mug)[1].price == 41_000


def test_the_rival_writes_through_the_api_with_its_own_app(
    api: Api, shop: ShopeeShop, shirt: list[str]
) -> None:
    before = shop.counts()
    answer = shop.rival_set_stock(shirt[0], 99)
    assert answer.status == 200
    assert api.models(shirt[0])[ids(shirt[0])[1]] == 99
    after = shop.counts()
    assert after["rival"]["writes"] == before["rival"]["writes"] + 1
    assert after["engine"]["writes"] == before["engine"]["writes"]


def test_the_rival_renews_its_own_token(shop: ShopeeShop, clock: FakeClock, mug: str) -> None:
    shop.rival_set_stock(mug, 1)
    clock.time += 5 * 3600
    shop.rival_set_stock(mug, 2)
    assert stock_of(shop, mug) == 2


def test_requests_are_counted_by_app_and_kind(api: Api, shop: ShopeeShop, mug: str) -> None:
    assert shop.counts() == {"engine": {"reads": 0, "writes": 0}, "rival": {"reads": 0, "writes": 0}}
    api.set_stock(mug, (0, 1))
    api.read("product/get_item_list", page_size=10, item_status="NORMAL")
    api.post(UPDATE, {})
    assert shop.counts()["engine"] == {"reads": 1, "writes": 2}
    assert [call.path for call in shop.calls][-1] == f"/api/v2/{UPDATE}"
