"""Decides which plain writes met what they did not expect, and puts that back, formulas included.

A plain write stands where swaps do not work, so it overwrites whatever it meets: a count, words, a blank, a formula, in
its own row or in another one that a sort has put there.

| a plain write met                                    | then                                                     |
|------------------------------------------------------|----------------------------------------------------------|
| what it expected, in its own row                     | right                                                    |
| anything else, and that row still shows what we wrote| put back in that row; the write counts as never made     |
| anything else, and that row shows something new      | left: whoever typed since is right; the copy says the rest|
| anything in a row without a SKU                      | put back while that row is where it was, else reported   |

What is put back is read in full by the next cycle, as an edit is. It stands behind copies too: a row that moves in
between is followed, and what the repair hit by mistake returns in its turn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import NamedTuple

from ..errors import SheetUnavailable
from ..model.sheet import Cell, Copy, Intent, SheetWrite, Value, as_text
from . import requests
from .answer import canonical, key_text
from .base import Gateway, Json
from .columns import Place
from .ranges import a1, grid, whole_a1
from .reader import BLANK, Row
from .schema import ENGINE_TAB, SHADOW_COLUMN
from .shadows import Area, Belief, areas, kept_range, overwritten
from .writer import Fence, grown

TURNS = 4
# Columns of the hidden tab in a row of a repair: the key that was met, the content's value, the content itself.
WIDTH = 3


class Lost(NamedTuple):
    """What is to be put back: the row's key, the row where it was, our own content there, and where the old one lies.

    `position` is that of the intent, None for what a repair itself has hit. `blind`: our own content is a formula that
    was put back into a wrong row, and what it comes to there proves nothing.
    """

    tab: str
    column: str
    key: str
    row: int
    wrote: Value
    stood: Cell
    source: tuple[int, int]
    position: int | None
    blind: bool = False

    def shown_as(self, value: Value) -> bool:
        """Whether this is our own content."""
        return self.blind or as_text(value) == as_text(self.wrote)


def lost(
    intents: Sequence[Intent],
    copies: Sequence[Copy],
    kept: Sequence[Area],
    known: Mapping[str, Belief],
    stood: Mapping[int, Sequence[Cell]],
) -> list[Lost]:
    """What has to be put back; `stood` are the cells of `kept_range` by row of the hidden tab."""
    shadows = {
        (area.tab, area.row + down, area.column): area.shadow + down
        for area in kept
        for down in range(len(area.lines))
    }
    met = {copy.intent: copy for copy in copies}
    found = []
    for position, intent in enumerate(intents):
        copy = met.get(intent)
        if intent.mode != "plain" or copy is None:
            continue
        at = shadows[intent.tab, intent.row, known[intent.tab].columns[intent.column]]
        cell = (*stood.get(at, ()), BLANK)[0]
        if not _expected(copy, cell):
            source = (at, SHADOW_COLUMN)
            found.append(
                Lost(intent.tab, intent.column, copy.key, intent.row, intent.new, cell, source, position)
            )
    return found


def _expected(copy: Copy, stood: Cell) -> bool:
    own = canonical(copy.intent.tab, copy.key) == canonical(copy.intent.tab, copy.intent.key[0])
    return own and not stood.formula and as_text(copy.content) == as_text(copy.intent.expected)


@dataclass(slots=True)
class Restorer:
    """Puts back; `fence` tells afterwards how large the hidden tab has become."""

    gateway: Gateway
    fence: Fence
    number: int
    places: Mapping[str, Place]

    def restore(
        self, write: SheetWrite, copies: Sequence[Copy], known: Mapping[str, Belief], zone: tzinfo
    ) -> frozenset[int]:
        """The positions of the intents that were taken back. SheetUnavailable where rows move all the while.

        `known` is where the batch believed columns to be.
        """
        kept = overwritten(write.intents, known, zone, areas(write.cells, known, zone))
        left = lost(write.intents, copies, kept, known, self._cells(kept_range(kept)))
        back: set[int] = set()
        for _ in range(TURNS):
            standing = self._standing(left)
            if not standing:
                return frozenset(back)
            left = self._once(standing, back)
        if self._standing(left):
            raise SheetUnavailable("rows were moved all the while")
        return frozenset(back)

    def _standing(self, found: Sequence[Lost]) -> list[Lost]:
        """Those whose row still shows our own content, at the row where it is now."""
        if not found:
            return []
        names = sorted({one.tab for one in found})
        tabs = self.gateway.values([whole_a1(self.places[name].title) for name in names])
        rows = dict(zip(names, tabs, strict=True))
        return [one._replace(row=row) for one in found if (row := self._row(one, rows[one.tab])) is not None]

    def _row(self, one: Lost, rows: Sequence[Row]) -> int | None:
        place = self.places[one.tab]
        column = place.columns[one.column]
        wanted = canonical(one.tab, one.key)

        def shows(at: int) -> bool:
            row = rows[at] if at < len(rows) else ()
            cells = [row[key] if key < len(row) else None for key in place.keys]
            value = row[column] if column < len(row) else None
            same = canonical(one.tab, key_text(one.tab, cells)) == wanted
            return same and one.shown_as(value)

        if shows(one.row):
            return one.row
        return next((at for at in range(1, len(rows)) if shows(at)), None) if wanted else None

    def _once(self, standing: Sequence[Lost], back: set[int]) -> list[Lost]:
        """One repair; what is left of it, and what it has hit itself."""
        first = self.fence.state_rows
        end = first + len(standing)
        made = [requests.put(self.fence.epoch_sheet, 0, 0, [[self.number]])]
        made += self._room(end)
        for at, one in enumerate(standing, first):
            made += self._requests(one, at)
        self.gateway.apply(made)
        met = self._cells(a1(ENGINE_TAB, first, SHADOW_COLUMN, end - 1, SHADOW_COLUMN + WIDTH - 1))
        left: list[Lost] = []
        for at, one in enumerate(standing, first):
            line = (*met.get(at, ()), *(BLANK,) * WIDTH)
            key = key_text(one.tab, (line[0].value,))
            ours = canonical(one.tab, key) == canonical(one.tab, one.key)
            if ours and one.shown_as(line[1].value):
                if one.position is not None:
                    back.add(one.position)
                continue
            # Another row was met, or somebody typed in between: what stood there then is right.
            source = (at, SHADOW_COLUMN + WIDTH - 1)
            left.append(
                Lost(
                    one.tab,
                    one.column,
                    key,
                    one.row,
                    one.stood.value,
                    line[2],
                    source,
                    None,
                    one.stood.formula,
                )
            )
            if not ours:
                left.append(one)
        return left

    def _requests(self, one: Lost, at: int) -> list[Json]:
        """Copies of the key and of what stands there now, then what stood there before."""
        place, state = self.places[one.tab], self.fence.state_sheet
        cell = grid(place.sheet_id, one.row, place.columns[one.column])
        made = [
            requests.copy(grid(place.sheet_id, one.row, place.keys[0]), grid(state, at, SHADOW_COLUMN)),
            requests.copy(cell, grid(state, at, SHADOW_COLUMN + 1)),
            requests.copy(cell, grid(state, at, SHADOW_COLUMN + 2), formulas=True),
        ]
        if one.stood.formula:
            made.append(requests.copy(grid(state, *one.source), cell, formulas=True))
        else:
            made.append(requests.put(place.sheet_id, one.row, place.columns[one.column], [[one.stood.value]]))
        return made

    def _cells(self, text: str) -> dict[int, tuple[Cell, ...]]:
        """Cells of the hidden tab in full, by row."""
        return {
            row: line
            for block in self.gateway.cells([text])
            for row, line in enumerate(block.cells, block.row)
        }

    def _room(self, rows: int) -> list[Json]:
        """The hidden tab made as large as a repair needs it."""
        held, columns = self.fence, max(SHADOW_COLUMN + WIDTH, self.fence.state_columns)
        self.fence = replace(held, state_rows=rows, state_columns=columns)
        return grown(held, rows, columns)
