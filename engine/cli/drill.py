"""Plays faults in the simulation: a bad day of a seller, told in the seller's language, and what held."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from .language import language


def register(app: typer.Typer) -> None:
    """Add `drill`."""
    app.command()(drill)


def drill(
    seed: Annotated[
        str, typer.Option("--seed", help="Another story; the same seed tells the same.")
    ] = "drill",
) -> None:
    """Throw everything at the engine in a simulated world, and tell what held. Touches nothing of yours."""
    sys.stdout.flush()
    sys.stderr.flush()
    words = ["-m", "simulation", "drill", "--seed", seed, "--language", language(sys.argv[1:], os.environ)]
    os.execv(sys.executable, [sys.executable, *words])  # noqa: S606
