"""Decides how a command speaks: tables and progress for people on stderr or stdout, one JSON line for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ..errors import SelarasError
from ..texts import Texts


@dataclass(frozen=True, slots=True)
class Voice:
    """Where a command's words go. With `as_json` stdout carries exactly one JSON document on one line."""

    texts: Texts
    as_json: bool = False

    @property
    def people(self) -> Console:
        """The console for people: stdout, or stderr where stdout belongs to JSON."""
        return Console(stderr=self.as_json, highlight=False, soft_wrap=True)

    def line(self, text: str) -> None:
        """One plain line; text from shops and people is never markup."""
        self.people.print(escape(text))

    def table(self, title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """A table for people."""
        table = Table(title=escape(title), title_justify="left", show_edge=False, pad_edge=False)
        for column in columns:
            table.add_column(escape(column), overflow="fold")
        for row in rows:
            table.add_row(*(escape("" if cell is None else str(cell)) for cell in row))
        self.people.print(table)

    def document(self, value: object) -> None:
        """The one JSON document of this command."""
        if self.as_json:
            sys.stdout.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n")
            sys.stdout.flush()

    @contextmanager
    def busy(self, what: str) -> Iterator[None]:
        """A spinner on stderr while something takes longer than a blink."""
        console = Console(stderr=True)
        with console.status(escape(what)):
            yield

    def complain(self, error: SelarasError) -> None:
        """One sentence, what to do, the stable code, and the cause for the operator."""
        console = Console(stderr=True, highlight=False, soft_wrap=True)
        console.print(escape(f"{self.sentence(error)} [{error.code}]"))
        if error.detail:
            console.print(escape(f"  {error.detail}"), style="dim")

    def sentence(self, error: SelarasError) -> str:
        """The seller's sentence of an error."""
        names = self.texts.codes.get(f"error.{error.code}", frozenset())
        params = {name: error.params.get(name, "") for name in names}
        return self.texts.say(f"error.{error.code}", params)
