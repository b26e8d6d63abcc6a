"""The catalogue as Shopee shows it: pages, lists in three spellings, models, search."""

from __future__ import annotations

from typing import Any

import pytest
from shopee_client import Api, FakeClock, MakeShop

from sandbox.shops import NewVariant, Status, Warehouse
from sandbox.shops.shopee import ShopeeShop

LIST = "product/get_item_list"
BASE = "product/get_item_base_info"


def fill(shop: ShopeeShop, count: int) -> list[int]:
    return [int(shop.add_product(f"Barang {n}", [NewVariant("", f"B{n}", 1000, n)]).id) for n in range(count)]


def test_items_come_in_pages_that_say_how_many_there_are(api: Api, shop: ShopeeShop) -> None:
    items, seen, offset = fill(shop, 5), [], 0
    while True:
        page = api.read(LIST, offset=offset, page_size=2, item_status="NORMAL")
        seen += [row["item_id"] for row in page["item"]]
        assert page["total_count"] == 5
        if not page["has_next_page"]:
            break
        offset = page["next_offset"]
    assert seen == items
    assert "next_offset" not in page


def test_an_empty_shop_has_an_empty_page(api: Api) -> None:
    page = api.read(LIST, offset=0, page_size=100, item_status="NORMAL")
    assert page == {"item": [], "total_count": 0, "has_next_page": False}


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"page_size": 10}, "ItemStatus"),
        ({"page_size": 10, "item_status": "GOOD"}, "ItemStatus"),
        ({"item_status": "NORMAL"}, "PageSize"),
        ({"page_size": 101, "item_status": "NORMAL"}, "PageSize"),
        ({"page_size": 0, "item_status": "NORMAL"}, "PageSize"),
        ({"page_size": 10, "offset": "x", "item_status": "NORMAL"}, "Offset"),
    ],
)
def test_a_bad_page_request_names_the_field(api: Api, params: dict[str, Any], field: str) -> None:
    body = api.get(LIST, **params).json()
    assert body["error"] == "product.error_param"
    assert body["message"].startswith(f"invalid field {field}: ")


def test_statuses_are_asked_for_by_repeating_the_key(api: Api, shop: ShopeeShop) -> None:
    normal, hidden, deleted, banned = fill(shop, 4)
    shop.set_status(str(hidden), Status.HIDDEN)
    shop.set_status(str(deleted), Status.DELETED)
    shop.set_status(str(banned), Status.BANNED)
    page = api.read(LIST, page_size=10, item_status=["NORMAL", "UNLIST", "SELLER_DELETE"])
    assert {row["item_id"]: row["item_status"] for row in page["item"]} == {
        normal: "NORMAL",
        hidden: "UNLIST",
        deleted: "SELLER_DELETE",
    }
    assert api.read(LIST, page_size=10, item_status="BANNED")["item"][0]["item_id"] == banned


def test_items_can_be_asked_for_by_change(api: Api, shop: ShopeeShop, clock: FakeClock) -> None:
    old, changed = fill(shop, 2)
    clock.time += 100
    shop.set_stock(f"{changed}:0", 50)
    since = int(clock.now()) - 10
    page = api.read(LIST, page_size=10, item_status="NORMAL", update_time_from=since)
    assert [row["item_id"] for row in page["item"]] == [changed]
    page = api.read(LIST, page_size=10, item_status="NORMAL", update_time_to=since)
    assert [row["item_id"] for row in page["item"]] == [old]


@pytest.mark.parametrize("spell", [lambda ids: ids, lambda ids: ",".join(map(str, ids)), str])
def test_id_lists_are_read_in_every_spelling(api: Api, shop: ShopeeShop, spell: Any) -> None:
    items = fill(shop, 3)
    listed = api.read(BASE, item_id_list=spell(items[:2]))["item_list"]
    assert [row["item_id"] for row in listed] == items[:2]


def test_at_most_fifty_items_are_described_at_once(api: Api, shop: ShopeeShop) -> None:
    items = fill(shop, 51)
    assert len(api.read(BASE, item_id_list=",".join(map(str, items[:50])))["item_list"]) == 50
    assert api.get(BASE, item_id_list=",".join(map(str, items))).json()["error"] == "product.error_param"
    missing = api.get(BASE).json()
    assert missing["message"] == "invalid field ItemIdList: value must  Not Null"


def test_an_unknown_item_is_not_found(api: Api, shop: ShopeeShop) -> None:
    (known,) = fill(shop, 1)
    body = api.get(BASE, item_id_list="77").json()
    assert (body["error"], body["message"]) == ("error_item_not_found", "Item_id is not found.")
    assert len(api.read(BASE, item_id_list=f"77,{known}")["item_list"]) == 1
    assert api.get("product/get_model_list", item_id=77).json()["error"] == "error_item_not_found"


def test_an_item_without_models_shows_its_sku_price_and_stock(api: Api, mug: str) -> None:
    (row,) = api.read(BASE, item_id_list=mug.partition(":")[0])["item_list"]
    assert (row["has_model"], row["item_sku"], row["item_name"]) == (False, "MUG", "Mug Keramik")
    assert row["price_info"][0] == {"currency": "IDR", "original_price": 35000.0, "current_price": 35000.0}
    assert row["stock_info_v2"]["seller_stock"] == [{"location_id": "IDZ", "stock": 7, "if_saleable": True}]
    assert row["stock_info_v2"]["summary_info"]["total_available_stock"] == 7
    assert isinstance(row["weight"], str)
    assert api.read("product/get_model_list", item_id=row["item_id"]) == {"tier_variation": [], "model": []}


