"""Decides how a shop in memory is spoken to as the engine speaks to any: pages, retries, results item by item.

| what happened                     | a read                       | a write                                |
|-----------------------------------|------------------------------|----------------------------------------|
| no answer, an error of the server | tried again, Unavailable     | UnknownOutcome; not sent: Unavailable  |
| a limit                           | kept if short, RateLimited   | RateLimited, and the rest is not sent  |
| half an answer                    | BadReply                     | BadReply                               |
| an old access token               | renewed once                 | renewed once                           |
| a dead refresh token              | AuthExpired                  | AuthExpired                            |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, Protocol, TypeVar

from engine.clock import Clock
from engine.connectors.base import Capabilities
from engine.errors import (
    AuthExpired,
    BadReply,
    NotFound,
    RateLimited,
    Rejected,
    ShopError,
    Unavailable,
    UnknownOutcome,
)
from engine.model.catalog import Listing
from engine.model.ids import LineKey, ListingKey
from engine.model.orders import OrderLine
from engine.model.remote import Health, ListingsRead, OrdersRead, PushResult, StockTarget, Window
from sandbox.shops.faults import Kind
from sandbox.shops.trade import Line, Order, Product, Stage, Status, stage

from .shop import STOREFRONTS, Expired, KeptPair, MemoryShop, OrderPage, Trouble

T = TypeVar("T")
Traffic = Literal["read", "write", "auth"]
DAY = 86_400.0
MOST_UNITS = 999_999
# How late an order may be told here: longer than it ever is (`moves.outside.lag`), short enough for a window to end.
LATEST = 70.0
ATTEMPTS, PATIENCE, BACKOFF = 3, 5.0, 0.5
SILENT_CALLS = 3


class Carrier(Protocol):
    """What lies between an engine and a shop: time, what others do meanwhile, and faults."""

    def carry(self, traffic: Traffic, name: str, effect: Callable[[], T]) -> T:
        """Carry a call out; or raise RateLimited or Unavailable without it, or UnknownOutcome of a write."""
        ...


class Straight:
    """Nothing lies in between."""

    def carry(self, traffic: Traffic, name: str, effect: Callable[[], T]) -> T:
        return effect()


class MemoryConnector:
    """The `Connector` of `engine.connectors.base` over a shop in memory; `warehouse` as settings name it."""

    def __init__(
        self, shop: MemoryShop, tokens: KeptPair, clock: Clock, carrier: Carrier, *, warehouse: str = ""
    ) -> None:
        self._shop = shop
        self._tokens = tokens
        self._clock = clock
        self._carrier = carrier
        places = [place.id for place in shop.catalogue.warehouses]
        self._warehouse = warehouse or (places[0] if len(places) == 1 else "")
        self._chosen = self._warehouse in places
        self._capabilities = Capabilities(shop.behaviour, STOREFRONTS[shop.behaviour], 50, LATEST, 30 * DAY)

    @property
    def shop(self) -> str:
        return self._shop.name

    @property
    def capabilities(self) -> Capabilities:
        return self._capabilities

    def read_orders(self, window: Window) -> OrdersRead:
        """As `Connector.read_orders`."""
        # Where this clock is behind, the shop's own now counts.
        since, until = int(window.since), int(-(-max(window.until, self._shop.clock.now()) // 1))
        found: dict[str, Order] = {}
        complete = True
        after: tuple[float, str] | None = None
        while True:
            page = self._order_page(since, until, after)
            found.update({order.id: order for order in page.orders})
            complete = complete and page.whole
            after = page.after
            if after is None:
                lines = [line for order in found.values() for line in self._lines(order)]
                return OrdersRead(tuple(lines), complete, window.until)

    def _order_page(self, since: int, until: int, after: tuple[float, str] | None) -> OrderPage:
        return self._read("orders", lambda: self._shop.order_page(self._access(), since, until, after))

    def read_listings(self, cursor: str = "") -> ListingsRead:
        """As `Connector.read_listings`."""
        page = self._read("listings", lambda: self._shop.product_page(self._access(), int(cursor or 0)))
        complete = page.whole
        listings: dict[ListingKey, Listing] = {}
        for product in page.products:
            full: Product | None = product
            if self._shop.behaviour == "pooled" or not product.single:
                try:
                    full = self._details(product.id)
                except (Unavailable, RateLimited):
                    full, complete = None, False
            if full is not None:
                listings.update({one.key: one for one in self._listings(full)})
        following = "" if page.after is None else str(page.after)
        return ListingsRead(tuple(listings.values()), following, complete, self._clock.now())

    def _details(self, product_id: str) -> Product | None:
        return self._read("details", lambda: self._shop.details(self._access(), product_id))

    def read_stock(self, keys: Sequence[ListingKey]) -> Mapping[ListingKey, int]:
        """As `Connector.read_stock`."""
        asked = [key.listing for key in keys if key.shop == self.shop and _well_formed(key)]
        if not asked:
            return {}
        found = self._read("stock", lambda: self._shop.units(self._access(), asked))
        return {ListingKey(self.shop, listing): self._own(stock) for listing, stock in found.items()}

    def canonicalise(self, units: int) -> int:
        """As `Connector.canonicalise`."""
        return min(MOST_UNITS, max(0, units))

    def health(self) -> Health:
        """As `Connector.health`."""
        self._read("stock", lambda: self._shop.units(self._access(), ()))
        places = tuple((place.id, place.name) for place in self._shop.catalogue.warehouses)
        return Health(self._shop.name, 365, places, self._warehouse if self._chosen else "", not self._chosen)

    # Writing

    def set_stock(self, batch: Sequence[StockTarget]) -> tuple[PushResult, ...]:
        """As `Connector.set_stock`: a call for each product, no listing twice in one."""
        results: dict[int, PushResult] = {}
        stop: ShopError | None = None
        silent = 0
        for places in self._calls(batch, results):
            targets = [batch[place] for place in places]
            if stop is None:
                try:
                    answers = self._push(targets)
                    silent = 0
                except ShopError as error:
                    answers = [_failed(target, error) for target in targets]
                    silent = silent + 1 if isinstance(error, Unavailable | UnknownOutcome | BadReply) else 0
                    if isinstance(error, RateLimited | AuthExpired):
                        stop = error
                    elif silent >= SILENT_CALLS:
                        stop = Unavailable("not sent after so many silent calls", shop=self.shop)
            else:
                answers = [_failed(target, stop) for target in targets]
            results.update(zip(places, answers, strict=True))
        return tuple(results[place] for place in range(len(batch)))

    def _calls(self, batch: Sequence[StockTarget], results: dict[int, PushResult]) -> list[list[int]]:
        calls: list[list[int]] = []
        latest: dict[str, list[int]] = {}
        for place, target in enumerate(batch):
            if target.key.shop != self.shop or not _well_formed(target.key):
                results[place] = _failed(target, Rejected("not a listing of this shop", shop=self.shop))
                continue
            product = target.key.listing.partition(":")[0]
            call = latest.get(product)
            full = call is None or len(call) >= self._capabilities.max_batch
            if call is None or full or any(batch[other].key == target.key for other in call):
                call = latest[product] = []
                calls.append(call)
            call.append(place)
        return calls

    def _push(self, targets: Sequence[StockTarget]) -> list[PushResult]:
        if not self._chosen:
            raise Rejected("several warehouses and none is chosen", shop=self.shop)
        product = targets[0].key.listing.partition(":")[0]
        rows = [(target.key.listing, self.canonicalise(target.units)) for target in targets]
        refused = self._once(
            "write",
            "set_stock",
            lambda: self._shop.set_units(self._access(), product, rows, self._warehouse),
        )
        results = []
        for target, (listing, units) in zip(targets, rows, strict=True):
            if listing in refused:
                kind = NotFound if refused[listing] == "not_found" else Rejected
                results.append(_failed(target, kind(refused[listing], shop=self.shop)))
            else:
                echo = units if self._shop.behaviour == "single" else None
                results.append(PushResult(target.key, target.units, "done", echo))
        return results

    # Calling

    def _access(self) -> int:
        return self._tokens.pair.access if self._tokens.pair is not None else -1

    def _read(self, name: str, effect: Callable[[], T]) -> T:
        """A read, tried again where that helps."""
        attempt = 1
        while True:
            try:
                return self._once("read", name, effect)
            except (Unavailable, RateLimited) as error:
                asked = error.retry_after if isinstance(error, RateLimited) else 0.0
                if attempt >= ATTEMPTS or asked > PATIENCE:
                    raise
            self._clock.sleep(max(asked, BACKOFF * 2.0 ** (attempt - 1)))
            attempt += 1

    def _once(self, traffic: Traffic, name: str, effect: Callable[[], T]) -> T:
        """One call, and once more where the token had run out."""
        try:
            return self._call(traffic, name, effect)
        except Expired:
            self._sign_in()
        try:
            return self._call(traffic, name, effect)
        except Expired:
            raise AuthExpired("the new token is refused", shop=self.shop) from None

    def _sign_in(self) -> None:
        pair = self._tokens.pair
        if pair is None:
            raise AuthExpired("never connected", shop=self.shop)
        try:
            renewed = self._carrier.carry("auth", "sign_in", lambda: self._shop.renew(pair.refresh))
        except UnknownOutcome as error:
            # The call that was to come after it was not sent.
            raise Unavailable(error.detail, shop=self.shop) from None
        if renewed is None:
            raise AuthExpired("the refresh token is refused", shop=self.shop)
        if self._tokens.pair is pair:
            # Whoever signed in meanwhile, or consented anew, has the pair that is valid now.
            self._tokens.pair = renewed

    def _call(self, traffic: Traffic, name: str, effect: Callable[[], T]) -> T:
        try:
            return self._carrier.carry(traffic, name, effect)
        except Trouble as trouble:
            fault = trouble.fault
            if fault.kind is Kind.RATE_LIMIT:
                raise RateLimited("limited", retry_after=fault.seconds or 0.0, shop=self.shop) from None
            if fault.kind is Kind.TRUNCATED:
                raise BadReply("half an answer", shop=self.shop) from None
            lost = UnknownOutcome if traffic == "write" else Unavailable
            raise lost(fault.kind.value, shop=self.shop) from None

    # Meaning

    def _own(self, stock: Mapping[str, int]) -> int:
        return stock.get(self._warehouse, 0) if self._chosen else sum(stock.values())

    def _listings(self, product: Product) -> list[Listing]:
        return [
            Listing(
                key=ListingKey(self.shop, f"{product.id}:{variant.id}"),
                product=product.id,
                sku=variant.sku,
                name=product.name,
                variant=variant.name,
                price=variant.price,
                stock=self._own(variant.stock),
                active=product.status is Status.LIVE,
                own_stock=not product.from_marketplace_warehouse,
                storefronts=product.storefronts,
            )
            for variant in product.variants
        ]

    def _lines(self, order: Order) -> list[OrderLine]:
        """One line a listing: parcels and returns do not tell rows of one variant apart."""
        grouped: dict[str, list[Line]] = {}
        for line in order.lines:
            grouped.setdefault(line.listing, []).append(line)
        return [self._line(order, rows) for rows in grouped.values()]

    def _line(self, order: Order, rows: Sequence[Line]) -> OrderLine:
        first = rows[0]
        late = sum(max(0, row.cancelled + row.shipped - row.units) for row in rows)
        taken, cancelled = sum(row.units for row in rows), sum(row.cancelled for row in rows)
        shipped = sum(row.shipped for row in rows)
        elsewhere = self._chosen and all(row.warehouse_id != self._warehouse for row in rows)
        done = stage(order)
        return OrderLine(
            key=LineKey(self.shop, order.id, first.listing),
            listing=ListingKey(self.shop, first.listing),
            sku=first.sku,
            name=", ".join(part for part in (first.product_name, first.variant_name) if part),
            taken=taken,
            released=cancelled - late,
            shipped=shipped,
            # Goods that came back undelivered after a return of theirs are the same goods.
            returned=min(shipped, sum(row.returned for row in rows) + late),
            price=first.price,
            status=done.value,
            storefront=order.storefront,
            created=float(int(order.created_at)),
            updated=float(int(order.updated_at)),
            ship_by=order.ship_by,
            own_stock=not (order.from_marketplace_warehouse or elsewhere),
            final=done in (Stage.COMPLETED, Stage.CANCELLED) or cancelled - late == taken,
            left=float(int(order.shipped_at or 0)) if shipped else 0.0,
        )


def _well_formed(key: ListingKey) -> bool:
    product, _, variant = key.listing.partition(":")
    return product.isdigit() and variant.isdigit()


def _failed(target: StockTarget, error: ShopError) -> PushResult:
    unknown = isinstance(error, UnknownOutcome | BadReply)
    wait = error.retry_after if isinstance(error, RateLimited) else 0.0
    return PushResult(
        target.key,
        target.units,
        "unknown" if unknown else "failed",
        code=error.code,
        detail=error.detail,
        retry_after=wait,
    )
