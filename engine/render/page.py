"""Decides what one batch writes: only cells whose value must change, new rows, and a beat when it is due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..model.book import Verdict
from ..model.ids import ListingKey
from ..model.rules import Rules
from ..model.sheet import CellWrite, RowAppend, SheetView, TabView, Value, as_text
from ..texts import Texts
from .memory import Memory, rows_by_key

Row = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Context:
    """What every tab's rows are made from. `kinds` are marketplace kinds by shop; `now` is a Unix time."""

    view: SheetView
    verdict: Verdict
    texts: Texts
    rules: Rules
    kinds: Mapping[str, str]
    zone: str
    now: float
    suggestions: Mapping[ListingKey, tuple[str, str]]
    problems: Mapping[ListingKey, tuple[str, Sequence[tuple[str, str]]]]
    memory: Memory


@dataclass(slots=True)
class Page:
    """Cell writes and appended rows, collected tab by tab."""

    cells: list[CellWrite]
    appends: list[RowAppend]

    @staticmethod
    def blank() -> Page:
        """Nothing to write."""
        return Page([], [])

    def differ(self, tab: TabView, index: int, wanted: Row) -> bool:
        """Bring one row to what is wanted; equal cells are left alone. Whether anything has to change."""
        before = len(self.cells)
        for column, value in wanted.items():
            if not same(tab.cell(index, column), value):
                self.cells.append(CellWrite(tab.tab, tab.first_row + index, column, value))
        return len(self.cells) > before

    def append(self, tab: str, wanted: Row, choices: Sequence[str] = ()) -> None:
        """A new row at the end of a tab."""
        values = tuple((name, value) for name, value in wanted.items() if value not in (None, ""))
        self.appends.append(RowAppend(tab, values, tuple(choices)))

    def lines(
        self, view: SheetView, name: str, keys: Sequence[str], wanted: Iterable[tuple[tuple[str, ...], Row]]
    ) -> set[tuple[str, ...]]:
        """Bring keyed rows to what is wanted and append those that are missing; nothing is ever removed.

        Returns the keys of the rows that have to change.
        """
        tab = view.tabs.get(name)
        unsettled: set[tuple[str, ...]] = set()
        if tab is None:
            return unsettled
        at = rows_by_key(tab, keys)
        for key, row in wanted:
            for index in at.get(key, ()):
                if self.differ(tab, index, row):
                    unsettled.add(key)
            if key not in at:
                self.append(name, row)
                unsettled.add(key)
        return unsettled


def same(shown: Value, wanted: Value) -> bool:
    """Equal as a cell shows it; numbers and texts that read the same are equal, a tick is only a tick."""
    if shown == wanted and type(shown) is type(wanted):
        return True
    if isinstance(shown, bool) or isinstance(wanted, bool):
        return False
    return as_text(shown) == as_text(wanted)
