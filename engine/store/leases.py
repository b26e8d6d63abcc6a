"""Decides who may run a seller's cycles.

| the row says                          | acquire                              |
|---------------------------------------|--------------------------------------|
| nobody                                | taken, epoch + 1                     |
| this holder                           | kept, same epoch, longer             |
| another, not expired, alive           | LeaseLost, unless `take_over`        |
| another, not expired, known dead      | taken, epoch + 1                     |
| another, expired                      | taken, epoch + 1                     |

A lease that was not taken yet stays good past its expiry: nobody else has written, so nothing is torn.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select, update

from ..errors import LeaseLost
from .base import Lease
from .session import Session
from .tables import LEASE

Alive = Callable[[str], bool]
NOBODY = ""

_OURS = LEASE.c.seller == bindparam("of")
_ROW = select(LEASE.c.holder, LEASE.c.epoch, LEASE.c.expires).where(_OURS)
_LOCKED_ROW = _ROW.with_for_update()
_TAKE = (
    update(LEASE)
    .where(_OURS)
    .values(holder=bindparam("who"), epoch=bindparam("era"), expires=bindparam("until"))
)
_EXTEND = update(LEASE).where(_OURS).values(expires=bindparam("until"))
_GIVE_BACK = (
    update(LEASE)
    .where(_OURS, LEASE.c.holder == bindparam("who"), LEASE.c.epoch == bindparam("era"))
    .values(holder=NOBODY, expires=0.0)
)


class Held(NamedTuple):
    """The lease's row."""

    holder: str
    epoch: int
    expires: float


def name_holder(nonce: str) -> str:
    """This process as a holder: 'host:pid:nonce'."""
    return f"{socket.gethostname()}:{os.getpid()}:{nonce}"


def alive(holder: str) -> bool:
    """Whether the process of a holder may still run; only one of this host can be known to be gone."""
    host, _, rest = holder.partition(":")
    pid, _, _ = rest.partition(":")
    if host != socket.gethostname() or not pid.isdecimal() or int(pid) == 0:
        return True
    try:
        os.kill(int(pid), 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def may_take(row: Any, holder: str, now: float, *, take_over: bool, alive: Alive) -> bool:
    """The table above, for a row that another holder or nobody has."""
    return take_over or row.holder in {NOBODY, holder} or row.expires <= now or not alive(row.holder)


def acquire(
    session: Session,
    seller: str,
    holder: str,
    now: float,
    ttl: float,
    *,
    take_over: bool,
    alive: Alive,
) -> Lease:
    """Take or keep the lease inside a write transaction; the row exists already."""
    row = Held(*session.execute(_LOCKED_ROW, {"of": seller})[0])
    if not may_take(row, holder, now, take_over=take_over, alive=alive):
        raise LeaseLost(f"{row.holder} runs this seller", holder=row.holder)
    epoch = row.epoch if row.holder == holder else row.epoch + 1
    lease = Lease(seller, holder, epoch, now + ttl)
    session.execute(_TAKE, {"of": seller, "who": holder, "era": epoch, "until": lease.expires})
    return lease


@cache
def _empty(insert: Any) -> Any:
    return insert(LEASE).on_conflict_do_nothing(index_elements=["seller"])


def ensure_row(session: Session, seller: str, insert: Any) -> None:
    """An empty lease row where there is none, so that two first starts meet in one row."""
    session.execute(_empty(insert), {"seller": seller, "holder": NOBODY, "epoch": 0, "expires": 0.0})


def check(session: Session, lease: Lease, seller: str, *, lock: bool) -> None:
    """LeaseLost where the row names another holder or epoch; `lock` keeps it so until the commit."""
    found = session.execute(_LOCKED_ROW if lock else _ROW, {"of": seller})
    row = Held(*found[0]) if found else None
    if lease.seller != seller or row is None or (row.holder, row.epoch) != (lease.holder, lease.epoch):
        holder = row.holder if row is not None else NOBODY
        raise LeaseLost(f"the lease {lease.epoch} of {lease.holder} was taken", holder=holder)


def extend(session: Session, lease: Lease, now: float, ttl: float) -> Lease:
    """Move the expiry of a lease that was just checked."""
    renewed = Lease(lease.seller, lease.holder, lease.epoch, now + ttl)
    session.execute(_EXTEND, {"of": lease.seller, "until": renewed.expires})
    return renewed


def give_back(session: Session, lease: Lease) -> None:
    """Free the row where it is still ours; the epoch stays, so that the next one is higher."""
    session.execute(_GIVE_BACK, {"of": lease.seller, "who": lease.holder, "era": lease.epoch})
