"""What every Shopee endpoint is given: the shop's parts, and one call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ...wire import Clock
from ..catalogue import Catalogue
from ..faults import Fault, Faults
from ..orderbook import OrderBook
from ..webhooks import Webhooks
from .args import Args
from .envelope import Answer
from .tokens import Tokens

REGION = "ID"
CURRENCY = "IDR"
FIFTEEN_DAYS = 15 * 86_400


@dataclass(slots=True)
class Desk:
    """One shop's parts. `topics`: the push codes each app wants. `several_warehouses`: whether the shop is
    one of the few with warehouses of their own; others do not see the warehouse list."""

    name: str
    shop_id: int
    clock: Clock
    catalogue: Catalogue
    book: OrderBook
    tokens: Tokens
    webhooks: Webhooks
    faults: Faults
    several_warehouses: bool
    topics: dict[str, list[int]]

    def orders_as_of(self) -> float | None:
        """The moment up to which order reads see; None for now."""
        return self.clock.now() - self.faults.order_lag if self.faults.order_lag else None


@dataclass(frozen=True, slots=True)
class Call:
    """One call that passed the gate: the app by name, its arguments, the fault a page read plays."""

    app: str
    args: Args
    fault: Fault | None


Endpoint = Callable[[Desk, Call], Answer]
