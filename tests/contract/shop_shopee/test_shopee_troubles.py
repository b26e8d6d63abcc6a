"""Faults on the way, and what happened to the books all the same."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from shopee_client import Api, FakeClock, MakeShop, stock_of

from sandbox.shops import Fault, Kind, NewVariant
from sandbox.shops.shopee import Dialect, ShopeeShop

LIST = "product/get_item_list"
ALL: dict[str, Any] = {"page_size": 100, "item_status": "NORMAL"}


def write(api: Api, mug: str, units: int) -> httpx.Response:
    row = {"model_id": 0, "seller_stock": [{"stock": units}]}
    return api.post("product/update_stock", {"item_id": int(mug.partition(":")[0]), "stock_list": [row]})


@pytest.mark.parametrize("wait", [None, 7])
def test_a_rate_limit_may_announce_a_wait(api: Api, shop: ShopeeShop, mug: str, wait: int | None) -> None:
    shop.faults.rate_limit(2, retry_after=wait)
    for _ in range(2):
        answer = write(api, mug, 1)
        assert (answer.status_code, answer.json()["error"]) == (200, "error_rate_limit")
        assert answer.headers.get("retry-after") == (None if wait is None else "7")
    assert stock_of(shop, mug) == 7
    assert write(api, mug, 1).json()["error"] == ""


def test_a_rate_limit_may_be_a_429(make_shop: MakeShop, http: httpx.Client, clock: FakeClock) -> None:
    shop = make_shop(dialect=Dialect(http_statuses=True))
    api = Api(http, shop, clock).sign_in()
    shop.faults.rate_limit()
    assert api.get(LIST, **ALL).status_code == 429


def test_the_shop_has_a_limit_of_its_own_per_app_and_call(
    make_shop: MakeShop, http: httpx.Client, clock: FakeClock
) -> None:
    clock.time = (clock.time // 60) * 60
    shop = make_shop(requests_per_minute=3)
    api = Api(http, shop, clock).sign_in()
    errors = [api.get(LIST, **ALL).json()["error"] for _ in range(4)]
    assert errors == ["", "", "", "error_rate_limit"]
    assert api.get("shop/get_shop_info").json()["error"] == ""
    assert Api(http, shop, clock, "rival").sign_in().get(LIST, **ALL).json()["error"] == ""
    clock.time += 60
    assert api.get(LIST, **ALL).json()["error"] == ""


@pytest.mark.parametrize("status", [500, 503])
@pytest.mark.parametrize(("after", "stock"), [(False, 7), (True, 1)])
def test_a_server_error_before_or_after_the_effect(
    api: Api, shop: ShopeeShop, mug: str, status: int, after: bool, stock: int
) -> None:
    shop.faults.error(status, after=after)
    assert write(api, mug, 1).status_code == status
    assert stock_of(shop, mug) == stock


@pytest.mark.parametrize(("after", "stock"), [(False, 7), (True, 1)])
def test_a_line_cut_before_or_after_the_effect(
    api: Api, shop: ShopeeShop, mug: str, after: bool, stock: int
) -> None:
    shop.faults.cut(after=after)
    with pytest.raises(httpx.TransportError):
        write(api, mug, 1)
    assert stock_of(shop, mug) == stock


def test_a_slow_answer_takes_its_time(api: Api, shop: ShopeeShop, mug: str, clock: FakeClock) -> None:
    shop.faults.slow(20)
    before = clock.now()
    assert write(api, mug, 1).json()["error"] == ""
    assert clock.now() == before + 20
    assert stock_of(shop, mug) == 1


def test_a_lie_looks_like_a_success(api: Api, shop: ShopeeShop, mug: str) -> None:
    order = shop.pay(shop.buy("shopee", [(mug, 1)]).id).id
    shop.faults.lie(2)
    assert write(api, mug, 1).json()["response"]["success_list"][0]["stock"] == 1
    body = {"order_sn": order, "cancel_reason": "CUSTOMER_REQUEST"}
    assert api.post("order/cancel_order", body).json()["error"] == ""
    assert stock_of(shop, mug) == 6
    assert api.detail(order)["order_status"] == "READY_TO_SHIP"


def test_a_catalogue_may_look_empty(api: Api, shop: ShopeeShop, mug: str) -> None:
    shop.faults.empty_catalogue()
    assert api.read(LIST, **ALL) == {"item": [], "total_count": 0, "has_next_page": False}
    assert api.read(LIST, **ALL)["total_count"] == 1


def test_a_torn_page_misses_rows_but_not_the_total(api: Api, shop: ShopeeShop) -> None:
    for number in range(4):
        shop.add_product(f"Barang {number}", [NewVariant("", f"B{number}", 1000, 1)])
    shop.faults.short_page()
    page = api.read(LIST, **ALL)
    assert (len(page["item"]), page["total_count"], page["has_next_page"]) == (2, 4, False)


def test_a_page_may_repeat_what_the_page_before_showed(api: Api, shop: ShopeeShop) -> None:
    for number in range(4):
        shop.add_product(f"Barang {number}", [NewVariant("", f"B{number}", 1000, 1)])
    first = api.read(LIST, page_size=2, item_status="NORMAL")
    shop.faults.duplicate_page()
    second = api.read(LIST, page_size=2, offset=first["next_offset"], item_status="NORMAL")
    assert second["item"][0] == first["item"][-1]
    assert len(second["item"]) == 3


def test_an_answer_may_be_cut_in_half(api: Api, shop: ShopeeShop, mug: str) -> None:
    shop.faults.truncated()
    answer = api.get(LIST, **ALL)
    assert answer.status_code == 200
    with pytest.raises(ValueError):
        answer.json()


def test_faults_wait_for_their_path_and_client(api: Api, shop: ShopeeShop, mug: str) -> None:
    shop.faults.error(500, path="update_stock")
    assert shop.rival_set_stock(mug, 3).status == 200
    assert api.get(LIST, **ALL).status_code == 200
    assert write(api, mug, 1).status_code == 500
    shop.faults.add(Fault(Kind.ERROR_BEFORE, app=""))
    assert shop.rival_set_stock(mug, 5).status == 503
    assert stock_of(shop, mug) == 3
    shop.faults.error(times=5)
    shop.faults.clear()
    assert write(api, mug, 1).json()["error"] == ""


def test_foreign_hosts_origins_and_forms_are_refused(api: Api, mug: str) -> None:
    url = f"{api.shop.base_url}/api/v2/product/update_stock"
    query = api.common("/api/v2/product/update_stock", of_shop=True)
    for headers in ({"Host": "shop.example"}, {"Origin": "https://shop.example"}):
        assert api.http.post(url, params=query, json={}, headers=headers).status_code == 403
    assert api.http.post(url, params=query, data={"item_id": "1"}).status_code == 403
