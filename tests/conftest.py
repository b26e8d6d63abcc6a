"""One PostgreSQL server for all tests of a run that ask for it, and an empty schema for each."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from vaults import Place

NUMBERS = count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The URL of a running server; tests are skipped, with the reason, where none can run."""
    # Loaded by those who ask: most tests need no server.
    import postgres  # noqa: PLC0415

    try:
        starting = postgres.running()
        url = starting.__enter__()
    except postgres.NoServer as reason:
        pytest.skip(f"no PostgreSQL server on this machine: {reason}")
    yield url
    starting.__exit__(None, None, None)


@pytest.fixture
def empty_schema(server: str) -> str:
    """The URL of a new schema, in which all tables of its connections stand."""
    import psycopg  # noqa: PLC0415

    name = f"cache_{next(NUMBERS)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}".encode())
    return f"{server}&options=-csearch_path%3D{name}"


@pytest.fixture
def server_place(server: str, tmp_path: Path) -> Place:
    """A vault of no schema yet on the server, with its key in a folder of the test's own."""
    return Place(tmp_path, server, f"vault_{next(NUMBERS)}")


@pytest.fixture
def file_place(tmp_path: Path) -> Place:
    """A vault of no file yet."""
    return Place(tmp_path)
