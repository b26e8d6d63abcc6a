"""The product and price calls: pages, filters, details, and what a seller does with a listing."""

from __future__ import annotations

import base64
from typing import Any

import httpx
import pytest
from tiktok_client import PRODUCT_SEARCH, Client, HandClock, find, listing, shirt

from sandbox.shops.tiktok import TikTokShop
from sandbox.shops.trade import NewVariant, Status


def ids(found: dict[str, Any]) -> list[str]:
    return [product["id"] for product in found["products"]]


def business_error(answer: httpx.Response, code: int) -> None:
    assert (answer.status_code, answer.json()["code"], answer.json()["data"]) == (200, code, None)


def test_a_product_as_the_search_shows_it(client: Client, shop: TikTokShop) -> None:
    product = shirt(shop)
    (shown,) = find(client)["products"]
    assert shown["id"] == product.id
    assert len(product.id) == 19
    assert shown["status"] == "ACTIVATE"
    assert shown["integrated_platform_statuses"] == [{"platform": "TOKOPEDIA", "status": "ACTIVATE"}]
    sku = shown["skus"][1]
    assert len(sku["id"]) == 19
    assert (sku["id"], sku["seller_sku"]) == (product.variants[1].id, "KAOS-L")
    assert sku["price"] == {"currency": "IDR", "tax_exclusive_price": "55000"}
    assert sku["inventory"] == [{"warehouse_id": "7068517275539719942", "quantity": 10}]
    assert sku["status_info"] == {"status": "NORMAL"}


def test_a_product_that_is_not_on_tokopedia_says_nothing_of_it(client: Client, shop: TikTokShop) -> None:
    shirt(shop, storefronts=["tiktok"])
    (shown,) = find(client)["products"]
    assert "integrated_platform_statuses" not in shown


def test_a_single_product_has_one_sku(client: Client, shop: TikTokShop) -> None:
    product = shop.add_product("Topi", [NewVariant("", "TOPI", 20_000, 3)])
    detail = client.get(f"/product/202309/products/{product.id}")
    assert [sku["seller_sku"] for sku in detail["skus"]] == ["TOPI"]
    assert detail["skus"][0]["sales_attributes"] == []


def test_the_detail_names_the_variants(client: Client, shop: TikTokShop) -> None:
    product = shirt(shop)
    detail = client.get(f"/product/202309/products/{product.id}")
    assert [sku["sales_attributes"][0]["value_name"] for sku in detail["skus"]] == ["M", "L"]
    business_error(client.send("GET", "/product/202309/products/1"), 12052032)


def test_pages_follow_each_other_by_an_opaque_token(client: Client, shop: TikTokShop) -> None:
    made = [shirt(shop).id for _ in range(5)]
    first = find(client, page_size="2")
    assert first["total_count"] == 5
    second = find(client, page_size="2", page_token=first["next_page_token"])
    third = find(client, page_size="2", page_token=second["next_page_token"])
    assert ids(first) + ids(second) + ids(third) == made
    assert third["next_page_token"] == ""
    exact = find(client, page_size="5")
    assert exact["next_page_token"] == ""


def test_a_token_is_bound_to_its_question(client: Client, shop: TikTokShop) -> None:
    for _ in range(3):
        shirt(shop)
    token = find(client, page_size="1")["next_page_token"]
    altered = base64.b64encode(base64.b64decode(token)[:-1] + b"9").decode()
    for wrong, body in ((token, {"status": "ACTIVATE"}), ("!", {}), ("AAAA", {}), (altered, {})):
        answer = client.send("POST", PRODUCT_SEARCH, {"page_size": "1", "page_token": wrong}, body)
        assert (answer.status_code, answer.json()["code"]) == (400, 36009004), wrong


def test_a_product_made_between_two_pages_does_not_hide_another(client: Client, shop: TikTokShop) -> None:
    made = [shirt(shop).id for _ in range(3)]
    first = find(client, page_size="2")
    made.append(shirt(shop).id)
    second = find(client, page_size="2", page_token=first["next_page_token"])
    assert ids(first) + ids(second) == made


@pytest.mark.parametrize("size", ["0", "101", "-1", "x", "", "²", "9" * 5000])
def test_the_page_size_is_required_and_within_1_to_100(client: Client, size: str) -> None:
    answer = client.send("POST", PRODUCT_SEARCH, {"page_size": size}, {})
    assert (answer.status_code, answer.json()["code"]) == (400, 36009004)


def test_every_served_version_of_the_search_answers(client: Client, shop: TikTokShop) -> None:
    product = shirt(shop)
    for version in ("202309", "202312", "202502"):
        found = client.post(f"/product/{version}/products/search", page_size="1")
        assert ids(found) == [product.id]


