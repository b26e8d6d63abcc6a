"""What one shop told in one cycle, and what it answered to pushes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from .catalog import Listing
from .ids import ListingKey
from .orders import OrderLine


@dataclass(frozen=True, slots=True)
class Window:
    """The update times that are asked for: Unix seconds, `since` inclusive, `until` exclusive.

    `returns_since` is for marketplaces that list returns apart from orders: from when completed returns are
    asked for (None: from `since`; `until` or later: not in this read).
    """

    since: float
    until: float
    returns_since: float | None = None

    @property
    def returns(self) -> tuple[float, float] | None:
        """The span in which completed returns are asked for; None where they are not."""
        start = self.since if self.returns_since is None else self.returns_since
        return (start, self.until) if start < self.until else None


@dataclass(frozen=True, slots=True)
class OrdersRead:
    """Order lines updated in a window. Only where `complete` may the horizon advance to `until`."""

    lines: tuple[OrderLine, ...]
    complete: bool
    until: float


@dataclass(frozen=True, slots=True)
class ListingsRead:
    """One page of the rolling scan of a shop's listings.

    `next_cursor` is '' after the last page; `complete` is True where this page was read whole. Only a
    scan whose pages were all complete says anything about absence. `read_at` is the Unix time of the last answer,
    `since` that of the first call (None: the same): each number is of some moment between.
    """

    listings: tuple[Listing, ...]
    next_cursor: str
    complete: bool
    read_at: float
    since: float | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """Whether the shop answers, and how many days its authorisation still holds (None: no limit known).

    `warehouses` are (id, name) of places that hold the seller's stock; `receiving` is the one that stock is
    pushed to ('' where there is none to choose); `needs_choice` where nothing may be pushed until
    settings name one.
    """

    shop_name: str
    days_left: int | None
    warehouses: tuple[tuple[str, str], ...] = ()
    receiving: str = ""
    needs_choice: bool = False


class StockTarget(NamedTuple):
    """Set this listing to `units`; `product` groups listings that may share a call.

    `before` is what it is believed to show (None: not known). A marketplace with compare-and-set sends it along, and
    answers `unknown` where it shows something else: the listing is then read before anything is sent again.
    """

    key: ListingKey
    product: str
    units: int
    before: int | None = None


Outcome = Literal["done", "failed", "unknown"]


class PushResult(NamedTuple):
    """What became of one push. `echo` is the stock that the shop says it now shows (None: not said).

    `failed`: nothing was changed, `code` says why (an error code of `engine.errors`). `unknown`: the
    answer was lost, it must be read back before it is repeated. `retry_after` in seconds.
    """

    key: ListingKey
    units: int
    outcome: Outcome
    echo: int | None = None
    code: str = ""
    detail: str = ""
    retry_after: float = 0.0


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A read that did not happen, or not in time: nothing is concluded from it. `code` is an error code."""

    code: str
    detail: str = ""
    retry_after: float = 0.0


@dataclass(frozen=True, slots=True)
class Remote:
    """One shop's side of a cycle.

    `stock` are readings taken apart from the scan (after a push), asked for at `stock_since` and answered at
    `stock_at`. `whole` are all listings
    of a scan that ended in this cycle with every page complete; None where no such scan ended, so nothing is absent.
    """

    shop: str
    orders: OrdersRead | Unreadable
    listings: ListingsRead | Unreadable
    health: Health | Unreadable | None = None
    stock: Mapping[ListingKey, int] | None = None
    whole: frozenset[ListingKey] | None = None
    stock_at: float = 0.0
    stock_since: float = 0.0
