"""How this marketplace names things: 19 digits as text, each kind in a range of its own."""

from __future__ import annotations

import hashlib

from sandbox.shops.mint import Mint

SPAN = 10**16


def digits(mint: Mint, prefix: int) -> str:
    """A new 19-digit id that begins with `prefix` (three digits)."""
    low = prefix * SPAN
    return str(mint.number(low, low + SPAN))


def service_id(app_key: str) -> str:
    """The id under which the consent page knows an app."""
    digest = hashlib.sha256(app_key.encode()).digest()
    return str(730 * SPAN + int.from_bytes(digest[:8], "big") % SPAN)


class TikTokIds:
    """Draws every id from the shop's mint."""

    def __init__(self, mint: Mint) -> None:
        self._mint = mint

    def product(self) -> str:
        return digits(self._mint, 172)

    def variant(self, single: bool) -> str:
        """A SKU id; a product without variants has exactly one SKU as well."""
        return digits(self._mint, 173)

    def order(self, at: float) -> str:
        return digits(self._mint, 576)

    def line(self, product_id: str, variant_id: str) -> str:
        return digits(self._mint, 577)

    def package(self) -> str:
        return digits(self._mint, 115)

    def returned(self, at: float) -> str:
        return digits(self._mint, 404)

    def buyer(self) -> str:
        return digits(self._mint, 702)

    def tracking(self) -> str:
        return "JX" + self._mint.text(10, "0123456789")
