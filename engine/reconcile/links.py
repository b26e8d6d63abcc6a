"""Decides what each shop listing is made of in the seller's own SKUs; nothing is ever guessed.

| `SKU master`        | SKU in the shop                      | status    | link                       |
|---------------------|--------------------------------------|-----------|----------------------------|
| -                   | any                                  | unmanaged | none                       |
| known SKUs          | any                                  | matched   | what the person named      |
| an unknown SKU      | any                                  | as below  | none; link.unknown_master  |
| unreadable          | any                                  | as below  | none; link.bad_formula     |
| two ways to read it | any                                  | ambiguous | none; link.many_readings   |
| blank               | empty                                | empty     | none                       |
| blank               | on two listings of this shop         | duplicate | none                       |
| blank               | equals a known SKU                   | matched   | one unit of it             |
| blank               | anything else                        | unmatched | none                       |
| names an old SKU    | any                                  | matched   | its new SKU; link.renamed  |
| blank               | equals an old SKU                    | matched   | its new SKU; link.renamed  |

"As below" means the status that the blank would have, except that matched becomes unmatched: while what a
person named cannot be used, the equal SKU does not link behind their back.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from ..model.catalog import Component, LinkStatus, Listing, over
from ..model.ids import ListingKey, sku_key
from .suggest import Closest

UNMANAGED = frozenset("-–—")  # Spreadsheets and phones turn a hyphen into a dash.
MOST_UNITS = 10_000
MOST_PARTS = 40
Problem = tuple[str, tuple[tuple[str, str], ...]]

_TIMES = re.compile(r"^(?P<name>.+?)\s*[*×]\s*(?P<units>[0-9]{1,9})$", re.DOTALL)
_SPACED_PLUS = re.compile(r"\s\+\s")


@dataclass(frozen=True, slots=True)
class Components:
    """SKUs and units, each SKU once. `unknown` are the names, as typed, that are no known SKU."""

    parts: tuple[Component, ...]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unmanaged:
    """A person said that this listing is not managed."""


@dataclass(frozen=True, slots=True)
class Blank:
    """Nothing was named."""


@dataclass(frozen=True, slots=True)
class Bad:
    """What was typed cannot be used; the code and values of the sentence that says why."""

    code: str
    params: tuple[tuple[str, str], ...]


class Resolved(NamedTuple):
    """The link of one listing. `chosen` where a person named it; `problem` what to say about the cell."""

    components: tuple[Component, ...]
    status: LinkStatus
    chosen: bool = False
    problem: Problem | None = None


_EMPTY, _DUPLICATE, _UNMATCHED = Resolved((), "empty"), Resolved((), "duplicate"), Resolved((), "unmatched")


def parse_master(text: str, known: Collection[str] = frozenset()) -> Components | Unmanaged | Blank | Bad:
    """Read a `SKU master` cell: `KAOS-M`, `KAOS-M*3`, `KAOS-M + TOPI*2`, `-` or blank.

    `known` are canonical SKU keys. SKUs may contain `*`, `+` and `-` themselves: the whole text being a
    known SKU comes first, then ` + ` between blanks, then the only way to split at `+` into known SKUs.
    """
    text = " ".join(text.split())
    if not text:
        return Blank()
    if text in UNMANAGED:
        return Unmanaged()
    if sku_key(text) in known:
        return Components((Component(sku_key(text), 1),))
    parts = _split(text, known)
    if isinstance(parts, Bad):
        return parts
    units: Counter[str] = Counter()
    unknown: list[str] = []
    for part in parts:
        read = _part(part, known)
        if read is None:
            return Bad("link.bad_formula", (("text", text),))
        name, count = read
        units[sku_key(name)] += count
        if sku_key(name) not in known:
            unknown.append(name)
    if max(units.values()) > MOST_UNITS:
        return Bad("link.bad_formula", (("text", text),))
    return Components(tuple(Component(sku, n) for sku, n in units.items()), tuple(dict.fromkeys(unknown)))


def _part(text: str, known: Collection[str]) -> tuple[str, int] | None:
    """One SKU and its units; None where no SKU or no whole number above zero is there."""
    text = text.strip()
    if sku_key(text) in known:
        return text, 1
    times = _TIMES.match(text)
    if times is None:
        return (text, 1) if text and text not in UNMANAGED and not text.endswith(("*", "×")) else None
    units = int(times["units"])
    return (times["name"], units) if 0 < units <= MOST_UNITS else None


def _usable(text: str, known: Collection[str]) -> bool:
    read = _part(text, known)
    return read is not None and sku_key(read[0]) in known


def _split(text: str, known: Collection[str]) -> list[str] | Bad:
    """The parts of a set, separated by those `+` that belong to no SKU."""
    spaced = _SPACED_PLUS.split(text)
    if all(_usable(part, known) for part in spaced):
        return spaced
    pieces = text.split("+")
    if len(pieces) > MOST_PARTS:
        return Bad("link.bad_formula", (("text", text),))
    # ways[i]: how the first i pieces can be joined into usable parts; two ways are enough to know.
    ways: list[list[list[str]]] = [[] for _ in range(len(pieces) + 1)]
    ways[0].append([])
    for end in range(1, len(pieces) + 1):
        for start in range(end):
            if ways[start] and _usable(joined := "+".join(pieces[start:end]), known):
                ways[end] += [[*way, joined] for way in ways[start]]
        ways[end] = ways[end][:2]
    if len(ways[-1]) > 1:
        return Bad("link.many_readings", (("text", text),))
    if ways[-1]:
        return ways[-1][0]
    return spaced if len(spaced) > 1 else pieces


def resolve(
    listings: Iterable[Listing],
    chosen: Mapping[ListingKey, str],
    masters: Collection[str],
    shown: Mapping[str, str] | None = None,
    renamed: Mapping[str, str] | None = None,
) -> dict[ListingKey, Resolved]:
    """The link of every listing, by the table above; linear in listings and masters.

    `listings` are all that a shop has (a duplicate is only seen among all of them); `chosen` the texts of
    `SKU master`; `masters` canonical SKU keys (a set or mapping); `shown` how those SKUs are written; `renamed`
    what old SKUs that are no masters any more are called now.
    """
    every = list(listings)
    known: Collection[str] = masters if isinstance(masters, set | frozenset | Mapping) else set(masters)
    if renamed:
        known = {*known, *renamed}
    keys = [sku_key(listing.sku) for listing in every]
    times = Counter((listing.key.shop, key) for listing, key in zip(every, keys, strict=True) if key)
    closest: Closest | None = None
    resolved: dict[ListingKey, Resolved] = {}
    for listing, key in zip(every, keys, strict=True):
        own = _by_itself(key, times[listing.key.shop, key], known)
        text = chosen.get(listing.key, "")
        if not text:
            resolved[listing.key] = own
            continue
        parsed = parse_master(text, known)
        if isinstance(parsed, Components) and parsed.unknown and closest is None:
            names = shown if shown is not None else {}
            closest = Closest({master: names.get(master, master) for master in masters})
        resolved[listing.key] = _named(parsed, own, closest)
    if renamed:
        return {key: _under_new_names(one, renamed, shown or {}) for key, one in resolved.items()}
    return resolved


def _under_new_names(link: Resolved, renamed: Mapping[str, str], shown: Mapping[str, str]) -> Resolved:
    old = next((part.sku for part in link.components if part.sku in renamed), None)
    if old is None:
        return link
    new = renamed[old]
    says = ("link.renamed", (("new", shown.get(new, new)),))
    return link._replace(components=over(link.components, renamed), problem=says)


def _by_itself(key: str, times: int, known: Collection[str]) -> Resolved:
    """The link of a listing whose `SKU master` is blank."""
    if not key:
        return _EMPTY
    if times > 1:
        return _DUPLICATE
    if key in known:
        return Resolved((Component(key, 1),), "matched")
    return _UNMATCHED


def _named(parsed: Components | Unmanaged | Blank | Bad, own: Resolved, closest: Closest | None) -> Resolved:
    """The link of a listing given what its `SKU master` says."""
    unused: LinkStatus = "unmatched" if own.status == "matched" else own.status
    if isinstance(parsed, Blank):
        return own
    if isinstance(parsed, Unmanaged):
        return Resolved((), "unmanaged", True)
    if isinstance(parsed, Bad):
        status: LinkStatus = "ambiguous" if parsed.code == "link.many_readings" else unused
        return Resolved((), status, True, (parsed.code, parsed.params))
    if parsed.unknown:
        name = parsed.unknown[0]
        near = closest.to(name) if closest is not None else ""
        return Resolved((), unused, True, ("link.unknown_master", (("name", name), ("closest", near))))
    return Resolved(parsed.parts, "matched", True)
