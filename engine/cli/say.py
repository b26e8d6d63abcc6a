"""Decides how a command speaks: tables and sentences for people, or one JSON line for programs; complaints on stderr.

| what is said                        | for people | with `--json`        |
|-------------------------------------|------------|----------------------|
| sentences and tables of a result    | stdout     | left out: the document says it |
| what a person has to do or to know now | stdout  | stderr               |
| the document                        | –          | stdout, one line     |
| progress, where stderr is a terminal | stderr    | stderr               |
| complaints                          | stderr     | stderr               |
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from ..errors import SelarasError
from ..texts import Params, Texts

# rich is loaded when something is drawn: `explain --json` draws nothing.
if TYPE_CHECKING:
    from rich.console import Console


@dataclass(frozen=True, slots=True)
class Voice:
    """Where a command's words go. With `as_json` stdout carries exactly one JSON document on one line."""

    texts: Texts
    as_json: bool = False

    def say(self, code: str, params: Params | Iterable[tuple[str, str | int]] = ()) -> None:
        """One sentence of the templates."""
        self.line(self.texts.say(code, params))

    def line(self, text: str) -> None:
        """One plain line of a result; text from shops and people is never markup."""
        if not self.as_json:
            _print(console(), text)

    def urge(self, text: str) -> None:
        """One line that a person has to see now, whatever reads stdout."""
        _print(console(stderr=self.as_json), text)

    def table(self, title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """A table of a result; `title` and `columns` are words already."""
        if self.as_json:
            return
        from rich.markup import escape
        from rich.table import Table

        table = Table(title=escape(title), title_justify="left", show_edge=False, pad_edge=False)
        for column in columns:
            table.add_column(escape(column), overflow="fold")
        for row in rows:
            table.add_row(*(escape("" if cell is None else str(cell)) for cell in row))
        console().print(table)

    def headings(self, *codes: str) -> tuple[str, ...]:
        """The headings of a table: `cli.<code>` each."""
        return tuple(self.texts.say(f"cli.{code}") for code in codes)

    def yes_or_no(self, value: object) -> str:
        """A truth as a word."""
        return self.texts.say("cli.yes" if value else "cli.no")

    def document(self, value: object) -> None:
        """The one JSON document of this command."""
        if self.as_json:
            sys.stdout.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n")
            sys.stdout.flush()

    @contextmanager
    def busy(self, what: str) -> Iterator[None]:
        """A spinner on stderr while something takes longer than a blink."""
        if not sys.stderr.isatty():
            yield
            return
        from rich.markup import escape

        with console(stderr=True).status(escape(what)):
            yield

    def complain(self, error: SelarasError) -> None:
        """One sentence, what to do, the stable code, and the cause for the operator."""
        to = console(stderr=True)
        _print(to, f"{self.sentence(error)} [{error.code}]")
        if error.detail:
            _print(to, f"  {error.detail}", style="dim")

    def sentence(self, error: SelarasError) -> str:
        """The seller's sentence of an error."""
        names = self.texts.codes.get(f"error.{error.code}", frozenset())
        params = {name: error.params.get(name, "") for name in names}
        why = str(params.get("why", ""))
        if why in self.texts.codes:
            params["why"] = self.texts.say(why, error.params)
        return self.texts.say(f"error.{error.code}", params | self._as_shown(error))

    def _as_shown(self, error: SelarasError) -> dict[str, str]:
        """Tab and column of an error by the words that stand in the seller's sheet."""
        tab, column = str(error.params.get("tab", "")), str(error.params.get("column", ""))
        known = self.texts.tabs.get(tab)
        if known is None:
            return {}
        return {"tab": known.title} | ({"column": self.texts.header(tab, column)} if column else {})


def moment(at: float, timezone: str) -> str:
    """A Unix time as a clock on the seller's wall shows it."""
    return f"{datetime.fromtimestamp(at, ZoneInfo(timezone)):%Y-%m-%d %H:%M:%S}"


def console(*, stderr: bool = False) -> Console:
    """The console for people, as wide as the terminal; lines are never broken by it."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, soft_wrap=True)


def _print(to: Console, text: str, style: str = "") -> None:
    from rich.markup import escape

    to.print(escape(text), style=style or None)
