"""Which of the next requests go wrong, and how.

Faults wait in order; a request takes the first one whose path and app match. Kinds:

| kind            | what the client meets                                          | effect happens |
|-----------------|----------------------------------------------------------------|----------------|
| RATE_LIMIT      | the marketplace's rate-limit answer, with or without a wait     | no             |
| ERROR_BEFORE    | HTTP 500 or 503                                                 | no             |
| ERROR_AFTER     | HTTP 500 or 503                                                 | yes            |
| CUT_BEFORE      | no answer                                                       | no             |
| CUT_AFTER       | no answer                                                       | yes            |
| SLOW            | the right answer after `seconds`                                | yes            |
| LIE             | the right-looking success answer                                | no             |
| EMPTY_CATALOGUE | a catalogue read that shows no product                          | yes            |
| SHORT_PAGE      | a page whose second half is missing, with totals unchanged      | yes            |
| DUPLICATE_PAGE  | a page that repeats the last entry of the page before           | yes            |
| TRUNCATED       | half of the body, announced as whole                            | yes            |
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any, TypeVar

T = TypeVar("T")


class Kind(StrEnum):
    RATE_LIMIT = "rate_limit"
    ERROR_BEFORE = "error_before"
    ERROR_AFTER = "error_after"
    CUT_BEFORE = "cut_before"
    CUT_AFTER = "cut_after"
    SLOW = "slow"
    LIE = "lie"
    EMPTY_CATALOGUE = "empty_catalogue"
    SHORT_PAGE = "short_page"
    DUPLICATE_PAGE = "duplicate_page"
    TRUNCATED = "truncated"


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of fault for the next `times` requests.

    `path`: substring of the request path, empty for all. `app`: which client meets it, empty for all.
    `seconds`: the wait announced (RATE_LIMIT, None for no Retry-After) or taken (SLOW).
    """

    kind: Kind
    times: int = 1
    path: str = ""
    app: str = "engine"
    status: int = 503
    seconds: float | None = None


@dataclass(slots=True)
class Faults:
    """The waiting faults of one shop; `order_lag`: order reads show the books of that many seconds ago."""

    waiting: list[Fault] = field(default_factory=list)
    order_lag: float = 0.0

    def add(self, fault: Fault) -> None:
        if fault.times > 0:
            self.waiting.append(fault)

    def rate_limit(self, times: int = 1, *, retry_after: float | None = None, path: str = "") -> None:
        self.add(Fault(Kind.RATE_LIMIT, times, path, seconds=retry_after))

    def error(self, status: int = 503, times: int = 1, *, after: bool = False, path: str = "") -> None:
        """HTTP 500 or 503; `after`: the effect has taken place all the same."""
        self.add(Fault(Kind.ERROR_AFTER if after else Kind.ERROR_BEFORE, times, path, status=status))

    def cut(self, times: int = 1, *, after: bool = False, path: str = "") -> None:
        self.add(Fault(Kind.CUT_AFTER if after else Kind.CUT_BEFORE, times, path))

    def slow(self, seconds: float, times: int = 1, *, path: str = "") -> None:
        self.add(Fault(Kind.SLOW, times, path, seconds=seconds))

    def lie(self, times: int = 1, *, path: str = "") -> None:
        self.add(Fault(Kind.LIE, times, path))

    def empty_catalogue(self, times: int = 1, *, path: str = "") -> None:
        self.add(Fault(Kind.EMPTY_CATALOGUE, times, path))

    def short_page(self, times: int = 1, *, path: str = "") -> None:
        self.add(Fault(Kind.SHORT_PAGE, times, path))

    def duplicate_page(self, times: int = 1, *, path: str = "") -> None:
        self.add(Fault(Kind.DUPLICATE_PAGE, times, path))

    def truncated(self, times: int = 1, *, path: str = "") -> None:
        self.add(Fault(Kind.TRUNCATED, times, path))

    def clear(self) -> None:
        self.waiting.clear()
        self.order_lag = 0.0

    def take(self, path: str, app: str) -> Fault | None:
        """The fault this request meets, used up once."""
        for index, fault in enumerate(self.waiting):
            if fault.path in path and fault.app in ("", app):
                if fault.times > 1:
                    self.waiting[index] = replace(fault, times=fault.times - 1)
                else:
                    del self.waiting[index]
                return fault
        return None

    def dump(self) -> dict[str, Any]:
        return {"waiting": [asdict(fault) for fault in self.waiting], "order_lag": self.order_lag}

    def load(self, data: Mapping[str, Any]) -> None:
        self.waiting = [Fault(**{**fault, "kind": Kind(fault["kind"])}) for fault in data["waiting"]]
        self.order_lag = data["order_lag"]


@dataclass(frozen=True, slots=True)
class Page:
    """Part of a list: its rows, the next offset, whether a page follows, how many rows there are in all."""

    rows: tuple[Any, ...]
    next_offset: int
    more: bool
    total: int


def page_of(rows: Sequence[Any], offset: int, size: int, fault: Fault | None = None) -> Page:
    """The page at `offset`, as a sound or a faulty shop would cut it.

    EMPTY_CATALOGUE is applied by whoever gathers the rows, since only catalogue reads know it.
    """
    total = len(rows)
    part = tuple(rows[offset : offset + size])
    following = offset + len(part)
    if fault is not None and fault.kind is Kind.SHORT_PAGE:
        part = part[: len(part) // 2]
    if fault is not None and fault.kind is Kind.DUPLICATE_PAGE and offset > 0:
        part = (*rows[offset - 1 : offset], *part)
    return Page(part, following, following < total, total)
