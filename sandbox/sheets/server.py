"""The local Google: which part answers a request, in which order it is checked, counted, disturbed and done.

Order: who asks (401), planned faults, quota (429), a person's planned edit and the call itself (nothing in between),
planned faults again.
"""

from __future__ import annotations

import random
import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from sandbox.guard import guarded
from sandbox.sheets import control, drive, methods
from sandbox.sheets.access import Account, Accounts, OAuthError
from sandbox.sheets.book import Book
from sandbox.sheets.cells import Formula, number
from sandbox.sheets.draft import shown
from sandbox.sheets.errors import ApiError, bad
from sandbox.sheets.faults import Faults
from sandbox.sheets.person import Person
from sandbox.sheets.quota import Quotas
from sandbox.sheets.state import ANYONE, State
from sandbox.sheets.store import Store
from sandbox.sheets.view import Views
from sandbox.sheets.view_edits import Edits
from sandbox.wire import Clock, Handler, Request, Response

Json = dict[str, Any]
SELLER = "penjual@example.com"
TOKEN_PATHS = frozenset({"/token", "/oauth2/v4/token", "/o/oauth2/token"})
"""The token endpoint of today, and those that older credential files name."""
NO_BOUNDARY = re.compile(r"/v1/projects/-/serviceAccounts/[^/]+/allowedLocations")
"""What google-auth asks before it uses a service account: whether it is bound to regions. None here is."""
NUMBERS = ("match", "never")


