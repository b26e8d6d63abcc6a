"""How the page's server asks the local Google and the world: a few named calls, all of them on loopback.

A call that is refused there is refused here with the same status and words; nothing else passes through.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

Json = dict[str, Any]
CALL_SECONDS = 20.0


class Refused(Exception):
    """What was asked for is not done: the HTTP status to answer with, and a sentence."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Upstream:
    """The two servers behind the page. `close` ends the connections."""

    def __init__(self, sheets: str, spreadsheet_id: str, control: str) -> None:
        self.spreadsheet_id = spreadsheet_id
        self._sheets = httpx.Client(base_url=sheets, timeout=CALL_SECONDS, trust_env=False)
        self._control = httpx.Client(base_url=control, timeout=CALL_SECONDS, trust_env=False)

    def view(self, asked: Mapping[str, str]) -> Json:
        """What is new on a tab of the sheet."""
        wanted = {name: asked[name] for name in ("sheetId", "since", "born") if asked.get(name)}
        return _answer(
            self._sheets, "GET", "/_control/view", params={"spreadsheetId": self.spreadsheet_id, **wanted}
        )

    def edit(self, body: Json) -> Json:
        """Something that a person does at the sheet."""
        return _answer(
            self._sheets, "POST", "/_control/edit", json={**body, "spreadsheetId": self.spreadsheet_id}
        )

    def shops(self) -> Json:
        """What the shops show."""
        return _answer(self._control, "GET", "/shops")

    def move(self, who: str, body: Json) -> Json:
        """Somebody in the world does something: `who` is buyers, sellers, rival or faults."""
        return _answer(self._control, "POST", f"/{who}", json=body)

    def close(self) -> None:
        self._sheets.close()
        self._control.close()


def _answer(client: httpx.Client, method: str, path: str, **words: Any) -> Json:
    try:
        answer = client.request(method, path, **words)
        told = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise Refused(502, f"the sandbox does not answer: {type(error).__name__}") from error
    if answer.is_error:
        message = told.get("error", {}).get("message", "") if isinstance(told, dict) else ""
        raise Refused(answer.status_code, message or f"refused with {answer.status_code}")
    if not isinstance(told, dict):
        raise Refused(502, "the sandbox answered with something else")
    return told
