"""Buyers' orders: what they do to the shop's own stock, and how order reads show them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from shopee_client import Api, FakeClock, paid, stock_of

from sandbox.shops import OutOfStock, ShopRefusal, WrongState, stage
from sandbox.shops.shopee import ShopeeShop

FIFTEEN_DAYS = 15 * 86_400


# The shop's own stock.


def test_a_sale_lowers_the_listing_at_once_and_a_cancel_restores_it(
    api: Api, shop: ShopeeShop, shirt: list[str]
) -> None:
    model = int(shirt[0].partition(":")[2])
    order = shop.buy("shopee", [(shirt[0], 3)])
    assert api.models(shirt[0])[model] == 7
    shop.cancel(order.id)
    assert api.models(shirt[0])[model] == 10
    with pytest.raises(WrongState):
        shop.cancel(order.id)
    assert stock_of(shop, shirt[0]) == 10


def test_the_shop_never_sells_more_than_it_has(shop: ShopeeShop, shirt: list[str], mug: str) -> None:
    with pytest.raises(OutOfStock):
        shop.buy("shopee", [(mug, 2), (shirt[0], 6), (shirt[0], 5)])
    assert (stock_of(shop, shirt[0]), stock_of(shop, mug)) == (10, 7)
    assert shop.orders() == []
    shop.buy("shopee", [(mug, 7)])
    with pytest.raises(OutOfStock):
        shop.buy("shopee", [(mug, 1)])


def test_some_units_of_one_line_can_be_cancelled(
    api: Api, shop: ShopeeShop, shirt: list[str], mug: str
) -> None:
    order = paid(shop, (shirt[0], 4), (mug, 2))
    line = shop.order(order).lines[0]
    shop.cancel(order, line.id, 1)
    first, second = api.detail(order)["item_list"]
    assert (first["model_quantity_purchased"], first["active_qty"], first["cancelled_qty"]) == (4, 3, 1)
    assert (second["active_qty"], second["cancelled_qty"]) == (2, 0)
    assert api.detail(order)["order_status"] == "READY_TO_SHIP"
    assert (stock_of(shop, shirt[0]), stock_of(shop, mug)) == (7, 5)
    with pytest.raises(WrongState):
        shop.cancel(order, line.id, 4)
    shop.cancel(order)
    assert api.detail(order)["order_status"] == "CANCELLED"
    assert (stock_of(shop, shirt[0]), stock_of(shop, mug)) == (10, 7)


def test_a_cancel_after_the_product_was_deleted_restores_nothing(shop: ShopeeShop, mug: str) -> None:
    order = paid(shop, (mug, 2))
    new = shop.relist(mug)
    shop.cancel(order)
    assert stock_of(shop, new) == 5


def test_goods_that_left_are_not_released(shop: ShopeeShop, mug: str) -> None:
    order = paid(shop, (mug, 2))
    shop.ship(order)
    with pytest.raises(WrongState):
        shop.cancel(order)
    shop.fail_delivery(order)
    line = shop.order(order).lines[0]
    assert (line.shipped, line.cancelled, line.active) == (2, 2, 0)
    assert stock_of(shop, mug) == 5


def test_returned_goods_do_not_raise_the_listing(api: Api, shop: ShopeeShop, mug: str) -> None:
    order = paid(shop, (mug, 3))
    shop.ship(order)
    shop.complete(order)
    shop.return_goods(order, units=None, line=shop.order(order).lines[0].id)
    assert api.detail(order)["item_list"][0]["returned_qty"] == 3
    assert stock_of(shop, mug) == 4
    with pytest.raises(WrongState):
        shop.return_goods(order)


# Statuses.

Move = Callable[[ShopeeShop, str], Any]
PAY: list[Move] = [lambda shop, order: shop.pay(order)]
SHIP: list[Move] = [*PAY, lambda shop, order: shop.ship(order)]


def parcels(api: Api, order: str) -> list[tuple[str, list[int]]]:
    """Each parcel's state and the units in it."""
    shown = api.detail(order, "package_list")["package_list"]
    return [(one["logistics_status"], [row["model_quantity"] for row in one["item_list"]]) for one in shown]


def test_the_parcel_of_an_order_that_came_back_holds_what_was_sent(
    api: Api, shop: ShopeeShop, mug: str
) -> None:
    order = paid(shop, (mug, 3))
    line = shop.order(order).lines[0].id
    shop.cancel(order, line, 1)
    shop.ship(order)
    assert parcels(api, order) == [("LOGISTICS_PICKUP_DONE", [2])]
    shop.fail_delivery(order)
    assert api.detail(order)["order_status"] == "CANCELLED"
    assert parcels(api, order) == [("LOGISTICS_DELIVERY_FAILED", [2])]


def test_a_parcel_that_was_never_handed_over_holds_what_was_packed(
    api: Api, shop: ShopeeShop, mug: str
) -> None:
    order = paid(shop, (mug, 3))
    shop.cancel(order)
    assert parcels(api, order) == [("LOGISTICS_REQUEST_CANCELED", [3])]


