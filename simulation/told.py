"""Decides which listings' numbers an engine was told: those that its connectors hand to it, and no others.

A call alone does not say it: a page of a catalogue holds some listings, and of an answer that is torn nothing is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from engine.connectors.base import Capabilities, Connector
from engine.model.ids import ListingKey
from engine.model.remote import Health, ListingsRead, OrdersRead, PushResult, StockTarget, Window

Tell = Callable[[Iterable[ListingKey]], None]


class Telling:
    """A connector as an engine has it; `tell` hears of every listing whose number it hands over."""

    def __init__(self, inner: Connector, tell: Tell) -> None:
        self._inner = inner
        self._tell = tell

    @property
    def shop(self) -> str:
        """As `Connector.shop`."""
        return self._inner.shop

    @property
    def capabilities(self) -> Capabilities:
        """As `Connector.capabilities`."""
        return self._inner.capabilities

    def read_orders(self, window: Window) -> OrdersRead:
        """As `Connector.read_orders`."""
        return self._inner.read_orders(window)

    def read_listings(self, cursor: str = "") -> ListingsRead:
        """As `Connector.read_listings`."""
        page = self._inner.read_listings(cursor)
        self._tell(listing.key for listing in page.listings)
        return page

    def read_stock(self, keys: Sequence[ListingKey]) -> Mapping[ListingKey, int]:
        """As `Connector.read_stock`."""
        found = self._inner.read_stock(keys)
        self._tell(found)
        return found

    def set_stock(self, batch: Sequence[StockTarget]) -> tuple[PushResult, ...]:
        """As `Connector.set_stock`."""
        return self._inner.set_stock(batch)

    def canonicalise(self, units: int) -> int:
        """As `Connector.canonicalise`."""
        return self._inner.canonicalise(units)

    def health(self) -> Health:
        """As `Connector.health`."""
        return self._inner.health()
