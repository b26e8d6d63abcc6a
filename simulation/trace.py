"""Keeps what happened: a line for each event, one running digest of all, and counts of what took effect."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Trace:
    """The story of one run. `kept` is how many of the last lines are remembered (0: all).

    `bitten` counts, by class, moves and faults that really took effect, and branches that were taken.
    """

    now: Callable[[], float]
    kept: int = 400
    lines: list[str] = field(default_factory=list)
    bitten: Counter[str] = field(default_factory=Counter)
    events: int = 0
    _digest: Any = field(default_factory=hashlib.sha256)
    _recent: list[tuple[float, str]] = field(default_factory=list)

    def say(self, text: str) -> None:
        """One event: an actor's move, a call, a fault, a commit."""
        line = f"{self.now():.3f} {text}"
        self.events += 1
        self._digest.update(line.encode())
        self.lines.append(line)
        if self.kept and len(self.lines) > 2 * self.kept:
            del self.lines[: -self.kept]

    def bite(self, name: str) -> None:
        """A move, fault or branch took effect."""
        self.bitten[name] += 1

    @property
    def digest(self) -> str:
        """The digest of every line so far."""
        return str(self._digest.hexdigest())[:32]
