"""What survives a restart, and that a small change to a large tab stays a small change."""

from __future__ import annotations

import contextlib
import random
import shutil
import sqlite3
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sheets_clients import HandClock, Refused, Wire, area, columns, rows

from sandbox.sheets import SheetsServer


@contextlib.contextmanager
def opened(path: Path, seed: int = 1) -> Iterator[SheetsServer]:
    server = SheetsServer(HandClock(), random.Random(seed), path)
    try:
        yield server
    finally:
        server.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "google.sqlite"


def everything(wire: Wire) -> Any:
    """All of the spreadsheet that the wire shows."""
    return wire.get(grid=True)


def test_a_restart_keeps_everything(path: Path) -> None:
    with opened(path) as server:
        server.add_account("engine")
        book = server.create_spreadsheet(
            "Toko", sheets=["SKU", {"title": "_selaras", "sheetId": 5, "hidden": True}]
        )
        wire = Wire(server.handle, server.credentials("engine", ""), book)
        wire.write("SKU!A1", [["SKU", "Stok"], ["00123", 28], ["=B2", "x"]])
        wire.write("SKU!C1", [["2020-01-01", "50%", "TRUE", "=B2*2"]], "USER_ENTERED")
        wire.batch(
            {
                "updateCells": {
                    "start": {"rowIndex": 1},
                    "rows": [
                        {
                            "values": [
                                {
                                    "note": "n",
                                    "userEnteredFormat": {"numberFormat": {"type": "TEXT"}},
                                    "dataValidation": {"condition": {"type": "BOOLEAN"}},
                                    "textFormatRuns": [{"startIndex": 1, "format": {"bold": True}}],
                                }
                            ]
                        }
                    ],
                    "fields": "note,userEnteredFormat,dataValidation,textFormatRuns",
                }
            },
            {"addProtectedRange": {"protectedRange": {"range": area(0, 1, 0, 2), "warningOnly": True}}},
            {"addNamedRange": {"namedRange": {"name": "SKUS", "range": area(0, 9, 0, 1)}}},
            {
                "createDeveloperMetadata": {
                    "developerMetadata": {
                        "metadataKey": "selaras.column",
                        "visibility": "DOCUMENT",
                        "location": {"dimensionRange": columns(1, 2)},
                    }
                }
            },
            {"mergeCells": {"range": area(5, 6, 0, 2)}},
            {"setBasicFilter": {"filter": {"range": area(0, 3, 0, 2)}}},
            {
                "updateDimensionProperties": {
                    "range": rows(0, 1),
                    "properties": {"pixelSize": 44},
                    "fields": "pixelSize",
                }
            },
        )
        before = everything(wire)
        token = wire.token
    with opened(path, seed=2) as server:
        wire = Wire(server.handle, server.credentials("engine", ""), book)
        assert everything(wire) == before
        wire.token = token
        assert wire.values("SKU!F1")["values"] == [["56"]]
        wire.write("SKU!B2", [[3]])
        assert wire.values("SKU!F1")["values"] == [["6"]]
        made = wire.call("POST", "/v4/spreadsheets", {})["spreadsheetId"]
    with opened(path, seed=3) as server:
        assert [entry["spreadsheetId"] for entry in server.spreadsheets()] == [book, made]


