"""Decides what a seller should put right before (or while) shops are connected: the pre-integration check.

| finding            | severity | about                                                                    |
|--------------------|----------|--------------------------------------------------------------------------|
| check.unreadable   | fault    | a shop that did not answer; nothing else is concluded about it           |
| check.empty        | fault    | listings without a SKU                                                   |
| check.duplicate    | fault    | listings of one shop that share a SKU                                    |
| check.mismatched   | fault    | a SKU that is in no other shop and not in the sheet                      |
| check.moving       | fault    | stock that moved between two readings and no order explains it           |
| check.warehouse    | fault    | a shop with several warehouses of which settings name none: nothing is sent |
| check.number       | note     | a SKU that spreadsheets turn into a number or a date                     |
| check.leading_zero | note     | a SKU that starts with zero                                              |
| check.space        | note     | a SKU with blanks in or around it                                        |
| check.case         | note     | SKUs that differ by letter case alone, here or elsewhere                 |
| check.sheet_only   | note     | a SKU of the sheet that no shop sells (only where every shop was read)   |

A note is something that Selaras copes with and other spreadsheets or tools may not. A mismatch needs
somewhere else to look: with an empty sheet it is only concluded where two shops or more were all read.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from ..model.catalog import Listing
from ..model.ids import ListingKey, sku_key
from ..model.orders import OrderLine
from ..model.remote import Health

EXAMPLES = 3

_NUMBER = re.compile(r"^[+-]?[1-9]\d*([.,]\d+)?(e[+-]?\d+)?$", re.IGNORECASE | re.ASCII)
_DATE = re.compile(r"^\d{1,4}[-/.]\d{1,2}([-/.]\d{1,4})?$", re.ASCII)


class Finding(NamedTuple):
    """One thing found: its message code, the shop ('' where it is about the sheet), and the listings."""

    code: str
    shop: str
    severity: Literal["fault", "note"]
    params: tuple[tuple[str, str], ...]
    listings: tuple[ListingKey, ...] = ()


class Moved(NamedTuple):
    """Stock of one listing at two readings, in units."""

    before: int
    after: int


def findings(
    shop_listings: Mapping[str, Sequence[Listing]],
    masters: Mapping[str, str] | Iterable[str],
    unreadable: Mapping[str, str],
    movers: Mapping[ListingKey, Moved],
) -> tuple[Finding, ...]:
    """Everything found, shop by shop in order of name; faults first within a shop.

    `shop_listings` are the complete listings of every shop that was read; `masters` the sheet's SKUs as
    shown (or canonical key to shown); `unreadable` shops with their error code; `movers` see `moved`.
    """
    sheet = {sku_key(sku): sku for sku in (masters.values() if isinstance(masters, Mapping) else masters)}
    readable = {shop: rows for shop, rows in shop_listings.items() if shop not in unreadable}
    sold_in: dict[str, set[str]] = defaultdict(set)
    spelled: dict[str, set[str]] = defaultdict(set)
    for key, sku in sheet.items():
        spelled[key].add(_spelling(sku))
    for shop, listings in readable.items():
        for listing in listings:
            key = sku_key(listing.sku)
            sold_in[key].add(shop)
            spelled[key].add(_spelling(listing.sku))
    comparable = bool(sheet) or (len(readable) > 1 and not unreadable)
    found: list[Finding] = []
    for shop in sorted({*shop_listings, *unreadable}):
        if shop in unreadable:
            params = (("shop", shop), ("code", unreadable[shop]))
            found.append(Finding("check.unreadable", shop, "fault", params))
            continue
        found += _faults(shop, readable[shop], sheet, sold_in, comparable)
        found += _moving(shop, readable[shop], movers)
        found += _notes(shop, readable[shop], spelled)
    only = [sheet[key] for key in sorted(sheet) if key and key not in sold_in]
    if only and readable and not unreadable:
        params = (("count", str(len(only))), ("examples", _examples(only)))
        found.append(Finding("check.sheet_only", "", "note", params))
    return tuple(found)


def unchosen(healths: Mapping[str, Health]) -> tuple[Finding, ...]:
    """Shops to which nothing can be sent before settings name the warehouse, each place with its id and name."""
    found = []
    for shop, health in sorted(healths.items()):
        if health.needs_choice:
            places = ", ".join(
                f'"{place}" ({name})' if name else f'"{place}"' for place, name in health.warehouses
            )
            params = (("shop", shop), ("places", places))
            found.append(Finding("check.warehouse", shop, "fault", params))
    return tuple(found)


def moved(
    before: Iterable[Listing],
    after: Iterable[Listing],
    orders_before: Iterable[OrderLine],
    orders_after: Iterable[OrderLine],
) -> dict[ListingKey, Moved]:
    """Listings whose stock moved between two readings further than orders can explain.

    `orders_before` are order lines read before the first reading, `orders_after` those read after the
    second. An order may lie on either side of either reading, so any difference between all units sold
    and all units given back in that time is explained; nobody is accused on a torn reading.
    """
    sold: Counter[ListingKey] = Counter()
    given_back: Counter[ListingKey] = Counter()
    known = {line.key: line for line in orders_before}
    for line in orders_after:
        old = known.get(line.key)
        sold[line.listing] += max(0, line.taken - (old.taken if old else 0))
        back = line.released + line.returned - (old.released + old.returned if old else 0)
        given_back[line.listing] += max(0, back)
    first = {listing.key: listing.stock for listing in before if listing.own_stock}
    out: dict[ListingKey, Moved] = {}
    for listing in after:
        start = first.get(listing.key)
        if start is None or not listing.own_stock:
            continue
        if not -sold[listing.key] <= listing.stock - start <= given_back[listing.key]:
            out[listing.key] = Moved(start, listing.stock)
    return out


def _faults(
    shop: str,
    listings: Sequence[Listing],
    sheet: Mapping[str, str],
    sold_in: Mapping[str, set[str]],
    comparable: bool,
) -> list[Finding]:
    times = Counter(sku_key(listing.sku) for listing in listings)
    groups: dict[str, list[Listing]] = {"empty": [], "duplicate": [], "mismatched": []}
    for listing in listings:
        key = sku_key(listing.sku)
        if not key:
            groups["empty"].append(listing)
            continue
        if times[key] > 1:
            groups["duplicate"].append(listing)
        if comparable and key not in sheet and sold_in[key] == {shop}:
            groups["mismatched"].append(listing)
    return [_grouped(code, shop, "fault", group) for code, group in groups.items() if group]


def _moving(shop: str, listings: Sequence[Listing], movers: Mapping[ListingKey, Moved]) -> list[Finding]:
    group = [listing for listing in listings if listing.key in movers]
    if not group:
        return []
    shown = [
        f"{_name(one)} {movers[one.key].before} → {movers[one.key].after}" for one in group[: EXAMPLES + 1]
    ]
    params = (("shop", shop), ("count", str(len(group))), ("examples", _examples(shown)))
    return [Finding("check.moving", shop, "fault", params, tuple(one.key for one in group))]


def _notes(shop: str, listings: Sequence[Listing], spelled: Mapping[str, set[str]]) -> list[Finding]:
    groups: dict[str, list[Listing]] = {"number": [], "leading_zero": [], "space": [], "case": []}
    for listing in listings:
        sku = listing.sku
        if not sku_key(sku):
            continue
        if _like_number(sku):
            groups["number"].append(listing)
        elif sku.strip().startswith("0"):
            groups["leading_zero"].append(listing)
        if sku != sku.strip() or any(letter.isspace() for letter in sku):
            groups["space"].append(listing)
        if len(spelled[sku_key(sku)]) > 1:
            groups["case"].append(listing)
    return [_grouped(code, shop, "note", group) for code, group in groups.items() if group]


def _like_number(sku: str) -> bool:
    """Whether a spreadsheet takes it for a number or a date where a cell is not plain text."""
    text = sku.strip()
    return bool(_NUMBER.match(text) or _DATE.match(text))


def _spelling(sku: str) -> str:
    """A SKU as it is spelled, blanks folded: spellings of one key that still differ do so by letter case."""
    return " ".join(unicodedata.normalize("NFKC", sku).split())


def _grouped(code: str, shop: str, severity: Literal["fault", "note"], group: Sequence[Listing]) -> Finding:
    params = (
        ("shop", shop),
        ("count", str(len(group))),
        ("examples", _examples([_name(listing) for listing in group[: EXAMPLES + 1]])),
    )
    return Finding(f"check.{code}", shop, severity, params, tuple(listing.key for listing in group))


def _name(listing: Listing) -> str:
    return listing.sku.strip() or " ".join(f"{listing.name} {listing.variant}".split()) or listing.key.listing


def _examples(names: Sequence[str]) -> str:
    shown = list(dict.fromkeys(names))
    return ", ".join(shown[:EXAMPLES]) + (", …" if len(shown) > EXAMPLES else "")
