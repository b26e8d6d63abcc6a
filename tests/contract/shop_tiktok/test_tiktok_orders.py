"""What buyers do on both storefronts, how an order goes its way, and how the one stock follows."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from tiktok_client import Client, HandClock, Stage, listing, make_shop, seen, shirt

from sandbox.shops.tiktok import Rules, TikTokShop
from sandbox.shops.trade import OutOfStock


def test_an_order_has_one_line_per_unit_and_no_quantity(client: Client, shop: TikTokShop) -> None:
    product = shirt(shop)
    made = shop.buy("tokopedia", [(listing(product), 3), (listing(product, 1), 1)])
    order = client.order(made.id)
    assert len(order["id"]) == 19
    lines = order["line_items"]
    assert [line["seller_sku"] for line in lines] == ["KAOS-M"] * 3 + ["KAOS-L"]
    assert len({line["id"] for line in lines}) == 4
    assert all(len(line["id"]) == 19 for line in lines)
    assert not any("quantity" in key for line in lines for key in line)
    assert {line["sku_id"] for line in lines} == {variant.id for variant in product.variants}
    assert lines[0]["product_id"] == product.id
    assert lines[0]["sale_price"] == "50000"
    assert order["payment"]["sub_total"] == "205000"
    assert order["payment"]["currency"] == "IDR"


@pytest.mark.parametrize(("storefront", "platform"), [("tiktok", "TIKTOK_SHOP"), ("tokopedia", "TOKOPEDIA")])
def test_an_order_from_purchase_to_completion(
    client: Client, shop: TikTokShop, clock: HandClock, storefront: str, platform: str
) -> None:
    product = shirt(shop)
    made = shop.buy(storefront, [(listing(product), 2)])
    stations: list[tuple[str, str, str]] = []

    def note() -> dict[str, Any]:
        order = client.order(made.id)
        line = order["line_items"][0]
        stations.append((order["status"], line["display_status"], line["package_status"]))
        assert order["commerce_platform"] == platform
        assert order["update_time"] == int(clock.at)
        return order

    unpaid = note()
    assert "paid_time" not in unpaid
    assert (unpaid["packages"], unpaid["recipient_address"]["district_info"]) == ([], [])
    for move in (shop.pay, shop.arrange, shop.ship, shop.deliver, shop.complete):
        clock.at += 60
        move(made.id)
        order = note()
    assert stations == [
        ("UNPAID", "UNPAID", ""),
        ("AWAITING_SHIPMENT", "AWAITING_SHIPMENT", "TO_FULFILL"),
        ("AWAITING_COLLECTION", "AWAITING_COLLECTION", "PROCESSING"),
        ("IN_TRANSIT", "IN_TRANSIT", "FULFILLING"),
        ("DELIVERED", "DELIVERED", "COMPLETED"),
        ("COMPLETED", "COMPLETED", "COMPLETED"),
    ]
    assert order["collection_time"] == int(clock.at) - 120
    assert order["fulfillment_type"] == "FULFILLMENT_BY_SELLER"
    assert client.stock(product) == 8


def test_both_storefronts_sell_from_one_stock(client: Client, shop: TikTokShop) -> None:
    product = shirt(shop)
    shop.buy("tiktok", [(listing(product), 4)])
    assert client.stock(product) == 6
    second = shop.buy("tokopedia", [(listing(product), 6)])
    assert client.stock(product) == 0
    with pytest.raises(OutOfStock):
        shop.buy("tiktok", [(listing(product), 1)])
    shop.cancel(second.id)
    assert client.stock(product) == 6
    assert len(client.orders()["orders"]) == 2


def test_an_order_that_cannot_be_filled_takes_nothing(client: Client, shop: TikTokShop) -> None:
    product = shirt(shop)
    with pytest.raises(OutOfStock):
        shop.buy("tiktok", [(listing(product), 2), (listing(product, 1), 11)])
    assert (client.stock(product), client.stock(product, 1)) == (10, 10)
    assert client.orders()["orders"] == []


@pytest.mark.parametrize("units", [0, -1])
def test_nobody_buys_nothing(shop: TikTokShop, units: int) -> None:
    product = shirt(shop)
    with pytest.raises(Exception, match="at least one unit"):
        shop.buy("tiktok", [(listing(product), units)])


def test_goods_in_the_marketplaces_warehouse_say_so(client: Client, shop: TikTokShop) -> None:
    product = shirt(shop, from_marketplace_warehouse=True)
    for storefront, kind in (
        ("tokopedia", "FULFILLMENT_BY_DILAYANI_TOKOPEDIA"),
        ("tiktok", "FULFILLMENT_BY_TIKTOK"),
    ):
        order = shop.buy(storefront, [(listing(product), 1)])
        assert client.order(order.id)["fulfillment_type"] == kind


def test_a_paid_order_is_on_hold_for_as_long_as_the_shop_holds_it(
    stage: tuple[Stage, httpx.Client], clock: HandClock
) -> None:
    shop = make_shop(clock, Rules(hold_seconds=3600))
    stage[0].shop = shop
    client = Client(stage[1], shop, clock).connect()
    made = shop.buy("tiktok", [(listing(shirt(shop)), 1)])
    shop.pay(made.id)
    held = client.order(made.id)
    assert (held["status"], held["is_on_hold_order"]) == ("ON_HOLD", True)
    assert held["line_items"][0]["display_status"] == "AWAITING_SHIPMENT"
    package = held["packages"][0]["id"]
    early = client.send("POST", f"/fulfillment/202309/packages/{package}/ship", body={})
    assert early.json()["code"] == 21011102
    assert seen(client, {"order_status": "ON_HOLD"}) == [made.id]
    paid_at = int(clock.at)
    clock.at += 4000
    assert seen(client, {"order_status": "ON_HOLD"}) == []
    free = client.order(made.id)
    assert (free["status"], free["update_time"]) == ("AWAITING_SHIPMENT", paid_at + 3600)
    assert seen(client, {"update_time_ge": paid_at + 3600}) == [made.id]


def test_buyers_are_masked(client: Client, shop: TikTokShop) -> None:
    made = shop.buy("tiktok", [(listing(shirt(shop)), 1)], buyer="Sari Wulandari")
    shop.pay(made.id)
    text = client.send("GET", "/order/202507/orders", {"ids": made.id}).text
    assert "Wulandari" not in text
    assert client.order(made.id)["recipient_address"]["name"] == "S**"


class TestShipping:
    def test_a_package_is_arranged_through_the_api(self, client: Client, shop: TikTokShop) -> None:
        made = shop.buy("tiktok", [(listing(shirt(shop)), 1)])
        shop.pay(made.id)
        package = client.order(made.id)["packages"][0]["id"]
        assert len(package) == 19
        offered = client.get(f"/fulfillment/202309/packages/{package}/handover_time_slots")
        slot = offered["pickup_slots"][0]
        wanted = {
            "handover_method": "PICKUP",
            "pickup_slot": {"start_time": slot["start_time"], "end_time": slot["end_time"]},
        }
        path = f"/fulfillment/202309/packages/{package}/ship"
        assert client.post(path, wanted) == {}
        order = client.order(made.id)
        assert (order["status"], bool(order["tracking_number"])) == ("AWAITING_COLLECTION", True)
        assert client.send("POST", path, body=wanted).json()["code"] == 21011102
        unknown = client.send("POST", "/fulfillment/202309/packages/1/ship", body={})
        assert unknown.json()["code"] == 21011101

    def test_some_units_go_first(self, client: Client, shop: TikTokShop) -> None:
        product = shirt(shop)
        made = shop.buy("tiktok", [(listing(product), 2)])
        shop.pay(made.id)
        shop.ship(made.id, made.lines[0].id)
        order = client.order(made.id)
        assert order["status"] == "PARTIALLY_SHIPPING"
        assert [line["display_status"] for line in order["line_items"]] == [
            "IN_TRANSIT",
            "AWAITING_COLLECTION",
        ]
        shop.ship(made.id)
        assert client.order(made.id)["status"] == "IN_TRANSIT"
        assert client.stock(product) == 8

    def test_a_parcel_that_comes_back_is_cancelled_without_its_stock(
        self, client: Client, shop: TikTokShop
    ) -> None:
        product = shirt(shop)
        made = shop.buy("tiktok", [(listing(product), 2)])
        shop.pay(made.id)
        shop.ship(made.id)
        shop.fail_delivery(made.id)
        order = client.order(made.id)
        assert (order["status"], order["cancellation_initiator"]) == ("CANCELLED", "SYSTEM")
        assert "collection_time" in order
        assert client.stock(product) == 8
