"""What another process may ask of the local Google besides Google's own calls: faults, people, counts, spreadsheets.

All under `/_control/`, JSON in and out:

| call | body | answer |
|---|---|---|
| GET counts | | `{account: {reads, writes}}` |
| POST faults | `{kind, method?, count?, after?, status?, seconds?, account?}` | `{pending, refused}` |
| GET, DELETE faults | | `{pending, refused}`: calls still to be met, planned edits the sheet would not take |
| GET spreadsheets | | `[{spreadsheetId, title}]` |
| POST spreadsheets | `{title, locale?, timeZone?, sheets?}` | `{spreadsheetId}` |
| GET spreadsheets/ID | | the export |
| POST accounts | `{name, service?}` | the credentials, `token_uri` included |
| POST person | `{spreadsheetId, action, args, name?, when?: "now" or "before_next_write"}` | `{result}` |
| GET view?spreadsheetId=&sheetId=&since=&born= | | what a page has to be told of a tab (`sandbox.sheets.view`) |
| POST edit | `{spreadsheetId, name?, do, ...}` | what a person does on the page (`sandbox.sheets.view_edits`) |
| POST options | `{quotas?, numbers?, per_user?}` | the options |
| POST expire_tokens | | `{}` |
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sandbox.sheets.errors import ApiError, bad
from sandbox.sheets.faults import Fault
from sandbox.sheets.person import Person, Rejected
from sandbox.sheets.view_rows import Stale
from sandbox.wire import Request, Response

if TYPE_CHECKING:
    from sandbox.sheets.server import SheetsServer

Json = dict[str, Any]
PREFIX = "/_control/"
FAULT_FIELDS = frozenset({"kind", "method", "count", "after", "status", "seconds", "account"})
ACTIONS = frozenset(name for name in vars(Person) if not name.startswith("_")) - {
    "tab",
    "change",
    "look",
    "read_book",
    "obey",
}


def handle(server: SheetsServer, request: Request) -> Response:
    """Answer a control call; 400 for one that is none, with the reason."""
    try:
        body = request.json() if request.body.strip() else {}
        if not isinstance(body, dict):
            raise bad("The body must be a JSON object.")
        return Response.of_json(_answer(server, request, body))
    except ApiError as error:
        return error.response()
    except (Rejected, Stale) as error:
        return ApiError(409, str(error)).response()
    except (KeyError, TypeError, ValueError) as error:
        return bad(f"{type(error).__name__}: {error}").response()


def _answer(server: SheetsServer, request: Request, body: Json) -> Any:
    what = request.path.removeprefix(PREFIX)
    book = re.fullmatch(r"spreadsheets/([^/]+)", what)
    if request.method == "GET" and book is not None:
        return server.export(book[1])
    act = ROUTES.get((request.method, what))
    if act is None:
        raise bad(f"There is no control call {request.method} {request.path}")
    return act(server, request, body)


def _counts(server: SheetsServer, _: Request, __: Json) -> Any:
    return server.counts()


def _plan(server: SheetsServer, request: Request, body: Json) -> Any:
    unknown = sorted(body.keys() - FAULT_FIELDS)
    if unknown or body.get("kind") == "edit":
        raise bad(
            f"A fault has no {unknown[0]}." if unknown else "Edits are planned as a person's, with `when`."
        )
    server.faults.plan(Fault(**body))
    return _pending(server, request, body)


def _pending(server: SheetsServer, _: Request, __: Json) -> Any:
    return {"pending": server.faults.pending(), "refused": server.faults.refused}


def _clear(server: SheetsServer, request: Request, body: Json) -> Any:
    server.faults.clear()
    return _pending(server, request, body)


def _list(server: SheetsServer, _: Request, __: Json) -> Any:
    return server.spreadsheets()


def _create(server: SheetsServer, _: Request, body: Json) -> Any:
    given = {"locale": body.get("locale", "en_US"), "time_zone": body.get("timeZone", "Asia/Jakarta")}
    return {"spreadsheetId": server.create_spreadsheet(body["title"], sheets=body.get("sheets"), **given)}


def _account(server: SheetsServer, request: Request, body: Json) -> Any:
    server.add_account(body["name"], service=bool(body.get("service")))
    return server.credentials(body["name"], f"http://{request.headers.get('host', '127.0.0.1')}")


def _person(server: SheetsServer, _: Request, body: Json) -> Any:
    action = body["action"]
    if action not in ACTIONS:
        raise bad(f"A person cannot {action}; possible: {', '.join(sorted(ACTIONS))}")
    act = getattr(server.person(body["spreadsheetId"], body.get("name", "orang")), action)
    args = body.get("args", [])
    named, listed = (args, []) if isinstance(args, dict) else ({}, args)
    when = body.get("when", "now")
    if when == "before_next_write":
        server.faults.before_next_write(lambda: act(*listed, **named), method=body.get("method", "writes"))
        return {"result": None}
    if when != "now":
        raise bad("`when` is now or before_next_write.")
    return {"result": act(*listed, **named)}


def _view(server: SheetsServer, request: Request, _: Json) -> Any:
    asked = dict(request.params())
    sheet = asked.get("sheetId")
    since = int(asked.get("since") or 0)
    return server.view(
        asked["spreadsheetId"], int(sheet) if sheet else None, since=since, born=asked.get("born", "")
    )


def _edit(server: SheetsServer, _: Request, body: Json) -> Any:
    return server.edit(body["spreadsheetId"], body, body.get("name", "penjual"))


def _options(server: SheetsServer, _: Request, body: Json) -> Any:
    return server.set_options(**body)


def _expire(server: SheetsServer, _: Request, __: Json) -> Any:
    server.expire_tokens()
    return {}


ROUTES: dict[tuple[str, str], Callable[[SheetsServer, Request, Json], Any]] = {
    ("GET", "counts"): _counts,
    ("POST", "faults"): _plan,
    ("GET", "faults"): _pending,
    ("DELETE", "faults"): _clear,
    ("GET", "spreadsheets"): _list,
    ("POST", "spreadsheets"): _create,
    ("POST", "accounts"): _account,
    ("POST", "person"): _person,
    ("GET", "view"): _view,
    ("POST", "edit"): _edit,
    ("POST", "options"): _options,
    ("POST", "expire_tokens"): _expire,
}
