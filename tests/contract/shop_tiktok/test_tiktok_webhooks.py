"""Addresses that are registered, and pushes that are signed, late, doubled, forged, tried again and lost."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from tiktok_client import Client, HandClock, listing, shirt

from sandbox.shops.tiktok import TikTokShop
from sandbox.shops.tiktok.signing import push_signature
from sandbox.shops.trade import Status

HOOKS = "/event/202309/webhooks"
ORDER = "ORDER_STATUS_CHANGE"
ADDRESS = "http://127.0.0.1:9999/hook"


class Inbox:
    """A receiver that keeps what arrives and answers as it is told to."""

    def __init__(self) -> None:
        self.status = 200
        self.got: list[tuple[str, Mapping[str, str], bytes]] = []

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        self.got.append((url, headers, body))
        return self.status

    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, _, body in self.got]


@pytest.fixture
def inbox(shop: TikTokShop) -> Inbox:
    inbox = Inbox()
    shop.post = inbox.post
    return inbox


def register(client: Client, event_type: str = ORDER, address: str = ADDRESS) -> httpx.Response:
    return client.send("PUT", HOOKS, body={"address": address, "event_type": event_type})


def test_an_address_is_registered_shown_replaced_and_deleted(client: Client) -> None:
    assert client.get(HOOKS) == {"webhooks": [], "total_count": 0}
    client.data(register(client, address="https://shop.example/a"))
    client.data(register(client, address="https://shop.example/b"))
    client.data(register(client, "RETURN_STATUS_CHANGE", "https://shop.example/c"))
    shown = {row["event_type"]: row["address"] for row in client.get(HOOKS)["webhooks"]}
    assert shown == {ORDER: "https://shop.example/b", "RETURN_STATUS_CHANGE": "https://shop.example/c"}
    for _ in range(2):
        client.data(client.send("DELETE", HOOKS, body={"event_type": ORDER}))
    assert client.get(HOOKS)["total_count"] == 1


def test_an_app_sees_its_own_addresses_only(client: Client, shop: TikTokShop) -> None:
    rival = Client(client.http, shop, client.clock, "rival").connect()
    client.data(register(client))
    assert rival.get(HOOKS)["total_count"] == 0


@pytest.mark.parametrize(
    "address",
    [
        "http://shop.example/hook",
        "https://shop.example:8443/hook",
        "https://10.0.0.1/hook",
        "https://localhost.evil:99999/",
        "https://nodots/hook",
        "ftp://shop.example",
        "https://shop.example/\ud800",
        "https://shop.example/" + "a" * 255,
        "hook",
    ],
)
def test_an_address_is_https_with_a_domain_and_no_port(client: Client, address: str) -> None:
    answer = register(client, address=address)
    assert (answer.status_code, answer.json()["code"]) == (200, 36009501)
    assert client.get(HOOKS)["total_count"] == 0


def test_an_unknown_event_type(client: Client) -> None:
    assert register(client, "EVERYTHING").json()["code"] == 36009502
    assert client.send("PUT", HOOKS, body={"address": ADDRESS}).json()["code"] == 36009004


def test_the_published_example_has_the_published_signature() -> None:
    """The vector is the marketplace's own (webhooks overview)."""
    body = (
        b'{"type":1,"tts_notification_id":"7380066284010030890","shop_id":"7495540735365777507",'
        b'"timestamp":1718305585,"data":{"is_on_hold_order":true,"order_id":"576653688135258178",'
        b'"order_status":"UNPAID","update_time":1718305585}}'
    )
    expected = "5dec0f11ec2f6783b8deee53c9ffbf8d024302f7c7e7fa55a35d17629031ac05"
    assert push_signature("123", "abcdef", body) == expected


def signed_rightly(client: Client, headers: Mapping[str, str], body: bytes) -> bool:
    expected = hmac.new(client.secret.encode(), client.key.encode() + body, hashlib.sha256).hexdigest()
    return headers["Authorization"] == expected


def test_a_push_is_signed_over_its_raw_body(
    client: Client, shop: TikTokShop, inbox: Inbox, clock: HandClock
) -> None:
    client.data(register(client))
    made = shop.buy("tokopedia", [(listing(shirt(shop)), 1)])
    assert inbox.got == []
    assert shop.tick() == 1
    ((url, headers, body),) = inbox.got
    assert url == ADDRESS
    assert signed_rightly(client, headers, body)
    push = json.loads(body)
    assert len(push["tts_notification_id"]) == 19
    assert (push["type"], push["shop_id"], push["timestamp"]) == (1, shop.shop_id, int(clock.at))
    assert push["data"] == {
        "order_id": made.id,
        "order_status": "UNPAID",
        "is_on_hold_order": False,
        "update_time": int(clock.at),
    }


def test_an_order_tells_each_of_its_statuses(client: Client, shop: TikTokShop, inbox: Inbox) -> None:
    client.data(register(client))
    product = shirt(shop)
    made, other = (shop.buy("tiktok", [(listing(product), 1)]) for _ in range(2))
    for move in (shop.pay, shop.arrange, shop.ship, shop.deliver, shop.complete):
        move(made.id)
    shop.cancel(other.id)
    shop.tick()
    told = [push["data"]["order_status"] for push in inbox.bodies() if push["data"]["order_id"] == made.id]
    assert told == [
        "UNPAID",
        "AWAITING_SHIPMENT",
        "AWAITING_COLLECTION",
        "IN_TRANSIT",
        "DELIVERED",
        "COMPLETED",
    ]
    assert inbox.bodies()[-1]["data"]["order_status"] == "CANCEL"
    assert len({push["tts_notification_id"] for push in inbox.bodies()}) == 8


