"""What buyers and parcels do to a shop's orders, and what each move does to the shop's own stock.

| move                | units it touches               | the listing's number   |
|---------------------|--------------------------------|------------------------|
| buy                 | taken                          | falls, or refused      |
| cancel              | cancelled, unshipped ones only | rises again            |
| ship                | shipped                        | stays                  |
| fail_delivery       | cancelled, shipped ones        | stays                  |
| finish_return       | returned                       | stays                  |

Every version of an order is kept, so that an order read can lag behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..wire import Clock
from .catalogue import Catalogue, Emit
from .trade import (
    Event,
    Ids,
    Line,
    NotFound,
    Order,
    OutOfStock,
    Product,
    Return,
    ReturnStatus,
    ShopRefusal,
    Stage,
    Status,
    Variant,
    WrongState,
    as_json,
    order_from,
    return_from,
    stage,
)

DAY = 86_400.0


class OrderBook:
    """The orders and returns of one shop. Not locked: the shop does that."""

    def __init__(self, clock: Clock, ids: Ids, emit: Emit, catalogue: Catalogue) -> None:
        self.clock = clock
        self.ids = ids
        self.emit = emit
        self.catalogue = catalogue
        self.versions: dict[str, tuple[Order, ...]] = {}
        self.returns: dict[str, Return] = {}

    def order(self, order_id: str) -> Order:
        try:
            return self.versions[order_id][-1]
        except KeyError:
            raise NotFound(f"no order {order_id}") from None

    def all(self, as_of: float | None = None) -> list[Order]:
        """Every order as it stands, or as it stood at a moment; later ones are then left out."""
        return self.some(self.versions, as_of)

    def some(self, order_ids: Iterable[str], as_of: float | None = None) -> list[Order]:
        """The orders of these ids that exist, in the order asked for."""
        found = (self.versions[order_id] for order_id in order_ids if order_id in self.versions)
        if as_of is None:
            return [versions[-1] for versions in found]
        seen = (next((one for one in reversed(old) if one.updated_at <= as_of), None) for old in found)
        return [order for order in seen if order is not None]

    def buy(self, storefront: str, items: Sequence[tuple[str, int]], buyer: str) -> Order:
        """A new unpaid order over (listing id, units); taken whole or refused whole (OutOfStock)."""
        self.catalogue.known_storefront(storefront)
        if not items:
            raise ShopRefusal("an order has at least one line")
        now = self.clock.now()
        found = [self._buyable(listing, units, storefront) for listing, units in items]
        if len({product.from_marketplace_warehouse for product, _ in found}) > 1:
            raise ShopRefusal("goods from the marketplace's warehouse are ordered apart")
        warehouses = allocate(items, {listing: self.catalogue.find(listing)[1].stock for listing, _ in items})
        lines: list[Line] = []
        for (listing, units), (product, variant), warehouse in zip(items, found, warehouses, strict=True):
            group = sum(line.listing == listing for line in lines)
            lines.append(self._line(product, variant, units, warehouse, group))
            self.catalogue.move(listing, warehouse, -units, "sale")
        order = Order(
            id=self.ids.order(now),
            storefront=storefront,
            buyer=buyer,
            buyer_id=self.ids.buyer(),
            lines=tuple(lines),
            created_at=now,
            updated_at=now,
            ship_by=now + 3 * DAY,
            package=self.ids.package(),
            from_marketplace_warehouse=found[0][0].from_marketplace_warehouse,
        )
        self.versions[order.id] = (order,)
        self.emit(Event("order", "buy", now, order_id=order.id))
        return order

    def _buyable(self, listing: str, units: int, storefront: str) -> tuple[Product, Variant]:
        product, variant = self.catalogue.find(listing)
        if units <= 0:
            raise ShopRefusal("at least one unit is bought")
        if product.status is not Status.LIVE or storefront not in product.storefronts:
            raise OutOfStock(f"{listing} is not on sale on {storefront}")
        return product, variant

    def _line(self, product: Product, variant: Variant, units: int, warehouse: str, group: int) -> Line:
        return Line(
            id=self.ids.line(product.id, variant.id),
            product_id=product.id,
            variant_id=variant.id,
            product_name=product.name,
            variant_name=variant.name,
            sku=variant.sku,
            price=variant.price,
            units=units,
            warehouse_id=warehouse,
            group=group,
        )

    def pay(self, order_id: str) -> Order:
        order = self._at(order_id, Stage.UNPAID)
        return self._keep(replace(order, paid_at=self.clock.now()), "pay")

    def request_cancel(self, order_id: str, reason: str) -> Order:
        """The buyer asks to cancel a paid, unshipped order; the seller has to answer."""
        order = self._at(order_id, Stage.PAID, Stage.ARRANGED)
        changed = replace(order, cancel_requested=True, cancel_by="buyer", cancel_reason=reason)
        return self._keep(changed, "cancel_request")

    def reject_cancel(self, order_id: str) -> Order:
        order = self.order(order_id)
        if not order.cancel_requested:
            raise WrongState(f"nobody asked to cancel order {order_id}")
        return self._keep(
            replace(order, cancel_requested=False, cancel_by="", cancel_reason=""), "cancel_reject"
        )

    def cancel(self, order_id: str, line_id: str | None, units: int | None, by: str, reason: str) -> Order:
        """Cancel unshipped units: all of the order, of one line, or some of one line."""
        order = self.order(order_id)
        self._not_after(order, Stage.PART_SHIPPED)
        going = self._chosen(order, line_id, units, lambda line: line.unshipped)
        lines = tuple(replace(line, cancelled=line.cancelled + going.get(line.id, 0)) for line in order.lines)
        changed = replace(order, lines=lines, cancel_by=by, cancel_reason=reason, cancel_requested=False)
        self._restore(order, going)
        return self._keep(changed, "cancel")

    def _restore(self, order: Order, going: Mapping[str, int]) -> None:
        """Back to the listings that still exist."""
        for line in order.lines:
            product = self.catalogue.products.get(line.product_id)
            if line.id in going and product is not None and product.status is not Status.DELETED:
                self.catalogue.move(line.listing, line.warehouse_id, going[line.id], "cancel")

    def arrange(self, order_id: str, tracking: str = "") -> Order:
        """The seller books the courier; a tracking number (the seller's own or a new one) exists from here on."""
        order = self._at(order_id, Stage.PAID)
        self._no_request(order)
        changed = replace(order, arranged_at=self.clock.now(), tracking=tracking or self.ids.tracking())
        return self._keep(changed, "arrange")

    def ship(self, order_id: str, line_id: str | None, units: int | None) -> Order:
        """Hand units to the courier (arranging it first where nobody did)."""
        order = self._at(order_id, Stage.PAID, Stage.ARRANGED, Stage.PART_SHIPPED)
        self._no_request(order)
        now = self.clock.now()
        going = self._chosen(order, line_id, units, lambda line: line.unshipped)
        lines = tuple(replace(line, shipped=line.shipped + going.get(line.id, 0)) for line in order.lines)
        changed = replace(
            order,
            lines=lines,
            arranged_at=order.arranged_at or now,
            tracking=order.tracking or self.ids.tracking(),
            shipped_at=now,
        )
        return self._keep(changed, "ship")

    def fail_delivery(self, order_id: str) -> Order:
        """The parcel comes back undelivered: everything shipped counts as cancelled, no stock is restored."""
        order = self._at(order_id, Stage.SHIPPED)
        lines = tuple(replace(line, cancelled=line.units) for line in order.lines)
        changed = replace(order, lines=lines, cancel_by="system", cancel_reason="Failed delivery")
        return self._keep(changed, "fail_delivery")

    def deliver(self, order_id: str) -> Order:
        order = self._at(order_id, Stage.SHIPPED)
        return self._keep(replace(order, delivered_at=self.clock.now()), "deliver")

    def complete(self, order_id: str) -> Order:
        order = self._at(order_id, Stage.SHIPPED, Stage.DELIVERED)
        now = self.clock.now()
        return self._keep(
            replace(order, delivered_at=order.delivered_at or now, completed_at=now), "complete"
        )

    def open_return(self, order_id: str, line_id: str | None, units: int | None) -> Return:
        """A buyer asks to send shipped units back."""
        order = self._at(order_id, Stage.SHIPPED, Stage.DELIVERED, Stage.COMPLETED)
        now = self.clock.now()
        asked = self.open_returns().get(order_id, {})
        going = self._chosen(
            order, line_id, units, lambda line: line.shipped - line.returned - asked.get(line.id, 0)
        )
        made = Return(self.ids.returned(now), order_id, going, ReturnStatus.REQUESTED, now, now)
        self.returns[made.id] = made
        self._keep(order, "return_request")
        self.emit(Event("return", "request", now, order_id=order_id, extra={"return_id": made.id}))
        return made

    def open_returns(self) -> dict[str, dict[str, int]]:
        """Units that undecided returns speak for, by order id and line id."""
        found: dict[str, dict[str, int]] = {}
        for one in self.returns.values():
            if one.status is ReturnStatus.REQUESTED:
                units = found.setdefault(one.order_id, {})
                for line_id, count in one.units.items():
                    units[line_id] = units.get(line_id, 0) + count
        return found

    def finish_return(self, return_id: str, *, accepted: bool = True) -> Return:
        """Close a return; accepted units count as returned. Stock is the seller's to restore."""
        if return_id not in self.returns:
            raise NotFound(f"no return {return_id}")
        found = self.returns[return_id]
        if found.status is not ReturnStatus.REQUESTED:
            raise WrongState(f"return {return_id} is closed")
        now = self.clock.now()
        status = ReturnStatus.COMPLETED if accepted else ReturnStatus.CANCELLED
        closed = replace(found, status=status, updated_at=now)
        self.returns[return_id] = closed
        order = self.order(found.order_id)
        units = found.units if accepted else {}
        lines = tuple(replace(line, returned=line.returned + units.get(line.id, 0)) for line in order.lines)
        self._keep(replace(order, lines=lines), "return")
        extra = {"return_id": return_id}
        self.emit(Event("return", status.value, now, order_id=order.id, extra=extra))
        return closed

    @staticmethod
    def _chosen(
        order: Order, line_id: str | None, units: int | None, free: Callable[[Line], int]
    ) -> dict[str, int]:
        """Units per line that a move touches; more than `free`, or none at all, is refused."""
        if line_id is None:
            if units is not None:
                raise ShopRefusal("units need a line")
            chosen = {line.id: free(line) for line in order.lines if free(line) > 0}
        else:
            line = order.line(line_id)
            wanted = free(line) if units is None else units
            if wanted > free(line) or wanted < 0:
                raise WrongState(f"line {line_id} has {free(line)} units for this, wanted {wanted}")
            chosen = {line.id: wanted} if wanted else {}
        if not chosen:
            raise WrongState(f"order {order.id} has no units left for this")
        return chosen

    def _at(self, order_id: str, *stages: Stage) -> Order:
        order = self.order(order_id)
        if stage(order) not in stages:
            raise WrongState(f"order {order_id} is {stage(order)}")
        return order

    @staticmethod
    def _not_after(order: Order, last: Stage) -> None:
        names = list(Stage)
        if names.index(stage(order)) > names.index(last):
            raise WrongState(f"order {order.id} is {stage(order)}")

    @staticmethod
    def _no_request(order: Order) -> None:
        if order.cancel_requested:
            raise WrongState(f"the buyer of order {order.id} asked to cancel it")

    def _keep(self, order: Order, why: str) -> Order:
        now = self.clock.now()
        kept = replace(order, updated_at=now)
        self.versions[order.id] = (*self.versions[order.id], kept)
        self.emit(Event("order", why, now, order_id=order.id))
        return kept

    def dump(self) -> dict[str, Any]:
        return {
            "orders": [[as_json(order) for order in versions] for versions in self.versions.values()],
            "returns": [as_json(one) for one in self.returns.values()],
        }

    def load(self, data: Mapping[str, Any]) -> None:
        histories = [tuple(order_from(order) for order in versions) for versions in data["orders"]]
        self.versions = {history[-1].id: history for history in histories}
        self.returns = {one["id"]: return_from(one) for one in data["returns"]}


def allocate(items: Sequence[tuple[str, int]], stock: Mapping[str, Mapping[str, int]]) -> list[str]:
    """The warehouse each item comes from: the first that still has the whole of it. OutOfStock otherwise."""
    left = {listing: dict(there) for listing, there in stock.items()}
    chosen: list[str] = []
    for listing, units in items:
        warehouse = next((one for one, there in left[listing].items() if there >= units), None)
        if warehouse is None:
            raise OutOfStock(f"{listing} has {sum(left[listing].values())} units, wanted {units}")
        left[listing][warehouse] -= units
        chosen.append(warehouse)
    return chosen
