"""Decides who may hold the sheet, and what one batch does to take it.

| the sheet's holder | its beat | asked to take over | result |
|---|---|---|---|
| none, or this engine | any | any | taken |
| another engine | 20 minutes old or older | any | taken |
| another engine | younger | yes | taken |
| another engine | younger | no | EpochLost |

The old epoch's tab is deleted in the same batch: whoever still names it is refused whole from then on, and of
two engines that take the same epoch at the same moment the second finds it gone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from random import Random
from typing import NamedTuple

from ..errors import EpochLost
from ..model.sheet import Value
from . import requests
from .base import STALE_BEAT, BookInfo, Json
from .ranges import grid
from .schema import EPOCH_TITLE, SCHEMA_VERSION, TEST_COLUMN, epoch_title
from .state import EngineState, state_values


class EpochTab(NamedTuple):
    """An epoch that stands: its number and the id of its tab."""

    epoch: int
    sheet_id: int


def standing(info: BookInfo) -> tuple[EpochTab, ...]:
    """The epoch tabs of a spreadsheet, newest last; more than one only where people copied tabs about."""
    found = []
    for tab in info.tabs:
        match = EPOCH_TITLE.fullmatch(tab.title)
        if match:
            found.append(EpochTab(int(match[1]), tab.sheet_id))
    return tuple(sorted(found))


def may_hold(state: EngineState, engine_id: str, now: float, *, take_over: bool) -> None:
    """EpochLost (params holder) where another engine is alive."""
    if state.engine in ("", engine_id) or take_over:
        return
    if now - state.beat < STALE_BEAT:
        raise EpochLost("another engine writes this sheet", holder=state.engine)


def fresh_id(taken: Collection[int], rng: Random) -> int:
    """A tab id that nothing else has; ids are never used again, so an old batch never finds a new tab."""
    while True:
        candidate = rng.randrange(1, 2**31 - 1)
        if candidate not in taken:
            return candidate


def taking(
    old: Sequence[EpochTab], new: EpochTab, state_sheet: int, engine_id: str, now: float
) -> tuple[Json, ...]:
    """The batch that ends every older epoch and begins a new one. The record of the last batch stays."""
    return (
        *(requests.drop_tab(tab.sheet_id) for tab in old),
        requests.add_tab(new.sheet_id, epoch_title(new.epoch), 1, 1, hidden=True),
        requests.put(new.sheet_id, 0, 0, [[0]]),
        requests.put(state_sheet, 0, 0, state_values(SCHEMA_VERSION, new.epoch, engine_id, int(now))),
        *swap_tests(state_sheet),
    )


# Content, number format, what is searched, what it becomes, and what the cell holds after a match as hoped for.
_TESTS: tuple[tuple[Value, str, Value, Value, Value], ...] = (
    (28, "", 28, 27, 27),
    (1200, "0", 1200, 1199, 1199),
    (28, '0" pcs"', 28, 27, None),
    (28, "0", 29, 27, 28),
)


def swap_tests(state_sheet: int) -> tuple[Json, ...]:
    """Try findReplace on the engine's own cells, in the forms in which numbers stand in `Stok`."""
    made: list[Json] = []
    for row, (content, pattern, expected, new, _) in enumerate(_TESTS):
        made.append(requests.put(state_sheet, row, TEST_COLUMN, [[content]]))
        if pattern:
            made.append(requests.number_format(grid(state_sheet, row, TEST_COLUMN), "NUMBER", pattern))
        made.append(requests.swap(state_sheet, row, TEST_COLUMN, expected, new))
    return tuple(made)


def swaps_numbers(found: Sequence[Value]) -> bool:
    """Whether the cells show that numbers can be swapped and that a miss leaves them alone.

    What becomes of `28 pcs` is not needed: where it does not match, the swap misses, and a miss is noticed.
    """
    return len(found) == len(_TESTS) and all(
        hoped is None or (value == hoped and not isinstance(value, str | bool))
        for value, (*_, hoped) in zip(found, _TESTS, strict=True)
    )
