"""Buyers, the seller, and another integration: each move shows in the shops' own books."""

from __future__ import annotations

from typing import Any

import pytest
from world_api import Api, until

from sandbox.world import World


def order(api: Api, order_id: str) -> dict[str, Any]:
    (found,) = [one for one in api.books()["orders"] if one["order"] == order_id]
    return found


@pytest.mark.parametrize(
    ("storefront", "shop"), [("shopee", "shopee"), ("tiktok", "tiktok"), ("tokopedia", "tiktok")]
)
def test_an_order_from_buying_to_the_return(api: Api, storefront: str, shop: str) -> None:
    before = api.stock(shop, "HANDUK-MDI")
    bought = api.buyers("buy", storefront=storefront, lines=[{"sku": "HANDUK-MDI", "units": 3}])
    order_id = bought["order"]
    assert api.stock(shop, "HANDUK-MDI") == before - 3
    told = order(api, order_id)
    assert (told["shop"], told["storefront"], told["status"]) == (shop, storefront, "unpaid")
    assert {line["sku"] for line in told["lines"]} == {"HANDUK-MDI"}
    for action, status in [("pay", "paid"), ("ship", "shipped"), ("deliver", "delivered")]:
        api.buyers(action, order=order_id)
        assert order(api, order_id)["status"] == status
    api.buyers("return", order=order_id)
    lines = order(api, order_id)["lines"]
    assert [sum(line[name] for line in lines) for name in ("units", "shipped", "returned", "cancelled")] == [
        3,
        3,
        3,
        0,
    ]
    assert [one["action"] for one in api.books()["entries"]] == ["buy", "pay", "ship", "deliver", "return"]


def test_part_of_an_order_is_cancelled_and_the_rest_is_sent(api: Api) -> None:
    listing = next(
        one["id"] for one in api.books()["listings"] if (one["shop"], one["sku"]) == ("shopee", "TAS-KNV")
    )
    bought = api.buyers("buy", storefront="shopee", lines=[{"listing": listing, "units": 3}], pay=True)
    (line,) = bought["lines"]
    api.buyers("cancel", order=bought["order"], line=line["line"], units=1)
    assert api.stock("shopee", "TAS-KNV") == 31
    api.buyers("ship", order=bought["order"])
    (told,) = order(api, bought["order"])["lines"]
    assert (told["cancelled"], told["shipped"]) == (1, 2)


def test_a_cancelled_order_gives_its_goods_back(api: Api) -> None:
    bought = api.buyers("buy", storefront="tokopedia", lines=[{"sku": "TAS-KNV", "units": 2}])
    api.buyers("cancel", order=bought["order"], shop="tiktok")
    assert api.stock("tiktok", "TAS-KNV") == 32
    assert order(api, bought["order"])["status"] == "cancelled"


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ({"action": "buy", "storefront": "lapak", "lines": []}, (404, "not_found")),
        ({"action": "buy", "storefront": "shopee", "lines": []}, (409, "refused")),
        ({"action": "buy", "storefront": "shopee", "lines": [{"sku": "X", "units": 1}]}, (404, "not_found")),
        ({"action": "buy", "storefront": "shopee", "lines": [{"sku": "TAS-KNV"}]}, (400, "bad_request")),
        ({"action": "buy", "storefront": "shopee", "lines": [{"units": 1}]}, (400, "bad_request")),
        (
            {"action": "buy", "storefront": "shopee", "lines": [{"sku": "TAS-KNV", "units": 99}]},
            (409, "out_of_stock"),
        ),
        (
            {"action": "buy", "storefront": "tiktok", "lines": [{"sku": "JILBAB-SGT-MR", "units": 1}]},
            (409, "ambiguous"),
        ),
        ({"action": "pay", "order": "1"}, (404, "not_found")),
        ({"action": "pay", "order": "1", "shop": "shopee"}, (404, "not_found")),
        ({"action": "pay", "order": "1", "shop": "lapak"}, (404, "not_found")),
    ],
)
def test_what_a_shop_does_not_allow(calm: Api, body: dict[str, Any], answer: tuple[int, str]) -> None:
    assert calm.refused("/buyers", **body) == answer
    assert calm.books()["orders"] == []


def test_an_order_cannot_be_sent_before_it_is_paid(api: Api) -> None:
    bought = api.buyers("buy", storefront="shopee", lines=[{"sku": "TAS-KNV", "units": 1}])
    assert api.refused("/buyers", action="ship", order=bought["order"]) == (409, "wrong_state")


@pytest.mark.parametrize("shop", ["shopee", "tiktok"])
def test_a_rival_sets_a_number_through_the_api(api: Api, shop: str) -> None:
    api.do("/rival", action="set_stock", shop=shop, sku="TAS-KNV", units=4)
    assert api.stock(shop, "TAS-KNV") == 4
    assert api.books()["requests"][shop]["rival"]["writes"] == 1
    assert api.books()["requests"][shop]["engine"]["writes"] == 0


