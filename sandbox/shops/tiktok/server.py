"""A TikTok Shop with its Tokopedia storefront: which call is answered by what, over books of its own.

Auth host and API host of the marketplace are one server here; their paths differ. Both storefronts sell from
one stock per SKU. An order has one line item per unit.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar
from urllib.parse import urlencode

from sandbox.shops.base import App, Shop, Traffic
from sandbox.shops.faults import Fault, Kind
from sandbox.shops.mint import Mint
from sandbox.shops.trade import Event, NotFound, Order, Warehouse
from sandbox.shops.webhooks import Post
from sandbox.wire import Clock, Request, Response

from . import aftersales, errors, gate, oauth, orders, products, pushes, show_orders, signin, signing
from .gate import Call
from .ids import TikTokIds, digits, service_id
from .show_orders import Look

MAIN_WAREHOUSE = Warehouse("7068517275539719942", "Gudang Utama")
RETURN_WAREHOUSE_ID = "7068517275539719999"


@dataclass(frozen=True, slots=True)
class Rules:
    """What differs from shop to shop, or is not documented beyond doubt.

    `accepts_zero`: whether a stock update may be 0. `hold_seconds`: how long a paid order is ON_HOLD.
    `push_cancelled`: how pushes spell CANCELLED. Lives of tokens in seconds.
    """

    accepts_zero: bool = True
    hold_seconds: float = 0.0
    push_cancelled: str = "CANCEL"
    access_seconds: int = oauth.ACCESS_SECONDS
    refresh_seconds: int = oauth.REFRESH_SECONDS
    scopes: tuple[str, ...] = oauth.SCOPES
    seller_name: str = "Toko Selaras"


class TikTokShop(Shop):
    """One TikTok Shop of an Indonesian seller, storefronts "tiktok" and "tokopedia"."""

    kind: ClassVar[str] = "tiktok"
    push_retries: ClassVar[Sequence[float]] = (120.0, 1800.0, 10_800.0, 43_200.0)

    def __init__(
        self,
        name: str = "tiktok",
        *,
        clock: Clock,
        rng: random.Random,
        storefronts: Sequence[str] = ("tiktok", "tokopedia"),
        warehouses: Sequence[Warehouse] = (MAIN_WAREHOUSE,),
        post: Post | None = None,
        apps: Sequence[str] = ("engine", "rival"),
        requests_per_minute: int | None = 1000,
        rules: Rules | None = None,
    ) -> None:
        self.rules = rules or Rules()
        super().__init__(
            name,
            clock=clock,
            rng=rng,
            storefronts=storefronts,
            warehouses=warehouses,
            post=post,
            apps=apps,
            requests_per_minute=requests_per_minute,
        )
        self.shop_id = digits(self.mint, 749)
        self.open_id = self.mint.text(48, oauth.TOKEN_ALPHABET)
        self.cipher = "ROW_" + self.mint.text(36, oauth.TOKEN_ALPHABET)
        self.redirects: dict[str, str] = {}
        self.tokens = {app: self._authorisations() for app in self.apps}
        # Request ids come from a mint of their own, or every refused request would shift the ids of the
        # books.
        self._request_ids = Mint(self.mint.salt)

    def _authorisations(self) -> oauth.Authorisations:
        return oauth.Authorisations(
            self.clock,
            self.mint,
            scopes=self.rules.scopes,
            access_seconds=self.rules.access_seconds,
            refresh_seconds=self.rules.refresh_seconds,
        )

    # What the base asks of a marketplace.

    def new_app(self, name: str) -> App:
        return App(
            name, self.mint.text(13, "abcdefghijklmnopqrstuvwxyz0123456789"), self.mint.hexadecimal(40)
        )

    def new_ids(self) -> TikTokIds:
        return TikTokIds(self.mint)

    def caller(self, request: Request) -> str | None:
        app = self._app(dict(request.params()))
        return None if app is None else app.name

    def traffic(self, request: Request) -> Traffic:
        if request.path in signin.PATHS:
            return "auth"
        reads = request.method in ("GET", "HEAD") or request.path.endswith("/search")
        return "read" if reads else "write"

    def _app(self, params: Mapping[str, str]) -> App | None:
        """The app that the query names by key or, on the consent page, by service id."""
        key, service = params.get("app_key", ""), params.get("service_id", "")
        return next(
            (one for one in self.apps.values() if key == one.id or service == service_id(one.id)), None
        )

    def buy(
        self, storefront: str, items: Sequence[tuple[str, int]], *, buyer: str = "Sari Wulandari"
    ) -> Order:
        """An unpaid order over (listing id, units), with one line per unit."""
        units = [(listing, min(count, 1)) for listing, count in items for _ in range(max(count, 1))]
        return super().buy(storefront, units, buyer=buyer)

    def answer(self, request: Request, fault: Fault | None) -> Response:
        request_id = self._request_ids.hexadecimal(32).upper()
        try:
            if request.path in signin.PATHS:
                return self._sign_in(request, request_id)
            call = gate.admit(
                request,
                self.clock.now(),
                lambda key: next((app for app in self.apps.values() if app.id == key), None),
                self.tokens,
                self.cipher,
            )
            return errors.success(self._table(fault)[call.route.name](call), request_id)
        except errors.Refused as refused:
            return errors.failure(refused.problem, request_id)

    def _table(self, fault: Fault | None) -> dict[str, Callable[[Call], dict[str, Any]]]:
        """Which call is answered by what."""
        book, catalogue, look = self.book, self.catalogue, self._look()
        secret = self.cipher
        return {
            "shops": lambda call: self._shops(),
            "warehouses": lambda call: self._warehouses(),
            "product_search": lambda call: products.search(catalogue, call, secret, fault),
            "product_detail": lambda call: products.detail(catalogue, call),
            "inventory_search": lambda call: products.inventory(
                catalogue, call, show_orders.committed_units(book.all()), fault
            ),
            "inventory_update": lambda call: products.update_inventory(
                catalogue, call, accepts_zero=self.rules.accepts_zero
            ),
            "price_update": lambda call: products.update_prices(catalogue, call),
            "product_activate": lambda call: products.set_active(catalogue, call, True),
            "product_deactivate": lambda call: products.set_active(catalogue, call, False),
            "order_search": lambda call: orders.search(self._seen(), look, call, secret, fault),
            "order_detail": lambda call: orders.detail(self._seen(), look, call),
            "cancel": lambda call: aftersales.cancel(book, call),
            "cancel_search": lambda call: aftersales.search_cancellations(book, call, secret, fault),
            "cancel_approve": lambda call: aftersales.settle(book, call, True),
            "cancel_reject": lambda call: aftersales.settle(book, call, False),
            "return_search": lambda call: aftersales.search_returns(book, call, secret, fault),
            "eligibility": lambda call: aftersales.eligibility(book, call),
            "ship": lambda call: orders.ship(book, look, call),
            "slots": lambda call: orders.slots(book, look, call),
            "webhooks": self._webhooks,
            "webhook_put": self._webhook_put,
            "webhook_delete": self._webhook_delete,
        }

    def _look(self) -> Look:
        return Look(self.clock.now(), self.rules.hold_seconds)

    def _seen(self) -> list[Order]:
        """The orders as order reads see them: with the lag that is set."""
        lag = self.faults.order_lag
        return self.book.all(self.clock.now() - lag if lag else None)

    def trouble(self, request: Request, fault: Fault) -> Response:
        request_id = self._request_ids.hexadecimal(32).upper()
        if fault.kind is Kind.RATE_LIMIT:
            seconds = self._over_limit_for(request) if fault.seconds is None else fault.seconds
            return errors.failure(errors.rate_limited(seconds), request_id)
        known = errors.TIMEOUT if fault.status in (408, 504) else errors.INTERNAL
        return errors.failure(replace(known, status=fault.status), request_id)

    def _over_limit_for(self, request: Request) -> float | None:
        """Seconds until the shop's own limit lets this request through; None where it is not the limit."""
        minute, counts = self._minute
        caller = self.caller(request)
        if self.requests_per_minute is None or caller is None:
            return None
        over = counts[caller, request.path] > self.requests_per_minute
        return (minute + 1) * 60 - self.clock.now() if over else None

    def _without_effect(self, request: Request) -> Response:
        with self._lock:
            auth, urls = self.dump_auth(), dict(self.webhooks.urls)
            response = super()._without_effect(request)
            self.load_auth(auth)
            self.webhooks.urls = urls
            return response

    # Signing in.

    def _sign_in(self, request: Request, request_id: str) -> Response:
        params = dict(request.params())
        app = self._app(params)
        if app is None:
            raise errors.Refused(errors.BAD_APP_KEY)
        desk = signin.Desk(app, self.tokens[app.name], self.redirects.get(app.name, ""), self._seller())
        return signin.answer(request.method, request.path, params, desk, request_id)

    def _seller(self) -> signin.Seller:
        return signin.Seller(self.open_id, self.rules.seller_name)

    def register_redirect(self, url: str, app: str = "engine") -> None:
        """Where the consent page sends the code; ValueError unless it is an address on this machine."""
        if not signin.is_local(url):
            raise ValueError("the redirect address must be on this machine")
        with self._lock:
            self.redirects[self._own(app).name] = url

    def _own(self, app: str) -> App:
        if app not in self.apps:
            raise NotFound(f"no app {app}")
        return self.apps[app]

    def _tokens(self, app: str) -> oauth.Authorisations:
        return self.tokens[self._own(app).name]

    def grant(self, app: str = "engine") -> str:
        return self._do(lambda: self._tokens(app).consent())

    def expire_access_token(self, app: str = "engine") -> None:
        self._do(lambda: self._tokens(app).expire_access())

    def revoke_refresh_token(self, app: str = "engine") -> None:
        self._do(lambda: self._tokens(app).revoke_refresh())

    def withdraw(self, app: str = "engine") -> None:
        """The seller ends the consent: every token dies, and a registered address is told."""

        def end() -> None:
            self._tokens(app).withdraw()
            key = pushes.address_key(app, pushes.DEAUTHORISED)
            if key in self.webhooks.urls:
                data = {"message": f"Shop_id {self.shop_id} is deauthorized from your APP by merchant."}
                push = self._push(pushes.DEAUTHORISED, data)
                self.webhooks.put(key, pushes.DEAUTHORISED, push, self.clock.now())

        self._do(end)

    def credentials(self, app: str = "engine") -> dict[str, str]:
        """`base_url`, `app_key`, `app_secret`, `service_id` (for the consent page) and `shop_id`."""
        own = self._own(app)
        return {
            "base_url": self.base_url,
            "app_key": own.id,
            "app_secret": own.secret,
            "service_id": service_id(own.id),
            "shop_id": self.shop_id,
        }

    # The shop's own particulars.

    def _shops(self) -> dict[str, Any]:
        shop = {
            "id": self.shop_id,
            "name": self.name,
            "region": "ID",
            "seller_type": "LOCAL",
            "cipher": self.cipher,
            "code": "ID" + self.shop_id[-8:],
        }
        return {"shops": [shop]}

    def _warehouses(self) -> dict[str, Any]:
        rows = [(one.id, one.name, "SALES_WAREHOUSE") for one in self.catalogue.warehouses]
        rows.append((RETURN_WAREHOUSE_ID, "Gudang Retur", "RETURN_WAREHOUSE"))
        default = rows[0][0]
        return {
            "warehouses": [
                {
                    "id": warehouse_id,
                    "name": name,
                    "type": kind,
                    "sub_type": "DOMESTIC_WAREHOUSE",
                    "effect_status": "ENABLED",
                    "is_default": warehouse_id == default,
                    "address": {"region": "Indonesia", "region_code": "ID"},
                }
                for warehouse_id, name, kind in rows
            ]
        }

    # Pushes.

    def _webhooks(self, call: Call) -> dict[str, Any]:
        own = [key.partition(" ") for key in self.webhooks.urls]
        rows = [
            {"event_type": event_type, "address": self.webhooks.urls[pushes.address_key(app, event_type)]}
            for app, _, event_type in own
            if app == call.app
        ]
        return {"webhooks": rows, "total_count": len(rows)}

    def _webhook_put(self, call: Call) -> dict[str, Any]:
        key = pushes.address_key(call.app, pushes.event_type_of(call.body))
        self.webhooks.urls[key] = pushes.address_of(call)
        return {}

    def _webhook_delete(self, call: Call) -> dict[str, Any]:
        self.webhooks.urls.pop(pushes.address_key(call.app, pushes.event_type_of(call.body)), None)
        return {}

    def _push(self, event_type: str, data: dict[str, Any]) -> str:
        return pushes.body(event_type, digits(self.mint, 738), self.shop_id, self.clock.now(), data)

    def push_bodies(self, event: Event, app: str) -> Iterable[tuple[str, str]]:
        event_type = app.partition(" ")[2]
        found = pushes.data_of(event, event_type, self.book, self._look(), self.rules.push_cancelled)
        return [(event_type, self._push(event_type, data)) for data in found]

    def push_headers(self, app: str, url: str, body: bytes, forged: bool) -> Mapping[str, str]:
        own = self.apps[app.partition(" ")[0]]
        secret = own.secret[::-1] + "0" if forged else own.secret
        signature = signing.push_signature(secret, own.id, body)
        return {"Content-Type": "application/json", "Authorization": signature}

    # Another integration, and persistence.

    def rival_set_stock(self, listing: str, units: int) -> Response:
        """Sets the first warehouse's number; the other warehouses are sent back as they are."""
        product, variant = self._do(lambda: self.catalogue.find(listing))
        numbers = {**variant.stock, self.catalogue.warehouses[0].id: units}
        rows = [{"warehouse_id": where, "quantity": quantity} for where, quantity in numbers.items()]
        path = f"/product/202309/products/{product.id}/inventory/update"
        token = self._do(lambda: self._tokens("rival").own_token())
        return self.handle(
            self._signed("rival", token, path, {"skus": [{"id": variant.id, "inventory": rows}]})
        )

    def _signed(self, app: str, token: str, path: str, body: dict[str, Any]) -> Request:
        own = self.apps[app]
        raw = Response.of_json(body).body
        params = [
            ("app_key", own.id),
            ("timestamp", str(int(self.clock.now()))),
            ("shop_cipher", self.cipher),
        ]
        params.append(("sign", signing.request_signature(own.secret, path, params, raw)))
        headers = {"content-type": "application/json", "x-tts-access-token": token}
        return Request("POST", path, urlencode(params), headers, raw)

    def dump_auth(self) -> dict[str, Any]:
        return {
            "shop_id": self.shop_id,
            "open_id": self.open_id,
            "cipher": self.cipher,
            "redirects": dict(self.redirects),
            "tokens": {app: tokens.dump() for app, tokens in self.tokens.items()},
        }

    def load_auth(self, data: Mapping[str, Any]) -> None:
        self.shop_id, self.open_id, self.cipher = data["shop_id"], data["open_id"], data["cipher"]
        self.redirects = dict(data["redirects"])
        self.tokens = {app: self._authorisations() for app in data["tokens"]}
        for app, tokens in data["tokens"].items():
            self.tokens[app].load(tokens)
