"""The real program with cache and vault on a PostgreSQL server: nothing of either is on this machine's disk."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from sandbox.tour.engine import Engine
from sandbox.tour.joining import join
from sandbox.world import World
from sandbox.world.consent import give

pytestmark = [pytest.mark.acceptance]
SKU = "KAOS-HTM-S"  # both shops sell it


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World.start(tmp_path / "world", interval=0.2) as world:
        yield world


@pytest.fixture
def engine(world: World, empty_schema: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    monkeypatch.setenv("SELARAS_CACHE_URL", empty_schema)
    engine = Engine(world.settings_path, world.folder / "events.jsonl")
    yield engine
    engine.down()


def test_an_edit_reaches_every_shop_and_a_dropped_cache_costs_no_token(
    world: World, engine: Engine, empty_schema: str
) -> None:
    join(engine, world.shops, lambda shop, url: give(world.shops[shop], url))
    engine.up()
    with httpx.Client(base_url=world.url, timeout=30.0) as control:

        def done(**fields: Any) -> bool:
            """A person's move; it fails while the row is not there yet."""
            return control.post("/people", json=fields).is_success

        def everywhere(units: int) -> bool:
            listings = control.get("/books").json()["listings"]
            shown = {one["shop"]: one["stock"] for one in listings if one["sku"] == SKU}
            return shown == dict.fromkeys(world.shops, units)

        for shop in world.shops:
            until(partial(done, action="tick", tab="Mulai", row_key=shop, column="Kirim stok"))
        until(partial(done, action="type", tab="SKU", row_key=SKU, column="Stok", text="17"))
        until(lambda: everywhere(17))
        engine.kill()
        kept = secrets(empty_schema)
        with psycopg.connect(empty_schema) as admin:
            schema = admin.execute("SELECT current_schema()").fetchone()
            assert schema is not None
            admin.execute(f"DROP SCHEMA {schema[0]} CASCADE".encode())
            admin.execute(f"CREATE SCHEMA {schema[0]}".encode())
        assert done(action="type", tab="SKU", row_key=SKU, column="Stok", text="12")
        engine.up()
        until(lambda: everywhere(12))
    assert secrets(empty_schema).keys() == kept.keys()
    assert [name for name in kept if name.startswith("tokens ")] == ["tokens shopee", "tokens tiktok"]
    assert not [sealed for sealed in kept.values() if "access" in sealed or "refresh" in sealed]
    folder = world.folder / "engine"
    assert not [path.name for path in folder.rglob("*") if path.name.startswith(("vault", "cache"))]


def secrets(url: str) -> dict[str, str]:
    """What the vault's schema holds, as whoever reads the database sees it."""
    with psycopg.connect(url) as admin:
        rows = admin.execute("SELECT kind || ' ' || name, sealed FROM selaras_vault.secret ORDER BY 1")
        return dict(rows.fetchall())


def until(probe: Callable[[], bool], seconds: float = 45.0) -> None:
    deadline = time.monotonic() + seconds
    while not probe():
        assert time.monotonic() < deadline
        time.sleep(0.1)
