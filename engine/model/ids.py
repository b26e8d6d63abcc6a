"""What counts as the same SKU, and how listings and order lines are named."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import NamedTuple


class ListingKey(NamedTuple):
    """One sellable variant in one shop; `listing` is the shop's own id (`item:model`), always text."""

    shop: str
    listing: str


class LineKey(NamedTuple):
    """One order line in one shop."""

    shop: str
    order: str
    line: str


@lru_cache(maxsize=262_144)
def sku_key(text: str) -> str:
    """The canonical form under which two spellings are one SKU: NFKC, blanks folded, case folded.

    Empty text stays empty: it is no SKU. Every cycle asks for the same keys again, so they are kept.
    """
    return " ".join(unicodedata.normalize("NFKC", text).split()).casefold()
