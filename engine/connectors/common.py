"""What every connector answers in the same way, whatever its marketplace."""

from __future__ import annotations

from typing import ClassVar

from ..clock import Clock
from .base import Capabilities
from .config import ShopConfig

DAY = 86_400.0


class OfOneShop:
    """Name, facts and limits of a shop. A marketplace says `FACTS` and `MOST_UNITS`, the largest number it takes."""

    FACTS: ClassVar[Capabilities]
    MOST_UNITS: ClassVar[int]

    def __init__(self, config: ShopConfig, clock: Clock) -> None:
        self._config = config
        self._clock = clock

    @property
    def shop(self) -> str:
        return self._config.shop

    @property
    def capabilities(self) -> Capabilities:
        return self.FACTS

    def canonicalise(self, units: int) -> int:
        return min(self.MOST_UNITS, max(0, units))

    def _days_left(self, ends: float) -> int:
        """Whole days from now to a Unix time, never fewer than none."""
        return max(0, int((ends - self._clock.now()) // DAY))
