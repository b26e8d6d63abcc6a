"""Which codes and tokens are good, and what a refresh does to the ones before.

| event                        | access tokens of the app          | refresh tokens of the app    |
|------------------------------|-----------------------------------|------------------------------|
| code exchanged               | a new one, 4 h; old ones 5 min    | a new one, 30 d; the old die |
| refreshed                    | a new one, 4 h; old ones 5 min    | a new one, 30 d; the old die |
| `expire_access`              | all dead at once                  | stay                         |
| `revoke_refresh`             | stay until their time             | die                          |
| authorization over (365 d)   | dead                              | dead                         |

A code works once, within ten minutes. Documented, but for the five minutes of an old access token and that a
new consent ends the tokens before it (both guessed).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ...wire import Clock
from ..mint import Mint
from .envelope import Refused, bad_token

CODE_SECONDS = 600
ACCESS_SECONDS = 14_400
OVERLAP_SECONDS = 300
REFRESH_SECONDS = 30 * 86_400
CONSENT_SECONDS = 365 * 86_400


@dataclass(slots=True)
class Consent:
    """One app's standing with the shop. Values are the unix seconds at which each word ends."""

    since: float = 0.0
    until: float = 0.0
    codes: dict[str, float] = field(default_factory=dict, repr=False)
    access: dict[str, float] = field(default_factory=dict, repr=False)
    refresh: dict[str, float] = field(default_factory=dict, repr=False)


class Tokens:
    """The consents of one shop, by app name."""

    def __init__(self, clock: Clock, mint: Mint) -> None:
        self.clock = clock
        self.mint = mint
        self.consents: dict[str, Consent] = {}

    def of(self, app: str) -> Consent:
        return self.consents.setdefault(app, Consent())

    def consent(self, app: str) -> str:
        """The seller agrees: a fresh code."""
        now = self.clock.now()
        mine = self.of(app)
        mine.since, mine.until = now, now + CONSENT_SECONDS
        code = self.mint.hexadecimal(32)
        mine.codes[code] = now + CODE_SECONDS
        return code

    def exchange(self, app: str, code: str) -> tuple[str, str]:
        """A code for (access, refresh)."""
        end = self.of(app).codes.pop(code, 0.0)
        if end <= self.clock.now():
            message = "The code is expired or used or invalid, please check the code."
            raise Refused("invalid_code", message, gateway=True)
        return self._issue(app)

    def renew(self, app: str, refresh_token: str) -> tuple[str, str]:
        """A refresh token for (access, refresh); it works once."""
        mine, now = self.of(app), self.clock.now()
        if mine.refresh.get(refresh_token, 0.0) <= now or mine.until <= now:
            raise Refused("error_auth", "Invalid refresh_token.", gateway=True)
        return self._issue(app)

    def _issue(self, app: str) -> tuple[str, str]:
        mine, now = self.of(app), self.clock.now()
        overlap = now + OVERLAP_SECONDS
        mine.access = {token: min(end, overlap) for token, end in mine.access.items() if end > now}
        access, refresh = self.mint.hexadecimal(32), self.mint.hexadecimal(32)
        mine.access[access] = now + ACCESS_SECONDS
        mine.refresh = {refresh: now + REFRESH_SECONDS}
        return access, refresh

    def check(self, app: str, access_token: str) -> None:
        mine, now = self.of(app), self.clock.now()
        if mine.access.get(access_token, 0.0) <= now or mine.until <= now:
            raise bad_token()

    def expire_access(self, app: str) -> None:
        self.of(app).access.clear()

    def revoke_refresh(self, app: str) -> None:
        self.of(app).refresh.clear()

    def dump(self) -> dict[str, Any]:
        return {
            app: {
                "since": mine.since,
                "until": mine.until,
                "codes": dict(mine.codes),
                "access": dict(mine.access),
                "refresh": dict(mine.refresh),
            }
            for app, mine in self.consents.items()
        }

    def load(self, data: Mapping[str, Any]) -> None:
        self.consents = {app: Consent(**mine) for app, mine in data.items()}
