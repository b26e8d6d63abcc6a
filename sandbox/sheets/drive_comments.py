"""Comments on a file: Drive's list of them, and a new one.

A comment here is text by somebody at a time; replies, anchors' meaning and resolving are not played.
"""

from __future__ import annotations

from typing import Any

from sandbox.sheets.drive_items import DriveCall, book_for, masked, timestamp
from sandbox.sheets.errors import DriveError
from sandbox.sheets.state import State

Json = dict[str, Any]


def _needs_fields(call: DriveCall) -> None:
    """Documented: the methods on comments answer nothing unless told which fields to send."""
    if "fields" not in call.params:
        raise DriveError(
            400,
            "The 'fields' parameter is required for this method.",
            "required",
            "fields",
        )


def _comment_of(entry: Json, email: str) -> Json:
    rest = {name: value for name, value in entry.items() if name not in {"author", "time"}}
    return {
        "kind": "drive#comment",
        "createdTime": timestamp(entry["time"]),
        "modifiedTime": timestamp(entry["time"]),
        "author": {"kind": "drive#user", "displayName": entry["author"], "me": entry["author"] == email},
        "deleted": False,
        "resolved": False,
        "replies": [],
        **rest,
    }


def comments_list(state: State, call: DriveCall) -> Json:
    book = book_for(state, call)
    _needs_fields(call)
    comments = [_comment_of(entry, call.email) for entry in book.file.get("comments", [])]
    return masked({"kind": "drive#commentList", "comments": comments}, call, "*")


def comments_create(state: State, call: DriveCall) -> Json:
    book = book_for(state, call, "commenter")
    _needs_fields(call)
    body = call.json()
    content = body.get("content")
    if not isinstance(content, str) or not content:
        raise DriveError(400, "The content field is required.", "required", "comment.content")
    entry: Json = {
        "id": "AAA" + "".join(state.rng.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", k=8)),
        "content": content,
        "htmlContent": content.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
        "author": call.email,
        "time": state.clock.now(),
    }
    if isinstance(body.get("anchor"), str):
        entry["anchor"] = body["anchor"]
    state.change_file(book, {**book.file, "comments": [*book.file.get("comments", []), entry]})
    return masked(_comment_of(entry, call.email), call, "*")
