"""The store on SQLite: the conformance suite, and what only a file can show."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import perf_counter

import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool
from store_cases import FULL, NOW, TTL
from store_conformance import StoreConformance

from engine.model.book import Changes
from engine.model.catalog import Binding, Component, Listing
from engine.model.ids import ListingKey
from engine.model.stock import SkuState
from engine.store.base import Store
from engine.store.repository import SqlStore


class TestSqliteFile(StoreConformance):
    """A file, as a seller's machine has it."""

    @pytest.fixture
    def url(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path / 'cache.db'}"

    def test_a_quiet_commit_takes_no_write_lock(self, store: Store, statements: list[str]) -> None:
        lease = store.acquire("me", NOW, TTL)
        statements.clear()
        store.commit(lease, Changes())
        verbs = [statement.split()[:2] for statement in statements]
        assert verbs[0] == ["BEGIN", "DEFERRED"]
        assert {verb[0] for verb in verbs} == {"BEGIN", "SELECT", "COMMIT"}

    def test_a_commit_takes_the_lock_before_it_looks_at_the_lease(
        self, store: Store, statements: list[str]
    ) -> None:
        lease = store.acquire("me", NOW, TTL)
        statements.clear()
        store.commit(lease, FULL)
        assert statements[0] == "BEGIN IMMEDIATE"
        assert statements[1].startswith("SELECT lease.holder")

    @pytest.fixture
    def statements(self) -> Iterator[list[str]]:
        heard: list[str] = []

        def hear(connection, *_rest) -> None:
            connection.set_trace_callback(heard.append)

        event.listen(Pool, "checkout", hear)
        yield heard
        event.remove(Pool, "checkout", hear)


def test_a_cache_in_memory_lives_as_long_as_its_store() -> None:
    with closing(SqlStore("sqlite://", "s", clock_now=lambda: NOW)) as store:
        store.commit(store.acquire("me", NOW, TTL), FULL)
        assert store.load().skus == FULL.skus
        assert store.balances() == {"kaos-m": (10, 3)}
    with closing(SqlStore("sqlite://", "s", clock_now=lambda: NOW)) as store:
        assert store.load().skus == {}


def large(count: int) -> Changes:
    skus = {
        f"sku-{n}": SkuState(f"sku-{n}", f"SKU-{n}", n, 0, (n,), counted=True, edited_at=NOW, read_at=NOW)
        for n in range(count)
    }
    bindings = {}
    for n in range(count):
        key = ListingKey("toko-a", f"{n}:1")
        listing = Listing(key, str(n), f"SKU-{n}", "Kaos polos", "M", 50_000, n, storefronts=("shopee",))
        bindings[key] = Binding(listing, (Component(f"sku-{n}", 1),), "matched", False, n, n, n, NOW)
    return Changes(skus=skus, bindings=bindings)


def test_loading_grows_no_faster_than_the_book(tmp_path: Path) -> None:
    taken = {}
    for count in (2_000, 20_000):
        with closing(SqlStore(f"sqlite:///{tmp_path / str(count)}", "s", clock_now=lambda: NOW)) as store:
            store.commit(store.acquire("me", NOW, TTL), large(count))
            runs = []
            for _ in range(3):
                began = perf_counter()
                book = store.load()
                runs.append(perf_counter() - began)
            taken[count] = min(runs)
            assert len(book.skus) == len(book.bindings) == count
    assert taken[20_000] < 40 * taken[2_000], taken  # ten times the rows; the rest is a busy machine
