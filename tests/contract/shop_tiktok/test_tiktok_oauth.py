"""From consent to expiry: codes, tokens that rotate, and what is refused."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from tiktok_client import START, Client, HandClock

from sandbox.shops.tiktok import TikTokShop
from sandbox.shops.trade import NotFound

SHOPS = "/authorization/202309/shops"
CODE_GRANT, REFRESH_GRANT = "authorized_code", "refresh_token"


def consent(client: Client, **params: str) -> httpx.Response:
    return client.http.get("/open/authorize", params=params)


def fresh(http: httpx.Client, shop: TikTokShop, clock: HandClock) -> Client:
    return Client(http, shop, clock)


def test_the_consent_page_sends_code_and_state_to_the_registered_address(
    http: httpx.Client, shop: TikTokShop, clock: HandClock
) -> None:
    client = fresh(http, shop, clock)
    shop.register_redirect("http://127.0.0.1:5055/callback")
    answer = consent(client, service_id=shop.credentials()["service_id"], state="a b&c")
    assert answer.status_code == 302
    target = urlsplit(answer.headers["location"])
    query = parse_qs(target.query)
    assert (target.netloc, target.path) == ("127.0.0.1:5055", "/callback")
    assert query["state"] == ["a b&c"]
    assert query["app_key"] == [client.key]
    pair = client.token_call("get", auth_code=query["code"][0], grant_type=CODE_GRANT).json()
    assert pair["code"] == 0


def test_the_older_consent_page_knows_the_app_by_its_key(
    http: httpx.Client, shop: TikTokShop, clock: HandClock
) -> None:
    client = fresh(http, shop, clock)
    params = {"app_key": client.key, "state": "s", "redirect_uri": "http://localhost:1/cb?a=1"}
    answer = http.get("/oauth/authorize", params=params)
    assert answer.headers["location"].startswith("http://localhost:1/cb?a=1&code=")


def test_without_an_address_the_code_is_shown(http: httpx.Client, shop: TikTokShop, clock: HandClock) -> None:
    answer = consent(fresh(http, shop, clock), service_id=shop.credentials()["service_id"], state="s")
    assert answer.status_code == 200
    code = answer.text.split("<code>")[1].split("</code>")[0]
    pair = fresh(http, shop, clock).token_call("get", auth_code=code, grant_type=CODE_GRANT)
    assert pair.json()["code"] == 0


@pytest.mark.parametrize("target", ["https://evil.example/x", "http://evil.example", "javascript:alert(1)"])
def test_a_code_never_leaves_this_machine(
    http: httpx.Client, shop: TikTokShop, clock: HandClock, target: str
) -> None:
    client = fresh(http, shop, clock)
    answer = consent(client, service_id=shop.credentials()["service_id"], redirect_uri=target)
    assert answer.status_code == 400
    assert "location" not in answer.headers
    with pytest.raises(ValueError, match="this machine"):
        shop.register_redirect(target)


def test_an_unknown_app_gets_no_consent_page(http: httpx.Client, shop: TikTokShop, clock: HandClock) -> None:
    assert consent(fresh(http, shop, clock), service_id="1", state="s").status_code == 400


def test_the_token_answer_is_as_documented(http: httpx.Client, shop: TikTokShop, clock: HandClock) -> None:
    client = fresh(http, shop, clock)
    answer = client.token_call("get", auth_code=shop.grant(), grant_type=CODE_GRANT)
    data = answer.json()["data"]
    assert data["access_token"].startswith("ROW_")
    assert data["access_token_expire_in"] == START + 7 * 86_400
    assert data["refresh_token_expire_in"] > data["access_token_expire_in"]
    assert (data["seller_base_region"], data["user_type"]) == ("ID", 0)
    assert "seller.order.info" in data["granted_scopes"]
    assert {"open_id", "seller_name", "refresh_token"} <= set(data)


def test_a_code_works_once(http: httpx.Client, shop: TikTokShop, clock: HandClock) -> None:
    client, code = fresh(http, shop, clock), shop.grant()
    assert client.token_call("get", auth_code=code, grant_type=CODE_GRANT).json()["code"] == 0
    again = client.token_call("get", auth_code=code, grant_type=CODE_GRANT)
    assert (again.status_code, again.json()["code"]) == (200, 36004004)


@pytest.mark.parametrize(("seconds", "code"), [(1799, 0), (1800, 36004004)])
def test_a_code_lives_half_an_hour(
    http: httpx.Client, shop: TikTokShop, clock: HandClock, seconds: int, code: int
) -> None:
    client, granted = fresh(http, shop, clock), shop.grant()
    clock.at += seconds
    answer = client.token_call("get", auth_code=granted, grant_type=CODE_GRANT)
    assert answer.json()["code"] == code


def test_a_code_is_good_for_its_own_app_only(http: httpx.Client, shop: TikTokShop, clock: HandClock) -> None:
    client = fresh(http, shop, clock)
    answer = client.token_call("get", auth_code=shop.grant("rival"), grant_type=CODE_GRANT)
    assert answer.json()["code"] == 36004004


@pytest.mark.parametrize(
    "wrong",
    [
        {"app_secret": "guess"},
        {"app_key": "guess"},
        {"grant_type": "authorization_code"},
        {"grant_type": REFRESH_GRANT},
    ],
)
def test_the_token_call_checks_secret_and_grant_type(
    http: httpx.Client, shop: TikTokShop, clock: HandClock, wrong: dict[str, str]
) -> None:
    client, code = fresh(http, shop, clock), shop.grant()
    answer = client.token_call("get", **{"auth_code": code, "grant_type": CODE_GRANT, **wrong})
    assert (answer.status_code, answer.json()["code"]) == (400, 36009004)
    right = client.token_call("get", auth_code=code, grant_type=CODE_GRANT)
    assert right.json()["code"] == 0


def test_the_token_call_is_a_get(http: httpx.Client, shop: TikTokShop, clock: HandClock) -> None:
    answer = http.post("/api/v2/token/get", json={})
    assert answer.json()["code"] in (36009010, 36009004)


def refresh(client: Client, token: str) -> dict[str, object]:
    answer = client.token_call("refresh", refresh_token=token, grant_type=REFRESH_GRANT)
    assert answer.status_code == 200
    found: dict[str, object] = answer.json()
    return found


def test_a_refresh_token_rotates_and_is_refused_when_it_comes_again(client: Client) -> None:
    old_access, old_refresh = client.token, client.refresh_token
    data = refresh(client, old_refresh)["data"]
    assert isinstance(data, dict)
    client.keep(data)
    assert client.refresh_token != old_refresh
    assert client.get(SHOPS, cipher=None)["shops"]
    assert refresh(client, old_refresh)["code"] == 36004001
    stale = client.send("GET", SHOPS, cipher=None, headers={"x-tts-access-token": old_access})
    assert (stale.status_code, stale.json()["code"]) == (401, 105002)
    assert refresh(client, client.refresh_token)["code"] == 0


def test_an_expired_access_token_is_renewed_by_its_refresh_token(client: Client, shop: TikTokShop) -> None:
    shop.expire_access_token()
    assert client.send("GET", SHOPS, cipher=None).json()["code"] == 105002
    data = refresh(client, client.refresh_token)["data"]
    assert isinstance(data, dict)
    client.keep(data)
    assert client.get(SHOPS, cipher=None)["shops"]


def test_a_refresh_token_past_its_time(client: Client) -> None:
    client.clock.at += 365 * 86_400
    assert refresh(client, client.refresh_token)["code"] == 36004005


def test_a_revoked_refresh_token_leaves_the_access_token_to_its_end(client: Client, shop: TikTokShop) -> None:
    shop.revoke_refresh_token()
    assert client.get(SHOPS, cipher=None)["shops"]
    assert refresh(client, client.refresh_token)["code"] == 36004001
    shop.expire_access_token()
    assert client.send("GET", SHOPS, cipher=None).json()["code"] == 105002
    client.connect()
    assert client.get(SHOPS, cipher=None)["shops"]


def test_there_is_no_consent_for_an_app_nobody_made(shop: TikTokShop) -> None:
    for ask in (shop.grant, shop.credentials, shop.withdraw):
        with pytest.raises(NotFound):
            ask("nobody")


def test_a_withdrawn_consent_ends_both_tokens(client: Client, shop: TikTokShop) -> None:
    shop.withdraw()
    assert refresh(client, client.refresh_token)["code"] == 36004001
    answer = client.send("GET", SHOPS, cipher=None)
    assert (answer.status_code, answer.json()["code"]) == (400, 36009004)
    client.connect()
    assert client.get(SHOPS, cipher=None)["shops"]


def test_a_refresh_whose_answer_is_lost_has_still_rotated(client: Client, shop: TikTokShop) -> None:
    shop.faults.cut(after=True, path="/token/refresh")
    with pytest.raises(httpx.TransportError):
        client.token_call("refresh", refresh_token=client.refresh_token, grant_type=REFRESH_GRANT)
    assert refresh(client, client.refresh_token)["code"] == 36004001


def test_the_shop_and_its_warehouses(client: Client, shop: TikTokShop) -> None:
    (found,) = client.get(SHOPS, cipher=None)["shops"]
    assert found["id"] == shop.credentials()["shop_id"]
    assert (found["region"], found["seller_type"]) == ("ID", "LOCAL")
    assert len(found["id"]) == 19
    sales, back = client.get("/logistics/202309/warehouses")["warehouses"]
    assert (sales["type"], sales["effect_status"], sales["is_default"]) == (
        "SALES_WAREHOUSE",
        "ENABLED",
        True,
    )
    assert (back["type"], back["is_default"]) == ("RETURN_WAREHOUSE", False)
