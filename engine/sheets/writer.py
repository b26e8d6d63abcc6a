"""Decides the order of a batch: fence, beat, engine cells, each intent behind its copy, new rows, checkpoint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo

from ..errors import LayoutBroken
from ..model.sheet import CellWrite, Chunk, Intent, RowAppend, SheetView, SheetWrite, Value
from . import dress, requests
from .base import Json
from .columns import Place
from .ranges import a1, grid, runs
from .reader import key_ranges
from .schema import (
    CHUNK_LIMIT,
    CHUNK_ROW,
    CONTENT_COLUMN,
    ENGINE_TAB,
    INTENT_COLUMN,
    KEY_COLUMN,
    SCHEMA_VERSION,
    TAG_COLUMN,
)
from .state import intent_text, state_values, tag
from .times import to_serial


@dataclass(frozen=True, slots=True)
class Fence:
    """Whose batch it is: the epoch with its tab, the hidden tab with its height, and the rows of known chunks."""

    epoch: int
    epoch_sheet: int
    engine: str
    state_sheet: int
    state_rows: int
    slots: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch ready to be sent, where its swaps' replies are (by the intent's position), what to ask back, and
    how the grid looks once it was applied."""

    requests: tuple[Json, ...]
    swaps: Mapping[int, int]
    ranges: tuple[str, ...]
    state_rows: int
    slots: Mapping[str, int]
    added: Mapping[str, int] = field(default_factory=dict)


def build(
    write: SheetWrite,
    view: SheetView,
    places: Mapping[str, Place],
    fence: Fence,
    now: float,
    zone: tzinfo,
) -> Batch:
    """The one batch of a cycle. LayoutBroken where it names a tab that is not known."""
    made: list[Json] = [requests.put(fence.epoch_sheet, 0, 0, [[write.number]])]
    beat = state_values(SCHEMA_VERSION, fence.epoch, fence.engine, int(now))
    beat += [["batch_epoch", fence.epoch], ["batch", write.number]]
    made.append(requests.put(fence.state_sheet, 0, 0, beat))
    slots = _slots(write.chunks, fence.slots)
    rows = max([fence.state_rows, len(write.intents), *(row + 1 for row in slots.values())])
    if rows > fence.state_rows:
        made.append(requests.grow(fence.state_sheet, "ROWS", rows - fence.state_rows))
    made += _cells(write.cells, places, zone)
    swaps: dict[int, int] = {}
    for position, intent in enumerate(write.intents):
        made += _intent(intent, position, tag(fence.epoch, write.number, position), places, fence, zone)
        if intent.mode == "swap":
            swaps[position] = len(made) - 1
    added: dict[str, int] = {}
    for name in dict.fromkeys(append.tab for append in write.appends):
        news = [append for append in write.appends if append.tab == name]
        made += _appends(news, _place(places, name), view, zone)
        added[name] = len(news)
    made += _chunks(write.chunks, slots, fence.state_sheet)
    return Batch(tuple(made), swaps, _ranges(write, places), rows, slots, added)


def _place(places: Mapping[str, Place], tab: str) -> Place:
    if tab not in places:
        raise LayoutBroken("a tab is missing", tab=tab, column="")
    return places[tab]


def _sent(place: Place, column: str, value: Value, zone: tzinfo) -> Value:
    """A value as the sheet holds it: moments become serial numbers."""
    if place.tab.column(column).kind == "time" and isinstance(value, int | float):
        return to_serial(value, zone)
    return value


def _cells(cells: Sequence[CellWrite], places: Mapping[str, Place], zone: tzinfo) -> list[Json]:
    """Engine cells as few rectangles: neighbours in a row, then equal stretches of rows that follow each other."""
    values: dict[tuple[int, int], dict[int, Value]] = {}
    for cell in cells:
        place = _place(places, cell.tab)
        line = values.setdefault((place.sheet_id, cell.row), {})
        line[place.columns[cell.column]] = _sent(place, cell.column, cell.value, zone)
    areas: dict[tuple[int, int, int], list[tuple[int, list[list[Value]]]]] = {}
    for (sheet_id, row), line in sorted(values.items()):
        for first, last in runs(line):
            stretches = areas.setdefault((sheet_id, first, last), [])
            if not stretches or stretches[-1][0] + len(stretches[-1][1]) != row:
                stretches.append((row, []))
            stretches[-1][1].append([line[at] for at in range(first, last + 1)])
    return [
        requests.put(sheet_id, start, first, lines)
        for (sheet_id, first, _), stretches in areas.items()
        for start, lines in stretches
    ]


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
        new = _sent(place, intent.column, intent.new, zone)
        made.append(requests.put(place.sheet_id, intent.row, column, [[new]]))
    return made


def _appends(news: Sequence[RowAppend], place: Place, view: SheetView, zone: tzinfo) -> list[Json]:
    """New rows. They are inserted after the last row that was read, so nobody's new row is ever overwritten."""
    width = max(place.columns.values()) + 1
    lines: list[list[Value]] = []
    for append in news:
        line: list[Value] = [None] * width
        for column, value in append.values:
            line[place.columns[column]] = _sent(place, column, value, zone)
        lines.append(line)
    seen = view.tabs.get(place.tab.name)
    if seen is None:
        # The tab was not read in this cycle: Google itself finds its last row.
        rows = [{"values": [requests.entered(value) for value in line]} for line in lines]
        body = {"sheetId": place.sheet_id, "rows": rows, "fields": "userEnteredValue"}
        return [{"appendCells": body}]
    first = seen.first_row + len(seen.rows)
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
