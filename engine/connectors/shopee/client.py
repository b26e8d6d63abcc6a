"""Which Shopee endpoint answers which question, with answers as wire values; every call runs with good tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...errors import Rejected
from ...http import Pairs
from ..base import Tokens
from ..config import ShopConfig
from ..lenient import parse, parse_each
from ..tokens import TokenKeeper
from . import wire
from .errors import NO_WAREHOUSES
from .gate import Gate

SCANNED_STATUSES = ("NORMAL", "UNLIST", "BANNED", "REVIEWING")
# Nothing about the buyer is asked for.
ORDER_FIELDS = "item_list,package_list,pickup_done_time,fulfillment_flag"
MOST_IDS = 50
PAGE = 100
PUSH_TOPICS = (2, 3, 8, 12)
PICKUP_WAREHOUSE = 1


class ShopeeClient:
    """The calls of one shop."""

    def __init__(self, config: ShopConfig, gate: Gate, keeper: TokenKeeper) -> None:
        self._config = config
        self._gate = gate
        self._keeper = keeper
        self._shop = config.shop

    def _get(self, path: str, *query: tuple[str, str]) -> dict[str, Any]:
        def call(tokens: Tokens) -> dict[str, Any]:
            return self._gate.of_shop(tokens, "GET", path, query)

        return self._keeper.run(call)

    def _post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        def call(tokens: Tokens) -> dict[str, Any]:
            return self._gate.of_shop(tokens, "POST", path, body=body)

        return self._keeper.run(call)

    def item_page(self, offset: int, size: int) -> wire.ItemPage:
        """One page of the ids of all items that are not deleted."""
        statuses: Pairs = tuple(("item_status", status) for status in SCANNED_STATUSES)
        place = (("offset", str(offset)), ("page_size", str(size)))
        answer = self._get("/product/get_item_list", *place, *statuses)
        return parse(wire.ItemPage, answer.get("response"), self._shop)

    def items(self, ids: Sequence[str]) -> tuple[list[wire.Item], bool]:
        """At most 50 items; unknown ones are absent. Whether every row could be read."""
        answer = self._get("/product/get_item_base_info", ("item_id_list", ",".join(ids)))
        rows = parse(wire.ItemList, answer.get("response"), self._shop).item_list
        return parse_each(wire.Item, rows, self._shop)

    def models(self, item_id: str) -> wire.ModelList:
        answer = self._get("/product/get_model_list", ("item_id", item_id))
        return parse(wire.ModelList, answer.get("response"), self._shop)

    def update_stock(
        self, item_id: str, rows: Sequence[tuple[str, Sequence[tuple[str, int]]]]
    ) -> wire.StockUpdate:
        """(model id, its (location id or '', units)) for at most 50 models of one item; absolute units."""
        stock_list = [
            {"model_id": int(model), "seller_stock": [_stock(place, units) for place, units in places]}
            for model, places in rows
        ]
        body = {"item_id": int(item_id), "stock_list": stock_list}
        answer = self._post("/product/update_stock", body)
        return parse(wire.StockUpdate, answer.get("response"), self._shop)

    def order_page(self, since: int, until: int, cursor: str) -> wire.OrderPage:
        """Numbers of orders updated in a window of at most 15 days (Unix seconds)."""
        answer = self._get(
            "/order/get_order_list",
            ("time_range_field", "update_time"),
            ("time_from", str(since)),
            ("time_to", str(until)),
            ("page_size", str(PAGE)),
            ("cursor", cursor),
            ("request_order_status_pending", "true"),
        )
        return parse(wire.OrderPage, answer.get("response"), self._shop)

    def orders(self, numbers: Sequence[str]) -> tuple[list[wire.Order], bool]:
        """At most 50 orders in full; unknown ones are absent. Whether every row could be read."""
        answer = self._get(
            "/order/get_order_detail",
            ("order_sn_list", ",".join(numbers)),
            ("response_optional_fields", ORDER_FIELDS),
            ("request_order_status_pending", "true"),
        )
        rows = parse(wire.OrderList, answer.get("response"), self._shop).order_list
        return parse_each(wire.Order, rows, self._shop)

    def return_page(self, since: int, until: int, number: int) -> wire.ReturnPage:
        """Returns updated in a window of at most 15 days; pages count from 0."""
        answer = self._get(
            "/returns/get_return_list",
            ("page_no", str(number)),
            ("page_size", str(PAGE)),
            ("update_time_from", str(since)),
            ("update_time_to", str(until)),
        )
        return parse(wire.ReturnPage, answer.get("response"), self._shop)

    def warehouses(self) -> tuple[tuple[str, str], ...]:
        """(location id, name) of the places goods leave from; empty where the shop has no list of them."""
        try:
            answer = self._get("/shop/get_warehouse_detail")
        except Rejected as error:
            if error.params.get("said") not in NO_WAREHOUSES:
                raise
            return ()
        told = answer.get("response")
        rows = told.get("warehouse_list") if isinstance(told, dict) else told
        found = parse(wire.WarehouseList, {"rows": rows}, self._shop).rows
        places = {
            one.location_id: one.warehouse_name
            for one in found
            if one.warehouse_type in (None, PICKUP_WAREHOUSE)
        }
        return tuple(sorted(places.items()))

    def shop_info(self) -> wire.ShopInfo:
        answer = self._get("/shop/get_shop_info")
        return parse(wire.ShopInfo, answer.get("response") or answer, self._shop)

    def register_push(self, url: str) -> None:
        """Ask for pushes about orders, stock and the authorisation itself."""
        body = {"callback_url": url, "set_push_config_on": list(PUSH_TOPICS)}
        self._gate.public("/push/set_app_push_config", body)


def _stock(place: str, units: int) -> dict[str, Any]:
    return {"location_id": place, "stock": units} if place else {"stock": units}
