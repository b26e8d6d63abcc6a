"""Clients of the local Google: the real gspread and google-auth, led there by an adapter, and a plain one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

import gspread
import pytest
import requests
from google.auth.transport.requests import AuthorizedSession
from google.oauth2.credentials import Credentials
from requests.adapters import HTTPAdapter

from sandbox.wire import Handler, Request, Response

HOSTS = ("https://sheets.googleapis.com", "https://www.googleapis.com")


class ToLocal(HTTPAdapter):
    """Sends what is meant for Google to the local server; path, query and body stay as they are."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        for host in HOSTS:
            if request.url is not None and request.url.startswith(host):
                request.url = self.url + request.url.removeprefix(host)
        return super().send(request, *args, **kwargs)


def client(info: Mapping[str, str], url: str) -> gspread.Client:
    """A gspread client of the account in `info` (an authorized_user credential with a local `token_uri`)."""
    credentials = Credentials(
        None,
        refresh_token=info["refresh_token"],
        token_uri=info["token_uri"],
        client_id=info["client_id"],
        client_secret=info["client_secret"],
    )
    session = AuthorizedSession(credentials)
    for host in HOSTS:
        session.mount(host, ToLocal(url))
    return gspread.Client(credentials, session=session)


def client_to(url: str) -> type[gspread.HTTPClient]:
    """gspread's own client class, whose calls go to this address."""

    class Local(gspread.HTTPClient):
        def __init__(self, auth: Any, session: Any = None) -> None:
            super().__init__(auth, session)
            for host in HOSTS:
                self.session.mount(host, ToLocal(url))

    return Local


class HandClock:
    """A clock that a test moves by hand; sleeping moves it too."""

    def __init__(self, start: float = 1_800_000_000.0) -> None:
        self.time = start

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += seconds


class Refused(Exception):
    """An answer that is no success: its status and body."""

    def __init__(self, response: Response) -> None:
        self.status = response.status
        self.body = json.loads(response.body) if response.body.startswith(b"{") else {}
        error = self.body.get("error", {})
        self.message = error.get("message", "") if isinstance(error, dict) else error
        super().__init__(f"{self.status} {self.message}")


class Wire:
    """One account's calls straight into a handler, without a socket."""

    def __init__(self, handler: Handler, info: Mapping[str, str], spreadsheet_id: str = "") -> None:
        self.handler = handler
        self.spreadsheet_id = spreadsheet_id
        form = {name: info[name] for name in ("client_id", "client_secret", "refresh_token")}
        body = urlencode({"grant_type": "refresh_token", **form}).encode()
        self.token = json.loads(handler(Request("POST", "/token", body=body)).body)["access_token"]

    def send(self, verb: str, path: str, body: Any = None, query: Sequence[tuple[str, str]] = ()) -> Response:
        headers = {"authorization": f"Bearer {self.token}", "content-type": "application/json"}
        raw = b"" if body is None else json.dumps(body).encode()
        return self.handler(Request(verb, path, urlencode(query), headers, raw))

    def call(self, verb: str, path: str, body: Any = None, query: Sequence[tuple[str, str]] = ()) -> Any:
        """The reply's JSON. Refused where it is no success."""
        response = self.send(verb, path, body, query)
        if response.status >= 300:
            raise Refused(response)
        return json.loads(response.body) if response.body else None

    def batch(self, *requests: Any, fields: str | None = None, **options: Any) -> Any:
        """A batchUpdate of these requests."""
        query = [("fields", fields)] if fields else []
        path = f"/v4/spreadsheets/{self.spreadsheet_id}:batchUpdate"
        return self.call("POST", path, {"requests": list(requests), **options}, query)

    def get(self, fields: str | None = None, *ranges: str, grid: bool = False) -> Any:
        """spreadsheets.get."""
        query = [("ranges", text) for text in ranges] + ([("fields", fields)] if fields else [])
        query += [("includeGridData", "true")] if grid else []
        return self.call("GET", f"/v4/spreadsheets/{self.spreadsheet_id}", query=query)

    def values(self, cells: str, **options: str) -> Any:
        """values.get: the whole ValueRange."""
        path = f"/v4/spreadsheets/{self.spreadsheet_id}/values/{quote(cells, safe='')}"
        return self.call("GET", path, query=list(options.items()))

    def write(self, cells: str, lines: list[list[Any]], how: str = "RAW", **options: str) -> Any:
        """values.update."""
        path = f"/v4/spreadsheets/{self.spreadsheet_id}/values/{quote(cells, safe='')}"
        query = [("valueInputOption", how), *options.items()]
        return self.call("PUT", path, {"values": lines}, query)

    def append(self, cells: str, lines: list[list[Any]], **options: str) -> Any:
        """values.append."""
        path = f"/v4/spreadsheets/{self.spreadsheet_id}/values/{quote(cells, safe='')}:append"
        return self.call("POST", path, {"values": lines}, [("valueInputOption", "RAW"), *options.items()])

    def refused(self, *requests: Any) -> str:
        """The message with which a batchUpdate of these is refused. AssertionError where it is not."""
        with pytest.raises(Refused) as caught:
            self.batch(*requests)
        assert caught.value.status == 400
        return caught.value.message


def area(r0: int, r1: int, c0: int, c1: int, sheet_id: int = 0) -> dict[str, int]:
    """A GridRange."""
    return {
        "sheetId": sheet_id,
        "startRowIndex": r0,
        "endRowIndex": r1,
        "startColumnIndex": c0,
        "endColumnIndex": c1,
    }


def rows(start: int, end: int, sheet_id: int = 0) -> dict[str, Any]:
    """A DimensionRange of rows."""
    return {"sheetId": sheet_id, "dimension": "ROWS", "startIndex": start, "endIndex": end}


def columns(start: int, end: int, sheet_id: int = 0) -> dict[str, Any]:
    """A DimensionRange of columns."""
    return {"sheetId": sheet_id, "dimension": "COLUMNS", "startIndex": start, "endIndex": end}
