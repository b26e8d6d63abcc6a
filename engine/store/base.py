"""What the cycle needs of a cache: the book, an append-only ledger, a journal of batches, a lease."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ..model.book import Book, Changes, PendingBatch
from ..model.stock import Movement


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to run a seller's cycles until `expires` (Unix s); each commit checks the rising `epoch`."""

    seller: str
    holder: str
    epoch: int
    expires: float


class Store(Protocol):
    """One seller's cache. Every commit is one transaction and checks the lease; LeaseLost where it is gone.

    All methods are safe to call again with the same arguments: movements are unique by cause, states are
    replaced as a whole.
    """

    def acquire(self, holder: str, now: float, ttl: float, *, take_over: bool = False) -> Lease:
        """Take or keep the lease; LeaseLost(params holder) where another live holder has it."""
        ...

    def renew(self, lease: Lease, now: float, ttl: float) -> Lease:
        """Extend the lease; LeaseLost where it was taken."""
        ...

    def release(self, lease: Lease) -> None:
        """Give the lease back so that the next start need not wait."""
        ...

    def load(self) -> Book:
        """Everything that is remembered; an empty book where the cache is new."""
        ...

    def commit(self, lease: Lease, changes: Changes) -> None:
        """Store the changes in one transaction."""
        ...

    def journal(self, lease: Lease, pending: PendingBatch) -> None:
        """Record a batch before it is sent."""
        ...

    def confirm(self, lease: Lease, epoch: int, batch: int, changes: Changes) -> None:
        """Store what a settled batch confirmed, clear the journal, set the last confirmed batch."""
        ...

    def movements(self, sku: str | None = None, since: float = 0.0, limit: int = 1000) -> Sequence[Movement]:
        """The ledger, newest last; of one SKU (canonical key) where named."""
        ...

    def balances(self) -> dict[str, tuple[int, int]]:
        """On hand and reserved per SKU as sums of the ledger (for checks; the book carries them too)."""
        ...

    def booked(self, causes: Iterable[str]) -> frozenset[str]:
        """Which of these causes the ledger has."""
        ...

    def ask(self, what: str, value: str) -> None:
        """Leave a request for whoever holds the lease, without a lease of one's own; '' withdraws it."""
        ...

    def asked(self) -> Mapping[str, str]:
        """The requests that wait, by name."""
        ...

    def answer(self, lease: Lease, what: str, changes: Changes) -> None:
        """Store what a request led to and clear it, in one transaction."""
        ...

    def close(self) -> None: ...
