"""How an engine joins a world on its first day: the sheet laid out, and every shop connected with a consent."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from .engine import Engine, tail
from .frame import Broken

CONNECT_SECONDS = 30.0


def join(engine: Engine, shops: Iterable[str], agree: Callable[[str, str], object]) -> None:
    """Run `init`, then `connect` for each shop; `agree(shop, address)` is the seller who follows the consent page.

    Broken where a command does not succeed.
    """
    # The shops are connected at the same time, each by a process of its own, as two browser tabs would,
    # while the sheet is laid out: neither needs the other.
    waiting = [(shop, engine.connecting(shop)) for shop in shops]
    try:
        engine.must("init")
        for shop, process in waiting:
            agree(shop, engine.address(process))
        for shop, process in waiting:
            said, _ = process.communicate(timeout=CONNECT_SECONDS)
            if process.returncode:
                raise Broken(f"`connect {shop}` ended with {process.returncode}: {tail(said)}")
    finally:
        # One that failed leaves the others waiting for a consent that nobody will give.
        for _, process in waiting:
            if process.poll() is None:
                process.kill()
                process.communicate()
