"""Whatever a shop answers, no token, no key and no buyer's name stands in an error or a result.

Answers of the sandbox shops are spoiled at random: an error that repeats the whole request, a refused item that
does, a field that holds a buyer instead of what belongs there, half an answer.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import httpx
import pytest
from connector_doubles import SHOP, HandClock, Shelf
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.connectors.base import Authorises, Connector, Tokens
from engine.connectors.config import ShopConfig
from engine.connectors.registry import connector_for, kinds
from engine.connectors.shopee.errors import MEANINGS as SHOPEE
from engine.connectors.tiktok.errors import MEANINGS as TIKTOK
from engine.errors import BadReply, ShopError
from engine.http import Http, Pacer, Retry, new_client
from engine.model.ids import ListingKey
from engine.model.remote import StockTarget, Window
from sandbox.shops.base import Shop
from sandbox.shops.shopee import ShopeeShop
from sandbox.shops.tiktok import TikTokShop
from sandbox.shops.trade import NewVariant
from sandbox.wire import Request

BUYER = "Sari Wulandari"
SHOPS: dict[str, Callable[..., Shop]] = {"shopee": ShopeeShop, "tiktok": TikTokShop}
DAY = 86_400.0


@dataclass
class Spoiler:
    """Hands requests to a sandbox shop and spoils the answers from `start` on."""

    shop: Shop
    spoil: Callable[[httpx.Request, bytes], tuple[int, bytes]] | None = None
    skip: int = 0
    seen: list[str] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        url = request.url
        path, query = url.raw_path.decode().partition("?")[::2]
        given = self.shop.handle(Request(request.method, path, query, headers, request.content))
        if self.spoil is None:
            return httpx.Response(given.status, content=given.body, headers=given.headers)
        if self.skip:
            self.skip -= 1
            return httpx.Response(given.status, content=given.body, headers=given.headers)
        status, body = self.spoil(request, given.body)
        return httpx.Response(status, content=body)


def echo(request: httpx.Request) -> str:
    """Everything that the request carries, as a talkative server would repeat it."""
    headers = " ".join(f"{name}={value}" for name, value in request.headers.items())
    return f"{unquote(str(request.url))} {headers} {request.content.decode()}"


def refuse(code: str, status: int) -> Callable[[httpx.Request, bytes], tuple[int, bytes]]:
    def spoil(request: httpx.Request, _: bytes) -> tuple[int, bytes]:
        number = int(code) if code.isdigit() else 1
        answer = {"error": code, "code": number, "message": echo(request), "data": None}
        return status, json.dumps(answer).encode()

    return spoil


def refuse_item(variant: str) -> Callable[[httpx.Request, bytes], tuple[int, bytes]]:
    def spoil(request: httpx.Request, body: bytes) -> tuple[int, bytes]:
        if "update" not in request.url.path:
            return 200, body
        lists = {"failure_list": [{"model_id": variant, "failed_reason": echo(request)}]}
        errors = [{"code": 12052999, "message": echo(request), "detail": {"sku_id": variant}}]
        answer = {"error": "", "code": 0, "message": "", "response": lists, "data": {"errors": errors}}
        return 200, json.dumps(answer).encode()

    return spoil


def misplace(at: int) -> Callable[[httpx.Request, bytes], tuple[int, bytes]]:
    """A buyer where something else belongs: in the leaf at this place, counted around."""

    def spoil(_: httpx.Request, body: bytes) -> tuple[int, bytes]:
        value = json.loads(body)
        leaves: list[tuple[Any, Any]] = []

        def walk(inside: Any) -> None:
            rows = inside.items() if isinstance(inside, dict) else enumerate(inside)
            for key, one in rows:
                if isinstance(one, dict | list) and one:
                    walk(one)
                else:
                    leaves.append((inside, key))

        walk(value)
        holder, key = leaves[at % len(leaves)]
        holder[key] = {"name": BUYER}
        return 200, json.dumps(value).encode()

    return spoil


def halve(_: httpx.Request, body: bytes) -> tuple[int, bytes]:
    return 200, body[: len(body) // 2]


spoils = st.one_of(
    st.builds(
        refuse,
        st.one_of(
            st.sampled_from([*SHOPEE, *map(str, TIKTOK)]), st.text("abcdefgh_.", min_size=3, max_size=20)
        ),
        st.sampled_from([200, 400, 401, 403, 404]),
    ),
    st.builds(misplace, st.integers(0, 400)),
    st.just(halve),
    st.just("item"),
)


def made(kind: str) -> tuple[Connector, Spoiler, Shelf, list[str], ListingKey, httpx.Client]:
    """A connected shop with a shipped order and a return, everything secret about it, and one listing of it."""
    clock = HandClock()
    shop = SHOPS[kind](SHOP, clock=clock, rng=random.Random(3))
    shop.base_url = "http://127.0.0.1:9"
    spoiler, shelf = Spoiler(shop), Shelf()
    client = new_client(httpx.MockTransport(spoiler))
    own = shop.credentials()
    app_id = own.get("partner_id") or own["app_key"]
    secret = own.get("partner_key") or own["app_secret"]
    config = ShopConfig(SHOP, kind, shop.base_url, app_id, secret)
    http = Http(SHOP, client, clock, random.Random(1), Pacer(clock), Retry(attempts=1))
    connector = connector_for(kind, config, http, shelf, clock)
    assert isinstance(connector, Authorises)
    connector.exchange(shop.grant(), {"shop_id": own.get("shop_id", "")})
    product = shop.add_product("Kaos", [NewVariant("S", "A-S", 1, 9), NewVariant("M", "A-M", 1, 9)])
    key = ListingKey(SHOP, f"{product.id}:{product.variants[0].id}")
    order = shop.buy(shop.catalogue.storefronts[0], [(key.listing, 2)], buyer=BUYER)
    shop.pay(order.id)
    shop.ship(order.id)
    shop.return_goods(order.id)
    return connector, spoiler, shelf, [secret], key, client


def use(connector: Connector, key: ListingKey, now: float) -> str:
    """Everything that a seller or an operator could be shown of one round of calls."""
    texts: list[str] = []
    calls: list[Callable[[], object]] = [
        lambda: connector.read_orders(Window(now - DAY, now + 1)),
        connector.read_listings,
        lambda: connector.read_stock([key]),
        lambda: texts.append(repr(connector.set_stock([StockTarget(key, "", 3)]))),
        connector.health,
        lambda: connector.exchange("c0de-of-consent", {"shop_id": "1"}),  # type: ignore[attr-defined]
    ]
    for call in calls:
        try:
            call()
        except ShopError as error:
            texts += [str(error), repr(error), repr(error.params), repr(error.__cause__)]
    return "\n".join(texts)


@pytest.mark.parametrize("kind", kinds())
@settings(max_examples=60, deadline=None)
@given(spoil=spoils, skip=st.integers(0, 6), expired=st.booleans())
def test_nothing_that_is_secret_is_ever_repeated(kind: str, spoil: Any, skip: int, expired: bool) -> None:
    connector, spoiler, shelf, secrets, key, client = made(kind)
    with closing(client):
        spoiler.spoil = refuse_item(key.listing.partition(":")[2]) if spoil == "item" else spoil
        spoiler.skip = skip
        if expired:
            spoiler.shop.expire_access_token()
        shown = use(connector, key, spoiler.shop.clock.now())
    for tokens in shelf.saves:
        secrets += [tokens.access, tokens.refresh, *cipher(tokens)]
    assert not [one for one in [*secrets, BUYER, "c0de-of-consent"] if one in shown]


def cipher(tokens: Tokens) -> list[str]:
    return [value for name, value in tokens.extra if name == "shop_cipher"]


@pytest.mark.parametrize("kind", kinds())
def test_a_code_that_nobody_knows_is_kept_for_the_operator(kind: str) -> None:
    connector, spoiler, _, _, _, client = made(kind)
    code = {"shopee": "product.error_of_tomorrow"}.get(kind, "77001")
    spoiler.spoil = refuse(code, 200)
    with closing(client), pytest.raises(BadReply, match=code):
        connector.read_listings()