def test_an_item_with_models_shows_them_apart(api: Api, shirt: list[str]) -> None:
    item = shirt[0].partition(":")[0]
    (row,) = api.read(BASE, item_id_list=item)["item_list"]
    assert (row["has_model"], row["item_sku"]) == (True, "")
    assert "price_info" not in row
    assert "stock_info_v2" not in row
    listed = api.read("product/get_model_list", item_id=item)
    assert [[option["option"] for option in tier["option_list"]] for tier in listed["tier_variation"]] == [
        ["M", "L"],
        ["Hitam"],
    ]
    assert [(row["model_sku"], row["tier_index"]) for row in listed["model"]] == [
        ("KAOS-M", [0, 0]),
        ("KAOS-L", [1, 0]),
    ]
    assert {row["model_status"] for row in listed["model"]} == {"MODEL_NORMAL"}
    assert api.models(shirt[0]) == {int(shirt[0].partition(":")[2]): 10, int(shirt[1].partition(":")[2]): 4}


def test_one_word_variants_make_one_tier(api: Api, shop: ShopeeShop) -> None:
    product = shop.add_product("Topi", [NewVariant("Merah", "T-M", 1, 1), NewVariant("Biru", "T-B", 1, 1)])
    listed = api.read("product/get_model_list", item_id=product.id)
    assert len(listed["tier_variation"]) == 1
    assert [row["tier_index"] for row in listed["model"]] == [[0], [1]]


def test_goods_in_shopees_warehouse_are_counted_apart_and_in_text(api: Api, shop: ShopeeShop) -> None:
    variants = [NewVariant("A", "A", 1000, 3), NewVariant("B", "B", 1000, 4)]
    product = shop.add_product("Titipan", variants, from_marketplace_warehouse=True)
    models = api.read("product/get_model_list", item_id=product.id)["model"]
    assert models[0]["stock_info_v2"]["seller_stock"] == []
    assert models[0]["stock_info_v2"]["shopee_stock"] == [{"location_id": "IDZ", "stock": "3"}]
    single = shop.add_product("Titipan 2", [NewVariant("", "C", 1000, 5)], from_marketplace_warehouse=True)
    (row,) = api.read(BASE, item_id_list=single.id)["item_list"]
    assert row["stock_info_v2"]["shopee_stock"] == [{"location_id": "IDZ", "stock": 5}]


def test_search_by_name_and_by_sku(api: Api, shop: ShopeeShop, shirt: list[str], mug: str) -> None:
    shirt_id, mug_id = int(shirt[0].partition(":")[0]), int(mug.partition(":")[0])
    assert api.read("product/search_item", page_size=10, item_name="kaos")["item_id_list"] == [shirt_id]
    assert api.read("product/search_item", page_size=10, item_sku="MUG")["item_id_list"] == [mug_id]
    assert api.read("product/search_item", page_size=10, item_sku="KAOS-L")["item_id_list"] == [shirt_id]
    assert api.get("product/search_item", page_size=10).json()["error"] == "product.error_param"
    shop.set_status(str(mug_id), Status.DELETED)
    assert api.read("product/search_item", page_size=10, item_sku="MUG")["item_id_list"] == []


def test_search_pages_by_a_text_cursor(api: Api, shop: ShopeeShop) -> None:
    items, seen, offset = fill(shop, 5), [], ""
    while True:
        page = api.read("product/search_item", page_size=2, item_name="barang", offset=offset)
        seen += page["item_id_list"]
        offset = page["next_offset"]
        if not offset:
            break
        assert not offset.isdigit()
    assert seen == items
    wrong = api.get("product/search_item", page_size=2, item_name="barang", offset="!").json()
    assert wrong["error"] == "product.error_param"


def test_some_ids_do_not_fit_a_double(api: Api, shop: ShopeeShop) -> None:
    items = fill(shop, 20)
    assert any(item > 2**53 and int(float(item)) != item for item in items)
    assert any(item < 2**40 for item in items)
    assert all(item < 2**63 for item in items)
    assert len(set(items)) == 20
    big = next(item for item in items if item > 2**53)
    assert api.read(BASE, item_id_list=str(big))["item_list"][0]["item_id"] == big


def test_a_relisted_product_has_a_new_id_and_the_old_one_refuses(
    api: Api, shop: ShopeeShop, shirt: list[str]
) -> None:
    new = shop.relist(shirt[0])
    assert new != shirt[0]
    assert {row["id"] for row in shop.listings()}.isdisjoint(shirt)
    assert [row["sku"] for row in shop.listings()] == ["KAOS-M", "KAOS-L"]
    old = {"item_id": int(shirt[0].partition(":")[0]), "stock_list": [{"seller_stock": [{"stock": 1}]}]}
    assert api.post("product/update_stock", old).json()["error"] == "error_item_not_found"
    assert api.models(new) == {int(row["id"].partition(":")[2]): row["stock"] for row in shop.listings()}


def test_most_shops_have_no_warehouse_list(api: Api) -> None:
    assert api.get("shop/get_warehouse_detail").json()["error"] == "warehouse.error_not_in_whitelist"


def test_a_shop_with_warehouses_lists_them(make_shop: MakeShop, http: Any, clock: FakeClock) -> None:
    shop = make_shop(warehouses=[Warehouse("IDA", "Jakarta"), Warehouse("IDB", "Bandung")])
    rows = Api(http, shop, clock).sign_in().read("shop/get_warehouse_detail")["warehouse_list"]
    assert [(row["location_id"], row["warehouse_name"]) for row in rows] == [
        ("IDA", "Jakarta"),
        ("IDB", "Bandung"),
    ]
