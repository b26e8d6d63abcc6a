"""A shop in memory behind `engine.connectors.base.Connector`: listings in pages, orders, a stock that can be set."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from engine.connectors.base import Capabilities
from engine.model.catalog import Listing
from engine.model.ids import LineKey, ListingKey
from engine.model.orders import OrderLine
from engine.model.remote import Health, ListingsRead, OrdersRead, PushResult, StockTarget, Window

PAGE = 100


class MemoryShop:
    """One shop that offers every SKU once; it lowers its own listing on a sale."""

    def __init__(
        self, shop: str, skus: Sequence[tuple[str, str, str, int]], now: Callable[[], float]
    ) -> None:
        self.shop = shop
        self._now = now
        self.capabilities = Capabilities("shopee", (shop,), 50, 60.0, 86_400.0)
        self.listed = [
            Listing(ListingKey(shop, f"{n}:1"), str(n), sku, name, variant, 50_000, 0)
            for n, (sku, name, variant, _) in enumerate(skus)
        ]
        self.stock = {listing.key: units for listing, (*_, units) in zip(self.listed, skus, strict=True)}
        self.orders: list[OrderLine] = []
        self.pushes = 0
        self.page = PAGE

    def sell(self, index: int, units: int, at: float) -> None:
        """A buyer takes units of one listing."""
        listing = self.listed[index]
        key = LineKey(self.shop, f"O{len(self.orders)}", "1")
        self.orders.append(
            OrderLine(
                key,
                listing.key,
                listing.sku,
                listing.name,
                units,
                0,
                0,
                0,
                50_000,
                "READY",
                self.shop,
                at,
                at,
            )
        )
        self.stock[listing.key] -= units

    def read_orders(self, window: Window) -> OrdersRead:
        lines = tuple(line for line in self.orders if window.since <= line.updated < window.until)
        return OrdersRead(lines, True, window.until)

    def read_listings(self, cursor: str = "") -> ListingsRead:
        start = int(cursor or 0)
        page = self.listed[start : start + self.page]
        more = start + self.page < len(self.listed)
        shown = tuple(
            Listing(one.key, one.product, one.sku, one.name, one.variant, one.price, self.stock[one.key])
            for one in page
        )
        return ListingsRead(shown, str(start + self.page) if more else "", True, self._now())

    def read_stock(self, keys: Sequence[ListingKey]) -> Mapping[ListingKey, int]:
        return {key: self.stock[key] for key in keys if key in self.stock}

    def set_stock(self, batch: Sequence[StockTarget]) -> tuple[PushResult, ...]:
        self.pushes += len(batch)
        self.stock.update({target.key: target.units for target in batch})
        return tuple(PushResult(target.key, target.units, "done", target.units) for target in batch)

    def canonicalise(self, units: int) -> int:
        return units

    def health(self) -> Health:
        return Health(self.shop, None)
