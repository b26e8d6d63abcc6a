"""Which TikTok Shop endpoint answers which question, with answers as wire values; every call has good tokens."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ...errors import Rejected
from ...http import Pairs
from ..base import Tokens
from ..config import ShopConfig
from ..lenient import parse, parse_each
from ..tokens import TokenKeeper
from . import wire
from .gate import Gate

MOST_ORDERS = 50
MOST_SKUS = 300
PAGE = 100
RETURN_PAGE = 50
SALES = "SALES_WAREHOUSE"
PUSH_TYPES = ("ORDER_STATUS_CHANGE", "CANCELLATION_STATUS_CHANGE", "RETURN_STATUS_CHANGE")


class TikTokClient:
    """The calls of one shop."""

    def __init__(self, config: ShopConfig, gate: Gate, keeper: TokenKeeper) -> None:
        self._config = config
        self._gate = gate
        self._keeper = keeper
        self._shop = config.shop

    def _call(
        self,
        method: str,
        path: str,
        query: Pairs = (),
        body: Mapping[str, Any] | None = None,
        *,
        safe: bool = True,
    ) -> dict[str, Any]:
        def call(tokens: Tokens) -> dict[str, Any]:
            cipher = dict(tokens.extra).get("shop_cipher") or self._find_cipher(tokens)
            return self._gate.call(tokens.access, cipher, method, path, query, body, safe=safe)

        return self._keeper.run(call)

    def connect(self) -> Tokens:
        """After a consent: find out which shop it is for, and remember it beside the tokens."""
        return self._keeper.run(self._remember_shop)

    def _find_cipher(self, tokens: Tokens) -> str:
        return dict(self._remember_shop(tokens).extra)["shop_cipher"]

    def _remember_shop(self, tokens: Tokens) -> Tokens:
        shop = self._chosen(self._shops(tokens))
        return self._keeper.remember(shop_cipher=shop.cipher, shop_id=shop.id)

    def _shops(self, tokens: Tokens) -> list[wire.Shop]:
        answer = self._gate.call(tokens.access, "", "GET", "/authorization/202309/shops", safe=True)
        return parse(wire.Shops, answer, self._shop).shops or []

    def _chosen(self, shops: Sequence[wire.Shop]) -> wire.Shop:
        """The shop that settings name, or the only one of the region."""
        named = self._config.extra.get("shop_id", "")
        if named:
            fits = [shop for shop in shops if shop.id == named]
        else:
            fits = [shop for shop in shops if shop.region in ("", self._config.region)]
        if len(fits) == 1:
            return fits[0]
        found = ", ".join(f"{shop.name} ({shop.id})" for shop in shops) or "none"
        raise Rejected(f"name one shop_id in the settings; the consent covers: {found}", shop=self._shop)

    def shop_name(self) -> str:
        shop = self._chosen(self._keeper.run(self._shops))
        return shop.name

    def warehouses(self) -> tuple[tuple[str, str], ...]:
        """(id, name) of the enabled places that goods are sold from."""
        answer = self._call("GET", "/logistics/202309/warehouses")
        found = parse(wire.Warehouses, answer, self._shop).warehouses
        return tuple(
            (one.id, one.name) for one in found if one.type == SALES and one.effect_status in ("", "ENABLED")
        )

    def product_page(self, size: int, token: str) -> wire.ProductPage:
        query = (("page_size", str(size)), *((("page_token", token),) if token else ()))
        answer = self._call("POST", "/product/202502/products/search", query, {"status": "ALL"})
        return parse(wire.ProductPage, answer, self._shop)

    def product(self, product_id: str) -> wire.ProductDetail:
        answer = self._call("GET", f"/product/202309/products/{product_id}")
        return parse(wire.ProductDetail, answer, self._shop)

    def inventory(self, **ids: Sequence[str]) -> list[wire.ProductStock]:
        """Stock by `product_ids` (at most 100) or `sku_ids` (at most 600); unknown ones are absent."""
        body = {name: list(values) for name, values in ids.items()}
        answer = self._call("POST", "/product/202309/inventory/search", (), body)
        return parse(wire.Inventory, answer, self._shop).inventory or []

    def update_inventory(
        self, product_id: str, skus: Sequence[tuple[str, Sequence[tuple[str, int]]]]
    ) -> wire.StockUpdate:
        """(sku id, every (warehouse id, units) of it); absolute units for sale."""
        rows = [
            {"id": sku, "inventory": [{"warehouse_id": where, "quantity": units} for where, units in places]}
            for sku, places in skus
        ]
        path = f"/product/202309/products/{product_id}/inventory/update"
        return parse(wire.StockUpdate, self._call("POST", path, (), {"skus": rows}, safe=False), self._shop)

    def order_page(self, since: int, until: int, token: str) -> wire.OrderPage:
        """Orders updated from `since` to before `until` (Unix seconds), oldest update first."""
        query = _page(PAGE, token)
        body = {"update_time_ge": since, "update_time_lt": until}
        answer = self._call("POST", "/order/202309/orders/search", query, body)
        return parse(wire.OrderPage, answer, self._shop)

    def orders(self, ids: Sequence[str]) -> tuple[list[wire.Order], bool]:
        """At most 50 orders; unknown ones are absent. Whether every row could be read."""
        answer = self._call("GET", "/order/202507/orders", (("ids", ",".join(ids)),))
        rows = parse(wire.OrderList, answer, self._shop).orders
        return parse_each(wire.Order, rows, self._shop)

    def returns_updated(self, since: int, until: int) -> Callable[[str], wire.ReturnPage]:
        """Pages of the returns that were updated in a window."""
        return self._returns({"update_time_ge": since, "update_time_lt": until})

    def returns_of(self, orders: Sequence[str]) -> Callable[[str], wire.ReturnPage]:
        """Pages of every return of these orders, at most 50."""
        return self._returns({"order_ids": list(orders)})

    def _returns(self, body: Mapping[str, Any]) -> Callable[[str], wire.ReturnPage]:
        def page(token: str) -> wire.ReturnPage:
            path = "/return_refund/202602/returns/search"
            answer = self._call("POST", path, _page(RETURN_PAGE, token), body)
            return parse(wire.ReturnPage, answer, self._shop)

        return page

    def register_push(self, url: str) -> None:
        """Ask for pushes about orders, cancellations and returns."""
        for event_type in PUSH_TYPES:
            body = {"address": url, "event_type": event_type}
            self._call("PUT", "/event/202309/webhooks", (), body, safe=False)


def _page(size: int, token: str) -> Pairs:
    base = (("page_size", str(size)), ("sort_field", "update_time"), ("sort_order", "ASC"))
    return (*base, ("page_token", token)) if token else base
