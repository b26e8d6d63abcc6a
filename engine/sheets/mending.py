"""Decides what a batch hit under a wrong header, and puts back what stood there.

| header met at a written column | where the column's mark is now | result |
|---|---|---|
| the believed one | - | right |
| another | there | right: it was renamed in that instant |
| another | elsewhere, or nowhere | a person's cell may be hit: what stood there is put back |

A swap or fill whose own or key column was not met is taken back too and counts as never made; rows that were added
under wrong headers are emptied. What is put back is copied first in its turn, and a cell that no longer shows what
the batch wrote is left alone: whoever typed there meanwhile is right.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import NamedTuple

from ..errors import SheetUnavailable
from ..model.sheet import Cell, Intent, SheetWrite, Value, as_text
from . import requests
from .base import Applied, Gateway, Json, Wording
from .columns import find_columns, find_tab
from .ranges import a1, grid, header_a1
from .reader import BLANK, Row
from .schema import BY_NAME, CONTENT_COLUMN, ENGINE_TAB, MET_COLUMN, SHADOW_COLUMN
from .shadows import TAB_ROWS, Area, Belief, areas, sent, witness_tag
from .writer import Fence, append_lines, grown

# Somebody who drags columns about drops them after a few turns.
TURNS = 4


class Met(NamedTuple):
    """What a batch believed of a tab, and the header row that it met."""

    belief: Belief
    header: Row

    @property
    def odd(self) -> frozenset[str]:
        """The columns whose header is not the believed one."""
        return frozenset(
            name
            for name, at in self.belief.columns.items()
            if _text(self.header, at) != _text(self.belief.header, at)
        )


class Hit(NamedTuple):
    """A cell written by mistake, what was written, and the cell of the hidden tab with what stood there before.

    `formula` says that a formula was written; what it came to in the hidden tab means nothing.
    """

    tab: str
    row: int
    column: int
    wrote: Value
    source: tuple[int, int] | None
    formula: bool = False

    @property
    def cell(self) -> tuple[str, int, int]:
        """Where it is."""
        return self.tab, self.row, self.column

    def stands_in(self, cell: Cell) -> bool:
        """Whether the cell still shows what was written."""
        alike = self.formula or as_text(cell.value) == as_text(self.wrote)
        return cell.formula == self.formula and alike


@dataclass(frozen=True, slots=True)
class Now:
    """A tab as it is now: its id, title and header row, and the columns that are still found."""

    sheet_id: int
    title: str
    header: Row
    found: Mapping[str, int]

    def column(self, met: Row, at: int) -> int:
        """Where the column is now that stood at `at` under these headers: by its header where columns moved again."""
        width = len(met)
        if all(_text(met, one) == _text(self.header, one) for one in range(width)):
            return at
        text = _text(met, at)
        then = [one for one in range(width) if _text(met, one) == text]
        here = [one for one in range(len(self.header)) if _text(self.header, one) == text]
        return here[0] if text and len(then) == len(here) == 1 else at


def _text(row: Row, at: int) -> str:
    return as_text(row[at]) if at < len(row) else ""


def look(gateway: Gateway, wording: Wording, names: Collection[str]) -> dict[str, Now]:
    """Where the columns of these tabs are; read until headers were the same before and after the marks."""
    before: list[tuple[Row, ...]] | None = None
    for _ in range(TURNS):
        info = gateway.book()
        tabs = {name: find_tab(info, BY_NAME[name], wording) for name in names}
        there = {name: tab for name, tab in tabs.items() if tab is not None}
        rows = list(gateway.values([header_a1(tab.title) for tab in there.values()]))
        if rows == before:
            headers = {name: found[0] if found else () for name, found in zip(there, rows, strict=True)}
            return {
                name: Now(
                    tab.sheet_id,
                    tab.title,
                    headers[name],
                    find_columns(BY_NAME[name], tab.sheet_id, info.marks, headers[name], wording)[0],
                )
                for name, tab in there.items()
            }
        before = rows
    raise SheetUnavailable("columns were moved all the while")


def missed(met: Met, now: Now) -> frozenset[str]:
    """The columns that the batch did not meet."""
    return frozenset(
        name for name in met.odd if now.found.get(name) != now.column(met.header, met.belief.columns[name])
    )


def spoilt(write: SheetWrite, wrong: Mapping[str, Collection[str]]) -> frozenset[int]:
    """The positions of intents whose own or key column was not met: their copies say nothing."""
    return frozenset(
        position
        for position, intent in enumerate(write.intents)
        if rests_on(intent) & set(wrong.get(intent.tab, ()))
    )


def rests_on(intent: Intent) -> frozenset[str]:
    """The columns without which the copy of an intent says nothing."""
    return frozenset({intent.column, *BY_NAME[intent.tab].keys})


def hits_of(
    write: SheetWrite, met: Sequence[Met], wrong: Mapping[str, Collection[str]], zone: tzinfo
) -> list[Hit]:
    """Every cell that the batch wrote under a wrong header, at the column where it was then."""
    known = {one.belief.tab: one.belief for one in met}
    strayed = {(tab, known[tab].columns[name]) for tab, names in wrong.items() for name in names}
    hits = []
    # Of all tabs, since that is how shadows found their rows.
    for area in areas(write.cells, known, zone):
        hits += [hit for hit in _area_hits(area) if (hit.tab, hit.column) in strayed]
    for position in sorted(spoilt(write, wrong)):
        intent = write.intents[position]
        at = known[intent.tab].columns[intent.column]
        new = sent(intent.tab, intent.column, intent.new, zone)
        hits.append(Hit(intent.tab, intent.row, at, new, (position, CONTENT_COLUMN)))
    for tab in (tab for tab, names in wrong.items() if names):
        news = [append for append in write.appends if append.tab == tab]
        lines = append_lines(news, known[tab].columns, zone) if news else []
        for row, line in enumerate(lines, known[tab].inserted or 0):
            hits += [Hit(tab, row, at, value, None) for at, value in enumerate(line) if value is not None]
    return hits


def merged(
    strays: Sequence[Hit], waiting: Mapping[tuple[str, int, int], Hit], was: Mapping[int, Row]
) -> list[Hit]:
    """What a repair hit, and what it did not reach because columns moved before it, each cell once.

    | the repair met the waiting cell itself | and there stood            | put back there                          |
    |----------------------------------------|----------------------------|-----------------------------------------|
    | no                                     | -                          | what stood there before the batch       |
    | yes                                    | what the batch had written | what stood there before the batch       |
    | yes                                    | anything else              | what the repair met: a person typed it  |

    `waiting` is by cell; `was` is what the repair met, by row of the hidden tab.
    """
    left = dict(waiting)
    found = []
    for hit in strays:
        first = left.pop(hit.cell, None)
        met = _text(was.get(hit.source[0], ()), 0) if hit.source else ""
        spoilt = first is not None and (first.formula or met == as_text(first.wrote))
        found.append(hit._replace(source=first.source) if first is not None and spoilt else hit)
    return [*found, *left.values()]


def _area_hits(area: Area) -> list[Hit]:
    return [
        Hit(
            area.tab, area.row + down, area.column + right, value, (area.shadow + down, SHADOW_COLUMN + right)
        )
        for down, line in enumerate(area.lines)
        for right, value in enumerate(line)
    ]


@dataclass(slots=True)
class Mender:
    """Puts back what the batch `number` of an epoch hit by mistake, maybe in a later one: `fence` is today's, and tells
    afterwards how large the hidden tab has become."""

    gateway: Gateway
    wording: Wording
    fence: Fence
    epoch: int
    number: int

    def mend(
        self, write: SheetWrite, met: Sequence[Met], zone: tzinfo, *, mended: bool = False
    ) -> frozenset[int]:
        """Put everything back, unless it is `mended`; returns the positions of the intents that were not made."""
        suspects = [one for one in met if one.odd]
        if not suspects:
            return frozenset()
        now = look(self.gateway, self.wording, [one.belief.tab for one in suspects])
        # A tab that is gone by now has nothing left to be put back.
        standing = [one for one in suspects if one.belief.tab in now]
        wrong = {one.belief.tab: missed(one, now[one.belief.tab]) for one in standing}
        headers: Mapping[str, Row] = {one.belief.tab: one.header for one in standing}
        hits = [] if mended else hits_of(write, met, wrong, zone)
        rows = self.fence.state_rows
        for turn in range(1, TURNS + 1):
            hits = [
                hit._replace(column=now[hit.tab].column(headers[hit.tab], hit.column))
                for hit in hits
                if hit.tab in now
            ]
            if not hits:
                return spoilt(write, wrong)
            rows, headers, hits = self._once(turn, rows, hits, now)
            now = look(self.gateway, self.wording, sorted({hit.tab for hit in hits})) if hits else now
        raise SheetUnavailable("columns were moved all the while")

    def _once(
        self, turn: int, rows: int, hits: Sequence[Hit], now: Mapping[str, Now]
    ) -> tuple[int, Mapping[str, Row], list[Hit]]:
        """One repair. Returns the rows of the hidden tab, the headers met, and what the repair itself hit."""
        found = self._cells(hits, now)
        then = {tab: now[tab].header for tab in {hit.tab for hit in hits}}
        if any(_moved_since(found, tab, header) for tab, header in then.items()):
            # What was read are other cells than those that were hit: they are looked for again.
            return rows, then, list(hits)
        before = {hit: found.get((ENGINE_TAB, *hit.source), BLANK) if hit.source else BLANK for hit in hits}
        stale = [hit for hit in hits if hit.stands_in(found.get((hit.tab, hit.row, hit.column), BLANK))]
        if not stale:
            return rows, {}, []
        tabs = {hit.tab: now[hit.tab] for hit in stale}
        kept = {hit: rows + at for at, hit in enumerate(stale)}
        tops = {tab: rows + len(stale) + at for at, tab in enumerate(tabs)}
        width = max(len(one.header) for one in tabs.values())
        end = rows + len(stale) + len(tabs)
        made = self._requests(turn, {hit: before[hit] for hit in stale}, kept, tops, now)
        made[1:1] = self._room(end, SHADOW_COLUMN + width)
        applied = self.gateway.apply(
            made, [a1(ENGINE_TAB, rows, SHADOW_COLUMN, end - 1, SHADOW_COLUMN + width - 1)]
        )
        was = _lines(applied)
        headers = {tab: was.get(row, ()) for tab, row in tops.items()}
        strays: list[Hit] = []
        waiting: dict[tuple[str, int, int], Hit] = {}
        for hit in stale:
            put = hit._replace(
                wrote=before[hit].value,
                source=(kept[hit], SHADOW_COLUMN),
                formula=before[hit].formula and hit.source is not None,
            )
            moved = _text(headers[hit.tab], hit.column) != _text(now[hit.tab].header, hit.column)
            typed = not hit.formula and _text(was.get(kept[hit], ()), 0) != as_text(hit.wrote)
            if moved or typed:
                # Another cell was met, or somebody typed in between: what stood there then is right.
                strays.append(put)
            if moved:
                there = replace(now[hit.tab], header=headers[hit.tab])
                away = hit._replace(column=there.column(now[hit.tab].header, hit.column))
                waiting[away.cell] = away
        return end, headers, merged(strays, waiting, was)

    def _room(self, rows: int, columns: int) -> list[Json]:
        """The hidden tab made as large as a repair needs it."""
        held, wide = self.fence, max(columns, self.fence.state_columns)
        self.fence = replace(held, state_rows=rows, state_columns=wide)
        return grown(held, rows, wide)

    def _requests(
        self,
        turn: int,
        before: Mapping[Hit, Cell],
        kept: Mapping[Hit, int],
        tops: Mapping[str, int],
        now: Mapping[str, Now],
    ) -> list[Json]:
        """Fence and turn, headers, what stands now, and then what stood before in its place."""
        state = self.fence.state_sheet
        made = [requests.put(self.fence.epoch_sheet, 0, 0, [[self.number]])]
        name = witness_tag(self.epoch, self.number, turn)
        for tab, row in tops.items():
            made.append(requests.put(state, TAB_ROWS[tab], MET_COLUMN, [[name]]))
            width = len(now[tab].header)
            target = grid(state, row, SHADOW_COLUMN, row + 1, SHADOW_COLUMN + width)
            made.append(requests.copy(grid(now[tab].sheet_id, 0, 0, 1, width), target))
        for hit, row in kept.items():
            cell = grid(now[hit.tab].sheet_id, hit.row, hit.column)
            made.append(requests.copy(cell, grid(state, row, SHADOW_COLUMN), formulas=True))
        for hit, stood in before.items():
            target = grid(now[hit.tab].sheet_id, hit.row, hit.column)
            if stood.formula and hit.source:
                made.append(requests.copy(grid(state, *hit.source), target, formulas=True))
            else:
                made.append(requests.put(now[hit.tab].sheet_id, hit.row, hit.column, [[stood.value]]))
        return made

    def _cells(self, hits: Sequence[Hit], now: Mapping[str, Now]) -> dict[tuple[str, int, int], Cell]:
        """What was hit and what stood there, in full, by tab (the hidden one under its title), row and column."""
        spans: dict[tuple[str, int], list[int]] = {}
        for hit in hits:
            spans.setdefault((hit.tab, hit.column), []).append(hit.row)
            if hit.source:
                spans.setdefault((ENGINE_TAB, hit.source[1]), []).append(hit.source[0])
        titles = {tab: one.title for tab, one in now.items()} | {ENGINE_TAB: ENGINE_TAB}
        names = {one.sheet_id: tab for tab, one in now.items()} | {self.fence.state_sheet: ENGINE_TAB}
        ranges = [a1(titles[tab], min(rows), at, max(rows)) for (tab, at), rows in spans.items()]
        ranges += [header_a1(titles[tab]) for tab in dict.fromkeys(hit.tab for hit in hits)]
        return {
            (names[block.sheet_id], block.row + down, block.column + right): cell
            for block in self.gateway.cells(ranges)
            for down, line in enumerate(block.cells)
            for right, cell in enumerate(line)
        }


def _moved_since(found: Mapping[tuple[str, int, int], Cell], tab: str, header: Row) -> bool:
    """Whether the header row among these cells is not this one any more."""
    return any(
        as_text(found.get((tab, 0, at), BLANK).value) != _text(header, at) for at in range(len(header))
    )


def _lines(applied: Applied) -> dict[int, Row]:
    """The rows of the one range that was asked for."""
    return {
        row: tuple(cell.value for cell in line)
        for block in applied.blocks
        for row, line in enumerate(block.cells, block.row)
    }
