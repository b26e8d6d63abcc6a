"""The spreadsheets and folders as files: how Drive v3 lists, describes, makes, moves, copies and deletes them."""

from __future__ import annotations

from typing import Any

from sandbox.sheets.access import ROLES, role_of
from sandbox.sheets.draft import Draft
from sandbox.sheets.drive_items import (
    DEFAULT_FILE,
    FOLDER,
    SPREADSHEET,
    DriveCall,
    Item,
    book_for,
    facts_of,
    file_of,
    item_for,
    masked,
    no_permission,
    not_found,
    parents_of,
)
from sandbox.sheets.drive_query import search
from sandbox.sheets.errors import DriveError
from sandbox.sheets.folder import Folder, root_of
from sandbox.sheets.requests.tabs import copied_sheet
from sandbox.sheets.state import State

Json = dict[str, Any]
ORDERS = {"name", "modifiedTime", "createdTime", "recency"}


def files_list(state: State, call: DriveCall) -> Json:
    everything: list[Item] = [*state.books.values(), *state.folders.values()]
    found = [item for item in everything if role_of(item.file, call.email) is not None]
    query = call.params.get("q", "").strip()
    if query:
        test = search(query, {"root": root_of(call.email), "me": call.email})
        found = [item for item in found if test(facts_of(item))]
    _sort(found, call.params.get("orderBy", "recency"))
    start = int(call.params["pageToken"]) if call.params.get("pageToken", "").isdecimal() else 0
    size = (
        min(max(int(call.params["pageSize"]), 1), 1000)
        if call.params.get("pageSize", "").isdecimal()
        else 100
    )
    listing: Json = {"kind": "drive#fileList", "incompleteSearch": False}
    if start + size < len(found):
        listing["nextPageToken"] = str(start + size)
    listing["files"] = [file_of(item, call.email) for item in found[start : start + size]]
    return masked(listing, call, f"kind,incompleteSearch,nextPageToken,files({DEFAULT_FILE})")


def _sort(found: list[Item], order: str) -> None:
    """In place. `recency` is newest first; the others rise unless `desc` is said (documented)."""
    for part in reversed(order.split(",")):
        name, _, how = part.strip().partition(" ")
        if name not in ORDERS or how not in {"", "desc"}:
            raise DriveError(400, f"Sorting by {name} is not supported by this local server.", "invalid")
        if name == "name":
            found.sort(key=lambda item: item.title.casefold(), reverse=how == "desc")
        elif name == "createdTime":
            found.sort(key=lambda item: float(item.file["created"]), reverse=how == "desc")
        else:
            found.sort(key=lambda item: item.modified, reverse=(how == "desc") != (name == "recency"))


def files_get(state: State, call: DriveCall) -> Json:
    return masked(file_of(item_for(state, call), call.email), call, DEFAULT_FILE)


def _parents(state: State, call: DriveCall, body: Json) -> list[str] | None:
    """The folder a body asks for, which the caller must be able to write to; None where it names none."""
    wanted = body.get("parents")
    if not wanted:
        return None
    if not isinstance(wanted, list) or len(wanted) != 1:
        raise DriveError(400, "A shared drive item must have exactly one parent.", "invalid", "parents")
    return [_folder(state, call, str(wanted[0]))]


def _folder(state: State, call: DriveCall, folder_id: str) -> str:
    root = root_of(call.email)
    if folder_id in {"root", root}:
        return root
    folder = state.folders.get(folder_id)
    held = role_of(folder.file, call.email) if folder is not None else None
    if held is None:
        raise not_found(folder_id)
    if ROLES.index(held) < ROLES.index("writer"):
        raise no_permission()
    return folder_id


def files_create(state: State, call: DriveCall) -> Json:
    body = call.json()
    parents = _parents(state, call, body)
    name = str(body.get("name", "Untitled"))
    made: Item
    if body.get("mimeType") == FOLDER:
        made = state.create_folder(name, call.email, parents)
    elif body.get("mimeType") == SPREADSHEET:
        made = state.create({"title": name}, [], call.email, parents)
    else:
        raise DriveError(
            400, "Only spreadsheets and folders can be created on this local server.", "invalid", "mimeType"
        )
    return masked(file_of(made, call.email), call, DEFAULT_FILE)


def files_update(state: State, call: DriveCall) -> Json:
    body = call.json()
    item = item_for(state, call, "writer")
    if "name" in body:
        title = str(body["name"])
        if not title:
            raise DriveError(400, "Invalid Value", "invalid", "name")
        item = _renamed(state, call, item, title)
    file = dict(item.file)
    if "trashed" in body:
        file["trashed"] = bool(body["trashed"])
    if "addParents" in call.params:
        file["parents"] = [_folder(state, call, call.params["addParents"])]
    elif call.params.get("removeParents", "") in parents_of(item):
        # Documented: a file left without a parent goes to the root.
        file["parents"] = [root_of(file["owner"])]
    if file != item.file:
        item = state.change_file(item, file)
    return masked(file_of(item, call.email), call, DEFAULT_FILE)


def _renamed(state: State, call: DriveCall, item: Item, title: str) -> Item:
    if isinstance(item, Folder):
        return state.rename_folder(item, title)

    def rename(draft: Draft) -> None:
        draft.book.props = {**draft.book.props, "title": title}

    state.change(item, call.email, rename)
    return state.books[item.book_id]


def files_copy(state: State, call: DriveCall) -> Json:
    source = book_for(state, call)
    body = call.json()
    title = str(body.get("name") or f"Copy of {source.title}")
    # Documented: without a folder of its own a copy lies where the original does, if the caller can write there.
    parents = _parents(state, call, body)
    if parents is None and call.email == source.file["owner"]:
        parents = source.file.get("parents")
    book = state.create({**source.props, "title": title}, [{"sheetId": 0}], call.email, parents)

    def fill(draft: Draft) -> None:
        draft.book.sheets = []
        for sheet in source.sheets:
            twin = copied_sheet(draft, sheet, sheet.sheet_id, sheet.title)
            twin.props = sheet.props
            draft.book.sheets.append(twin)
        draft.book.named = list(source.named)
        draft.book.metadata = list(source.metadata)

    state.change(book, call.email, fill)
    return masked(file_of(state.books[book.book_id], call.email), call, DEFAULT_FILE)


def files_delete(state: State, call: DriveCall) -> None:
    """A folder goes with everything of the caller's that lies in it (documented)."""
    gone = item_for(state, call, "owner")
    if not isinstance(gone, Folder):
        state.delete(gone.book_id)
        return
    inside: list[Item] = [*state.books.values(), *state.folders.values()]
    for item in inside:
        if item.file.get("parents") == [gone.file_id] and item.file["owner"] == call.email:
            files_delete(state, DriveCall(call.email, (item.file_id,), {}, call.request))
    state.delete_folder(gone.file_id)
