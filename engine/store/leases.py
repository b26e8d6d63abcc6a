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
from typing import Any

from sqlalchemy import Connection, Select, select, update

from ..errors import LeaseLost
from .base import Lease
from .tables import LEASE

Alive = Callable[[str], bool]
NOBODY = ""


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
    connection: Connection,
    seller: str,
    holder: str,
    now: float,
    ttl: float,
    *,
    take_over: bool,
    alive: Alive,
) -> Lease:
    """Take or keep the lease inside a write transaction; the row exists already."""
    row = connection.execute(_row(seller).with_for_update()).one()
    if not may_take(row, holder, now, take_over=take_over, alive=alive):
        raise LeaseLost(f"{row.holder} runs this seller", holder=row.holder)
    epoch = row.epoch if row.holder == holder else row.epoch + 1
    lease = Lease(seller, holder, epoch, now + ttl)
    connection.execute(
        update(LEASE)
        .where(LEASE.c.seller == seller)
        .values(holder=holder, epoch=epoch, expires=lease.expires)
    )
    return lease


def ensure_row(connection: Connection, seller: str, make_insert: Callable[..., Any]) -> None:
    """An empty lease row where there is none, so that two first starts meet in one row."""
    new = make_insert(LEASE).values(seller=seller, holder=NOBODY, epoch=0, expires=0.0)
    connection.execute(new.on_conflict_do_nothing(index_elements=["seller"]))


def check(connection: Connection, lease: Lease, seller: str, *, lock: bool) -> None:
    """LeaseLost where the row names another holder or epoch; `lock` keeps it so until the commit."""
    query = _row(seller)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    if lease.seller != seller or row is None or (row.holder, row.epoch) != (lease.holder, lease.epoch):
        holder = row.holder if row is not None else NOBODY
        raise LeaseLost(f"the lease {lease.epoch} of {lease.holder} was taken", holder=holder)


def extend(connection: Connection, lease: Lease, now: float, ttl: float) -> Lease:
    """Move the expiry of a lease that was just checked."""
    renewed = Lease(lease.seller, lease.holder, lease.epoch, now + ttl)
    connection.execute(update(LEASE).where(LEASE.c.seller == lease.seller).values(expires=renewed.expires))
    return renewed


def give_back(connection: Connection, lease: Lease) -> None:
    """Free the row where it is still ours; the epoch stays, so that the next one is higher."""
    connection.execute(
        update(LEASE)
        .where(
            LEASE.c.seller == lease.seller,
            LEASE.c.holder == lease.holder,
            LEASE.c.epoch == lease.epoch,
        )
        .values(holder=NOBODY, expires=0.0)
    )


def _row(seller: str) -> Select[Any]:
    return select(LEASE.c.holder, LEASE.c.epoch, LEASE.c.expires).where(LEASE.c.seller == seller)
