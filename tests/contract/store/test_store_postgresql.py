"""The store on a real PostgreSQL server: the conformance suite, and what only a server can show."""

from __future__ import annotations

import threading
from contextlib import closing

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from store_cases import FULL, NOW, TTL, Opener
from store_conformance import StoreConformance

from engine.errors import LeaseLost, StoreBroken, StoreError
from engine.store.base import Store
from engine.store.database import VERSION_TABLE, Database
from engine.store.repository import SqlStore
from engine.store.tables import METADATA


class TestPostgresql(StoreConformance):
    """A server, as a machine with many sellers has it."""

    @pytest.fixture
    def url(self, empty_schema: str) -> str:
        return empty_schema

    def test_the_migrations_make_exactly_the_tables_of_the_code(self, url: str) -> None:
        database = Database(url)
        with closing(database), database.layout() as connection:
            options = {"version_table": VERSION_TABLE, "compare_type": True}
            assert compare_metadata(MigrationContext.configure(connection, opts=options), METADATA) == []

    def test_many_that_open_a_new_cache_at_once_lay_it_out_once(self, url: str) -> None:
        start = threading.Barrier(4)
        opened: list[Store] = []

        def race() -> None:
            start.wait()
            opened.append(SqlStore(url, "toko", clock_now=lambda: NOW))

        threads = [threading.Thread(target=race) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for store in opened:
            with closing(store):
                assert store.load().skus == {}
        assert len(opened) == 4

    def test_a_table_of_another_program_is_named_and_left_alone(self, url: str) -> None:
        with psycopg.connect(url) as other:
            other.execute("CREATE TABLE shop (name text)")
        with pytest.raises(StoreBroken, match="another program"):
            Database(url)
        with psycopg.connect(url) as other:
            found = other.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
            ).fetchall()
        assert found == [("shop",)]

    def test_tables_of_others_beside_ours_are_no_trouble(self, url: str) -> None:
        with psycopg.connect(url) as other:
            other.execute("CREATE TABLE invoices (name text)")
        Database(url).close()

    @pytest.mark.parametrize("scheme", ["postgresql+psycopg", "postgres"])
    def test_other_spellings_of_the_address_mean_the_same_server(self, url: str, scheme: str) -> None:
        Database(url.replace("postgresql", scheme, 1)).close()

    def test_who_waits_for_a_stuck_worker_says_so(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("engine.store.database.BUSY_SECONDS", 0.1)
        with closing(SqlStore(url, "toko", clock_now=lambda: NOW)) as store:
            store.acquire("me", NOW, TTL)
            with psycopg.connect(url) as stuck:
                stuck.execute("SELECT * FROM lease FOR UPDATE")
                with pytest.raises(StoreError, match="lock timeout"):
                    store.acquire("me", NOW, TTL)
            assert store.acquire("me", NOW, TTL).holder == "me"

    def test_a_worker_that_is_stuck_inside_a_commit_loses_its_connection(
        self, url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("engine.store.database.STUCK_SECONDS", 0.1)
        database = Database(url)
        with closing(database), pytest.raises(StoreError), database.write() as connection:  # noqa: PT012
            connection.execute(text("INSERT INTO mark VALUES ('toko', 'a', 'b')"))
            threading.Event().wait(0.5)
            connection.execute(text("INSERT INTO mark VALUES ('toko', 'c', 'd')"))
        with psycopg.connect(url) as other:
            assert other.execute("SELECT count(*) FROM mark").fetchone() == (0,)

    def test_after_the_server_was_restarted_the_next_cycle_goes_on(self, store: Store, url: str) -> None:
        lease = store.acquire("me", NOW, TTL)
        with psycopg.connect(url, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                " AND datname = current_database()"
            )
        store.commit(lease, FULL)
        assert store.load().skus == FULL.skus

    def test_a_commit_waits_for_the_one_that_takes_the_lease(self, opener: Opener, url: str) -> None:
        """A worker that looked at the lease before it was taken does not write after."""
        old, new = opener(), opener()
        lease = old.acquire("old", NOW, TTL)
        failed: list[str | int] = []

        def commit() -> None:
            try:
                old.commit(lease, FULL)
            except LeaseLost as error:
                failed.append(error.params["holder"])

        with psycopg.connect(url) as taking:
            taking.execute("SELECT * FROM lease FOR UPDATE")
            thread = threading.Thread(target=commit)
            thread.start()
            thread.join(0.2)
            assert thread.is_alive()
            taking.execute("UPDATE lease SET holder = 'new', epoch = epoch + 1")
        thread.join()
        assert failed == ["new"]
        assert new.load().skus == {}
