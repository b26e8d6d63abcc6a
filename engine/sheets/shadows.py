"""Decides where a batch keeps what it is about to overwrite, and the header rows that it meets.

A column may be moved, inserted or deleted between a read and a write; Sheets has no precondition that would refuse
the batch then. So a batch first copies, for every tab that it writes, the header row, and for every rectangle of the
engine's cells what stands in them. `mending` compares the headers afterwards and puts back what was hit by mistake.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import NamedTuple

from ..model.sheet import CellWrite, Intent, RowAppend, SheetWrite, Value, as_text
from . import requests
from .base import Json
from .columns import Place
from .ranges import a1, grid, runs
from .reader import Row
from .schema import BELIEF_COLUMN, BY_NAME, ENGINE_TAB, MET_COLUMN, SHADOW_COLUMN, SHADOW_ROW, TABS
from .times import to_serial

# Up to this row a shadow stands no higher than its cells did, so that a formula's references upwards survive.
LEVEL_ROWS = 10_000
TAB_ROWS = {tab.name: at for at, tab in enumerate(TABS)}


class Belief(NamedTuple):
    """Where a batch believes a tab's columns to be: its id, columns by name, header row; and its first new row."""

    tab: str
    sheet_id: int
    columns: Mapping[str, int]
    header: Row
    inserted: int | None = None

    @property
    def width(self) -> int:
        """How many columns the copied header row has."""
        return max(len(self.header), *(at + 1 for at in self.columns.values()))


class Area(NamedTuple):
    """A rectangle of contents to be written, its corner, and the row of the hidden tab that keeps what stood there."""

    tab: str
    sheet_id: int
    row: int
    column: int
    lines: tuple[tuple[Value, ...], ...]
    shadow: int = 0

    @property
    def width(self) -> int:
        """Its columns."""
        return len(self.lines[0])


def sent(tab: str, column: str, value: Value, zone: tzinfo) -> Value:
    """A value as the sheet holds it: moments become serial numbers."""
    if BY_NAME[tab].column(column).kind == "time" and isinstance(value, int | float):
        return to_serial(value, zone)
    return value


def touched(write: SheetWrite) -> frozenset[str]:
    """The tabs that a batch writes."""
    named: tuple[CellWrite | Intent | RowAppend, ...] = (*write.cells, *write.intents, *write.appends)
    return frozenset(one.tab for one in named)


def beliefs(
    write: SheetWrite,
    places: Mapping[str, Place],
    headers: Mapping[str, Row],
    inserted: Mapping[str, int],
) -> tuple[Belief, ...]:
    """What is believed of every tab that a batch writes, in the order of the tabs."""
    names = touched(write)
    return tuple(
        Belief(name, place.sheet_id, place.columns, headers.get(name, ()), inserted.get(name))
        for name, place in sorted(places.items(), key=lambda pair: TAB_ROWS[pair[0]])
        if name in names
    )


def areas(
    cells: Sequence[CellWrite], known: Mapping[str, Belief], zone: tzinfo, above: Sequence[Area] = ()
) -> tuple[Area, ...]:
    """Cells as few rectangles: neighbours in a row, then equal stretches of rows that follow each other.

    Their shadows stand below those of the areas `above`.
    """
    values: dict[tuple[str, int], dict[int, Value]] = {}
    for cell in cells:
        line = values.setdefault((cell.tab, cell.row), {})
        line[known[cell.tab].columns[cell.column]] = sent(cell.tab, cell.column, cell.value, zone)
    found: dict[tuple[str, int, int], list[tuple[int, list[tuple[Value, ...]]]]] = {}
    for (tab, row), line in sorted(values.items()):
        for first, last in runs(line):
            stretches = found.setdefault((tab, first, last), [])
            if not stretches or stretches[-1][0] + len(stretches[-1][1]) != row:
                stretches.append((row, []))
            stretches[-1][1].append(tuple(line[at] for at in range(first, last + 1)))
    made: list[Area] = []
    free = max((one.shadow + len(one.lines) for one in above), default=SHADOW_ROW)
    for (tab, first, _), stretches in found.items():
        for start, lines in stretches:
            at = max(free, start) if start < LEVEL_ROWS else free
            free = at + len(lines)
            made.append(Area(tab, known[tab].sheet_id, start, first, tuple(lines), at))
    return tuple(made)


