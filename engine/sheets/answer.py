"""Decides what the copies say became of each intent.

| copy | meaning (drawn by the cycle, not here) |
|---|---|
| key = the intent's, content = expected | the swap matched, unless a formula made the content: then `changed` is 0 |
| key = the intent's, other content | a person was faster; nothing was swapped |
| another key | a sort came between; the swap met that row |
| '' | the row has no key |
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from ..model.ids import sku_key
from ..model.sheet import Copy, Intent, Value, as_text
from .base import Applied, Json
from .columns import Place
from .reader import Row, whole
from .schema import BY_NAME, CONTENT_COLUMN, INTENT_COLUMN, KEY_COLUMN, MET_COLUMN, SHADOW_COLUMN, TAG_COLUMN
from .shadows import TAB_ROWS, Belief
from .state import CopyRow, EngineState, intent_from, tag

KeyCells = Sequence[Value]


def key_text(tab: str, cells: KeyCells) -> str:
    """The text of a row's key: for `skus` as typed ('' for a number, which is nobody's key), else joined by \\x1f."""
    if tab == "skus":
        return as_text(cells[0]) if cells and isinstance(cells[0], str) else ""
    texts = [as_text(cell) for cell in cells]
    return "\x1f".join(texts) if any(texts) else ""


def canonical(tab: str, text: str) -> str:
    """A key's text as keys are compared."""
    return sku_key(text) if tab == "skus" else text


def repeats(tab: str, rows: Iterable[KeyCells]) -> frozenset[str]:
    """The keys, in canonical form, that stand in more than one of these rows."""
    counts = Counter(canonical(tab, key_text(tab, cells)) for cells in rows)
    return frozenset(key for key, count in counts.items() if key and count > 1)


def swapped(replies: Sequence[Json], swaps: Mapping[int, int]) -> dict[int, int]:
    """Cells that each swap changed, by the intent's position. Google leaves a count of 0 out."""
    return {
        position: int(replies[at].get("findReplace", {}).get("occurrencesChanged", 0))
        if at < len(replies)
        else 0
        for position, at in swaps.items()
    }


def copies_of(
    intents: Sequence[Intent],
    rows: Mapping[int, CopyRow],
    changed: Mapping[int, int | None],
    repeated: Mapping[str, frozenset[str]],
) -> tuple[Copy, ...]:
    """One copy an intent, in order; one whose row is lost is left out: its outcome is not known.

    `changed` counts swapped cells by position; an intent that it does not name has no count (None).
    """
    found = []
    for position, intent in enumerate(intents):
        row = rows.get(position)
        if row is None:
            continue
        key = key_text(intent.tab, row.keys[: len(BY_NAME[intent.tab].keys)])
        twice = canonical(intent.tab, key) in repeated.get(intent.tab, frozenset())
        found.append(Copy(intent, key, whole(row.content), changed.get(position), twice))
    return tuple(found)


def rows_of(copies: Iterable[CopyRow], epoch: int, number: int) -> dict[int, CopyRow]:
    """The rows of one batch by position; rows that an older, longer batch left behind are none."""
    prefix = tag(epoch, number, 0)[:-1]
    return {
        int(row.tag.removeprefix(prefix)): row
        for row in copies
        if row.tag.startswith(prefix) and row.tag.removeprefix(prefix).isdecimal()
    }


def last_copies(state: EngineState, repeated: Mapping[str, frozenset[str]]) -> tuple[Copy, ...]:
    """What the last batch recorded, with its intents as they stand beside; damaged rows are left out."""
    rows = rows_of(state.copies, state.last_epoch, state.last_batch)
    pairs = [(intent_from(row.intent), row) for _, row in sorted(rows.items())]
    known = [(intent, row) for intent, row in pairs if intent is not None]
    return copies_of(
        [intent for intent, _ in known], {at: row for at, (_, row) in enumerate(known)}, {}, repeated
    )


def reply_copies(
    intents: Sequence[Intent],
    swaps: Mapping[int, int],
    applied: Applied,
    places: Mapping[str, Place],
    state_sheet: int,
) -> tuple[Copy, ...]:
    """The copies out of a reply's cells: those of the hidden tab, and the key columns of the tabs with intents."""
    rows: dict[int, CopyRow] = {}
    tabs = {places[intent.tab].sheet_id: intent.tab for intent in intents}
    keys: dict[str, dict[int, dict[int, Value]]] = {}
    for block in applied.blocks:
        for row, cells in enumerate(block.cells, block.row):
            at = {column: cell.value for column, cell in enumerate(cells, block.column)}
            if block.sheet_id == state_sheet and block.column >= MET_COLUMN:
                continue
            if block.sheet_id == state_sheet:
                met = tuple(at.get(column) for column in range(KEY_COLUMN, INTENT_COLUMN))
                rows[row] = CopyRow(as_text(at.get(TAG_COLUMN)), at.get(CONTENT_COLUMN), met, "")
            elif block.sheet_id in tabs and row:
                keys.setdefault(tabs[block.sheet_id], {}).setdefault(row, {}).update(at)
    repeated = {
        tab: repeats(tab, ([line.get(column) for column in places[tab].keys] for line in lines.values()))
        for tab, lines in keys.items()
    }
    return copies_of(intents, rows, swapped(applied.replies, swaps), repeated)


def met_headers(applied: Applied, believed: Sequence[Belief], state_sheet: int) -> dict[str, Row]:
    """The header row that each tab had when the batch was applied, out of the reply's cells."""
    rows = {
        block.row: tuple(cell.value for cell in block.cells[0]) if block.cells else ()
        for block in applied.blocks
        if block.sheet_id == state_sheet and block.column == SHADOW_COLUMN
    }
    return {belief.tab: rows.get(TAB_ROWS[belief.tab], ()) for belief in believed}


def tabs_of(state: EngineState) -> frozenset[str]:
    """The tabs that the last batch's intents named."""
    rows = rows_of(state.copies, state.last_epoch, state.last_batch).values()
    found = (intent_from(row.intent) for row in rows)
    return frozenset(intent.tab for intent in found if intent is not None)
