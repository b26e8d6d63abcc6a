"""A plain Shopee client for these tests: every signature is made here, from the documented recipe."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from sandbox.shops.shopee import ShopeeShop
from sandbox.wire import Handler, Request, Response

START = 1_790_000_000
MakeShop = Callable[..., ShopeeShop]


@dataclass
class FakeClock:
    """Stands still until told; sleeping moves it."""

    time: float = float(START)

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += seconds


@dataclass
class Mount:
    """One socket for all tests; the shop behind it changes."""

    handler: Handler | None = None

    def __call__(self, request: Request) -> Response:
        assert self.handler is not None
        return self.handler(request)


def hmac_hex(key: str, message: str | bytes) -> str:
    raw = message.encode() if isinstance(message, str) else message
    return hmac.new(key.encode(), raw, hashlib.sha256).hexdigest()


@dataclass
class Api:
    """Signed calls over a real socket, as app `app` of the shop."""

    http: httpx.Client
    shop: ShopeeShop
    clock: FakeClock
    app: str = "engine"
    access: str = ""
    refresh: str = ""
    own: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.own = self.shop.credentials(self.app)

    def common(self, path: str, *, of_shop: bool) -> dict[str, str]:
        partner, now = self.own["partner_id"], str(int(self.clock.now()))
        base = partner + path + now + (self.access + self.own["shop_id"] if of_shop else "")
        query = {"partner_id": partner, "timestamp": now, "sign": hmac_hex(self.own["partner_key"], base)}
        if of_shop:
            query |= {"access_token": self.access, "shop_id": self.own["shop_id"]}
        return query

    def get(self, name: str, *, of_shop: bool = True, **params: Any) -> httpx.Response:
        path = f"/api/v2/{name}"
        return self.http.get(
            self.shop.base_url + path, params={**self.common(path, of_shop=of_shop), **params}
        )

    def post(self, name: str, body: object, *, of_shop: bool = True) -> httpx.Response:
        path = f"/api/v2/{name}"
        url = self.shop.base_url + path
        return self.http.post(url, params=self.common(path, of_shop=of_shop), json=body)

    def ok(self, answer: httpx.Response) -> Any:
        """The `response` of a success."""
        body = answer.json()
        assert answer.status_code == 200, answer.text
        assert body["error"] == "", body
        return body.get("response")

    def read(self, name: str, **params: Any) -> Any:
        return self.ok(self.get(name, **params))

    def write(self, name: str, body: object) -> Any:
        return self.ok(self.post(name, body))

    def exchange(self, code: str) -> Any:
        body = {"code": code, "partner_id": int(self.own["partner_id"]), "shop_id": int(self.own["shop_id"])}
        return self.post("auth/token/get", body, of_shop=False).json()

    def renew(self, refresh: str) -> Any:
        body = {
            "refresh_token": refresh,
            "partner_id": int(self.own["partner_id"]),
            "shop_id": int(self.own["shop_id"]),
        }
        return self.post("auth/access_token/get", body, of_shop=False).json()

    def sign_in(self) -> Api:
        answer = self.exchange(self.shop.grant(self.app))
        self.access, self.refresh = answer["access_token"], answer["refresh_token"]
        return self

    # What most tests ask.

    def orders(self, **extra: Any) -> Any:
        now = int(self.clock.now())
        window: dict[str, Any] = {
            "time_range_field": "update_time",
            "time_from": now - 86_400,
            "time_to": now,
            "page_size": 50,
        }
        return self.read("order/get_order_list", **{**window, **extra})

    def detail(self, order: str, fields: str = "item_list") -> Any:
        listed = self.read("order/get_order_detail", order_sn_list=order, response_optional_fields=fields)
        return listed["order_list"][0]

    def models(self, listing: str) -> dict[int, int]:
        """Stock by model id, as get_model_list shows it."""
        item = listing.partition(":")[0]
        return {
            row["model_id"]: row["stock_info_v2"]["seller_stock"][0]["stock"]
            for row in self.read("product/get_model_list", item_id=item)["model"]
        }

    def set_stock(self, listing: str, *rows: tuple[int, int]) -> Any:
        """(model id, units) rows of the listing's item."""
        stock_list = [{"model_id": model, "seller_stock": [{"stock": units}]} for model, units in rows]
        return self.write(
            "product/update_stock", {"item_id": int(listing.partition(":")[0]), "stock_list": stock_list}
        )


@dataclass
class Receiver:
    """A webhook endpoint that keeps what arrived and answers what it is told."""

    status: int = 200
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    def post(self, url: str, headers: Any, body: bytes) -> int:
        self.got.append((url, dict(headers), body))
        return self.status

    def bodies(self, code: int) -> list[Any]:
        """The parsed bodies of one push code, in order of arrival."""
        every = [json.loads(body) for _, _, body in self.got]
        return [body for body in every if body["code"] == code]


def paid(shop: ShopeeShop, *items: tuple[str, int]) -> str:
    """The id of a new paid order."""
    order = shop.buy("shopee", items)
    return shop.pay(order.id).id


def stock_of(shop: ShopeeShop, listing: str) -> int:
    """The number the shop's own books hold for a listing."""
    return next(int(row["stock"]) for row in shop.listings() if row["id"] == listing)
