"""Keeps secrets of many sellers in a PostgreSQL schema of their own, encrypted before they leave this process.

| table `secret` | holds                                                                                       |
|----------------|---------------------------------------------------------------------------------------------|
| seller         | whose it is                                                                                 |
| kind, name     | `tokens` and a shop, `engine` and `id`, `facts` and a name, `key` and nothing (the proof)   |
| sealed         | the value, encrypted together with seller, kind and name: in another row it is refused      |

The proof is a row that only the seller's key opens. It is laid down with the first opening, under a lock: of two
machines that start at once only one makes a key, and the other is told to copy it.

Who refreshes a shop's tokens holds an advisory lock, in an open transaction on a connection of its own: the server
frees it when that connection ends, however the process or its machine ended. Values are read and written on
other connections. A write that failed is tried again: what is saved may be the only good pair of tokens.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import (
    Column,
    Connection,
    MetaData,
    RootTransaction,
    Table,
    Text,
    delete,
    inspect,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateSchema

from .. import postgresql
from ..clock import Clock, SystemClock
from ..errors import VaultUnavailable
from ..settings.addresses import refused
from .base import REFRESH_PATIENCE
from .key import KEY_VARIABLE, cipher

BUSY_SECONDS = 10.0
STUCK_SECONDS = 60.0
# Between two tries of a write; together long enough for a server that is just being restarted.
PAUSES = (0.2, 1.0, 3.0)
_LIMITS = {"lock_timeout": BUSY_SECONDS, "idle_in_transaction_session_timeout": STUCK_SECONDS}
_NOT_TO_BE_HAD = "55P03"  # the server's word for a lock that was waited for too long
_FORBIDDEN = "42501"
_PROOF = ("key", "")


class PostgresSafe:
    """`engine.vault.base.Safe` of one seller on a server, for every process of every machine.

    `environment` stands in for the process environment in tests, `clock` waits between two tries of a write;
    `patience` in seconds is for the locks of others.
    """

    def __init__(
        self,
        url: str,
        schema: str,
        seller: str,
        key_path: Path,
        environment: Mapping[str, str] = os.environ,
        clock: Clock | None = None,
        patience: float = REFRESH_PATIENCE,
    ) -> None:
        self._schema, self._seller, self._patience = schema, seller, patience
        self._clock = clock or SystemClock()
        self._table = _table(schema)
        try:
            target = postgresql.spelled(make_url(url))
            self._name = target.render_as_string(hide_password=True)
            self._engine = postgresql.connect(target, _LIMITS)
            # Apart from the others: a holder needs a second connection, which a full pool would not give.
            self._locks = postgresql.connect(target, {}, NullPool)
        except (ArgumentError, NoSuchModuleError):
            # The address may carry a password, so it is not repeated.
            raise refused("cache_url", "no_database") from None
        try:
            with self._guarded():
                self._cipher = self._opened(key_path, environment.get(KEY_VARIABLE, ""))
        except BaseException:
            self.close()
            raise

    def __repr__(self) -> str:
        return f"PostgresSafe({self._schema}, {self._seller})"

    def get(self, kind: str, name: str) -> Any:
        """What was put there last by any process, None where nothing was."""
        with self._guarded(), self._engine.connect() as connection:
            return self._open(connection, kind, name)

    def put(self, kind: str, name: str, value: Any) -> None:
        """Committed and on the server's disk when it returns; None removes."""
        for pause in PAUSES:
            with suppress(VaultUnavailable):
                self._write(kind, name, value)
                return
            self._clock.sleep(pause)
        self._write(kind, name, value)

    def settle(self, kind: str, name: str, value: Any) -> Any:
        """What is there, or else this value from now on."""
        with self._writing() as connection:
            row = self._row(kind, name, value)
            connection.execute(insert(self._table).values(row).on_conflict_do_nothing())
            return self._open(connection, kind, name)

    @contextmanager
    def exclusive(self, name: str) -> Iterator[None]:
        """Excludes whoever else asks for this name, until the block, the process or its connection ends."""
        held = self._held(_number(self._schema, self._seller, name))
        try:
            yield
        finally:
            _let_go(held)

    def close(self) -> None:
        """Give every connection back."""
        self._engine.dispose()
        self._locks.dispose()

    def _held(self, number: int) -> RootTransaction:
        """A transaction that holds a lock. Once it has it nothing but its end takes it away."""
        with self._guarded():
            connection = self._locks.connect()
            transaction = connection.begin()
            try:
                # Never cut off for being idle: its worker is waiting for the shop's answer.
                _limit(connection, lock_timeout=self._patience, idle_in_transaction_session_timeout=0.0)
                connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": number})
            except BaseException:
                _let_go(transaction)
                raise
            return transaction

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._guarded(), self._engine.begin() as connection:
            # A server may be set to answer before it has written; what is saved here can be saved only once.
            connection.execute(text("SET LOCAL synchronous_commit = on"))
            yield connection

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Only the server's own words are passed on: SQLAlchemy's sentence carries the statement."""
        try:
            yield
        except DBAPIError as error:
            state = _state(error)
            if state == _FORBIDDEN:
                raise refused("vault_schema", "vault_no_rights", schema=self._schema) from None
            if state == _NOT_TO_BE_HAD:
                why = "another process holds what is asked for and does not end"
                raise VaultUnavailable(f"{self._name}: {why}") from None
            words = " ".join(str(error.orig).split())
            raise VaultUnavailable(f"{self._name}: {words}") from None
        except SQLAlchemyError as error:
            raise VaultUnavailable(f"{self._name}: {type(error).__name__}") from None

    def _opened(self, key_path: Path, given: str) -> Fernet:
        """The cipher that opens this seller's rows; schema, table and proof are made where they are not there."""
        with self._engine.connect() as connection:
            self._refuse_the_caches_schema(connection)
            proven = self._proven(connection)
        if not proven:
            return self._laid_out(key_path, given)
        return self._checked(cipher(key_path, given, "vault_key_elsewhere"))

    def _laid_out(self, key_path: Path, given: str) -> Fernet:
        with self._writing() as connection:
            number = _number("layout", self._schema)
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": number})
            # Looked at again under the lock: another process may have been faster.
            if not inspect(connection).has_schema(self._schema):
                connection.execute(CreateSchema(self._schema))
            self._table.metadata.create_all(connection)
            if not self._proven(connection):
                self._cipher = cipher(key_path, given, "")
                self._put(connection, *_PROOF, True)
                return self._cipher
        return self._checked(cipher(key_path, given, "vault_key_elsewhere"))

    def _proven(self, connection: Connection) -> bool:
        if not inspect(connection).has_table(self._table.name, schema=self._schema):
            return False
        return connection.execute(self._sealed(*_PROOF)).one_or_none() is not None

    def _checked(self, made: Fernet) -> Fernet:
        self._cipher = made
        self.get(*_PROOF)
        return made

    def _refuse_the_caches_schema(self, connection: Connection) -> None:
        """Whoever drops a cache drops its schema, and the vault shall outlive that."""
        if connection.execute(text("SELECT current_schema()")).scalar() == self._schema:
            raise refused("vault_schema", "vault_in_cache", schema=self._schema)

    def _write(self, kind: str, name: str, value: Any) -> None:
        with self._writing() as connection:
            self._put(connection, kind, name, value)

    def _put(self, connection: Connection, kind: str, name: str, value: Any) -> None:
        if self._open(connection, kind, name) == value:
            return
        if value is None:
            connection.execute(delete(self._table).where(*self._at(kind, name)))
            return
        row = self._row(kind, name, value)
        key = list(self._table.primary_key.columns)
        new = insert(self._table).values(row)
        connection.execute(new.on_conflict_do_update(index_elements=key, set_={"sealed": row["sealed"]}))

    def _row(self, kind: str, name: str, value: Any) -> dict[str, str]:
        plain = json.dumps([self._seller, kind, name, value])
        sealed = self._cipher.encrypt(plain.encode()).decode()
        return {"seller": self._seller, "kind": kind, "name": name, "sealed": sealed}

    def _open(self, connection: Connection, kind: str, name: str) -> Any:
        sealed = connection.execute(self._sealed(kind, name)).scalar_one_or_none()
        if sealed is None:
            return None
        try:
            seller, its_kind, its_name, value = json.loads(self._cipher.decrypt(sealed))
        except InvalidToken:
            raise self._wrong_key() from None
        if (seller, its_kind, its_name) != (self._seller, kind, name):
            # Somebody put another row's secret here; used, it would act for the wrong shop.
            raise self._wrong_key()
        return value

    def _wrong_key(self) -> Exception:
        return refused("vault_key_file", "vault_other_key", schema=self._schema, seller=self._seller)

    def _sealed(self, kind: str, name: str) -> Any:
        return select(self._table.c.sealed).where(*self._at(kind, name))

    def _at(self, kind: str, name: str) -> tuple[Any, ...]:
        columns = self._table.c
        return columns.seller == self._seller, columns.kind == kind, columns.name == name


def _table(schema: str) -> Table:
    names = [Column(name, Text, primary_key=True) for name in ("seller", "kind", "name")]
    return Table("secret", MetaData(), *names, Column("sealed", Text, nullable=False), schema=schema)


def _limit(connection: Connection, **seconds: float) -> None:
    """Limits of this transaction, by the server's names."""
    for name, value in seconds.items():
        words = {"name": name, "value": str(round(value * 1000))}
        connection.execute(text("SELECT set_config(:name, :value, true)"), words)


def _let_go(held: RootTransaction) -> None:
    # A connection that broke meanwhile has given its lock back by that; the work under it was done elsewhere.
    with suppress(DBAPIError):
        held.rollback()
    with suppress(DBAPIError):
        held.connection.close()


def _state(error: DBAPIError) -> str:
    """The server's five-letter word for what went wrong, '' where it never answered."""
    return str(getattr(error.orig, "sqlstate", None) or getattr(error.orig, "pgcode", None) or "")


def _number(*words: str) -> int:
    """A name as a number for the server's advisory locks, which the whole database shares."""
    told = json.dumps(["selaras vault", *words]).encode()
    return int.from_bytes(hashlib.sha256(told).digest()[:8], "big", signed=True)
