"""Several loopback servers that end together: each takes a moment to stop, and nobody waits for them in turn."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from types import TracebackType

from sandbox.serve import Running, start
from sandbox.wire import Handler


class Servers:
    """A context manager; what was started in it is stopped at its end."""

    def __init__(self) -> None:
        self._running: list[Running] = []

    def start(self, handler: Handler) -> str:
        """Serve on a free port; the address. OSError where that is not possible."""
        running = start(handler)
        self._running.append(running)
        return running.url

    def __enter__(self) -> Servers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with ThreadPoolExecutor(max(1, len(self._running))) as pool:
            list(pool.map(lambda running: running.stop(), self._running))
