"""The world's own books: what is on the shelf, who linked what, what is owed to buyers. Never the engine's word.

The shelf is real: each SKU has a number of units that only these things change:

| what happens                                | the shelf                                            |
|---------------------------------------------|------------------------------------------------------|
| a person types a count                      | holds what was typed, at that instant                |
| a person types `+/-`                        | gains (or loses) that many at that instant           |
| the person corrects it while it stands      | gains the difference                                 |
| a parcel of a linked listing leaves         | loses its units                                      |
| a person accepts returned goods             | gains them                                           |
| junk, blanks, formulas, sorts, cuts         | stays as it is                                       |
| the SKU in its row becomes another          | is that of the same goods (`goods`)                  |
| its row is given to other goods             | waits beside theirs until they are let go            |
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import NamedTuple

from sandbox.shops.trade import Line as OrderLine
from sandbox.shops.trade import Order

from .goods import Goods, folded
from .places import Layer, Setting


class At(NamedTuple):
    """One listing of one shop."""

    shop: str
    listing: str


class Link(NamedTuple):
    """What a listing is made of, by SKU, and since when (Unix seconds)."""

    parts: Mapping[str, int]
    since: float


class _Count(NamedTuple):
    """What one order line counts for: units that wait to be sent, and units that have left."""

    line: tuple[str, str, str]
    listing: At
    waiting: int
    left: int


def _counts_of(shop: str, order: Order) -> tuple[_Count, ...]:
    return tuple(
        _Count((shop, order.id, line.id), At(shop, line.listing), line.unshipped, line.shipped)
        for line in order.lines
    )


@dataclass(slots=True)
class Books:
    """The truth. `touched` is when something last happened that changes what the engine should know of a SKU;
    `booked_as` what order lines were made of when their listing was linked anew; `fed` SKUs have a formula as count;
    `former` is what a listing was made of whose goods came back under this id.
    """

    layer: Layer
    shelf: dict[str, int] = field(default_factory=dict)
    touched: dict[str, float] = field(default_factory=dict)
    links: dict[At, Link] = field(default_factory=dict)
    booked_as: dict[tuple[str, str, str], Mapping[str, int]] = field(default_factory=dict)
    fed: set[str] = field(default_factory=set)
    _counted: dict[str, dict[str, tuple[Order, Sequence[_Count]]]] = field(default_factory=dict)
    former: dict[At, Mapping[str, int]] = field(default_factory=dict)
    goods: Goods = field(default_factory=Goods)

    @staticmethod
    def open(layer: Layer, setting: Setting, now: float) -> Books:
        """The books of a new world: the shelf holds what the sheet says, equal SKUs are linked."""
        books = Books(layer)
        for sku, units in setting.stock.items():
            books.shelf[sku] = units
            books.touched[sku] = now
        books.goods = Goods.of(setting.stock)
        known = books.goods.known
        for name, shop in layer.shops.items():
            for row in shop.business.listings():
                equal = known.get(folded(row["sku"]))
                if equal is not None:
                    books.links[At(name, row["id"])] = Link({equal: 1}, now)
        return books

    # What changes the shelf

    def count(self, sku: str, units: int, now: float) -> None:
        """A person counted."""
        self.shelf[sku] = units
        self.touch((sku,), now)

    def enter(self, sku: str, units: int, now: float) -> None:
        """Goods came in, or went out where `units` is negative."""
        self._add_units(sku, units)
        self.touch((sku,), now)

    def _add_units(self, sku: str, units: int) -> None:
        """Goods that were let go are nobody's concern any more."""
        if sku in self.shelf:
            self.shelf[sku] += units
        elif sku in self.goods.away:
            self.goods.away[sku] += units

    def has(self, shop: str, order: Order) -> bool:
        """Whether the shelf holds what the order waits for: nobody packs what is not there."""
        wanted: Counter[str] = Counter()
        for line in order.lines:
            for sku, units in self.parts_of(shop, order, line).items():
                wanted[sku] += line.unshipped * units
        return all(self.shelf[sku] >= units for sku, units in wanted.items() if sku in self.shelf)

    def leave(self, shop: str, order: Order, before: Order, now: float) -> None:
        """A parcel left: what was shipped since `before` is on the shelf no more."""
        for line, old in zip(order.lines, before.lines, strict=True):
            for sku, units in self.parts_of(shop, order, line).items():
                self._add_units(sku, -(line.shipped - old.shipped) * units)
                self.touch((sku,), now)

    def link(self, shop: str, listing: str, parts: Mapping[str, int], now: float) -> None:
        """A person named what a listing is made of; {} for nothing."""
        self.links[At(shop, listing)] = Link(dict(parts), now)

    def relist(self, old: At, new: At) -> None:
        """The same goods under another id: lines of the old one keep what they were booked with, and nothing more is
        promised of the new one before a person said what it is (`link`)."""
        link = self.links.pop(old, None)
        self._keep_booked(old, link.parts if link else {})
        self.former[new] = link.parts if link else {}
        self.links[new] = Link(self.former[new], inf)

    def _keep_booked(self, at: At, parts: Mapping[str, int]) -> None:
        """Whatever was ordered of a listing so far keeps what it was made of."""
        for versions in self.layer.shops[at.shop].business.book.versions.values():
            order = versions[-1]
            for line in order.lines:
                if line.listing == at.listing:
                    self.booked_as.setdefault((at.shop, order.id, line.id), parts)

    def hand_over(self, old: str, new: str, units: int, now: float) -> None:
        """The row of some goods is given to others, of which so many lie there."""
        self.goods.leave(old, self.shelf.pop(old), now)
        self.goods.begin(new)
        self.goods.renamed[new] = now
        self.shelf[new], self.touched[new] = units, now

    def let_go(self, sku: str, now: float) -> None:
        """Goods without a row are not managed any more: nothing is made of them, and nobody owes them to a buyer."""
        del self.goods.away[sku]
        for at, link in list(self.links.items()):
            if sku in link.parts:
                self._keep_booked(at, link.parts)
                self.link(at.shop, at.listing, {}, now)
                self.touch(link.parts, now)
        self.former = {at: {} if sku in parts else parts for at, parts in self.former.items()}

    def stranger(self, at: At, now: float) -> None:
        """A listing is nothing but its own SKU any more, as it stands in the shop."""
        (row,) = [row for row in self.layer.shops[at.shop].business.listings() if row["id"] == at.listing]
        sku = self.goods.whose(row["sku"])
        self.link(at.shop, at.listing, {sku: 1} if sku in self.shelf or sku in self.goods.away else {}, now)

    def touch(self, skus: Iterable[str], now: float) -> None:
        """Something happened to these SKUs that the engine should learn."""
        for sku in skus:
            if sku in self.touched:
                self.touched[sku] = now

    # What is owed

    def parts_of(self, shop: str, order: Order, line: OrderLine) -> Mapping[str, int]:
        """What one unit of a line is made of: as it was when the engine could first book it; {} if unlinked."""
        kept = self.booked_as.get((shop, order.id, line.id))
        if kept is not None:
            return kept
        link = self.links.get(At(shop, line.listing))
        return link.parts if link is not None else {}

    def reserved(self, only: str = "") -> dict[str, int]:
        """Units by SKU that linked orders still wait for; of one shop where it is named."""
        owed = dict.fromkeys(self.shelf, 0)
        for name in self.layer.shops:
            if only in ("", name):
                for _, counts in self._counts(name):
                    for one in counts:
                        if one.waiting:
                            self._add(owed, one, one.waiting)
        return owed

    def sold(self, shop: str, counts: Callable[[Order], bool] | None = None) -> dict[str, int]:
        """Units by SKU that a shop's linked orders took, whether they still wait or have left; of those that count."""
        sold = dict.fromkeys(self.shelf, 0)
        for order, units in self._counts(shop):
            if counts is None or counts(order):
                for one in units:
                    self._add(sold, one, one.waiting + one.left)
        return sold

    def _add(self, sums: dict[str, int], one: _Count, times: int) -> None:
        kept = self.booked_as.get(one.line)
        if kept is None:
            link = self.links.get(one.listing)
            kept = link.parts if link is not None else {}
        for sku, units in kept.items():
            if sku in sums:
                sums[sku] += times * units

    def _counts(self, shop: str) -> Iterator[tuple[Order, Sequence[_Count]]]:
        """Every order of a shop with what its lines count; a version of an order never changes."""
        known = self._counted.setdefault(shop, {})
        for name, versions in self.layer.shops[shop].business.book.versions.items():
            kept = known.get(name)
            if kept is None or kept[0] is not versions[-1]:
                kept = known[name] = versions[-1], _counts_of(shop, versions[-1])
            yield kept

    def implied(self, available: Mapping[str, int], buffers: Mapping[str, int], at: At) -> int | None:
        """What a listing should show: how often its parts fit into what is left; None where it is not linked."""
        link = self.links.get(at)
        if link is None or not link.parts or any(sku not in available for sku in link.parts):
            return None
        fits = [(available[sku] - buffers.get(sku, 0)) // units for sku, units in link.parts.items()]
        return max(0, min(fits))
