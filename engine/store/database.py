"""Opens the cache: connection rules, file rights, migrations, and what counts as a broken cache.

SQLite runs in WAL mode with full sync, so that a commit that returned survives a power cut and readers
(`explain` beside `run`) never wait. Transactions are begun by hand: a write takes the lock at once, for a
deferred one could fail half way; a read takes none.

PostgreSQL is reached with psycopg. A commit locks the seller's lease row first, so commits of one seller come one
after the other; who waits too long for that says so, and a worker that is stuck inside a commit is cut off
by the server, so that another one can take over.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import StaticPool

from .. import postgresql
from ..errors import StoreBroken, StoreError
from .session import Session
from .tables import METADATA, REVISION

BUSY_SECONDS = 10.0
STUCK_SECONDS = 60.0
VERSION_TABLE = "selaras_version"
_MIGRATIONS = Path(__file__).parent / "migrations"
_MIGRATION_LOCK = 0x5E1A2A5  # an arbitrary number that only names our lock among a server's advisory locks
_WRITES = "selaras_writes"
_LOOK, _CHANGE = "BEGIN DEFERRED", "BEGIN IMMEDIATE"
_BROKEN = ("file is not a database", "malformed", "disk I/O error", "unable to open")


class Database:
    """One open cache of one or many sellers."""

    def __init__(self, url: str) -> None:
        target = _parse(url)
        self._name = target.render_as_string(hide_password=True)
        self._sqlite = target.get_backend_name() == "sqlite"
        self._engine = _connect(target, self._sqlite, self._name)
        try:
            self._migrate()
        except BaseException:
            self.close()
            raise

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._engine.dialect.name

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One consistent picture, without any lock on SQLite."""
        options = {} if self._sqlite else {"isolation_level": "REPEATABLE READ"}
        with self._transaction(options) as connection:
            yield Session(connection)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction, committed where the block ends well and undone where it does not."""
        with self._transaction({_WRITES: True}) as connection:
            yield Session(connection)

    def close(self) -> None:
        """Give every connection back."""
        self._engine.dispose()

    @contextmanager
    def layout(self, *, change: bool = False) -> Iterator[Connection]:
        """One transaction on a connection of SQLAlchemy's own, which looks at tables and makes them."""
        with self._transaction({_WRITES: change}) as connection:
            yield connection

    @contextmanager
    def _transaction(self, options: Mapping[str, Any]) -> Iterator[Connection]:
        with self._guarded(), self._engine.connect() as plain:
            connection = plain.execution_options(**options)
            with connection.begin():
                yield connection

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise self._explain(error) from None
        except UnicodeEncodeError:
            # The text itself stays out: it came from outside and may be a buyer's.
            raise StoreError(f"a text that is not valid Unicode cannot be stored in {self._name}") from None

    def _explain(self, error: DBAPIError) -> StoreError:
        """SQLAlchemy's own sentence carries the statement; only the database's words are passed on."""
        words = " ".join(str(error.orig).split())
        if self._sqlite and any(sign in words for sign in _BROKEN):
            return StoreBroken(f"{self._name} cannot be used: {words}")
        return StoreError(f"{self._name}: {words}")

    def _migrate(self) -> None:
        with self.layout() as connection:
            if self._revision(connection) == REVISION:
                return
        with self.layout(change=True) as connection:
            if not self._sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _MIGRATION_LOCK})
            self._upgrade(connection)

    def _upgrade(self, connection: Connection) -> None:
        # Looked at again under the lock: another process may have migrated in between.
        revision = self._revision(connection)
        if revision == REVISION:
            return
        if revision is not None and revision not in known_revisions():
            raise StoreBroken(
                f"{self._name} was made by a newer Selaras (layout {revision}, this one knows {REVISION})"
            )
        if revision is None and self._is_foreign(connection):
            raise StoreBroken(f"{self._name} is a database of another program")
        _to_head(connection)

    def _is_foreign(self, connection: Connection) -> bool:
        """Whether tables are in the way of a first layout: any in a file, those with our names on a server."""
        found = set(inspect(connection).get_table_names())
        return bool(found if self._sqlite else found & METADATA.tables.keys())

    def _revision(self, connection: Connection) -> str | None:
        """The layout of the cache, None where it has none yet."""
        if not inspect(connection).has_table(VERSION_TABLE):
            return None
        found = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalars().all()  # noqa: S608  # a constant
        if len(found) != 1:
            raise StoreBroken(f"{self._name} does not say which layout it has")
        return str(found[0])


def is_current(url: str) -> bool:
    """Whether there is a cache of this layout, looked at without making or changing anything.

    False where there is none, or one of an older version; one that cannot be used is for `Database` to refuse.
    """
    target = _parse(url)
    if target.get_backend_name() != "sqlite":
        reader = create_engine(target, hide_parameters=True)
    else:
        path = Path(str(target.database or ""))
        if not path.is_file() or not path.stat().st_size:
            return False
        reader = create_engine(target.set(database=f"file:{path}", query={"mode": "ro", "uri": "true"}))
    try:
        with reader.connect() as connection:
            if not inspect(connection).has_table(VERSION_TABLE):
                return False
            found = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalars().all()  # noqa: S608  # a constant
    except DBAPIError:
        return True
    finally:
        reader.dispose()
    return not set(map(str, found)) <= known_revisions() - {REVISION}


def known_revisions() -> frozenset[str]:
    """Revisions that this version can start from: the files are the list."""
    return frozenset(path.stem.split("_", 1)[0] for path in (_MIGRATIONS / "versions").glob("[0-9]*.py"))


def _to_head(connection: Connection) -> None:
    # Loaded only here: a cache whose layout is current needs no Alembic, and every command starts sooner.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    config.attributes["version_table"] = VERSION_TABLE
    command.upgrade(config, "head")


def _parse(url: str) -> URL:
    try:
        target = make_url(url)
    except ArgumentError:
        # The address may carry a password, so it is not repeated.
        raise StoreBroken(
            "the address of the cache cannot be read; write sqlite:///file or postgresql://…"
        ) from None
    target = postgresql.spelled(target)
    if target.get_backend_name() not in {"sqlite", "postgresql"}:
        raise StoreBroken(f"a cache in {target.get_backend_name()} is not possible; use SQLite or PostgreSQL")
    return target


def _connect(target: URL, sqlite: bool, name: str) -> Engine:
    try:
        if not sqlite:
            limits = {"lock_timeout": BUSY_SECONDS, "idle_in_transaction_session_timeout": STUCK_SECONDS}
            return postgresql.connect(target, limits)
        engine = create_engine(target, **_sqlite_options(target, name))
    except NoSuchModuleError as error:
        raise StoreBroken(f"{name} names a driver that does not exist: {error}") from None
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _sqlite_options(target: URL, name: str) -> dict[str, Any]:
    options: dict[str, Any] = {
        "hide_parameters": True,
        "connect_args": {"timeout": BUSY_SECONDS, "check_same_thread": False},
    }
    if target.database in {None, "", ":memory:"}:
        options["poolclass"] = StaticPool  # every connection of its own would be another empty cache
    else:
        _make_file(Path(str(target.database)), name)
    return options


def _make_file(path: Path, name: str) -> None:
    """The file and its folder, for the owner alone: SQLite gives its side files the same rights."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise StoreBroken(f"{name} cannot be opened: {error.strerror}") from None


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    cursor = connection.cursor()
    try:
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
    finally:
        cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql(_CHANGE if writes else _LOOK)
