"""How many calls an account may make: 60 reads and 60 writes a minute, and 300 of each for the whole project.

Documented. Buckets are refilled each full minute of the server's clock. A call that is answered 429 is not counted.
"""

from __future__ import annotations

from sandbox.sheets.errors import over_quota

PER_USER, PER_PROJECT = 60, 300


class Quotas:
    """The counters of one project. `on` False counts and never refuses; `per_user` is an account's share of a minute,
    of which a project has five."""

    def __init__(self, on: bool, per_user: int = PER_USER) -> None:
        self.on = on
        self.per_user = per_user
        self._minute = -1
        self._used: dict[tuple[str, str], int] = {}
        self._totals: dict[str, dict[str, int]] = {}

    def take(self, account: str, kind: str, now: float) -> None:
        """Count one call; `kind` is 'read' or 'write'. ApiError 429 where the minute's share is used up."""
        minute = int(now // 60)
        if minute != self._minute:
            self._minute, self._used = minute, {}
        own, all_ = self._used.get((account, kind), 0), self._used.get(("", kind), 0)
        per_project = self.per_user * PER_PROJECT // PER_USER
        if self.on and own >= self.per_user:
            raise over_quota(kind.capitalize(), True, self.per_user)
        if self.on and all_ >= per_project:
            raise over_quota(kind.capitalize(), False, per_project)
        self._used[(account, kind)] = own + 1
        self._used[("", kind)] = all_ + 1
        self.totals_of(account)[f"{kind}s"] += 1

    def totals_of(self, account: str) -> dict[str, int]:
        """Calls since the server started, by kind."""
        return self._totals.setdefault(account, {"reads": 0, "writes": 0})

    def counts(self) -> dict[str, dict[str, int]]:
        """A copy of all totals."""
        return {account: dict(totals) for account, totals in self._totals.items()}
