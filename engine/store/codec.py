"""How a SKU, a question and a shop become a row and a row the same value again; explicit, field by field.

What is usually at its default travels in `more`, a JSON object of the fields that are not, or null. Rows
come in the order of the table's columns without the seller, so that reading a hundred thousand of them is
only unpacking; `pack_*` gives the columns by name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..model.book import ShopState
from ..model.questions import Choice, Question
from ..model.stock import Part, Replaced, SkuState
from .packing import Columns, Decoder, as_is, defaults, dump_more, pairs, receipt, sequence, split, unusual

SKU_MORE: Mapping[str, Decoder] = {
    "bases": sequence,
    "offsets": sequence,
    "parts": lambda value: tuple(Part(*one) for one in value),
    "entry_base": as_is,
    "entry_number": as_is,
    "replaced": lambda value: tuple(Replaced(*one) for one in value),
    "active": as_is,
    "feed": as_is,
    "vanished_at": as_is,
    "copies": as_is,
    "ceiling": as_is,
    "misses": as_is,
    "receipt": receipt,
    "problem": receipt,
}
QUESTION_MORE: Mapping[str, Decoder] = {
    "params": pairs,
    "choices": lambda value: tuple(Choice(code, pairs(params)) for code, params in value),
}
SHOP_MORE: Mapping[str, Decoder] = {
    name: as_is
    for name in (
        "opened_at",
        "scan",
        "scan_cursor",
        "scan_clean",
        "scanned_at",
        "failures",
        "retry_at",
        "problem",
        "days_left",
        "read_at",
        "checked_at",
        "frozen_at",
    )
}
_SKU_REST = defaults(SkuState, SKU_MORE, apart="bases")
_QUESTION_REST = defaults(Question, QUESTION_MORE)
_SHOP_REST = defaults(ShopState, SHOP_MORE)
_QUESTION_COLUMNS = ("id", "kind", "subject", "opened_at", "digest", "answer", "who", "closed_at")


def pack_sku(state: SkuState) -> Columns:
    """The row of a SKU."""
    extra = unusual(state, _SKU_REST)
    if len(state.bases) > 1:
        extra["bases"] = state.bases
    return {
        "sku": state.sku,
        "shown": state.shown,
        "on_hand": state.on_hand,
        "reserved": state.reserved,
        "base": state.bases[0] if len(state.bases) == 1 else None,
        "buffer": state.buffer,
        "counted": state.counted,
        "edited_at": state.edited_at,
        "read_at": state.read_at,
        "more": dump_more(extra),
    }


def unpack_sku(row: Sequence[Any]) -> SkuState:
    """The SKU of a row."""
    sku, shown, on_hand, reserved, base, buffer, counted, edited_at, read_at, more = row
    rest = split(more, SKU_MORE)[0] if more is not None else {}
    if base is not None:
        rest["bases"] = (base,)
    return SkuState(
        sku,
        shown,
        on_hand,
        reserved,
        buffer=buffer,
        counted=counted,
        edited_at=edited_at,
        read_at=read_at,
        **rest,
    )


def pack_question(question: Question) -> Columns:
    """The row of a question."""
    columns = {name: getattr(question, name) for name in _QUESTION_COLUMNS}
    return columns | {"more": dump_more(unusual(question, _QUESTION_REST))}


def unpack_question(row: Sequence[Any]) -> Question:
    """The question of a row."""
    columns = dict(zip(QUESTION_COLUMNS, row, strict=True))
    more = columns.pop("more")
    return Question(**columns, **(split(more, QUESTION_MORE)[0] if more is not None else {}))


def pack_shop(state: ShopState) -> Columns:
    """The row of a shop."""
    return {
        "shop": state.shop,
        "sending": state.sending,
        "connected": state.connected,
        "horizon": state.horizon,
        "more": dump_more(unusual(state, _SHOP_REST)),
    }


def unpack_shop(row: Sequence[Any]) -> ShopState:
    """The shop of a row."""
    shop, sending, connected, horizon, more = row
    rest = split(more, SHOP_MORE)[0] if more is not None else {}
    return ShopState(shop, sending, connected, horizon, **rest)
