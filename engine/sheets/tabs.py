"""Decides what is missing of the sheet's layout, and the one batch that adds it.

| the sheet has | what is done |
|---|---|
| a tab with marks | missing columns are added at its right end, lost marks of known headers renewed |
| no marked tab, a tab of that title with all headers | marked as it is |
| no marked tab, an empty tab of that title | filled |
| no `skus` at all, a tab with a SKU and a stock header | adopted: marked, the rest added at its right end |
| a foreign tab of that title | left alone; the new tab is called `<title> (Selaras)` |
| nothing | made |

Contents, formats and order of what is there stay. What a person took away of formats is not brought back: a
column is dressed when it is added, a tab when it is first marked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from . import dress, requests
from .base import BookInfo, Json, LayoutReport, TabInfo, Wording
from .columns import Place, adoptable, find_columns, find_tab
from .epoch import fresh_id
from .ranges import rows_below
from .reader import Row, used_rows
from .schema import (
    COLUMN_MARK,
    ENGINE_ROWS,
    ENGINE_TAB,
    ENGINE_WIDTH,
    SCHEMA_VERSION,
    SKUS,
    TAB_MARK,
    TABS,
    Tab,
    fold,
)
from .state import state_values

Alarms = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class LayoutPlan:
    """The batch that completes the layout (none where nothing is missing), and what it does."""

    requests: tuple[Json, ...]
    report: LayoutReport


@dataclass(slots=True)
class _Work:
    """What is being put together."""

    info: BookInfo
    rows: Mapping[int, Sequence[Row]]
    wording: Wording
    alarms: Alarms
    rng: Random
    requests: list[Json] = field(default_factory=list)
    created: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    adopted: str = ""

    def new_id(self) -> int:
        """A tab id that neither the sheet nor this batch has."""
        made = {
            request["addSheet"]["properties"]["sheetId"] for request in self.requests if "addSheet" in request
        }
        return fresh_id({tab.sheet_id for tab in self.info.tabs} | made, self.rng)

    def marked(self, sheet_id: int, key: str, value: str) -> bool:
        """Whether this tab has that mark."""
        return any((m.sheet_id, m.key, m.value) == (sheet_id, key, value) for m in self.info.marks)


def lay_out(
    info: BookInfo, rows: Mapping[int, Sequence[Row]], wording: Wording, alarms: Alarms, rng: Random
) -> LayoutPlan:
    """The layout's batch; `rows` are the values of every visible tab by its id, header first."""
    work = _Work(info, rows, wording, alarms, rng)
    for tab in TABS:
        _tab(work, tab)
    if all(entry.title != ENGINE_TAB for entry in info.tabs):
        sheet_id = work.new_id()
        work.requests.append(requests.add_tab(sheet_id, ENGINE_TAB, ENGINE_ROWS, ENGINE_WIDTH, hidden=True))
        work.requests.append(requests.put(sheet_id, 0, 0, state_values(SCHEMA_VERSION, 0, "", 0)))
    if work.created and info.recalc == "ON_CHANGE":
        # `last_read` turns red with time alone, and NOW() moves on its own only where this is set.
        properties = {"properties": {"autoRecalc": "MINUTE"}, "fields": "autoRecalc"}
        work.requests.append({"updateSpreadsheetProperties": properties})
    report = LayoutReport(tuple(work.created), work.adopted, tuple(work.added))
    return LayoutPlan(tuple(work.requests), report)


def _tab(work: _Work, tab: Tab) -> None:
    where = find_tab(work.info, tab, work.wording)
    if where is not None and _has_marks(work, tab, where):
        header = _header(work, where)
        found, _ = find_columns(tab, where.sheet_id, work.info.marks, header, work.wording)
        _complete(work, tab, where, found)
        return
    titled = where
    if titled is not None:
        header = _header(work, titled)
        found, missing = find_columns(tab, titled.sheet_id, (), header, work.wording)
        if not missing or not used_rows(work.rows.get(titled.sheet_id, ())):
            _complete(work, tab, titled, found)
            return
    if tab is SKUS:
        for entry in ([titled] if titled else []) + list(work.info.tabs):
            columns = None if entry.hidden or _has_any_mark(work, entry) else adoptable(_header(work, entry))
            if columns is not None:
                work.adopted = entry.title
                _complete(work, tab, entry, columns)
                return
    _create(work, tab, taken=titled is not None)


