"""Trouble on demand, time that passes, and pushes that arrive."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx
import pytest
from world_api import Api, until

from sandbox.shops.shopee.envelope import Refused
from sandbox.world import World
from sandbox.world.pulse import Postman


class Engine:
    """Just enough of a client of the local Google and of Shopee to meet trouble."""

    def __init__(self, world: World, account: str = "engine") -> None:
        self.world = world
        self.client = httpx.Client(trust_env=False, timeout=10)
        info = json.loads(world.credentials[account].read_text())
        keys = ("client_id", "client_secret", "refresh_token")
        form = {"grant_type": "refresh_token", **{name: info[name] for name in keys}}
        self.token = self.client.post(info["token_uri"], data=form).json()["access_token"]

    def read(self) -> int:
        url = f"{self.world.sheets_url}/v4/spreadsheets/{self.world.spreadsheet_id}"
        return self.client.get(url, headers={"Authorization": f"Bearer {self.token}"}).status_code

    def write(self, title: str) -> int:
        url = f"{self.world.sheets_url}/v4/spreadsheets/{self.world.spreadsheet_id}:batchUpdate"
        body = {"requests": [{"addSheet": {"properties": {"title": title}}}]}
        return self.client.post(url, headers={"Authorization": f"Bearer {self.token}"}, json=body).status_code

    def shopee(self) -> httpx.Response:
        """An unsigned call under the engine's name: refused, but trouble meets it all the same."""
        query = {"partner_id": self.world.shopee.credentials("engine")["partner_id"]}
        return self.client.get(f"{self.world.shopee.base_url}/api/v2/shop/get_shop_info", params=query)

    def close(self) -> None:
        self.client.close()


@pytest.fixture
def engine(world: World) -> Iterator[Engine]:
    made = Engine(world)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("kind", "fields", "statuses"),
    [
        ("rate_limit", {"times": 2}, [429, 429, 200]),
        ("server_error", {}, [503, 200]),
        ("server_error_before", {"status": 500}, [500, 200]),
        ("html", {}, [502, 200]),
        ("slow", {"seconds": 0.01}, [200]),
        ("rate_limit", {"client": "people"}, [200]),
        ("rate_limit", {"match": "writes"}, [200]),
        ("expire_access_token", {}, [401]),
        ("quota", {"limit": 2}, [200, 200, 429]),
    ],
)
def test_trouble_at_google(
    api: Api, engine: Engine, kind: str, fields: dict[str, Any], statuses: list[int]
) -> None:
    api.do("/faults", target="sheets", kind=kind, **fields)
    assert [engine.read() for _ in statuses] == statuses


def test_google_does_the_work_and_its_answer_is_lost(world: World, api: Api, engine: Engine) -> None:
    api.do("/faults", target="sheets", kind="cut_after", match="writes")
    with pytest.raises(httpx.TransportError):
        engine.write("Terpotong")
    api.do("/faults", target="sheets", kind="cut", match="writes")
    with pytest.raises(httpx.TransportError):
        engine.write("Hilang")
    titles = [sheet["title"] for sheet in world.sheets.export(world.spreadsheet_id)["sheets"]]
    assert titles == ["SKU", "Terpotong"]


def test_googles_own_quota_can_be_restored(api: Api, engine: Engine) -> None:
    api.do("/faults", target="sheets", kind="quota", limit=60)
    answers = [engine.read() for _ in range(121)]
    # At most one full minute begins in between, and with it a new bucket.
    assert 429 in answers
    assert answers.count(200) in range(60, 121)
    api.do("/faults", target="sheets", kind="quota", limit=0)
    assert engine.read() == 200


def test_how_google_finds_numbers_can_be_changed(world: World, api: Api) -> None:
    api.do("/faults", target="sheets", kind="numbers", mode="never")
    assert world.sheets.set_options()["numbers"] == "never"


@pytest.mark.parametrize(
    ("kind", "fields", "status"),
    [
        ("server_error", {"status": 500}, 500),
        ("server_error_after", {}, 503),
        ("slow", {"seconds": 0.01}, 200),
    ],
)
def test_trouble_at_a_shop(api: Api, engine: Engine, kind: str, fields: dict[str, Any], status: int) -> None:
    calm = engine.shopee()
    api.do("/faults", target="shopee", kind=kind, **fields)
    assert engine.shopee().status_code == status
    assert engine.shopee().json()["error"] == calm.json()["error"]


def test_a_shops_line_is_cut_until_it_is_mended(api: Api, engine: Engine) -> None:
    api.do("/faults", target="shopee", kind="cut", times=99)
    with pytest.raises(httpx.TransportError):
        engine.shopee()
    api.do("/faults", target="shopee", kind="clear")
    assert engine.shopee().json()["error"]


@pytest.mark.parametrize("shop", ["shopee", "tiktok"])
@pytest.mark.parametrize(
    "kind", ["empty_catalogue", "short_page", "duplicate_page", "truncated", "lie", "rate_limit"]
)
def test_every_other_trouble_waits_for_its_request(world: World, api: Api, shop: str, kind: str) -> None:
    entry = api.do("/faults", target=shop, kind=kind, times=3, match="/product/")
    (fault,) = world.shops[shop].faults.waiting
    assert (fault.kind, fault.times, fault.path, fault.app) == (kind, 3, "/product/", "engine")
    assert (entry["who"], entry["action"]) == ("faults", kind)


