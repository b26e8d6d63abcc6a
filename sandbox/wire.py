"""What a sandbox server is: a plain function from one request to one response, with no socket in sight.

Clock and randomness are handed to each server when it is built, so the same servers run over sockets
(`sandbox.serve`) and inside a simulation (called directly).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import parse_qsl


class Clock(Protocol):
    """Unix time in seconds, as a float; and a way to wait."""

    def now(self) -> float: ...

    def sleep(self, seconds: float) -> None: ...


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request as it arrived.

    `path` and `query` are exactly the bytes of the request line (still percent-encoded, no leading '?');
    header names are lower-case; `body` is the raw body, over which signatures are checked.
    """

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def params(self) -> list[tuple[str, str]]:
        """The decoded query parameters in order, blanks kept."""
        return parse_qsl(self.query, keep_blank_values=True)

    def json(self) -> Any:
        """The body as JSON; ValueError where it is none."""
        return json.loads(self.body)


class ConnectionCut(Exception):
    """Raised by a handler that plays a dead line: the client gets no answer at all.

    The effect of the request, if any, has already taken place when this is raised.
    """


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP response; header names as they should be sent."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @staticmethod
    def of_json(value: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
        """A JSON reply in UTF-8."""
        body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        return Response(status, {"Content-Type": "application/json; charset=UTF-8", **(headers or {})}, body)


Handler = Callable[[Request], Response]
