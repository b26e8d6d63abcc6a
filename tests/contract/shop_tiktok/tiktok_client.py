"""A plain caller of the TikTok Shop server: its own signatures, real sockets, none of the product's code."""

from __future__ import annotations

import hashlib
import hmac
import json
import random
from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from sandbox.shops.tiktok import Rules, TikTokShop
from sandbox.shops.trade import NewVariant, Product, Warehouse
from sandbox.wire import Request, Response

START = 1_760_000_000.0

PRODUCT_SEARCH = "/product/202502/products/search"


class HandClock:
    """Time that moves only when told to."""

    def __init__(self, at: float = START) -> None:
        self.at = at

    def now(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += seconds


class Stage:
    """Where the shop of the current test stands, behind one socket for all tests."""

    def __init__(self) -> None:
        self.shop: TikTokShop | None = None

    def handle(self, request: Request) -> Response:
        assert self.shop is not None
        return self.shop.guarded(request)


def sign(secret: str, path: str, params: Mapping[str, str], body: bytes) -> str:
    """The documented recipe, written out once more."""
    text = path + "".join(
        name + params[name] for name in sorted(params) if name not in ("sign", "access_token")
    )
    message = secret.encode() + text.encode() + body + secret.encode()
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


class Client:
    """One app's view of the shop."""

    def __init__(self, http: httpx.Client, shop: TikTokShop, clock: HandClock, app: str = "engine") -> None:
        self.http = http
        self.shop = shop
        self.clock = clock
        self.app = app
        known = shop.credentials(app)
        self.key, self.secret = known["app_key"], known["app_secret"]
        self.token = ""
        self.refresh_token = ""
        self.cipher = ""

    def token_call(self, step: str, **params: str) -> httpx.Response:
        query = {"app_key": self.key, "app_secret": self.secret, **params}
        return self.http.get(f"/api/v2/token/{step}", params=query)

    def connect(self) -> Client:
        """Sign in with a fresh consent and learn the shop's cipher."""
        answer = self.token_call("get", auth_code=self.shop.grant(self.app), grant_type="authorized_code")
        self.keep(answer.json()["data"])
        self.cipher = self.get("/authorization/202309/shops", cipher=None)["shops"][0]["cipher"]
        return self

    def keep(self, pair: Mapping[str, Any]) -> None:
        self.token, self.refresh_token = pair["access_token"], pair["refresh_token"]

    def send(
        self,
        method: str,
        path: str,
        params: Mapping[str, str] | None = None,
        body: object = None,
        *,
        raw: bytes | None = None,
        cipher: str | None = "",
        query: Mapping[str, str | None] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """One signed request. `cipher` "" means the shop's own, None leaves it out.

        `query` overrides parameters after signing (None removes one); `raw` replaces the JSON body.
        """
        content = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
        signed = {"app_key": self.key, "timestamp": str(int(self.clock.now())), **(params or {})}
        if cipher is not None:
            signed["shop_cipher"] = cipher or self.cipher
        signed["sign"] = sign(self.secret, path, signed, content)
        final = {name: value for name, value in {**signed, **(query or {})}.items() if value is not None}
        sent = {"content-type": "application/json", "x-tts-access-token": self.token, **(headers or {})}
        return self.http.request(method, path, params=final, content=content or None, headers=sent)

    def get(self, path: str, *, cipher: str | None = "", **params: str) -> dict[str, Any]:
        return self.data(self.send("GET", path, params, cipher=cipher))

    def post(self, path: str, body: object = None, **params: str) -> dict[str, Any]:
        return self.data(self.send("POST", path, params, {} if body is None else body))

    @staticmethod
    def data(answer: httpx.Response) -> dict[str, Any]:
        assert answer.status_code == 200, answer.text
        envelope = answer.json()
        assert envelope["code"] == 0, envelope
        assert set(envelope) == {"code", "data", "message", "request_id"}
        found: dict[str, Any] = envelope["data"]
        return found

    # Shorthands that many tests share.

    def stock(self, product: Product, number: int = 0) -> int:
        """What the shop shows for one SKU, summed over warehouses."""
        found = self.post("/product/202309/inventory/search", {"sku_ids": [product.variants[number].id]})
        units: int = found["inventory"][0]["skus"][0]["total_available_quantity"]
        return units

    def set_stock(self, product: Product, units: int, number: int = 0) -> httpx.Response:
        sku = {
            "id": product.variants[number].id,
            "inventory": [{"warehouse_id": one, "quantity": units} for one in product.variants[number].stock],
        }
        return self.update(product, [sku])

    def update(self, product: Product, skus: Sequence[Mapping[str, Any]]) -> httpx.Response:
        return self.send(
            "POST", f"/product/202309/products/{product.id}/inventory/update", body={"skus": skus}
        )

    def order(self, order_id: str) -> dict[str, Any]:
        orders: list[dict[str, Any]] = self.get("/order/202507/orders", ids=order_id)["orders"]
        assert len(orders) == 1
        return orders[0]

    def orders(self, body: object = None, **params: str) -> dict[str, Any]:
        return self.post("/order/202309/orders/search", body, **{"page_size": "50", **params})


def make_shop(
    clock: HandClock, rules: Rules | None = None, warehouses: Sequence[Warehouse] | None = None, seed: int = 7
) -> TikTokShop:
    wanted = {} if warehouses is None else {"warehouses": warehouses}
    return TikTokShop("tokoku", clock=clock, rng=random.Random(seed), rules=rules, **wanted)


def shirt(shop: TikTokShop, **wanted: Any) -> Product:
    """A product of two variants, ten units each unless told otherwise."""
    stock = wanted.pop("stock", 10)
    variants = [
        NewVariant("M", "KAOS-M", 50_000, stock),
        NewVariant("L", "KAOS-L", 55_000, stock),
    ]
    return shop.add_product("Kaos Polos", variants, **wanted)


def listing(product: Product, number: int = 0) -> str:
    return f"{product.id}:{product.variants[number].id}"


def bought(shop: TikTokShop, clock: HandClock, count: int) -> list[str]:
    """Orders a minute apart; a minute more has passed after the last."""
    product = shirt(shop)
    made = []
    for _ in range(count):
        made.append(shop.buy("tiktok", [(listing(product), 1)]).id)
        clock.at += 60
    return made


def seen(client: Client, body: object = None, **params: str) -> list[str]:
    """Ids of the orders that a search gives."""
    return [order["id"] for order in client.orders(body, **params)["orders"]]


def find(client: Client, body: object = None, **params: str) -> dict[str, Any]:
    """One page of products."""
    return client.post(PRODUCT_SEARCH, body, **{"page_size": "10", **params})
