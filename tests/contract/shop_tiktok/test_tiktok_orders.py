"""What buyers do on both storefronts, how orders read, and how the one stock follows."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import httpx
import pytest
from tiktok_client import Client, HandClock, Stage, listing, make_shop, shirt

from sandbox.shops.tiktok import Rules, TikTokShop
from sandbox.shops.trade import OutOfStock

CANCEL = "/return_refund/202602/cancellations"
RETURNS = "/return_refund/202602/returns/search"
SEARCH = "/order/202309/orders/search"


def seen(client: Client, body: object = None, **params: str) -> list[str]:
    return [order["id"] for order in client.orders(body, **params)["orders"]]


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


class TestSearch:
    def test_pages_follow_each_other(self, client: Client, shop: TikTokShop, clock: HandClock) -> None:
        made = bought(shop, clock, 5)
        first = client.orders(page_size="2", sort_order="ASC")
        assert first["total_count"] == 5
        second = client.orders(page_size="2", sort_order="ASC", page_token=first["next_page_token"])
        third = client.orders(page_size="2", sort_order="ASC", page_token=second["next_page_token"])
        found = [order["id"] for page in (first, second, third) for order in page["orders"]]
        assert found == made
        assert third["next_page_token"] == ""

    def test_orders_of_the_same_second_are_not_lost_between_pages(
        self, client: Client, shop: TikTokShop
    ) -> None:
        product = shirt(shop)
        made = {shop.buy("tiktok", [(listing(product), 1)]).id for _ in range(5)}
        for order in ("ASC", "DESC"):
            found, token = [], ""
            while True:
                page = client.orders(page_size="2", sort_order=order, page_token=token)
                found += [one["id"] for one in page["orders"]]
                token = page["next_page_token"]
                if not token:
                    break
            assert sorted(found) == sorted(made)

    def test_an_order_updated_between_two_pages_comes_again_later(
        self, client: Client, shop: TikTokShop, clock: HandClock
    ) -> None:
        made = bought(shop, clock, 3)
        by_update = {"sort_field": "update_time", "sort_order": "ASC", "page_size": "2"}
        first = client.orders(**by_update)
        clock.at += 10
        shop.pay(made[0])
        second = client.orders(**by_update, page_token=first["next_page_token"])
        found = [order["id"] for page in (first, second) for order in page["orders"]]
        assert found == [made[0], made[1], made[2], made[0]]

    def test_newest_first_by_creation_unless_told_otherwise(
        self, client: Client, shop: TikTokShop, clock: HandClock
    ) -> None:
        made = bought(shop, clock, 3)
        shop.pay(made[0])
        assert seen(client) == made[::-1]
        assert seen(client, sort_field="update_time") == [made[0], made[2], made[1]]
        assert seen(client, sort_field="update_time", sort_order="ASC") == [made[1], made[2], made[0]]

    def test_windows_take_the_start_and_leave_the_end(
        self, client: Client, shop: TikTokShop, clock: HandClock
    ) -> None:
        made = bought(shop, clock, 3)
        first, last = int(clock.at) - 180, int(clock.at) - 60
        asc = {"sort_order": "ASC"}
        assert seen(client, {"create_time_ge": first, "create_time_lt": last}, **asc) == made[:2]
        assert seen(client, {"create_time_ge": last}, **asc) == made[2:]
        assert seen(client, {"update_time_lt": first + 1}, **asc) == made[:1]
        shop.pay(made[0])
        assert seen(client, {"update_time_ge": int(clock.at)}) == [made[0]]
        assert seen(client, {"update_time_ge": 0, "update_time_lt": 4_000_000_000}, **asc) == made

    def test_other_filters(self, client: Client, shop: TikTokShop) -> None:
        product = shirt(shop)
        one, two = (shop.buy("tiktok", [(listing(product), 1)]) for _ in range(2))
        shop.pay(one.id)
        shop.request_cancel(one.id)
        assert seen(client, {"order_status": "UNPAID"}) == [two.id]
        assert seen(client, {"is_buyer_request_cancel": True}) == [one.id]
        assert seen(client, {"buyer_user_id": two.buyer_id}) == [two.id]
        assert seen(client, {"shipping_type": "SELLER"}) == []
        assert seen(client, {"warehouse_ids": ["7068517275539719942"]}, sort_order="ASC") != []
        assert seen(client, {"warehouse_ids": ["1"]}) == []

    @pytest.mark.parametrize(
        ("params", "body"),
        [
            ({"page_size": "101"}, {}),
            ({"page_size": "0"}, {}),
            ({"sort_field": "id"}, {}),
            ({"sort_order": "UP"}, {}),
            ({"page_token": "x"}, {}),
            ({}, {"order_status": "READY"}),
            ({}, {"update_time_ge": "yesterday"}),
            ({}, {"update_time_ge": 2, "update_time_lt": 1}),
            ({}, {"is_buyer_request_cancel": "yes"}),
        ],
    )
    def test_what_is_not_a_question(
        self, client: Client, params: dict[str, str], body: dict[str, Any]
    ) -> None:
        answer = client.send("POST", SEARCH, params, body)
        assert (answer.status_code, answer.json()["code"]) == (400, 36009004)

    def test_the_page_size_is_twenty_where_it_is_left_out(self, client: Client, shop: TikTokShop) -> None:
        product = shirt(shop, stock=30)
        for _ in range(21):
            shop.buy("tiktok", [(listing(product), 1)])
        assert len(client.post(SEARCH)["orders"]) == 20


def bought(shop: TikTokShop, clock: HandClock, count: int) -> list[str]:
    """Orders a minute apart; a minute more has passed after the last."""
    product = shirt(shop)
    made = []
    for _ in range(count):
        made.append(shop.buy("tiktok", [(listing(product), 1)]).id)
        clock.at += 60
    return made


class TestDetail:
    @pytest.mark.parametrize("version", ["202309", "202507"])
    def test_ids_come_comma_joined_or_as_a_list(
        self, client: Client, shop: TikTokShop, clock: HandClock, version: str
    ) -> None:
        made = bought(shop, clock, 3)
        for ids in (",".join(made), "[" + ",".join(f'"{one}"' for one in made) + "]"):
            found = client.get(f"/order/{version}/orders", ids=ids)
            assert [order["id"] for order in found["orders"]] == made

    def test_ids_come_as_a_repeated_key(self, client: Client, shop: TikTokShop, clock: HandClock) -> None:
        made = bought(shop, clock, 2)
        path = "/order/202507/orders"
        pairs = [("app_key", client.key), *(("ids", one) for one in made)]
        pairs += [("shop_cipher", client.cipher), ("timestamp", str(int(clock.at)))]
        text = client.secret + path + "".join(name + value for name, value in pairs) + client.secret
        signature = hmac.new(client.secret.encode(), text.encode(), hashlib.sha256).hexdigest()
        headers = {"x-tts-access-token": client.token}
        answer = client.http.get(path, params=[*pairs, ("sign", signature)], headers=headers)
        assert [order["id"] for order in client.data(answer)["orders"]] == made

    def test_unknown_ids_are_left_out(self, client: Client, shop: TikTokShop, clock: HandClock) -> None:
        (made,) = bought(shop, clock, 1)
        found = client.get("/order/202507/orders", ids=f"1,{made}")
        assert [order["id"] for order in found["orders"]] == [made]

    @pytest.mark.parametrize("ids", [",".join(str(n) for n in range(51)), "", ",", "[1]"])
    def test_one_to_fifty_ids(self, client: Client, ids: str) -> None:
        answer = client.send("GET", "/order/202507/orders", {"ids": ids})
        assert (answer.status_code, answer.json()["code"]) == (400, 36009004)

    def test_fifty_ids_pass(self, client: Client) -> None:
        ids = ",".join(str(number) for number in range(50))
        assert client.get("/order/202507/orders", ids=ids)["orders"] == []


class TestCancelling:
    def test_a_cancelled_order_gives_its_stock_back_once(self, client: Client, shop: TikTokShop) -> None:
        product = shirt(shop)
        made = shop.buy("tokopedia", [(listing(product), 3)])
        shop.pay(made.id)
        shop.cancel(made.id)
        order = client.order(made.id)
        assert (order["status"], order["cancellation_initiator"]) == ("CANCELLED", "BUYER")
        assert {line["display_status"] for line in order["line_items"]} == {"CANCELLED"}
        assert client.stock(product) == 10

    def test_one_unit_of_an_order_is_cancelled(self, client: Client, shop: TikTokShop) -> None:
        product = shirt(shop)
        made = shop.buy("tiktok", [(listing(product), 3)])
        shop.pay(made.id)
        shop.cancel(made.id, made.lines[1].id)
        order = client.order(made.id)
        assert order["status"] == "AWAITING_SHIPMENT"
        assert [line["display_status"] for line in order["line_items"]] == [
            "AWAITING_SHIPMENT",
            "CANCELLED",
            "AWAITING_SHIPMENT",
        ]
        assert client.stock(product) == 8

    def test_the_seller_cancels_for_one_of_the_listed_reasons(self, client: Client, shop: TikTokShop) -> None:
        product = shirt(shop)
        made = shop.buy("tiktok", [(listing(product), 2)])
        shop.pay(made.id)
        eligible = client.get(f"/return_refund/202512/orders/{made.id}/aftersale_eligibility")
        offer = eligible["sku_eligibility"][0]["line_item_eligibility"][0]
        assert offer["eligible"] is True
        reason = offer["available_reasons"][0]["name"]
        wrong = client.send("POST", CANCEL, body={"order_id": made.id, "cancel_reason": "bored"})
        assert wrong.json()["code"] == 25001003
        done = client.post(CANCEL, {"order_id": made.id, "cancel_reason": reason})
        assert done["cancel_status"] == "CANCELLATION_REQUEST_COMPLETE"
        assert len(done["cancel_id"]) == 19
        assert client.order(made.id)["cancellation_initiator"] == "SELLER"
        assert client.stock(product) == 10
        again = client.send("POST", CANCEL, body={"order_id": made.id, "cancel_reason": reason})
        assert again.json()["code"] == 21011002

    def test_the_seller_cancels_some_units(self, client: Client, shop: TikTokShop) -> None:
        product = shirt(shop)
        made = shop.buy("tiktok", [(listing(product), 4)])
        shop.pay(made.id)
        body: dict[str, Any] = {"order_id": made.id, "cancel_reason": "seller_cancel_reason_out_of_stock"}
        skus = [{"sku_id": product.variants[0].id, "quantity": 2}]
        done = client.post(CANCEL, {**body, "skus": skus})
        assert client.stock(product) == 8
        by_line = {**body, "order_line_item_ids": [made.lines[3].id]}
        client.post(CANCEL, by_line)
        assert client.stock(product) == 9
        for wrong in (
            {"skus": [{"sku_id": product.variants[0].id, "quantity": 2}]},
            {"order_line_item_ids": [made.lines[3].id]},
        ):
            assert client.send("POST", CANCEL, body={**body, **wrong}).json()["code"] == 21011002
        assert client.stock(product) == 9
        found = client.post(CANCEL + "/search", {"order_ids": [made.id]}, page_size="10")
        first = next(one for one in found["cancellations"] if one["cancel_id"] == done["cancel_id"])
        assert [line["order_line_item_id"] for line in first["cancel_line_items"]][:2] == [
            made.lines[0].id,
            made.lines[1].id,
        ]

    def test_nothing_is_cancelled_once_it_is_on_its_way(self, client: Client, shop: TikTokShop) -> None:
        product = shirt(shop)
        made = shop.buy("tiktok", [(listing(product), 1)])
        shop.pay(made.id)
        shop.ship(made.id)
        body = {"order_id": made.id, "cancel_reason": "seller_cancel_reason_out_of_stock"}
        assert client.send("POST", CANCEL, body=body).json()["code"] == 21011002
        assert client.stock(product) == 9

    def test_an_unknown_order(self, client: Client) -> None:
        body = {"order_id": "1", "cancel_reason": "seller_cancel_reason_out_of_stock"}
        assert client.send("POST", CANCEL, body=body).json()["code"] == 21011001

    @pytest.mark.parametrize("approve", [True, False])
    def test_a_buyer_asks_and_the_seller_answers(
        self, client: Client, shop: TikTokShop, clock: HandClock, approve: bool
    ) -> None:
        product = shirt(shop)
        made = shop.buy("tokopedia", [(listing(product), 2)])
        shop.pay(made.id)
        clock.at += 10
        shop.request_cancel(made.id)
        (asked,) = client.post(CANCEL + "/search")["cancellations"]
        assert (asked["cancel_type"], asked["cancel_status"]) == (
            "BUYER_CANCEL",
            "CANCELLATION_REQUEST_PENDING",
        )
        assert client.order(made.id)["is_buyer_request_cancel"] is True
        clock.at += 10
        word = "approve" if approve else "reject"
        path = f"/return_refund/202309/cancellations/{asked['cancel_id']}/{word}"
        client.post(path)
        (settled,) = client.post(CANCEL + "/search")["cancellations"]
        assert settled["cancel_id"] == asked["cancel_id"]
        assert settled["update_time"] == asked["update_time"] + 10
        assert settled["cancel_status"].endswith("COMPLETE" if approve else "CANCEL")
        assert client.stock(product) == (10 if approve else 8)
        assert client.send("POST", path, body={}).json()["code"] == 25001004
        unknown = "/return_refund/202309/cancellations/1/approve"
        assert client.send("POST", unknown, body={}).json()["code"] == 25001002

    def test_cancellations_page_and_filter(self, client: Client, shop: TikTokShop, clock: HandClock) -> None:
        made = bought(shop, clock, 3)
        for order_id in made:
            shop.cancel(order_id)
            clock.at += 60
        first = client.post(CANCEL + "/search", page_size="2")
        second = client.post(CANCEL + "/search", page_size="2", page_token=first["next_page_token"])
        found = [one["order_id"] for page in (first, second) for one in page["cancellations"]]
        assert found == made
        late = client.post(CANCEL + "/search", {"create_time_ge": int(clock.at) - 60})
        assert [one["order_id"] for one in late["cancellations"]] == made[2:]
        assert client.post(CANCEL + "/search", {"cancel_types": ["CANCEL"]})["cancellations"] == []


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


class TestReturns:
    def test_a_return_names_units_and_moves_no_stock(
        self, client: Client, shop: TikTokShop, clock: HandClock
    ) -> None:
        product = shirt(shop)
        made = shop.buy("tokopedia", [(listing(product), 2)])
        for move in (shop.pay, shop.ship, shop.deliver):
            move(made.id)
        opened = shop.open_return(made.id, made.lines[1].id)
        (shown,) = client.post(RETURNS, page_size="10")["return_orders"]
        assert len(shown["return_id"]) == 19
        assert (shown["return_type"], shown["return_status"]) == (
            "RETURN_AND_REFUND",
            "RETURN_OR_REFUND_REQUEST_PENDING",
        )
        assert [line["order_line_item_id"] for line in shown["return_line_items"]] == [made.lines[1].id]
        assert shown["return_line_items"][0]["seller_sku"] == "KAOS-M"
        clock.at += 60
        shop.finish_return(opened.id)
        done = client.post(RETURNS, {"update_time_ge": int(clock.at)}, page_size="10")
        assert [one["return_status"] for one in done["return_orders"]] == [
            "RETURN_OR_REFUND_REQUEST_COMPLETE"
        ]
        assert client.stock(product) == 8
        by_status = {"return_status": ["RETURN_OR_REFUND_REQUEST_PENDING"]}
        assert client.post(RETURNS, by_status, page_size="10")["return_orders"] == []

    @pytest.mark.parametrize("size", ["9", "51"])
    def test_a_page_of_returns_holds_ten_to_fifty(self, client: Client, size: str) -> None:
        answer = client.send("POST", RETURNS, {"page_size": size}, {})
        assert answer.json()["code"] == 36009004
