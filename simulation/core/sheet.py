"""Decides what a spreadsheet in memory holds: its tabs, its settings, and that an edit happens whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from engine.errors import SheetRefused

from .formula import column_of
from .grid import Tab

BAD = 400
TEXT_LIMIT = 50_000
_RANGE = re.compile(r"(?:'((?:[^']|'')+)'!)?([A-Z]*)([0-9]*)(?::([A-Z]*)([0-9]*))?")


class Box(NamedTuple):
    """Rows [r0, r1) and columns [c0, c1)."""

    r0: int
    r1: int
    c0: int
    c1: int


def refused(detail: str, **params: int | str) -> SheetRefused:
    """Google's 400 in the gateway's terms."""
    return SheetRefused(f"HTTP {BAD}: {detail}", status=BAD, **params)


def parsed_cells(text: str) -> Box:
    """The cells of an A1 text without a tab's name; open ends are -1. ValueError where it names none."""
    found = _RANGE.fullmatch(text)
    if found is None or found[1] or not (found[2] or found[3]):
        raise ValueError(f"{text!r} names no cells")
    return _box(found)


def _box(found: re.Match[str]) -> Box:
    first, top, last, bottom = found[2], found[3], found[4], found[5]
    if last is None:
        last, bottom = first, bottom or top
    c0, r0 = (column_of(first) if first else 0), (int(top) - 1 if top else 0)
    return Box(r0, int(bottom) if bottom else -1, c0, column_of(last) + 1 if last else -1)


class MemorySheet:
    """One spreadsheet. `numbers` says how findReplace treats number cells: `match` or `never`."""

    def __init__(
        self,
        title: str = "SKU",
        *,
        locale: str = "en_US",
        timezone: str = "Asia/Jakarta",
        numbers: str = "match",
        rows: int = 1000,
        columns: int = 26,
    ) -> None:
        self.locale = locale
        self.timezone = timezone
        self.recalc = "ON_CHANGE"
        self.numbers = numbers
        self.tabs: list[Tab] = [Tab(0, title, rows, columns)]

    def tab(self, title: str) -> Tab:
        """The tab of that title; KeyError where there is none."""
        for tab in self.tabs:
            if tab.title == title:
                return tab
        raise KeyError(title)

    def by_id(self, sheet_id: int) -> Tab:
        """The tab of that id, refused as Google does it where it is gone."""
        for tab in self.tabs:
            if tab.sheet_id == sheet_id:
                return tab
        raise refused(f"No grid with id: {sheet_id}", grid=sheet_id)

    def find(self, text: str) -> tuple[Tab, Box]:
        """The cells that a range text means, cut to the grid."""
        found = _RANGE.fullmatch(text)
        if found is None or found[1] is None:
            raise refused("Unable to parse range", range=text)
        title = found[1].replace("''", "'")
        for tab in self.tabs:
            if tab.title == title:
                return tab, self.inside(tab, _box(found))
        raise refused("Unable to parse range", range=text)

    @staticmethod
    def inside(tab: Tab, box: Box) -> Box:
        """The cells cut to the grid; refused where they begin past it."""
        if box.r0 >= tab.height or box.c0 >= tab.width:
            raise refused("exceeds grid limits", bounds=1)
        r1 = tab.height if box.r1 < 0 else min(box.r1, tab.height)
        return Box(box.r0, r1, box.c0, tab.width if box.c1 < 0 else min(box.c1, tab.width))

    @contextmanager
    def whole(self) -> Iterator[None]:
        """An edit that leaves nothing behind where it is refused."""
        tabs = [(tab, tab.copy()) for tab in self.tabs]
        recalc = self.recalc
        try:
            yield
        except BaseException:
            for tab, before in tabs:
                for name in Tab.__slots__:
                    setattr(tab, name, getattr(before, name))
            self.tabs = [tab for tab, _ in tabs]
            self.recalc = recalc
            raise
