"""Who may do what with a file: Drive's permissions, and how a file gets another owner.

| ownership | answer | source |
|---|---|---|
| a new permission or an update to `owner` without `transferOwnership=true` | 403 | documented |
| the owner marks a writer as `pendingOwner` | it may accept | documented |
| that account updates its own permission to `owner` | it owns the file, the old owner stays a writer | documented |
| the owner names another owner at once | the same (inside one organisation) | documented |
| anybody else | 403 | documented |
| the owner is named as owner again | nothing changes | guessed: gspread's `copy_permissions` does so |
"""

from __future__ import annotations

from typing import Any

from sandbox.sheets.access import ROLES
from sandbox.sheets.drive_items import DriveCall, Item, item_for, masked, no_permission, permission_of
from sandbox.sheets.errors import DriveError
from sandbox.sheets.state import State, permission

Json = dict[str, Any]
DEFAULT_PERMISSION = "kind,id,type,role"


def permissions_list(state: State, call: DriveCall) -> Json:
    item = item_for(state, call)
    listing = {
        "kind": "drive#permissionList",
        "permissions": [permission_of(entry) for entry in item.file["permissions"]],
    }
    return masked(listing, call, f"kind,nextPageToken,permissions({DEFAULT_PERMISSION})")


def permissions_create(state: State, call: DriveCall) -> Json:
    body = call.json()
    item = item_for(state, call, "writer")
    kind, role, email = body.get("type"), body.get("role"), body.get("emailAddress")
    if kind not in {"user", "group", "domain", "anyone"}:
        raise DriveError(400, "The permission type field is required.", "required", "permission.type")
    held = [one for one in item.file["permissions"] if one.get("emailAddress") == (email or "nobody")]
    if role == "owner" and held and held[0]["role"] == "owner":
        return masked(permission_of(held[0]), call, DEFAULT_PERMISSION)
    role = _checked_role(role, call)
    if kind in {"user", "group"} and not email:
        raise DriveError(
            400, "The specified emailAddress is invalid or not applicable.", "invalidSharingRequest"
        )
    entry: Json = {"id": "anyoneWithLink", "type": kind, "role": role}
    if kind in {"user", "group"}:
        permission_id = held[0]["id"] if held else str(state.rng.randrange(10**19, 10**20))
        entry = {**permission(permission_id, str(email), role), "type": kind}
    elif kind == "domain":
        entry = {"id": str(state.rng.randrange(10**19, 10**20)), "type": kind, "role": role}
        entry["domain"] = str(body.get("domain", ""))
    rest = [one for one in item.file["permissions"] if one["id"] != entry["id"]]
    file = {**item.file, "permissions": [*rest, entry]}
    if role == "owner":
        file = _handed_over(file, entry, call)
    state.change_file(item, file)
    return masked(permission_of(entry), call, DEFAULT_PERMISSION)


def _checked_role(role: Any, call: DriveCall) -> str:
    """The role, which must be one that the caller may give."""
    if role not in ROLES:
        raise DriveError(400, "The permission role field is required.", "required", "permission.role")
    if role == "owner" and not call.flag("transferOwnership"):
        raise DriveError(
            403,
            "The transferOwnership parameter must be enabled when the permission role is 'owner'.",
            "forbidden",
            "transferOwnership",
        )
    return str(role)


def _handed_over(file: Json, entry: Json, call: DriveCall) -> Json:
    """The file with another owner. DriveError 403 unless its owner asks, or the one who may accept."""
    accepts = bool(entry.get("pendingOwner")) and entry.get("emailAddress") == call.email
    if entry["type"] != "user" or not (accepts or call.email == file["owner"]):
        raise no_permission()
    new = {name: value for name, value in entry.items() if name != "pendingOwner"} | {"role": "owner"}
    changed = []
    for one in file["permissions"]:
        if one["id"] == entry["id"]:
            changed.append(new)
        elif one["role"] == "owner":
            changed.append({**one, "role": "writer"})
        else:
            changed.append(one)
    rest = {name: value for name, value in file.items() if name != "parents"}
    return {**rest, "owner": entry["emailAddress"], "permissions": changed}


def _permission(item: Item, call: DriveCall) -> Json:
    for entry in item.file["permissions"]:
        if entry["id"] == call.path[1]:
            return dict(entry)
    raise DriveError(404, f"Permission not found: {call.path[1]}.", location="permissionId")


def permissions_get(state: State, call: DriveCall) -> Json:
    return masked(permission_of(_permission(item_for(state, call), call)), call, DEFAULT_PERMISSION)


def permissions_update(state: State, call: DriveCall) -> Json:
    item = item_for(state, call, "writer")
    old, body = _permission(item, call), call.json()
    role = _checked_role(body.get("role"), call)
    if role == "owner":
        state.change_file(item, _handed_over(item.file, old, call))
        return masked(permission_of({**old, "role": "owner"}), call, DEFAULT_PERMISSION)
    new = {**old, "role": role}
    new.pop("pendingOwner", None)
    if body.get("pendingOwner"):
        if call.email != item.file["owner"] or old["type"] != "user" or role != "writer":
            raise no_permission()
        new["pendingOwner"] = True
    entries = [new if entry["id"] == old["id"] else entry for entry in item.file["permissions"]]
    state.change_file(item, {**item.file, "permissions": entries})
    return masked(permission_of(new), call, DEFAULT_PERMISSION)


def permissions_delete(state: State, call: DriveCall) -> None:
    item = item_for(state, call, "writer")
    gone = _permission(item, call)
    if gone["role"] == "owner":
        raise DriveError(403, "The owner of a file cannot be removed.", "cannotRemoveOwner")
    entries = [entry for entry in item.file["permissions"] if entry["id"] != gone["id"]]
    state.change_file(item, {**item.file, "permissions": entries})
