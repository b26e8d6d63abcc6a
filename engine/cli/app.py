"""Which commands there are, and what their exit codes mean: 0 fine, 1 a problem in the world, 2 wrong use."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from ..errors import SelarasError
from ..texts import Texts
from . import daily, demo, explain, setup
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


@app.callback()
def root(context: typer.Context, config: ConfigOption = None) -> None:
    """Remember where the settings are; each command reads them itself."""
    context.obj = config


demo.register(app)
setup.register(app)
daily.register(app)
explain.register(app)


def main() -> None:
    """Run a command; every refusal is one sentence, what to do and a stable code."""
    try:
        app()
    except SelarasError as error:
        Voice(Texts("en")).complain(error)
        sys.exit(error.exit_code)
