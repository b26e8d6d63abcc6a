"""What was done in the world and by whom, in order: the truth that checks compare the engine with.

What people typed stands here cell by cell, in the very change that put it into the sheet. Orders and listings
are not kept twice: they are the shops' own books.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Typed:
    """One cell that a person filled or emptied.

    `at` is unix seconds; `key` is what the row's key cells showed after the edit (a list where a row has several),
    `column` the header above it, `cell` its A1 name then, `text` what was typed ("" for emptied).
    """

    at: float
    tab: str
    key: str | list[str]
    column: str
    cell: str
    text: str


class Books:
    """The world's diary. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._typed: list[Typed] = []
        self._entries: list[Json] = []

    def enter(
        self, at: float, who: str, action: str, facts: Mapping[str, Any], typed: Sequence[Typed] = ()
    ) -> Json:
        """Write down one deed and the cells it filled. Returns the entry: {"n", "at", "who", "action", ...}."""
        with self._lock:
            cells = {"typed": [asdict(one) for one in typed]} if typed else {}
            entry = {"n": len(self._entries) + 1, "at": at, "who": who, "action": action, **facts, **cells}
            self._typed += typed
            self._entries.append(entry)
            return dict(entry)

    def typed(self) -> list[Json]:
        """Every cell that a person filled, in order."""
        with self._lock:
            return [asdict(one) for one in self._typed]

    def entries(self) -> list[Json]:
        """Every deed, in order."""
        with self._lock:
            return [dict(entry) for entry in self._entries]

    def dump(self) -> Json:
        """Everything in JSON types."""
        return {"typed": self.typed(), "entries": self.entries()}

    def load(self, data: Mapping[str, Any]) -> None:
        """Take over what was dumped."""
        with self._lock:
            self._typed = [Typed(**one) for one in data["typed"]]
            self._entries = [dict(entry) for entry in data["entries"]]
