"""What sellers, buyers and parcels do to one shop's books, each move whole and under one lock.

What happened is gathered as events and handed to `publish` after the move: no push leaves from inside one.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any, TypeVar

from ..wire import Clock
from .catalogue import Catalogue
from .orderbook import OrderBook
from .trade import Event, Ids, NewVariant, Order, Product, Return, Status, Warehouse, stage

T = TypeVar("T")


class Business(ABC):
    """The shop as its seller and its buyers see it; a listing is named `<product id>:<variant id>`."""

    def __init__(
        self, name: str, clock: Clock, ids: Ids, storefronts: Sequence[str], warehouses: Sequence[Warehouse]
    ) -> None:
        self.name = name
        self.clock = clock
        self._lock = threading.RLock()
        self._events: list[Event] = []
        self.catalogue = Catalogue(clock, ids, self._happened, storefronts, warehouses)
        self.book = OrderBook(clock, ids, self._happened, self.catalogue)

    @abstractmethod
    def publish(self, events: Sequence[Event]) -> None:
        """What the outside is told of what happened; called under the lock."""

    def _happened(self, event: Event) -> None:
        self._events.append(event)

    def _do(self, move: Callable[[], T]) -> T:
        """One move under the lock, with its events published even where it ends in a refusal."""
        with self._lock:
            try:
                return move()
            finally:
                events, self._events = self._events, []
                self.publish(events)

    # What sellers do.

    def add_product(
        self,
        name: str,
        variants: Sequence[NewVariant],
        *,
        storefronts: Sequence[str] | None = None,
        from_marketplace_warehouse: bool = False,
        status: Status = Status.LIVE,
    ) -> Product:
        """One variant with an empty name makes a product without variants."""
        return self._do(
            lambda: self.catalogue.add(
                name,
                variants,
                storefronts=storefronts,
                from_marketplace_warehouse=from_marketplace_warehouse,
                status=status,
            )
        )

    def set_stock(self, listing: str, units: int, warehouse_id: str | None = None) -> None:
        """By hand in the seller centre; the first warehouse where none is named."""
        self._do(lambda: self.catalogue.set_stock(listing, units, warehouse_id))

    def set_sku(self, listing: str, sku: str) -> None:
        self._do(lambda: self.catalogue.set_sku(listing, sku))

    def set_price(self, listing: str, price: int) -> None:
        self._do(lambda: self.catalogue.set_price(listing, price))

    def set_status(self, product_id: str, status: Status) -> None:
        self._do(lambda: self.catalogue.set_status(product_id, status))

    def reserve(self, listing: str, units: int) -> None:
        """A promotion sets units aside; an edit below them is refused."""
        self._do(lambda: self.catalogue.reserve(listing, units))

    def relist(self, listing: str) -> str:
        """Delete the product and make it anew; gives this listing's new id."""
        return self._do(lambda: self.catalogue.relist(listing))

    def arrange(self, order_id: str, tracking: str = "") -> Order:
        return self._do(lambda: self.book.arrange(order_id, tracking))

    def reject_cancel(self, order_id: str) -> Order:
        return self._do(lambda: self.book.reject_cancel(order_id))

    # What buyers and parcels do.

    def buy(
        self, storefront: str, items: Sequence[tuple[str, int]], *, buyer: str = "Sari Wulandari"
    ) -> Order:
        """An unpaid order over (listing id, units); OutOfStock where the shop has less."""
        return self._do(lambda: self.book.buy(storefront, items, buyer))

    def pay(self, order_id: str) -> Order:
        return self._do(lambda: self.book.pay(order_id))

    def request_cancel(self, order_id: str, reason: str = "Change of mind") -> Order:
        return self._do(lambda: self.book.request_cancel(order_id, reason))

    def cancel(
        self,
        order_id: str,
        line: str | None = None,
        units: int | None = None,
        *,
        by: str = "buyer",
        reason: str = "Change of mind",
    ) -> Order:
        """Unshipped units of the order, of one line, or some of one line; the shop's own stock rises."""
        return self._do(lambda: self.book.cancel(order_id, line, units, by, reason))

    def ship(self, order_id: str, line: str | None = None, units: int | None = None) -> Order:
        return self._do(lambda: self.book.ship(order_id, line, units))

    def fail_delivery(self, order_id: str) -> Order:
        """Cancelled after shipping: counts as neither a release nor a return until the seller says so."""
        return self._do(lambda: self.book.fail_delivery(order_id))

    def deliver(self, order_id: str) -> Order:
        return self._do(lambda: self.book.deliver(order_id))

    def complete(self, order_id: str) -> Order:
        return self._do(lambda: self.book.complete(order_id))

    def open_return(self, order_id: str, line: str | None = None, units: int | None = None) -> Return:
        return self._do(lambda: self.book.open_return(order_id, line, units))

    def finish_return(self, return_id: str, *, accepted: bool = True) -> Return:
        return self._do(lambda: self.book.finish_return(return_id, accepted=accepted))

    def return_goods(self, order_id: str, line: str | None = None, units: int | None = None) -> Return:
        """A return asked for and accepted at once; the listing's number stays."""
        return self._do(lambda: self.book.finish_return(self.book.open_return(order_id, line, units).id))

    # The shop's own books, as truth to check against.

    def order(self, order_id: str) -> Order:
        with self._lock:
            return self.book.order(order_id)

    def orders(self) -> list[dict[str, Any]]:
        """Every order with its stage and its lines' cumulative units."""
        with self._lock:
            return [self._order_row(order) for order in self.book.all()]

    def _order_row(self, order: Order) -> dict[str, Any]:
        lines = [{"listing": line.listing, **asdict(line)} for line in order.lines]
        return {
            "shop": self.name,
            "storefront": order.storefront,
            "id": order.id,
            "stage": stage(order).value,
            "created_at": order.created_at,
            "updated_at": order.updated_at,
            "lines": lines,
        }

    def listings(self) -> list[dict[str, Any]]:
        """Every variant of every product that is not deleted: {"shop", "id", "sku", "stock"}."""
        with self._lock:
            return [
                {
                    "shop": self.name,
                    "id": f"{product.id}:{variant.id}",
                    "sku": variant.sku,
                    "stock": variant.units,
                }
                for product in self.catalogue.on_sale()
                for variant in product.variants
            ]

    def window(self) -> list[dict[str, Any]]:
        """The listings as buyers see them: also name, variant, price, status, and the storefronts that show them."""
        with self._lock:
            return [
                {
                    "shop": self.name,
                    "id": f"{product.id}:{variant.id}",
                    "sku": variant.sku,
                    "stock": variant.units,
                    "name": product.name,
                    "variant": variant.name,
                    "price": variant.price,
                    "status": product.status.value,
                    "storefronts": list(product.storefronts),
                }
                for product in self.catalogue.on_sale()
                for variant in product.variants
            ]
