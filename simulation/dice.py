"""Decides what is random: one stream a purpose, all from one seed, so that taking one away leaves the others alone."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def stream(seed: int | str, name: str) -> random.Random:
    """The numbers of one purpose. Seeding by text does not depend on PYTHONHASHSEED."""
    return random.Random(f"{seed}/{name}")


def pick(share: float, things: Sequence[T]) -> T:
    """The thing at this share (0 to 1) of a list that is not empty."""
    return things[min(len(things) - 1, int(share * len(things)))]


def between(share: float, low: int, high: int) -> int:
    """A whole number from low to high, by a share."""
    return low + min(high - low, int(share * (high - low + 1)))
