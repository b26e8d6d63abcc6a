"""What time it is, and how to wait: the only place of the engine that asks the machine."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """Time as the engine knows it. `now` is Unix seconds; `monotonic` never runs backwards."""

    def now(self) -> float: ...

    def monotonic(self) -> float: ...

    def sleep(self, seconds: float) -> None: ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)
