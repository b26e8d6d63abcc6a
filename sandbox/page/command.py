"""`python -m sandbox page`: a world, the real engine in it, and a page that shows both, until it is told to stop."""

from __future__ import annotations

import argparse
import contextlib
import json
import signal
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path

from sandbox.serve import Running, start
from sandbox.tour.engine import Engine
from sandbox.tour.frame import TROUBLE, Broken
from sandbox.tour.world import World

from .opening import Opening
from .server import Page
from .story import Story
from .upstream import Upstream

PORT = 4545
# Seconds between two cycles: an edit should be followed before the eye has moved on.
INTERVAL_SECONDS = 0.5
TEXT = """
  Selaras · demo

  Buka di peramban · open in a browser:   {url}

  Semua ada di komputer ini saja. Ctrl-C untuk berhenti.
  Everything stays on this machine. Ctrl-C to stop.
"""


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
    made = argparse.ArgumentParser(
        prog="python -m sandbox page",
        description="The sheet and the shops in a browser, with the real engine.",
    )
    made.add_argument(
        "--port", type=int, help=f"loopback port; default {PORT}, or a free one where it is taken"
    )
    made.add_argument("--json", action="store_true", help="print one JSON line that says where everything is")
    made.add_argument("--keep", type=Path, help="use this new folder and leave everything in it")
    return made


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM. 0, 1 where the world cannot be had, 2 on wrong use."""
    made = parser()
    options = made.parse_args(argv)
    if options.keep is not None and options.keep.exists() and any(options.keep.iterdir()):
        made.error(f"{options.keep} is not empty; the demo begins on a first day")
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    with contextlib.ExitStack() as stack:
        folder = options.keep or Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="selaras-demo-"))
        )
        folder.mkdir(parents=True, exist_ok=True)
        try:
            _serve(stack, folder.resolve(), options.port, as_json=options.json)
        except (Broken, *TROUBLE) as error:
            print(f"The demo could not begin: {error}", file=sys.stderr)
            return 1
        stop.wait()
    return 0


def _serve(stack: contextlib.ExitStack, folder: Path, port: int | None, *, as_json: bool) -> None:
    """World, page, and then the engine behind the page's back: the sheet can be looked at meanwhile."""
    world = World.start(folder / "world", INTERVAL_SECONDS)
    stack.callback(world.close)
    engine = Engine(world.settings, folder / "events.jsonl")
    opening = Opening(world, engine)
    stack.callback(opening.close)
    sheets = world.told["sheets"]
    upstream = Upstream(sheets["url"], sheets["spreadsheet_id"], world.told["control"])
    stack.callback(upstream.close)
    page = Page(upstream, Story(engine.events), opening.explain, opening.state)
    running = listening(page, port)
    stack.callback(running.stop)
    told = {"page": running.url, **world.told, "events": str(engine.events)}
    print(json.dumps(told) if as_json else TEXT.format(url=running.url), flush=True)
    opening.begin()


def listening(page: Page, port: int | None) -> Running:
    """The page on the port asked for (Broken where it is taken); where none was, on the usual one or on a free one."""
    try:
        return start(page.handle, PORT if port is None else port)
    except OSError as error:
        if port is None:
            return start(page.handle)
        raise Broken(f"port {port} cannot be used: {error.strerror}") from error
