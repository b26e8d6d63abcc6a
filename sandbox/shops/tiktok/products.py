"""What the product, inventory and price calls answer, and which of their changes are taken.

A stock update is judged SKU by SKU; what is wrong with one leaves the others untouched by it:

| update | answer |
|---|---|
| unknown product | 12052032, nothing changed |
| product FREEZE or DELETED | 12052901, nothing changed |
| a SKU that is not the product's | 12052097, nothing changed (guessed: not a partial failure) |
| a warehouse the SKU has not, a warehouse of the SKU left out | code 0, `data.errors` for that SKU |
| a quantity outside 0..99999 (1..99999 where the shop takes no zero) | code 0, `data.errors` for that SKU |
| less than a campaign has reserved | code 0, `data.errors` for that SKU |
| goods in the marketplace's own warehouse | code 0, `data.errors` for that SKU |
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sandbox.shops.catalogue import Catalogue
from sandbox.shops.faults import Fault, Kind
from sandbox.shops.trade import NotFound, Product, Status, Variant, listing_id

from . import args, errors, paging, show_products
from .gate import Call

MOST_UNITS = 99_999
LOWEST_PRICE = 100
HIGHEST_PRICE = 500_000_000
PLATFORMS = frozenset({"TIKTOK_SHOP", "TOKOPEDIA"})
STATUSES = frozenset(
    [
        "ALL",
        "DRAFT",
        "PENDING",
        "FAILED",
        "ACTIVATE",
        "SELLER_DEACTIVATED",
        "PLATFORM_DEACTIVATED",
        "FREEZE",
        "DELETED",
    ]
)


@dataclass(frozen=True, slots=True)
class Rejected:
    """Why one SKU of an update was not taken; `warehouse_id` where one warehouse is to blame."""

    sku_id: str
    problem: errors.Problem
    warehouse_id: str = ""

    def as_json(self) -> dict[str, Any]:
        found = {"code": self.problem.code, "message": self.problem.message}
        extra = [{"warehouse_id": self.warehouse_id, **found}] if self.warehouse_id else []
        return {**found, "detail": {"sku_id": self.sku_id, "extra_errors": extra}}


def search(catalogue: Catalogue, call: Call, secret: str, fault: Fault | None) -> dict[str, Any]:
    """POST products/search."""
    size = args.page_size(call.params, 1, 100)
    wanted = _filter(call.body)
    empty = fault is not None and fault.kind is Kind.EMPTY_CATALOGUE
    rows = [] if empty else [product for product in catalogue.products.values() if wanted(product)]
    question = paging.Question(secret, "products", call.body)
    token = call.params.get("page_token", "")
    page = paging.page_by_number(question, rows, size=size, token=token, fault=fault)
    return {
        "products": [show_products.product_json(product) for product in page.rows],
        "next_page_token": page.next_token,
        "total_count": page.total,
    }


def _filter(body: Mapping[str, Any]) -> Callable[[Product], bool]:
    """The filters of a product search as one question; a missing bound of a time window is open."""
    status = args.optional_text(body, "status", STATUSES) or "ALL"
    skus = frozenset(args.texts(body, "seller_skus"))
    sku_ids = frozenset(args.texts(body, "sku_ids", at_most=10))
    platforms = frozenset(args.texts(body, "listing_platforms", at_most=2))
    times = {
        name: args.optional_whole(body, name)
        for name in ("create_time_ge", "create_time_le", "update_time_ge", "update_time_le")
    }
    if not platforms <= PLATFORMS:
        raise args.refuse("`listing_platforms` has an unsupported value.")
    if platforms and status == "ALL":
        raise args.refuse("`status` must not be `ALL` when `listing_platforms` is given.")

    def wanted(product: Product) -> bool:
        listed = {show_products.STOREFRONT_PLATFORMS[name] for name in product.storefronts}
        return (
            (status == "ALL" or show_products.PRODUCT_STATUSES[product.status] == status)
            and platforms <= listed
            and (not skus or any(variant.sku in skus for variant in product.variants))
            and (not sku_ids or any(variant.id in sku_ids for variant in product.variants))
            and _within(int(product.created_at), times["create_time_ge"], times["create_time_le"])
            and _within(int(product.updated_at), times["update_time_ge"], times["update_time_le"])
        )

    return wanted


def _within(at: int, low: int | None, high: int | None) -> bool:
    return (low is None or at >= low) and (high is None or at <= high)


def detail(catalogue: Catalogue, call: Call) -> dict[str, Any]:
    """GET products/{id}."""
    return show_products.product_detail_json(_product(catalogue, call.path_id))


def inventory(
    catalogue: Catalogue, call: Call, committed: Mapping[tuple[str, str], int], fault: Fault | None
) -> dict[str, Any]:
    """POST inventory/search: by SKU ids where they are given, else by product ids; what is unknown is left
    out.
    """
    sku_ids = args.texts(call.body, "sku_ids", at_most=600)
    product_ids = args.texts(call.body, "product_ids", at_most=100)
    if not sku_ids and not product_ids:
        raise args.refuse("`product_ids` or `sku_ids` is required.")
    products = list(catalogue.products.values())
    if fault is not None and fault.kind is Kind.EMPTY_CATALOGUE:
        products = []
    if sku_ids:
        only = frozenset(sku_ids)
        found = [product for product in products if any(variant.id in only for variant in product.variants)]
        return {"inventory": [show_products.inventory_json(product, committed, only) for product in found]}
    found = [product for product in products if product.id in product_ids]
    return {"inventory": [show_products.inventory_json(product, committed) for product in found]}


def update_inventory(catalogue: Catalogue, call: Call, *, accepts_zero: bool) -> dict[str, Any]:
    """POST products/{id}/inventory/update: absolute units for sale, SKU by SKU."""
    product = _changeable(catalogue, call.path_id)
    lowest = 0 if accepts_zero else 1
    wanted = [(_variant(product, item), _quantities(item)) for item in args.objects(call.body, "skus")]
    rejected: list[Rejected] = []
    for variant, quantities in wanted:
        if product.from_marketplace_warehouse:
            rejected.append(Rejected(variant.id, errors.MARKETPLACE_STOCK))
            continue
        wrong = judge(variant, quantities, lowest)
        rejected.extend(wrong)
        if not wrong:
            _set(catalogue, listing_id(product.id, variant.id), variant, named(variant, quantities))
    return {"errors": [one.as_json() for one in rejected]} if rejected else {}


def _quantities(item: Mapping[str, Any]) -> list[tuple[str | None, int]]:
    return [
        (args.optional_text(row, "warehouse_id"), args.whole(row.get("quantity"), "quantity"))
        for row in args.objects(item, "inventory")
    ]


def named(variant: Variant, quantities: Sequence[tuple[str | None, int]]) -> dict[str, int]:
    """Units by warehouse id; an unnamed warehouse is the SKU's only one."""
    only = next(iter(variant.stock))
    return {where or only: units for where, units in quantities}


