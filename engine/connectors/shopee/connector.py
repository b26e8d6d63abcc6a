"""One Shopee shop behind the engine's connector contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...clock import Clock
from ...errors import BadReply, Rejected, Unavailable
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
from .client import ShopeeClient
from .gate import Gate
from .mapping import STOREFRONT


class ShopeeConnector(OfOneShop):
    """Implements Connector, Authorises and AcceptsWebhooks."""

    # How late an order may still appear in a window is not documented; ten minutes is a guess.
    FACTS = Capabilities("shopee", (STOREFRONT,), 50, 600.0, 30 * DAY)
    # What the product form takes (seen in public integrations, not documented here).
    MOST_UNITS = 999_999

    def __init__(self, config: ShopConfig, http: Http, tokens: TokenStore, clock: Clock) -> None:
        super().__init__(config, clock)
        self._http = http
        self._gate = Gate(config, http, clock)
        self._keeper = TokenKeeper(
            config.shop, tokens, clock, lambda old: auth.refresh(config, self._gate, clock, old)
        )
        self._client = ShopeeClient(config, self._gate, self._keeper)

    def read_orders(self, window: Window) -> OrdersRead:
        def read(reach: Window) -> OrdersRead:
            return orders.read_orders(self._config, self._client, reach)

        return up_to_now(read, window, lambda: self._http.ahead)

    def read_listings(self, cursor: str = "") -> ListingsRead:
        return listings.read_page(self._config, self._client, cursor, self._clock.now())

    def read_stock(self, keys: Sequence[ListingKey]) -> Mapping[ListingKey, int]:
        return listings.read_stock(self._config, self._client, keys)

    def set_stock(self, batch: Sequence[StockTarget]) -> tuple[PushResult, ...]:
        return push_all(self.shop, batch, self.FACTS.max_batch, self._push)

    def _push(self, item: str, targets: Sequence[StockTarget]) -> list[PushResult]:
        if not self._config.warehouse and self._several_places():
            raise Rejected("several warehouses and none is chosen", shop=self.shop)
        return stock.push(self._config, self._client, item, targets, self.MOST_UNITS)

    def health(self) -> Health:
        info = self._client.shop_info()
        places = self._places()
        chosen = self._config.warehouse
        receiving = chosen if not places or chosen in dict(places) else ""
        if len(places) == 1 and not chosen:
            receiving = places[0][0]
        tokens = self._keeper.current()
        ends = info.expire_time or tokens.refresh_expires
        return Health(
            shop_name=info.shop_name,
            days_left=self._days_left(ends),
            warehouses=places,
            receiving=receiving,
            needs_choice=bool(places) and not receiving,
        )

    def _places(self) -> tuple[tuple[str, str], ...]:
        places = self._client.warehouses()
        self._keeper.remember(places="several" if len(places) > 1 else "one")
        return places

    def _several_places(self) -> bool:
        """Remembered beside the tokens, so that a push does not cost a read of the warehouses."""
        known = dict(self._keeper.current().extra).get("places", "")
        if known:
            return known == "several"
        try:
            return len(self._places()) > 1
        except BadReply as error:
            # Nothing was sent yet, so this is no unknown outcome.
            raise Unavailable(error.detail, shop=self.shop) from None

    def consent_url(self, redirect: str, state: str) -> str:
        return auth.consent_url(self._config, redirect, state)

    def exchange(self, code: str, extra: Mapping[str, str]) -> Tokens:
        return self._keeper.adopt(auth.exchange(self._config, self._gate, self._clock, code, extra))

    def verify_webhook(self, url: str, headers: Mapping[str, str], body: bytes) -> bool:
        given = headers.get("authorization", "")
        return signing.webhook_is_genuine(self._config.app_secret, url, given, body)

    def register_webhook(self, url: str) -> None:
        self._client.register_push(url)
