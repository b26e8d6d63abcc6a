"""Which page comes next. These values never send anything: a connector asks them what to ask for.

Every step must lead somewhere new; a marketplace that repeats a cursor or never ends raises BadReply instead
of holding the cycle forever.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from ..errors import BadReply

T = TypeVar("T")
MOST_PAGES = 2000


@dataclass(frozen=True, slots=True)
class CursorPages:
    """Pages behind an opaque cursor; '' is the first."""

    shop: str
    cursor: str = ""
    number: int = 1

    def after(self, cursor: str, more: bool) -> CursorPages | None:
        """The next page, or None after the last."""
        if not more:
            return None
        if not cursor or cursor == self.cursor or self.number >= MOST_PAGES:
            raise BadReply("the shop's pages do not end", shop=self.shop)
        return replace(self, cursor=cursor, number=self.number + 1)


@dataclass(frozen=True, slots=True)
class NumberedPages:
    """Pages counted from 0."""

    shop: str
    number: int = 0

    def after(self, more: bool) -> NumberedPages | None:
        """The next page, or None after the last."""
        if not more:
            return None
        if self.number >= MOST_PAGES:
            raise BadReply("the shop's pages do not end", shop=self.shop)
        return replace(self, number=self.number + 1)


@dataclass(frozen=True, slots=True)
class ScanCursor:
    """Where a listing scan goes on: the marketplace's own place, and how many products came before it.

    As text it is `<seen>|<place>`. The count lets the last page say whether the pages add up to the total.
    """

    seen: int = 0
    place: str = ""

    @staticmethod
    def of(text: str) -> ScanCursor:
        """The cursor of an earlier answer; anything else starts over, since a scan may always do so."""
        seen, bar, place = text.partition("|")
        return ScanCursor(int(seen), place) if bar and seen.isascii() and seen.isdigit() else ScanCursor()

    def text(self) -> str:
        return f"{self.seen}|{self.place}"


def whole_seconds(since: float, until: float) -> tuple[int, int]:
    """The span in whole Unix seconds, never cut and never empty."""
    start = math.floor(since)
    return start, max(math.ceil(until), start + 1)


def windows(since: int, until: int, longest: int) -> Iterator[tuple[int, int]]:
    """The span in pieces of at most `longest` seconds, each beginning where the one before ends."""
    start = since
    while True:
        end = min(until, start + longest)
        yield start, end
        if end >= until:
            return
        start = end


def batches(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """The items in order, `size` at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
