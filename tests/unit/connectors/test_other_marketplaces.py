"""A marketplace of another build than the two there are fits without moving a wall.

`warung` stands for what the next ones bring: keys that never run out and no consent page, a server of the seller's
own, ids with letters, several products in one call, compare-and-set, pages counted in a header, pushes signed with a
secret of their own, and an unsigned trial of the callback address.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from connector_doubles import SHOP, HandClock, Shelf, Wire

from engine.apply import Shops
from engine.clock import Clock
from engine.connectors.base import (
    AcceptsWebhooks,
    AnswersProbes,
    Authorises,
    Capabilities,
    Connector,
    Tokens,
    TokenStore,
)
from engine.connectors.common import OfOneShop
from engine.connectors.config import ShopConfig
from engine.connectors.pushing import failed, push_all
from engine.connectors.registry import FACTORIES, connector_for
from engine.connectors.tokens import TokenKeeper
from engine.errors import AuthExpired, SettingsError, UnknownOutcome
from engine.http import Call, Http, Reply
from engine.model.book import Book, ShopState
from engine.model.ids import ListingKey
from engine.model.remote import Health, ListingsRead, OrdersRead, PushResult, StockTarget, Window
from engine.settings import Settings, load_settings
from engine.settings.kinds import KINDS, Kind
from engine.texts import Texts

KIND = Kind(whose="seller", extra=("location",), secrets=("seller_key", "hook_secret"), needs=("seller_key",))
IDS = re.compile("[A-Z0-9-]+")
CONFIG = ShopConfig(
    SHOP,
    "warung",
    "https://warung.example",
    "client",
    "client-key",
    extra={"location": "gudang-1"},
    secrets={"seller_key": "k3y-of-the-seller", "hook_secret": "h00k"},
)


class WarungConnector(OfOneShop):
    """The whole of a connector whose shop needs no sign-in."""

    FACTS = Capabilities("warung", ("warung",), 100, 600.0, 86_400.0, least_pause=20.0)
    MOST_UNITS = 1000

    def __init__(self, config: ShopConfig, http: Http, tokens: TokenStore, clock: Clock) -> None:
        super().__init__(config, clock)
        self._http = http

    def _send(self, method: str, path: str, body: object, *, safe: bool) -> Reply:
        key = base64.b64encode(f"{self._config.app_id}:{self._config.app_secret}".encode()).decode()
        headers = {"Authorization": f"Basic {key}", "Seller-Key": self._config.secrets["seller_key"]}
        raw = json.dumps(body).encode()
        call = Call(method, self._config.base_url + path, (), headers, raw)
        return self._http.send(lambda: call, lambda reply: reply, safe=safe)

    def read_orders(self, window: Window) -> OrdersRead:
        return OrdersRead((), True, window.until)

    def read_listings(self, cursor: str = "") -> ListingsRead:
        reply = self._send("GET", "/products", None, safe=True)
        more = int(reply.headers["x-total-pages"]) > int(cursor or 1)
        return ListingsRead((), str(int(cursor or 1) + 1) if more else "", True, self._clock.now())

    def read_stock(self, keys: Sequence[ListingKey]) -> Mapping[ListingKey, int]:
        return {}

    def set_stock(self, batch: Sequence[StockTarget]) -> tuple[PushResult, ...]:
        return push_all(self.shop, batch, self.FACTS.max_batch, self._push, part=IDS, together=True)

    def _push(self, _: str, targets: Sequence[StockTarget]) -> list[PushResult]:
        place = self._config.extra["location"]
        rows = [[one.key.listing, place, one.units, one.before] for one in targets]
        stale = json.loads(self._send("PUT", "/stock", rows, safe=False).body)
        return [
            failed(one, UnknownOutcome("it shows another number", shop=self.shop))
            if one.key.listing in stale
            else PushResult(one.key, one.units, "done")
            for one in targets
        ]

    def health(self) -> Health:
        return Health("Warung", None, (("gudang-1", "A"), ("gudang-2", "B")), "gudang-1")

    def verify_webhook(self, url: str, headers: Mapping[str, str], body: bytes) -> bool:
        mac = hmac.new(self._config.secrets["hook_secret"].encode(), body, hashlib.sha256).digest()
        return hmac.compare_digest(base64.b64encode(mac).decode(), headers.get("x-signature", ""))

    def register_webhook(self, url: str) -> None:
        self._send("POST", "/hooks", {"url": url}, safe=False)

    def is_probe(self, headers: Mapping[str, str], body: bytes) -> bool:
        return body.startswith(b"webhook_id=")


@pytest.fixture(autouse=True)
def warung(monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole registration: one row for its settings, one for its connector."""
    monkeypatch.setitem(KINDS, "warung", KIND)
    monkeypatch.setitem(FACTORIES, "warung", WarungConnector)


def made(wire: Wire, clock: HandClock) -> Connector:
    return connector_for("warung", CONFIG, wire.http(clock), Shelf(), clock)


# Keys instead of a consent.


def test_a_shop_with_keys_needs_no_tokens_and_no_consent_page() -> None:
    wire = Wire(httpx.Response(200, headers={"X-Total-Pages": "3"}))
    with wire.client:
        connector = made(wire, HandClock())
        assert not isinstance(connector, Authorises)
        assert connector.health().days_left is None
        assert connector.read_listings("2").next_cursor == "3"
    assert wire.requests[0].headers["seller-key"] == "k3y-of-the-seller"
    assert "k3y-of-the-seller" not in f"{CONFIG!r}{connector!r}"