def test_rows_that_moved_or_went_are_the_same_after_a_restart(path: Path) -> None:
    steps = random.Random(11)
    with opened(path) as server:
        server.add_account("engine")
        book = server.create_spreadsheet("Toko")
        server.set_options(quotas=False)
        wire = Wire(server.handle, server.credentials("engine", ""), book)
        wire.write("A1", [[f"SKU-{n}", n] for n in range(300)])
        for _ in range(60):
            at = steps.randrange(250)
            count = steps.randrange(1, 9)
            move = {"source": rows(at, at + count), "destinationIndex": steps.randrange(250)}
            choice: list[dict[str, Any]] = [
                {"insertDimension": {"range": rows(at, at + count)}},
                {"deleteDimension": {"range": rows(at, at + count)}},
                {"moveDimension": move},
                {
                    "sortRange": {
                        "range": area(0, 200, 0, 2),
                        "sortSpecs": [{"dimensionIndex": 1, "sortOrder": "DESCENDING"}],
                    }
                },
                {"moveDimension": {"source": columns(0, 1), "destinationIndex": 3}},
                {"insertDimension": {"range": columns(1, 2)}},
                {"deleteDimension": {"range": columns(3, 4)}},
            ]
            # A move into itself is refused, and must not have changed anything either.
            with contextlib.suppress(Refused):
                wire.batch(steps.choice(choice))
            wire.write(f"B{at + 1}", [["changed"]])
        before = server.export(book)
    with opened(path) as server:
        assert server.export(book) == before


def test_deleted_tabs_and_files_leave_nothing_behind(path: Path) -> None:
    with opened(path) as server:
        server.add_account("engine")
        book = server.create_spreadsheet("Toko", sheets=["A", "B"])
        wire = Wire(server.handle, server.credentials("engine", ""), book)
        wire.write("A!A1", [["x"]])
        wire.batch({"deleteSheet": {"sheetId": 0}})
        made = wire.call("POST", "/v4/spreadsheets", {})["spreadsheetId"]
        wire.call("DELETE", f"/drive/v3/files/{made}")
    database = sqlite3.connect(path)
    try:
        (lines,) = database.execute("SELECT count(*) FROM lines").fetchone()
        (sheets,) = database.execute("SELECT count(*) FROM sheets").fetchone()
    finally:
        database.close()
    assert (lines, sheets) == (0, 1)


