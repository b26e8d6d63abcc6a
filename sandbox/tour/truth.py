"""Decides what every shop and every row should show, from what was typed, ordered and shipped; never from the engine.

available = on hand − units of open orders of linked listings; a listing shows max(0, available). The tour's
world has no buffers, bundles or shop rules, so one listing stands for one unit of one SKU.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from .world import Books, Key, Listing, Row


class Wrong(NamedTuple):
    """A number that is not what it should be: whose, and what is seen, in words."""

    sku: str
    text: str


def folded(sku: str) -> str:
    """Two SKUs are the same where this is."""
    return " ".join(sku.split()).casefold()


def linked_alone(listings: Mapping[Key, Listing], masters: Mapping[str, int]) -> dict[Key, str]:
    """Listings that link by themselves: their SKU stands once in their shop, and in the sheet."""
    by_key = {folded(sku): sku for sku in masters}
    times = Counter((key.shop, folded(one.sku)) for key, one in listings.items())
    return {
        key: by_key[folded(one.sku)]
        for key, one in listings.items()
        if folded(one.sku) in by_key and times[key.shop, folded(one.sku)] == 1
    }


def unlinked(listings: Mapping[Key, Listing], links: Mapping[Key, str]) -> dict[str, set[Key]]:
    """Listings without a link, by what is wrong with them: empty, duplicate, unmatched."""
    times = Counter((key.shop, folded(one.sku)) for key, one in listings.items())
    found: dict[str, set[Key]] = {"empty": set(), "duplicate": set(), "unmatched": set()}
    for key, one in listings.items():
        if key in links:
            continue
        if not one.sku.strip():
            found["empty"].add(key)
        elif times[key.shop, folded(one.sku)] > 1:
            found["duplicate"].add(key)
        else:
            found["unmatched"].add(key)
    return found


@dataclass(slots=True)
class Truth:
    """On hand by SKU (what people typed, less what left the house), and links by listing."""

    on_hand: dict[str, int]
    links: dict[Key, str]

    def open_units(self, books: Books, sku: str) -> int:
        """Units of this SKU in orders that have not been sent."""
        return sum(books.open_units.get(key, 0) for key, linked in self.links.items() if linked == sku)

    def available(self, books: Books, sku: str) -> int:
        """What is left for sale; negative where more was sold than there is."""
        return self.on_hand[sku] - self.open_units(books, sku)

    def sellable(self, books: Books, sku: str) -> int:
        """What each listing of this SKU should show."""
        return max(0, self.available(books, sku))

    def listings(self, sku: str) -> list[Key]:
        """The listings that are linked to this SKU."""
        return sorted(key for key, linked in self.links.items() if linked == sku)

    def wrong_listings(self, books: Books) -> list[Wrong]:
        """Linked listings that show another number."""
        found = []
        for key, sku in sorted(self.links.items()):
            shown, wanted = books.listings[key].stock, self.sellable(books, sku)
            if shown != wanted:
                found.append(Wrong(sku, f"{key.shop} {sku} shows {shown}, should be {wanted}"))
        return found

    def wrong_rows(self, books: Books, rows: list[Row]) -> list[Wrong]:
        """Rows of the SKU tab whose Stok, Dipesan or Tersedia is another number."""
        by_sku = {row.get("SKU", ""): row for row in rows}
        found = []
        for sku, on_hand in sorted(self.on_hand.items()):
            row = by_sku.get(sku)
            if row is None:
                found.append(Wrong(sku, f"{sku} has no row"))
                continue
            waiting = self.open_units(books, sku)
            for column, wanted in (("Stok", on_hand), ("Dipesan", waiting), ("Tersedia", on_hand - waiting)):
                shown = row.get(column, "")
                if shown != str(wanted) and not (shown == "" and column == "Dipesan" and wanted == 0):
                    found.append(Wrong(sku, f"{sku} {column} shows {shown or 'nothing'}, should be {wanted}"))
        return found

    def leave_out(self, sku: str) -> None:
        """Speak of this SKU no more."""
        del self.on_hand[sku]
        self.links = {key: linked for key, linked in self.links.items() if linked != sku}
