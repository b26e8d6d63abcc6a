"""How orders are found and read: pages, windows, filters, and details by id."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import pytest
from tiktok_client import Client, HandClock, bought, listing, seen, shirt

from sandbox.shops.tiktok import TikTokShop

SEARCH = "/order/202309/orders/search"


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
