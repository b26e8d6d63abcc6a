"""Decides what a shop in memory tells and does: the neutral books of the sandbox, asked without a wire.

| behaviour | storefronts         | details are asked for | a number set is |
|-----------|---------------------|-----------------------|-----------------|
| `single`  | one                 | products with variants | echoed         |
| `pooled`  | two, from one stock | every product          | not echoed     |

Requests that are read or changed in one step are one call each: `orders`, `listings`, `details`, `stock`, `set_stock`,
`sign_in`. The faults of `sandbox.shops.faults` are aimed at these names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from sandbox.shops.business import Business
from sandbox.shops.faults import Fault, Faults, Kind
from sandbox.shops.mint import Mint
from sandbox.shops.trade import Event, Order, Product, ShopRefusal, Status, Warehouse
from sandbox.shops.webhooks import Webhooks
from sandbox.wire import Clock

Behaviour = Literal["single", "pooled"]
STOREFRONTS: Mapping[Behaviour, tuple[str, ...]] = {"single": ("satu",), "pooled": ("satu", "dua")}
HOME = Warehouse("1", "Rumah")
ORDER_PAGE, LISTING_PAGE = 50, 10
HOOK_RETRIES = (60.0, 300.0)


@dataclass(slots=True)
class Numbers:
    """Names everything with numbers that are never given twice."""

    mint: Mint

    def product(self) -> str:
        return str(self.mint.number(10**8, 10**9))

    def variant(self, single: bool) -> str:
        return "0" if single else str(self.mint.number(10**9, 10**10))

    def order(self, at: float) -> str:
        return f"O{int(at)}{self.mint.number(10**6, 10**7)}"

    def line(self, product_id: str, variant_id: str) -> str:
        return f"L{self.mint.number(10**6, 10**7)}"

    def package(self) -> str:
        return f"P{self.mint.number(10**6, 10**7)}"

    def returned(self, at: float) -> str:
        return f"R{self.mint.number(10**6, 10**7)}"

    def buyer(self) -> str:
        return str(self.mint.number(10**6, 10**7))

    def tracking(self) -> str:
        return f"T{self.mint.number(10**6, 10**7)}"


class Trouble(Exception):
    """The shop does not answer as it should; `fault` says how."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.kind.value)
        self.fault = fault


class Expired(Exception):
    """The access token is none any more."""


class Pair(NamedTuple):
    """The numbers of an access token and of the refresh token that comes with it."""

    access: int
    refresh: int


class OrderPage(NamedTuple):
    """Orders in the order of their last update; `after` is where the next page begins, None after the last."""

    orders: tuple[Order, ...]
    after: tuple[float, str] | None
    whole: bool


class ProductPage(NamedTuple):
    """Products in the order in which they were made; `after` counts those before the next page."""

    products: tuple[Product, ...]
    after: int | None
    whole: bool


