"""How the tour looks: a table that grows as steps finish, or one JSON line."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console, Group
from rich.live import Live
from rich.markup import escape
from rich.spinner import Spinner
from rich.table import Table

from .frame import Outcome, Step, all_held, document
from .stage import Stage

WIDTH = 140


class Show:
    """Tells each step as it begins and ends. With `as_json` stdout stays clean for the one line."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._progress = Console(stderr=True, highlight=False)
        screen = Console(highlight=False)
        # Where nobody looks at a terminal the width is nobody's either, and 80 would break every proof in six.
        wide = screen.is_terminal or "COLUMNS" in os.environ
        self._screen = screen if wide else Console(highlight=False, width=WIDTH)
        self._done: list[Outcome] = []
        self._live: Live | None = None

    @contextmanager
    def growing(self) -> Iterator[None]:
        """While the tour plays: on a terminal the table itself grows, elsewhere lines on stderr tell."""
        if self._as_json or not self._screen.is_terminal:
            yield
            return
        with Live(table(self._done), console=self._screen, refresh_per_second=8) as live:
            self._live = live
            try:
                yield
            finally:
                live.update(table(self._done))
                self._live = None

    def tell(self, text: str) -> None:
        """One line of progress."""
        if self._live is None:
            self._progress.print(escape(text), soft_wrap=True)

    def begin(self, step: Step[Stage]) -> None:
        """A step begins."""
        if self._live is not None:
            words = escape(f"{step.n}. {step.name} · {step.english}")
            self._live.update(Group(table(self._done), Spinner("dots", words)))
        else:
            self.tell(f"{step.n:2}. {step.name} · {step.english} ...")

    def finish(self, outcome: Outcome) -> None:
        """A step has ended."""
        self._done.append(outcome)
        if self._live is not None:
            self._live.update(table(self._done))
        else:
            word = "held" if outcome.held else "BROKEN"
            self.tell(f"    {word} in {outcome.seconds:.1f} s: {outcome.proof}")

    def end(self, outcomes: Sequence[Outcome]) -> None:
        """The whole tour: one JSON line, or the table and what it means."""
        if self._as_json:
            sys.stdout.write(json.dumps(document(outcomes), ensure_ascii=False, separators=(",", ":")) + "\n")
            sys.stdout.flush()
            return
        if not self._screen.is_terminal:
            self._screen.print(table(outcomes))
        held = sum(one.held for one in outcomes)
        total = sum(one.seconds for one in outcomes)
        style = "green" if all_held(outcomes) else "bold red"
        self._screen.print(f"{held} / {len(outcomes)} · {total:.1f} s", style=style)


def table(outcomes: Sequence[Outcome]) -> Table:
    """Every step that has ended, as a table for people."""
    made = Table(title="Selaras", title_justify="left", show_edge=False, pad_edge=False)
    for name, justify in (("#", "right"), ("", "left"), ("", "left"), ("s", "right"), ("", "left")):
        made.add_column(name, justify="right" if justify == "right" else "left", overflow="fold")
    for one in outcomes:
        mark = "[green]✓[/]" if one.held else "[bold red]✗[/]"
        words = f"{escape(one.name)}\n[dim]{escape(one.english)}[/]"
        made.add_row(str(one.n), mark, words, f"{one.seconds:.1f}", escape(one.proof))
    return made
