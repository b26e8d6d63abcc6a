"""Decides what an order line's state books: only the difference to what is already booked, and never twice.

| now against what is booked                    | books                                       |
|-----------------------------------------------|---------------------------------------------|
| snapshot older than the last one              | nothing                                     |
| marketplace's own warehouse                   | nothing                                     |
| listing not linked                            | nothing; the line is remembered             |
| more units taken                              | reserve                                     |
| more units released unshipped                 | release                                     |
| more units shipped                            | ship: leaves the shelf and the reservation  |
| first look at it already shipped or released  | nothing for those units (`baseline`)        |
| more units returned                           | asked, or by the shop's rule                |

A line keeps the SKUs and units of its first booking. Booked units of a line only grow.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..model.catalog import Component
from ..model.orders import BookedLine, OrderLine
from ..model.stock import Movement


def is_stale(booked: BookedLine, line: OrderLine) -> bool:
    """Whether a snapshot is older than the one that is already known."""
    return line.updated < booked.line.updated


def grown(booked: BookedLine, line: OrderLine) -> OrderLine:
    """The line with counters that never fall: shipped goods do not come back by a late snapshot."""
    old = booked.line
    return replace(
        line,
        taken=max(old.taken, line.taken),
        released=max(old.released, line.released),
        shipped=max(old.shipped, line.shipped),
        returned=max(old.returned, line.returned),
    )


def baseline(line: OrderLine, components: tuple[Component, ...], now: float, *, opening: bool) -> BookedLine:
    """A line seen or linked for the first time: what was shipped or released before books nothing."""
    past = line.released + line.shipped
    return BookedLine(
        line=line,
        components=components,
        reserved=past,
        released=line.released,
        shipped=line.shipped,
        restocked=0,
        discarded=line.returned,
        opening=opening,
        first_seen=now,
    )


def book(
    booked: BookedLine, ship_allowed: Callable[[str, OrderLine], bool] = lambda _sku, _line: True
) -> tuple[BookedLine, tuple[Movement, ...]]:
    """Bring what is booked to what the line says. `ship_allowed` False keeps a fed SKU's reservation."""
    line = booked.line
    if not line.own_stock or not booked.components:
        return booked, ()
    shipping = line.shipped
    if line.shipped > booked.shipped and not all(ship_allowed(part.sku, line) for part in booked.components):
        shipping = booked.shipped
    movements: list[Movement] = []
    movements += _difference(booked, "reserve", booked.reserved, line.taken, line.created)
    movements += _difference(booked, "release", booked.released, line.released, line.updated)
    movements += _difference(booked, "ship", booked.shipped, shipping, shipped_at(booked))
    after = replace(
        booked,
        reserved=max(booked.reserved, line.taken),
        released=max(booked.released, line.released),
        shipped=max(booked.shipped, shipping),
    )
    return after, tuple(movements)


def shipped_at(booked: BookedLine) -> float:
    """When what is to be booked as shipped left, or by when it had. Of a first parcel a shop says it; the last update
    may be a delivery days later, when the order could not be read in between."""
    line = booked.line
    return line.left if line.left and not booked.shipped else line.updated


def _difference(booked: BookedLine, kind: str, before: int, now: int, at: float) -> list[Movement]:
    units = now - before
    if units <= 0:
        return []
    key = booked.line.key
    made = []
    for part in booked.components:
        total = units * part.units
        cause = f"{kind}:{_name(booked)}:{part.sku}:{now}"
        if kind == "reserve":
            made.append(Movement(cause, part.sku, "reserve", 0, total, at, key.shop, key.order))
        elif kind == "release":
            made.append(Movement(cause, part.sku, "release", 0, -total, at, key.shop, key.order))
        else:
            made.append(Movement(cause, part.sku, "ship", -total, -total, at, key.shop, key.order))
    return made


def _name(booked: BookedLine) -> str:
    """The line as the causes of its bookings name it."""
    name = ":".join(booked.line.key)
    return f"{name}:rebuilt {booked.rebuilds}" if booked.rebuilds else name


def returned_units(booked: BookedLine) -> int:
    """Units that came back and wait for a word on whether they are fit for sale."""
    if not booked.components or not booked.line.own_stock:
        return 0
    return max(0, booked.line.returned - booked.restocked - booked.discarded)


def restock(booked: BookedLine, units: int, now: float, who: str) -> tuple[BookedLine, tuple[Movement, ...]]:
    """Put returned units back on the shelf."""
    key = booked.line.key
    # A line that was forgotten counts from nothing again; its causes must not be those of then.
    total = f"{booked.first_seen:.0f}+" if booked.opening else ""
    total += str(booked.restocked + units)
    made = tuple(
        Movement(
            f"return:{_name(booked)}:{part.sku}:{total}",
            part.sku,
            "return",
            units * part.units,
            0,
            now,
            who,
            key.order,
        )
        for part in booked.components
    )
    return replace(booked, restocked=booked.restocked + units), made


def discard(booked: BookedLine, units: int) -> BookedLine:
    """Returned units that are not fit for sale."""
    return replace(booked, discarded=booked.discarded + units)
