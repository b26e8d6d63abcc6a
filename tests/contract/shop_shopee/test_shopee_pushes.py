"""Pushes: signed over the exact bytes, and late, doubled, swapped, lost or forged when told to."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from shopee_client import Api, FakeClock, Receiver, hmac_hex

from sandbox.shops.shopee import ShopeeShop

URL = "http://127.0.0.1:9100/hook/shopee?via=a b"


@pytest.fixture
def hooked(api: Api, shop: ShopeeShop, receiver: Receiver) -> Api:
    """Callback registered for codes 3, 4 and 8, probe already taken."""
    body = {"callback_url": URL, "set_push_config_on": [3, 4, 8]}
    answer = api.post("push/set_app_push_config", body, of_shop=False)
    assert api.ok(answer) == {"result": "success"}
    shop.tick()
    receiver.got.clear()
    return api


def statuses(receiver: Receiver) -> list[str]:
    return [body["data"]["status"] for body in receiver.bodies(3)]


def test_registering_sends_a_probe(api: Api, shop: ShopeeShop, receiver: Receiver) -> None:
    api.ok(api.post("push/set_app_push_config", {"callback_url": URL}, of_shop=False))
    shop.tick()
    assert "verify_info" in receiver.bodies(0)[0]["data"]
    shown = api.read("push/get_app_push_config", of_shop=False)
    assert (shown["callback_url"], shown["live_push_status"]) == (URL, "Normal")


@pytest.mark.parametrize("url", ["https://shop.example/hook", "ftp://127.0.0.1/x", "", 5])
def test_only_an_address_on_this_machine_is_taken(api: Api, url: Any) -> None:
    answer = api.post("push/set_app_push_config", {"callback_url": url}, of_shop=False)
    assert answer.json()["error"] == "push.error_param"


def test_a_push_is_signed_over_url_and_raw_body(
    hooked: Api, shop: ShopeeShop, receiver: Receiver, mug: str, clock: FakeClock
) -> None:
    order = shop.buy("shopee", [(mug, 1)])
    assert receiver.got == []
    assert shop.tick() == 2
    for url, headers, raw in receiver.got:
        assert url == URL
        assert headers["Authorization"] == hmac_hex(hooked.own["partner_key"], URL.encode() + b"|" + raw)
    (body,) = receiver.bodies(3)
    assert (body["shop_id"], body["timestamp"]) == (int(hooked.own["shop_id"]), int(clock.now()))
    assert body["data"]["ordersn"] == order.id
    assert body["data"]["status"] == "UNPAID"
    assert body["data"]["update_time"] == int(order.updated_at)


def test_reserved_units_are_told(hooked: Api, shop: ShopeeShop, receiver: Receiver, mug: str) -> None:
    order = shop.buy("shopee", [(mug, 3)])
    shop.cancel(order.id)
    shop.tick()
    told = [body["data"] for body in receiver.bodies(8)]
    assert [(one["action"], one["changed_values"]) for one in told] == [
        ("place_order", [{"name": "reserved_stock", "old": 0, "new": 3}]),
        ("cancel_order", [{"name": "reserved_stock", "old": 3, "new": 0}]),
    ]
    assert told[0]["item_id"] == int(mug.partition(":")[0])


def test_an_arranged_shipment_tells_its_tracking_number(
    hooked: Api, shop: ShopeeShop, receiver: Receiver, mug: str
) -> None:
    order = shop.pay(shop.buy("shopee", [(mug, 1)]).id)
    shop.arrange(order.id)
    shop.tick()
    assert receiver.bodies(4)[0]["data"]["tracking_no"] == shop.order(order.id).tracking
    assert statuses(receiver) == ["UNPAID", "READY_TO_SHIP", "PROCESSED"]


def test_codes_are_switched_off(hooked: Api, shop: ShopeeShop, receiver: Receiver, mug: str) -> None:
    hooked.ok(hooked.post("push/set_app_push_config", {"set_push_config_off": [8]}, of_shop=False))
    shop.buy("shopee", [(mug, 1)])
    shop.tick()
    assert receiver.bodies(8) == []
    assert len(receiver.bodies(3)) == 1
    blocked = {"blocked_shop_id_list": [int(hooked.own["shop_id"])]}
    hooked.ok(hooked.post("push/set_app_push_config", blocked, of_shop=False))
    shop.buy("shopee", [(mug, 1)])
    assert shop.tick() == 0


def test_orders_changed_through_the_api_are_pushed_too(
    hooked: Api, shop: ShopeeShop, receiver: Receiver, mug: str
) -> None:
    order = shop.pay(shop.buy("shopee", [(mug, 1)]).id)
    hooked.write("order/cancel_order", {"order_sn": order.id, "cancel_reason": "CUSTOMER_REQUEST"})
    shop.tick()
    assert statuses(receiver)[-1] == "CANCELLED"


def test_a_lie_is_not_pushed(hooked: Api, shop: ShopeeShop, receiver: Receiver, mug: str) -> None:
    order = shop.pay(shop.buy("shopee", [(mug, 1)]).id)
    shop.tick()
    receiver.got.clear()
    shop.faults.lie()
    hooked.write("order/cancel_order", {"order_sn": order.id, "cancel_reason": "CUSTOMER_REQUEST"})
    assert shop.tick() == 0


def test_consent_and_its_end_are_pushed(hooked: Api, shop: ShopeeShop, receiver: Receiver) -> None:
    hooked.ok(hooked.post("push/set_app_push_config", {"set_push_config_on": [1, 2]}, of_shop=False))
    shop.grant()
    shop.grant("rival")
    shop.withdraw()
    shop.tick()
    assert [body["code"] for body in map(json.loads, [raw for _, _, raw in receiver.got])] == [1, 2]


def test_a_doubled_push(hooked: Api, shop: ShopeeShop, receiver: Receiver, mug: str) -> None:
    shop.webhooks.duplicate(2)
    shop.buy("shopee", [(mug, 1)])
    shop.tick()
    assert len(receiver.bodies(3)) == 2
    assert receiver.bodies(3)[0] == receiver.bodies(3)[1]


def test_pushes_out_of_order(
    hooked: Api, shop: ShopeeShop, receiver: Receiver, mug: str, clock: FakeClock
) -> None:
    order = shop.buy("shopee", [(mug, 1)])
    shop.tick()
    receiver.got.clear()
    shop.webhooks.out_of_order(3)
    shop.pay(order.id)
    shop.arrange(order.id)
    assert shop.tick() == 0
    clock.time += 5
    shop.tick()
    assert [body["code"] for body in map(json.loads, [raw for _, _, raw in receiver.got])] == [4, 3, 3]
    assert statuses(receiver) == ["PROCESSED", "READY_TO_SHIP"]


def test_a_late_push(hooked: Api, shop: ShopeeShop, receiver: Receiver, mug: str, clock: FakeClock) -> None:
    shop.webhooks.late(120, times=2)
    shop.buy("shopee", [(mug, 1)])
    clock.time += 119
    assert shop.tick() == 0
    clock.time += 1
    assert shop.tick() == 2
    assert receiver.bodies(3)[0]["timestamp"] == int(clock.now()) - 120


def test_a_forged_push_has_a_wrong_signature(
    hooked: Api, shop: ShopeeShop, receiver: Receiver, mug: str
) -> None:
    shop.webhooks.forge(2)
    shop.buy("shopee", [(mug, 1)])
    shop.tick()
    for _, headers, raw in receiver.got:
        right = hmac_hex(hooked.own["partner_key"], URL.encode() + b"|" + raw)
        assert len(headers["Authorization"]) == len(right)
        assert headers["Authorization"] != right


@pytest.mark.parametrize("status", [0, 302, 500])
def test_an_unanswered_push_is_tried_again_and_then_lost(
    hooked: Api, shop: ShopeeShop, receiver: Receiver, mug: str, clock: FakeClock, status: int
) -> None:
    receiver.status = status
    shop.webhooks.lose(1)
    shop.buy("shopee", [(mug, 1)])
    assert shop.tick() == 1
    for wait in (300, 1800, 10_800):
        clock.time += wait - 1
        assert shop.tick() == 0
        clock.time += 1
        assert shop.tick() == 1
    assert len(receiver.got) == 4
    clock.time += 100_000
    assert shop.tick() == 0
    assert len(shop.webhooks.lost) == 2


def test_lost_pushes_are_fetched_and_confirmed(
    hooked: Api, shop: ShopeeShop, receiver: Receiver, mug: str, clock: FakeClock
) -> None:
    hooked.ok(hooked.post("push/set_app_push_config", {"set_push_config_off": [8]}, of_shop=False))
    shop.webhooks.lose(102)
    order = shop.buy("shopee", [(mug, 1)])
    shop.pay(order.id)
    shop.tick()
    assert receiver.got == []
    page = hooked.read("push/get_lost_push_message", of_shop=False)
    assert [json.loads(one["data"])["status"] for one in page["push_message_list"]] == [
        "UNPAID",
        "READY_TO_SHIP",
    ]
    assert page["has_next_page"] is False
    body = {"last_message_id": page["last_message_id"] - 1}
    hooked.ok(hooked.post("push/confirm_consumed_lost_push_message", body, of_shop=False))
    left = hooked.read("push/get_lost_push_message", of_shop=False)["push_message_list"]
    assert [json.loads(one["data"])["status"] for one in left] == ["READY_TO_SHIP"]
    clock.time += 3 * 86_400 + 1
    assert hooked.read("push/get_lost_push_message", of_shop=False)["push_message_list"] == []


def test_the_list_of_lost_pushes_shows_the_oldest_hundred(hooked: Api, shop: ShopeeShop, mug: str) -> None:
    shop.webhooks.lose(103)
    for number in range(51):
        shop.set_stock(mug, 7)
        order = shop.buy("shopee", [(mug, 1 + number % 2)])
        assert order.lines[0].units == 1 + number % 2
    page = hooked.read("push/get_lost_push_message", of_shop=False)
    assert (len(page["push_message_list"]), page["has_next_page"]) == (100, True)


def test_pushes_need_no_receiver(clock: FakeClock) -> None:
    shop = ShopeeShop(clock=clock, rng=random.Random(1))
    assert shop.tick() == 0