@pytest.mark.parametrize(
    ("moves", "status", "package"),
    [
        ([], "UNPAID", []),
        (PAY, "READY_TO_SHIP", ["LOGISTICS_READY"]),
        ([*PAY, lambda shop, order: shop.arrange(order)], "PROCESSED", ["LOGISTICS_REQUEST_CREATED"]),
        (
            [*PAY, lambda shop, order: shop.ship(order, shop.order(order).lines[0].id, 1)],
            "PROCESSED",
            ["LOGISTICS_PICKUP_DONE", "LOGISTICS_READY"],
        ),
        (SHIP, "SHIPPED", ["LOGISTICS_PICKUP_DONE"]),
        ([*SHIP, lambda shop, order: shop.deliver(order)], "TO_CONFIRM_RECEIVE", ["LOGISTICS_DELIVERY_DONE"]),
        ([*SHIP, lambda shop, order: shop.complete(order)], "COMPLETED", ["LOGISTICS_DELIVERY_DONE"]),
        ([*SHIP, lambda shop, order: shop.open_return(order)], "TO_RETURN", ["LOGISTICS_PICKUP_DONE"]),
        ([*SHIP, lambda shop, order: shop.fail_delivery(order)], "CANCELLED", ["LOGISTICS_DELIVERY_FAILED"]),
        ([lambda shop, order: shop.cancel(order)], "CANCELLED", ["LOGISTICS_REQUEST_CANCELED"]),
        ([*PAY, lambda shop, order: shop.request_cancel(order)], "IN_CANCEL", ["LOGISTICS_READY"]),
    ],
)
def test_every_stage_has_its_status(
    api: Api, shop: ShopeeShop, mug: str, moves: list[Move], status: str, package: list[str]
) -> None:
    order = shop.buy("shopee", [(mug, 2)]).id
    for move in moves:
        move(shop, order)
    shown = api.detail(order, "package_list")
    assert shown["order_status"] == status
    assert [one["logistics_status"] for one in shown["package_list"]] == package
    listed = api.orders(response_optional_fields="order_status")["order_list"]
    assert listed == [{"order_sn": order, "booking_sn": "", "order_status": status}]
    assert api.orders(order_status=status)["order_list"] == [{"order_sn": order, "booking_sn": ""}]
    assert api.orders(order_status="RETRY_SHIP")["order_list"] == []


def test_moves_out_of_order_are_refused(shop: ShopeeShop, mug: str) -> None:
    order = shop.buy("shopee", [(mug, 1)]).id
    for move in (shop.ship, shop.deliver, shop.complete, shop.arrange, shop.open_return, shop.request_cancel):
        with pytest.raises(WrongState):
            move(order)
    shop.pay(order)
    with pytest.raises(WrongState):
        shop.pay(order)
    shop.request_cancel(order)
    with pytest.raises(WrongState):
        shop.ship(order)
    shop.reject_cancel(order)
    shop.ship(order)
    with pytest.raises(ShopRefusal):
        shop.ship(order)
    assert stage(shop.order(order)) == "shipped"


# What the seller does through the API.


def test_the_seller_cancels_through_the_api(api: Api, shop: ShopeeShop, mug: str) -> None:
    order = paid(shop, (mug, 2))
    bare = {"order_sn": order, "cancel_reason": "OUT_OF_STOCK"}
    assert api.post("order/cancel_order", bare).json()["message"].startswith("invalid field ItemList")
    named = {**bare, "item_list": [{"item_id": int(mug.partition(":")[0]), "model_id": 0}]}
    answer = api.write("order/cancel_order", named)
    assert answer == {"update_time": int(shop.order(order).updated_at)}
    assert api.detail(order, "cancel_by,cancel_reason")["cancel_by"] == "seller"
    assert stock_of(shop, mug) == 7
    assert api.post("order/cancel_order", named).json()["error"] == "error_param"
    unknown = {"order_sn": "NONE", "cancel_reason": "CUSTOMER_REQUEST"}
    assert api.post("order/cancel_order", unknown).json()["error"] == "error_not_found"
    weird = {"order_sn": order, "cancel_reason": "BORED"}
    assert api.post("order/cancel_order", weird).json()["error"] == "order.error_param"


def test_unpaid_and_shipped_orders_cannot_be_cancelled_by_the_seller(
    api: Api, shop: ShopeeShop, mug: str
) -> None:
    order = shop.buy("shopee", [(mug, 1)]).id
    body = {"order_sn": order, "cancel_reason": "CUSTOMER_REQUEST"}
    assert api.post("order/cancel_order", body).json()["error"] == "error_param"
    shop.pay(order)
    shop.ship(order)
    assert api.post("order/cancel_order", body).json()["error"] == "error_param"
    assert stock_of(shop, mug) == 6


