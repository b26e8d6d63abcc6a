"""The control API as tests call it: every answer of the world is checked against its own description."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import gspread
import httpx
import requests
from google.auth.transport.requests import AuthorizedSession
from google.oauth2.credentials import Credentials
from jsonschema import Draft202012Validator
from requests.adapters import HTTPAdapter

Json = dict[str, Any]
GOOGLE = "https://sheets.googleapis.com"


class Api:
    """One client of a world's control API."""

    def __init__(self, url: str) -> None:
        self.client = httpx.Client(base_url=url, trust_env=False, timeout=10)
        self.description: Json = self.client.get("/openapi.json").json()

    def close(self) -> None:
        self.client.close()

    def call(self, path: str, body: Json) -> httpx.Response:
        """One POST; the answer has to be as described, and so has a body that is taken."""
        answer = self.client.post(path, json=body)
        described = self.description["paths"][path]["post"]
        found = described["responses"][str(answer.status_code)]["content"]["application/json"]["schema"]
        self.fits(answer.json(), found)
        if answer.status_code == 200:
            self.fits(body, described["requestBody"]["content"]["application/json"]["schema"])
        return answer

    def fits(self, value: object, schema: Json) -> None:
        """AssertionError where the value is not what the description says."""
        whole = {**schema, "components": self.description["components"]}
        wrong = [error.message for error in Draft202012Validator(whole).iter_errors(value)]
        assert not wrong, wrong

    def do(self, path: str, **body: Any) -> Json:
        """A call that has to be done; its answer."""
        answer = self.call(path, body)
        assert answer.status_code == 200, answer.text
        done: Json = answer.json()
        return done

    def refused(self, path: str, **body: Any) -> tuple[int, str]:
        """A call that has to be refused: status and code. Nothing may have been entered in the books."""
        before = self.books()["entries"]
        answer = self.call(path, body)
        assert answer.status_code != 200, answer.text
        assert self.books()["entries"] == before
        return answer.status_code, answer.json()["error"]["code"]

    def people(self, action: str, **fields: Any) -> Json:
        return self.do("/people", action=action, **fields)

    def buyers(self, action: str, **fields: Any) -> Json:
        return self.do("/buyers", action=action, **fields)

    def rows(self, tab: str = "SKU") -> list[list[str]]:
        """What a tab shows below its header."""
        rows: list[list[str]] = self.people("read", tab=tab)["rows"]
        return rows[1:]

    def books(self) -> Json:
        answer = self.client.get("/books")
        described = self.description["paths"]["/books"]["get"]["responses"]["200"]
        self.fits(answer.json(), described["content"]["application/json"]["schema"])
        told: Json = answer.json()
        return told

    def stock(self, shop: str, sku: str) -> int:
        """What the shop shows for its one listing of a SKU."""
        (found,) = [one for one in self.books()["listings"] if (one["shop"], one["sku"]) == (shop, sku)]
        return int(found["stock"])


def until(holds: Callable[[], object], seconds: float = 5.0) -> None:
    """Wait until it holds; AssertionError where it never does."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.02)


class ToLocal(HTTPAdapter):
    """Sends what is meant for Google to the local server; path, query and body stay as they are."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        request.url = self.url + str(request.url).removeprefix(GOOGLE)
        return super().send(request, *args, **kwargs)


@contextmanager
def joined(url: str, credentials: Path) -> Iterator[gspread.Client]:
    """An unmodified gspread with the credentials that the world hands out, led to its local Google."""
    info = json.loads(credentials.read_text())
    keys = ("refresh_token", "client_id", "client_secret", "token_uri")
    signed = Credentials(None, **{name: info[name] for name in keys})
    with AuthorizedSession(signed) as session:
        session.mount(GOOGLE, ToLocal(url))
        session.trust_env = False
        yield gspread.Client(signed, session=session)
