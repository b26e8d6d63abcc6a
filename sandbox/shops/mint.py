"""Which identifier comes next: random-looking, never twice, and the same again for the same seed."""

from __future__ import annotations

import random
import string
from dataclasses import dataclass

SCATTER = 618_033
"""Coprime to a million: counting on in steps of it meets every remainder once before it repeats."""


@dataclass(slots=True)
class Mint:
    """Draws from one seed and a counter, so that two numbers are all that must be kept between runs.

    `random.Random` itself would have to be stored with its whole state, or would repeat itself after a load.
    """

    salt: int
    count: int = 0

    def _next(self) -> random.Random:
        self.count += 1
        return random.Random(f"{self.salt}:{self.count}")

    def number(self, low: int, high: int) -> int:
        """A whole number from low to high; its low six digits are the counter in disguise.

        So it does not repeat within a million draws. The range holds at least a million numbers.
        """
        step = 1_000_000
        span = (high - low) // step
        return low + self._next().randrange(span) * step + self.count * SCATTER % step

    def hexadecimal(self, length: int) -> str:
        """`length` lower-case hexadecimal digits."""
        return f"{self._next().getrandbits(length * 4):0{length}x}"

    def text(self, length: int, alphabet: str = string.ascii_uppercase + string.digits) -> str:
        """`length` characters of the alphabet."""
        return "".join(self._next().choices(alphabet, k=length))
