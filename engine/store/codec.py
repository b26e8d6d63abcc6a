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
from .packing import Columns, Decoder, dump_more, pairs, receipt, rest, sequence, split, unusual

_SKU_COLUMNS = ("sku", "shown", "on_hand", "reserved", "bases", "buffer", "counted", "edited_at", "read_at")
_QUESTION_COLUMNS = ("id", "kind", "subject", "opened_at", "digest", "answer", "who", "closed_at")
_SHOP_COLUMNS = ("shop", "sending", "connected", "horizon")

_SKU_MORE, _SKU_DEFAULTS = rest(
    SkuState,
    _SKU_COLUMNS,
    offsets=sequence,
    parts=lambda value: tuple(Part(*one) for one in value),
    replaced=lambda value: tuple(Replaced(*one) for one in value),
    receipt=receipt,
    problem=receipt,
)
_SEVERAL_BASES: Mapping[str, Decoder] = {"bases": sequence}
_QUESTION_MORE, _QUESTION_DEFAULTS = rest(
    Question,
    _QUESTION_COLUMNS,
    params=pairs,
    choices=lambda value: tuple(Choice(code, pairs(params)) for code, params in value),
)
_SHOP_MORE, _SHOP_DEFAULTS = rest(ShopState, _SHOP_COLUMNS)


def pack_sku(state: SkuState) -> Columns:
    """The row of a SKU."""
    extra = unusual(state, _SKU_DEFAULTS)
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
    state, several = split(more, _SKU_MORE, _SEVERAL_BASES)
    bases = several.get("bases", ()) if base is None else (base,)
    return SkuState(
        sku,
        shown,
        on_hand,
        reserved,
        bases,
        buffer=buffer,
        counted=bool(counted),
        edited_at=edited_at,
        read_at=read_at,
        **state,
    )


def pack_question(question: Question) -> Columns:
    """The row of a question."""
    columns = {name: getattr(question, name) for name in _QUESTION_COLUMNS}
    return columns | {"more": dump_more(unusual(question, _QUESTION_DEFAULTS))}


def unpack_question(row: Sequence[Any]) -> Question:
    """The question of a row."""
    *plain, more = row
    columns = dict(zip(_QUESTION_COLUMNS, plain, strict=True))
    return Question(**columns, **split(more, _QUESTION_MORE)[0])


def pack_shop(state: ShopState) -> Columns:
    """The row of a shop."""
    return {
        "shop": state.shop,
        "sending": state.sending,
        "connected": state.connected,
        "horizon": state.horizon,
        "more": dump_more(unusual(state, _SHOP_DEFAULTS)),
    }


def unpack_shop(row: Sequence[Any]) -> ShopState:
    """The shop of a row."""
    shop, sending, connected, horizon, more = row
    return ShopState(shop, bool(sending), bool(connected), horizon, **split(more, _SHOP_MORE)[0])
