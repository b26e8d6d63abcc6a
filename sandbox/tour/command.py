"""`python -m sandbox tour`: starts a world, plays the steps on the real engine, proves each, and tells how it went."""

from __future__ import annotations

import argparse
import contextlib
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from .engine import Engine, program
from .frame import TROUBLE, Broken, all_held, chosen, play
from .script import STEPS
from .show import Show
from .stage import Stage
from .world import World

# Seconds between two cycles: while it plays the tour waits for them all the time, afterwards nobody does.
PLAYING, STAYING = 0.1, 0.5


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
    made = argparse.ArgumentParser(
        prog="python -m sandbox tour", description="A guided play of the whole product."
    )
    made.add_argument("--json", action="store_true", help="one JSON line on stdout instead of a table")
    made.add_argument("--stay", action="store_true", help="keep world and engine running until Ctrl-C")
    made.add_argument("--only", help="play these steps alone, for example 1,3,4")
    made.add_argument("--keep", type=Path, help="use this new folder and leave everything in it")
    return made


def main(argv: Sequence[str] | None = None) -> int:
    """Play the tour: 0 where every step held, 1 where one did not, 2 on wrong use."""
    made = parser()
    options = made.parse_args(argv)
    try:
        steps = chosen(STEPS, options.only)
    except ValueError as error:
        made.error(str(error))
    if options.keep is not None and options.keep.exists() and any(options.keep.iterdir()):
        made.error(f"{options.keep} is not empty; the tour begins on a first day")
    show = Show(as_json=options.json)
    # Being stopped is told like Ctrl-C, so that no world and no engine is left behind.
    signal.signal(signal.SIGTERM, _interrupted)
    with _folder(options.keep) as folder:
        try:
            with _stage(folder, show) as stage:
                with show.growing():
                    outcomes = play(steps, stage, begin=show.begin, finish=show.finish, recover=Stage.recover)
                show.end(outcomes)
                if options.stay:
                    with contextlib.suppress(KeyboardInterrupt):
                        _stay(stage, show)
        except KeyboardInterrupt:
            return 130
        except (Broken, *TROUBLE) as error:
            print(f"The tour could not begin: {error}", file=sys.stderr)
            return 1
    return 0 if all_held(outcomes) else 1


def _interrupted(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    """The tour's folder: a new one that is removed, or the one to keep."""
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="selaras-tour-") as made:
        yield Path(made).resolve()


@contextmanager
def _stage(folder: Path, show: Show) -> Iterator[Stage]:
    """World and engine, stopped at the end, the engine first."""
    show.tell("Starting the world ...")
    world = World.start(folder / "world", PLAYING)
    try:
        engine = Engine(world.settings, folder / "events.jsonl")
        try:
            yield Stage(world, engine, folder)
        finally:
            engine.down()
    finally:
        world.close()


def _stay(stage: Stage, show: Show) -> None:
    """Say where to look, and leave world and engine running until Ctrl-C."""
    stage.slow_down(STAYING)
    stage.serving()
    told = stage.world.told
    command = " ".join([*program(), "--config", str(stage.world.settings)])
    lines = [
        "",
        f"Spreadsheet  {told['sheets']['url']}  {told['sheets']['spreadsheet_id']}",
        *(f"{shop['name']:12} {shop['url']}" for shop in told["shops"]),
        f"Control      {told['control']}",
        f"Settings     {stage.world.settings}",
        f"Events       {stage.engine.events}",
        "",
        *(f"{command} {word}" for word in ("status", "check", f"explain {stage.everywhere()[0]}")),
        "",
        "Ctrl-C",
    ]
    for line in lines:
        show.tell(line)
    threading.Event().wait()
