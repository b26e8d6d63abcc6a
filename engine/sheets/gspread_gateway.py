"""Decides how Google is reached: sign-in, pace, what is tried again, and what a missing answer means.

| what happened | a read | a write |
|---|---|---|
| no connection, no token for lack of an answer | SheetUnavailable, tried again | SheetUnavailable |
| sent, and no whole answer came back | SheetUnavailable, tried again | SheetUnknown |
| HTTP 5xx, a page instead of JSON | SheetUnavailable, tried again | SheetUnknown |
| HTTP 429 | SheetUnavailable, tried again | SheetUnavailable |
| other 4xx, a sign-in that is refused | SheetRefused | SheetRefused |

A write is never sent twice from here, not even after 429: its rows were read before the wait.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

import requests
from google.auth import exceptions as auth_errors
from google.auth.credentials import Credentials
from google.auth.transport.requests import AuthorizedSession, Request
from google.oauth2 import credentials as user_credentials
from google.oauth2 import service_account
from gspread.client import Client
from gspread.http_client import HTTPClient
from gspread.urls import SPREADSHEET_BATCH_UPDATE_URL, SPREADSHEET_URL, SPREADSHEET_VALUES_BATCH_URL
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3.exceptions import MaxRetryError, NewConnectionError

from ..clock import Clock
from ..errors import SettingsError, SheetRefused, SheetUnavailable, SheetUnknown
from ..http import Pacer, Retry, retry_after
from ..model.sheet import Value
from . import wire
from .base import Applied, Block, BookInfo, Json

# The least scope that can read and write one shared file.
SCOPES = ("https://www.googleapis.com/auth/spreadsheets",)
GOOGLE_HOSTS = ("https://sheets.googleapis.com", "https://www.googleapis.com")
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
TIMEOUT = 20.0
CALLS_A_MINUTE = 50
BURST = 8
_QUOTED = re.compile(r'"[^"]*"')

Params = dict[str, str | int | bool | float | list[str] | None]

# google-auth says that it is typed, but these calls carry no annotations.
_SERVICE: Any = service_account.Credentials
_USER: Any = user_credentials.Credentials
_SESSION: Any = AuthorizedSession


@dataclass(frozen=True, slots=True)
class Access:
    """Which spreadsheet, with which credential file, at Google or at a `base_url` on this machine ('': Google)."""

    spreadsheet: str
    credentials: Path = field(repr=False)
    base_url: str = ""


class _Redirect(HTTPAdapter):
    """Sends what is meant for Google to a server on this machine."""

    def __init__(self, base_url: str) -> None:
        super().__init__()
        self._base = base_url.rstrip("/")

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        parts = urlsplit(request.url or "")
        request.url = self._base + (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return super().send(request, *args, **kwargs)


def credentials_of(access: Access) -> Credentials:
    """The sign-in of a service_account or authorized_user file; SettingsError where it is neither.

    A `token_uri` of its own is honoured only together with a base URL on this machine, and only on this machine:
    otherwise a file could send the refresh token anywhere.
    """
    try:
        info = json.loads(access.credentials.read_text(encoding="utf-8"))
        kind = info.get("type")
        local = bool(access.base_url)
        if local and not (_loopback(access.base_url) and _loopback(str(info.get("token_uri", "")))):
            raise SettingsError("not an address of this machine", where="sheet.url", why="setting.only_here")
        if kind == "service_account":
            found = {name: value for name, value in info.items() if local or name != "token_uri"}
            found.setdefault("token_uri", "https://oauth2.googleapis.com/token")
            service: Credentials = _SERVICE.from_service_account_info(found, scopes=list(SCOPES))
            return service
        if kind != "authorized_user":
            raise ValueError(f"type {kind!r}")
        if not local:
            user: Credentials = _USER.from_authorized_user_info(info, scopes=list(SCOPES))
            return user
        here: Credentials = _USER(
            token=None,
            refresh_token=info["refresh_token"],
            token_uri=info["token_uri"],
            client_id=info["client_id"],
            client_secret=info["client_secret"],
            scopes=list(SCOPES),
        )
        return here
    except (OSError, ValueError, KeyError, AttributeError, auth_errors.GoogleAuthError) as error:
        # The cause is cut off: a parser quotes what it stumbled over, and here that is a secret.
        detail = f"credential file: {type(error).__name__}"
        why = "setting.no_credentials" if isinstance(error, OSError) else "setting.other_credentials"
        raise SettingsError(detail, where="sheet.credentials", why=why) from None


def _loopback(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and parts.hostname in LOOPBACK


class _Answers(HTTPClient):
    """Hands every answer out as it came: gspread's own error trips over bodies that are not in Google's form."""

    def request(self, method: str, endpoint: str, *args: Any, **kwargs: Any) -> requests.Response:
        return self.session.request(method, endpoint, *args, **{"timeout": self.timeout, **kwargs})


class GspreadGateway:
    """The `Gateway` of `base` over gspread. `close` lets go of its connections.

    `carrier` carries every request in place of sockets, sign-in included; it sees them addressed to Google (the
    sign-in to the credential file's own `token_uri` where `access` has a base URL).
    """

    def __init__(
        self,
        access: Access,
        clock: Clock,
        rng: Random,
        *,
        retry: Retry | None = None,
        calls_a_minute: int = CALLS_A_MINUTE,
        timeout: float = TIMEOUT,
        carrier: BaseAdapter | None = None,
    ) -> None:
        self._id = access.spreadsheet
        self._clock = clock
        self._rng = rng
        self._retry = retry or Retry(attempts=4, base=1.0, cap=8.0, patience=20.0)
        credentials = credentials_of(access)
        self._signing = requests.Session()
        self._session: Any = _SESSION(credentials, auth_request=Request(self._signing))
        if access.base_url or carrier is not None:
            # Nothing leaves this machine, not even through a proxy.
            self._signing.trust_env = self._session.trust_env = False
        if carrier is not None:
            for scheme in ("https://", "http://"):
                self._signing.mount(scheme, carrier)
                self._session.mount(scheme, carrier)
        elif access.base_url:
            for host in GOOGLE_HOSTS:
                self._session.mount(host, _Redirect(access.base_url))
        client = Client(credentials, self._session, _Answers)
        client.set_timeout(timeout)
        self._http = client.http_client
        self._reads = Pacer(clock, calls_a_minute / 60, BURST)
        self._writes = Pacer(clock, calls_a_minute / 60, BURST)

    def close(self) -> None:
        """Close every connection."""
        self._session.close()
        self._signing.close()

    def book(self) -> BookInfo:
        """As `Gateway.book`."""
        url = SPREADSHEET_URL % self._id
        marks = self._read("post", f"{url}/developerMetadata:search", json=wire.MARK_SEARCH)
        return wire.book_info(self._read("get", url, params={"fields": wire.BOOK_FIELDS}), marks)

    def values(self, ranges: Sequence[str]) -> tuple[tuple[tuple[Value, ...], ...], ...]:
        """As `Gateway.values`."""
        params: Params = {
            "ranges": list(ranges),
            "valueRenderOption": "UNFORMATTED_VALUE",
            "dateTimeRenderOption": "SERIAL_NUMBER",
            "majorDimension": "ROWS",
        }
        if not ranges:
            return ()
        return wire.value_ranges(self._read("get", SPREADSHEET_VALUES_BATCH_URL % self._id, params=params))

    def cells(self, ranges: Sequence[str]) -> tuple[Block, ...]:
        """As `Gateway.cells`."""
        params: Params = {"ranges": list(ranges), "fields": wire.CELL_FIELDS}
        return wire.blocks(self._read("get", SPREADSHEET_URL % self._id, params=params))

    def apply(self, requests: Sequence[Json], ranges: Sequence[str] = ()) -> Applied:
        """As `Gateway.apply`."""
        body: Json = {"requests": list(requests)}
        fields = "replies"
        if ranges:
            body |= {"includeSpreadsheetInResponse": True, "responseRanges": list(ranges)}
            body["responseIncludeGridData"] = True
            fields = wire.REPLY_FIELDS
        self._writes.wait()
        url = SPREADSHEET_BATCH_UPDATE_URL % self._id
        return wire.applied(self._once("post", url, {"fields": fields}, body, SheetUnknown))

    def _read(self, method: str, url: str, params: Params | None = None, json: Json | None = None) -> Json:
        attempt = 1
        while True:
            self._reads.wait()
            try:
                return self._once(method, url, params, json, SheetUnavailable)
            except SheetUnavailable as error:
                asked = float(error.params.get("retry_after", 0))
                if attempt >= self._retry.attempts or asked > self._retry.patience:
                    raise
            backoff = min(self._retry.cap, self._retry.base * 2.0 ** (attempt - 1))
            self._clock.sleep(max(asked, backoff * self._rng.uniform(0.5, 1.0)))
            attempt += 1

    def _once(
        self,
        method: str,
        url: str,
        params: Params | None,
        body: Json | None,
        lost: type[SheetUnavailable] | type[SheetUnknown],
    ) -> Json:
        """One call; `lost` is what it means that no whole answer came."""
        try:
            # Causes are cut off: they hold the request, and with it the token.
            response = self._http.request(method, url, params=params, json=body)
        except auth_errors.TransportError as error:
            raise SheetUnavailable(f"sign-in: {type(error).__name__}") from None
        except auth_errors.GoogleAuthError as error:
            if error.retryable:
                raise SheetUnavailable(f"sign-in: {type(error).__name__}") from None
            raise SheetRefused(f"sign-in: {type(error).__name__}", status=401) from None
        except requests.RequestException as error:
            kind = SheetUnavailable if never_sent(error) else lost
            raise kind(type(error).__name__) from None
        if response.ok:
            return _object(response, lost)
        status = response.status_code
        wait = int(retry_after(response.headers.get("Retry-After", ""), self._clock.now()))
        if status == 429:
            raise SheetUnavailable("HTTP 429", status=status, retry_after=wait)
        if status >= 500:
            raise lost(f"HTTP {status}", status=status, retry_after=wait)
        message = _message(response)
        detail = f"HTTP {status}: {shortened(message)}"
        raise SheetRefused(detail, status=status, **(wire.refusal(message) if status == 400 else {}))


def never_sent(error: requests.RequestException) -> bool:
    """Whether no connection came about, so that Google cannot have seen the request."""
    if isinstance(error, requests.ConnectTimeout):
        return True
    inner = error.args[0] if error.args else None
    return isinstance(inner, MaxRetryError) and isinstance(inner.reason, NewConnectionError)


def shortened(message: str) -> str:
    """Google's words as one short line without what they quote: that may be a cell's content."""
    line = " ".join(_QUOTED.sub('"…"', message).split())
    return line if len(line) <= 200 else line[:199] + "…"


def _object(response: requests.Response, lost: type[SheetUnavailable] | type[SheetUnknown]) -> Json:
    try:
        found = response.json()
    except requests.JSONDecodeError:
        found = None
    if not isinstance(found, dict):
        raise lost("an answer that is not JSON", status=response.status_code)
    return found


def _message(response: requests.Response) -> str:
    """The message of an error in Google's form; '' where the body is something else."""
    try:
        found = response.json()
    except requests.JSONDecodeError:
        return ""
    error = found.get("error") if isinstance(found, dict) else None
    return str(error.get("message", "")) if isinstance(error, dict) else ""
