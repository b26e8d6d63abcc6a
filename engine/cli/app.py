"""Which commands there are, and what their exit codes mean: 0 fine, 1 a problem in the world, 2 wrong use."""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from .. import log
from ..errors import SelarasError, SettingsError
from ..texts import LANGUAGES, Texts
from . import checking, connecting, daily, demo, explain, setup
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
connecting.register(app)
checking.register(app)
daily.register(app)
explain.register(app)


def language(words: Sequence[str], environment: Mapping[str, str]) -> str:
    """In which language a command that could not read its settings says so.

    | the settings file that is named or usual | language                                            |
    |------------------------------------------|-----------------------------------------------------|
    | says `language` id or en                 | that one                                            |
    | is TOML without `language`               | Indonesian, which is what leaving it out means      |
    | cannot be read, or says something else   | that of LC_ALL, else LC_MESSAGES, else LANG:        |
    |                                          | Indonesian where it begins with `id`, else English  |
    """
    told = _told(words)
    if told in LANGUAGES:
        return told
    locale = next(filter(None, map(environment.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "id" if locale.lower().startswith("id") else "en"


def _told(words: Sequence[str]) -> str:
    """What the settings file says, '' where nothing can be read."""
    from ..settings import find_settings

    try:
        data = tomllib.loads(find_settings(_named(words)).read_text(encoding="utf-8"))
    except (SettingsError, OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return ""
    return str(data.get("language", "id"))


def _named(words: Sequence[str]) -> Path | None:
    """The file after `--config`, as `--config FILE` or `--config=FILE`."""
    for word, after in zip(words, [*words[1:], ""], strict=True):
        name, _, value = word.partition("=")
        if name == "--config":
            return Path(value or after)
    return None


def main(words: Sequence[str] | None = None, environment: Mapping[str, str] = os.environ) -> None:
    """Run a command; every refusal is one sentence, what to do and a stable code."""
    given = sys.argv[1:] if words is None else list(words)
    try:
        app(given)
    except SelarasError as error:
        Voice(Texts(language(given, environment))).complain(error)
        sys.exit(error.exit_code)