def test_the_state_file_is_its_owners_only(path: Path) -> None:
    with opened(path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_refused_batch_writes_nothing(path: Path) -> None:
    with opened(path) as server:
        server.add_account("engine")
        book = server.create_spreadsheet("Toko")
        wire = Wire(server.handle, server.credentials("engine", ""), book)
        wire.write("A1", [["x"]])
        before = server.export(book)
        wire.refused({"insertDimension": {"range": rows(0, 1)}}, {"deleteSheet": {"sheetId": 9}})
    with opened(path) as server:
        assert server.export(book) == before


def test_what_could_not_be_written_to_the_file_did_not_happen(path: Path) -> None:
    with opened(path) as server:
        server.add_account("engine")
        book = server.create_spreadsheet("Toko")
        wire = Wire(server.handle, server.credentials("engine", ""), book)
        wire.write("A1", [["x"]])
        before = server.export(book)
        assert server._store is not None
        server._store._db.execute("PRAGMA query_only=ON")
        with pytest.raises(sqlite3.OperationalError):
            wire.write("A1", [["y"], ["z"]])
        server._store._db.execute("PRAGMA query_only=OFF")
        assert server.export(book) == before


def killed(path: Path) -> Path:
    """The state file as it is after a SIGKILL: nothing was brought to an end."""
    left = path.with_name("left.sqlite")
    for end in ("", "-wal"):
        shutil.copy(f"{path}{end}", f"{left}{end}")
    return left


def test_a_batch_that_was_answered_is_kept_when_the_process_is_killed(path: Path) -> None:
    bold = {"textFormat": {"bold": True}}
    with opened(path) as server:
        server.add_account("engine")
        book = server.create_spreadsheet("Toko", sheets=["SKU", {"title": "Lain", "sheetId": 5}])
        wire = Wire(server.handle, server.credentials("engine", ""), book)
        wire.write("SKU!A1", [["a", 1, True], ["b", 2, "x"], ["c", 3, "=B3*2"]])
        wire.write("SKU!B1", [[7.5, ""]])
        wire.write("SKU!A2", [["=B1*2"]], "USER_ENTERED")
        cell = {"userEnteredFormat": bold, "note": "n"}
        wire.batch(
            {"updateCells": {"start": {}, "rows": [{"values": [cell]}], "fields": "userEnteredFormat,note"}}
        )
        wire.write("SKU!B3", [[9]])
        before, version = everything(wire), server._book(book).version
        with opened(killed(path)) as again:
            wire.handler = again.handle
            assert everything(wire) == before
            assert again._book(book).version == version
            # What it holds can be changed further, and the changes are kept in their order.
            wire.write("SKU!B3", [[10]])
            wire.batch({"insertDimension": {"range": rows(1, 2)}})
            wire.write("SKU!B4", [[11]])
            before = everything(wire)
        with opened(path.with_name("left.sqlite")) as last:
            wire.handler = last.handle
            assert everything(wire) == before


def test_a_tab_that_is_deleted_after_single_cells_of_it_changed_stays_away(path: Path) -> None:
    with opened(path) as server:
        server.add_account("engine")
        book = server.create_spreadsheet("Toko", sheets=["SKU", {"title": "Lain", "sheetId": 5}])
        wire = Wire(server.handle, server.credentials("engine", ""), book)
        for tab in ("SKU", "Lain"):
            wire.write(f"{tab}!A1", [["a"]])
            wire.write(f"{tab}!A1", [["b"]])
        wire.batch({"deleteSheet": {"sheetId": 5}})
        wire.write("SKU!A1", [["c"]])
        before = everything(wire)
        with opened(killed(path)) as again:
            wire.handler = again.handle
            assert everything(wire) == before


def test_changed_cells_come_home_to_their_rows_before_they_are_many(path: Path) -> None:
    with opened(path) as server:
        server.add_account("engine")
        book = server.create_spreadsheet("Toko", sheets=["SKU"])
        wire = Wire(server.handle, server.credentials("engine", ""), book)
        wire.write("SKU!A1", [["x"] * 20 for _ in range(500)])
        assert server._store is not None
        entries = []
        for text in "abcd":
            wire.write("SKU!A1", [[text] * 20 for _ in range(500)])
            entries += server._store._db.execute("SELECT count(*) FROM journal").fetchone()
        assert entries == [1, 2, 0, 1]
        before = everything(wire)
        with opened(killed(path)) as again:
            wire.handler = again.handle
            assert everything(wire) == before


def test_a_small_change_to_a_large_tab_writes_few_rows(path: Path) -> None:
    """Counted in rows written, so that a slow machine changes nothing."""
    with opened(path) as server:
        server.add_account("engine")
        book = server.create_spreadsheet(
            "Toko", sheets=[{"title": "SKU", "gridProperties": {"rowCount": 20_001, "columnCount": 6}}]
        )
        wire = Wire(server.handle, server.credentials("engine", ""), book)
        wire.write("SKU!A1", [[f"SKU-{n}", n, "x"] for n in range(20_000)])
        store = server._store
        assert store is not None
        changes = store.total_changes()
        wire.write("SKU!B5000", [[7]])
        assert store.total_changes() - changes <= 3
        changes = store.total_changes()
        wire.batch({"insertDimension": {"range": rows(0, 1)}})
        # The changed row comes home from the journal, whose entry goes.
        assert store.total_changes() - changes <= 3 + 2 + 20_002 // 1024 + 1


def test_the_cost_of_a_small_batch_does_not_grow_with_the_tab() -> None:
    """A tab twenty times as large may not make a one-cell batch anywhere near twenty times as slow."""
    times = {}
    for size in (1_000, 20_000):
        server = SheetsServer(HandClock(), random.Random(1), quotas=False)
        server.add_account("engine")
        grid = {"rowCount": size, "columnCount": 3}
        book = server.create_spreadsheet("Toko", sheets=[{"title": "SKU", "gridProperties": grid}])
        wire = Wire(server.handle, server.credentials("engine", ""), book)
        wire.write("SKU!A1", [[f"SKU-{n}", n, "x"] for n in range(size)])
        best = float("inf")
        for n in range(20):
            started = time.perf_counter()
            wire.write(f"SKU!B{n + 1}", [[n]])
            best = min(best, time.perf_counter() - started)
        times[size] = best
        server.close()
    assert times[20_000] < 10 * times[1_000]


def test_a_restart_keeps_folders_comments_and_what_waits_for_an_owner(path: Path) -> None:
    every = [("fields", "*")]
    with opened(path) as server:
        server.add_account("engine")
        wire = Wire(server.handle, server.credentials("engine", ""))
        folder = {"name": "Arsip", "mimeType": "application/vnd.google-apps.folder"}
        kept = wire.call("POST", "/drive/v3/files", folder, every)["id"]
        gone = wire.call("POST", "/drive/v3/files", folder, every)["id"]
        sheet = {"name": "Isi", "mimeType": "application/vnd.google-apps.spreadsheet", "parents": [kept]}
        file = wire.call("POST", "/drive/v3/files", sheet, every)["id"]
        person = {"type": "user", "role": "writer", "emailAddress": "ibu@example.com"}
        entry = wire.call("POST", f"/drive/v3/files/{file}/permissions", person, every)["id"]
        pending = {"role": "writer", "pendingOwner": True}
        wire.call("PATCH", f"/drive/v3/files/{file}/permissions/{entry}", pending)
        wire.call("POST", f"/drive/v3/files/{file}/comments", {"content": "halo"}, every)
        wire.call("PATCH", f"/drive/v3/files/{kept}", {"name": "Arsip lama"})
        wire.call("DELETE", f"/drive/v3/files/{gone}")
        before = wire.call("GET", "/drive/v3/files", query=every)
        said = wire.call("GET", f"/drive/v3/files/{file}/comments", query=every)
    with opened(path, seed=2) as server:
        wire = Wire(server.handle, server.credentials("engine", ""))
        assert wire.call("GET", "/drive/v3/files", query=every) == before
        assert wire.call("GET", f"/drive/v3/files/{file}/comments", query=every) == said
        inside = wire.call("GET", "/drive/v3/files", query=[("q", f"'{kept}' in parents")])["files"]
        assert [one["id"] for one in inside] == [file]
        assert {one["name"] for one in before["files"]} == {"Arsip lama", "Isi"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("name = 'Toko satu'", {"Toko satu"}),
        ("name contains 'toko'", {"Toko satu", "Toko's dua"}),
        ("name contains 'oko'", set()),
        (r"name = 'Toko\'s dua'", {"Toko's dua"}),
        ("not name contains 'satu' and trashed = false", {"Toko's dua", "Lain"}),
        ("name = 'Lain' or (name contains 'Toko' and name contains 'dua')", {"Lain", "Toko's dua"}),
        ("'me' in owners and modifiedTime > '2000-01-01T00:00:00'", {"Toko satu", "Toko's dua", "Lain"}),
        ("createdTime < '2000-01-01'", set()),
        ("'root' in parents and mimeType != 'x'", {"Toko satu", "Toko's dua", "Lain"}),
        ("'ibu@example.com' in readers", set()),
    ],
)
def test_files_are_searched_in_drives_language(server: SheetsServer, query: str, found: set[str]) -> None:
    wire = Wire(server.handle, server.credentials("engine", ""))
    for name in ("Toko satu", "Toko's dua", "Lain"):
        body = {"name": name, "mimeType": "application/vnd.google-apps.spreadsheet"}
        wire.call("POST", "/drive/v3/files", body)
    files = wire.call("GET", "/drive/v3/files", query=[("q", query)])["files"]
    assert {one["name"] for one in files} == found


@pytest.mark.parametrize(
    "query", ["name", "name = Toko", "name ~ 'x'", "colour = 'x'", "'x' in cells", "(name = 'x'"]
)
def test_a_search_that_is_none_is_refused(server: SheetsServer, query: str) -> None:
    wire = Wire(server.handle, server.credentials("engine", ""))
    with pytest.raises(Refused, match="Invalid Value"):
        wire.call("GET", "/drive/v3/files", query=[("q", query)])
