"""Decides what a light read says: trimmed rows, whole numbers, dates as Unix seconds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from ..model.sheet import Cell, Inspected, TabView, Value, as_text
from .base import Block
from .columns import Place
from .ranges import a1, columns_a1, runs
from .times import from_serial

Row = tuple[Value, ...]

INSPECTED = ("sku", "stock", "entry")
# More separate runs of rows than this are cheaper to read as one range over all of them.
MANY_RUNS = 40
BLANK = Cell("blank", None, False, "", "")


def whole(value: Value) -> Value:
    """A number without decimals as an int; everything else as it is."""
    if type(value) is float and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value


def used_rows(rows: Sequence[Row]) -> int:
    """How many rows there are up to the last one with content; an unticked checkbox is none."""
    count = len(rows)
    while count and all(value is None or value == "" or value is False for value in rows[count - 1]):
        count -= 1
    return count


def tab_view(place: Place, rows: Sequence[Row], zone: tzinfo) -> TabView:
    """One tab of a light read whose first row is the header."""
    body = rows[1:]
    kept = body[: used_rows(body)]
    times = [at for name, at in place.columns.items() if place.tab.column(name).kind == "time"]
    return TabView(place.tab.name, place.columns, tuple(_row(row, times, zone) for row in kept))


def _row(row: Row, times: Sequence[int], zone: tzinfo) -> Row:
    if not times:
        return row
    values = list(row)
    for at in times:
        value = values[at] if at < len(values) else None
        if isinstance(value, int | float) and not isinstance(value, bool):
            moment = from_serial(value, zone)
            values[at] = value if moment is None else whole(moment)
    return tuple(values)


def inspection_ranges(place: Place, rows: Sequence[int]) -> tuple[str, ...]:
    """The ranges that hold SKU, `Stok` and `+/-` of these rows; one range over all where they are many."""
    spans = runs(rows)
    if len(spans) > MANY_RUNS:
        spans = [(spans[0][0], spans[-1][1])]
    columns = [place.columns[name] for name in INSPECTED]
    return tuple(a1(place.title, first, at, last) for first, last in spans for at in columns)


def inspected(place: Place, rows: Sequence[int], blocks: Sequence[Block]) -> Mapping[int, Inspected]:
    """What was found for each of these rows. A row past the end of the grid or wholly blank is missing."""
    at: dict[tuple[int, int], Cell] = {}
    for block in blocks:
        for index, line in enumerate(block.cells):
            for offset, cell in enumerate(line):
                at[block.row + index, block.column + offset] = cell
    found = {}
    for row in rows:
        key, cell, entry = (at.get((row, place.columns[name]), BLANK) for name in INSPECTED)
        if (key.kind, cell.kind) != ("blank", "blank"):
            # A number in the SKU column is nobody's key: the zeros that it may have had are gone.
            found[row] = Inspected(as_text(key.value) if isinstance(key.value, str) else "", cell, entry)
    return found


def same_header(header: Row, blocks: Sequence[Block]) -> bool:
    """Whether the header row, read in full as the first of these blocks, is this one."""
    cells = blocks[0].cells[0] if blocks and blocks[0].cells else ()
    width = max(len(header), len(cells))
    now = [as_text(cells[at].value) if at < len(cells) else "" for at in range(width)]
    return now == [as_text(header[at]) if at < len(header) else "" for at in range(width)]


def key_ranges(place: Place) -> tuple[str, ...]:
    """The whole key columns of a tab."""
    return tuple(columns_a1(place.title, at, at) for at in place.keys)