def test_a_rival_that_the_shop_refuses_is_told_so(api: Api) -> None:
    api.do("/sellers", action="reserve", shop="shopee", sku="TAS-KNV", units=9)
    refused = api.refused("/rival", action="set_stock", shop="shopee", sku="TAS-KNV", units=4)
    assert refused == (409, "conflict")
    assert api.stock("shopee", "TAS-KNV") == 33


def test_a_fight_puts_the_number_back_as_often_as_asked(world: World, api: Api) -> None:
    entry = api.do("/rival", action="fight", shop="shopee", sku="TAS-KNV", units=7, times=2)
    for number in (20, 21):
        world.shopee.set_stock(entry["listing"], number)
        until(lambda: api.stock("shopee", "TAS-KNV") == 7)
    until(lambda: not world.trade.fights)
    world.shopee.set_stock(entry["listing"], 22)
    put_back = [one for one in api.books()["entries"] if one["action"] == "put_back"]
    assert [one["units"] for one in put_back] == [7, 7]
    assert api.stock("shopee", "TAS-KNV") == 22


@pytest.mark.parametrize("kind", ["cut", "truncated", "rate_limit", "server_error"])
def test_trouble_meets_a_rival_too_and_ends_no_fight(world: World, api: Api, kind: str) -> None:
    entry = api.do("/rival", action="fight", shop="tiktok", sku="TAS-KNV", units=7, times=5)
    api.do("/faults", target="tiktok", kind=kind, client="rival")
    world.tiktok.set_stock(entry["listing"], 20)
    until(lambda: api.stock("tiktok", "TAS-KNV") == 7)
    api.do("/faults", target="tiktok", kind=kind, client="rival")
    refused = api.call("/rival", {"action": "set_stock", "shop": "tiktok", "sku": "TAS-KNV", "units": 3})
    assert refused.status_code == 409


def test_a_fight_ends_with_its_listing(world: World, api: Api) -> None:
    api.do("/rival", action="fight", shop="tiktok", sku="TAS-KNV", units=7)
    api.do("/sellers", action="relist", shop="tiktok", sku="TAS-KNV")
    until(lambda: not world.trade.fights)
    assert api.do("/rival", action="set_stock", shop="tiktok", sku="TAS-KNV", units=3)["units"] == 3


def test_a_fight_can_be_given_up(world: World, api: Api) -> None:
    api.do("/rival", action="fight", shop="tiktok", sku="TAS-KNV", units=7, times=50)
    assert api.do("/rival", action="stop")["fights"] == 1
    assert world.trade.fights == []


def test_the_seller_fixes_a_sku_and_lists_anew(api: Api) -> None:
    api.do("/sellers", action="set_sku", shop="shopee", sku="KAOS-HITAM-M", to="KAOS-HTM-M")
    assert api.stock("shopee", "KAOS-HTM-M") == 55
    made = api.do("/sellers", action="relist", shop="tiktok", sku="TAS-KNV")
    assert made["new_listing"] != made["listing"]
    ids = [one["id"] for one in api.books()["listings"] if (one["shop"], one["sku"]) == ("tiktok", "TAS-KNV")]
    assert ids == [made["new_listing"]]
    api.do("/sellers", action="set_stock", shop="tiktok", sku="TAS-KNV", units=1)
    assert api.stock("tiktok", "TAS-KNV") == 1
    api.do("/sellers", action="set_status", shop="tiktok", sku="TAS-KNV", status="hidden")
    refused = api.refused(
        "/buyers", action="buy", storefront="tiktok", lines=[{"sku": "TAS-KNV", "units": 1}]
    )
    assert refused == (409, "out_of_stock")


def test_the_demo_catalogue_has_the_mess_of_a_real_shop(api: Api) -> None:
    masters = {row[0].casefold(): int(row[3]) for row in api.rows()}
    listings = api.books()["listings"]
    known = [one for one in listings if one["sku"].casefold() in masters]
    empty = [one for one in listings if not one["sku"]]
    other = {one["sku"] for one in listings} - {one["sku"] for one in known} - {""}
    differing = [one for one in known if masters[one["sku"].casefold()] != one["stock"]]
    by_shop = {shop: [one["sku"] for one in listings if one["shop"] == shop] for shop in ("shopee", "tiktok")}
    assert 55 <= len(listings) <= 65
    assert len(empty) == 3
    assert other == {"KAOS-HITAM-M", "KAOS-HITAM-L", "PAKET-KAOS-TOPI", "BTL-STAINLESS-750", "PAYUNG-LPT"}
    assert by_shop["tiktok"].count("JILBAB-SGT-MR") == 2
    assert "00123" in by_shop["shopee"]
    assert "apron-dpr" in masters.keys() - {one["sku"].casefold() for one in listings}
    assert 0 < len(differing) < 10
    assert all(5 <= one["stock"] <= 80 for one in listings)
