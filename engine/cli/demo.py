"""Starts the world on this machine, as a process: the page, the tour, or the world without an engine."""

from __future__ import annotations

import os
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
    """A seller's world on this machine: a local Google, two shops, the engine. Nothing to configure.

    On a terminal it is shown on a page in the browser until Ctrl-C; elsewhere the tour is played and proved.
    """
    words = [*(["--json"] if as_json else [])]
    if world_only:
        _become("world", ["--ready", *words])
    if headless or not sys.stdout.isatty():
        _become("tour", words)
    _become("page", words)


def _become(what: str, words: list[str]) -> None:
    """Become that process, so that signals and the exit code are its own."""
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, [sys.executable, "-m", "sandbox", what, *words])  # noqa: S606