def test_the_seller_cancels_some_units(api: Api, shop: ShopeeShop, shirt: list[str], mug: str) -> None:
    order = paid(shop, (shirt[0], 4), (mug, 2))
    item, _, model = shirt[0].partition(":")
    row = {"item_id": int(item), "model_id": int(model), "order_item_id": int(item), "promotion_group_id": 0}
    body = {"order_sn": order, "cancel_reason": "CUSTOMER_REQUEST"}
    rows = [
        {**row, "model_quantity": 3},
        {"item_id": int(mug.partition(":")[0]), "model_id": 0, "model_quantity": 3},
    ]
    assert api.post("order/cancel_order", {**body, "partial_cancel_item_list": rows}).json()["error"]
    assert stock_of(shop, shirt[0]) == 6
    api.write("order/cancel_order", {**body, "partial_cancel_item_list": rows[:1]})
    assert [line["cancelled_qty"] for line in api.detail(order)["item_list"]] == [3, 0]
    assert (stock_of(shop, shirt[0]), stock_of(shop, mug)) == (9, 5)


@pytest.mark.parametrize(
    ("operation", "status", "stock"), [("ACCEPT", "CANCELLED", 7), ("REJECT", "READY_TO_SHIP", 5)]
)
def test_a_buyers_wish_to_cancel_is_answered(
    api: Api, shop: ShopeeShop, mug: str, operation: str, status: str, stock: int
) -> None:
    order = paid(shop, (mug, 2))
    body = {"order_sn": order, "operation": operation}
    assert api.post("order/handle_buyer_cancellation", body).json()["error"] == "error_param"
    shop.request_cancel(order)
    assert api.detail(order)["item_list"][0]["cancel_requested_qty"] == 2
    api.write("order/handle_buyer_cancellation", body)
    assert api.detail(order)["order_status"] == status
    assert stock_of(shop, mug) == stock


def test_returns_are_listed_with_their_units(api: Api, shop: ShopeeShop, mug: str, clock: FakeClock) -> None:
    order = paid(shop, (mug, 3))
    shop.ship(order)
    shop.deliver(order)
    made = shop.open_return(order, shop.order(order).lines[0].id, 2)
    assert api.detail(order)["item_list"][0]["return_requested_qty"] == 2
    page = api.read("returns/get_return_list", page_no=0, page_size=10)
    assert page["more"] is False
    (row,) = page["return"]
    assert (row["return_sn"], row["order_sn"], row["status"]) == (made.id, order, "REQUESTED")
    assert (row["item"][0]["amount"], row["item"][0]["item_sku"]) == (2, "MUG")
    assert row["refund_amount"] == 70000.0
    shop.finish_return(made.id)
    done = api.read("returns/get_return_list", page_no=0, page_size=10, status="COMPLETED")["return"]
    assert [one["return_sn"] for one in done] == [made.id]
    now = int(clock.now())
    window: dict[str, Any] = {"page_no": 0, "page_size": 10, "update_time_to": now}
    long = api.get("returns/get_return_list", **window, update_time_from=now - FIFTEEN_DAYS - 1).json()
    assert long["error"] == "returns.return_list_invalid_time"
    assert api.read("returns/get_return_list", **window, update_time_from=now - 10)["return"]
    assert not api.read("returns/get_return_list", page_no=1, page_size=10)["return"]


def test_a_refused_return_leaves_the_line_alone(api: Api, shop: ShopeeShop, mug: str) -> None:
    order = paid(shop, (mug, 1))
    shop.ship(order)
    shop.finish_return(shop.open_return(order).id, accepted=False)
    assert api.detail(order)["item_list"][0]["returned_qty"] == 0
    assert api.detail(order)["order_status"] == "SHIPPED"


def test_a_shipment_is_arranged_and_gets_a_tracking_number_later(
    api: Api, shop: ShopeeShop, mug: str, clock: FakeClock
) -> None:
    order = paid(shop, (mug, 1))
    needed = api.read("logistics/get_shipping_parameter", order_sn=order)
    address = needed["pickup"]["address_list"][0]
    slot = address["time_slot_list"][0]["pickup_time_id"]
    wrong = {"order_sn": order, "pickup": {"address_id": address["address_id"], "pickup_time_id": "1"}}
    assert api.post("logistics/ship_order", wrong).json()["error"] == "logistics.error_param"
    assert api.post("logistics/ship_order", {"order_sn": order}).json()["error"] == "logistics.error_param"
    good = {"order_sn": order, "pickup": {"address_id": address["address_id"], "pickup_time_id": slot}}
    body = api.post("logistics/ship_order", good).json()
    assert (body["error"], "response" in body) == ("", False)
    assert api.detail(order)["order_status"] == "PROCESSED"
    assert api.read("logistics/get_tracking_number", order_sn=order)["tracking_number"] == ""
    clock.time += 61
    assert api.read("logistics/get_tracking_number", order_sn=order)["tracking_number"].startswith("SPXID")
    assert api.post("logistics/ship_order", good).json()["error"] == "error_param"
    assert api.get("logistics/get_shipping_parameter", order_sn=order).json()["error"] == "error_param"


def test_a_seller_may_bring_a_tracking_number(api: Api, shop: ShopeeShop, mug: str, clock: FakeClock) -> None:
    order = paid(shop, (mug, 1))
    api.write("logistics/ship_order", {"order_sn": order, "non_integrated": {"tracking_number": "JNE1"}})
    clock.time += 61
    assert api.read("logistics/get_tracking_number", order_sn=order)["tracking_number"] == "JNE1"
