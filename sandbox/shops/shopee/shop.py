"""Which request reaches which endpoint of the Shopee Open Platform v2, and under which signature."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

from ...wire import Clock, Request, Response
from ..base import App, Shop, Traffic
from ..faults import Fault, Kind
from ..mint import Mint
from ..trade import Event, Ids, NotFound, Warehouse
from ..webhooks import Post
from . import account, logistics, orders, products, push, signing, stock
from .args import Args, read_args
from .desk import Call, Desk, Endpoint
from .envelope import Dialect, Refused, broken, failure, rate_limited, success, wrong_shop
from .ids import ShopeeIds
from .tokens import Tokens

PREFIX = "/api/v2/"
SIGNED_CONSENT = "/api/v2/shop/auth_partner"
OPEN_CONSENT = "/auth"
DEFAULT_WAREHOUSES = (Warehouse("IDZ", "Gudang Utama"),)


@dataclass(frozen=True, slots=True)
class Route:
    """One endpoint. `of_shop`: signed with the shop's token, not for the app alone."""

    method: str
    traffic: Traffic
    of_shop: bool
    endpoint: Endpoint


def _reads(endpoint: Endpoint) -> Route:
    return Route("GET", "read", True, endpoint)


def _writes(endpoint: Endpoint) -> Route:
    return Route("POST", "write", True, endpoint)


ROUTES: Mapping[str, Route] = {
    "auth/token/get": Route("POST", "auth", False, account.token_get),
    "auth/access_token/get": Route("POST", "auth", False, account.access_token_get),
    "shop/get_shop_info": _reads(account.get_shop_info),
    "shop/get_warehouse_detail": _reads(account.get_warehouse_detail),
    "product/get_item_list": _reads(products.get_item_list),
    "product/get_item_base_info": _reads(products.get_item_base_info),
    "product/get_model_list": _reads(products.get_model_list),
    "product/search_item": _reads(products.search_item),
    "product/update_stock": _writes(stock.update_stock),
    "product/update_price": _writes(stock.update_price),
    "order/get_order_list": _reads(orders.get_order_list),
    "order/get_order_detail": _reads(orders.get_order_detail),
    "order/cancel_order": _writes(orders.cancel_order),
    "order/handle_buyer_cancellation": _writes(orders.handle_buyer_cancellation),
    "returns/get_return_list": _reads(orders.get_return_list),
    "logistics/get_shipping_parameter": _reads(logistics.get_shipping_parameter),
    "logistics/ship_order": _writes(logistics.ship_order),
    "logistics/get_tracking_number": _reads(logistics.get_tracking_number),
    "push/set_app_push_config": Route("POST", "write", False, push.set_app_push_config),
    "push/get_app_push_config": Route("GET", "read", False, push.get_app_push_config),
    "push/get_lost_push_message": Route("GET", "read", False, push.get_lost_push_message),
    "push/confirm_consumed_lost_push_message": Route(
        "POST", "write", False, push.confirm_consumed_lost_push_message
    ),
}


