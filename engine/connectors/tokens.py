"""When an access token is renewed, and that a rotated one is on disk before it is used.

| the token                                   | what happens                                            |
|---------------------------------------------|---------------------------------------------------------|
| has five minutes or more                    | used                                                    |
| has less                                    | renewed and saved first                                 |
| has less, and the renewal got no answer     | used while it still lives                               |
| is refused as expired                       | renewed and saved once, then the call is made once more |
| is refused as expired again                 | AuthExpired: the seller connects the shop anew          |
| was renewed elsewhere while this one waited | the stored one is used; nothing is renewed              |
| was replaced while it was being renewed     | the newer one is kept                                   |
| cannot be renewed: the refresh is refused   | AuthExpired: the seller connects the shop anew          |

Who renews holds the store's exclusion and reads the tokens again inside it, so that no two threads or processes
spend one refresh token. A process that dies in between frees the exclusion; where its renewal had reached the
shop, the new pair is lost with it, and the next renewal is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from ..clock import Clock
from ..errors import AuthExpired, BadReply, RateLimited, Unavailable, UnknownOutcome
from .base import Tokens, TokenStore

T = TypeVar("T")
EARLY_SECONDS = 300.0


class AccessExpired(AuthExpired):
    """The access token is refused; a refresh may help. It leaves a connector only where one did not."""


class TokenKeeper:
    """The tokens of one shop. Whoever changes them holds the store's exclusion (`TokenStore.refreshing`).

    `issue` is for marketplaces that give tokens for the app's own keys, without a seller's consent: it makes the
    first ones. Where there is no refresh token, `refresh` may do the same.
    """

    def __init__(
        self,
        shop: str,
        store: TokenStore,
        clock: Clock,
        refresh: Callable[[Tokens], Tokens],
        issue: Callable[[], Tokens] | None = None,
    ) -> None:
        self._shop = shop
        self._store = store
        self._clock = clock
        self._refresh = refresh
        self._issue = issue

    def run(self, call: Callable[[Tokens], T]) -> T:
        """`call` with good tokens; once more with renewed ones where the shop says they are expired.

        Repeating is safe for writes too: a call that was refused for its token changed nothing.
        """
        tokens = self.current()
        try:
            return call(tokens)
        except AccessExpired:
            return call(self._renewed(tokens))

    def current(self) -> Tokens:
        """Tokens with some time left. AuthExpired where there are none."""
        tokens = self._store.load() or self._first()
        if not self._is_late(tokens):
            return tokens
        try:
            return self._renewed(tokens)
        except (Unavailable, RateLimited):
            # A sign-in server that does not answer costs nothing while the old token still works.
            if tokens.access_expires <= self._clock.now():
                raise
            return tokens

    def adopt(self, tokens: Tokens) -> Tokens:
        """Tokens of a fresh consent, saved; a renewal of the pair before them cannot overwrite them."""
        with self._store.refreshing():
            self._store.save(tokens)
        return tokens

    def remember(self, **facts: str) -> Tokens:
        """Keep facts about the shop beside its tokens (`extra`); nothing is written where they are known."""
        with self._store.refreshing():
            tokens = self._stored()
            extra = tuple(sorted({**dict(tokens.extra), **facts}.items()))
            if extra != tokens.extra:
                tokens = replace(tokens, extra=extra)
                self._store.save(tokens)
            return tokens

    def _first(self) -> Tokens:
        """Tokens of a shop that has none yet, issued where the marketplace asks no seller."""
        with self._store.refreshing():
            if self._issue is None or self._store.load() is not None:
                return self._stored()
            tokens = self._rotated(self._issue)
            self._store.save(tokens)
            return tokens

    def _is_late(self, tokens: Tokens) -> bool:
        return tokens.access_expires - self._clock.now() < EARLY_SECONDS

    def _renewed(self, stale: Tokens) -> Tokens:
        """Other tokens than these: what somebody else stored meanwhile, or new ones, saved before they are used."""
        with self._store.refreshing():
            tokens = self._stored()
            if tokens.access != stale.access and not self._is_late(tokens):
                return tokens
            new = self._rotated(lambda: self._refresh(tokens))
            latest = self._stored()
            if latest.refresh != tokens.refresh:
                # A consent that came while the answer was on its way is newer than what was asked for before it.
                return latest
            self._store.save(new)
            return new

    def _stored(self) -> Tokens:
        tokens = self._store.load()
        if tokens is None:
            raise AuthExpired("the shop has not been connected yet", shop=self._shop)
        return tokens

    def _rotated(self, ask: Callable[[], Tokens]) -> Tokens:
        try:
            return ask()
        except AuthExpired as error:
            why = f"{error.detail}; the refresh token has run out, was withdrawn, or was spent by a renewal"
            why += f" whose answer never arrived or was not saved: run selaras connect {self._shop}"
            raise AuthExpired(why, **error.params) from None
        except (UnknownOutcome, BadReply) as error:
            # Whatever became of the refresh, the call it was made for has not been sent.
            raise Unavailable(error.detail, shop=self._shop) from None
