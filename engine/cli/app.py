"""Which commands there are, and what their exit codes mean: 0 fine, 1 a problem in the world, 2 wrong use."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Annotated

import typer

from .. import log
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


VerboseOption = Annotated[bool, typer.Option("--verbose", help="Tell on stderr what happens underneath.")]


@app.callback()
def root(context: typer.Context, config: ConfigOption = None, verbose: VerboseOption = False) -> None:
    """Remember where the settings are; each command reads them itself."""
    context.obj = config
    log.configure(verbose=verbose)


demo.register(app)
setup.register(app)
daily.register(app)
explain.register(app)


def language(words: list[str]) -> str:
    """The language of the settings file that is named or usual; Indonesian where it cannot be told."""
    named = words[words.index("--config") + 1 :][:1] if "--config" in words else []
    place = Path(named[0] if named else "selaras.toml")
    try:
        wanted = tomllib.loads(place.read_text(encoding="utf-8")).get("language", "id")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return "id"
    return "en" if wanted == "en" else "id"


def main() -> None:
    """Run a command; every refusal is one sentence, what to do and a stable code."""
    try:
        app()
    except SelarasError as error:
        Voice(Texts(language(sys.argv))).complain(error)
        sys.exit(error.exit_code)
