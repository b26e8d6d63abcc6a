"""Which path and verb is which method, what its parameters are, and whether it counts as a read or a write."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from sandbox.sheets import calls, calls_values, masks
from sandbox.sheets.calls import Call
from sandbox.sheets.errors import bad
from sandbox.sheets.shapes import checked, parameter, unknown_parameter
from sandbox.sheets.state import State
from sandbox.wire import Request, Response

Json = dict[str, Any]
BOOK = r"/v4/spreadsheets/([^/:]+)"
SYSTEM = frozenset(
    {
        "$.xgafv",
        "access_token",
        "alt",
        "callback",
        "fields",
        "key",
        "oauth_token",
        "prettyPrint",
        "quotaUser",
        "uploadType",
        "upload_protocol",
    }
)
"""Parameters every method has. Only `fields` changes anything here."""
READ_OPTIONS = {
    "majorDimension": "<Dimension>",
    "valueRenderOption": "<ResponseValueRenderOption>",
    "dateTimeRenderOption": "<ResponseDateTimeRenderOption>",
}
WRITE_OPTIONS = {
    "valueInputOption": "<ValueInputOption>",
    "includeValuesInResponse": "bool",
    "responseValueRenderOption": "<ResponseValueRenderOption>",
    "responseDateTimeRenderOption": "<ResponseDateTimeRenderOption>",
}
MASKED = frozenset({"Spreadsheet", "BatchUpdateSpreadsheetResponse"})
"""Replies that are built under their mask, since whole they may be large."""
INSERT = ("OVERWRITE", "INSERT_ROWS")


@dataclass(frozen=True, slots=True)
class Method:
    """One method of Sheets v4. `body` is its message and the HTTP field that message fills ('' for the whole body)."""

    name: str
    verb: str
    path: str
    kind: str
    act: Callable[[State, Call], Json]
    reply: str
    params: Mapping[str, str] = field(default_factory=dict)
    body: tuple[str, str] | None = None

    def match(self, request: Request) -> tuple[str, ...] | None:
        """The path's parts, decoded, where this is the method asked for."""
        if request.method != self.verb:
            return None
        found = re.fullmatch(self.path, request.path)
        return None if found is None else tuple(unquote(part) for part in found.groups())


def _read(
    name: str, verb: str, path: str, act: Callable[[State, Call], Json], reply: str, **more: Any
) -> Method:
    return Method(name, verb, path, "read", act, reply, **more)


def _write(
    name: str, verb: str, path: str, act: Callable[[State, Call], Json], reply: str, **more: Any
) -> Method:
    return Method(name, verb, path, "write", act, reply, **more)


