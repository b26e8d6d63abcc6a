"""Decides how small facts by name (`Book.marks`) that outlive a lost cache are called and what they hold."""

from __future__ import annotations

import json
from typing import NamedTuple

from ..model.ids import ListingKey
from ..model.sheet import Value

FROZEN, ROW, RENAMED, INHERITS = "frozen:", "row:", "renamed:", "inherits:"
# What a batch met and the next one shall put right: `settle` sets these, `intents` and `people` follow them.
REPAIRS = ("cleared:", "untick:", "undo:", "back:", "restore:")
# These travel in the checkpoint.
KEPT = (FROZEN, ROW, RENAMED, INHERITS, *REPAIRS)


class Beside(NamedTuple):
    """What a person had written beside a SKU when its row was last read; None for a blank."""

    name: Value = None
    variant: Value = None
    notes: Value = None


def frozen(key: ListingKey) -> str:
    """The mark of a listing that was frozen before the cache was lost and was not seen since."""
    return f"{FROZEN}{key.shop}\x1f{key.listing}"


def row(sku: str) -> str:
    """The mark that holds what stood beside a vanished SKU."""
    return f"{ROW}{sku}"


def renamed(old: str) -> str:
    """The mark that holds what an old SKU is called now."""
    return f"{RENAMED}{old}"


def inherits(key: ListingKey) -> str:
    """The mark that holds the id of the listing that this one replaced, until what that was made of has gone over."""
    return f"{INHERITS}{key.shop}\x1f{key.listing}"


def heir(name: str) -> ListingKey | None:
    """The listing of an `inherits` mark; None for any other."""
    if not name.startswith(INHERITS):
        return None
    shop, _, listing = name.removeprefix(INHERITS).partition("\x1f")
    return ListingKey(shop, listing)


def pack(beside: Beside) -> str:
    """The value of a `row` mark."""
    return json.dumps(beside, ensure_ascii=False, separators=(",", ":"))


def unpack(value: str) -> Beside:
    """What a `row` mark holds; nothing where there is none."""
    return Beside(*json.loads(value)) if value else Beside()
