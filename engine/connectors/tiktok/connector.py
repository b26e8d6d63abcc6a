"""One TikTok Shop, with its Tokopedia storefront, behind the engine's connector contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...clock import Clock
from ...http import Http
from ...model.ids import ListingKey
from ...model.remote import Health, ListingsRead, OrdersRead, PushResult, StockTarget, Window
from ..base import Capabilities, Tokens, TokenStore
from ..common import DAY, OfOneShop
from ..config import ShopConfig
from ..pushing import push_all
from ..reaching import up_to_now
from ..tokens import TokenKeeper
from . import auth, listings, orders, signing, stock
from .client import TikTokClient
from .gate import Gate


class TikTokConnector(OfOneShop):
    """Implements Connector, Authorises and AcceptsWebhooks."""

    # How late an order may still appear in a window is not documented; ten minutes is a guess, as is the batch.
    FACTS = Capabilities("tiktok", ("tiktok", "tokopedia"), 50, 600.0, 30 * DAY)
    MOST_UNITS = 99_999

    def __init__(self, config: ShopConfig, http: Http, tokens: TokenStore, clock: Clock) -> None:
        super().__init__(config, clock)
        self._http = http
        self._gate = Gate(config, http, clock)
        self._keeper = TokenKeeper(
            config.shop, tokens, clock, lambda old: auth.refresh(config, self._gate, old)
        )
        self._client = TikTokClient(config, self._gate, self._keeper)
        self._names = listings.Names()

    def read_orders(self, window: Window) -> OrdersRead:
        def read(reach: Window) -> OrdersRead:
            return orders.read_orders(self._config, self._client, reach)

        return up_to_now(read, window, lambda: self._http.ahead)

    def read_listings(self, cursor: str = "") -> ListingsRead:
        return listings.read_page(self._config, self._client, cursor, self._clock.now(), self._names)

    def read_stock(self, keys: Sequence[ListingKey]) -> Mapping[ListingKey, int]:
        return listings.read_stock(self._config, self._client, keys)

    def set_stock(self, batch: Sequence[StockTarget]) -> tuple[PushResult, ...]:
        return push_all(
            self.shop,
            batch,
            self.FACTS.max_batch,
            lambda product, targets: stock.push(
                self._config, self._client, product, targets, self.MOST_UNITS
            ),
        )

    def health(self) -> Health:
        places = self._client.warehouses()
        chosen = self._config.warehouse
        if chosen:
            receiving = chosen if chosen in dict(places) else ""
        else:
            receiving = places[0][0] if len(places) == 1 else ""
        ends = self._keeper.current().refresh_expires
        return Health(
            shop_name=self._client.shop_name(),
            days_left=self._days_left(ends),
            warehouses=places,
            receiving=receiving,
            needs_choice=not receiving,
        )

    def consent_url(self, redirect: str, state: str) -> str:
        return auth.consent_url(self._config, redirect, state)

    def exchange(self, code: str, extra: Mapping[str, str]) -> Tokens:
        # The pair is saved before it is used to ask which shop it belongs to.
        self._keeper.adopt(auth.exchange(self._config, self._gate, code))
        return self._client.connect()

    def verify_webhook(self, url: str, headers: Mapping[str, str], body: bytes) -> bool:
        given = headers.get("authorization", "")
        return signing.webhook_is_genuine(self._config.app_secret, self._config.app_id, given, body)

    def register_webhook(self, url: str) -> None:
        self._client.register_push(url)
