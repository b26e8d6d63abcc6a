"""What every marketplace that speaks JSON objects has in common at its gate: one call, and whether it was answered."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ..clock import Clock
from ..errors import BadReply, ShopError, UnknownOutcome
from ..http import Call, Http, Reply, scrubbed
from .config import ShopConfig
from .lenient import json_object

JSON = {"Content-Type": "application/json"}
# Shorter ones are no secrets and stand in any text.
SHORTEST_SECRET = 6


@dataclass(frozen=True, slots=True)
class Asked:
    """What an answer is judged by: the call's path, whether it is safe to repeat, and what must not be repeated."""

    path: str
    safe: bool
    secrets: tuple[str, ...]

    def clean(self, text: object) -> str:
        """The marketplace's own words as one short line without our secrets; what is no text is not repeated."""
        return scrubbed(text, *self.secrets) if isinstance(text, str) else ""


class JsonGate(ABC):
    """Sends signed calls of one shop and judges their answers; holds no token.

    A marketplace says where its own servers are (`PRODUCTION`, without a trailing slash) and what a no looks like
    (`judged`).
    """

    PRODUCTION: ClassVar[str]

    def __init__(self, config: ShopConfig, http: Http, clock: Clock) -> None:
        self._config = config
        self._http = http
        self._clock = clock
        self._base = (config.base_url or self.PRODUCTION).rstrip("/")

    @abstractmethod
    def judged(self, reply: Reply, value: dict[str, Any], asked: Asked) -> dict[str, Any]:
        """What a readable answer gives; raises the ShopError that a no means."""

    def _send(
        self,
        make: Callable[[], Call],
        path: str,
        *,
        safe: bool,
        secrets: tuple[str, ...] = (),
        signs_in: bool = False,
    ) -> dict[str, Any]:
        """One call, sent again where `safe` allows; `secrets` besides the app's own.

        `signs_in`: the answer itself is made of secrets. Every other answer is read without ours, so that
        nothing that is made of it can repeat them.
        """
        asked = Asked(path, safe, (self._config.app_secret, *secrets))

        def read(reply: Reply) -> dict[str, Any]:
            value = json_object(reply.body if signs_in else without_secrets(reply.body, asked.secrets))
            if value is None:
                raise self.unreadable(reply, asked)
            return self.judged(reply, value, asked)

        return self._http.send(make, read, safe=safe)

    def unreadable(self, reply: Reply, asked: Asked) -> ShopError:
        """An answer that is none: after a write nobody knows what became of it."""
        kind = BadReply if asked.safe else UnknownOutcome
        return kind(f"{asked.path}: HTTP {reply.status} without a readable answer", shop=self._config.shop)

    def odd(self, reply: Reply, asked: Asked) -> ShopError:
        """An answer that is readable and fits nothing."""
        return BadReply(f"{asked.path}: HTTP {reply.status} with an odd answer", shop=self._config.shop)


def without_secrets(body: bytes, secrets: tuple[str, ...]) -> bytes:
    """The body with every secret in it crossed out."""
    for secret in secrets:
        if len(secret) >= SHORTEST_SECRET:
            body = body.replace(secret.encode(), "…".encode())
    return body


def json_bytes(body: Mapping[str, Any] | None) -> bytes:
    """The bytes of a JSON body, which are also what is signed; none for none."""
    return b"" if body is None else json.dumps(body, separators=(",", ":")).encode()
