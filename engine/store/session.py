"""Decides how a statement is carried out: made once a process, then only values travel.

A statement of SQLAlchemy Core that is built anew for each use costs more to build and to recognise than SQLite needs
to carry it out, and a quiet cycle consists of little else. So values are named (`bindparam`), never part of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.sql.base import Executable

Values = Mapping[str, Any]
Rows = list[tuple[Any, ...]]


class Session:
    """One transaction on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def execute(self, statement: Executable, values: Values | None = None) -> Rows:
        """Carry it out with these values; the rows of a query, whole."""
        result = self._connection.execute(statement, dict(values or {}))
        return [tuple(row) for row in result] if result.returns_rows else []

    def repeat(self, statement: Executable, rows: Sequence[Values]) -> None:
        """Carry it out once for each of some rows of values."""
        if rows:
            self._connection.execute(statement, list(rows))
