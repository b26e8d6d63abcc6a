"""How the engine comes to run behind the page, as a person would start it, and what the page is told meanwhile.

| phase | what happens |
|---|---|
| joining | `selaras init`, and beside it `selaras connect` for every shop, agreed to at the shop's own consent page |
| running | `selaras run`; nothing is sent before `Kirim stok` is ticked |
| stopped | the service has ended, or one of the commands failed: `detail` has its last words |
"""

from __future__ import annotations

import subprocess
import sys
import threading
from typing import Any

from sandbox.tour.engine import Engine, tail
from sandbox.tour.frame import TROUBLE, Broken
from sandbox.tour.joining import join
from sandbox.tour.world import World

from .upstream import Refused

Json = dict[str, Any]
CLOSE_SECONDS = 60.0
LONGEST_SKU = 200


class Opening:
    """Starts the engine and answers for it. `close` stops what it started."""

    def __init__(self, world: World, engine: Engine) -> None:
        self._world = world
        self._engine = engine
        self._phase = "joining"
        self._detail = ""
        self._thread: threading.Thread | None = None
        self._closing = False
        self._asking = threading.Lock()

    def begin(self) -> None:
        """Bring the engine up in the background."""
        self._thread = threading.Thread(target=self._run, name="opening", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            join(self._engine, self._world.shops, self._agree)
            self._engine.up()
            self._phase = "running"
        except (Broken, *TROUBLE) as error:
            if self._closing:
                return
            self._detail = str(error)
            self._phase = "stopped"
            print(f"The engine could not be started: {error}", file=sys.stderr, flush=True)

    def _agree(self, shop: str, address: str) -> None:
        self._world.person("connect_consent", shop=shop, url=address)

    def state(self) -> Json:
        """{"phase", "detail"} as in the table above."""
        service = self._engine.service
        if self._phase == "running" and (service is None or not service.alive):
            return {"phase": "stopped", "detail": self._engine.last_words()}
        return {"phase": self._phase, "detail": self._detail}

    def explain(self, sku: str) -> Json:
        """The engine's own account of a SKU. Refused where it has none. One at a time: each is a process."""
        if not sku or len(sku) > LONGEST_SKU or sku.startswith("-") or "\0" in sku:
            raise Refused(400, "a SKU is missing")
        if self._phase != "running":
            raise Refused(409, "the engine is not up yet")
        with self._asking:
            try:
                ran = self._engine.run("explain", sku, "--json")
                if ran.code:
                    raise Refused(404, tail(ran.err))
                told: Json = ran.json()
            except (Broken, OSError, subprocess.SubprocessError) as error:
                raise Refused(502, str(error)) from error
        return told

    def close(self) -> None:
        """Stop the service, and the commands that are still at work."""
        self._closing = True
        self._engine.leave()
        if self._thread is not None:
            self._thread.join(timeout=CLOSE_SECONDS)