@pytest.mark.parametrize("kind", ["expire_access_token", "revoke_refresh", "withdraw"])
def test_tokens_die_at_a_shop(world: World, api: Api, kind: str) -> None:
    desk = world.shopee.desk.tokens
    access, refresh = desk.exchange("engine", world.shopee.grant("engine"))
    desk.check("engine", access)
    api.do("/faults", target="shopee", kind=kind)
    with pytest.raises(Refused, match="access_token"):
        desk.check("engine", access)
    if kind == "expire_access_token":
        renewed, _ = desk.renew("engine", refresh)
        desk.check("engine", renewed)
    else:
        with pytest.raises(Refused, match="refresh_token"):
            desk.renew("engine", refresh)


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ({"kind": "cut"}, (400, "bad_request")),
        ({"target": "moon", "kind": "cut"}, (404, "not_found")),
        ({"target": "shopee", "kind": "earthquake"}, (400, "bad_request")),
        ({"target": "shopee", "kind": "html"}, (400, "bad_request")),
        ({"target": "sheets", "kind": "lie"}, (400, "bad_request")),
        ({"target": "sheets", "kind": "server_error", "status": 418}, (400, "bad_request")),
        ({"target": "shopee", "kind": "cut", "times": 0}, (400, "bad_request")),
        ({"target": "tiktok", "kind": "withdraw", "client": "nobody"}, (404, "not_found")),
    ],
)
def test_trouble_there_is_none_of(calm: Api, body: dict[str, Any], answer: tuple[int, str]) -> None:
    assert calm.refused("/faults", **body) == answer


def test_time_passes_for_every_server(world: World, api: Api, engine: Engine) -> None:
    before = api.books()["clock"]["now"]
    assert api.do("/clock", advance=4000)["offset"] == 4000
    assert api.books()["clock"]["now"] >= before + 4000
    assert engine.read() == 401
    assert api.refused("/clock", advance=-1) == (400, "bad_request")
    assert api.refused("/clock") == (400, "bad_request")
    assert world.clock.offset == 4000


@contextmanager
def receiver() -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    """A loopback address that takes pushes: its URL, and what has come (Authorization, body)."""
    got: list[tuple[str, bytes]] = []

    class Take(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append((self.headers["Authorization"], self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Take)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hooks/x", got
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_pushes_reach_the_address_that_the_engine_registered(world: World, api: Api) -> None:
    with receiver() as (url, got):
        world.shopee.webhooks.urls["engine"] = url
        world.shopee.desk.topics["engine"] = [3]
        world.tiktok.webhooks.urls["engine ORDER_STATUS_CHANGE"] = url
        for storefront in ("shopee", "tokopedia"):
            api.buyers("buy", storefront=storefront, lines=[{"sku": "TAS-KNV", "units": 1}])
        until(lambda: len(got) == 2)
        assert all(signature for signature, _ in got)
        orders = {one["order"] for one in api.books()["orders"]}
        named = {
            body["data"].get("ordersn") or body["data"]["order_id"]
            for body in (json.loads(b) for _, b in got)
        }
        assert named == orders


def test_a_push_can_be_lost_or_come_twice(world: World, api: Api) -> None:
    with receiver() as (url, got):
        world.shopee.webhooks.urls["engine"] = url
        world.shopee.desk.topics["engine"] = [3]
        for kind in ("push_lost", "push_duplicate"):
            api.do("/faults", target="shopee", kind=kind)
            api.buyers("buy", storefront="shopee", lines=[{"sku": "TAS-KNV", "units": 1}])
        until(lambda: len(got) == 2)
        assert got[0] == got[1]
        assert len(world.shopee.webhooks.lost) == 1


@pytest.mark.parametrize(
    "url", ["http://example.com/hooks", "http://127.0.0.1.example.com/", "ftp://127.0.0.1/", "x"]
)
def test_pushes_leave_this_machine_for_nobody(url: str) -> None:
    postman = Postman()
    assert postman.post(url, {}, b"{}") == 0
    postman.close()


@pytest.mark.parametrize("shop", ["shopee", "tiktok"])
def test_a_seller_agrees_and_the_waiting_program_gets_the_code(world: World, api: Api, shop: str) -> None:
    came: list[str] = []

    class Wait(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            came.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Wait)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    given = world.shops[shop].credentials("engine")
    back = f"http://127.0.0.1:{server.server_port}/callback"
    query = {
        "state": "s1",
        "redirect_uri": back,
        "partner_id": given.get("partner_id", ""),
        "auth_type": "seller",
    }
    query |= {"service_id": given.get("service_id", ""), "response_type": "code"}
    page = {"shopee": "/auth", "tiktok": "/open/authorize"}[shop]
    url = str(httpx.URL(f"{world.shops[shop].base_url}{page}", params={k: v for k, v in query.items() if v}))
    try:
        entry = api.people("connect_consent", shop=shop, url=url)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    code = httpx.URL(came[0]).params["code"]
    assert code
    assert code not in json.dumps(api.books())
    assert entry["shop"] == shop
    assert api.refused("/people", action="connect_consent", shop=shop, url=url) == (409, "no_listener")


@pytest.mark.parametrize("url", ["http://example.com/auth", "http://127.0.0.1:1/auth", "file:///etc/passwd"])
def test_nobody_is_sent_to_a_foreign_consent_page(calm: Api, url: str) -> None:
    assert calm.refused("/people", action="connect_consent", shop="shopee", url=url) == (400, "bad_request")