def test_cancellations_returns_and_products_are_told_to_their_own_addresses(
    client: Client, shop: TikTokShop, inbox: Inbox
) -> None:
    for number, event_type in enumerate(
        ("CANCELLATION_STATUS_CHANGE", "RETURN_STATUS_CHANGE", "PRODUCT_STATUS_CHANGE")
    ):
        client.data(register(client, event_type, f"{ADDRESS}/{number}"))
    product = shirt(shop)
    made = shop.buy("tiktok", [(listing(product), 1)])
    shop.pay(made.id)
    shop.request_cancel(made.id)
    shop.reject_cancel(made.id)
    for move in (shop.ship, shop.deliver):
        move(made.id)
    shop.return_goods(made.id)
    shop.set_status(product.id, Status.HIDDEN)
    shop.set_stock(listing(product), 5)
    shop.tick()
    told = [(url[-1], json.loads(body)["type"]) for url, _, body in inbox.got]
    assert told == [("2", 5), ("0", 11), ("0", 11), ("1", 12), ("1", 12), ("2", 5)]
    statuses = [push["data"].get("cancel_status") for push in inbox.bodies() if push["type"] == 11]
    assert statuses == ["CANCELLATION_REQUEST_PENDING", "CANCELLATION_REQUEST_CANCEL"]
    assert inbox.bodies()[-1]["data"]["status"] == "SELLER_DEACTIVATED"


def test_a_withdrawn_consent_is_told(client: Client, shop: TikTokShop, inbox: Inbox) -> None:
    client.data(register(client, "SELLER_DEAUTHORIZATION"))
    shop.withdraw()
    shop.tick()
    (push,) = inbox.bodies()
    assert push["type"] == 6
    assert shop.shop_id in push["data"]["message"]


def test_without_an_address_nothing_is_told(shop: TikTokShop, inbox: Inbox) -> None:
    shop.buy("tiktok", [(listing(shirt(shop)), 1)])
    assert shop.tick() == 0
    assert inbox.got == []


def test_a_refused_push_comes_again_on_the_marketplaces_schedule_and_is_then_lost(
    client: Client, shop: TikTokShop, inbox: Inbox, clock: HandClock
) -> None:
    client.data(register(client))
    inbox.status = 500
    shop.buy("tiktok", [(listing(shirt(shop)), 1)])
    assert shop.tick() == 1
    for wait in (120, 1800, 10_800, 43_200):
        clock.at += wait - 1
        assert shop.tick() == 0
        clock.at += 1
        assert shop.tick() == 1
    clock.at += 1_000_000
    assert shop.tick() == 0
    assert len({body for _, _, body in inbox.got}) == 1
    assert len(inbox.got) == 5
    assert len(shop.webhooks.lost) == 1


def test_a_doubled_push_bears_the_same_notification_id(
    client: Client, shop: TikTokShop, inbox: Inbox
) -> None:
    client.data(register(client))
    shop.webhooks.duplicate()
    shop.buy("tiktok", [(listing(shirt(shop)), 1)])
    shop.tick()
    first, second = inbox.bodies()
    assert first == second


def test_pushes_out_of_order(client: Client, shop: TikTokShop, inbox: Inbox, clock: HandClock) -> None:
    client.data(register(client))
    shop.webhooks.out_of_order(2)
    made = shop.buy("tiktok", [(listing(shirt(shop)), 1)])
    shop.pay(made.id)
    clock.at += 5
    shop.tick()
    assert [push["data"]["order_status"] for push in inbox.bodies()] == ["AWAITING_SHIPMENT", "UNPAID"]


def test_late_and_lost_pushes(client: Client, shop: TikTokShop, inbox: Inbox, clock: HandClock) -> None:
    client.data(register(client))
    shop.webhooks.late(100)
    shop.webhooks.lose()
    made = shop.buy("tiktok", [(listing(shirt(shop)), 1)])
    shop.pay(made.id)
    assert shop.tick() == 0
    clock.at += 100
    assert shop.tick() == 1
    assert [push["data"]["order_status"] for push in inbox.bodies()] == ["UNPAID"]


def test_a_forged_push_does_not_verify(client: Client, shop: TikTokShop, inbox: Inbox) -> None:
    client.data(register(client))
    shop.webhooks.forge()
    made = shop.buy("tiktok", [(listing(shirt(shop)), 1)])
    shop.pay(made.id)
    shop.tick()
    verdicts = [signed_rightly(client, headers, body) for _, headers, body in inbox.got]
    assert verdicts == [False, True]


def test_what_an_app_changes_through_the_api_is_told_too(
    client: Client, shop: TikTokShop, inbox: Inbox
) -> None:
    client.data(register(client))
    made = shop.buy("tiktok", [(listing(shirt(shop)), 1)])
    shop.pay(made.id)
    shop.tick()
    inbox.got.clear()
    package = client.order(made.id)["packages"][0]["id"]
    client.post(f"/fulfillment/202309/packages/{package}/ship", {"handover_method": "DROP_OFF"})
    shop.tick()
    assert [push["data"]["order_status"] for push in inbox.bodies()] == ["AWAITING_COLLECTION"]
