"""What the product reads show: item pages, item details, models, search.

| books    | item_status   |
|----------|---------------|
| live     | NORMAL        |
| hidden   | UNLIST        |
| banned   | BANNED        |
| deleted  | SELLER_DELETE |

An item with models shows its prices, SKUs and numbers only in get_model_list (documented for the price, guessed
for the number). Ids that do not exist are left out of get_item_base_info unless none exists (guessed).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from ..faults import Kind, page_of
from ..trade import Product, Status, Variant
from .args import Args
from .desk import CURRENCY, Call, Desk
from .envelope import Answer, bad_field, item_not_found

STATUSES = {
    Status.LIVE: "NORMAL",
    Status.HIDDEN: "UNLIST",
    Status.BANNED: "BANNED",
    Status.DELETED: "SELLER_DELETE",
}
KNOWN_STATUSES = frozenset(STATUSES.values()) | {"REVIEWING", "SHOPEE_DELETE"}
MAX_PAGE = 100
MAX_ITEMS = 50


def visible(desk: Desk, call: Call) -> Mapping[str, Product]:
    """Every product by id, deleted ones too; none under an EMPTY_CATALOGUE fault."""
    if call.fault is not None and call.fault.kind is Kind.EMPTY_CATALOGUE:
        return {}
    return desk.catalogue.products


def get_item_list(desk: Desk, call: Call) -> Answer:
    args = call.args
    offset = args.number("offset", 0)
    size = args.number("page_size", low=1, high=MAX_PAGE)
    wanted = args.many("item_status")
    if not wanted or not KNOWN_STATUSES.issuperset(wanted):
        raise bad_field("product", "ItemStatus")
    since, until = args.number("update_time_from", 0), args.number("update_time_to", 2**62)
    rows = [
        product
        for product in visible(desk, call).values()
        if STATUSES[product.status] in wanted and since <= int(product.updated_at) <= until
    ]
    page = page_of(rows, offset, size, call.fault)
    response: dict[str, Any] = {
        "item": [_row(product) for product in page.rows],
        "total_count": page.total,
        "has_next_page": page.more,
    }
    if page.more:
        response["next_offset"] = page.next_offset
    return Answer(response)


def _row(product: Product) -> dict[str, Any]:
    return {
        "item_id": int(product.id),
        "item_status": STATUSES[product.status],
        "update_time": int(product.updated_at),
        "tag": {"kit": False},
    }


def get_item_base_info(desk: Desk, call: Call) -> Answer:
    ids = dict.fromkeys(call.args.ids("item_id_list", MAX_ITEMS))
    shown = visible(desk, call)
    found = [shown[item] for item in ids if item in shown]
    if not found:
        raise item_not_found()
    return Answer({"item_list": [base_info(product) for product in found]})


def base_info(product: Product) -> dict[str, Any]:
    info: dict[str, Any] = {
        "item_id": int(product.id),
        "category_id": 100_012,
        "item_name": product.name,
        "description": product.name,
        "item_sku": product.variants[0].sku if product.single else "",
        "create_time": int(product.created_at),
        "update_time": int(product.updated_at),
        "image": {"image_url_list": [], "image_id_list": []},
        "weight": "0.25",
        "dimension": {"package_length": 20, "package_width": 15, "package_height": 5},
        "logistic_info": [
            {"logistic_id": 8003, "logistic_name": "Reguler", "enabled": True, "is_free": False}
        ],
        "pre_order": {"is_pre_order": False, "days_to_ship": 2},
        "condition": "NEW",
        "item_status": STATUSES[product.status],
        "has_model": not product.single,
        "brand": {"brand_id": 0, "original_brand_name": "No Brand"},
        "tag": {"kit": False},
    }
    if product.single:
        only = product.variants[0]
        info["price_info"] = price_info(only)
        info["stock_info_v2"] = stock_info(product, only, in_model=False)
    return info


def price_info(variant: Variant) -> list[dict[str, Any]]:
    price = float(variant.price)
    return [{"currency": CURRENCY, "original_price": price, "current_price": price}]


def stock_info(product: Product, variant: Variant, *, in_model: bool) -> dict[str, Any]:
    """Shopee's own warehouse counts in text inside models and in numbers inside items."""
    own = [] if product.from_marketplace_warehouse else list(variant.stock.items())
    theirs = list(variant.stock.items()) if product.from_marketplace_warehouse else []
    return {
        "summary_info": {
            "total_reserved_stock": variant.reserved,
            "total_available_stock": variant.units,
        },
        "seller_stock": [{"location_id": place, "stock": units, "if_saleable": True} for place, units in own],
        "shopee_stock": [
            {"location_id": place, "stock": str(units) if in_model else units} for place, units in theirs
        ],
        "advance_stock": {"sellable_advance_stock": 0, "in_transit_advance_stock": 0},
    }


