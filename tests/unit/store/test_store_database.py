"""Opening a cache: rights, layouts, and files that are no cache of ours."""

from __future__ import annotations

import socket
import sqlite3
import stat
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Table, text
from sqlalchemy.dialects import postgresql

from engine.errors import SettingsError, StoreBroken, StoreError
from engine.store.database import VERSION_TABLE, Database, known_revisions
from engine.store.ledger import appending
from engine.store.repository import SqlStore, replacing
from engine.store.tables import (
    BINDING,
    LINE,
    MARK,
    METADATA,
    PENDING,
    PROGRESS,
    QUESTION,
    REVISION,
    SHOP,
    SKU,
)
from engine.texts import Texts


def url(path: Path) -> str:
    return f"sqlite:///{path}"


def opened(path: Path) -> None:
    Database(url(path)).close()


def test_the_migrations_make_exactly_the_tables_of_the_code(tmp_path: Path) -> None:
    database = Database(url(tmp_path / "cache.db"))
    with closing(database), database.layout() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": VERSION_TABLE, "compare_type": True}
        )
        assert compare_metadata(context, METADATA) == []


def test_the_newest_migration_is_the_one_that_the_code_names() -> None:
    assert max(known_revisions()) == REVISION


def test_the_file_and_its_folder_are_the_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "cache.db"
    opened(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_commit_survives_a_power_cut_and_readers_never_wait(tmp_path: Path) -> None:
    database = Database(url(tmp_path / "cache.db"))
    with closing(database), database.read() as connection:
        settings = [connection.execute(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous")]
    assert settings == [[("wal",)], [(2,)]]


def test_a_second_open_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    opened(path)
    before = path.read_bytes()
    opened(path)
    assert path.read_bytes() == before


def test_a_block_that_fails_stores_nothing(tmp_path: Path) -> None:
    database = Database(url(tmp_path / "cache.db"))
    insert = text("INSERT INTO mark VALUES ('s', 'a', 'b')")
    with closing(database):
        with pytest.raises(StoreError, match="UNIQUE"), database.write() as connection:  # noqa: PT012
            connection.execute(insert)
            connection.execute(insert)
        with database.read() as connection:
            assert connection.execute(text("SELECT count(*) FROM mark")) == [(0,)]


def test_a_file_that_is_no_database_is_named_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    path.write_bytes(b"a shopping list, not a database " * 64)
    before = path.read_bytes()
    with pytest.raises(StoreBroken, match=r"cache\.db cannot be used: file is not a database"):
        opened(path)
    assert path.read_bytes() == before


def test_a_damaged_cache_is_named(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    opened(path)
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 4000)
    with pytest.raises(StoreBroken, match=r"cache\.db cannot be used"):
        opened(path)


def test_a_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE invoices (id INTEGER)")
    with pytest.raises(StoreBroken, match="database of another program"):
        opened(path)
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("invoices",)]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (f"UPDATE {VERSION_TABLE} SET version_num = '9999'", "made by a newer Selaras"),
        (f"DELETE FROM {VERSION_TABLE}", "does not say which layout"),
    ],
)
def test_a_cache_of_another_layout_is_refused(tmp_path: Path, change: str, words: str) -> None:
    path = tmp_path / "cache.db"
    opened(path)
    with closing(sqlite3.connect(path)) as other:
        other.execute(change)
        other.commit()
    with pytest.raises(StoreBroken, match=words):
        opened(path)


def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreBroken, match="cannot be opened: Is a directory"):
        opened(tmp_path)


@pytest.mark.parametrize("address", ["nonsense", "mysql://u:s3cret@h/d", "postgresql+nosuch://u:s3cret@h/d"])
def test_an_address_that_cannot_be_used_is_refused_without_its_password(address: str) -> None:
    with pytest.raises(StoreBroken) as caught:
        Database(address)
    assert "s3cret" not in str(caught.value)


def test_a_missing_driver_is_said_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(SettingsError) as caught:
        Database("postgresql://u:s3cret@h/d")
    assert caught.value.params["where"] == "cache_url"
    assert caught.value.params["why"] == "setting.no_driver"
    assert "selaras[postgres]" in Texts("en").say("setting.no_driver")
    assert "s3cret" not in str(caught.value)


def test_a_server_that_is_not_there_is_said_without_its_password() -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: whoever calls is refused
        with pytest.raises(StoreError) as caught:
            Database(f"postgresql://u:s3cret@127.0.0.1:{taken.getsockname()[1]}/d")
    assert "s3cret" not in str(caught.value)


def test_a_row_that_cannot_be_understood_is_a_broken_cache_that_tells_no_content(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    opened(path)
    with closing(sqlite3.connect(path)) as other:
        other.execute("INSERT INTO shop VALUES ('s', 'toko', 1, 1, 0.0, '{\"secret word\": 1}')")
        other.commit()
    store = SqlStore(url(path), "s", clock_now=lambda: 0.0)
    with closing(store), pytest.raises(StoreBroken) as caught:
        store.load()
    assert "secret" not in str(caught.value)


def test_a_busy_cache_is_no_broken_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "cache.db"
    opened(path)
    monkeypatch.setattr("engine.store.database.BUSY_SECONDS", 0.05)
    store = SqlStore(url(path), "s", clock_now=lambda: 0.0)
    with closing(store), closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="locked") as caught:
            store.acquire("me", 0.0, 60.0)
    assert not isinstance(caught.value, StoreBroken)


def as_postgresql(statement: Any) -> str:
    return " ".join(str(statement.compile(dialect=postgresql.dialect())).split())


def test_a_cause_is_booked_once_on_postgresql_too() -> None:
    assert as_postgresql(appending(postgresql.insert)).endswith("ON CONFLICT (seller, cause) DO NOTHING")


@pytest.mark.parametrize("table", [PENDING, PROGRESS, MARK, SKU, BINDING, LINE, QUESTION, SHOP])
def test_a_row_is_replaced_as_a_whole_on_postgresql_too(table: Table) -> None:
    keys = [column.name for column in table.primary_key.columns]
    others = [column.name for column in table.columns if column.name not in keys]
    rest = [f"{name} = excluded.{name}" for name in others]
    wanted = f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {', '.join(rest)}"
    assert as_postgresql(replacing(postgresql.insert, table)).endswith(wanted)