def test_tokens_for_the_apps_own_keys_are_issued_once_and_again_when_they_run_out() -> None:
    clock, shelf = HandClock(), Shelf()
    count = iter(range(1, 9))

    def issue() -> Tokens:
        return Tokens(f"t{next(count)}", clock.now() + 3600, "", 0.0)

    keeper = TokenKeeper(SHOP, shelf, clock, lambda _old: issue(), issue)
    assert [keeper.current().access, keeper.current().access] == ["t1", "t1"]
    clock.time += 3400
    assert keeper.current().access == "t2"
    assert [one.access for one in shelf.saves] == ["t1", "t2"]
    with pytest.raises(AuthExpired):
        TokenKeeper(SHOP, Shelf(), clock, lambda old: old).current()


# Stock.


def test_products_with_ids_of_any_shape_share_a_call_and_a_stale_one_is_read_first() -> None:
    wire = Wire(httpx.Response(200, json=["TOQ-2:TOQ-2-00001"]))
    keys = [ListingKey(SHOP, listing) for listing in ("TOQ-1:TOQ-1-00001", "TOQ-2:TOQ-2-00001")]
    odd = ListingKey(SHOP, "toq_3:x")
    with wire.client:
        results = made(wire, HandClock()).set_stock(
            [StockTarget(key, "", 5, before) for key, before in zip([*keys, odd], (7, 9, None), strict=True)]
        )
    assert json.loads(wire.requests[0].content) == [
        [keys[0].listing, "gudang-1", 5, 7],
        [keys[1].listing, "gudang-1", 5, 9],
    ]
    assert [one.outcome for one in results] == ["done", "unknown", "failed"]


def test_a_marketplace_that_wants_a_pause_is_not_asked_in_between() -> None:
    clock = HandClock()
    wire = Wire(*[httpx.Response(200, headers={"X-Total-Pages": "1"})] * 2)
    book = Book("s", shops={SHOP: ShopState(SHOP)})
    with wire.client, ThreadPoolExecutor(1) as executor:
        shops = Shops({SHOP: made(wire, clock)}, executor, clock, 60.0)
        asked = []
        for _ in range(4):
            asked.append(len(shops.read(book, clock.now())))
            clock.time += 15
    assert asked == [1, 0, 1, 0]


# Pushes from the shop.


def test_a_signature_of_another_make_and_an_unsigned_trial() -> None:
    wire = Wire()
    with wire.client:
        connector = made(wire, HandClock())
        assert isinstance(connector, AcceptsWebhooks)
        assert isinstance(connector, AnswersProbes)
        mac = hmac.new(b"h00k", b"{}", hashlib.sha256).digest()
        assert connector.verify_webhook("", {"x-signature": base64.b64encode(mac).decode()}, b"{}")
        assert not connector.verify_webhook("", {}, b"webhook_id=4")
        assert connector.is_probe({}, b"webhook_id=4")
        assert not connector.is_probe({}, b"{}")


# Settings.


def load(folder: Path, base_url: str, *more: str) -> Settings:
    lines = ["[sheet]", 'spreadsheet_id = "1AbC"', 'credentials = "google.json"', f"[shops.{SHOP}]"]
    lines += ['kind = "warung"', 'app_id = "client"', 'app_secret = "client-key"', f"base_url = '{base_url}'"]
    path = folder / "selaras.toml"
    path.write_text("\n".join([*lines, *more]), encoding="utf-8")
    return load_settings(path)


def test_the_sellers_own_server_and_its_secrets_are_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SELARAS_TOKO_SELLER_KEY", "k3y-from-outside")
    more = [
        "region = 'MY'",
        "[shops.toko.extra]",
        "location = '1'",
        "[shops.toko.secrets]",
        "hook_secret = 'h'",
    ]
    settings = load(tmp_path, "https://toko-saya.example", *more)
    shop = settings.shops[SHOP]
    assert {key: value.get_secret_value() for key, value in shop.secrets.items()} == {
        "hook_secret": "h",
        "seller_key": "k3y-from-outside",
    }
    assert (shop.base_url, shop.region, shop.extra) == ("https://toko-saya.example", "MY", {"location": "1"})
    assert "k3y-from-outside" not in repr(settings)


@pytest.mark.parametrize(
    ("base_url", "more", "where", "why"),
    [
        ("", "seller_key = 'k'", "base_url", "the address of your own shop"),
        ("http://toko-saya.example", "seller_key = 'k'", "base_url", "not an address"),
        ("https://127.0.0.1", "seller_key = 'k'", "base_url", "needs sandbox = true"),
        ("https://[toko", "seller_key = 'k'", "base_url", "it is no web address"),
        ("https://toko-saya.example", "", "secrets.seller_key", "set SELARAS_TOKO_SELLER_KEY"),
        ("https://toko-saya.example", "sellers_key = 'k'", "secrets.sellers_key", "no such key"),
    ],
)
def test_what_a_shop_of_the_sellers_own_may_not_say(
    tmp_path: Path, base_url: str, more: str, where: str, why: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, base_url, "[shops.toko.secrets]", more)
    assert caught.value.params["where"] == f"shops.{SHOP}.{where}"
    assert why in Texts("en").say(str(caught.value.params["why"]), caught.value.params)


def test_a_marketplace_may_own_every_name_below_a_domain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(KINDS, "warung", Kind(real=frozenset({".warung.example"})))
    assert load(tmp_path, "https://toko.warung.example").shops[SHOP].base_url
    for odd in ("https://warung.example", "https://a.b.warung.example", "https://evilwarung.example"):
        with pytest.raises(SettingsError):
            load(tmp_path, odd)
