"""What time it is in the world: the machine's time plus what somebody has wound it forward."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class WorldClock:
    """Unix seconds that every server of the world reads. `machine` is where real time comes from.

    Waiting takes real time: winding the clock ends no wait.
    """

    def __init__(self, machine: Callable[[], float] = time.time, offset: float = 0.0) -> None:
        self._machine = machine
        self._lock = threading.Lock()
        self._offset = offset

    @property
    def offset(self) -> float:
        """Seconds by which the world is ahead of the machine."""
        with self._lock:
            return self._offset

    def now(self) -> float:
        return self._machine() + self.offset

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    def advance(self, seconds: float) -> None:
        """Wind the clock forward. ValueError for less than nothing: time does not run back."""
        if seconds < 0:
            raise ValueError("time does not run back")
        with self._lock:
            self._offset += seconds
