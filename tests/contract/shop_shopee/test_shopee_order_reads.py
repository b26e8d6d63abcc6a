"""How order reads show orders: windows, pages, fields on request, masked buyers, reads that lag."""

from __future__ import annotations

from typing import Any

import pytest
from shopee_client import Api, FakeClock, paid, stock_of

from sandbox.shops import NewVariant, ShopRefusal
from sandbox.shops.shopee import ShopeeShop

LIST = "order/get_order_list"
DETAIL = "order/get_order_detail"
FIFTEEN_DAYS = 15 * 86_400


def test_optional_fields_are_absent_until_asked_for(api: Api, shop: ShopeeShop, mug: str) -> None:
    order = paid(shop, (mug, 1))
    bare = api.read(DETAIL, order_sn_list=order)["order_list"][0]
    optional = {
        "item_list",
        "recipient_address",
        "buyer_username",
        "total_amount",
        "package_list",
        "pay_time",
    }
    assert optional.isdisjoint(bare)
    assert bare.keys() >= {"order_sn", "region", "currency", "order_status", "create_time", "update_time"}
    asked = api.detail(order, ",".join(sorted(optional)))
    assert asked.keys() == bare.keys() | optional
    assert asked["total_amount"] == 35000.0
    assert isinstance(asked["total_amount"], float)


def test_a_line_names_item_model_sku_and_units(
    api: Api, shop: ShopeeShop, shirt: list[str], mug: str
) -> None:
    order = paid(shop, (shirt[1], 2), (mug, 1))
    first, second = api.detail(order)["item_list"]
    item, _, model = shirt[1].partition(":")
    assert (first["item_id"], first["model_id"]) == (int(item), int(model))
    assert (first["model_sku"], first["item_sku"], first["model_name"]) == ("KAOS-L", "", "L,Hitam")
    assert (first["model_quantity_purchased"], first["model_discounted_price"]) == (2, 65000.0)
    assert (second["model_id"], second["model_sku"], second["item_sku"]) == (0, "", "MUG")


def test_a_line_keeps_the_sku_it_was_sold_under(api: Api, shop: ShopeeShop, mug: str) -> None:
    order = paid(shop, (mug, 1))
    shop.set_sku(mug, "MUG-2")
    assert api.detail(order)["item_list"][0]["item_sku"] == "MUG"


def test_two_lines_of_one_variant_differ_by_promotion_group_only(
    api: Api, shop: ShopeeShop, mug: str
) -> None:
    first, second = api.detail(paid(shop, (mug, 1), (mug, 2)))["item_list"]
    assert first["order_item_id"] == second["order_item_id"]
    assert (first["promotion_group_id"], second["promotion_group_id"]) == (0, 1)


def test_a_buyer_is_masked_unless_the_parcel_is_to_be_packed(api: Api, shop: ShopeeShop, mug: str) -> None:
    order = shop.buy("shopee", [(mug, 1)], buyer="Dewi Lestari").id
    fields = "recipient_address,buyer_username"
    assert api.detail(order, fields)["recipient_address"]["name"] == "D****i"
    shop.pay(order)
    assert api.detail(order, fields)["recipient_address"]["name"] == "Dewi Lestari"
    assert api.detail(order, fields)["recipient_address"]["phone"].startswith("62812")
    shop.ship(order)
    assert api.detail(order, fields)["recipient_address"]["full_address"] == "****"
    assert "lestari" not in api.detail(order, fields)["buyer_username"]


def test_goods_from_shopees_warehouse_say_so(api: Api, shop: ShopeeShop, mug: str) -> None:
    product = shop.add_product("Titipan", [NewVariant("", "T", 1000, 3)], from_marketplace_warehouse=True)
    order = paid(shop, (f"{product.id}:0", 1))
    assert api.detail(order, "fulfillment_flag")["fulfillment_flag"] == "fulfilled_by_shopee"
    with pytest.raises(ShopRefusal):
        shop.buy("shopee", [(mug, 1), (f"{product.id}:0", 1)])


def test_orders_come_in_pages_with_a_cursor_of_their_own_query(
    api: Api, shop: ShopeeShop, mug: str, clock: FakeClock
) -> None:
    made = []
    for _ in range(5):
        made.append(shop.buy("shopee", [(mug, 1)]).id)
        clock.time += 10
    seen, cursor = [], ""
    while True:
        page = api.orders(page_size=2, cursor=cursor)
        seen += [row["order_sn"] for row in page["order_list"]]
        if not page["more"]:
            break
        cursor = page["next_cursor"]
    assert seen == made[::-1]
    assert page["next_cursor"] == ""
    first = api.orders(page_size=2)["next_cursor"]
    now = int(clock.now())
    other: dict[str, Any] = {
        "time_range_field": "create_time",
        "time_from": now - 86_400,
        "time_to": now,
        "page_size": 2,
    }
    assert api.get(LIST, **other, cursor=first).json()["error"] == "order.error_param"
    assert api.get(LIST, **other, cursor="2").json()["error"] == "order.error_param"


