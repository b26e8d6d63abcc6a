"""What Drive v3 says of a file or folder, and who may ask: the resource, its mask and its permissions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sandbox.sheets import masks
from sandbox.sheets.access import ROLES, role_of
from sandbox.sheets.book import Book
from sandbox.sheets.drive_query import Facts, emails, texts_of
from sandbox.sheets.errors import DriveError
from sandbox.sheets.folder import Folder, root_of
from sandbox.sheets.render import URL
from sandbox.sheets.state import State
from sandbox.wire import Request

Json = dict[str, Any]
Item = Book | Folder
SPREADSHEET = "application/vnd.google-apps.spreadsheet"
FOLDER = "application/vnd.google-apps.folder"
FOLDER_URL = "https://drive.google.com/drive/folders/{}"
DEFAULT_FILE = "kind,id,name,mimeType"


def not_found(file_id: str) -> DriveError:
    return DriveError(404, f"File not found: {file_id}.", location="fileId")


def no_permission() -> DriveError:
    return DriveError(
        403, "The user does not have sufficient permissions for this file.", "insufficientFilePermissions"
    )


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

    def flag(self, name: str) -> bool:
        """Whether a parameter says true; gspread sends Python's `True`."""
        return self.params.get(name, "").lower() == "true"


def item_for(state: State, call: DriveCall, role: str = "reader") -> Item:
    """The file or folder of the path, for a caller with this role. DriveError 404 or 403."""
    found: Item | None = state.books.get(call.path[0]) or state.folders.get(call.path[0])
    held = role_of(found.file, call.email) if found is not None else None
    if found is None or held is None:
        raise not_found(call.path[0])
    if ROLES.index(held) < ROLES.index(role):
        raise no_permission()
    return found


def book_for(state: State, call: DriveCall, role: str = "reader") -> Book:
    """The spreadsheet of the path. DriveError 403 for a folder, which has no content."""
    found = item_for(state, call, role)
    if isinstance(found, Folder):
        raise DriveError(403, "The operation is not supported for this item.", "forbidden")
    return found


def parents_of(item: Item) -> list[str]:
    """The folders an item lies in: one, since Drive allows no more."""
    return list(item.file.get("parents") or [root_of(item.file["owner"])])


def timestamp(seconds: float) -> str:
    """Drive's time format, UTC with milliseconds."""
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def file_of(item: Item, email: str) -> Json:
    """The file resource as this account sees it; where a file lies is shown to its owner only."""
    folder = isinstance(item, Folder)
    owner = item.file["owner"]
    resource: Json = {
        "kind": "drive#file",
        "id": item.file_id,
        "name": item.title,
        "mimeType": FOLDER if folder else SPREADSHEET,
        "createdTime": timestamp(item.file["created"]),
        "modifiedTime": timestamp(item.modified),
        "version": str(item.version),
        "trashed": item.file["trashed"],
        "webViewLink": (FOLDER_URL if folder else URL).format(item.file_id),
        "owners": [{"kind": "drive#user", "me": owner == email, "emailAddress": owner}],
        "ownedByMe": owner == email,
        "permissions": [permission_of(entry) for entry in item.file["permissions"]],
        "permissionIds": [entry["id"] for entry in item.file["permissions"]],
        "shared": len(item.file["permissions"]) > 1,
    }
    if owner == email:
        resource["parents"] = parents_of(item)
    return resource


def permission_of(entry: Json) -> Json:
    """The permission resource. `deleted` and `pendingOwner` are told of people (documented)."""
    told = {"deleted": False, "pendingOwner": False} if entry["type"] == "user" else {}
    return {"kind": "drive#permission", **told, **entry}


def facts_of(item: Item) -> Facts:
    """What a search may ask about an item."""
    entries = item.file["permissions"]
    return Facts(
        texts_of(FOLDER if isinstance(item, Folder) else SPREADSHEET, item.title, item.file["trashed"]),
        {"modifiedTime": item.modified, "createdTime": item.file["created"]},
        {
            "parents": frozenset(parents_of(item)),
            "owners": frozenset({item.file["owner"]}),
            "writers": emails(entries, frozenset({"writer", "owner"})),
            "readers": emails(entries, frozenset({"reader"})),
        },
    )


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