def judge(variant: Variant, quantities: Sequence[tuple[str | None, int]], lowest: int) -> list[Rejected]:
    """What is wrong with one SKU's quantities; empty where they can be taken as a whole."""
    if len(variant.stock) > 1 and any(where is None for where, _ in quantities):
        return [Rejected(variant.id, errors.ALL_WAREHOUSES)]
    given = named(variant, quantities)
    wrong = [
        Rejected(variant.id, errors.NO_WAREHOUSE, where) for where in given if where not in variant.stock
    ]
    wrong += [
        Rejected(variant.id, errors.ALL_WAREHOUSES, where) for where in variant.stock if where not in given
    ]
    message = errors.STOCK_RANGE.message.format(low=lowest)
    out_of_range = replace(errors.STOCK_RANGE, message=message)
    wrong += [
        Rejected(variant.id, out_of_range, where)
        for where, units in given.items()
        if not lowest <= units <= MOST_UNITS
    ]
    if not wrong and sum(given.values()) < variant.reserved:
        wrong.append(Rejected(variant.id, errors.STOCK_COMMITTED))
    return wrong


def _set(catalogue: Catalogue, listing: str, variant: Variant, given: Mapping[str, int]) -> None:
    """Rises before falls, so that a move between warehouses never dips under what a campaign reserved."""
    changes = sorted(given.items(), key=lambda item: variant.stock[item[0]] - item[1])
    for where, units in changes:
        if variant.stock[where] != units:
            catalogue.set_stock(listing, units, where, why="api")


def update_prices(catalogue: Catalogue, call: Call) -> dict[str, Any]:
    """POST products/{id}/prices/update: all or nothing, only on an active product."""
    product = _product(catalogue, call.path_id)
    if product.status is not Status.LIVE:
        raise errors.Refused(errors.PRODUCT_STATUS)
    wanted = [(_variant(product, item), _price(item)) for item in args.objects(call.body, "skus")]
    for variant, price in wanted:
        if variant.price != price:
            catalogue.set_price(listing_id(product.id, variant.id), price)
    return {}


def _price(item: Mapping[str, Any]) -> int:
    price = item.get("price")
    if not isinstance(price, dict):
        raise args.refuse("`price` must be an object.")
    if price.get("currency") != show_products.CURRENCY:
        raise args.refuse("`price.currency` must be IDR.")
    amount = args.text(price.get("amount"), "price.amount")
    if not re.fullmatch(r"[0-9]{1,12}", amount) or not LOWEST_PRICE <= int(amount) <= HIGHEST_PRICE:
        raise errors.Refused(errors.BAD_PRICE)
    return int(amount)


def set_active(catalogue: Catalogue, call: Call, active: bool) -> dict[str, Any]:
    """POST products/activate and deactivate, product by product."""
    ids = args.texts(call.body, "product_ids", at_most=20)
    if not ids:
        raise args.refuse("`product_ids` takes 1 to 20 values.")
    found: list[dict[str, Any]] = []
    for product_id in ids:
        try:
            product = _changeable(catalogue, product_id)
        except errors.Refused as refused:
            problem = refused.problem
            found.append(
                {"code": problem.code, "message": problem.message, "detail": {"product_id": product_id}}
            )
            continue
        status = Status.LIVE if active else Status.HIDDEN
        if product.status is not status:
            catalogue.set_status(product_id, status)
    return {"errors": found} if found else {}


def _product(catalogue: Catalogue, product_id: str) -> Product:
    try:
        return catalogue.product(product_id)
    except NotFound:
        raise errors.Refused(errors.NO_PRODUCT) from None


def _changeable(catalogue: Catalogue, product_id: str) -> Product:
    product = _product(catalogue, product_id)
    if product.status in (Status.BANNED, Status.DELETED):
        raise errors.Refused(errors.PRODUCT_STATUS)
    return product


def _variant(product: Product, item: Mapping[str, Any]) -> Variant:
    sku_id = args.text(item.get("id"), "skus.id")
    found = next((variant for variant in product.variants if variant.id == sku_id), None)
    if found is None:
        raise errors.Refused(errors.NO_SKU)
    return found
