"""What a seller may set about how numbers are made and held, with the defaults of the design."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ShopRule:
    """How one shop's number is cut from what is sellable.

    `percent` 0..100, rounded down; `maximum` units or None; `last_units`: at or below this many units the
    shop gets nothing unless it `takes_last`.
    """

    percent: int = 100
    maximum: int | None = None
    last_units: int = 0
    takes_last: bool = True
    restock_returns: bool | None = None

    def describe(self) -> str:
        """The rule in short, for `explain`: '100%', '80%, max 50, last 3'."""
        words = [f"{self.percent}%"]
        if self.maximum is not None:
            words.append(f"max {self.maximum}")
        if self.last_units:
            words.append(f"last {self.last_units}{' taken here' if self.takes_last else ''}")
        return ", ".join(words)


@dataclass(frozen=True, slots=True)
class Rules:
    """Limits and margins. Times in seconds, shares in 0..1."""

    hold_share: float = 0.5
    hold_listings: int = 10
    small_shop: int = 20
    hold_minimum: int = 3
    hold_window: float = 600.0
    slow_hands: float = 60.0
    clock_margin: float = 2.0
    beat: float = 600.0
    stale_beat: float = 1200.0
    tug_drifts: int = 3
    tug_listings: int = 5
    tug_window: float = 3600.0
    feed_release: float = 86400.0
    shops: Mapping[str, ShopRule] = field(default_factory=dict)
    default_buffer: int = 0

    def shop(self, name: str) -> ShopRule:
        """The rule of this shop, or the plain one."""
        return self.shops.get(name, ShopRule())
