"""How Google is called: what is tried again, what a missing answer means, and what never leaves this machine."""

from __future__ import annotations

import io
import json
import random
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from gateway_stage import GoogleStage, HandClock
from requests.adapters import BaseAdapter

from engine.errors import SettingsError, SheetError, SheetRefused, SheetUnavailable, SheetUnknown
from engine.http import Retry
from engine.sheets import requests as ask
from engine.sheets.base import Gateway
from engine.sheets.gspread_gateway import Access, GspreadGateway, credentials_of, shortened
from sandbox.sheets import SheetsServer
from sandbox.wire import Request

STATE = ["'Sheet1'!A1:B2"]


@pytest.fixture
def stage(google_stage: GoogleStage) -> GoogleStage:
    return google_stage


@pytest.fixture
def gateway(stage: GoogleStage) -> Gateway:
    return stage.gateway()


def info_of(stage: GoogleStage) -> dict[str, Any]:
    stage.gateway()
    return dict(stage.server.credentials("engine", stage.url))


def made(stage: GoogleStage, info: dict[str, Any], url: str | None = None, **options: Any) -> GspreadGateway:
    path = stage.folder / "other.json"
    path.write_text(json.dumps(info), encoding="utf-8")
    access = Access(stage.book, path, stage.url if url is None else url)
    gateway = GspreadGateway(access, stage.clock, random.Random(1), **options)
    stage.gateways.append(gateway)
    return gateway


@pytest.mark.parametrize("fault", ["429", "500", "503", "cut", "html"])
def test_a_read_is_tried_again(stage: GoogleStage, gateway: Gateway, fault: str) -> None:
    gateway.values(STATE)
    faults = stage.server.faults
    if fault == "cut":
        faults.cut(2, method="reads")
    elif fault == "html":
        faults.html(2, method="reads")
    else:
        faults.status(int(fault), 2, method="reads")
    assert gateway.values(STATE) == ((),)
    assert len(stage.clock.waits) == 2
    assert 0.5 <= stage.clock.waits[0] <= 1.0 <= stage.clock.waits[1] <= 2.0


def test_a_read_is_given_up_after_a_few_attempts(stage: GoogleStage, gateway: Gateway) -> None:
    gateway.values(STATE)
    before = stage.calls()[0]
    stage.server.faults.status(503, 99, method="reads", after=True)
    with pytest.raises(SheetUnavailable):
        gateway.values(STATE)
    assert stage.calls()[0] - before == 4


@pytest.mark.parametrize(
    ("fault", "error", "landed"),
    [
        ("429 before", SheetUnavailable, False),
        ("503 before", SheetUnknown, False),
        ("503 after", SheetUnknown, True),
        ("cut before", SheetUnknown, False),
        ("cut after", SheetUnknown, True),
        ("html before", SheetUnknown, False),
    ],
)
def test_a_write_is_sent_once(
    stage: GoogleStage, gateway: Gateway, fault: str, error: type[SheetError], landed: bool
) -> None:
    gateway.values(STATE)
    what, when = fault.split()
    if what == "cut":
        stage.server.faults.cut(method="writes", after=when == "after")
    elif what == "html":
        stage.server.faults.html(method="writes")
    else:
        stage.server.faults.status(int(what), method="writes", after=when == "after")
    with pytest.raises(SheetError) as caught:
        gateway.apply([ask.put(0, 0, 0, [["x"]])])
    assert type(caught.value) is error
    assert stage.clock.waits == []
    assert stage.person.read("Sheet1", "A1") == [["x" if landed else ""]]


def test_an_access_token_that_expired_is_renewed(stage: GoogleStage, gateway: Gateway) -> None:
    gateway.values(STATE)
    stage.server.expire_tokens()
    assert gateway.values(STATE) == ((),)
    stage.server.expire_tokens()
    gateway.apply([ask.put(0, 0, 0, [["x"]])])


def test_a_sign_in_that_is_refused_says_so_and_keeps_the_secret(stage: GoogleStage) -> None:
    info = {**info_of(stage), "refresh_token": "s3cret-of-the-seller"}
    with pytest.raises(SheetRefused) as caught:
        made(stage, info).values(STATE)
    assert caught.value.params == {"status": 401}
    assert "s3cret" not in f"{caught.value!s} {caught.value!r} {caught.value.__cause__!r}"


def test_a_spreadsheet_that_is_not_there_is_refused(stage: GoogleStage) -> None:
    with pytest.raises(SheetRefused) as caught:
        stage.gateway(book="none-of-that-name").book()
    assert caught.value.params == {"status": 404}


