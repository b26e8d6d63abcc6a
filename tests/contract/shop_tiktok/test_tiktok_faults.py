"""Rate limits, errors, torn lines and torn pages, lies and lags, other integrations, and books that are kept."""

from __future__ import annotations

import json
import random
from typing import Any

import httpx
import pytest
from tiktok_client import Client, HandClock, Stage, listing, make_shop, shirt

from sandbox.shops.faults import Fault, Kind
from sandbox.shops.tiktok import TikTokShop

SEARCH = "/product/202502/products/search"
UPDATE = "/inventory/update"
ORDERS = "/order/202309/orders/search"


def error(answer: httpx.Response) -> tuple[int, int]:
    return answer.status_code, answer.json()["code"]


@pytest.mark.parametrize(("seconds", "header"), [(None, None), (7.2, "8"), (0.1, "1")])
def test_a_rate_limit_with_and_without_a_wait(
    client: Client, shop: TikTokShop, seconds: float | None, header: str | None
) -> None:
    shop.faults.rate_limit(retry_after=seconds)
    answer = client.send("POST", ORDERS, body={})
    assert error(answer) == (429, 36009002)
    assert answer.headers.get("retry-after") == header
    assert client.orders()["orders"] == []


def test_the_shops_own_limit_counts_per_app_and_path_and_says_how_long_to_wait(
    client: Client, shop: TikTokShop, clock: HandClock
) -> None:
    shop.requests_per_minute = 2
    clock.at = clock.at // 60 * 60 + 15
    answers = [client.send("POST", ORDERS, body={}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].headers["retry-after"] == "45"
    assert client.send("POST", SEARCH, {"page_size": "1"}, {}).status_code == 200
    clock.at += 45
    assert client.send("POST", ORDERS, body={}).status_code == 200


@pytest.mark.parametrize(
    ("status", "code"), [(500, 36009003), (502, 36009003), (503, 36009003), (504, 36009007)]
)
@pytest.mark.parametrize("after", [False, True])
def test_a_server_error_before_or_after_the_effect(
    client: Client, shop: TikTokShop, status: int, code: int, after: bool
) -> None:
    product = shirt(shop)
    shop.faults.error(status, after=after, path=UPDATE)
    assert error(client.set_stock(product, 3)) == (status, code)
    assert client.stock(product) == (3 if after else 10)


@pytest.mark.parametrize("after", [False, True])
def test_a_line_that_dies_before_or_after_the_effect(client: Client, shop: TikTokShop, after: bool) -> None:
    product = shirt(shop)
    shop.faults.cut(after=after, path=UPDATE)
    with pytest.raises(httpx.TransportError):
        client.set_stock(product, 3)
    assert client.stock(product) == (3 if after else 10)


def test_a_lie_looks_like_success_and_changes_nothing(client: Client, shop: TikTokShop) -> None:
    product = shirt(shop)
    shop.faults.lie(path=UPDATE)
    assert client.data(client.set_stock(product, 3)) == {}
    assert client.stock(product) == 10
    assert client.data(client.set_stock(product, 3)) == {}
    assert client.stock(product) == 3


def test_a_lie_about_signing_in_or_a_webhook_leaves_no_trace(client: Client, shop: TikTokShop) -> None:
    shop.faults.lie(path="/token/refresh")
    again = {"refresh_token": client.refresh_token, "grant_type": "refresh_token"}
    false_pair = client.token_call("refresh", **again).json()["data"]
    headers = {"x-tts-access-token": false_pair["access_token"]}
    assert error(client.send("POST", ORDERS, body={}, headers=headers)) == (400, 36009004)
    assert client.token_call("refresh", **again).json()["code"] == 0
    shop.faults.lie(path="/event/")
    client.connect()
    body = {"event_type": "ORDER_STATUS_CHANGE", "address": "https://shop.example/hook"}
    client.data(client.send("PUT", "/event/202309/webhooks", body=body))
    assert client.get("/event/202309/webhooks")["webhooks"] == []


def test_an_empty_catalogue_and_then_the_real_one(client: Client, shop: TikTokShop) -> None:
    product = shirt(shop)
    shop.faults.empty_catalogue(path=SEARCH)
    empty = client.post(SEARCH, page_size="10")
    assert (empty["products"], empty["total_count"], empty["next_page_token"]) == ([], 0, "")
    assert [one["id"] for one in client.post(SEARCH, page_size="10")["products"]] == [product.id]


def test_a_short_page_keeps_its_total_and_its_place(client: Client, shop: TikTokShop) -> None:
    made = [shirt(shop).id for _ in range(4)]
    shop.faults.short_page(path=SEARCH)
    first = client.post(SEARCH, page_size="2")
    assert [one["id"] for one in first["products"]] == made[:1]
    assert first["total_count"] == 4
    second = client.post(SEARCH, page_size="2", page_token=first["next_page_token"])
    assert [one["id"] for one in second["products"]] == made[2:]


def test_a_page_of_orders_that_repeats_the_one_before(
    client: Client, shop: TikTokShop, clock: HandClock
) -> None:
    product = shirt(shop)
    made = []
    for _ in range(4):
        made.append(shop.buy("tiktok", [(listing(product), 1)]).id)
        clock.at += 60
    first = client.orders(page_size="2", sort_order="ASC")
    shop.faults.duplicate_page(path=ORDERS)
    second = client.orders(page_size="2", sort_order="ASC", page_token=first["next_page_token"])
    assert [one["id"] for one in second["orders"]] == made[1:]
    assert second["next_page_token"] == ""


def test_a_body_that_breaks_off(client: Client, shop: TikTokShop) -> None:
    shop.faults.truncated(path=ORDERS)
    answer = client.send("POST", ORDERS, body={})
    assert answer.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        answer.json()


def test_a_slow_answer(client: Client, shop: TikTokShop, clock: HandClock) -> None:
    before = clock.at
    shop.faults.slow(30, path=ORDERS)
    assert client.orders()["orders"] == []
    assert clock.at == before + 30


def test_order_reads_that_lag_behind(client: Client, shop: TikTokShop, clock: HandClock) -> None:
    product = shirt(shop)
    made = shop.buy("tiktok", [(listing(product), 1)])
    clock.at += 5
    shop.pay(made.id)
    shop.faults.order_lag = 60
    assert client.orders()["orders"] == []
    clock.at += 56
    assert client.order(made.id)["status"] == "UNPAID"
    assert client.stock(product) == 9
    clock.at += 10
    assert client.order(made.id)["status"] == "AWAITING_SHIPMENT"


def test_a_fault_is_for_one_app_only(client: Client, shop: TikTokShop) -> None:
    product = shirt(shop)
    shop.faults.add(Fault(Kind.ERROR_BEFORE, path=UPDATE))
    assert shop.rival_set_stock(listing(product), 77).status == 200
    assert client.stock(product) == 77
    assert client.set_stock(product, 3).status_code == 503


def test_another_integration_is_counted_apart(client: Client, shop: TikTokShop) -> None:
    product = shirt(shop)
    before = shop.counts()
    client.set_stock(product, 4)
    client.orders()
    shop.rival_set_stock(listing(product), 5)
    after = shop.counts()
    change = {
        app: {kind: after[app][kind] - before[app][kind] for kind in ("reads", "writes")}
        for app in ("engine", "rival")
    }
    assert change == {"engine": {"reads": 1, "writes": 1}, "rival": {"reads": 0, "writes": 1}}
    assert client.stock(product) == 5


def test_signing_in_counts_as_neither_read_nor_write(client: Client, shop: TikTokShop) -> None:
    before = shop.counts()["engine"]
    client.token_call("refresh", refresh_token=client.refresh_token, grant_type="refresh_token")
    assert shop.counts()["engine"] == before


def test_the_books_are_kept_and_taken_up_again(
    stage: tuple[Stage, httpx.Client], client: Client, shop: TikTokShop, clock: HandClock
) -> None:
    product = shirt(shop)
    made = shop.buy("tokopedia", [(listing(product), 2)])
    shop.pay(made.id)
    shop.request_cancel(made.id)
    shop.register_redirect("http://127.0.0.1:9/cb")
    shop.faults.rate_limit(path="/nothing")
    shown = client.order(made.id)
    state = json.loads(json.dumps(shop.dump()))
    again = make_shop(clock, seed=99)
    again.load(state)
    stage[0].shop = again
    assert client.order(made.id) == shown
    assert client.stock(product) == 8
    assert (
        client.token_call("refresh", refresh_token=client.refresh_token, grant_type="refresh_token").json()[
            "code"
        ]
        == 0
    )
    assert again.credentials() == {**shop.credentials(), "base_url": ""}
    assert again.dump()["webhooks"] == state["webhooks"]
    assert again.buy("tiktok", [(listing(product), 1)]).id != made.id


def test_a_state_of_another_shop_is_not_taken(shop: TikTokShop, clock: HandClock) -> None:
    other = TikTokShop("lain", clock=clock, rng=random.Random(1))
    with pytest.raises(ValueError, match="lain"):
        other.load(shop.dump())


def test_the_same_seed_gives_the_same_shop(clock: HandClock) -> None:
    def history() -> dict[str, Any]:
        shop = make_shop(clock)
        shop.buy("tiktok", [(listing(shirt(shop)), 2)])
        return shop.dump()

    assert history() == history()


def test_no_secret_shows_in_a_repr(client: Client, shop: TikTokShop) -> None:
    shown = repr(shop.tokens["engine"].redeem(shop.grant())) + repr(shop.apps)
    pair = shop.tokens["engine"].dump()["grants"][-1]
    assert str(pair["access_expires"]) in shown
    for secret in (pair["access_token"], pair["refresh_token"], client.secret):
        assert secret not in shown
