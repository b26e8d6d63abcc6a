"""What every marketplace connector can do, and nothing about how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from ..model.ids import ListingKey
from ..model.remote import Health, ListingsRead, OrdersRead, PushResult, StockTarget, Window


@dataclass(frozen=True, slots=True)
class Capabilities:
    """Facts about a marketplace.

    `order_lag` is how late, in seconds, an update may still appear in a window that was already read
    (windows overlap by it); `first_look_back` how far back, in seconds, the first order read goes;
    `max_batch` the most listings of one product in one stock call; `targeted_reads` whether
    `read_stock` costs less than a scan; `storefronts` what buyers see; `least_pause` the seconds between two
    reads of orders that the marketplace's quota asks for (0: every cycle may read).
    """

    kind: str
    storefronts: tuple[str, ...]
    max_batch: int
    order_lag: float
    first_look_back: float
    targeted_reads: bool = True
    least_pause: float = 0.0


class Connector(Protocol):
    """One shop of one seller.

    Must: return results per item, never one error for a batch; say `complete=False` where anything was
    left out; raise only the `ShopError` tree of `engine.errors`, without secrets or buyers' data.
    May: split a batch into calls as the marketplace needs. Must not: retry a write whose answer was
    lost, log, or keep state between calls other than tokens (through the vault), pacing, and names that would
    cost a call each time.
    """

    @property
    def shop(self) -> str:
        """The seller's own name of this shop, from settings."""
        ...

    @property
    def capabilities(self) -> Capabilities: ...

    def read_orders(self, window: Window) -> OrdersRead:
        """Every order line whose order was updated in the window, with cumulative units.

        The window ends by our clock: what a shop whose clock is ahead dates after it comes in as well.
        Where returns are listed apart from orders, those completed in `window.returns` bring their orders too.
        """
        ...

    def read_listings(self, cursor: str = "") -> ListingsRead:
        """One page of all listing variants; '' starts a scan, and an answer's '' ends it."""
        ...

    def read_stock(self, keys: Sequence[ListingKey]) -> Mapping[ListingKey, int]:
        """The stock shown now for these listings; those that the shop does not know are absent."""
        ...

    def set_stock(self, batch: Sequence[StockTarget]) -> tuple[PushResult, ...]:
        """Set absolute stock; one result per target, in the order of the batch, whatever the shop says."""
        ...

    def canonicalise(self, units: int) -> int:
        """What the shop will show after being told `units` (a cap, a minimum)."""
        ...

    def health(self) -> Health:
        """A cheap call that proves the connection."""
        ...


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a consent or refresh gave: secrets, absolute Unix expiry times, and the shop's own ids.

    `extra` holds what the marketplace needs besides (`shop_id`, `shop_cipher`), no secrets of the app.
    """

    access: str
    access_expires: float
    refresh: str
    refresh_expires: float
    extra: tuple[tuple[str, str], ...] = ()

    def __repr__(self) -> str:
        return f"Tokens(access_expires={self.access_expires}, refresh_expires={self.refresh_expires})"


class TokenStore(Protocol):
    """Where one shop's tokens live, for every process that speaks to this shop."""

    def load(self) -> Tokens | None: ...

    def save(self, tokens: Tokens) -> None:
        """Durable when it returns."""
        ...

    def refreshing(self) -> AbstractContextManager[object]:
        """Excludes every other thread and process that would change these tokens; it cannot be nested.

        Load again inside: whoever held it before may have replaced them. It ends with the process that holds
        it. Unavailable where it is not to be had in good time.
        """
        ...


@runtime_checkable
class Authorises(Protocol):
    """Connectors that a seller connects through a consent page."""

    def consent_url(self, redirect: str, state: str) -> str:
        """The page at which the seller agrees."""
        ...

    def exchange(self, code: str, extra: Mapping[str, str]) -> Tokens:
        """A code from the redirect (with its other query values) into tokens, saved in the token store."""
        ...


@runtime_checkable
class AcceptsWebhooks(Protocol):
    """Connectors whose shops push hints. A hint only marks the shop dirty; its payload is never trusted."""

    def verify_webhook(self, url: str, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether the raw body was signed for this callback url. Header names are lower-case."""
        ...

    def register_webhook(self, url: str) -> None:
        """Tell the shop where to push."""
        ...


@runtime_checkable
class AnswersProbes(Protocol):
    """Connectors whose shops try a callback address unsigned, and take it only where the answer is a success."""

    def is_probe(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether this is such a trial. It is answered and does nothing, so a forged one does no harm."""
        ...
