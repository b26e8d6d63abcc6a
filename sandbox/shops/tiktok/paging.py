"""Where a page ends, and what the token for the next page says.

A token is opaque to the caller: it is bound to the question it continues and refused when it is altered or
used with other filters. A list sorted by time continues after the last row seen, so a row updated between two
pages comes again later (or, in falling order, is passed by); the product list continues at a row number, so
rows that come or go between two pages repeat or hide others. Both are how live data behaves under such
cursors.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sandbox.shops.faults import Fault, page_of

from . import errors

Row = TypeVar("Row")
SortKey = tuple[int, str]
MAC_BYTES = 12
BAD_TOKEN = errors.invalid("`page_token` does not belong to this request.")


@dataclass(frozen=True, slots=True)
class Question:
    """What is being paged through: secret of the server, name of the list, and its filters as they came."""

    secret: str
    name: str
    filters: Any

    def _mac(self, payload: bytes) -> bytes:
        filters = json.dumps(self.filters, sort_keys=True, separators=(",", ":"))
        message = b"\n".join((self.name.encode(), filters.encode(), payload))
        return hmac.new(self.secret.encode(), message, hashlib.sha256).digest()[:MAC_BYTES]

    def token(self, position: list[int | str]) -> str:
        """The token that continues after `position`."""
        payload = json.dumps(position, separators=(",", ":")).encode()
        return base64.b64encode(self._mac(payload) + payload).decode()

    def position(self, token: str) -> list[int | str]:
        """What the token says; Refused where it is not one of this question's."""
        try:
            raw = base64.b64decode(token, validate=True)
        except (binascii.Error, ValueError):
            raise errors.Refused(BAD_TOKEN) from None
        mac, payload = raw[:MAC_BYTES], raw[MAC_BYTES:]
        if not hmac.compare_digest(mac, self._mac(payload)):
            raise errors.Refused(BAD_TOKEN)
        position: list[int | str] = json.loads(payload)
        return position


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page, the token of the next ("" at the end), and how many rows there are in all."""

    rows: tuple[Row, ...]
    next_token: str
    total: int


def page_by_key(
    question: Question,
    rows: Sequence[Row],
    key: Callable[[Row], SortKey],
    *,
    descending: bool,
    size: int,
    token: str,
    fault: Fault | None = None,
) -> Page[Row]:
    """A page of a list sorted by (time, id)."""
    ordered = sorted(rows, key=key, reverse=descending)
    start = 0
    if token:
        at, row_id = question.position(token)
        last = (int(at), str(row_id))
        start = sum(key(row) >= last if descending else key(row) <= last for row in ordered)
    cut = page_of(ordered, start, size, fault)
    following = question.token(list(key(ordered[cut.next_offset - 1]))) if cut.more else ""
    return Page(cut.rows, following, cut.total)


def page_by_number(
    question: Question, rows: Sequence[Row], *, size: int, token: str, fault: Fault | None = None
) -> Page[Row]:
    """A page of a list that is continued at a row number."""
    cut = page_of(rows, int(question.position(token)[0]) if token else 0, size, fault)
    return Page(cut.rows, question.token([cut.next_offset]) if cut.more else "", cut.total)
