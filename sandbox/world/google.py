"""How many calls the world's local Google allows: Google's own limits, or others of the same shape."""

from __future__ import annotations

import random
from pathlib import Path

from sandbox.sheets import SheetsServer
from sandbox.wire import Clock


class Google(SheetsServer):
    """The local Google with a quota of the world's choosing (calls a minute and account, None for none)."""

    def __init__(
        self, clock: Clock, rng: random.Random, state: Path | None, quota: int | None, locale: str = "en_US"
    ) -> None:
        super().__init__(clock, rng, state, locale=locale)
        self.set_quota(quota)

    def set_quota(self, per_user: int | None) -> None:
        """Another limit from now on; what was counted stays counted."""
        if per_user is None:
            self.set_options(quotas=False)
        else:
            self.set_options(quotas=True, per_user=per_user)
