"""Decides how the engine's hidden tab is read: who holds the sheet, the last batch, its copies, the checkpoint."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ..model.sheet import Chunk, Intent, Value, as_text
from .ranges import columns_a1
from .reader import Row, whole
from .schema import (
    BY_NAME,
    CHUNK_ROW,
    CONTENT_COLUMN,
    ENGINE_COLUMNS,
    ENGINE_TAB,
    INTENT_COLUMN,
    KEY_COLUMN,
    STATE_NAMES,
    TAG_COLUMN,
    TEST_COLUMN,
)

# All cells of the hidden tab, in one range.
STATE_RANGE = columns_a1(ENGINE_TAB, 0, ENGINE_COLUMNS - 1)


class CopyRow(NamedTuple):
    """One row of the copies: its tag, what stood in the cell, the key cells that were met, the intent's JSON."""

    tag: str
    content: Value
    keys: tuple[Value, ...]
    intent: str


@dataclass(frozen=True, slots=True)
class EngineState:
    """What the hidden tab says. (`last_epoch`, `last_batch`) is the last batch; `slots` the row of each chunk."""

    schema: int
    epoch: int
    engine: str
    beat: float
    last_epoch: int
    last_batch: int
    chunks: tuple[Chunk, ...]
    slots: Mapping[str, int]
    copies: tuple[CopyRow, ...]
    tests: tuple[Value, ...]


def parse_state(rows: Sequence[Row]) -> EngineState:
    """The hidden tab from its values; what is missing or damaged counts as never written."""
    values = {_text(rows, row, 0): _cell(rows, row, 1) for row in range(min(CHUNK_ROW, len(rows)))}
    slots = {_text(rows, row, 0): row for row in range(CHUNK_ROW, len(rows)) if _text(rows, row, 0)}
    chunks = tuple(Chunk(name, _text(rows, row, 1)) for name, row in slots.items() if _text(rows, row, 1))
    copies = tuple(_copy(rows, row) for row in range(len(rows)) if _text(rows, row, TAG_COLUMN))
    return EngineState(
        schema=int(_number(values.get("schema"))),
        epoch=int(_number(values.get("epoch"))),
        engine=as_text(values.get("engine")),
        beat=_number(values.get("beat")),
        last_epoch=int(_number(values.get("batch_epoch"))),
        last_batch=int(_number(values.get("batch"))),
        chunks=chunks,
        slots=slots,
        copies=copies,
        tests=tuple(_cell(rows, row, TEST_COLUMN) for row in range(4)),
    )


def state_values(schema: int, epoch: int, engine: str, beat: float) -> list[list[Value]]:
    """Names and values of the first four rows of the hidden tab."""
    values: tuple[Value, ...] = (schema, epoch, engine, beat)
    return [[name, value] for name, value in zip(STATE_NAMES, values, strict=False)]


def tag(epoch: int, number: int, position: int) -> str:
    """The name of one intent of one batch, so that rows of a longer, older batch are never mistaken for it."""
    return f"{epoch}:{number}:{position}"


def intent_text(intent: Intent) -> str:
    """An intent as it stands beside its copy."""
    return json.dumps([*intent[:1], list(intent.key), *intent[2:]], ensure_ascii=False, separators=(",", ":"))


def intent_from(text: str) -> Intent | None:
    """The intent of such a text; None where a person damaged it."""
    try:
        tab, key, column, row, expected, new, mode = json.loads(text)
        intent = Intent(str(tab), tuple(map(str, key)), str(column), int(row), expected, new, mode)
    except (ValueError, TypeError):
        return None
    known = tab in BY_NAME and column in BY_NAME[tab].names and mode in ("swap", "plain", "fill")
    return intent if known else None


def _copy(rows: Sequence[Row], row: int) -> CopyRow:
    return CopyRow(
        _text(rows, row, TAG_COLUMN),
        _cell(rows, row, CONTENT_COLUMN),
        tuple(_cell(rows, row, KEY_COLUMN + at) for at in range(INTENT_COLUMN - KEY_COLUMN)),
        _text(rows, row, INTENT_COLUMN),
    )


def _cell(rows: Sequence[Row], row: int, column: int) -> Value:
    value = rows[row][column] if row < len(rows) and column < len(rows[row]) else None
    return None if value == "" else whole(value)


def _text(rows: Sequence[Row], row: int, column: int) -> str:
    value = _cell(rows, row, column)
    return value if isinstance(value, str) else as_text(value)


def _number(value: Value) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0.0
