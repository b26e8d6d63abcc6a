"""What a stock or price write changes, and which of its rows it refuses.

| the call or a row of it                              | answer                                             |
|------------------------------------------------------|----------------------------------------------------|
| item unknown or deleted                              | error_item_not_found                               |
| goods in Shopee's own warehouse                      | error_wms_shop_block_upate_stock                   |
| no rows, over 50 rows, a number no whole count       | product.error_param, nothing changed               |
| the same model twice                                 | error_param `Repeat model_id.`, nothing changed    |
| no row names a model of this item                    | error_param `Wrong model_id.`                      |
| some rows do not                                     | those in failure_list, the others are applied      |
| a warehouse the shop does not have                   | that row in failure_list                           |
| no warehouse named, and the shop has several         | that row in failure_list (guessed)                 |
| a number below what a promotion reserved             | that row in failure_list, even as the only one     |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..trade import BelowReserved, NotFound, Product, ShopRefusal, Status, listing_id
from .args import field_of
from .desk import Call, Desk
from .envelope import Answer, Refused, bad_field, item_not_found

MAX_ROWS = 50
MAX_STOCK = 999_999


def update_stock(desk: Desk, call: Call) -> Answer:
    product, rows = _asked(desk, call, "stock_list")
    if product.from_marketplace_warehouse:
        message = "Warehouse shop can't update stock."
        raise Refused("error_wms_shop_block_upate_stock", message, module="product")
    wanted = {model: _places(row) for model, row in rows.items()}

    def write(model: str) -> list[dict[str, Any]]:
        units = {_warehouse(desk, place): number for place, number in wanted[model]}
        desk.catalogue.set_stocks(listing_id(product.id, model), units, why="api")
        return [
            {"model_id": int(model), "location_id": place, "stock": number} for place, number in units.items()
        ]

    return _written(product, rows, write)


def _places(row: Mapping[str, Any]) -> list[tuple[str | None, int]]:
    """(warehouse or None, units) of one row, checked before anything is changed."""
    stocks = field_of(row, "seller_stock", list, "product")
    if not stocks:
        raise bad_field("product", "SellerStock")
    places: list[tuple[str | None, int]] = []
    for stock in stocks:
        if not isinstance(stock, dict):
            raise bad_field("product", "SellerStock", "type error")
        units = field_of(stock, "stock", int, "product")
        if not 0 <= units <= MAX_STOCK:
            raise bad_field("product", "Stock", f"value must between 0 and {MAX_STOCK}")
        place = stock.get("location_id") or None
        if place is not None and not isinstance(place, str):
            raise bad_field("product", "LocationId", "type error")
        places.append((place, units))
    return places


def _warehouse(desk: Desk, place: str | None) -> str:
    if place is None and len(desk.catalogue.warehouses) > 1:
        raise NotFound("Location_id is needed, the shop has several.")
    return place or desk.catalogue.warehouses[0].id


def update_price(desk: Desk, call: Call) -> Answer:
    product, rows = _asked(desk, call, "price_list")
    prices = {model: _price(row) for model, row in rows.items()}

    def write(model: str) -> list[dict[str, Any]]:
        desk.catalogue.set_price(listing_id(product.id, model), prices[model])
        return [{"model_id": int(model), "original_price": float(prices[model])}]

    return _written(product, rows, write)


def _price(row: Mapping[str, Any]) -> int:
    """Rupiah have no cents."""
    price = row.get("original_price")
    if isinstance(price, bool) or not isinstance(price, int | float) or price <= 0 or price != int(price):
        raise bad_field("product", "OriginalPrice", "invalid price")
    return int(price)


def _asked(desk: Desk, call: Call, name: str) -> tuple[Product, dict[str, Mapping[str, Any]]]:
    """The product and its rows by model id."""
    item = str(call.args.posted("item_id", int))
    product = desk.catalogue.products.get(item)
    if product is None or product.status is Status.DELETED:
        raise item_not_found()
    given = call.args.posted(name, list)
    if not 1 <= len(given) <= MAX_ROWS or not all(isinstance(row, dict) for row in given):
        raise bad_field("product", "StockList" if name == "stock_list" else "PriceList")
    rows: dict[str, Mapping[str, Any]] = {}
    for row in given:
        model = str(field_of({"model_id": 0, **row}, "model_id", int, "product"))
        if model in rows:
            raise Refused("error_param", "Repeat model_id.", module="product")
        rows[model] = row
    return product, rows


def _written(
    product: Product, rows: Mapping[str, Mapping[str, Any]], write: Callable[[str], list[dict[str, Any]]]
) -> Answer:
    """Row by row: what was applied and what was not, both inside a success."""
    known = {variant.id for variant in product.variants}
    if known.isdisjoint(rows):
        raise Refused("error_param", "Wrong model_id.", module="product")
    done: list[dict[str, Any]] = []
    failed: list[dict[str, Any]] = []
    for model in rows:
        try:
            if model not in known:
                raise NotFound("Wrong model_id.")
            done += write(model)
        except ShopRefusal as refusal:
            failed.append({"model_id": int(model), "failed_reason": _reason(refusal)})
    return Answer({"success_list": done, "failure_list": failed})


def _reason(refusal: ShopRefusal) -> str:
    if isinstance(refusal, BelowReserved):
        return "Stock can not be less than the reserved stock of promotion."
    if isinstance(refusal, NotFound) and "warehouse" in str(refusal):
        return "Invalid location_id."
    return str(refusal)
