"""How products and their stock look on the wire: ids and amounts as text, times as whole unix seconds."""

from __future__ import annotations

import html
from collections.abc import Collection, Mapping
from typing import Any

from sandbox.shops.trade import Product, Status, Variant

CURRENCY = "IDR"
STOREFRONT_PLATFORMS = {"tiktok": "TIKTOK_SHOP", "tokopedia": "TOKOPEDIA"}
PRODUCT_STATUSES = {
    Status.LIVE: "ACTIVATE",
    Status.HIDDEN: "SELLER_DEACTIVATED",
    Status.BANNED: "FREEZE",
    Status.DELETED: "DELETED",
}


def product_json(product: Product) -> dict[str, Any]:
    """One product as the search gives it."""
    listed = [STOREFRONT_PLATFORMS[name] for name in product.storefronts]
    status = PRODUCT_STATUSES[product.status]
    body: dict[str, Any] = {
        "id": product.id,
        "title": product.name,
        "status": status,
        "create_time": int(product.created_at),
        "update_time": int(product.updated_at),
        "sales_regions": ["ID"],
        "is_not_for_sale": False,
        "listing_platforms": listed,
        "skus": [_sku(product, variant) for variant in product.variants],
    }
    if "TOKOPEDIA" in listed:
        body["integrated_platform_statuses"] = [{"platform": "TOKOPEDIA", "status": status}]
    return body


def _sku(product: Product, variant: Variant) -> dict[str, Any]:
    live = product.status is Status.LIVE
    info = (
        {"status": "NORMAL"} if live else {"status": "DEACTIVATED", "deactivation_source": _source(product)}
    )
    return {
        "id": variant.id,
        "seller_sku": variant.sku,
        "price": {"currency": CURRENCY, "tax_exclusive_price": str(variant.price)},
        "inventory": [{"warehouse_id": where, "quantity": units} for where, units in variant.stock.items()],
        "status_info": info,
    }


def _source(product: Product) -> str:
    return "PLATFORM" if product.status is Status.BANNED else "SELLER"


def product_detail_json(product: Product) -> dict[str, Any]:
    """One product in full."""
    body = product_json(product)
    for sku, variant in zip(body["skus"], product.variants, strict=True):
        sku["sales_attributes"] = (
            [] if product.single else [{"id": "100000", "name": "Varian", "value_name": variant.name}]
        )
    return {**body, "description": f"<p>{html.escape(product.name)}</p>", "main_images": [], "brand": {}}


def inventory_json(
    product: Product, committed: Mapping[tuple[str, str], int], only: Collection[str] | None = None
) -> dict[str, Any]:
    """The stock of a product; `committed` counts unshipped units by (sku id, warehouse id); `only` these
    SKUs.
    """
    skus = [
        _stock(product, variant, committed)
        for variant in product.variants
        if only is None or variant.id in only
    ]
    return {"product_id": product.id, "skus": skus}


def _stock(product: Product, variant: Variant, committed: Mapping[tuple[str, str], int]) -> dict[str, Any]:
    rows: list[dict[str, Any]] = [
        {
            "warehouse_id": where,
            "available_quantity": units,
            "committed_quantity": committed.get((variant.id, where), 0),
        }
        for where, units in variant.stock.items()
    ]
    return {
        "id": variant.id,
        "seller_sku": variant.sku,
        "total_available_quantity": variant.units,
        "total_committed_quantity": sum(row["committed_quantity"] for row in rows),
        "total_available_inventory_distribution": {
            "in_shop_inventory": {"quantity": variant.units - variant.reserved},
            "campaign_inventory": [{"quantity": variant.reserved}] if variant.reserved else [],
        },
        "warehouse_inventory": rows,
    }