class SheetsServer:
    """Sheets v4, Drive v3 and the token endpoint as one plain function, with all its state.

    `state` is the SQLite file that survives a restart (None: memory only). `numbers` is how findReplace treats number
    cells. Safe to call from several threads; calls are done one after another.
    """

    def __init__(
        self,
        clock: Clock,
        rng: random.Random,
        state: Path | None = None,
        *,
        quotas: bool = True,
        numbers: str = "match",
        locale: str = "en_US",
    ) -> None:
        if numbers not in NUMBERS:
            raise ValueError(f"numbers must be one of {NUMBERS}")
        self._clock = clock
        self._lock = threading.RLock()
        self._store = Store(state) if state is not None else None
        self._state = State(clock, rng, self._store, numbers, locale)
        self._accounts = Accounts(rng, self._store)
        self._quotas = Quotas(quotas)
        self._views = Views()
        self._edits = Edits()
        self.faults = Faults(clock)
        self.handle: Handler = self._handle
        self.guarded: Handler = guarded(self._handle, _takes_other_types)

    # What the world uses

    def create_spreadsheet(
        self,
        title: str,
        locale: str = "en_US",
        time_zone: str = "Asia/Jakarta",
        sheets: list[str | Json] | None = None,
        *,
        shared: bool = True,
    ) -> str:
        """A spreadsheet of the seller's; `sheets` are titles or SheetProperties. Returns its id.

        `shared`: every account may edit it; otherwise share it with `share`.
        """
        with self._lock:
            tabs: list[Json] = [{"title": tab} if isinstance(tab, str) else tab for tab in sheets or []]
            props = {"title": title, "locale": locale, "timeZone": time_zone}
            book = self._state.create(props, tabs, SELLER)
            if shared:
                self._state.change_file(
                    book, {**book.file, "permissions": [*book.file["permissions"], ANYONE]}
                )
            return book.book_id

    def share(self, spreadsheet_id: str, account: str, role: str = "writer") -> None:
        """Let an account read ('reader') or edit ('writer') a spreadsheet, or neither ('none')."""
        with self._lock:
            email = self._accounts[account].email
            book = self._book(spreadsheet_id)
            rest = [entry for entry in book.file["permissions"] if entry.get("emailAddress") != email]
            mine = {"id": f"of-{account}", "type": "user", "emailAddress": email, "role": role}
            self._state.change_file(
                book, {**book.file, "permissions": rest if role == "none" else [*rest, mine]}
            )

    def add_account(self, name: str, *, service: bool = False) -> Json:
        """A new Google account. Returns authorized_user (or service_account) info without the server's address."""
        with self._lock:
            return _info(self._accounts.add(name, service))

    def credentials(self, name: str, url: str) -> Json:
        """The same with `token_uri` at this address, as a client's credential file holds it. KeyError if unknown."""
        with self._lock:
            return {**_info(self._accounts[name]), "token_uri": f"{url.rstrip('/')}/token"}

    def has_account(self, name: str) -> bool:
        """Whether there is an account of that name."""
        return name in self._accounts

    def expire_tokens(self) -> None:
        """Every access token handed out so far is refused from now on."""
        with self._lock:
            self._accounts.expire_tokens()

    def counts(self) -> dict[str, dict[str, int]]:
        """Calls of Sheets per account since the start: {account: {"reads": n, "writes": n}}."""
        with self._lock:
            none = {"reads": 0, "writes": 0}
            return {name: none.copy() for name in self._accounts.names()} | self._quotas.counts()

    def set_options(
        self, quotas: bool | None = None, numbers: str | None = None, per_user: int | None = None
    ) -> Json:
        """Change how the server behaves; the options as they are then. `per_user` is an account's calls of a kind in a
        minute; a project has five times as many."""
        with self._lock:
            if numbers is not None and numbers not in NUMBERS:
                raise ValueError(f"numbers must be one of {NUMBERS}")
            if per_user is not None and per_user < 1:
                raise ValueError("per_user must be positive")
            self._state.numbers = numbers or self._state.numbers
            self._quotas.on = self._quotas.on if quotas is None else quotas
            self._quotas.per_user = per_user or self._quotas.per_user
            return {
                "quotas": self._quotas.on,
                "numbers": self._state.numbers,
                "per_user": self._quotas.per_user,
            }

    def api_key(self, name: str) -> str:
        """The API key of this account's project, with which whatever is public can be read. KeyError if unknown."""
        with self._lock:
            return self._accounts[name].api_key

    def spreadsheets(self) -> list[Json]:
        """Every spreadsheet: [{spreadsheetId, title}]."""
        with self._lock:
            return [
                {"spreadsheetId": book.book_id, "title": book.title} for book in self._state.books.values()
            ]

    def person(self, spreadsheet_id: str, name: str = "orang") -> Person:
        """Somebody with this spreadsheet open. KeyError if there is none."""
        self._book(spreadsheet_id)
        email = f"{name}@example.com"

        def change(work: Callable[..., Any]) -> Any:
            with self._lock:
                return self._state.change(self._book(spreadsheet_id), email, work)

        def look(work: Callable[[Book], Any]) -> Any:
            with self._lock:
                return work(self._book(spreadsheet_id))

        return Person(name, email, lambda: self._book(spreadsheet_id), look, change)

    def export(self, spreadsheet_id: str) -> Json:
        """All there is to see: per tab `values` as shown and `entered` as typed (numbers, texts, formulas), trimmed."""
        with self._lock:
            book = self._book(spreadsheet_id)
            tabs = [
                {
                    "sheetId": sheet.sheet_id,
                    "title": sheet.title,
                    "hidden": sheet.hidden,
                    "rowCount": sheet.grid.row_count,
                    "columnCount": sheet.grid.column_count,
                    "values": [
                        [shown(cell, book.locale) for cell in sheet.grid.cells_of(r)]
                        for r in _used(sheet.grid.rows)
                    ],
                    "entered": [
                        [_entered(cell.value) for cell in sheet.grid.cells_of(r)]
                        for r in _used(sheet.grid.rows)
                    ],
                }
                for sheet in book.sheets
            ]
            return {"spreadsheetId": book.book_id, "title": book.title, "locale": book.locale, "sheets": tabs}

    def view(self, spreadsheet_id: str, sheet_id: int | None, *, since: int = 0, born: str = "") -> Json:
        """What a page that saw stamp `since` of the view `born` has to be told of a tab. KeyError if there is none."""
        with self._lock:
            now = self._clock.now()
            return self._views.answer(self._book(spreadsheet_id), sheet_id, since, born, now)

    def edit(self, spreadsheet_id: str, body: Json, name: str = "penjual") -> Json:
        """What a person does on the page. ApiError, Rejected, Stale where it is refused; then nothing has changed."""
        with self._lock:
            return self._edits.do(spreadsheet_id, self.person(spreadsheet_id, name), body)

    def save(self) -> None:
        """Bring everything into the state file. Each change is there already; this empties SQLite's log into it."""
        with self._lock:
            if self._store is not None:
                self._store.settle()

    def close(self) -> None:
        """Let go of the state file."""
        with self._lock:
            if self._store is not None:
                self._store.settle()
                self._store.close()

    def _book(self, spreadsheet_id: str) -> Book:
        return self._state.books[spreadsheet_id]

    # What clients see

    def _handle(self, request: Request) -> Response:
        if request.path.startswith(control.PREFIX):
            return control.handle(self, request)
        if request.path in TOKEN_PATHS:
            return self._disturbed("token", "token", None, lambda: self._token(request))
        if NO_BOUNDARY.fullmatch(request.path) and request.method == "GET":
            return Response.of_json({"locations": [], "encodedLocations": "0x0"})
        try:
            found = self._route(request)
            with self._lock:
                account = self._caller(request)
        except ApiError as error:
            return error.response()
        name, kind, act = found
        return self._disturbed(name, kind, account, lambda: act(account))

    def _caller(self, request: Request) -> Account:
        """Whose token or API key a request carries. ApiError 400 or 401."""
        key = request.headers.get("x-goog-api-key") or dict(request.params()).get("key")
        if key is not None and "authorization" not in request.headers:
            return self._accounts.by_key(key, request.method == "GET")
        return self._accounts.caller(request.headers.get("authorization"), self._clock.now())

    def _route(self, request: Request) -> tuple[str, str, Callable[[Account], Response]]:
        """The method asked for: its name, kind, and what does it. ApiError 400 where there is none."""
        for method in methods.METHODS:
            path = method.match(request)
            if path is not None:
                return (
                    method.name,
                    method.kind,
                    lambda account, method=method, path=path: methods.answer(
                        self._state, method, path, request, account.email
                    ),
                )
        found = drive.route(request)
        if found is None:
            raise bad(f"{request.method} {request.path} is not supported by this local server.")
        name, drive_act, parts = found
        return (
            name,
            "drive",
            lambda account: drive.perform(self._state, drive_act, parts, request, account.email),
        )

    def _disturbed(
        self, name: str, kind: str, account: Account | None, act: Callable[[], Response]
    ) -> Response:
        """The call with what is planned against it. Raises ConnectionCut."""
        who = account.name if account is not None else None
        early = self.faults.before(name, kind, who)
        if early is not None:
            return early
        with self._lock:
            try:
                if account is not None and kind in {"read", "write"}:
                    self._quotas.take(account.name, kind, self._clock.now())
                self.faults.edit(name, kind, who)
                response = act()
            except ApiError as error:
                response = error.response()
        return self.faults.after(name, kind, who, response)

    def _token(self, request: Request) -> Response:
        if request.method != "POST":
            return bad(f"{request.method} /token is not supported.").response()
        form = dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))
        try:
            return Response.of_json(self._accounts.grant(form, self._clock.now()))
        except OAuthError as error:
            return Response.of_json(error.body, error.status)


def _takes_other_types(request: Request) -> bool:
    """The token form and file uploads, as on the real wire."""
    return request.path in TOKEN_PATHS or request.path.startswith("/upload/")


def _info(account: Account) -> Json:
    if account.key is not None:
        return {
            "type": "service_account",
            "project_id": "local",
            "private_key_id": account.client_id[:24],
            "private_key": account.key,
            "client_email": account.email,
            "client_id": account.client_id,
        }
    return {
        "type": "authorized_user",
        "account": account.email,
        "client_id": account.client_id,
        "client_secret": account.client_secret,
        "refresh_token": account.refresh_token,
    }


def _used(rows: list[Any]) -> range:
    """Rows up to the last that holds cells."""
    last = len(rows)
    while last and (rows[last - 1] is None or not rows[last - 1].cells):
        last -= 1
    return range(last)


def _entered(value: Any) -> Any:
    if isinstance(value, Formula):
        return value.text
    return number(value) if isinstance(value, float) else value