def get_model_list(desk: Desk, call: Call) -> Answer:
    item = call.args.text("item_id")
    product = visible(desk, call).get(item)
    if product is None or product.status is Status.DELETED:
        raise item_not_found()
    if product.single:
        return Answer({"tier_variation": [], "model": []})
    tiers = tier_options(product)
    return Answer(
        {
            "tier_variation": [
                {"name": f"Variasi {number}", "option_list": [{"option": option} for option in options]}
                for number, options in enumerate(tiers, 1)
            ],
            "model": [_model(product, variant, tiers) for variant in product.variants],
        }
    )


def tier_options(product: Product) -> list[list[str]]:
    """The options of each tier: two where every variant's name is two words parted by a comma, else one."""
    names = [_parts(variant.name) for variant in product.variants]
    if any(len(parts) != 2 for parts in names):
        return [list(dict.fromkeys(variant.name for variant in product.variants))]
    return [list(dict.fromkeys(parts[tier] for parts in names)) for tier in range(2)]


def _parts(name: str) -> list[str]:
    return [part.strip() for part in name.split(",")]


def _model(product: Product, variant: Variant, tiers: list[list[str]]) -> dict[str, Any]:
    parts = _parts(variant.name) if len(tiers) == 2 else [variant.name]
    return {
        "model_id": int(variant.id),
        "tier_index": [options.index(part) for options, part in zip(tiers, parts, strict=True)],
        "model_sku": variant.sku,
        "model_status": "MODEL_NORMAL",
        "promotion_id": 0,
        "has_promotion": variant.reserved > 0,
        "price_info": price_info(variant),
        "stock_info_v2": stock_info(product, variant, in_model=True),
        "weight": "0.25",
    }


def search_item(desk: Desk, call: Call) -> Answer:
    """By part of the name, or by exactly one SKU of the item or of a model (guessed for models)."""
    args = call.args
    size = args.number("page_size", low=1, high=MAX_PAGE)
    name, sku = args.text("item_name", ""), args.text("item_sku", "")
    if bool(name) == bool(sku):
        raise bad_field("product", "ItemName", "exactly one of item_name and item_sku is needed")
    rows = [
        product
        for product in visible(desk, call).values()
        if product.status is not Status.DELETED
        and (name.casefold() in product.name.casefold() if name else _has_sku(product, sku))
    ]
    page = page_of(rows, _offset(args), size, call.fault)
    following = base64.urlsafe_b64encode(str(page.next_offset).encode()).decode() if page.more else ""
    return Answer(
        {
            "item_id_list": [int(product.id) for product in page.rows],
            "total_count": page.total,
            "next_offset": following,
        }
    )


def _has_sku(product: Product, sku: str) -> bool:
    return any(variant.sku == sku for variant in product.variants)


def _offset(args: Args) -> int:
    text = args.text("offset", "")
    try:
        return int(base64.urlsafe_b64decode(text.encode())) if text else 0
    except (binascii.Error, ValueError):
        raise bad_field("product", "Offset", "invalid offset") from None
