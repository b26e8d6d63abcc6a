"""What a shop has on sale, and what a seller, a sale or an app may change about it.

Numbers are units per warehouse. A product whose goods lie in the marketplace's own warehouse
(`from_marketplace_warehouse`) is sold like any other, but nobody sets its number from outside.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..wire import Clock
from .trade import (
    BelowReserved,
    Event,
    Ids,
    NewVariant,
    NotFound,
    OutOfStock,
    Product,
    ShopRefusal,
    Status,
    Variant,
    Warehouse,
    as_json,
    listing_id,
    product_from,
)

Emit = Callable[[Event], None]


class Catalogue:
    """The products of one shop, in the order in which they were made. Not locked: the shop does that."""

    def __init__(
        self,
        clock: Clock,
        ids: Ids,
        emit: Emit,
        storefronts: Sequence[str],
        warehouses: Sequence[Warehouse],
    ) -> None:
        self.clock = clock
        self.ids = ids
        self.emit = emit
        self.storefronts = tuple(storefronts)
        self.warehouses = tuple(warehouses)
        self.products: dict[str, Product] = {}

    def add(
        self,
        name: str,
        variants: Sequence[NewVariant],
        *,
        storefronts: Sequence[str] | None = None,
        from_marketplace_warehouse: bool = False,
        status: Status = Status.LIVE,
    ) -> Product:
        """A new product; one variant with an empty name makes a product without variants."""
        if not variants:
            raise ShopRefusal("a product has at least one variant")
        shown_on = tuple(storefronts or self.storefronts)
        for storefront in shown_on:
            self.known_storefront(storefront)
        now = self.clock.now()
        single = len(variants) == 1 and not variants[0].name
        made = tuple(self._variant(variant, single) for variant in variants)
        product = Product(
            id=self.ids.product(),
            name=name,
            variants=made,
            single=single,
            status=status,
            storefronts=shown_on,
            created_at=now,
            updated_at=now,
            from_marketplace_warehouse=from_marketplace_warehouse,
        )
        self.products[product.id] = product
        self.emit(Event("product", "add", now, extra={"product_id": product.id}))
        return product

    def _variant(self, wanted: NewVariant, single: bool) -> Variant:
        first = self.warehouses[0].id
        given: Mapping[str, int] = {first: wanted.stock} if isinstance(wanted.stock, int) else wanted.stock
        for warehouse in given:
            self.known_warehouse(warehouse)
        stock = {warehouse.id: given.get(warehouse.id, 0) for warehouse in self.warehouses}
        return Variant(self.ids.variant(single), wanted.name, wanted.sku, wanted.price, stock)

    def known_warehouse(self, warehouse_id: str) -> str:
        if all(warehouse.id != warehouse_id for warehouse in self.warehouses):
            raise NotFound(f"no warehouse {warehouse_id}")
        return warehouse_id

    def known_storefront(self, storefront: str) -> str:
        if storefront not in self.storefronts:
            raise NotFound(f"no storefront {storefront}")
        return storefront

    def product(self, product_id: str) -> Product:
        try:
            return self.products[product_id]
        except KeyError:
            raise NotFound(f"no product {product_id}") from None

    def find(self, listing: str) -> tuple[Product, Variant]:
        """The product and the variant behind a listing id."""
        product_id, _, variant_id = listing.partition(":")
        product = self.product(product_id)
        for variant in product.variants:
            if variant.id == variant_id:
                return product, variant
        raise NotFound(f"no listing {listing}")

    def on_sale(self) -> list[Product]:
        """Every product that is not deleted."""
        return [product for product in self.products.values() if product.status is not Status.DELETED]

    def set_stock(
        self, listing: str, units: int, warehouse_id: str | None = None, *, why: str = "edit"
    ) -> None:
        """Set the number in one warehouse (the first one if not named)."""
        self.set_stocks(listing, {warehouse_id or self.warehouses[0].id: units}, why=why)

    def set_stocks(self, listing: str, units: Mapping[str, int], *, why: str = "edit") -> None:
        """Set the numbers in some warehouses, all of them or none; the other warehouses keep theirs."""
        if min(units.values()) < 0:
            raise ShopRefusal("stock cannot be negative")
        product, variant = self.find(listing)
        self._not_deleted(product)
        for warehouse in units:
            self.known_warehouse(warehouse)
        stock = {**variant.stock, **units}
        if sum(stock.values()) < variant.reserved:
            raise BelowReserved(f"{variant.reserved} units are reserved for a promotion")
        self._keep(product, replace(variant, stock=stock), why)

    def move(self, listing: str, warehouse_id: str, difference: int, why: str) -> None:
        """What a sale (negative) or a cancellation (positive) does to the number."""
        product, variant = self.find(listing)
        units = variant.stock[warehouse_id] + difference
        if units < 0:
            raise OutOfStock(f"{listing} has {variant.stock[warehouse_id]} units")
        self._keep(product, replace(variant, stock={**variant.stock, warehouse_id: units}), why)

    def set_sku(self, listing: str, sku: str) -> None:
        product, variant = self.find(listing)
        self._not_deleted(product)
        self._keep(product, replace(variant, sku=sku), "sku")

    def set_price(self, listing: str, price: int) -> None:
        if price <= 0:
            raise ShopRefusal("a price is above zero")
        product, variant = self.find(listing)
        self._not_deleted(product)
        self._keep(product, replace(variant, price=price), "price")

    def reserve(self, listing: str, units: int) -> None:
        """Set units aside for a promotion: the stock number may not go below them by an edit."""
        product, variant = self.find(listing)
        if not 0 <= units <= variant.units:
            raise OutOfStock(f"{listing} has {variant.units} units")
        self._keep(product, replace(variant, reserved=units), "reserve")

    def set_status(self, product_id: str, status: Status) -> None:
        product = self.product(product_id)
        self._not_deleted(product)
        now = self.clock.now()
        self.products[product_id] = replace(product, status=status, updated_at=now)
        self.emit(Event("product", status.value, now, extra={"product_id": product_id}))

    def relist(self, listing: str) -> str:
        """Delete the product and make it again; gives the new id of this listing (its siblings move too)."""
        product, variant = self.find(listing)
        self.set_status(product.id, Status.DELETED)
        again = self.add(
            product.name,
            [NewVariant(one.name, one.sku, one.price, one.stock) for one in product.variants],
            storefronts=product.storefronts,
            from_marketplace_warehouse=product.from_marketplace_warehouse,
        )
        return listing_id(again.id, again.variants[product.variants.index(variant)].id)

    @staticmethod
    def _not_deleted(product: Product) -> None:
        if product.status is Status.DELETED:
            raise NotFound(f"product {product.id} is deleted")

    def _keep(self, product: Product, variant: Variant, why: str) -> None:
        now = self.clock.now()
        old = next(one for one in product.variants if one.id == variant.id)
        variants = tuple(variant if one.id == variant.id else one for one in product.variants)
        self.products[product.id] = replace(product, variants=variants, updated_at=now)
        what = "stock" if old.units != variant.units else "product"
        listing = listing_id(product.id, variant.id)
        extra = {"product_id": product.id}
        self.emit(Event(what, why, now, listing=listing, old=old.units, new=variant.units, extra=extra))

    def dump(self) -> list[dict[str, Any]]:
        return [as_json(product) for product in self.products.values()]

    def load(self, data: Sequence[Mapping[str, Any]]) -> None:
        self.products = {product["id"]: product_from(product) for product in data}
