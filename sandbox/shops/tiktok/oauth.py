"""Who may call: codes, access tokens and refresh tokens, from consent to expiry.

Documented: a code lives 30 minutes and works once; an access token lives 7 days; every refresh hands out a
new refresh token and the old one is dead; `*_expire_in` are absolute unix times. Guessed: a refresh token's
life (365 days unless told otherwise), and that a refresh also ends the access token it replaces.

| presented | state | answer |
|---|---|---|
| code | unknown, used, or older than 30 minutes | 36004004 |
| refresh token | unknown, already used, revoked, or of a seller who withdrew | 36004001 |
| refresh token | past its time | 36004005 |
| access token | unknown, or of a seller who withdrew | 36009004 (the x-tts-access-token header) |
| access token | past its time, or replaced by a refresh | 105002 |
"""

from __future__ import annotations

import string
from dataclasses import asdict, dataclass, field
from typing import Any

from sandbox.shops.mint import Mint
from sandbox.wire import Clock

from . import errors

CODE_SECONDS = 30 * 60
ACCESS_SECONDS = 7 * 86400
REFRESH_SECONDS = 365 * 86400
SCOPES = (
    "seller.authorization.info",
    "seller.fulfillment.basic",
    "seller.logistics",
    "seller.order.info",
    "seller.product.basic",
    "seller.product.write",
    "seller.return_refund.basic",
    "seller.return_refund.write",
    "seller.shop.info",
)
TOKEN_ALPHABET = string.ascii_letters + string.digits


@dataclass(slots=True)
class Grant:
    """One pair of tokens; times are unix seconds.

    `replaced`: a refresh has handed out the next pair. `revoked`: the refresh token alone is dead.
    """

    access_token: str = field(repr=False)
    access_expires: int
    refresh_token: str = field(repr=False)
    refresh_expires: int
    scopes: tuple[str, ...]
    replaced: bool = False
    revoked: bool = False


class Authorisations:
    """The seller's consents to one app."""

    def __init__(
        self,
        clock: Clock,
        mint: Mint,
        *,
        scopes: tuple[str, ...] = SCOPES,
        access_seconds: int = ACCESS_SECONDS,
        refresh_seconds: int = REFRESH_SECONDS,
    ) -> None:
        self._clock = clock
        self._mint = mint
        self._codes: dict[str, int] = {}
        self._grants: list[Grant] = []
        self.scopes = scopes
        self.access_seconds = access_seconds
        self.refresh_seconds = refresh_seconds

    def _word(self, length: int) -> str:
        return "ROW_" + self._mint.text(length, TOKEN_ALPHABET)

    def _now(self) -> int:
        return int(self._clock.now())

    def consent(self) -> str:
        """The seller says yes: a fresh code."""
        code = self._word(48)
        self._codes[code] = self._now() + CODE_SECONDS
        return code

    def _issue(self, scopes: tuple[str, ...]) -> Grant:
        now = self._now()
        grant = Grant(
            access_token=self._word(64),
            access_expires=now + self.access_seconds,
            refresh_token=self._word(64),
            refresh_expires=now + self.refresh_seconds,
            scopes=scopes,
        )
        self._grants.append(grant)
        return grant

    def own_token(self) -> str:
        """An access token that is alive, from a new consent where there is none."""
        alive = [one for one in self._grants if not one.replaced and one.access_expires > self._now()]
        return (alive[-1] if alive else self._issue(self.scopes)).access_token

    def redeem(self, code: str) -> Grant:
        """A code for a pair of tokens, once."""
        expires = self._codes.pop(code, None)
        if expires is None or expires <= self._now():
            raise errors.Refused(errors.BAD_AUTH_CODE)
        return self._issue(self.scopes)

    def refresh(self, refresh_token: str) -> Grant:
        """A new pair for a refresh token that has not been used yet."""
        old = next((grant for grant in self._grants if grant.refresh_token == refresh_token), None)
        if old is None or old.replaced or old.revoked:
            raise errors.Refused(errors.BAD_REFRESH_TOKEN)
        if old.refresh_expires <= self._now():
            raise errors.Refused(errors.EXPIRED_REFRESH_TOKEN)
        old.replaced = True
        return self._issue(old.scopes)

    def admit(self, access_token: str, scope: str) -> None:
        """Passes where the token is alive and its scopes cover the call."""
        grant = next((grant for grant in self._grants if grant.access_token == access_token), None)
        if grant is None:
            raise errors.Refused(errors.BAD_TOKEN)
        if grant.replaced or grant.access_expires <= self._now():
            raise errors.Refused(errors.EXPIRED_TOKEN)
        if scope not in grant.scopes:
            raise errors.Refused(errors.NO_SCOPE)

    def expire_access(self) -> None:
        """Every access token is past its time from now on; refresh tokens stay good."""
        for grant in self._grants:
            grant.access_expires = min(grant.access_expires, self._now())

    def revoke_refresh(self) -> None:
        """Every refresh token is dead from now on; access tokens live to their end."""
        for grant in self._grants:
            grant.revoked = True

    def withdraw(self) -> None:
        """The seller ends the consent: no token of it is known any more."""
        self._codes.clear()
        self._grants.clear()

    def dump(self) -> dict[str, Any]:
        """The state as plain JSON values; contains secrets."""
        return {"codes": dict(self._codes), "grants": [asdict(grant) for grant in self._grants]}

    def load(self, state: dict[str, Any]) -> None:
        """The state of a `dump`."""
        self._codes = {str(code): int(expires) for code, expires in state["codes"].items()}
        self._grants = [Grant(**{**item, "scopes": tuple(item["scopes"])}) for item in state["grants"]]
