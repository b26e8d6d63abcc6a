"""Who may cancel what and when, and what a return says."""

from __future__ import annotations

from typing import Any

import pytest
from tiktok_client import Client, HandClock, bought, listing, shirt

from sandbox.shops.tiktok import TikTokShop

CANCEL = "/return_refund/202602/cancellations"
RETURNS = "/return_refund/202602/returns/search"


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