class ShopeeShop(Shop):
    """One Shopee shop. Several `warehouses` make it one of the few that see the warehouse list."""

    kind: ClassVar[str] = "shopee"
    push_retries: ClassVar[Sequence[float]] = push.RETRIES

    def __init__(
        self,
        name: str = "shopee",
        *,
        clock: Clock,
        rng: random.Random,
        post: Post | None = None,
        apps: Sequence[str] = ("engine", "rival"),
        warehouses: Sequence[Warehouse] = DEFAULT_WAREHOUSES,
        dialect: Dialect | None = None,
        requests_per_minute: int | None = 1000,
    ) -> None:
        super().__init__(
            name,
            clock=clock,
            rng=rng,
            storefronts=("shopee",),
            warehouses=warehouses,
            post=post,
            apps=apps,
            requests_per_minute=requests_per_minute,
        )
        self.dialect = dialect or Dialect()
        self._request_ids = Mint(rng.getrandbits(64))
        self.desk = Desk(
            name=name,
            shop_id=self.mint.number(100_000_000, 1_900_000_000),
            clock=clock,
            catalogue=self.catalogue,
            book=self.book,
            tokens=Tokens(clock, self.mint),
            webhooks=self.webhooks,
            faults=self.faults,
            several_warehouses=len(warehouses) > 1,
            topics={},
        )

    def new_app(self, name: str) -> App:
        return App(name, str(self.mint.number(1_000_000, 9_000_000)), "shpk" + self.mint.hexadecimal(60))

    def new_ids(self) -> Ids:
        return ShopeeIds(self.mint)

    # Requests.

    def caller(self, request: Request) -> str | None:
        partner = dict(request.params()).get("partner_id")
        return next((app.name for app in self.apps.values() if app.id == partner), None)

    def traffic(self, request: Request) -> Traffic:
        if request.path in (SIGNED_CONSENT, OPEN_CONSENT):
            return "auth"
        route = ROUTES.get(request.path.removeprefix(PREFIX))
        return "read" if route is None else route.traffic

    def answer(self, request: Request, fault: Fault | None) -> Response:
        request_id = self._request_ids.hexadecimal(32)
        try:
            if request.path in (SIGNED_CONSENT, OPEN_CONSENT):
                return self._consent(request)
            route = ROUTES.get(request.path.removeprefix(PREFIX))
            if route is None or not request.path.startswith(PREFIX) or route.method != request.method:
                raise Refused("error_not_found", "Invalid api path or method.", gateway=True)
            app = self._gate(request, route.of_shop)
            module = request.path.removeprefix(PREFIX).partition("/")[0]
            return success(
                route.endpoint(self.desk, Call(app, read_args(request, module), fault)), request_id
            )
        except Refused as refused:
            return failure(refused, request_id, self.dialect)

    def _gate(self, request: Request, of_shop: bool) -> str:
        """The app whose signature and token hold. The order of the checks is guessed."""
        query = dict(reversed(request.params()))
        signing.present(query, of_shop)
        app = self.caller(request)
        if app is None:
            raise Refused("invalid_partner_id", "Invalid partner_id.", gateway=True)
        signing.check_time(query["timestamp"], self.clock.now())
        signing.check_sign(query, request.path, self.apps[app].secret, of_shop)
        if of_shop:
            if query["shop_id"] != str(self.desk.shop_id):
                raise wrong_shop()
            self.desk.tokens.check(app, query["access_token"])
        return app

    def _consent(self, request: Request) -> Response:
        """The older page is signed, the newer one is not."""
        if request.path == SIGNED_CONSENT:
            app: str | None = self._gate(request, of_shop=False)
        else:
            app = self.caller(request)
        if app is None:
            raise Refused("invalid_partner_id", "Invalid partner_id.", gateway=True)
        answer = account.consent(self.desk, Call(app, Args("auth", tuple(request.params()), {}), None))
        self._consented(app, "grant")
        return answer

    def _consented(self, app: str, why: str) -> None:
        self._happened(Event("auth", why, self.clock.now(), extra={"app": app}))

    def trouble(self, request: Request, fault: Fault) -> Response:
        request_id = self._request_ids.hexadecimal(32)
        if fault.kind is Kind.RATE_LIMIT:
            return rate_limited(request_id, self.dialect, fault.seconds)
        return broken(fault.status, request_id)

    # Apps and their tokens.

    def credentials(self, app: str = "engine") -> dict[str, str]:
        mine = self._app(app)
        return {
            "partner_id": mine.id,
            "partner_key": mine.secret,
            "shop_id": str(self.desk.shop_id),
            "base_url": self.base_url,
        }

    def _app(self, app: str) -> App:
        if app not in self.apps:
            raise NotFound(f"no app {app}")
        return self.apps[app]

    def grant(self, app: str = "engine") -> str:
        self._app(app)

        def agree() -> str:
            self._consented(app, "grant")
            return self.desk.tokens.consent(app)

        return self._do(agree)

    def withdraw(self, app: str = "engine") -> None:
        """The seller ends the authorization: every token dies and push 2 goes out."""

        def end() -> None:
            self.desk.tokens.of(app).until = self.clock.now()
            self._consented(app, "withdraw")

        self._do(end)

    def expire_access_token(self, app: str = "engine") -> None:
        self._do(lambda: self.desk.tokens.expire_access(app))

    def revoke_refresh_token(self, app: str = "engine") -> None:
        self._do(lambda: self.desk.tokens.revoke_refresh(app))

    def rival_set_stock(self, listing: str, units: int) -> Response:
        item, _, model = listing.partition(":")
        row = {"model_id": int(model), "seller_stock": [{"stock": units}]}
        body = json.dumps({"item_id": int(item), "stock_list": [row]}).encode()
        return self.handle(self._signed("rival", PREFIX + "product/update_stock", body))

    def _signed(self, app: str, path: str, body: bytes) -> Request:
        """A call of one of the shop's other apps, signed as that app would sign it."""
        mine, now = self._app(app), str(int(self.clock.now()))
        shop_id = str(self.desk.shop_id)
        token = self._do(lambda: self._own_token(app))
        query = {
            "partner_id": mine.id,
            "timestamp": now,
            "access_token": token,
            "shop_id": shop_id,
            "sign": signing.sign(mine.secret, mine.id + path + now + token + shop_id),
        }
        headers = {"content-type": "application/json"}
        return Request("POST", path, urlencode(query), headers, body)

    def _own_token(self, app: str) -> str:
        mine = self.desk.tokens.of(app)
        alive = [token for token, end in mine.access.items() if end > self.clock.now() + 60]
        if alive and mine.until > self.clock.now():
            return alive[-1]
        return self.desk.tokens.exchange(app, self.desk.tokens.consent(app))[0]

    # Pushes and persistence.

    def push_bodies(self, event: Event, app: str) -> Iterable[tuple[str, str]]:
        return push.bodies(self.desk, event, app)

    def push_headers(self, app: str, url: str, body: bytes, forged: bool) -> Mapping[str, str]:
        key = "not the key of this app" if forged else self.apps[app].secret
        signature = signing.push_signature(key, url, body)
        return {"Authorization": signature, "Content-Type": "application/json"}

    def dump_auth(self) -> dict[str, Any]:
        topics = {app: list(codes) for app, codes in self.desk.topics.items()}
        return {"shop_id": self.desk.shop_id, "tokens": self.desk.tokens.dump(), "topics": topics}

    def load_auth(self, data: Mapping[str, Any]) -> None:
        self.desk.shop_id = data["shop_id"]
        self.desk.tokens.load(data["tokens"])
        self.desk.topics = {app: list(codes) for app, codes in data["topics"].items()}
