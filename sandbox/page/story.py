"""What the engine tells of its work, read from the file that `run --events` appends to, a line at a time.

A line that is still being written is left for the next look. A new file of the same name is read from its beginning.
"""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

Json = dict[str, Any]
KEPT = 2000
KINDS = frozenset({"seen", "planned", "pushed", "read_back"})


class Story:
    """The events so far, numbered from 1. Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._offset = 0
        self._count = 0
        self._events: list[Json] = []

    def since(self, number: int) -> Json:
        """{"last": the latest number, "events": those behind `number`, with `n`}; the oldest are forgotten."""
        with self._lock:
            self._read()
            return {"last": self._count, "events": [one for one in self._events if one["n"] > number]}

    def _read(self) -> None:
        if not self._path.exists():
            return
        if self._path.stat().st_size < self._offset:
            self._offset = 0
        with self._path.open("rb") as file:
            file.seek(self._offset)
            told = file.read()
        whole, end, _ = told.rpartition(b"\n")
        self._offset += len(whole) + len(end)
        for line in whole.splitlines():
            event = event_of(line)
            if event is not None:
                self._count += 1
                self._events.append({**event, "n": self._count})
        del self._events[:-KEPT]


def event_of(line: bytes) -> Json | None:
    """The event of a line; None where it is none that the page knows."""
    try:
        event = json.loads(line)
    except ValueError:
        return None
    if not isinstance(event, dict) or event.get("event") not in KINDS:
        return None
    return event
