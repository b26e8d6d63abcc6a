"""Which commands there are, and what their exit codes mean: 0 fine, 1 a problem in the world, 2 wrong use."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from .. import log
from ..errors import SelarasError
from ..texts import Texts
from . import checking, connecting, daily, demo, drill, explain, setup
from .language import language
from .say import Voice

app = typer.Typer(
    help="One true stock number per SKU across every marketplace, from your own Google Sheet.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

ConfigOption = Annotated[
    Path | None,
    typer.Option("--config", help="Settings file (default: selaras.toml here, then in your home)."),
]


VerboseOption = Annotated[bool, typer.Option("--verbose", help="Tell on stderr what happens underneath.")]


@app.callback()
def root(context: typer.Context, config: ConfigOption = None, verbose: VerboseOption = False) -> None:
    """Remember where the settings are; each command reads them itself."""
    context.obj = config
    log.configure(verbose=verbose)


demo.register(app)
drill.register(app)
setup.register(app)
connecting.register(app)
checking.register(app)
daily.register(app)
explain.register(app)


def main(words: Sequence[str] | None = None, environment: Mapping[str, str] = os.environ) -> None:
    """Run a command; every refusal is one sentence, what to do and a stable code."""
    given = sys.argv[1:] if words is None else list(words)
    try:
        app(given)
    except SelarasError as error:
        Voice(Texts(language(given, environment))).complain(error)
        sys.exit(error.exit_code)
