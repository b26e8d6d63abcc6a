"""The append-only ledger: what is appended, in which order it is read, and what it sums up to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import bindparam, func, select

from ..model.stock import Movement
from .packing import storable
from .session import Session
from .tables import MOVEMENT

CAUSES_PER_QUERY = 500
_OURS = MOVEMENT.c.seller == bindparam("seller")
_NEWEST = (
    select(*(MOVEMENT.c[name] for name in Movement._fields))
    .where(_OURS, MOVEMENT.c.at >= bindparam("since"))
    .order_by(MOVEMENT.c.number.desc())
    .limit(bindparam("limit"))
)
_NEWEST_OF_SKU = _NEWEST.where(MOVEMENT.c.sku == bindparam("sku"))
_SUMS = (
    select(MOVEMENT.c.sku, func.sum(MOVEMENT.c.on_hand), func.sum(MOVEMENT.c.reserved))
    .where(_OURS)
    .group_by(MOVEMENT.c.sku)
)
_PLACES = [f"cause{n}" for n in range(CAUSES_PER_QUERY)]
_KNOWN = select(MOVEMENT.c.cause).where(_OURS, MOVEMENT.c.cause.in_([bindparam(name) for name in _PLACES]))


@cache
def appending(insert: Any) -> Any:
    """An insert of the dialect that leaves a cause alone that the ledger has; it numbers the rows itself."""
    names = ("seller", "booked_at", *Movement._fields)
    new = insert(MOVEMENT).values({name: bindparam(name) for name in names}).inline()
    return new.on_conflict_do_nothing(index_elements=["seller", "cause"])


def append(
    session: Session, insert: Any, seller: str, movements: Sequence[Movement], booked_at: float
) -> None:
    """Book what has a new cause; a cause that the ledger has keeps its first booking."""
    if movements:
        rows = [storable({"seller": seller, "booked_at": booked_at, **one._asdict()}) for one in movements]
        session.repeat(appending(insert), rows)


def read(session: Session, seller: str, sku: str | None, since: float, limit: int) -> tuple[Movement, ...]:
    """The last `limit` movements at or after `since`, in the order in which they were booked."""
    wanted = {"seller": seller, "since": since, "limit": limit, "sku": sku}
    newest = session.execute(_NEWEST if sku is None else _NEWEST_OF_SKU, wanted)
    return tuple(Movement(*row) for row in reversed(newest))


def sums(session: Session, seller: str) -> dict[str, tuple[int, int]]:
    """On hand and reserved per SKU."""
    # PostgreSQL sums big integers into decimals.
    found = session.execute(_SUMS, {"seller": seller})
    return {sku: (int(on_hand), int(reserved)) for sku, on_hand, reserved in found}


def known(session: Session, seller: str, causes: Iterable[str]) -> frozenset[str]:
    """Which of the causes are booked; asked in pieces, for a statement takes only so many values."""
    wanted = sorted(set(causes))
    found: set[str] = set()
    for start in range(0, len(wanted), CAUSES_PER_QUERY):
        piece = wanted[start : start + CAUSES_PER_QUERY]
        full = [*piece, *piece[-1:] * (CAUSES_PER_QUERY - len(piece))]
        rows = session.execute(_KNOWN, {"seller": seller, **dict(zip(_PLACES, full, strict=True))})
        found.update(cause for (cause,) in rows)
    return frozenset(found)
