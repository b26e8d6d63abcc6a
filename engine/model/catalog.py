"""What shops offer, and what each listing is made of in the seller's own SKUs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from .ids import ListingKey

LinkStatus = Literal["matched", "unmatched", "empty", "duplicate", "unmanaged", "ambiguous"]


class Component(NamedTuple):
    """`units` of the master SKU (canonical key) in one unit of a listing."""

    sku: str
    units: int


def over(components: tuple[Component, ...], names: Mapping[str, str]) -> tuple[Component, ...]:
    """The components under their new names, each SKU once."""
    units: dict[str, int] = {}
    for part in components:
        sku = names.get(part.sku, part.sku)
        units[sku] = units.get(sku, 0) + part.units
    return tuple(Component(sku, count) for sku, count in units.items())


@dataclass(frozen=True, slots=True)
class Listing:
    """One sellable variant as a shop shows it. Stock in units, price in whole currency units.

    `stock` is what the shop would sell from the seller's own warehouse; `product` groups variants that
    share a call; `own_stock` is False where the marketplace's warehouse fulfils it (never pushed).
    """

    key: ListingKey
    product: str
    sku: str
    name: str
    variant: str
    price: int
    stock: int
    active: bool = True
    own_stock: bool = True
    storefronts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Binding:
    """What the engine knows of one listing between cycles.

    `components` is the link in force (empty: unlinked), `chosen` is True where a person named it;
    `pushed` the last number confirmed on both sides; `expected` what the shop should show now (push − own sales +
    own restores); `seen` the last stock read and `seen_at` its Unix time, or any in the `seen_for` seconds before;
    `suspect` counts the readings in a row that differed from `expected`; `drifts` the Unix times of recent drifts;
    `uncertain` that the next reading decides; `refused` the number that the shop would not take; `lowered_at` the
    Unix time at which an edit last took it to zero or far down, 0.0 once it rose again or a person released such
    edits.
    """

    listing: Listing
    components: tuple[Component, ...] = ()
    status: LinkStatus = "unmatched"
    chosen: bool = False
    pushed: int | None = None
    expected: int | None = None
    seen: int | None = None
    seen_at: float = 0.0
    seen_for: float = 0.0
    suspect: int = 0
    drifts: tuple[float, ...] = ()
    frozen: bool = False
    uncertain: bool = False
    refused: str = ""
    gone: bool = False
    lowered_at: float = 0.0
