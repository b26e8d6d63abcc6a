"""The spreadsheets as files: how Drive v3 lists, describes, makes, renames, copies and deletes them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sandbox.sheets import masks
from sandbox.sheets.access import ROLES, role_of
from sandbox.sheets.book import Book
from sandbox.sheets.draft import Draft
from sandbox.sheets.errors import DriveError
from sandbox.sheets.render import URL
from sandbox.sheets.requests.tabs import copied_sheet
from sandbox.sheets.state import State
from sandbox.wire import Request

Json = dict[str, Any]
SPREADSHEET = "application/vnd.google-apps.spreadsheet"
DEFAULT_FILE = "kind,id,name,mimeType"
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


def comments_list(state: State, call: DriveCall) -> Json:
    """No spreadsheet here has comments."""
    book_for(state, call)
    return {"kind": "drive#commentList", "comments": []}
