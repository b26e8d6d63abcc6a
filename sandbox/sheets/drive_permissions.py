"""Who may do what with a file: Drive's permissions."""

from __future__ import annotations

from typing import Any

from sandbox.sheets.access import ROLES
from sandbox.sheets.book import Book
from sandbox.sheets.drive_files import DriveCall, book_for, masked, permission_of
from sandbox.sheets.errors import DriveError
from sandbox.sheets.state import State, permission

Json = dict[str, Any]
DEFAULT_PERMISSION = "kind,id,type,role"


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
