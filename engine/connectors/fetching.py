"""What is done about a batch read in which the marketplace does not know one of the ids."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from ..errors import NotFound
from .paginate import batches

T = TypeVar("T")


def fetch_known(ids: Sequence[str], size: int, fetch: Callable[[Sequence[str]], list[T]]) -> list[T]:
    """Everything that the shop knows of `ids`, asked for `size` at a time.

    Some marketplaces leave an unknown id out, others refuse the whole batch for it: such a batch is halved
    until the unknown one stands alone.
    """
    found: list[T] = []
    for batch in batches(ids, size):
        try:
            found += fetch(batch)
        except NotFound:
            if len(batch) > 1:
                found += fetch_known(batch, (len(batch) + 1) // 2, fetch)
    return found
