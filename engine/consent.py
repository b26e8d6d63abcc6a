"""Receives a marketplace's redirect on loopback and takes its code only where `state` is ours."""

from __future__ import annotations

import hmac
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qsl, urlsplit

from .errors import UsageError

PAGE = b"<!doctype html><meta charset=utf-8><title>Selaras</title><p>Selaras: OK. Anda boleh menutup halaman ini."


def code_from(text: str) -> tuple[str, dict[str, str]]:
    """The code and the other query values of a pasted redirect address, or a bare code."""
    if "://" not in text:
        return text.strip(), {}
    query = dict(parse_qsl(urlsplit(text.strip()).query))
    code = query.pop("code", "")
    if not code:
        raise UsageError("the address carries no code")
    return code, query


class Consent:
    """A listener on 127.0.0.1 for one redirect; used as a context manager."""

    def __init__(self, state: str, port: int = 0) -> None:
        self._state = state
        self._done = threading.Event()
        self._query: Mapping[str, str] = {}
        outer = self

        class Receive(BaseHTTPRequestHandler):
            """Answers the one redirect."""

            def do_GET(self) -> None:
                query = dict(parse_qsl(urlsplit(self.path).query))
                ours = hmac.compare_digest(query.get("state", ""), outer._state)
                self.send_response(200 if ours else 400)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                if ours and "code" in query:
                    self.wfile.write(PAGE)
                    outer._query = query
                    outer._done.set()

            def log_message(self, *_: object) -> None:
                """The redirect carries a code, so nothing of it is logged."""

        self._server = HTTPServer(("127.0.0.1", port), Receive)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )

    @property
    def redirect(self) -> str:
        """The address that the marketplace sends the seller back to."""
        return f"http://127.0.0.1:{self._server.server_port}/callback"

    def wait(self, timeout: float) -> tuple[str, dict[str, str]]:
        """The code and the other query values; UsageError after `timeout` seconds."""
        if not self._done.wait(timeout):
            raise UsageError("no consent was given in time")
        query = dict(self._query)
        query.pop("state", None)
        return query.pop("code"), query

    def __enter__(self) -> Consent:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join(timeout=5)
        self._server.server_close()