class MemoryShop(Business):
    """One shop. `hook` is told of every webhook that is sent, and whether it is forged."""

    def __init__(
        self,
        name: str,
        behaviour: Behaviour,
        clock: Clock,
        salt: int,
        *,
        warehouses: Sequence[Warehouse] = (HOME,),
        hook: Callable[[bool], int] | None = None,
    ) -> None:
        super().__init__(name, clock, Numbers(Mint(salt)), STOREFRONTS[behaviour], warehouses)
        self.behaviour = behaviour
        self.faults = Faults()
        self.webhooks = Webhooks(HOOK_RETRIES)
        self.reached: Counter[str] = Counter()
        self._hook = hook
        self._granted = 0
        self._valid = Pair(0, 0)
        self._expired = False

    # Signing in

    def grant(self) -> Pair:
        """The seller agrees: a fresh pair, and every older one is dead."""
        self._granted += 1
        self._valid, self._expired = Pair(self._granted, self._granted), False
        return self._valid

    def renew(self, refresh: int) -> Pair | None:
        """A new pair for a refresh token that was not used before; None where it is dead."""
        self.reached["auth"] += 1
        return self.grant() if refresh == self._valid.refresh else None

    def expire(self) -> None:
        """The access token is refused from now on."""
        self._expired = True

    def revoke(self) -> None:
        """The refresh token is dead too."""
        self._expired = True
        self._valid = Pair(0, -1)

    def _asked(self, name: str, traffic: str, access: int) -> Fault | None:
        """A call came in; raises what stops it, gives a fault that only a page can play."""
        self.reached[traffic] += 1
        fault = self.faults.take(name, "engine")
        if fault is not None and fault.kind in (Kind.CUT_BEFORE, Kind.RATE_LIMIT, Kind.ERROR_BEFORE):
            raise Trouble(fault)
        if self._expired or access != self._valid.access:
            raise Expired
        return fault

    @staticmethod
    def _answered(fault: Fault | None) -> None:
        if fault is not None and fault.kind in (Kind.CUT_AFTER, Kind.ERROR_AFTER, Kind.TRUNCATED):
            raise Trouble(fault)

    # What an integration may ask

    def order_page(self, access: int, since: int, until: int, after: tuple[float, str] | None) -> OrderPage:
        """A page of the orders that were updated in whole seconds [since, until)."""
        fault = self._asked("orders", "read", access)
        lag = self.faults.order_lag
        orders = self.book.all(self.clock.now() - lag if lag else None)
        rows = sorted((one.updated_at, one.id, one) for one in orders if since <= int(one.updated_at) < until)
        left = [row for row in rows if after is None or row[:2] > after]
        page, rest = left[:ORDER_PAGE], left[ORDER_PAGE:]
        following = page[-1][:2] if rest else None
        whole = True
        if fault is not None and fault.kind is Kind.SHORT_PAGE and len(page) > 1:
            page, whole = page[: len(page) // 2], False
        self._answered(fault)
        return OrderPage(tuple(order for _, _, order in page), following, whole)

    def product_page(self, access: int, after: int) -> ProductPage:
        """A page of the products that are not deleted."""
        fault = self._asked("listings", "read", access)
        made = list(self.catalogue.products.values())
        if fault is not None and fault.kind is Kind.EMPTY_CATALOGUE:
            made = []
        page: list[Product] = []
        at = after
        while at < len(made) and len(page) < LISTING_PAGE:
            if made[at].status is not Status.DELETED:
                page.append(made[at])
            at += 1
        following = at if any(one.status is not Status.DELETED for one in made[at:]) else None
        whole = True
        if fault is not None and fault.kind is Kind.SHORT_PAGE and page:
            page, whole = page[: len(page) // 2], False
        if fault is not None and fault.kind is Kind.DUPLICATE_PAGE and 0 < after <= len(made):
            page.insert(0, made[after - 1])
        self._answered(fault)
        return ProductPage(tuple(page), following, whole)

    def details(self, access: int, product_id: str) -> Product | None:
        """One product; None where it is gone."""
        fault = self._asked("details", "read", access)
        self._answered(fault)
        return self._live(product_id)

    def units(self, access: int, listings: Sequence[str]) -> dict[str, Mapping[str, int]]:
        """Units by warehouse of those listings that there are."""
        fault = self._asked("stock", "read", access)
        found = {}
        for listing in listings:
            product_id, _, variant_id = listing.partition(":")
            product = self._live(product_id)
            for variant in product.variants if product is not None else ():
                if variant.id == variant_id:
                    found[listing] = variant.stock
        self._answered(fault)
        return found

    def set_units(
        self, access: int, product_id: str, rows: Sequence[tuple[str, int]], warehouse: str
    ) -> dict[str, str]:
        """Set the number of some variants of one product; what is refused, and why (`not_found` or another word)."""
        fault = self._asked("set_stock", "write", access)
        lie = fault is not None and fault.kind is Kind.LIE
        refused = self._do(lambda: self._set_units(product_id, rows, warehouse, lie=lie))
        self._answered(fault)
        return refused

    def _set_units(
        self, product_id: str, rows: Sequence[tuple[str, int]], warehouse: str, *, lie: bool
    ) -> dict[str, str]:
        product = self._live(product_id)
        refused: dict[str, str] = {}
        for listing, units in rows:
            if product is None:
                refused[listing] = "not_found"
                continue
            if product.from_marketplace_warehouse:
                refused[listing] = "not_yours"
                continue
            try:
                _, variant = self.catalogue.find(listing)
                if not lie and variant.stock[warehouse] != units:
                    self.catalogue.set_stocks(listing, {warehouse: units}, why="api")
            except ShopRefusal as refusal:
                refused[listing] = refusal.code
        return refused

    def _live(self, product_id: str) -> Product | None:
        product = self.catalogue.products.get(product_id)
        return None if product is None or product.status is Status.DELETED else product

    # Webhooks

    def publish(self, events: Sequence[Event]) -> None:
        """Queue a hint for each event, as `Business.publish`."""
        for event in events:
            for app in self.webhooks.urls:
                self.webhooks.put(app, event.what, "", event.at)

    def tick(self) -> None:
        """Send every webhook that is due."""
        for parcel in self.webhooks.due(self.clock.now()):
            status = self._hook(parcel.forged) if self._hook is not None else 0
            self.webhooks.settle(parcel, status, self.clock.now())


@dataclass(slots=True)
class KeptPair:
    """A seller's tokens as the vault keeps them: the cache's fate does not touch them."""

    pair: Pair | None = field(default=None)
