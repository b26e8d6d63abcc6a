"""When an access token is renewed, and that a rotated one is on disk before it is used.

| the token                                   | what happens                                            |
|---------------------------------------------|---------------------------------------------------------|
| has five minutes or more                    | used                                                    |
| has less                                    | renewed and saved first                                 |
| has less, and the renewal got no answer     | used while it still lives                               |
| is refused as expired                       | renewed and saved once, then the call is made once more |
| is refused as expired again                 | AuthExpired: the seller connects the shop anew          |
"""

from __future__ import annotations

import threading
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
    """The tokens of one shop. Threads of one process take turns, so that a refresh token is used once."""

    def __init__(
        self, shop: str, store: TokenStore, clock: Clock, refresh: Callable[[Tokens], Tokens]
    ) -> None:
        self._shop = shop
        self._store = store
        self._clock = clock
        self._refresh = refresh
        self._lock = threading.RLock()

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
        with self._lock:
            tokens = self._stored()
            now = self._clock.now()
            if tokens.access_expires - now >= EARLY_SECONDS:
                return tokens
            try:
                return self._rotate(tokens)
            except (Unavailable, RateLimited):
                # A sign-in server that does not answer costs nothing while the old token still works.
                if tokens.access_expires <= now:
                    raise
                return tokens

    def adopt(self, tokens: Tokens) -> Tokens:
        """Tokens of a fresh consent, saved."""
        with self._lock:
            self._store.save(tokens)
            return tokens

    def remember(self, **facts: str) -> Tokens:
        """Keep facts about the shop beside its tokens (`extra`); nothing is written where they are known."""
        with self._lock:
            tokens = self._stored()
            extra = tuple(sorted({**dict(tokens.extra), **facts}.items()))
            return tokens if extra == tokens.extra else self.adopt(replace(tokens, extra=extra))

    def _renewed(self, stale: Tokens) -> Tokens:
        with self._lock:
            tokens = self._stored()
            return tokens if tokens.access != stale.access else self._rotate(tokens)

    def _stored(self) -> Tokens:
        tokens = self._store.load()
        if tokens is None:
            raise AuthExpired("the shop has not been connected yet", shop=self._shop)
        return tokens

    def _rotate(self, old: Tokens) -> Tokens:
        try:
            new = self._refresh(old)
        except AuthExpired:
            # Another process (a fresh `connect`) may have replaced the pair in the meantime.
            latest = self._stored()
            if latest.refresh == old.refresh:
                raise
            return latest
        except (UnknownOutcome, BadReply) as error:
            # Whatever became of the refresh, the call it was made for has not been sent.
            raise Unavailable(error.detail, shop=self._shop) from None
        return self.adopt(new)