def overwritten(
    intents: Sequence[Intent], known: Mapping[str, Belief], zone: tzinfo, above: Sequence[Area]
) -> tuple[Area, ...]:
    """The cells of a batch's plain writes, with shadows below those of the engine's own cells; one column an area."""
    columns: dict[tuple[str, str], list[CellWrite]] = {}
    for one in intents:
        if one.mode == "plain":
            cell = CellWrite(one.tab, one.row, one.column, one.new)
            columns.setdefault((one.tab, one.column), []).append(cell)
    made: tuple[Area, ...] = ()
    for _, cells in sorted(columns.items()):
        made += areas(cells, known, zone, (*above, *made))
    return made


def kept_range(kept: Sequence[Area]) -> str:
    """The one range of the hidden tab in which the shadows of `overwritten` are."""
    first, last = min(one.shadow for one in kept), max(one.shadow + len(one.lines) for one in kept)
    return a1(ENGINE_TAB, first, SHADOW_COLUMN, last - 1, SHADOW_COLUMN)


def keep(state_sheet: int, area: Area) -> Json:
    """Copy what stands in an area at this moment; a formula stays one, so that it can be put back."""
    height = len(area.lines)
    source = grid(area.sheet_id, area.row, area.column, area.row + height, area.column + area.width)
    end = SHADOW_COLUMN + area.width
    return requests.copy(
        source, grid(state_sheet, area.shadow, SHADOW_COLUMN, area.shadow + height, end), formulas=True
    )


def witness(state_sheet: int, belief: Belief, name: str) -> list[Json]:
    """Write down what is believed of a tab, and copy the header row that is met at this moment."""
    row = TAB_ROWS[belief.tab]
    text = json.dumps(
        [belief.sheet_id, dict(belief.columns), [as_text(one) for one in belief.header], belief.inserted],
        ensure_ascii=False,
        separators=(",", ":"),
    )
    met = grid(state_sheet, row, SHADOW_COLUMN, row + 1, SHADOW_COLUMN + belief.width)
    return [
        requests.put(state_sheet, row, MET_COLUMN, [[name, text]]),
        requests.copy(grid(belief.sheet_id, 0, 0, 1, belief.width), met),
    ]


def witness_range(belief: Belief) -> str:
    """Where that header row stands."""
    row = TAB_ROWS[belief.tab]
    return a1(ENGINE_TAB, row, SHADOW_COLUMN, row, SHADOW_COLUMN + belief.width - 1)


def witness_tag(epoch: int, number: int, turn: int) -> str:
    """The name of a batch (`turn` 0) and of the repairs after it."""
    return f"{epoch}:{number}:{turn}"


def witnessed(rows: Sequence[Row], epoch: int, number: int) -> tuple[tuple[Belief, Row, int], ...]:
    """Belief, header met and turn, of every tab that this batch wrote, from the values of the hidden tab."""
    found = []
    for name, at in TAB_ROWS.items():
        row = rows[at] if at < len(rows) else ()
        tag = as_text(row[MET_COLUMN]) if len(row) > BELIEF_COLUMN else ""
        prefix = witness_tag(epoch, number, 0)[:-1]
        if not tag.startswith(prefix) or not tag.removeprefix(prefix).isdecimal():
            continue
        sheet_id, columns, header, inserted = json.loads(as_text(row[BELIEF_COLUMN]))
        belief = Belief(name, sheet_id, columns, tuple(header), inserted)
        found.append((belief, tuple(row[SHADOW_COLUMN:]), int(tag.removeprefix(prefix))))
    return tuple(found)
