"""One PostgreSQL server for all tests of a run that ask for it, and an empty schema for each."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

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