METHODS: tuple[Method, ...] = (
    _write(
        "spreadsheets.create",
        "POST",
        "/v4/spreadsheets",
        calls.create,
        "Spreadsheet",
        body=("Spreadsheet", "spreadsheet"),
    ),
    _read(
        "spreadsheets.get",
        "GET",
        BOOK,
        calls.get,
        "Spreadsheet",
        params={
            "ranges": "[str]",
            "includeGridData": "bool",
            "excludeTablesInBandedRanges": "bool",
            "commentsViewMode": "<CommentsViewMode>",
        },
    ),
    _read(
        "spreadsheets.getByDataFilter",
        "POST",
        BOOK + ":getByDataFilter",
        calls.get_by_data_filter,
        "Spreadsheet",
        body=("GetSpreadsheetByDataFilterRequest", ""),
    ),
    _write(
        "spreadsheets.batchUpdate",
        "POST",
        BOOK + ":batchUpdate",
        calls.batch_update,
        "BatchUpdateSpreadsheetResponse",
        body=("BatchUpdateSpreadsheetRequest", ""),
    ),
    _write(
        "spreadsheets.sheets.copyTo",
        "POST",
        BOOK + r"/sheets/(\d+):copyTo",
        calls.copy_to,
        "SheetProperties",
        body=("CopySheetToAnotherSpreadsheetRequest", ""),
    ),
    _read(
        "spreadsheets.developerMetadata.get",
        "GET",
        BOOK + r"/developerMetadata/(\d+)",
        calls.metadata_get,
        "DeveloperMetadata",
    ),
    _read(
        "spreadsheets.developerMetadata.search",
        "POST",
        BOOK + "/developerMetadata:search",
        calls.metadata_search,
        "SearchDeveloperMetadataResponse",
        body=("SearchDeveloperMetadataRequest", ""),
    ),
    _read(
        "spreadsheets.values.batchGet",
        "GET",
        BOOK + "/values:batchGet",
        calls_values.values_batch_get,
        "BatchGetValuesResponse",
        params={"ranges": "[str]", **READ_OPTIONS},
    ),
    _read(
        "spreadsheets.values.batchGetByDataFilter",
        "POST",
        BOOK + "/values:batchGetByDataFilter",
        calls_values.values_batch_get_by_filter,
        "BatchGetValuesByDataFilterResponse",
        body=("BatchGetValuesByDataFilterRequest", ""),
    ),
    _write(
        "spreadsheets.values.batchUpdate",
        "POST",
        BOOK + "/values:batchUpdate",
        calls_values.values_batch_update,
        "BatchUpdateValuesResponse",
        body=("BatchUpdateValuesRequest", ""),
    ),
    _write(
        "spreadsheets.values.batchUpdateByDataFilter",
        "POST",
        BOOK + "/values:batchUpdateByDataFilter",
        calls_values.values_batch_update_by_filter,
        "BatchUpdateValuesByDataFilterResponse",
        body=("BatchUpdateValuesByDataFilterRequest", ""),
    ),
    _write(
        "spreadsheets.values.batchClear",
        "POST",
        BOOK + "/values:batchClear",
        calls_values.values_batch_clear,
        "BatchClearValuesResponse",
        body=("BatchClearValuesRequest", ""),
    ),
    _write(
        "spreadsheets.values.batchClearByDataFilter",
        "POST",
        BOOK + "/values:batchClearByDataFilter",
        calls_values.values_batch_clear_by_filter,
        "BatchClearValuesByDataFilterResponse",
        body=("BatchClearValuesByDataFilterRequest", ""),
    ),
    _write(
        "spreadsheets.values.append",
        "POST",
        BOOK + "/values/([^/]+):append",
        calls_values.values_append,
        "AppendValuesResponse",
        params={**WRITE_OPTIONS, "insertDataOption": "insert"},
        body=("ValueRange", "data"),
    ),
    _write(
        "spreadsheets.values.clear",
        "POST",
        BOOK + "/values/([^/]+):clear",
        calls_values.values_clear,
        "ClearValuesResponse",
        body=("ClearValuesRequest", ""),
    ),
    _read(
        "spreadsheets.values.get",
        "GET",
        BOOK + "/values/([^/]+)",
        calls_values.values_get,
        "ValueRange",
        params=READ_OPTIONS,
    ),
    _write(
        "spreadsheets.values.update",
        "PUT",
        BOOK + "/values/([^/]+)",
        calls_values.values_update,
        "UpdateValuesResponse",
        params=WRITE_OPTIONS,
        body=("ValueRange", "data"),
    ),
)


def options_of(method: Method, request: Request) -> Json:
    """The checked query parameters. ApiError 400 for one the method does not have."""
    options: Json = {}
    for name, text in request.params():
        kind = method.params.get(name)
        if kind == "[str]":
            options.setdefault(name, []).append(text)
        elif kind == "insert":
            if text not in INSERT:
                raise bad(f"Invalid value at 'insert_data_option' (TYPE_ENUM), \"{text}\"")
            options[name] = text
        elif kind is not None:
            options[name] = parameter(name, kind, text)
        elif name == "fields":
            options["fields"] = text
        elif name not in SYSTEM:
            raise unknown_parameter(name)
    return options


def body_of(method: Method, request: Request) -> Json:
    """The checked body. ApiError 400 where it is no JSON or does not fit."""
    if method.body is None or not request.body.strip():
        return {}
    try:
        raw = request.json()
    except ValueError as error:
        raise bad(f"Invalid JSON payload received. {error}") from error
    message, at = method.body
    if raw is None:
        return {}
    body: Json = checked(message, raw, at)
    return body


@contextmanager
def collector_paused() -> Iterator[None]:
    """Without Python's cycle collector: a large call makes a hundred thousand objects, every few of which it would walk
    over the cells of all spreadsheets and find nothing, which takes as long as the call."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def answer(state: State, method: Method, path: tuple[str, ...], request: Request, email: str) -> Response:
    """The reply as it is sent."""
    with collector_paused():
        return Response.of_json(perform(state, method, path, request, email))


def perform(state: State, method: Method, path: tuple[str, ...], request: Request, email: str) -> Json:
    """Do it, and cut the reply to its mask."""
    options = options_of(method, request)
    tree = masks.of_reply(options.get("fields"), method.reply)
    reply = method.act(state, Call(email, path, options, tree, body_of(method, request)))
    if method.reply in MASKED:
        return reply
    kept: Json = masks.keep(reply, tree)
    return kept
