"""How gspread's public names are played: which scenes there are, and what a call of each name sends."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from inspect import isfunction
from typing import Any

import gspread
import pytest
from sheets_clients import HandClock, client

from sandbox.sheets import SheetsServer

CLASSES = (
    gspread.Client,
    gspread.HTTPClient,
    gspread.Spreadsheet,
    gspread.Worksheet,
    gspread.Cell,
    gspread.ValueRange,
)


@dataclass(frozen=True)
class Scene:
    """What a scene plays with: the real gspread on a fresh local Google, and one spreadsheet with one blank tab."""

    gc: gspread.Client
    server: SheetsServer
    url: str
    clock: HandClock

    @property
    def book(self) -> gspread.Spreadsheet:
        """The spreadsheet `Toko`, read anew."""
        return self.gc.open("Toko")

    @property
    def tab(self) -> gspread.Worksheet:
        """Its first tab, read anew."""
        return self.book.sheet1

    @contextmanager
    def somebody_else(self, name: str) -> Iterator[gspread.Client]:
        """Another account's client."""
        self.server.add_account(name)
        other = client(self.server.credentials(name, self.url), self.url)
        yield other
        other.http_client.session.close()


Play = Callable[[Scene], None]


@dataclass
class Programme:
    """The scenes of one module, by the names they play."""

    scenes: dict[str, tuple[tuple[str, ...], Play]] = field(default_factory=dict)

    def plays(self, *names: str) -> Callable[[Play], Play]:
        """Marks a function as the scene in which these names (`Class.method`) are called."""

        def mark(play: Play) -> Play:
            self.scenes[play.__name__] = (names, play)
            return play

        return mark


def public_names() -> set[str]:
    """Every public method and property of gspread's classes, as `Class.name`, where it is defined."""
    return {f"{cls.__name__}.{name}" for cls in CLASSES for name in vars(cls) if not name.startswith("_")} | {
        name for name in gspread.__all__ if isfunction(getattr(gspread, name))
    }


@dataclass
class Spy:
    """How often each name was called, and how many requests arrived meanwhile (`arrived` tells how many so far)."""

    arrived: Callable[[], int]
    calls: Counter[str] = field(default_factory=Counter)
    sent: Counter[str] = field(default_factory=Counter)

    def around(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, watched."""

        @functools.wraps(function)
        def watched(*args: Any, **kwargs: Any) -> Any:
            before = self.arrived()
            try:
                return function(*args, **kwargs)
            finally:
                self.calls[name] += 1
                self.sent[name] += self.arrived() - before

        return watched

    @contextmanager
    def watching(self, names: tuple[str, ...]) -> Iterator[None]:
        """Watch these names while the block runs."""
        with pytest.MonkeyPatch.context() as patch:
            for name in names:
                owner_name, _, attribute = name.rpartition(".")
                owner = getattr(gspread, owner_name) if owner_name else gspread
                patch.setattr(owner, attribute, self._watched(name, vars(owner)[attribute]))
            yield

    def _watched(self, name: str, held: Any) -> Any:
        if isinstance(held, property):
            return property(self.around(name, held.fget))  # type: ignore[arg-type]
        if isinstance(held, classmethod):
            return classmethod(self.around(name, held.__func__))
        return self.around(name, held)
