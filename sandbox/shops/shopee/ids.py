"""How Shopee names things: 64-bit numbers that do not fit a double, order numbers that start with the date."""

from __future__ import annotations

import string
from datetime import UTC, datetime, timedelta

from ..mint import Mint

ALNUM = string.digits + "ABCDEFGHJKMNPQRSTUVWXY"
NO_MODEL = "0"


class ShopeeIds:
    """Every third item and model id is above 2^53, where a double or a spreadsheet cell would round it."""

    def __init__(self, mint: Mint) -> None:
        self.mint = mint

    def _number(self) -> str:
        if self.mint.count % 3 == 2:
            return str(self.mint.number(2**53 + 1, 2**62))
        return str(self.mint.number(20_000_000_000, 290_000_000_000))

    def product(self) -> str:
        return self._number()

    def variant(self, single: bool) -> str:
        return NO_MODEL if single else self._number()

    def order(self, at: float) -> str:
        day = datetime.fromtimestamp(at, UTC) + timedelta(hours=7)
        return f"{day:%y%m%d}{self.mint.text(8, ALNUM)}"

    def line(self, product_id: str, variant_id: str) -> str:
        return str(self.mint.number(10**9, 10**12))

    def package(self) -> str:
        return f"OFG{self.mint.number(10**14, 10**15)}"

    def returned(self, at: float) -> str:
        day = datetime.fromtimestamp(at, UTC) + timedelta(hours=7)
        return f"{day:%y%m%d}{self.mint.number(10**8, 10**9):09d}"

    def buyer(self) -> str:
        return str(self.mint.number(10**7, 10**9))

    def tracking(self) -> str:
        return f"SPXID{self.mint.number(10**11, 10**12)}"
