"""One seller's cache over SQL: what a commit stores, and how the book is read again.

Rows travel in bulk through SQLAlchemy Core; no object is made per row but the value itself.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import Any, TypeVar

from sqlalchemy import Table, bindparam, delete, select

from ..errors import StoreBroken
from ..model.book import Book, Changes, PendingBatch
from ..model.catalog import Binding
from ..model.ids import LineKey, ListingKey
from ..model.orders import BookedLine
from ..model.stock import Movement
from . import leases, ledger
from .base import Lease
from .codec import pack_question, pack_shop, pack_sku, unpack_question, unpack_shop, unpack_sku
from .codec_batch import pack_write, unpack_pending
from .codec_shops import pack_binding, pack_line, unpack_binding, unpack_line
from .database import Database
from .packing import storable
from .session import Rows, Session
from .tables import BINDING, LINE, MARK, PENDING, PROGRESS, QUESTION, SHOP, SKU, columns

T = TypeVar("T")

# Marks of this kind are requests from outside of the service, no part of the book.
REQUEST = "request:"
_REQUESTS = select(MARK.c.name, MARK.c.value).where(
    MARK.c.seller == bindparam("seller"), MARK.c.name.startswith(REQUEST), MARK.c.value != ""
)


def _insert_of(dialect: str) -> Any:
    """The INSERT that can replace. Only the database in use is loaded: the other one is a tenth of a start."""
    return import_module(f"sqlalchemy.dialects.{dialect}").insert


class SqlStore:
    """`engine.store.base.Store` on SQLite (`sqlite:///file`) or PostgreSQL.

    `clock_now` gives Unix seconds and stamps bookings; `alive` tells whether the process of another lease
    holder may still run (the default believes it does until the lease expires).
    """

    def __init__(
        self,
        url: str,
        seller: str,
        *,
        clock_now: Callable[[], float],
        alive: leases.Alive = lambda _holder: True,
    ) -> None:
        self._seller = seller
        self._now = clock_now
        self._alive = alive
        self._database = Database(url)
        self._insert = _insert_of(self._database.dialect)

    def acquire(self, holder: str, now: float, ttl: float, *, take_over: bool = False) -> Lease:
        """Take or keep the lease; LeaseLost(params holder) where another live holder has it."""
        with self._database.write() as connection:
            leases.ensure_row(connection, self._seller, self._insert)
            return leases.acquire(
                connection, self._seller, holder, now, ttl, take_over=take_over, alive=self._alive
            )

    def renew(self, lease: Lease, now: float, ttl: float) -> Lease:
        """Extend the lease; LeaseLost where it was taken."""
        with self._database.write() as connection:
            leases.check(connection, lease, self._seller, lock=True)
            return leases.extend(connection, lease, now, ttl)

    def release(self, lease: Lease) -> None:
        """Give the lease back; nothing happens where another has it already."""
        with self._database.write() as connection:
            leases.give_back(connection, lease)

    def load(self) -> Book:
        """Everything that is remembered, in one consistent picture."""
        with self._database.read() as connection, collector_paused():
            try:
                return self._load(connection)
            except (KeyError, TypeError, ValueError) as error:
                # A row's content may be a buyer's order: only the kind of trouble is told.
                raise StoreBroken(f"a row cannot be understood ({type(error).__name__})") from None

    def commit(self, lease: Lease, changes: Changes) -> None:
        """Store the changes in one transaction; with none, only the lease is looked at."""
        if changes.empty:
            with self._database.read() as connection:
                leases.check(connection, lease, self._seller, lock=False)
            return
        with self._database.write() as connection:
            leases.check(connection, lease, self._seller, lock=True)
            self._store(connection, changes)

    def journal(self, lease: Lease, pending: PendingBatch) -> None:
        """Record a batch before it is sent, in place of the one that was recorded before."""
        row = {
            "epoch": pending.epoch,
            "batch": pending.write.number,
            "read_at": pending.read_at,
            "body": pack_write(pending.write),
        }
        with self._database.write() as connection:
            leases.check(connection, lease, self._seller, lock=True)
            self._upsert(connection, PENDING, [row])

    def confirm(self, lease: Lease, epoch: int, batch: int, changes: Changes) -> None:
        """Store what a settled batch confirmed, clear the journal, set the last confirmed batch."""
        with self._database.write() as connection:
            leases.check(connection, lease, self._seller, lock=True)
            self._store(connection, changes)
            connection.execute(delete(PENDING).where(PENDING.c.seller == self._seller))
            self._upsert(connection, PROGRESS, [{"epoch": epoch, "batch": batch}])

    def movements(self, sku: str | None = None, since: float = 0.0, limit: int = 1000) -> Sequence[Movement]:
        """The last bookings in the order of booking, newest last; `since` is a time of `Movement.at`."""
        with self._database.read() as connection:
            return ledger.read(connection, self._seller, sku, since, limit)

    def balances(self) -> dict[str, tuple[int, int]]:
        """On hand and reserved per SKU that the ledger ever had, as sums."""
        with self._database.read() as connection:
            return ledger.sums(connection, self._seller)

    def booked(self, causes: Iterable[str]) -> frozenset[str]:
        """Which of these causes the ledger has."""
        with self._database.read() as connection:
            return ledger.known(connection, self._seller, causes)

    def ask(self, what: str, value: str) -> None:
        """Leave a request for whoever holds the lease; '' withdraws it."""
        with self._database.write() as connection:
            self._upsert(connection, MARK, [{"name": REQUEST + what, "value": value}])

    def asked(self) -> Mapping[str, str]:
        """The requests that wait, by name."""
        with self._database.read() as connection:
            rows = connection.execute(_REQUESTS, {"seller": self._seller})
            return {name.removeprefix(REQUEST): value for name, value in rows}

    def answer(self, lease: Lease, what: str, changes: Changes) -> None:
        """Store what a request led to and clear it, in one transaction."""
        with self._database.write() as connection:
            leases.check(connection, lease, self._seller, lock=True)
            self._store(connection, changes)
            self._forget(connection, MARK, ("name",), [(REQUEST + what,)])

    def close(self) -> None:
        """Give every connection back; the lease stays until it is released or expires."""
        self._database.close()

    def _store(self, connection: Session, changes: Changes) -> None:
        ledger.append(connection, self._insert, self._seller, changes.movements, self._now())
        self._upsert(connection, SKU, [pack_sku(state) for state in changes.skus.values()])
        self._upsert(connection, BINDING, [pack_binding(one) for one in changes.bindings.values()])
        self._upsert(connection, LINE, [pack_line(one) for one in changes.lines.values()])
        self._upsert(connection, QUESTION, [pack_question(one) for one in changes.questions.values()])
        self._upsert(connection, SHOP, [pack_shop(one) for one in changes.shops.values()])
        marks = [{"name": name, "value": value} for name, value in changes.marks.items()]
        self._upsert(connection, MARK, marks)
        self._forget(connection, SKU, ("sku",), [(sku,) for sku in changes.dropped_skus])
        self._forget(connection, LINE, ("shop", "order_id", "line_id"), changes.forgotten_lines)
        self._forget(connection, QUESTION, ("id",), [(name,) for name in changes.forgotten_questions])
        self._forget(connection, MARK, ("name",), [(name,) for name in changes.forgotten_marks])

    def _forget(
        self, connection: Session, table: Table, names: tuple[str, ...], keys: Iterable[tuple[str, ...]]
    ) -> None:
        """Delete rows by their key, one statement each: a list of all would pass the limit of values in one."""
        rows = [{"seller": self._seller, **dict(zip(names, key, strict=True))} for key in sorted(keys)]
        if rows:
            connection.repeat(deleting(table, names), rows)

    def _upsert(self, connection: Session, table: Table, rows: list[dict[str, Any]]) -> None:
        """Replace whole rows by their key."""
        if not rows:
            return
        full = [storable({"seller": self._seller, **row}) for row in rows]
        connection.repeat(replacing(self._insert, table), full)

    def _rows(self, connection: Session, table: Table) -> Rows:
        return connection.execute(reading(table), {"seller": self._seller})

    def _load(self, connection: Session) -> Book:
        epoch, batch = next(iter(self._rows(connection, PROGRESS)), (0, 0))
        return Book(
            seller=self._seller,
            skus={row[0]: unpack_sku(row) for row in self._rows(connection, SKU)},
            bindings=_keyed(map(unpack_binding, self._rows(connection, BINDING)), _listing_key),
            lines=_keyed(map(unpack_line, self._rows(connection, LINE)), _line_key),
            questions={row[0]: unpack_question(row) for row in self._rows(connection, QUESTION)},
            shops={row[0]: unpack_shop(row) for row in self._rows(connection, SHOP)},
            epoch=epoch,
            batch=batch,
            pending=self._pending(connection),
            marks={
                name: value for name, value in self._rows(connection, MARK) if not name.startswith(REQUEST)
            },
        )

    def _pending(self, connection: Session) -> PendingBatch | None:
        for epoch, _, read_at, body in self._rows(connection, PENDING):
            return unpack_pending(epoch, read_at, body)
        return None


@contextmanager
def collector_paused() -> Iterator[None]:
    """Without Python's cycle collector: it would walk a growing book again and again and find nothing."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


@cache
def replacing(insert: Any, table: Table) -> Any:
    """An insert of the dialect that replaces the whole row where the key is there already.

    Made once for each table: naming the columns costs more than sending a row.
    """
    new = insert(table)
    keys = [column.name for column in table.primary_key.columns]
    rest = {column.name: new.excluded[column.name] for column in table.columns if column.name not in keys}
    return new.on_conflict_do_update(index_elements=keys, set_=rest)


@cache
def deleting(table: Table, names: tuple[str, ...]) -> Any:
    """Deletes one row of a seller's by its key."""
    return delete(table).where(*(table.c[name] == bindparam(name) for name in ("seller", *names)))


@cache
def reading(table: Table) -> Any:
    """All rows of a seller's, as the codecs read them."""
    return select(*columns(table)).where(table.c.seller == bindparam("seller"))


def _listing_key(binding: Binding) -> ListingKey:
    return binding.listing.key


def _line_key(booked: BookedLine) -> LineKey:
    return booked.line.key


def _keyed(values: Iterable[T], key: Callable[[T], Any]) -> Mapping[Any, T]:
    return {key(value): value for value in values}
