"""Which request of the browser is answered with what; the rule of all local servers stands before it (`guard`).

| call | body | answer |
|---|---|---|
| GET / and the files in `static` | | the page |
| GET /api/live?sheetId=&since=&born=&story=&shops= | | only what is new: `sheet`, `shops`, `story`, `engine` |
| POST /api/edit | an edit (`sandbox.sheets.view_edits`) | what the sheet says to it |
| POST /api/buyers, sellers, rival, faults | a control call's body | the entry in the world's books |
| GET /api/explain?sku= | | what `selaras explain SKU --json` says |

Nothing here is written into markup: the page is fixed files, and every text of a sheet, a shop or a buyer travels as
JSON. The policy below lets the browser run only these files and talk only to this server.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from importlib import resources
from typing import Any

from sandbox.guard import guarded
from sandbox.wire import Handler, Request, Response

from .story import Story
from .upstream import Refused, Upstream

Json = dict[str, Any]
TYPES = {
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "svg": "image/svg+xml",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
MOVERS = ("buyers", "sellers", "rival", "faults")


def files() -> dict[str, tuple[str, bytes]]:
    """The page's fixed files: path to (content type, bytes)."""
    folder = resources.files(__package__) / "static"
    found = {}
    for entry in folder.iterdir():
        kind = TYPES.get(entry.name.rpartition(".")[2])
        if entry.is_file() and kind is not None:
            found[f"/{entry.name}"] = (kind, entry.read_bytes())
    found["/"] = found["/index.html"]
    return found


class Page:
    """The page's server as one plain function, `handle`.

    `explain` says where the numbers of a SKU come from (Refused where it cannot); `engine` says how the engine is.
    """

    def __init__(
        self,
        upstream: Upstream,
        story: Story,
        explain: Callable[[str], Json],
        engine: Callable[[], Json],
    ) -> None:
        self._upstream = upstream
        self._story = story
        self._explain = explain
        self._engine = engine
        self._files = files()
        self.handle: Handler = _sealed(guarded(self._answered))

    def _answered(self, request: Request) -> Response:
        try:
            return self._answer(request)
        except Refused as refused:
            body = {"error": {"code": refused.status, "message": str(refused)}}
            return Response.of_json(body, refused.status)

    def _answer(self, request: Request) -> Response:
        if request.method in ("GET", "HEAD") and request.path in self._files:
            kind, body = self._files[request.path]
            return Response(200, {"Content-Type": kind}, b"" if request.method == "HEAD" else body)
        asked = dict(request.params())
        if request.method == "GET" and request.path == "/api/live":
            return Response.of_json(self._live(asked))
        if request.method == "GET" and request.path == "/api/explain":
            return Response.of_json(self._explain(asked.get("sku", "")))
        if request.method == "POST" and request.path == "/api/edit":
            return Response.of_json(self._upstream.edit(_object(request)))
        who = request.path.removeprefix("/api/")
        if request.method == "POST" and who in MOVERS:
            return Response.of_json(self._upstream.move(who, _object(request)))
        raise Refused(404, f"there is no {request.method} {request.path}")

    def _live(self, asked: Mapping[str, str]) -> Json:
        shops = self._upstream.shops()
        mark = hashlib.sha256(json.dumps(shops, sort_keys=True).encode()).hexdigest()[:16]
        told: Json = {
            "sheet": self._upstream.view(asked),
            "story": self._story.since(_whole(asked.get("story", "0"))),
            "engine": self._engine(),
            "mark": mark,
        }
        if asked.get("shops") != mark:
            told["shops"] = shops
        return told


def _sealed(handler: Handler) -> Handler:
    """The same answers, each with the headers that bind the browser."""

    def handle(request: Request) -> Response:
        answer = handler(request)
        return Response(answer.status, {**HEADERS, **answer.headers}, answer.body)

    return handle


def _object(request: Request) -> Json:
    try:
        body = request.json()
    except (ValueError, RecursionError) as error:
        raise Refused(400, "the body is no JSON") from error
    if not isinstance(body, dict):
        raise Refused(400, "the body is no JSON object")
    return body


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise Refused(400, "a number is missing")
    return int(text)
