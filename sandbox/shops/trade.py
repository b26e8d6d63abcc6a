"""What a shop's books hold: products, orders and returns as frozen values, and which stage an order is in.

Marketplace-independent. Times are unix seconds (float), money is whole rupiah, ids are text.
A *listing* is one variant on sale; its id is `<product id>:<variant id>`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Protocol


class ShopRefusal(Exception):
    """The shop's own rules forbid the move; `code` is stable, the text is for people."""

    code = "refused"


class OutOfStock(ShopRefusal):
    code = "out_of_stock"


class NotFound(ShopRefusal):
    code = "not_found"


class WrongState(ShopRefusal):
    code = "wrong_state"


class BelowReserved(ShopRefusal):
    """A stock number under what a promotion has set aside."""

    code = "below_reserved"


class Status(StrEnum):
    """What a product is in the seller centre."""

    LIVE = "live"
    HIDDEN = "hidden"
    BANNED = "banned"
    DELETED = "deleted"


class Stage(StrEnum):
    """How far an order has come; derived by `stage`, never stored."""

    UNPAID = "unpaid"
    PAID = "paid"
    ARRANGED = "arranged"
    PART_SHIPPED = "part_shipped"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class ReturnStatus(StrEnum):
    REQUESTED = "requested"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


def listing_id(product_id: str, variant_id: str) -> str:
    """The id under which every part of the sandbox names one variant on sale."""
    return f"{product_id}:{variant_id}"


@dataclass(frozen=True, slots=True)
class Warehouse:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class NewVariant:
    """What a seller fills in for one variant; `stock` in the first warehouse, or by warehouse id."""

    name: str
    sku: str
    price: int
    stock: int | Mapping[str, int] = 0


@dataclass(frozen=True, slots=True)
class Variant:
    """One variant: `stock` maps warehouse id to units for sale; `reserved` is set aside for a promotion."""

    id: str
    name: str
    sku: str
    price: int
    stock: Mapping[str, int]
    reserved: int = 0

    @property
    def units(self) -> int:
        return sum(self.stock.values())


@dataclass(frozen=True, slots=True)
class Product:
    """One product with its variants; `single` means that it has no variants and holds exactly one."""

    id: str
    name: str
    variants: tuple[Variant, ...]
    single: bool
    status: Status
    storefronts: tuple[str, ...]
    created_at: float
    updated_at: float
    from_marketplace_warehouse: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One order line; counters are cumulative units. What the buyer saw is copied here and never changes.

    `cancelled` counts units cancelled before and after shipping; those after are within `shipped` too.
    """

    id: str
    product_id: str
    variant_id: str
    product_name: str
    variant_name: str
    sku: str
    price: int
    units: int
    warehouse_id: str
    group: int = 0
    cancelled: int = 0
    shipped: int = 0
    returned: int = 0

    @property
    def listing(self) -> str:
        return listing_id(self.product_id, self.variant_id)

    @property
    def active(self) -> int:
        return self.units - self.cancelled

    @property
    def unshipped(self) -> int:
        """Units still to be sent; nothing is left to send of a line that was cancelled on its way."""
        return max(0, self.units - self.cancelled - self.shipped)


@dataclass(frozen=True, slots=True)
class Order:
    """One order as it stood at `updated_at`; times of what has not happened are None."""

    id: str
    storefront: str
    buyer: str
    buyer_id: str
    lines: tuple[Line, ...]
    created_at: float
    updated_at: float
    ship_by: float
    package: str
    from_marketplace_warehouse: bool = False
    paid_at: float | None = None
    arranged_at: float | None = None
    shipped_at: float | None = None
    delivered_at: float | None = None
    completed_at: float | None = None
    cancel_requested: bool = False
    cancel_by: str = ""
    cancel_reason: str = ""
    tracking: str = ""

    def line(self, line_id: str) -> Line:
        for line in self.lines:
            if line.id == line_id:
                return line
        raise NotFound(f"order {self.id} has no line {line_id}")


@dataclass(frozen=True, slots=True)
class Return:
    """Goods a buyer sends back: `units` maps order line id to units."""

    id: str
    order_id: str
    units: Mapping[str, int]
    status: ReturnStatus
    created_at: float
    updated_at: float


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in the books, from which a marketplace makes its pushes.

    `what`: "order" (created or changed), "stock" (a listing's number moved), "product", "return".
    `why`: the move's name (sale, cancel, edit, api, ...). `old`/`new` are units for "stock".
    """

    what: str
    why: str
    at: float
    order_id: str = ""
    listing: str = ""
    old: int = 0
    new: int = 0
    extra: Mapping[str, str] = field(default_factory=dict)


class Ids(Protocol):
    """How a marketplace names things; each call gives an id that was never given before."""

    def product(self) -> str: ...

    def variant(self, single: bool) -> str: ...

    def order(self, at: float) -> str: ...

    def line(self, product_id: str, variant_id: str) -> str: ...

    def package(self) -> str: ...

    def returned(self, at: float) -> str: ...

    def buyer(self) -> str: ...

    def tracking(self) -> str: ...


def stage(order: Order) -> Stage:
    """Where an order stands; the first row that holds decides.

    | every unit cancelled        | CANCELLED    |
    | completed                   | COMPLETED    |
    | delivered                   | DELIVERED    |
    | nothing left to send, sent  | SHIPPED      |
    | some units sent             | PART_SHIPPED |
    | shipment arranged           | ARRANGED     |
    | paid                        | PAID         |
    | otherwise                   | UNPAID       |
    """
    if all(line.active == 0 for line in order.lines):
        return Stage.CANCELLED
    if order.completed_at is not None:
        return Stage.COMPLETED
    if order.delivered_at is not None:
        return Stage.DELIVERED
    if any(line.shipped for line in order.lines):
        waiting = any(line.unshipped for line in order.lines)
        return Stage.PART_SHIPPED if waiting else Stage.SHIPPED
    if order.arranged_at is not None:
        return Stage.ARRANGED
    return Stage.UNPAID if order.paid_at is None else Stage.PAID


def as_json(value: Product | Order | Return) -> dict[str, Any]:
    """The value as JSON types."""
    return asdict(value)


def product_from(data: Mapping[str, Any]) -> Product:
    variants = tuple(Variant(**variant) for variant in data["variants"])
    fields = {
        **data,
        "variants": variants,
        "status": Status(data["status"]),
        "storefronts": tuple(data["storefronts"]),
    }
    return Product(**fields)


def order_from(data: Mapping[str, Any]) -> Order:
    return Order(**{**data, "lines": tuple(Line(**line) for line in data["lines"])})


def return_from(data: Mapping[str, Any]) -> Return:
    return Return(**{**data, "status": ReturnStatus(data["status"])})
