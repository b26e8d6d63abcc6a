"""The vault on a real PostgreSQL server: the conformance suite, and what only a server can show."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace

import psycopg
import pytest
from vault_conformance import OTHERS, SHORT, TOKENS, Stored, VaultConformance, refusal, said
from vaults import Place

from engine.errors import SettingsError, TokensUnavailable, VaultUnavailable
from engine.store.repository import SqlStore
from engine.vault.base import Vault
from engine.vault.postgres import PAUSES, PostgresSafe


class Repairing:
    """A clock by whose first wait the server is well again."""

    def __init__(self, repair: str, url: str) -> None:
        self.repair, self.url = repair, url
        self.waits: list[float] = []

    def now(self) -> float:
        return 0.0

    def monotonic(self) -> float:
        return 0.0

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        if self.repair:
            with psycopg.connect(self.url, autocommit=True) as other:
                other.execute(self.repair.encode())
            self.repair = ""


@pytest.fixture
def admin(server: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(server, autocommit=True) as connection:
        yield connection


class TestPostgresql(VaultConformance):
    """A schema of its own on a server."""

    @pytest.fixture
    def place(self, server_place: Place) -> Place:
        return server_place

    @pytest.fixture
    def stored(self, place: Place, admin: psycopg.Connection) -> Stored:
        """Every row of every table in the schema, as a dump has it."""

        def read() -> bytes:
            tables = admin.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = %s", (place.schema,)
            ).fetchall()
            assert tables == [("secret",)]
            rows = admin.execute(f"SELECT * FROM {place.schema}.secret ORDER BY 1, 2, 3".encode()).fetchall()
            return repr(rows).encode()

        return read

    def test_sellers_share_the_schema_and_nothing_else(self, place: Place) -> None:
        other = replace(place, seller="another", folder=place.folder / "another")
        with place.opened(patience=SHORT) as vault, other.opened(patience=SHORT) as theirs:
            vault.tokens("toko").save(TOKENS)
            theirs.tokens("toko").save(OTHERS)
            assert vault.tokens("toko").load() == TOKENS
            assert vault.engine_id() != theirs.engine_id()
            with vault.refreshing("toko"), theirs.refreshing("toko"):
                theirs.forget("another shop")
            assert place.key.read_bytes() != other.key.read_bytes()

    def test_a_second_machine_needs_the_key_of_the_first(self, place: Place) -> None:
        second = replace(place, folder=place.folder / "second machine")
        with place.opened() as vault:
            vault.tokens("toko").save(TOKENS)
        assert "copy the key from the machine that made it" in refusal(second)[1]
        assert not second.key.exists()
        second.key.parent.mkdir(parents=True)
        second.key.touch(mode=0o600)
        second.key.write_bytes(place.key.read_bytes())
        with second.opened() as vault:
            assert vault.tokens("toko").load() == TOKENS

    def test_a_secret_that_was_moved_into_another_row_is_refused(
        self, place: Place, admin: psycopg.Connection
    ) -> None:
        with place.opened() as vault:
            vault.tokens("satu").save(TOKENS)
            vault.tokens("dua").save(OTHERS)
            admin.execute(
                f"UPDATE {place.schema}.secret SET sealed = (SELECT sealed FROM {place.schema}.secret"
                " WHERE name = 'satu') WHERE name = 'dua'".encode()
            )
            with pytest.raises(SettingsError) as caught:
                vault.tokens("dua").load()
            assert place.schema in said(caught.value)

    def test_more_shops_than_a_pool_has_connections_may_be_renewed_at_once(self, place: Place) -> None:
        with place.opened(patience=SHORT) as vault, ExitStack() as renewals:
            for number in range(20):
                renewals.enter_context(vault.refreshing(f"toko-{number}"))
            vault.tokens("toko-0").save(TOKENS)
            assert vault.tokens("toko-0").load() == TOKENS

    # The cache

    def test_dropping_and_restoring_the_cache_leaves_the_vault(
        self, place: Place, empty_schema: str, admin: psycopg.Connection
    ) -> None:
        """The cache of `empty_schema` and the vault stand on one server, and are reached by one address."""
        cache = empty_schema.rpartition("%3D")[2]
        mine = replace(place, url=empty_schema)
        with closing(SqlStore(empty_schema, "toko", clock_now=lambda: 0.0)), mine.opened() as vault:
            vault.tokens("toko").save(TOKENS)
            first = vault.engine_id()
        admin.execute(f"ALTER SCHEMA {cache} RENAME TO {cache}_backup".encode())
        with mine.opened() as vault:
            vault.tokens("toko").save(OTHERS)
        admin.execute(f"ALTER SCHEMA {cache}_backup RENAME TO {cache}".encode())
        with mine.opened() as vault:
            assert (vault.tokens("toko").load(), vault.engine_id()) == (OTHERS, first)
        admin.execute(f"DROP SCHEMA {cache} CASCADE".encode())
        with mine.opened() as vault:
            assert (vault.tokens("toko").load(), vault.engine_id()) == (OTHERS, first)

    def test_a_cache_in_the_vaults_schema_is_refused(self, place: Place, empty_schema: str) -> None:
        schema = empty_schema.rpartition("%3D")[2]
        where, why = refusal(replace(place, url=empty_schema, schema=schema))
        assert where == "vault_schema"
        assert schema in why

    # Trouble with the server

    def test_what_is_saved_waits_for_the_servers_disk(self, place: Place, admin: psycopg.Connection) -> None:
        """The tests' server is set to answer before it has written; the vault is not content with that."""
        assert admin.execute("SHOW synchronous_commit").fetchone() == ("off",)
        safe = place.safe()
        assert isinstance(safe, PostgresSafe)
        with closing(safe), safe._writing() as connection:
            assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"

    def test_a_restarted_server_costs_nothing(self, place: Place, admin: psycopg.Connection) -> None:
        with place.opened() as vault:
            vault.tokens("toko").save(TOKENS)
            cut_off(admin)
            assert vault.tokens("toko").load() == TOKENS

    def test_tokens_are_saved_although_the_connection_that_held_the_shop_broke(
        self, place: Place, admin: psycopg.Connection
    ) -> None:
        with place.opened(patience=SHORT) as vault, place.opened(patience=SHORT) as other:
            with vault.refreshing("toko"):
                cut_off(admin)
                vault.tokens("toko").save(TOKENS)
            with other.refreshing("toko"):
                assert other.tokens("toko").load() == TOKENS

    def test_a_save_that_failed_is_tried_again(self, place: Place, admin: psycopg.Connection) -> None:
        """A refresh token works once: the pair in hand may be the only good one."""
        clock = Repairing(f"ALTER TABLE {place.schema}.away RENAME TO secret", place.url)
        safe = PostgresSafe(place.url, place.schema, place.seller, place.key, {}, clock)
        with closing(Vault(safe)) as vault:
            admin.execute(f"ALTER TABLE {place.schema}.secret RENAME TO away".encode())
            vault.tokens("toko").save(TOKENS)
            assert clock.waits == [PAUSES[0]]
            assert vault.tokens("toko").load() == TOKENS

    def test_a_server_that_stays_away_is_that_shops_trouble_and_tells_no_secret(
        self, place: Place, admin: psycopg.Connection
    ) -> None:
        clock = Repairing("", place.url)
        safe = PostgresSafe(place.url, place.schema, place.seller, place.key, {}, clock)
        with closing(Vault(safe)) as vault:
            admin.execute(f"ALTER TABLE {place.schema}.secret RENAME TO away".encode())
            with pytest.raises(TokensUnavailable) as caught:
                vault.tokens("toko").save(TOKENS)
            assert tuple(clock.waits) == PAUSES
            assert caught.value.params == {"shop": "toko"}
            assert "secret" in caught.value.detail
            assert "access-1" not in str(caught.value)
            with pytest.raises(VaultUnavailable, match="does not exist"):
                vault.recall("consent:toko")

    def test_a_server_that_is_not_there_is_said_without_its_password(self, place: Place) -> None:
        with closing(socket.socket()) as taken:
            taken.bind(("127.0.0.1", 0))  # bound and not listening: whoever calls is refused
            url = f"postgresql://u:s3cret@127.0.0.1:{taken.getsockname()[1]}/d"
            with pytest.raises(VaultUnavailable) as caught, replace(place, url=url).opened():
                pass
        assert "s3cret" not in str(caught.value)
        assert not place.key.exists()

    @pytest.mark.parametrize("url", ["postgresql//u:s3cret@h/d", "postgresql+nosuch://u:s3cret@h/d"])
    def test_an_address_that_cannot_be_used_is_refused_without_its_password(
        self, place: Place, url: str
    ) -> None:
        where, why = refusal(replace(place, url=url))
        assert where == "cache_url"
        assert "s3cret" not in why

    def test_a_user_that_may_make_no_schema_is_told_what_to_ask_for(
        self, place: Place, admin: psycopg.Connection
    ) -> None:
        guest = f"guest_{place.schema}"
        admin.execute(f"CREATE ROLE {guest} LOGIN".encode())
        mine = replace(place, url=place.url.replace("postgres@", f"{guest}@", 1))
        where, why = refusal(mine)
        assert where == "vault_schema"
        assert f"CREATE SCHEMA {place.schema} AUTHORIZATION" in why
        admin.execute(f"CREATE SCHEMA {place.schema} AUTHORIZATION {guest}".encode())
        with mine.opened() as vault:
            vault.tokens("toko").save(TOKENS)
            assert vault.tokens("toko").load() == TOKENS

    def test_a_vault_that_is_laid_out_needs_no_right_to_make_one(
        self, place: Place, admin: psycopg.Connection
    ) -> None:
        with place.opened() as vault:
            vault.tokens("toko").save(TOKENS)
        guest = f"guest_{place.schema}"
        admin.execute(f"CREATE ROLE {guest} LOGIN".encode())
        admin.execute(f"GRANT USAGE ON SCHEMA {place.schema} TO {guest}".encode())
        admin.execute(f"GRANT ALL ON {place.schema}.secret TO {guest}".encode())
        with replace(place, url=place.url.replace("postgres@", f"{guest}@", 1)).opened() as vault:
            assert vault.tokens("toko").load() == TOKENS


def cut_off(admin: psycopg.Connection) -> None:
    """What a restart of the server does to every open connection but this one."""
    admin.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
        " WHERE pid <> pg_backend_pid() AND datname = current_database()"
    )