def _has_marks(work: _Work, tab: Tab, where: TabInfo) -> bool:
    return any(
        mark.sheet_id == where.sheet_id and (mark.value == tab.name or mark.value.startswith(f"{tab.name}."))
        for mark in work.info.marks
    )


def _has_any_mark(work: _Work, where: TabInfo) -> bool:
    return any(mark.sheet_id == where.sheet_id for mark in work.info.marks)


def _header(work: _Work, where: TabInfo) -> Row:
    rows = work.rows.get(where.sheet_id, ())
    return rows[0] if rows else ()


def _create(work: _Work, tab: Tab, *, taken: bool) -> None:
    """A new tab, in its place among those that this batch makes."""
    title = work.wording.title(tab.name)
    titles = {fold(entry.title) for entry in work.info.tabs}
    number = 1
    free = f"{title} (Selaras)" if taken or fold(title) in titles else title
    while fold(free) in titles:
        number += 1
        free = f"{title} (Selaras {number})"
    sheet_id = work.new_id()
    index = min(len(work.created), len(work.info.tabs))
    width = len(tab.columns)
    work.requests.append(requests.add_tab(sheet_id, free, tab.rows, width, frozen=1, index=index))
    work.created.append(tab.name)
    place = Place(tab, sheet_id, free, tab.rows, {name: at for at, name in enumerate(tab.names)})
    for name in tab.names:
        _new_column(work, place, name)
    work.requests += dress.colours(place, work.alarms)
    work.requests.append(requests.mark(TAB_MARK, tab.name, sheet_id))


def _complete(work: _Work, tab: Tab, where: TabInfo, found: Mapping[str, int]) -> None:
    """Mark what was found and add the rest at the right end of what is used."""
    rows = work.rows.get(where.sheet_id, ())
    used = max([0, *(len(row) for row in rows), *(at + 1 for at in found.values())])
    columns = dict(found)
    for name in tab.names:
        if name not in columns:
            columns[name] = used
            used += 1
    if used > where.columns:
        work.requests.append(requests.grow(where.sheet_id, "COLUMNS", used - where.columns))
    place = Place(tab, where.sheet_id, where.title, where.rows, columns)
    for name in tab.names:
        if name not in found:
            work.added.append(f"{tab.name}.{name}")
            _new_column(work, place, name)
        elif not work.marked(where.sheet_id, COLUMN_MARK, f"{tab.name}.{name}"):
            _known_column(work, place, name, len(rows))
    if not work.marked(where.sheet_id, TAB_MARK, tab.name):
        if where.rows > 1:
            grid = {"sheetId": where.sheet_id, "gridProperties": {"frozenRowCount": 1}}
            frozen = {"properties": grid, "fields": "gridProperties.frozenRowCount"}
            work.requests.append({"updateSheetProperties": frozen})
        work.requests += dress.colours(place, work.alarms)
        work.requests.append(requests.mark(TAB_MARK, tab.name, where.sheet_id))


def _new_column(work: _Work, place: Place, name: str) -> None:
    column, at = place.tab.column(name), place.columns[name]
    work.requests += dress.header(place.tab, column, place.sheet_id, at, work.wording, text=True)
    work.requests += dress.cells(column, rows_below(place.sheet_id, 1, at))
    work.requests.append(dress.width(place.sheet_id, at, column.width))
    work.requests.append(requests.mark(COLUMN_MARK, f"{place.tab.name}.{name}", place.sheet_id, at))


def _known_column(work: _Work, place: Place, name: str, used: int) -> None:
    """A column that people had: only its mark, its note, and plain text for codes below what is filled in."""
    column, at = place.tab.column(name), place.columns[name]
    work.requests += dress.header(place.tab, column, place.sheet_id, at, work.wording, text=False)
    if column.plain_text and used < place.rows:
        work.requests += dress.cells(column, rows_below(place.sheet_id, max(used, 1), at))
    work.requests.append(requests.mark(COLUMN_MARK, f"{place.tab.name}.{name}", place.sheet_id, at))
