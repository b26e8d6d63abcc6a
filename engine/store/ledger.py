"""The append-only ledger: what is appended, in which order it is read, and what it sums up to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from ..model.stock import Movement
from .packing import storable
from .tables import MOVEMENT

CAUSES_PER_QUERY = 500
_FIELDS = tuple(MOVEMENT.c[name] for name in Movement._fields)


def appending(insert: Any) -> Any:
    """An insert of the dialect that leaves a cause alone that the ledger has."""
    return insert(MOVEMENT).on_conflict_do_nothing(index_elements=["seller", "cause"])


def append(
    connection: Connection, insert: Any, seller: str, movements: Sequence[Movement], booked_at: float
) -> None:
    """Book what has a new cause; a cause that the ledger has keeps its first booking."""
    if not movements:
        return
    new = insert(MOVEMENT).on_conflict_do_nothing(index_elements=["seller", "cause"])
    connection.execute(
        new,
        [storable({"seller": seller, "booked_at": booked_at, **one._asdict()}) for one in movements],
    )


def read(
    connection: Connection, seller: str, sku: str | None, since: float, limit: int
) -> tuple[Movement, ...]:
    """The last `limit` movements at or after `since`, in the order in which they were booked."""
    query = select(*_FIELDS).where(MOVEMENT.c.seller == seller, MOVEMENT.c.at >= since)
    if sku is not None:
        query = query.where(MOVEMENT.c.sku == sku)
    newest = connection.execute(query.order_by(MOVEMENT.c.number.desc()).limit(limit)).all()
    return tuple(Movement(*row) for row in reversed(newest))


def sums(connection: Connection, seller: str) -> dict[str, tuple[int, int]]:
    """On hand and reserved per SKU."""
    query = (
        select(MOVEMENT.c.sku, func.sum(MOVEMENT.c.on_hand), func.sum(MOVEMENT.c.reserved))
        .where(MOVEMENT.c.seller == seller)
        .group_by(MOVEMENT.c.sku)
    )
    # PostgreSQL sums big integers into decimals.
    return {sku: (int(on_hand), int(reserved)) for sku, on_hand, reserved in connection.execute(query)}


def known(connection: Connection, seller: str, causes: Iterable[str]) -> frozenset[str]:
    """Which of the causes are booked; asked in pieces, for a statement takes only so many values."""
    wanted = sorted(set(causes))
    found: set[str] = set()
    for start in range(0, len(wanted), CAUSES_PER_QUERY):
        piece = wanted[start : start + CAUSES_PER_QUERY]
        query = select(MOVEMENT.c.cause).where(MOVEMENT.c.seller == seller, MOVEMENT.c.cause.in_(piece))
        found.update(connection.execute(query).scalars())
    return frozenset(found)
