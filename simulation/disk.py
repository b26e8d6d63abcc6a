"""A cache's disk that is full or whose file somebody else has locked, by SQLite's own means.

| trouble | how                                                            | what the engine meets       |
|---------|----------------------------------------------------------------|-----------------------------|
| full    | the file may not grow any more (`PRAGMA max_page_count`)        | `database or disk is full`  |
| locked  | another connection has begun a transaction and does not end it | `database is locked`        |
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any, Literal

from engine.store.repository import SqlStore

DiskTrouble = Literal["full", "locked"]
# What SQLite allows where nobody asks for less.
NO_LIMIT = 1_073_741_823


class Disk:
    """The disk under one process's cache. The process waits for no lock: here, waiting would take real time."""

    def __init__(self, store: SqlStore, cache: Path) -> None:
        # The limit is a connection's own, so it has to be set where the store has its connection.
        self._engine: Any = store._database._engine
        self._cache = cache
        self._other: sqlite3.Connection | None = None
        self.troubled = False
        self._ask("PRAGMA busy_timeout = 0")

    def spoil(self, trouble: DiskTrouble) -> None:
        """From now on commits fail, until `mend`."""
        self.troubled = True
        if trouble == "full":
            # Without room inside the file the next thing that has to grow meets the limit.
            self._ask("VACUUM")
            pages = self._ask("PRAGMA page_count")
            self._ask(f"PRAGMA max_page_count = {pages}")
        else:
            self._other = sqlite3.connect(self._cache, isolation_level=None, timeout=0)
            self._other.execute("BEGIN IMMEDIATE")

    def mend(self) -> None:
        """All is well again."""
        self.troubled = False
        self._ask(f"PRAGMA max_page_count = {NO_LIMIT}")
        self.close()

    def close(self) -> None:
        """Let go of the lock."""
        if self._other is not None:
            self._other.close()
            self._other = None

    def _ask(self, pragma: str) -> int:
        connection = self._engine.raw_connection()
        try:
            found = connection.cursor().execute(pragma).fetchone()
        finally:
            connection.close()
        return int(found[0]) if found else 0
