"""What Drive v3 answers about the spreadsheets: files and permissions, as far as a spreadsheet client asks.

Unknown query parameters are taken silently, as recorded.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from sandbox.sheets import masks
from sandbox.sheets.a1 import Box
from sandbox.sheets.access import ROLES, role_of
from sandbox.sheets.book import Book
from sandbox.sheets.draft import Draft, shown
from sandbox.sheets.errors import DriveError
from sandbox.sheets.lookup import Found
from sandbox.sheets.render import URL
from sandbox.sheets.requests.cells import grow
from sandbox.sheets.requests.tabs import copied_sheet
from sandbox.sheets.state import State, permission
from sandbox.sheets.values_calls import clear_range
from sandbox.wire import Request, Response

Json = dict[str, Any]
SPREADSHEET = "application/vnd.google-apps.spreadsheet"
FILE = r"/drive/v3/files/([^/]+)"
DEFAULT_FILE = "kind,id,name,mimeType"
DEFAULT_PERMISSION = "kind,id,type,role"
TERM = re.compile(
    r"""\s*(?:not\s+)?(\w+)\s*(=|!=|contains)\s*(?:(["'])((?:\\.|(?!\3).)*)\3|(true|false))\s*$"""
)


def not_found(file_id: str) -> DriveError:
    return DriveError(404, f"File not found: {file_id}.", location="fileId")


@dataclass(frozen=True, slots=True)
class DriveCall:
    """One Drive call: who asks, the path's parts, first value of each parameter, and the JSON body."""

    email: str
    path: tuple[str, ...]
    params: dict[str, str]
    request: Request

    def json(self) -> Json:
        if not self.request.body.strip():
            return {}
        try:
            body = self.request.json()
        except ValueError as error:
            raise DriveError(400, "Parse Error", "parseError") from error
        if not isinstance(body, dict):
            raise DriveError(400, "Parse Error", "parseError")
        return body


def book_for(state: State, call: DriveCall, role: str = "reader") -> Book:
    """The file, for a caller with this role. DriveError 404 or 403."""
    book = state.books.get(call.path[0])
    held = role_of(book.file, call.email) if book is not None else None
    if book is None or held is None:
        raise not_found(call.path[0])
    if ROLES.index(held) < ROLES.index(role):
        raise DriveError(
            403, "The user does not have sufficient permissions for this file.", "insufficientFilePermissions"
        )
    return book


def timestamp(seconds: float) -> str:
    """Drive's time format, UTC with milliseconds."""
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def file_of(book: Book) -> Json:
    """The file resource."""
    return {
        "kind": "drive#file",
        "id": book.book_id,
        "name": book.title,
        "mimeType": SPREADSHEET,
        "createdTime": timestamp(book.file["created"]),
        "modifiedTime": timestamp(book.modified),
        "version": str(book.version),
        "trashed": book.file["trashed"],
        "webViewLink": URL.format(book.book_id),
        "owners": [{"kind": "drive#user", "emailAddress": book.file["owner"]}],
        "permissions": [permission_of(entry) for entry in book.file["permissions"]],
        "permissionIds": [entry["id"] for entry in book.file["permissions"]],
        "shared": len(book.file["permissions"]) > 1,
    }


def permission_of(entry: Json) -> Json:
    return {"kind": "drive#permission", **entry}


def masked(resource: Json, call: DriveCall, default: str) -> Json:
    """The fields asked for; DriveError 400 for a mask that is none."""
    try:
        tree = masks.parse(call.params.get("fields", default))
    except ValueError as error:
        raise DriveError(
            400, f"Invalid field selection {call.params['fields']}", "invalidParameter", "fields"
        ) from error
    kept: Json = masks.keep(resource, tree)
    return kept


def matches(query: str, book: Book) -> bool:
    """Whether a file meets `q`: terms on name, mimeType and trashed joined by `and`. DriveError 400 for others."""
    for term in re.split(r"\s+and\s+(?=(?:[^\"']|\"[^\"]*\"|'(?:\\.|[^'\\])*')*$)", query.strip()):
        found = TERM.match(term)
        if found is None:
            raise DriveError(400, "Invalid Value", "invalid", "q")
        name, operator, _, text, flag = found.groups()
        wanted = re.sub(r"\\(.)", r"\1", text) if text is not None else flag
        actual = {
            "name": book.title,
            "mimeType": SPREADSHEET,
            "trashed": str(book.file["trashed"]).lower(),
        }.get(name)
        if actual is None:
            raise DriveError(
                400, f"Queries on {name} are not supported by this local server.", "invalid", "q"
            )
        if operator == "contains":
            holds = wanted.casefold() in actual.casefold()
        else:
            holds = (actual.casefold() == wanted.casefold()) == (operator == "=")
        if holds == term.strip().startswith("not "):
            return False
    return True


def files_list(state: State, call: DriveCall) -> Json:
    seen = [book for book in state.books.values() if role_of(book.file, call.email) is not None]
    query = call.params.get("q")
    found = [book for book in seen if query is None or matches(query, book)]
    found.sort(key=lambda book: book.modified, reverse=True)
    start = int(call.params["pageToken"]) if call.params.get("pageToken", "").isdecimal() else 0
    size = (
        min(max(int(call.params["pageSize"]), 1), 1000)
        if call.params.get("pageSize", "").isdecimal()
        else 100
    )
    listing: Json = {"kind": "drive#fileList", "incompleteSearch": False}
    if start + size < len(found):
        listing["nextPageToken"] = str(start + size)
    listing["files"] = [file_of(book) for book in found[start : start + size]]
    return masked(listing, call, f"kind,incompleteSearch,nextPageToken,files({DEFAULT_FILE})")


def files_get(state: State, call: DriveCall) -> Json:
    return masked(file_of(book_for(state, call)), call, DEFAULT_FILE)


def files_create(state: State, call: DriveCall) -> Json:
    body = call.json()
    if body.get("mimeType") != SPREADSHEET:
        raise DriveError(400, "Only spreadsheets can be created on this local server.", "invalid", "mimeType")
    book = state.create({"title": str(body.get("name", "Untitled"))}, [], call.email)
    return masked(file_of(book), call, DEFAULT_FILE)


def files_update(state: State, call: DriveCall) -> Json:
    body = call.json()
    book = book_for(state, call, "writer")
    if "name" in body:
        title = str(body["name"])
        if not title:
            raise DriveError(400, "Invalid Value", "invalid", "name")

        def rename(draft: Draft) -> None:
            draft.book.props = {**draft.book.props, "title": title}

        state.change(book, call.email, rename)
    if "trashed" in body:
        book = state.books[book.book_id]
        state.change_file(book, {**book.file, "trashed": bool(body["trashed"])})
    return masked(file_of(state.books[book.book_id]), call, DEFAULT_FILE)


def files_copy(state: State, call: DriveCall) -> Json:
    source = book_for(state, call)
    title = str(call.json().get("name") or f"Copy of {source.title}")
    book = state.create({**source.props, "title": title}, [{"sheetId": 0}], call.email)

    def fill(draft: Draft) -> None:
        draft.book.sheets = []
        for sheet in source.sheets:
            twin = copied_sheet(draft, sheet, sheet.sheet_id, sheet.title)
            twin.props = sheet.props
            draft.book.sheets.append(twin)
        draft.book.named = list(source.named)
        draft.book.metadata = list(source.metadata)

    state.change(book, call.email, fill)
    return masked(file_of(state.books[book.book_id]), call, DEFAULT_FILE)


def files_delete(state: State, call: DriveCall) -> None:
    state.delete(book_for(state, call, "owner").book_id)


def files_export(state: State, call: DriveCall) -> Response:
    """The first tab as CSV: rectangular, lines joined by CR LF, none at the end (measured)."""
    book = book_for(state, call)
    kind = call.params.get("mimeType", "")
    if kind not in {"text/csv", "text/tab-separated-values"}:
        raise DriveError(400, "The requested conversion is not supported.", "badRequest", "convertTo")
    sheet = book.sheets[0]
    used = [(r, c) for r, c, cell in sheet.grid.within(sheet.whole) if cell.effective is not None]
    height, width = (max(r for r, _ in used) + 1, max(c for _, c in used) + 1) if used else (0, 0)
    lines = [[shown(sheet.grid.get(r, c), book.locale) for c in range(width)] for r in range(height)]
    if kind == "text/tab-separated-values":
        text = "\r\n".join("\t".join(re.sub(r"[\t\r\n]", " ", field) for field in line) for line in lines)
    else:
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\r\n").writerows(lines)
        text = out.getvalue().removesuffix("\r\n")
    return Response(200, {"Content-Type": kind}, text.encode())


def files_import(state: State, call: DriveCall) -> Json:
    """A CSV upload: the spreadsheet becomes one tab with what is in the file, each field as typed."""
    book = book_for(state, call, "writer")
    if not call.request.headers.get("content-type", "").startswith("text/csv"):
        raise DriveError(400, "Only CSV uploads are supported by this local server.", "invalid")
    lines = list(csv.reader(io.StringIO(call.request.body.decode("utf-8-sig"), newline="")))

    def fill(draft: Draft) -> None:
        sheet = draft.book.sheets[0]
        draft.book.sheets = [sheet]
        clear_range(draft, Found(sheet, Box(0, sheet.grid.row_count, 0, sheet.grid.column_count)))
        grow(draft, sheet, len(lines), max((len(line) for line in lines), default=0))
        for r, line in enumerate(lines):
            for c, text in enumerate(line):
                draft.type_text(sheet, r, c, text)

    state.change(book, call.email, fill)
    return {"kind": "drive#file", "id": book.book_id, "title": book.title, "mimeType": SPREADSHEET}


def permissions_list(state: State, call: DriveCall) -> Json:
    book = book_for(state, call)
    listing = {
        "kind": "drive#permissionList",
        "permissions": [permission_of(entry) for entry in book.file["permissions"]],
    }
    return masked(listing, call, f"kind,nextPageToken,permissions({DEFAULT_PERMISSION})")


def permissions_create(state: State, call: DriveCall) -> Json:
    body = call.json()
    book = book_for(state, call, "writer")
    kind, role, email = body.get("type"), body.get("role"), body.get("emailAddress")
    if kind not in {"user", "group", "domain", "anyone"}:
        raise DriveError(400, "The permission type field is required.", "required", "permission.type")
    if role not in ROLES:
        raise DriveError(400, "The permission role field is required.", "required", "permission.role")
    if kind in {"user", "group"} and not email:
        raise DriveError(
            400, "The specified emailAddress is invalid or not applicable.", "invalidSharingRequest"
        )
    entry: Json = {"id": "anyoneWithLink", "type": kind, "role": role}
    if kind in {"user", "group"}:
        known = [one for one in book.file["permissions"] if one.get("emailAddress") == email]
        permission_id = known[0]["id"] if known else str(state.rng.randrange(10**19, 10**20))
        entry = {**permission(permission_id, str(email), role), "type": kind}
    elif kind == "domain":
        entry = {"id": str(state.rng.randrange(10**19, 10**20)), "type": kind, "role": role}
        entry["domain"] = str(body.get("domain", ""))
    rest = [one for one in book.file["permissions"] if one["id"] != entry["id"]]
    state.change_file(book, {**book.file, "permissions": [*rest, entry]})
    return masked(permission_of(entry), call, DEFAULT_PERMISSION)


def _permission(book: Book, call: DriveCall) -> Json:
    for entry in book.file["permissions"]:
        if entry["id"] == call.path[1]:
            return dict(entry)
    raise DriveError(404, f"Permission not found: {call.path[1]}.", location="permissionId")


def permissions_update(state: State, call: DriveCall) -> Json:
    book = book_for(state, call, "writer")
    old = _permission(book, call)
    role = call.json().get("role")
    if role not in ROLES:
        raise DriveError(400, "The permission role field is required.", "required", "permission.role")
    new = {**old, "role": role}
    entries = [new if entry["id"] == old["id"] else entry for entry in book.file["permissions"]]
    state.change_file(book, {**book.file, "permissions": entries})
    return masked(permission_of(new), call, DEFAULT_PERMISSION)


def permissions_delete(state: State, call: DriveCall) -> None:
    book = book_for(state, call, "writer")
    gone = _permission(book, call)
    if gone["role"] == "owner":
        raise DriveError(403, "The owner of a file cannot be removed.", "cannotRemoveOwner")
    entries = [entry for entry in book.file["permissions"] if entry["id"] != gone["id"]]
    state.change_file(book, {**book.file, "permissions": entries})


def comments_list(state: State, call: DriveCall) -> Json:
    """No spreadsheet here has comments."""
    book_for(state, call)
    return {"kind": "drive#commentList", "comments": []}


Act = Callable[[State, DriveCall], Json | Response | None]
ROUTES: tuple[tuple[str, str, str, Act], ...] = (
    ("drive.files.list", "GET", "/drive/v3/files", files_list),
    ("drive.files.create", "POST", "/drive/v3/files", files_create),
    ("drive.files.get", "GET", FILE, files_get),
    ("drive.files.update", "PATCH", FILE, files_update),
    ("drive.files.delete", "DELETE", FILE, files_delete),
    ("drive.files.copy", "POST", FILE + "/copy", files_copy),
    ("drive.files.export", "GET", FILE + "/export", files_export),
    ("drive.files.import", "PUT", r"/upload/drive/v2/files/([^/]+)", files_import),
    ("drive.comments.list", "GET", FILE + "/comments", comments_list),
    ("drive.permissions.list", "GET", FILE + "/permissions", permissions_list),
    ("drive.permissions.create", "POST", FILE + "/permissions", permissions_create),
    ("drive.permissions.update", "PATCH", FILE + "/permissions/([^/]+)", permissions_update),
    ("drive.permissions.delete", "DELETE", FILE + "/permissions/([^/]+)", permissions_delete),
)


def route(request: Request) -> tuple[str, Act, tuple[str, ...]] | None:
    """The Drive method a request asks for, with its path's parts decoded."""
    for name, verb, pattern, act in ROUTES:
        found = re.fullmatch(pattern, request.path) if request.method == verb else None
        if found is not None:
            return name, act, tuple(unquote(part) for part in found.groups())
    return None


def perform(state: State, act: Act, path: tuple[str, ...], request: Request, email: str) -> Response:
    """Do it. Deletions answer 204 without a body."""
    outcome = act(state, DriveCall(email, path, dict(request.params()), request))
    if outcome is None:
        return Response(204)
    return outcome if isinstance(outcome, Response) else Response.of_json(outcome)
