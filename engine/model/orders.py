"""Order lines as state: cumulative units, never events."""

from __future__ import annotations

from dataclasses import dataclass

from .catalog import Component
from .ids import LineKey, ListingKey


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One order line as a shop now tells it. Units are cumulative; times are Unix seconds.

    `taken` units were ordered; `released` of them were cancelled unshipped; `shipped` left the shelf;
    `returned` are back or were cancelled after shipping (they wait for a person's word).
    `updated` orders snapshots of one line: an older one is ignored. `status` is the shop's own word.
    `final` is True where the shop will tell no more changes but a return. `left` is when the courier took the
    first parcel (0: the shop does not say); `updated` may be of something that happened to it later.
    """

    key: LineKey
    listing: ListingKey
    sku: str
    name: str
    taken: int
    released: int
    shipped: int
    returned: int
    price: int
    status: str
    storefront: str
    created: float
    updated: float
    ship_by: float = 0.0
    own_stock: bool = True
    final: bool = False
    left: float = 0.0


@dataclass(frozen=True, slots=True)
class BookedLine:
    """An order line together with what the ledger has booked for it.

    `components` are the SKUs and units of its first booking and stay as they are when the listing is
    linked anew; empty means that nothing is booked yet (an unlinked listing). The four counters are the
    cumulative units already booked. `opening` marks lines that were shipped or final when the shop was
    first connected: they book nothing. `rebuilds` counts how often a rebuild took back what was booked of it: what is
    booked anew then has causes of its own. `early` marks lines that came in before their listing was ever read: whether
    it is linked is not known yet.
    """

    line: OrderLine
    components: tuple[Component, ...] = ()
    reserved: int = 0
    released: int = 0
    shipped: int = 0
    restocked: int = 0
    discarded: int = 0
    opening: bool = False
    first_seen: float = 0.0
    rebuilds: int = 0
    early: bool = False

    @property
    def open_units(self) -> int:
        """Units of the listing that are reserved now."""
        return max(0, self.reserved - self.released - self.shipped)
