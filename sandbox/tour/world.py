"""The world as the tour sees it: its process, its control calls, and its books as values."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from .frame import Broken

STOP_SECONDS = 10.0
CALL_SECONDS = 30.0
ROOT = Path(__file__).resolve().parents[2]

Row = Mapping[str, str]


class Key(NamedTuple):
    """One listing: the shop's name and the listing's id there."""

    shop: str
    id: str


class Listing(NamedTuple):
    """What a shop shows for one variant."""

    sku: str
    stock: int


@dataclass(frozen=True, slots=True)
class Books:
    """The shops' own books: listings, units not yet sent by listing, order ids, and requests by client."""

    listings: Mapping[Key, Listing]
    open_units: Mapping[Key, int]
    orders: tuple[str, ...]
    requests: Mapping[str, Any]


def books_from(document: Mapping[str, Any]) -> Books:
    """The books as the world tells them."""
    listings = {
        Key(one["shop"], one["id"]): Listing(one["sku"], one["stock"]) for one in document["listings"]
    }
    waiting: dict[Key, int] = {}
    for order in document["orders"]:
        for line in order["lines"]:
            key = Key(order["shop"], line["listing"])
            left = max(0, line["units"] - line["cancelled"] - line["shipped"])
            waiting[key] = waiting.get(key, 0) + left
    return Books(listings, waiting, tuple(one["id"] for one in document["orders"]), document["requests"])


class World:
    """A running world. Every method is one control call; `Broken` where the world refuses it."""

    def __init__(self, process: subprocess.Popen[str], told: Mapping[str, Any]) -> None:
        self.process = process
        self.told = told
        self.settings = Path(told["settings"])
        self.shops: tuple[str, ...] = tuple(shop["name"] for shop in told["shops"])
        self._client = httpx.Client(base_url=told["control"], timeout=CALL_SECONDS, trust_env=False)

    @classmethod
    def start(cls, folder: Path, interval: float) -> World:
        """Start the world in this folder, with `interval` seconds between two cycles of its engine.

        Broken where it does not say how to join it.
        """
        command = [sys.executable, "-m", "sandbox", "world", "--json", "--dir", str(folder)]
        command += ["--interval", str(interval)]
        paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        process = subprocess.Popen(  # noqa: S603
            command,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            # Ctrl-C in the terminal is the tour's: it ends the engine first, and then the world.
            start_new_session=True,
        )
        line = process.stdout.readline() if process.stdout is not None else ""
        if not line.strip():
            process.wait(timeout=STOP_SECONDS)
            raise Broken(f"the world did not start (exit {process.returncode})")
        return cls(process, json.loads(line))

    def close(self) -> None:
        """Stop the world."""
        self._client.close()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(timeout=STOP_SECONDS)
        if self.process.stdout is not None:
            self.process.stdout.close()

    def _post(self, path: str, body: Mapping[str, Any]) -> Any:
        answer = self._client.post(path, json=body)
        if answer.is_error:
            raise Broken(f"the world refused {path} {body.get('action', '')}: {answer.text[:200]}")
        return answer.json()

    def books(self) -> Books:
        """The shops' books as they stand."""
        answer = self._client.get("/books")
        answer.raise_for_status()
        return books_from(answer.json())

    def person(self, action: str, **words: Any) -> Any:
        """Somebody at the sheet does something."""
        return self._post("/people", {"action": action, **words})

    def buyer(self, action: str, **words: Any) -> Any:
        """A buyer, a parcel."""
        return self._post("/buyers", {"action": action, **words})

    def rival(self, action: str, **words: Any) -> Any:
        """Another integration."""
        return self._post("/rival", {"action": action, **words})

    def fault(self, target: str, kind: str, **words: Any) -> Any:
        """Something goes wrong."""
        return self._post("/faults", {"target": target, "kind": kind, **words})

    def rows(self, tab: str) -> list[Row]:
        """A tab as people see it: one mapping a row, by header; rows without content are left out."""
        grid = self.person("read", tab=tab)["rows"]
        if not grid:
            return []
        headers = [str(name) for name in grid[0]]
        made = [dict(zip(headers, [str(cell) for cell in row], strict=False)) for row in grid[1:]]
        return [row for row in made if any(row.values())]

    def number_format(self, tab: str, header: str, row_key: str, pattern: str) -> None:
        """Choose a number format for a cell, as the sheet's own menu does."""
        google = f"{self.told['sheets']['url']}/_control/person"
        book = self.told["sheets"]["spreadsheet_id"]

        def act(action: str, args: list[str]) -> Any:
            body = {"spreadsheetId": book, "action": action, "args": args}
            answer = self._client.post(google, json=body)
            if answer.is_error:
                raise Broken(f"the sheet refused {action}: {answer.text[:200]}")
            return answer.json()["result"]

        cell = act("cell", [tab, header, row_key])
        act("number_format", [tab, cell, "NUMBER", pattern])

    def type(self, tab: str, row_key: str, column: str, text: str) -> None:
        """Type into one cell."""
        self.person("type", tab=tab, row_key=row_key, column=column, text=text)