class InProcess(BaseAdapter):
    """Carries requests to the local Google's function without a socket."""

    def __init__(self, server: SheetsServer) -> None:
        super().__init__()
        self.server = server
        self.hosts: list[str] = []

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:  # type: ignore[override]
        parts = urlsplit(request.url or "")
        self.hosts.append(parts.netloc)
        body = request.body or b""
        headers = {name.lower(): value for name, value in request.headers.items()}
        content = body.encode() if isinstance(body, str) else body
        assert isinstance(content, bytes)
        answer = self.server.handle(
            Request(request.method or "GET", parts.path, parts.query, headers, content)
        )
        response = requests.Response()
        response.status_code, response.raw = answer.status, io.BytesIO(answer.body)
        response.headers.update(answer.headers)
        return response

    def close(self) -> None:
        """There is nothing to let go of."""


def test_a_carrier_takes_every_request_the_sign_in_too(stage: GoogleStage) -> None:
    carrier = InProcess(stage.server)
    nowhere = "http://127.0.0.1:1"
    gateway = made(stage, {**info_of(stage), "token_uri": f"{nowhere}/token"}, nowhere, carrier=carrier)
    gateway.apply([ask.put(0, 0, 0, [["x"]])])
    assert gateway.values(STATE) == ((("x",),),)
    assert carrier.hosts == ["127.0.0.1:1", "sheets.googleapis.com", "sheets.googleapis.com"]


@pytest.fixture
def dead_port() -> Iterator[int]:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield int(held.getsockname()[1])


def test_without_a_connection_nothing_was_sent_so_a_write_is_not_unknown(
    stage: GoogleStage, dead_port: int
) -> None:
    info = info_of(stage)
    gateway = made(stage, info, f"http://127.0.0.1:{dead_port}", retry=Retry(attempts=1))
    with pytest.raises(SheetUnavailable):
        gateway.apply([ask.put(0, 0, 0, [["x"]])])
    with pytest.raises(SheetUnavailable):
        gateway.values(STATE)


def test_an_answer_that_comes_too_late_is_unknown(stage: GoogleStage) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        gateway = made(stage, info_of(stage), url, timeout=0.2)
        with pytest.raises(SheetUnknown):
            gateway.apply([ask.put(0, 0, 0, [["x"]])])


def test_calls_are_paced(stage: GoogleStage) -> None:
    gateway = made(stage, info_of(stage), calls_a_minute=50)
    for _ in range(20):
        gateway.values(STATE)
    assert sum(stage.clock.waits) == pytest.approx(12 * 60 / 50, abs=0.1)


@pytest.mark.parametrize("url", ["https://evil.example", "http://10.0.0.1:80", "file:///etc"])
def test_a_base_url_that_is_not_this_machine_is_refused(stage: GoogleStage, url: str) -> None:
    with pytest.raises(SettingsError):
        made(stage, info_of(stage), url)


def test_a_token_address_that_is_not_this_machine_is_refused(stage: GoogleStage) -> None:
    with pytest.raises(SettingsError):
        made(stage, {**info_of(stage), "token_uri": "https://evil.example/token"})


@pytest.mark.parametrize(
    "content", ["", "not json", "[]", "{}", '{"type": "other", "refresh_token": "s3cret"}']
)
def test_a_credential_file_that_cannot_be_used_says_so_without_its_content(
    tmp_path: Path, content: str
) -> None:
    path = tmp_path / "credentials.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        GspreadGateway(Access("x", path), HandClock(), random.Random(1))
    assert "s3cret" not in f"{caught.value!s} {caught.value.__cause__!r}"
    assert caught.value.params["why"] == "setting.other_credentials"


def test_a_credential_file_that_is_missing_says_so(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        GspreadGateway(Access("x", tmp_path / "none.json"), HandClock(), random.Random(1))
    assert caught.value.params["why"] == "setting.no_credentials"


def test_what_google_quotes_is_not_repeated() -> None:
    message = 'Invalid value at "data" (Budi, "08123456789"),\n see "x"' + " y" * 200
    assert "08123456789" not in shortened(message)
    assert "\n" not in shortened(message)
    assert len(shortened(message)) == 200


def test_a_token_address_in_the_file_is_not_used_towards_google(stage: GoogleStage) -> None:
    path = stage.folder / "user.json"
    path.write_text(
        json.dumps({**info_of(stage), "token_uri": "https://evil.example/token"}), encoding="utf-8"
    )
    found: Any = credentials_of(Access("x", path))
    assert found.token_uri == "https://oauth2.googleapis.com/token"
    assert found.scopes == ["https://www.googleapis.com/auth/spreadsheets"]


def test_a_service_account_signs_in_with_the_least_scope(stage: GoogleStage) -> None:
    stage.server.add_account("robot", service=True)
    path = stage.folder / "robot.json"
    path.write_text(json.dumps(stage.server.credentials("robot", "https://evil.example")), encoding="utf-8")
    found: Any = credentials_of(Access("x", path))
    assert found.scopes == ["https://www.googleapis.com/auth/spreadsheets"]
    assert found.service_account_email == stage.server.credentials("robot", "")["client_email"]
    assert "evil" not in str(vars(found))
