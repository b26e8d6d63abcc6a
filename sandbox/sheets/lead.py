"""Which requests of Google's Python libraries go to a local Google instead: all of a process, left as they are.

Two lines at the top of a program are enough, whatever it signs in with:

    from sandbox.sheets.lead import lead
    lead("http://127.0.0.1:PORT")

What requests (gspread, google-auth) and, where it is installed, httplib2 (google-api-python-client, pygsheets) send to
one of `HOSTS` then goes to that address, path, query and body untouched. This is for test programs: nothing of such a
process reaches the real Google until the returned function is called.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests

HOSTS = frozenset(
    {
        "accounts.google.com",
        "iamcredentials.googleapis.com",
        "oauth2.googleapis.com",
        "sheets.googleapis.com",
        "www.googleapis.com",
    }
)


def local(url: str, to: str) -> str:
    """The address at the local Google that stands for one at Google; any other address as it is."""
    parts = urlsplit(url)
    if parts.hostname not in HOSTS:
        return url
    there = urlsplit(to)
    return urlunsplit((there.scheme, there.netloc, *parts[2:]))


def lead(to: str) -> Callable[[], None]:
    """Send everything meant for Google to the local Google at this address. Returns what undoes it."""
    undo = [_led_requests(to)]
    if importlib.util.find_spec("httplib2") is not None:
        undo.append(_led_httplib2(to))

    def back() -> None:
        for one in undo:
            one()

    return back


def _led_requests(to: str) -> Callable[[], None]:
    original = requests.Session.send

    def send(self: requests.Session, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        request.url = local(request.url or "", to)
        return original(self, request, **kwargs)

    return _replaced(requests.Session, "send", original, send)


def _led_httplib2(to: str) -> Callable[[], None]:
    http = importlib.import_module("httplib2").Http
    original = http.request

    def request(self: Any, uri: str, *args: Any, **kwargs: Any) -> Any:
        return original(self, local(uri, to), *args, **kwargs)

    return _replaced(http, "request", original, request)


def _replaced(owner: Any, name: str, original: object, new: object) -> Callable[[], None]:
    setattr(owner, name, new)
    return lambda: setattr(owner, name, original)
