"""Which requests get through, and with which body and status the others are refused."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import replace

import httpx
import pytest
from tiktok_client import Client, HandClock, Stage, make_shop, shirt, sign

from sandbox.shops.tiktok import Rules, TikTokShop
from sandbox.shops.tiktok.oauth import SCOPES

SEARCH = "/product/202502/products/search"
SHOPS = "/authorization/202309/shops"
OVERLOADED = 36009004


def refused(answer: httpx.Response, status: int, code: int, word: str = "") -> None:
    body = answer.json()
    assert (answer.status_code, body["code"], body["data"]) == (status, code, None)
    assert word in body["message"]
    assert set(body) == {"code", "data", "message", "request_id"}
    assert body["request_id"]


def search(client: Client, **wanted: object) -> httpx.Response:
    return client.send("POST", SEARCH, {"page_size": "10"}, {}, **wanted)  # type: ignore[arg-type] # test shorthand


def test_a_rightly_signed_call_gets_through(client: Client) -> None:
    assert search(client).json()["message"] == "Success"


def test_the_documented_recipe_is_the_one_in_force(client: Client) -> None:
    body = b'{"status":  "ALL"}'
    params = {"page_size": "5", "app_key": client.key, "shop_cipher": client.cipher}
    params["timestamp"] = str(int(client.clock.now()))
    order = ("app_key", "page_size", "shop_cipher", "timestamp")
    text = client.secret + SEARCH + "".join(name + params[name] for name in order)
    message = text.encode() + body + client.secret.encode()
    params["sign"] = hmac.new(client.secret.encode(), message, hashlib.sha256).hexdigest()
    headers = {"content-type": "application/json", "x-tts-access-token": client.token}
    answer = client.http.post(SEARCH, params=params, content=body, headers=headers)
    assert answer.json()["code"] == 0


def test_the_signature_covers_the_very_bytes_of_the_body(client: Client) -> None:
    signed = sign_for(client, {"page_size": "10"}, b'{"status":"ALL"}')
    headers = {"content-type": "application/json", "x-tts-access-token": client.token}
    answer = client.http.post(SEARCH, params=signed, content=b'{"status": "ALL"}', headers=headers)
    refused(answer, 401, 106001)


def sign_for(client: Client, params: dict[str, str], body: bytes) -> dict[str, str]:
    timestamp = str(int(client.clock.now()))
    full = {**params, "app_key": client.key, "shop_cipher": client.cipher, "timestamp": timestamp}
    return {**full, "sign": sign(client.secret, SEARCH, full, body)}


@pytest.mark.parametrize(
    ("query", "status", "code", "word"),
    [
        ({"sign": None}, 400, OVERLOADED, "required signature"),
        ({"sign": ""}, 400, OVERLOADED, "required signature"),
        ({"sign": "0" * 64}, 401, 106001, "sign"),
        ({"sign": "é"}, 401, 106001, "sign"),
        ({"page_size": "11"}, 401, 106001, "sign"),
        ({"app_key": "nobody"}, 400, OVERLOADED, "`app_key`"),
        ({"app_key": None}, 400, OVERLOADED, "`app_key`"),
        ({"timestamp": None}, 400, OVERLOADED, "timestamp"),
        ({"timestamp": "soon"}, 400, OVERLOADED, "timestamp"),
        ({"timestamp": "-1"}, 400, OVERLOADED, "lesser than 0"),
    ],
)
def test_what_was_changed_after_signing_is_refused(
    client: Client, query: dict[str, str | None], status: int, code: int, word: str
) -> None:
    refused(search(client, query=query), status, code, word)


def test_a_signature_of_another_secret_is_refused(client: Client) -> None:
    client.secret = "another"
    refused(search(client), 401, 106001)


def test_upper_case_hex_is_not_the_signature(client: Client) -> None:
    good = search(client).request.url.params["sign"]
    refused(search(client, query={"sign": good.upper()}), 401, 106001)


def test_an_access_token_in_the_query_is_not_signed(client: Client) -> None:
    assert search(client, query={"access_token": "anything"}).json()["code"] == 0


@pytest.mark.parametrize(
    ("seconds", "word"),
    [
        (-301, "earlier than 5 minutes"),
        (-300, None),
        (0, None),
        (30, None),
        (31, "more than 30 seconds"),
    ],
)
def test_the_timestamp_window_is_five_minutes_back_and_half_a_minute_ahead(
    client: Client, seconds: int, word: str | None
) -> None:
    now = client.clock.at
    client.clock.at = now + seconds
    stamp = str(int(client.clock.now()))
    client.clock.at = now
    answer = search(client, query=signed_at(client, stamp))
    if word is None:
        assert answer.json()["code"] == 0
    else:
        refused(answer, 400, OVERLOADED, word)


def signed_at(client: Client, stamp: str) -> dict[str, str | None]:
    params = {"page_size": "10", "app_key": client.key, "shop_cipher": client.cipher, "timestamp": stamp}
    return {"timestamp": stamp, "sign": sign(client.secret, SEARCH, params, b"{}")}


def test_a_request_caught_and_sent_again_later_is_refused(client: Client) -> None:
    caught = search(client).request
    client.clock.at += 301
    again = client.http.request(caught.method, caught.url, content=caught.content, headers={**caught.headers})
    refused(again, 400, OVERLOADED, "earlier than 5 minutes")


def test_a_missing_shop_cipher(client: Client) -> None:
    refused(search(client, cipher=None), 400, 106013, "shop_cipher")


def test_the_cipher_of_another_shop(client: Client) -> None:
    refused(search(client, cipher="ROW_someoneelse"), 400, 101000)


def test_a_needless_shop_cipher(client: Client) -> None:
    refused(client.send("GET", SHOPS), 400, OVERLOADED, "not required")
    assert client.send("GET", SHOPS, cipher=None).json()["code"] == 0


@pytest.mark.parametrize("token", ["", "ROW_unknown"])
def test_a_token_nobody_was_given(client: Client, token: str) -> None:
    refused(search(client, headers={"x-tts-access-token": token}), 400, OVERLOADED, "x-tts-access-token")


def test_a_token_in_the_query_does_not_count(client: Client) -> None:
    answer = search(client, headers={"x-tts-access-token": ""}, query={"access_token": client.token})
    refused(answer, 400, OVERLOADED, "x-tts-access-token")


def test_another_apps_token_does_not_count(client: Client, shop: TikTokShop) -> None:
    rival = Client(client.http, shop, client.clock, "rival").connect()
    refused(search(client, headers={"x-tts-access-token": rival.token}), 400, OVERLOADED, "token")


def test_an_expired_token(client: Client) -> None:
    client.clock.at += 7 * 86_400
    refused(search(client), 401, 105002, "expired")


def test_a_scope_the_seller_did_not_grant(stage: tuple[Stage, httpx.Client], clock: HandClock) -> None:
    rules = Rules(scopes=tuple(scope for scope in SCOPES if scope != "seller.product.write"))
    shop = make_shop(clock, replace(rules))
    stage[0].shop = shop
    client = Client(stage[1], shop, clock).connect()
    product = shirt(shop)
    refused(client.set_stock(product, 3), 403, 105005, "scope")
    assert client.stock(product) == 10


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/", 404, 36009009),
        ("GET", "/product/202309/nothing", 404, 36009009),
        ("GET", "/product/202309/products/abc", 404, 36009009),
        ("GET", "/nowhere/202309/products/search", 404, 36009009),
        ("POST", "/product/202502/products/search/", 404, 36009009),
        ("GET", SEARCH, 405, 36009010),
        ("PUT", "/order/202309/orders/search", 405, 36009010),
        ("POST", "/product/190001/products/search", 404, 36009014),
    ],
)
def test_what_is_not_served(client: Client, method: str, path: str, status: int, code: int) -> None:
    refused(client.send(method, path, body=None if method == "GET" else {}), status, code)


def test_an_unknown_path_is_told_before_a_wrong_app_key(client: Client) -> None:
    refused(client.send("GET", "/product/202309/nothing", query={"app_key": "x"}), 404, 36009009)
    refused(search(client, query={"app_key": "x", "sign": "x"}), 400, OVERLOADED, "app_key")


@pytest.mark.parametrize("raw", [b"{", b"[]", b'"text"', b"\xff\xfe", b"[" * 100_000])
def test_a_body_that_is_no_json_object(client: Client, raw: bytes) -> None:
    refused(client.send("POST", SEARCH, {"page_size": "10"}, raw=raw), 400, OVERLOADED, "body")


def test_changes_come_as_json_only(client: Client) -> None:
    answer = search(client, headers={"content-type": "text/plain"})
    assert answer.status_code == 403


def test_a_foreign_page_or_host_gets_nothing(client: Client) -> None:
    assert search(client, headers={"origin": "https://evil.example"}).status_code == 403
    assert search(client, headers={"host": "evil.example"}).status_code == 403


def test_a_refused_request_changes_nothing(client: Client, shop: TikTokShop) -> None:
    product = shirt(shop)
    path = f"/product/202309/products/{product.id}/inventory/update"
    body = {"skus": [{"id": product.variants[0].id, "inventory": [{"quantity": 1}]}]}
    refused(client.send("POST", path, body=body, query={"sign": "0" * 64}), 401, 106001)
    assert client.stock(product) == 10


def test_no_secret_is_in_a_refusal(client: Client) -> None:
    text = search(client, query={"sign": "0" * 64}).text
    assert client.secret not in text
    assert client.token not in text
    assert json.loads(text)["data"] is None
