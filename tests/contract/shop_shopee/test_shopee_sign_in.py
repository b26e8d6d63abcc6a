"""Signatures, timestamps, tokens and the consent page."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from shopee_client import Api, FakeClock, MakeShop, hmac_hex

from sandbox.shops import NewVariant
from sandbox.shops.shopee import Dialect, ShopeeShop

INFO = "shop/get_shop_info"
DEAD_TOKEN = "invalid_acceess_token"


def test_a_signed_call_is_answered_flat(api: Api) -> None:
    body = api.get(INFO).json()
    assert (body["error"], body["shop_name"], body["region"]) == ("", "shopee", "ID")
    assert body["expire_time"] - body["auth_time"] == 365 * 86_400
    assert len(body["request_id"]) == 32


@pytest.mark.parametrize("name", ["partner_id", "timestamp", "sign", "access_token", "shop_id"])
def test_a_missing_common_parameter_is_named(api: Api, name: str) -> None:
    query = api.common(f"/api/v2/{INFO}", of_shop=True)
    del query[name]
    body = api.http.get(f"{api.shop.base_url}/api/v2/{INFO}", params=query).json()
    assert (body["error"], body["message"]) == ("error_param", f"There is no {name} in query.")


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"sign": "0" * 64}, "error_sign", "Wrong sign."),
        ({"sign": "é"}, "error_sign", "Wrong sign."),
        ({"shop_id": "1"}, "error_sign", "Wrong sign."),
        ({"partner_id": "1"}, "invalid_partner_id", "Invalid partner_id."),
        ({"timestamp": "soon"}, "error_param", "Invalid timestamp."),
    ],
)
def test_a_changed_parameter_is_refused(api: Api, change: dict[str, str], error: str, message: str) -> None:
    query = api.common(f"/api/v2/{INFO}", of_shop=True) | change
    answer = api.http.get(f"{api.shop.base_url}/api/v2/{INFO}", params=query)
    assert answer.status_code == 200
    assert (answer.json()["error"], answer.json()["message"]) == (error, message)


def test_the_signature_is_over_the_path_asked_for(api: Api) -> None:
    query = api.common("/api/v2/product/get_item_list", of_shop=True)
    assert api.http.get(f"{api.shop.base_url}/api/v2/{INFO}", params=query).json()["error"] == "error_sign"


def test_an_upper_case_signature_is_wrong(api: Api) -> None:
    query = api.common(f"/api/v2/{INFO}", of_shop=True)
    query["sign"] = query["sign"].upper()
    assert api.http.get(f"{api.shop.base_url}/api/v2/{INFO}", params=query).json()["error"] == "error_sign"


@pytest.mark.parametrize(
    ("off", "error"), [(-301, "error_param"), (-299, ""), (299, ""), (301, "error_param")]
)
def test_a_timestamp_counts_for_five_minutes(api: Api, clock: FakeClock, off: int, error: str) -> None:
    clock.time += off
    query = api.common(f"/api/v2/{INFO}", of_shop=True)
    clock.time -= off
    body = api.http.get(f"{api.shop.base_url}/api/v2/{INFO}", params=query).json()
    assert body["error"] == error
    assert not error or body["message"] == "Timestamp is expired."


def test_a_correctly_signed_call_for_another_shop_is_refused(api: Api) -> None:
    api.own["shop_id"] = "12"
    body = api.get(INFO).json()
    assert (body["error"], body["message"]) == ("error_auth", "Invalid partner_id or shopid.")


def test_an_unknown_path_and_a_wrong_method_are_not_found(api: Api) -> None:
    assert api.get("shop/nothing").json()["error"] == "error_not_found"
    assert api.post(INFO, {}).json()["error"] == "error_not_found"


def test_a_token_pair_comes_with_its_shop(api: Api, shop: ShopeeShop) -> None:
    body = api.exchange(shop.grant())
    assert body["expire_in"] == 14_400
    assert body["shop_id_list"] == [int(api.own["shop_id"])]
    assert body["merchant_id_list"] == body["supplier_id_list"] == body["user_id_list"] == []
    assert body["error"] == ""


def test_a_code_works_once_and_for_ten_minutes(api: Api, shop: ShopeeShop, clock: FakeClock) -> None:
    used, late = shop.grant(), shop.grant()
    assert api.exchange(used)["error"] == ""
    assert api.exchange(used)["error"] == "invalid_code"
    clock.time += 601
    body = api.exchange(late)
    assert body["error"] == "invalid_code"
    assert body["message"] == "The code is expired or used or invalid, please check the code."


def test_a_code_of_another_app_is_refused(api: Api, shop: ShopeeShop) -> None:
    assert api.exchange(shop.grant("rival"))["error"] == "invalid_code"


def test_a_refresh_rotates_and_the_old_refresh_token_is_dead(api: Api) -> None:
    body = api.renew(api.refresh)
    assert body["refresh_token"] != api.refresh
    assert (body["partner_id"], body["shop_id"]) == (int(api.own["partner_id"]), int(api.own["shop_id"]))
    again = api.renew(api.refresh)
    assert (again["error"], again["message"]) == ("error_auth", "Invalid refresh_token.")
    assert api.renew(body["refresh_token"])["error"] == ""


def test_the_old_access_token_lives_five_minutes_after_a_refresh(api: Api, clock: FakeClock) -> None:
    new = api.renew(api.refresh)["access_token"]
    clock.time += 299
    assert api.get(INFO).json()["error"] == ""
    clock.time += 2
    body = api.get(INFO).json()
    assert body["error"] == DEAD_TOKEN
    assert body["message"] == "Invalid access_token, please have a check."
    api.access = new
    assert api.get(INFO).json()["error"] == ""


def test_an_access_token_lives_four_hours_and_a_refresh_token_thirty_days(api: Api, clock: FakeClock) -> None:
    clock.time += 14_399
    assert api.get(INFO).json()["error"] == ""
    clock.time += 2
    assert api.get(INFO).json()["error"] == DEAD_TOKEN
    clock.time += 30 * 86_400
    assert api.renew(api.refresh)["message"] == "Invalid refresh_token."


@pytest.mark.parametrize("kinds", [{}, {"merchant_id": 1, "shop_id": 1}])
def test_a_refresh_names_exactly_one_kind_of_id(api: Api, kinds: dict[str, int]) -> None:
    body = {"refresh_token": api.refresh, "partner_id": int(api.own["partner_id"]), **kinds}
    assert api.post("auth/access_token/get", body, of_shop=False).json()["error"] == "error_param"
    assert api.renew(api.refresh)["error"] == ""


def test_tokens_can_be_killed_from_outside(api: Api, shop: ShopeeShop) -> None:
    shop.expire_access_token()
    assert api.get(INFO).json()["error"] == DEAD_TOKEN
    renewed = api.renew(api.refresh)
    assert renewed["error"] == ""
    shop.revoke_refresh_token()
    assert api.renew(renewed["refresh_token"])["error"] == "error_auth"


def test_a_withdrawn_consent_ends_everything(api: Api, shop: ShopeeShop) -> None:
    shop.withdraw()
    assert api.get(INFO).json()["error"] == DEAD_TOKEN
    assert api.renew(api.refresh)["error"] == "error_auth"
    assert api.sign_in().get(INFO).json()["error"] == ""


def test_a_new_consent_ends_the_refresh_tokens_before_it(api: Api, shop: ShopeeShop) -> None:
    assert api.exchange(shop.grant())["error"] == ""
    assert api.renew(api.refresh)["error"] == "error_auth"


def test_one_apps_token_is_not_anothers(
    api: Api, http: httpx.Client, shop: ShopeeShop, clock: FakeClock
) -> None:
    rival = Api(http, shop, clock, "rival", access=api.access)
    assert rival.get(INFO).json()["error"] == DEAD_TOKEN


@pytest.mark.parametrize("path", ["/api/v2/shop/auth_partner", "/auth"])
def test_the_consent_page_redirects_back_with_a_code(api: Api, path: str) -> None:
    signed = path != "/auth"
    back = "http://127.0.0.1:9/done?shop=a"
    query = api.common(path, of_shop=False) if signed else {"partner_id": api.own["partner_id"]}
    query["redirect" if signed else "redirect_uri"] = back
    answer = api.http.get(api.shop.base_url + path, params={**query, "state": "s1"})
    target = urlsplit(answer.headers["location"])
    given = parse_qs(target.query)
    assert (answer.status_code, target.netloc, target.path) == (302, "127.0.0.1:9", "/done")
    assert (given["shop"], given["state"], given["shop_id"]) == (["a"], ["s1"], [api.own["shop_id"]])
    assert api.exchange(given["code"][0])["error"] == ""


def test_the_consent_page_never_redirects_away_from_this_machine(api: Api) -> None:
    path = "/api/v2/shop/auth_partner"
    query = api.common(path, of_shop=False) | {"redirect": "https://shop.example/take"}
    answer = api.http.get(api.shop.base_url + path, params=query)
    assert answer.status_code == 200
    assert answer.json()["error"] == "auth.error_param"


def test_the_consent_page_without_a_way_back_shows_the_code(api: Api) -> None:
    path = "/api/v2/shop/auth_partner"
    shown = api.http.get(api.shop.base_url + path, params=api.common(path, of_shop=False)).json()["response"]
    assert api.exchange(shown["code"])["error"] == ""
    forged = api.common(path, of_shop=False) | {"sign": hmac_hex("x", "y")}
    assert api.http.get(api.shop.base_url + path, params=forged).json()["error"] == "error_sign"


@pytest.mark.parametrize(
    ("dialect", "status", "error"),
    [
        (Dialect(), 200, DEAD_TOKEN),
        (Dialect(http_statuses=True), 403, DEAD_TOKEN),
        (Dialect(older_tokens=True), 200, "error_auth"),
    ],
)
def test_dialects_of_a_dead_token(
    make_shop: MakeShop, http: httpx.Client, clock: FakeClock, dialect: Dialect, status: int, error: str
) -> None:
    api = Api(http, make_shop(dialect=dialect), clock, access="x")
    answer = api.get(INFO)
    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_dialect_with_module_prefixes(make_shop: MakeShop, http: httpx.Client, clock: FakeClock) -> None:
    shop = make_shop(dialect=Dialect(prefixed=True))
    shop.add_product("Mug", [NewVariant("", "MUG", 1000, 1)])
    body = Api(http, shop, clock).sign_in().get("product/get_item_base_info", item_id_list="5").json()
    assert body["error"] == "product.error_item_not_found"


def test_secrets_stay_out_of_reprs(api: Api, shop: ShopeeShop) -> None:
    shown: list[Any] = [shop.apps, shop.desk.tokens.of("engine"), shop.desk]
    for value in shown:
        assert api.own["partner_key"] not in repr(value)
        assert api.access not in repr(value)
