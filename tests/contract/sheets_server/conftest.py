"""A fresh local Google for each test, watched by the judge of the wire; one socket for all."""

from __future__ import annotations

import random
from collections.abc import Iterator

import gspread
import pytest
from discovery import Judge
from gspread_stage import Scene
from sheets_clients import HandClock, Wire, client

from sandbox.serve import Running, serving
from sandbox.sheets import Person, SheetsServer
from sandbox.wire import Request, Response


class Stage:
    """The handler behind the socket, changed from test to test."""

    def __init__(self) -> None:
        self.server: SheetsServer | None = None
        self.judge = Judge()
        self.arrived = 0

    def handle(self, request: Request) -> Response:
        assert self.server is not None
        self.arrived += 1
        return self.judge.wrap(self.server.guarded)(request)


@pytest.fixture(scope="session")
def running() -> Iterator[tuple[Stage, Running]]:
    stage = Stage()
    with serving(stage.handle) as made:
        yield stage, made


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def judge() -> Iterator[Judge]:
    made = Judge()
    yield made
    made.verdict()


@pytest.fixture
def server(clock: HandClock) -> Iterator[SheetsServer]:
    made = SheetsServer(clock, random.Random(7))
    made.add_account("engine")
    yield made
    made.close()


@pytest.fixture
def book(server: SheetsServer) -> str:
    """A spreadsheet with one blank tab `Sheet1` of 1000 by 26, open to every account."""
    return server.create_spreadsheet("Toko")


@pytest.fixture
def wire(server: SheetsServer, judge: Judge, book: str) -> Wire:
    """The engine's account, calling without a socket."""
    return Wire(judge.wrap(server.handle), server.credentials("engine", "http://127.0.0.1"), book)


@pytest.fixture
def person(server: SheetsServer, book: str) -> Person:
    return server.person(book)


@pytest.fixture
def gc(running: tuple[Stage, Running], server: SheetsServer, judge: Judge) -> Iterator[gspread.Client]:
    """The real gspread, over a real socket."""
    stage, made = running
    stage.server, stage.judge = server, judge
    connected = client(server.credentials("engine", made.url), made.url)
    yield connected
    connected.http_client.session.close()


@pytest.fixture
def scene(
    gc: gspread.Client, server: SheetsServer, book: str, running: tuple[Stage, Running], clock: HandClock
) -> Scene:
    """gspread on a fresh local Google with one spreadsheet, `Toko`."""
    return Scene(gc, server, running[1].url, clock)
