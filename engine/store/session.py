"""Decides how a statement reaches the driver: its text is made once, and then only values travel.

SQLAlchemy Core writes the statements and keeps the connections. Its own way of carrying a statement out costs some
twenty times what SQLite needs for it, and a quiet cycle consists of little else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

Values = Mapping[str, Any]
Rows = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement as a driver takes it. `order` names its values by place, None where they go by name; `fixed` are
    the values that the statement itself names."""

    text: str
    order: tuple[str, ...] | None
    fixed: Values

    def bound(self, values: Values) -> Any:
        """The values as the driver takes them. KeyError where one is missing."""
        every = {**self.fixed, **values} if self.fixed else values
        return every if self.order is None else tuple([every[name] for name in self.order])


@lru_cache(maxsize=256)
def prepared(statement: Any, dialect: Any) -> Prepared:
    """The statement (of SQLAlchemy Core) in the words of a kind of database (a dialect's class).

    Statements are told apart by identity: one that is made anew for each use is prepared anew.
    """
    compiled = statement.compile(dialect=dialect())
    fixed = {
        name: value
        for name, value in compiled.construct_params(_check=False).items()
        if value is not None and not compiled.binds[name].required
    }
    return Prepared(str(compiled), tuple(compiled.positiontup) if compiled.positional else None, fixed)


class Session:
    """One transaction on one connection of the driver, whose errors it leaves as they are."""

    def __init__(self, connection: Any, dialect: Any) -> None:
        self._connection = connection
        self._dialect = dialect

    def execute(self, statement: Any, values: Values | None = None) -> Rows:
        """Carry it out with these values; the rows of a query, whole."""
        ready = prepared(statement, self._dialect)
        with closing(self._connection.cursor()) as cursor:
            cursor.execute(ready.text, ready.bound(values or {}))
            return cursor.fetchall() if cursor.description is not None else []

    def repeat(self, statement: Any, rows: Sequence[Values]) -> None:
        """Carry it out once for each of some rows of values."""
        ready = prepared(statement, self._dialect)
        with closing(self._connection.cursor()) as cursor:
            cursor.executemany(ready.text, [ready.bound(row) for row in rows])
