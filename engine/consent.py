"""Receives a marketplace's redirect on loopback and takes its code only where `state` is ours."""

from __future__ import annotations

import hmac
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qsl, urlsplit

from .errors import ForeignConsent, NoCode, NoConsent

PAGE = b"<!doctype html><meta charset=utf-8><title>Selaras</title><p>Selaras: OK. Anda boleh menutup halaman ini."


def code_from(text: str, state: str, shop: str) -> tuple[str, dict[str, str], bool]:
    """The code in what was pasted, the redirect's other values, and whether its `state` was checked.

    | pasted                                    | result                               |
    |-------------------------------------------|--------------------------------------|
    | an address with a code and this `state`   | code, the other values, True         |
    | an address with a code, `state` otherwise | ForeignConsent                       |
    | an address without a code, nothing        | NoCode                               |
    | a bare code                               | the code, no values, False           |

    `state` is the one that was given out last for this shop, '' where none waits.
    """
    pasted = text.strip()
    if "://" not in pasted:
        if not pasted:
            raise NoCode
        return pasted, {}, False
    query = dict(parse_qsl(urlsplit(pasted).query))
    if not query.get("code"):
        raise NoCode
    told = query.pop("state", "")
    if not state or not hmac.compare_digest(told.encode(), state.encode()):
        raise ForeignConsent(shop=shop)
    return query.pop("code"), query, True


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
                ours = hmac.compare_digest(query.get("state", "").encode(), outer._state.encode())
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

    def wait(self, timeout: float, shop: str) -> tuple[str, dict[str, str]]:
        """The code and the other query values; NoConsent after `timeout` seconds."""
        if not self._done.wait(timeout):
            raise NoConsent(shop=shop)
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
