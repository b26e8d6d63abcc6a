"""How many calls the world's local Google allows: Google's own limits, or others of the same shape."""

from __future__ import annotations

import random
from pathlib import Path

from sandbox.sheets import SheetsServer
from sandbox.sheets.errors import over_quota
from sandbox.sheets.quota import PER_PROJECT, PER_USER, Quotas
from sandbox.wire import Clock


class OtherQuotas(Quotas):
    """Google's buckets with another size; None refuses nothing. A project has five times an account's share."""

    def __init__(self, per_user: int | None) -> None:
        super().__init__(on=False)
        self.per_user = per_user

    def take(self, account: str, kind: str, now: float) -> None:
        """Count one call; ApiError 429 where the minute's share is used up."""
        limit = self.per_user
        if limit is not None and int(now // 60) == self._minute:
            if self._used.get((account, kind), 0) >= limit:
                raise over_quota(kind.capitalize(), True, limit)
            project = limit * PER_PROJECT // PER_USER
            if self._used.get(("", kind), 0) >= project:
                raise over_quota(kind.capitalize(), False, project)
        super().take(account, kind, now)


class Google(SheetsServer):
    """The local Google with a quota of the world's choosing (calls a minute and account, None for none)."""

    def __init__(
        self, clock: Clock, rng: random.Random, state: Path | None, quota: int | None, locale: str = "en_US"
    ) -> None:
        super().__init__(clock, rng, state, locale=locale)
        self._other = OtherQuotas(quota)
        self._quotas = self._other

    def set_quota(self, per_user: int | None) -> None:
        """Another limit from now on; what was counted stays counted."""
        with self._lock:
            self._other.per_user = per_user
