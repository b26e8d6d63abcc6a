"""Carries what the engine's clients send to the sandbox servers, as functions in this process.

Each carrier turns the client's request into the server's, lets the line decide what becomes of the call, and gives
back what the client's own library would give or raise.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx
import requests
from requests.adapters import BaseAdapter
from requests.models import PreparedRequest
from urllib3.connection import HTTPConnection
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import MaxRetryError, NewConnectionError
from urllib3.response import HTTPResponse

from sandbox.shops.base import Shop
from sandbox.wire import ConnectionCut, Handler, Request, Response

from ..calls import Call, Fate, Kind, Line

STATUS: dict[Fate, int] = {"refused": 429, "error_before": 503, "error_after": 503}


class GoogleCarrier(BaseAdapter):
    """Under gspread and google-auth, in place of sockets."""

    def __init__(self, line: Line, worker: str, handler: Handler) -> None:
        super().__init__()
        self._line = line
        self._worker = worker
        self._handler = handler

    def send(self, request: PreparedRequest, *_args: Any, **_kwargs: Any) -> requests.Response:
        """One request; raises what `requests` raises where no answer comes."""
        parts = urlsplit(request.url or "")
        body = request.body.encode() if isinstance(request.body, str) else (request.body or b"")
        headers = {name.lower(): value for name, value in request.headers.items()}
        asked = Request(request.method or "GET", parts.path, parts.query, headers, bytes(body))
        name = parts.path.rpartition(":")[2] if ":" in parts.path else parts.path.rpartition("/")[2]
        kind: Kind = "auth" if parts.path == "/token" else ("write" if name == "batchUpdate" else "read")
        call = Call(self._worker, "sheet", kind, self._short(name))

        def effect() -> requests.Response:
            try:
                return _answer(request, self._handler(asked))
            except ConnectionCut:
                raise requests.ConnectionError("the connection was cut", request=request) from None

        def spoil(fate: Fate) -> requests.Response:
            if fate in STATUS:
                return _answer(request, Response(STATUS[fate], {"Content-Type": "application/json"}, b"{}"))
            raise _no_answer(fate, request)

        # A batch whose epoch is over is refused whole.
        return self._line.carry(call, effect, spoil, took=lambda answer: answer.ok)

    def close(self) -> None:
        """Nothing is held open."""

    @staticmethod
    def _short(name: str) -> str:
        return name if name.isalpha() else "get"


def _no_answer(fate: Fate, request: PreparedRequest) -> requests.RequestException:
    if fate == "unreachable":
        # Neither opens a socket before it is used.
        pool, connection = HTTPConnectionPool("sheets"), HTTPConnection("sheets")
        cause = MaxRetryError(pool, "", NewConnectionError(connection, "no route"))
        return requests.ConnectionError(cause, request=request)
    if fate == "timeout":
        return requests.ReadTimeout("no answer", request=request)
    return requests.ConnectionError("the connection was cut", request=request)


def _answer(request: PreparedRequest, answer: Response) -> requests.Response:
    made = requests.Response()
    made.status_code = answer.status
    made.headers.update(answer.headers)
    made.request = request
    made.url = request.url or ""
    made.encoding = "utf-8"
    made.raw = HTTPResponse(io.BytesIO(answer.body), status=answer.status, preload_content=False)
    made._content = answer.body
    return made


class ShopCarrier(httpx.BaseTransport):
    """Under the connectors' client: every shop by the host of its base URL."""

    def __init__(self, line: Line, worker: str, shops: Mapping[str, Shop]) -> None:
        self._line = line
        self._worker = worker
        self._shops = shops

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One request; raises what `httpx` raises where no answer comes."""
        name = request.url.host.partition(".")[0]
        shop = self._shops[name]
        path, _, query = request.url.raw_path.decode("ascii").partition("?")
        headers = {name.lower(): value for name, value in request.headers.items()}
        asked = Request(request.method, path, query, headers, request.read())
        words = [word for word in path.split("/") if word and not word.isdigit()]
        call = Call(self._worker, name, shop.traffic(asked), "/".join(words[-2:]))

        def effect() -> httpx.Response:
            try:
                return _reply(request, shop.handle(asked))
            except ConnectionCut:
                raise httpx.RemoteProtocolError("the connection was cut", request=request) from None

        def spoil(fate: Fate) -> httpx.Response:
            if fate in STATUS:
                return _reply(request, Response(STATUS[fate], {"Content-Type": "application/json"}, b"{}"))
            if fate == "unreachable":
                raise httpx.ConnectError("no route", request=request)
            if fate == "timeout":
                raise httpx.ReadTimeout("no answer", request=request)
            raise httpx.RemoteProtocolError("the connection was cut", request=request)

        return self._line.carry(call, effect, spoil)


def _reply(request: httpx.Request, answer: Response) -> httpx.Response:
    headers = {name: value for name, value in answer.headers.items() if name.lower() != "content-length"}
    return httpx.Response(answer.status, headers=headers, content=answer.body, request=request)
