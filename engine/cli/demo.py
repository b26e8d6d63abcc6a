"""Starts the world on this machine, as a process: the tour, or the world without an engine."""

from __future__ import annotations

import subprocess
import sys
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add `demo`."""
    app.command()(demo)


def demo(
    headless: Annotated[
        bool, typer.Option("--headless", help="Play the tour, prove each step, and end.")
    ] = False,
    world_only: Annotated[bool, typer.Option("--world-only", help="The world without the engine.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line on stdout.")] = False,
) -> None:
    """A seller's world on this machine: a local Google, two shops, the engine. Nothing to configure."""
    words = [*(["--json"] if as_json else [])]
    if world_only:
        raise typer.Exit(_process("world", words))
    if headless or not sys.stdout.isatty():
        raise typer.Exit(_process("tour", words))
    raise typer.Exit(_process("tour", ["--stay", *words]))


def _process(what: str, words: list[str]) -> int:
    return _run([sys.executable, "-m", "sandbox", what, *words])


def _run(command: list[str]) -> int:
    process = subprocess.Popen(command)  # noqa: S603
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            # The terminal sends the signal to the child as well; it ends by itself and says how.
            continue