def test_an_order_that_changes_between_two_pages_pushes_another_onto_the_next(
    api: Api, shop: ShopeeShop, mug: str, clock: FakeClock
) -> None:
    made = []
    for _ in range(4):
        made.append(shop.buy("shopee", [(mug, 1)]).id)
        clock.time += 10
    end = int(clock.now()) + 1000
    window: dict[str, Any] = {"time_to": end, "time_from": end - 86_400, "page_size": 2}
    first = api.orders(**window)
    shop.pay(made[0])
    second = api.orders(**window, cursor=first["next_cursor"])
    names = [row["order_sn"] for row in (*first["order_list"], *second["order_list"])]
    assert names == [made[3], made[2], made[2], made[1]]


@pytest.mark.parametrize(
    ("length", "error"),
    [
        (FIFTEEN_DAYS, ""),
        (FIFTEEN_DAYS + 1, "order.order_list_invalid_time"),
        (0, "order.order_list_invalid_time"),
        (-5, "order.order_list_invalid_time"),
    ],
)
def test_a_window_spans_fifteen_days_at_most(api: Api, clock: FakeClock, length: int, error: str) -> None:
    now = int(clock.now())
    window: dict[str, Any] = {
        "time_range_field": "create_time",
        "time_from": now - length,
        "time_to": now,
        "page_size": 5,
    }
    body = api.get(LIST, **window).json()
    assert body["error"] == error
    if error:
        assert body["message"] == "Start time must be earlier than end time and diff in 15days."


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"time_range_field": "pay_time"}, "TimeRangeField"),
        ({"time_from": ""}, "TimeFrom"),
        ({"page_size": 101}, "PageSize"),
        ({"page_size": ""}, "PageSize"),
        ({"order_status": "DONE"}, "OrderStatus"),
    ],
)
def test_a_bad_order_query_names_the_field(
    api: Api, clock: FakeClock, change: dict[str, Any], field: str
) -> None:
    now = int(clock.now())
    window: dict[str, Any] = {
        "time_range_field": "create_time",
        "time_from": now - 5,
        "time_to": now,
        "page_size": 5,
    }
    body = api.get(LIST, **{**window, **change}).json()
    assert body["error"] == "order.error_param"
    assert body["message"].startswith(f"invalid field {field}: ")


def test_windows_look_at_the_time_they_name(api: Api, shop: ShopeeShop, mug: str, clock: FakeClock) -> None:
    order = shop.buy("shopee", [(mug, 1)]).id
    clock.time += 1000
    shop.pay(order)
    recent = {"time_from": int(clock.now()) - 500}
    assert [row["order_sn"] for row in api.orders(**recent)["order_list"]] == [order]
    assert api.orders(**recent, time_range_field="create_time")["order_list"] == []


def test_details_leave_unknown_orders_out_unless_all_are(api: Api, shop: ShopeeShop, mug: str) -> None:
    order = paid(shop, (mug, 1))
    for spelled in (f"{order},NONE", [order, "NONE"], f'["{order}","NONE"]'):
        listed = api.read(DETAIL, order_sn_list=spelled)["order_list"]
        assert [row["order_sn"] for row in listed] == [order]
    body = api.get(DETAIL, order_sn_list="NONE").json()
    assert body["error"] == "error_not_found"
    assert body["message"] == "Wrong parameters, detail: the order is not found."
    many = ",".join(["X"] * 51)
    assert api.get(DETAIL, order_sn_list=many).json()["error"] == "order.error_param"


def test_order_reads_can_lag_behind(api: Api, shop: ShopeeShop, mug: str, clock: FakeClock) -> None:
    order = shop.buy("shopee", [(mug, 1)]).id
    clock.time += 60
    shop.pay(order)
    late = shop.buy("shopee", [(mug, 1)]).id
    shop.faults.order_lag = 30
    assert [row["order_sn"] for row in api.orders()["order_list"]] == [order]
    assert api.detail(order)["order_status"] == "UNPAID"
    assert api.get(DETAIL, order_sn_list=late).json()["error"] == "error_not_found"
    assert stock_of(shop, mug) == 5
    clock.time += 31
    assert api.detail(order)["order_status"] == "READY_TO_SHIP"
    assert len(api.orders()["order_list"]) == 2
