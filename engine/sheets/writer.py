"""Decides the order of a batch: fence, beat, headers, engine cells, intents behind their copies, rows, checkpoint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo

from ..errors import TabMissing
from ..model.sheet import Chunk, Intent, RowAppend, SheetView, SheetWrite, TabView, Value
from . import dress, requests
from .base import Json
from .columns import Place
from .ranges import a1, grid, runs
from .reader import Row, key_ranges
from .schema import (
    CHUNK_LIMIT,
    CHUNK_ROW,
    CONTENT_COLUMN,
    ENGINE_TAB,
    INTENT_COLUMN,
    KEY_COLUMN,
    SCHEMA_VERSION,
    SHADOW_COLUMN,
    TAG_COLUMN,
)
from .shadows import (
    Belief,
    areas,
    beliefs,
    keep,
    overwritten,
    sent,
    touched,
    witness,
    witness_range,
    witness_tag,
)
from .state import intent_text, state_values, tag


@dataclass(frozen=True, slots=True)
class Fence:
    """Whose batch it is: the epoch with its tab, the hidden tab with its size, and the rows of known chunks."""

    epoch: int
    epoch_sheet: int
    engine: str
    state_sheet: int
    state_rows: int
    state_columns: int
    slots: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch ready to be sent, where its swaps' replies are (by the intent's position), what to ask back, how
    the grid looks once it was applied, and where it believes columns to be."""

    requests: tuple[Json, ...]
    swaps: Mapping[int, int]
    ranges: tuple[str, ...]
    state_rows: int
    state_columns: int
    slots: Mapping[str, int]
    added: Mapping[str, int] = field(default_factory=dict)
    believed: tuple[Belief, ...] = ()


def build(
    write: SheetWrite,
    view: SheetView,
    places: Mapping[str, Place],
    headers: Mapping[str, Row],
    fence: Fence,
    now: float,
    zone: tzinfo,
) -> Batch:
    """The one batch of a cycle. LayoutBroken where it names a tab that is not known.

    `headers` are the header rows in which `places` were found.
    """
    for name in touched(write):
        _place(places, name)
    made: list[Json] = [requests.put(fence.epoch_sheet, 0, 0, [[write.number]])]
    beat = state_values(SCHEMA_VERSION, fence.epoch, fence.engine, int(now))
    beat += [["batch_epoch", fence.epoch], ["batch", write.number]]
    made.append(requests.put(fence.state_sheet, 0, 0, beat))
    slots = _slots(write.chunks, fence.slots)
    inserted = {one.tab: _end(view.tabs[one.tab]) for one in write.appends}
    believed = beliefs(write, places, headers, inserted)
    known = {one.tab: one for one in believed}
    written = areas(write.cells, known, zone)
    kept = overwritten(write.intents, known, zone, written)
    rows = max(
        fence.state_rows,
        len(write.intents),
        *(row + 1 for row in slots.values()),
        *(area.shadow + len(area.lines) for area in (*written, *kept)),
    )
    width = SHADOW_COLUMN + max((one.width for one in believed), default=0)
    columns = max(fence.state_columns, width) if believed else fence.state_columns
    made += grown(fence, rows, columns)
    for belief in believed:
        made += witness(fence.state_sheet, belief, witness_tag(fence.epoch, write.number, 0))
    made += [keep(fence.state_sheet, area) for area in (*written, *kept)]
    made += [requests.put(area.sheet_id, area.row, area.column, area.lines) for area in written]
    swaps: dict[int, int] = {}
    for position, intent in enumerate(write.intents):
        made += _intent(intent, position, tag(fence.epoch, write.number, position), places, fence, zone)
        if intent.mode == "swap":
            swaps[position] = len(made) - 1
    added: dict[str, int] = {}
    for name, first in inserted.items():
        news = [append for append in write.appends if append.tab == name]
        made += _appends(news, places[name], first, zone)
        added[name] = len(news)
    made += _chunks(write.chunks, slots, fence.state_sheet)
    ranges = (*_ranges(write, places), *map(witness_range, believed))
    return Batch(tuple(made), swaps, ranges, rows, columns, slots, added, believed)


def _end(tab: TabView) -> int:
    """The row after the last one that was read."""
    return tab.first_row + len(tab.rows)


