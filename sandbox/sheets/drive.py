"""Which path and verb is which method of Drive v3, as far as a spreadsheet client asks.

Unknown query parameters are taken silently, as recorded.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from sandbox.sheets import drive_comments, drive_csv, drive_files, drive_permissions
from sandbox.sheets.drive_items import DriveCall
from sandbox.sheets.state import State
from sandbox.wire import Request, Response

Json = dict[str, Any]
FILE = r"/drive/v3/files/([^/]+)"
Act = Callable[[State, DriveCall], Json | Response | None]
ROUTES: tuple[tuple[str, str, str, Act], ...] = (
    ("drive.files.list", "GET", "/drive/v3/files", drive_files.files_list),
    ("drive.files.create", "POST", "/drive/v3/files", drive_files.files_create),
    ("drive.files.get", "GET", FILE, drive_files.files_get),
    ("drive.files.update", "PATCH", FILE, drive_files.files_update),
    ("drive.files.delete", "DELETE", FILE, drive_files.files_delete),
    ("drive.files.copy", "POST", FILE + "/copy", drive_files.files_copy),
    ("drive.files.export", "GET", FILE + "/export", drive_csv.files_export),
    ("drive.files.import", "PUT", r"/upload/drive/v2/files/([^/]+)", drive_csv.files_import),
    ("drive.comments.list", "GET", FILE + "/comments", drive_comments.comments_list),
    ("drive.comments.create", "POST", FILE + "/comments", drive_comments.comments_create),
    ("drive.permissions.list", "GET", FILE + "/permissions", drive_permissions.permissions_list),
    ("drive.permissions.create", "POST", FILE + "/permissions", drive_permissions.permissions_create),
    ("drive.permissions.get", "GET", FILE + "/permissions/([^/]+)", drive_permissions.permissions_get),
    (
        "drive.permissions.update",
        "PATCH",
        FILE + "/permissions/([^/]+)",
        drive_permissions.permissions_update,
    ),
    (
        "drive.permissions.delete",
        "DELETE",
        FILE + "/permissions/([^/]+)",
        drive_permissions.permissions_delete,
    ),
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
