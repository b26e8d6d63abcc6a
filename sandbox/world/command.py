"""`python -m sandbox world`: the whole world on loopback ports, until it is told to stop."""

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

from sandbox.tour.engine import Engine, program
from sandbox.tour.frame import TROUBLE, Broken
from sandbox.tour.joining import join

from .consent import give
from .settings import INTERVAL_SECONDS
from .world import QUOTA, World

TEXT = """Dunia percobaan sudah jalan di komputer ini · A world of its own runs on this machine.

  Google Sheets  {sheets}  spreadsheet {spreadsheet}
  Kunci · key    {credentials}
{shops}
  Kendali · API  {control}/openapi.json

Jalankan mesinnya · start the engine:
{commands}

Ctrl-C untuk berhenti · to stop."""


def quota(text: str) -> int | None:
    """`off`, or a number from 1."""
    if text == "off":
        return None
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
    made = argparse.ArgumentParser(
        prog="python -m sandbox world", description=(__doc__ or "").partition(": ")[2]
    )
    made.add_argument("--json", action="store_true", help="print one JSON line that says how to join")
    made.add_argument("--dir", type=Path, help="folder that keeps everything; default: nothing is kept")
    made.add_argument(
        "--quota",
        type=quota,
        default=QUOTA,
        metavar="N|off",
        help=f"calls a minute that the local Google allows an account; default {QUOTA}, Google's own is 60",
    )
    made.add_argument(
        "--locale", default="en_US", choices=["en_US", "id_ID"], help="of the spreadsheet, at the first start"
    )
    made.add_argument(
        "--ready",
        action="store_true",
        help="lay out the sheet and connect the shops, so that `run` joins at once",
    )
    made.add_argument(
        "--interval",
        type=float,
        default=INTERVAL_SECONDS,
        metavar="SECONDS",
        help=f"between two cycles of the engine, in its settings; default {INTERVAL_SECONDS}",
    )
    made.add_argument("--seed", type=int, help="repeat the ids of another run")
    return made


def friendly(world: World, *, ready: bool) -> str:
    """How to join, in words."""
    todo = ["run"] if ready else ["init", *(f"connect {name}" for name in world.shops), "run"]
    start = " ".join([*program(), "--config", str(world.settings_path)])
    shops = [f"  {name:<14} {shop.base_url}" for name, shop in world.shops.items()]
    return TEXT.format(
        sheets=world.sheets_url,
        spreadsheet=world.spreadsheet_id,
        credentials=world.credentials["people"],
        shops="\n".join(shops),
        control=world.url,
        commands="\n".join(f"  {start} {words}" for words in todo),
    )


def join_engine(world: World) -> None:
    """The first day, played by the engine's own commands; the seller agrees to every shop."""
    engine = Engine(world.settings_path, world.folder / "events.jsonl")
    join(engine, world.shops, lambda shop, url: give(world.shops[shop], url))


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM. 0, or 1 where the folder cannot be used or the engine cannot join."""
    options = parser().parse_args(argv)
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    with contextlib.ExitStack() as stack:
        folder = options.dir or Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="selaras-world-"))
        )
        try:
            world = World.start(
                folder,
                quota=options.quota,
                locale=options.locale,
                seed=options.seed,
                interval=options.interval,
            )
        except OSError as error:
            print(f"The world cannot be built in {folder}: {error.strerror or error}", file=sys.stderr)
            return 1
        with world:
            if options.ready:
                try:
                    join_engine(world)
                except (Broken, *TROUBLE) as error:
                    print(f"The engine cannot join: {error}", file=sys.stderr)
                    return 1
            told = json.dumps(world.told()) if options.json else friendly(world, ready=options.ready)
            print(told, flush=True)
            stop.wait()
    return 0
