"""What moves in the world by itself: pushes that are due leave, and rivals put their numbers back.

One thread a shop, so that a receiver that answers slowly delays no other shop's pushes.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from types import TracebackType

import httpx

from sandbox.guard import host_is_loopback
from sandbox.shops import Shop

BEAT_SECONDS = 0.1
PUSH_SECONDS = 5.0


class Postman:
    """Sends pushes, to this machine only; 0 stands for no answer."""

    def __init__(self) -> None:
        self._client = httpx.Client(timeout=PUSH_SECONDS, trust_env=False)

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        """One POST and its HTTP status."""
        try:
            parts = httpx.URL(url)
            if parts.scheme != "http" or not host_is_loopback(parts.netloc.decode("ascii")):
                return 0
            return self._client.post(parts, headers=dict(headers), content=body).status_code
        except (httpx.HTTPError, httpx.InvalidURL):
            return 0

    def close(self) -> None:
        self._client.close()


class Pulse:
    """Beats for every shop until the block ends."""

    def __init__(self, shops: Mapping[str, Shop], fight: Callable[[Shop], None]) -> None:
        self._stop = threading.Event()
        self._fight = fight
        self._threads = [
            threading.Thread(target=self._beat, args=(shop,), daemon=True, name=f"pulse:{name}")
            for name, shop in shops.items()
        ]

    def _beat(self, shop: Shop) -> None:
        while not self._stop.wait(BEAT_SECONDS):
            shop.tick()
            self._fight(shop)

    def __enter__(self) -> Pulse:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=PUSH_SECONDS + 1)