def grown(fence: Fence, rows: int, columns: int) -> list[Json]:
    """The hidden tab as large as it has to be."""
    made = []
    if rows > fence.state_rows:
        made.append(requests.grow(fence.state_sheet, "ROWS", rows - fence.state_rows))
    if columns > fence.state_columns:
        made.append(requests.grow(fence.state_sheet, "COLUMNS", columns - fence.state_columns))
    return made


def _place(places: Mapping[str, Place], tab: str) -> Place:
    if tab not in places:
        raise TabMissing("a tab is missing", tab=tab)
    return places[tab]


def _intent(
    intent: Intent, position: int, name: str, places: Mapping[str, Place], fence: Fence, zone: tzinfo
) -> list[Json]:
    """Copy the key and the content of the row that is met at this moment, then change the one cell."""
    place = _place(places, intent.tab)
    column = place.columns[intent.column]
    made = [
        requests.put(fence.state_sheet, position, TAG_COLUMN, [[name]]),
        requests.put(fence.state_sheet, position, INTENT_COLUMN, [[intent_text(intent)]]),
    ]
    sources = [(CONTENT_COLUMN, column)]
    sources += [(KEY_COLUMN + at, key) for at, key in enumerate(place.keys)]
    for target, source in sources:
        here = grid(place.sheet_id, intent.row, source)
        made.append(requests.copy(here, grid(fence.state_sheet, position, target)))
    if intent.mode == "swap":
        made.append(requests.swap(place.sheet_id, intent.row, column, intent.expected, intent.new))
    else:
        new = sent(intent.tab, intent.column, intent.new, zone)
        made.append(requests.put(place.sheet_id, intent.row, column, [[new]]))
    return made


def append_lines(news: Sequence[RowAppend], columns: Mapping[str, int], zone: tzinfo) -> list[list[Value]]:
    """New rows as they are written, from the first column of the tab."""
    width = max(columns.values()) + 1
    lines: list[list[Value]] = []
    for append in news:
        line: list[Value] = [None] * width
        for column, value in append.values:
            line[columns[column]] = sent(append.tab, column, value, zone)
        lines.append(line)
    return lines


def _appends(news: Sequence[RowAppend], place: Place, first: int, zone: tzinfo) -> list[Json]:
    """New rows. They are inserted after the last row that was read, so nobody's new row is ever overwritten."""
    lines = append_lines(news, place.columns, zone)
    # Rows cannot be inserted behind the last one, so a full tab gets a blank one first.
    made = [requests.grow(place.sheet_id, "ROWS", 1)] if first >= place.rows else []
    made.append(requests.insert_rows(place.sheet_id, first, len(lines)))
    made += dress.rows(place, first, len(lines))
    made.append(requests.put(place.sheet_id, first, 0, lines))
    for at, append in enumerate(news):
        if append.choices:
            made += dress.choices(place, first + at, append.choices)
    return made


def _slots(chunks: Sequence[Chunk], known: Mapping[str, int]) -> dict[str, int]:
    slots = dict(known)
    for chunk in chunks:
        if len(chunk.text) > CHUNK_LIMIT:
            raise ValueError(f"chunk {chunk.name} is longer than a cell")
        slots.setdefault(chunk.name, max(slots.values(), default=CHUNK_ROW - 1) + 1)
    return slots


def _chunks(chunks: Sequence[Chunk], slots: Mapping[str, int], sheet_id: int) -> list[Json]:
    by_row = {slots[chunk.name]: chunk for chunk in chunks}
    return [
        requests.put(
            sheet_id, first, 0, [[by_row[row].name, by_row[row].text] for row in range(first, last + 1)]
        )
        for first, last in runs(by_row)
    ]


def _ranges(write: SheetWrite, places: Mapping[str, Place]) -> tuple[str, ...]:
    """What the reply shall tell: the copies, and the keys of the tabs that intents touched."""
    if not write.intents:
        return ()
    copies = a1(ENGINE_TAB, 0, TAG_COLUMN, len(write.intents) - 1, INTENT_COLUMN - 1)
    tabs = dict.fromkeys(intent.tab for intent in write.intents)
    return (copies, *(text for name in tabs for text in key_ranges(_place(places, name))))
