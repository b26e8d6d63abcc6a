"""How a PostgreSQL server is reached: with which driver, and how soon a dead connection is noticed on both ends.

A machine that lost its power says no goodbye. Both ends ask an idle connection for a sign of life, so that the
server gives a dead worker's locks back, and a worker does not wait for a dead server.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.pool import Pool

from .errors import SettingsError

CONNECT_SECONDS = 10
# An idle connection is asked after ten seconds, then every five; three silences end it.
_ALIVE = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
_ALIVE_THERE = {f"tcp_{name}": str(value) for name, value in _ALIVE.items()}


def spelled(target: URL) -> URL:
    """The address with its driver: `postgres:` and `postgresql:` mean psycopg (3)."""
    if target.drivername in {"postgres", "postgresql"}:
        return target.set(drivername="postgresql+psycopg")
    return target


def connect(target: URL, limits: Mapping[str, float], pool: type[Pool] | None = None) -> Engine:
    """An engine whose every connection has these `limits` (names of the server's settings, seconds).

    Nothing is sent yet. SettingsError where the driver is not installed.
    """
    wanted = {"connect_timeout": CONNECT_SECONDS, **_ALIVE}
    told = {name: value for name, value in wanted.items() if name not in target.query}
    try:
        # A server that was restarted since the last use must not cost the next one.
        engine = create_engine(
            target, hide_parameters=True, pool_pre_ping=True, connect_args=told, poolclass=pool
        )
    except ModuleNotFoundError:
        raise SettingsError("cache_url: no_driver", where="cache_url", why="setting.no_driver") from None

    def set_up(connection: Any, _record: Any) -> None:
        milliseconds = {name: str(round(seconds * 1000)) for name, seconds in limits.items()}
        cursor = connection.cursor()
        for name, value in (_ALIVE_THERE | milliseconds).items():
            cursor.execute("SELECT set_config(%s, %s, false)", (name, value))
        cursor.close()
        connection.commit()

    event.listen(engine, "connect", set_up)
    return engine