def test_the_status_filter(client: Client, shop: TikTokShop) -> None:
    live, hidden, banned, deleted = (shirt(shop) for _ in range(4))
    shop.set_status(hidden.id, Status.HIDDEN)
    shop.set_status(banned.id, Status.BANNED)
    shop.set_status(deleted.id, Status.DELETED)
    expected = {
        "ACTIVATE": [live.id],
        "SELLER_DEACTIVATED": [hidden.id],
        "FREEZE": [banned.id],
        "DELETED": [deleted.id],
        "DRAFT": [],
        "ALL": [live.id, hidden.id, banned.id, deleted.id],
    }
    for status, wanted in expected.items():
        assert ids(find(client, {"status": status})) == wanted
    answer = client.send("POST", PRODUCT_SEARCH, {"page_size": "1"}, {"status": "LIVE"})
    assert answer.json()["code"] == 36009004


def test_the_update_time_filter_takes_both_ends(client: Client, shop: TikTokShop, clock: HandClock) -> None:
    older = shirt(shop)
    clock.at += 100
    newer = shirt(shop)
    at = int(clock.at)
    assert ids(find(client, {"update_time_ge": at})) == [newer.id]
    assert ids(find(client, {"update_time_le": at - 1})) == [older.id]
    assert ids(find(client, {"update_time_ge": at - 100, "update_time_le": at})) == [older.id, newer.id]
    clock.at += 100
    shop.set_stock(listing(older), 3)
    assert ids(find(client, {"update_time_ge": int(clock.at)})) == [older.id]
    assert ids(find(client, {"create_time_ge": at})) == [newer.id]


def test_filters_by_sku(client: Client, shop: TikTokShop) -> None:
    first = shirt(shop)
    second = shop.add_product("Topi", [NewVariant("", "TOPI", 20_000, 3)])
    assert ids(find(client, {"seller_skus": ["TOPI"]})) == [second.id]
    assert ids(find(client, {"sku_ids": [first.variants[0].id]})) == [first.id]
    answer = client.send("POST", PRODUCT_SEARCH, {"page_size": "1"}, {"sku_ids": ["1"] * 11})
    assert answer.json()["code"] == 36009004


def test_the_platform_filter_needs_a_status_and_means_all_of_them(client: Client, shop: TikTokShop) -> None:
    both, only = shirt(shop), shirt(shop, storefronts=["tiktok"])
    active = {"status": "ACTIVATE"}
    assert ids(find(client, {**active, "listing_platforms": ["TIKTOK_SHOP"]})) == [both.id, only.id]
    assert ids(find(client, {**active, "listing_platforms": ["TOKOPEDIA"]})) == [both.id]
    assert ids(find(client, {**active, "listing_platforms": ["TIKTOK_SHOP", "TOKOPEDIA"]})) == [both.id]
    answer = client.send("POST", PRODUCT_SEARCH, {"page_size": "1"}, {"listing_platforms": ["TOKOPEDIA"]})
    assert answer.json()["code"] == 36009004


def test_a_price_update(client: Client, shop: TikTokShop) -> None:
    product = shirt(shop)
    path = f"/product/202309/products/{product.id}/prices/update"

    def price(amount: object, currency: str = "IDR") -> httpx.Response:
        sku = {"id": product.variants[0].id, "price": {"amount": amount, "currency": currency}}
        return client.send("POST", path, body={"skus": [sku]})

    assert client.data(price("60000")) == {}
    shown = find(client)["products"][0]["skus"]
    assert [sku["price"]["tax_exclusive_price"] for sku in shown] == ["60000", "55000"]
    for amount in ("99", "1.5", "-100", "9" * 5000):
        business_error(price(amount), 12052225)
    assert price(60_000).json()["code"] == 36009004
    assert price("60000", "USD").json()["code"] == 36009004
    shop.set_status(product.id, Status.HIDDEN)
    business_error(price("70000"), 12052901)


def test_products_are_hidden_and_shown_again(client: Client, shop: TikTokShop) -> None:
    product, frozen = shirt(shop), shirt(shop)
    shop.set_status(frozen.id, Status.BANNED)
    body = {"product_ids": [product.id, frozen.id, "1"]}
    data = client.post("/product/202309/products/deactivate", body)
    assert [error["detail"]["product_id"] for error in data["errors"]] == [frozen.id, "1"]
    assert ids(find(client, {"status": "SELLER_DEACTIVATED"})) == [product.id]
    assert client.post("/product/202309/products/activate", {"product_ids": [product.id]}) == {}
    assert ids(find(client, {"status": "ACTIVATE"})) == [product.id]


def test_a_relisted_product_comes_back_under_new_ids(client: Client, shop: TikTokShop) -> None:
    product = shirt(shop)
    again = shop.relist(listing(product))
    assert ids(find(client, {"status": "ACTIVATE"})) == [again.split(":")[0]]
    assert ids(find(client, {"status": "DELETED"})) == [product.id]
