"""Any body that fits Google's description is done or refused: nothing breaks, and nothing is half done."""

from __future__ import annotations

import contextlib
import json
import random
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from discovery import Judge
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sheets_clients import HandClock, Refused, Wire

from sandbox.sheets import SheetsServer
from sandbox.sheets.batch import REQUESTS
from sandbox.sheets.shapes import ENUM_VALUES, MESSAGES, Field

TEXTS = ["", "x", "A1:B2", "Sheet1", "SKU", "1,200", "=A1+1", "=B1", "#,##0", "2020-01-01", "$1", "("]
NUMBERS = [0, 0, 1, 2, 3, 5, 8, -1, 30]
NOT_SPOKEN = {"tableId", "sheetType", "html", "namedRangeId"}
UPDATED = {
    "UpdateCellsRequest": "CellData",
    "AppendCellsRequest": "CellData",
    "RepeatCellRequest": "CellData",
    "UpdateSheetPropertiesRequest": "SheetProperties",
    "UpdateSpreadsheetPropertiesRequest": "SpreadsheetProperties",
    "UpdateDimensionPropertiesRequest": "DimensionProperties",
    "UpdateDeveloperMetadataRequest": "DeveloperMetadata",
    "UpdateProtectedRangeRequest": "ProtectedRange",
    "UpdateNamedRangeRequest": "NamedRange",
    "UpdateBandingRequest": "BandedRange",
    "UpdateDimensionGroupRequest": "DimensionGroup",
    "UpdateEmbeddedObjectBorderRequest": "EmbeddedObjectBorder",
    "UpdateEmbeddedObjectPositionRequest": "OverlayPosition",
    "UpdateFilterViewRequest": "FilterView",
    "UpdateSlicerSpecRequest": "SlicerSpec",
    "UpdateTableRequest": "Table",
}
DEPTH = 6
SHEETS = st.sampled_from([0, 0, 0, 5, 5, 7])
SIDE = st.tuples(st.integers(0, 7), st.integers(1, 4))


@st.composite
def area(draw: st.DrawFn) -> dict[str, Any]:
    """A GridRange, mostly inside the grid, some sides open."""
    (row, height), (column, width) = draw(SIDE), draw(SIDE)
    sides = {
        "startRowIndex": row,
        "endRowIndex": row + height,
        "startColumnIndex": min(column, 5),
        "endColumnIndex": min(column, 5) + width,
    }
    left_out = draw(st.sets(st.sampled_from(sorted(sides)), max_size=2))
    return {"sheetId": draw(SHEETS), **{name: side for name, side in sides.items() if name not in left_out}}


@st.composite
def line(draw: st.DrawFn) -> dict[str, Any]:
    """A DimensionRange."""
    start, count = draw(SIDE)
    axis = draw(st.sampled_from(["ROWS", "COLUMNS"]))
    return {"sheetId": draw(SHEETS), "dimension": axis, "startIndex": start, "endIndex": start + count}


SPECIAL: dict[str, st.SearchStrategy[Any]] = {
    "GridRange": area(),
    "DimensionRange": line(),
    "GridCoordinate": st.fixed_dictionaries(
        {"sheetId": SHEETS, "rowIndex": st.integers(0, 9), "columnIndex": st.integers(0, 6)}
    ),
}
SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "str": st.sampled_from(TEXTS),
    "bool": st.booleans(),
    "int": st.sampled_from(NUMBERS),
    "num": st.sampled_from([0, 1, 0.5, -3, 1e300]),
    "any": st.none() | st.integers() | st.text(max_size=5),
}


def mask(name: str) -> st.SearchStrategy[str]:
    """Fields of what the request updates."""
    fields = sorted(MESSAGES[UPDATED[name]])
    return st.lists(st.sampled_from(["*", *fields]), min_size=1, max_size=4).map(",".join)


def value(field: Field, depth: int) -> st.SearchStrategy[Any]:
    """Values a field may hold; deep below only small ones."""
    if field.inner is not None:
        return st.lists(value(field.inner, depth), min_size=1, max_size=2)
    if field.mapped:
        return st.dictionaries(st.sampled_from(["0", "1"]), value(Field(field.kind), depth), max_size=2)
    if field.kind in MESSAGES:
        return SPECIAL[field.kind] if field.kind in SPECIAL else message(field.kind, depth - 1)
    if field.kind.startswith("<"):
        return st.sampled_from(ENUM_VALUES[field.kind[1:-1]])
    return SCALARS[field.kind]


def message(name: str, depth: int) -> st.SearchStrategy[dict[str, Any]]:
    """Objects with some of the message's fields; at the top of a request with all its parts."""
    if depth <= 0:
        return st.just({})
    required: dict[str, st.SearchStrategy[Any]] = {}
    optional: dict[str, st.SearchStrategy[Any]] = {}
    for field_name, field in MESSAGES[name].items():
        if field.kind == "other" or field_name in NOT_SPOKEN:
            continue
        if field.kind == "mask":
            required[field_name] = mask(name)
        elif field_name in {"sheetId", "sourceSheetId"}:
            required[field_name] = SHEETS
        else:
            made = st.deferred(lambda field=field: value(field, depth))
            (required if depth == DEPTH and field.kind in MESSAGES else optional)[field_name] = made
    return st.fixed_dictionaries(required, optional=optional)


def request() -> st.SearchStrategy[dict[str, Any]]:
    """One request of any kind this server speaks."""
    kinds = {name: MESSAGES["Request"][name].kind for name in sorted(REQUESTS)}
    return st.sampled_from(sorted(kinds)).flatmap(
        lambda name: message(kinds[name], DEPTH).map(lambda body: {name: body})
    )


def world(state: Path | None = None) -> tuple[SheetsServer, Judge, Wire]:
    """A small sheet with something of everything on it."""
    server = SheetsServer(HandClock(), random.Random(3), state, quotas=False)
    server.add_account("engine")
    judge = Judge()
    grid = {"rowCount": 9, "columnCount": 6}
    book = server.create_spreadsheet("Toko", sheets=[{"title": "Sheet1", "gridProperties": grid}])
    wire = Wire(judge.wrap(server.handle), server.credentials("engine", ""), book)
    wire.write("A1", [["SKU", 3, "=B1*2"], ["x", 1200, ""], ["", "", "=C1"]], "USER_ENTERED")
    area = {"startRowIndex": 1, "endRowIndex": 4, "startColumnIndex": 1, "endColumnIndex": 3}
    wire.batch(
        {"addSheet": {"properties": {"sheetId": 5, "title": "SKU", "gridProperties": grid}}},
        {"mergeCells": {"range": {**area, "startRowIndex": 5, "endRowIndex": 6}}},
        {
            "addProtectedRange": {
                "protectedRange": {"range": area, "warningOnly": True, "protectedRangeId": 1}
            }
        },
        {"addNamedRange": {"namedRange": {"name": "nama", "range": area, "namedRangeId": "x"}}},
        {
            "createDeveloperMetadata": {
                "developerMetadata": {
                    "metadataId": 1,
                    "metadataKey": "x",
                    "visibility": "DOCUMENT",
                    "location": {"dimensionRange": {"dimension": "COLUMNS", "startIndex": 2, "endIndex": 3}},
                }
            }
        },
    )
    return server, judge, wire


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(request(), min_size=1, max_size=3))
def test_any_batch_is_done_or_refused_whole(requests: list[dict[str, Any]]) -> None:
    server, judge, wire = world()
    quiet = Wire(server.handle, server.credentials("engine", ""), wire.spreadsheet_id)
    before = quiet.get(grid=True)
    body = {"requests": requests, "includeSpreadsheetInResponse": True, "responseIncludeGridData": True}
    response = wire.send("POST", f"/v4/spreadsheets/{wire.spreadsheet_id}:batchUpdate", body)
    after = quiet.get(grid=True)
    if response.status == 200:
        # The reply shows the state after the batch, whole.
        assert json.loads(response.body)["updatedSpreadsheet"] == after
    else:
        assert json.loads(response.body)["error"]["code"] == response.status == 400
        assert after == before
    judge.verdict()
    server.close()


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(request(), min_size=1, max_size=4))
def test_whatever_was_done_is_there_after_a_restart(requests: list[dict[str, Any]]) -> None:
    with TemporaryDirectory() as folder:
        server, _, wire = world(Path(folder) / "state.sqlite")
        for one in requests:
            with contextlib.suppress(Refused):
                wire.batch(one)
        before = wire.get(grid=True)
        server.close()
        again = SheetsServer(HandClock(), random.Random(4), Path(folder) / "state.sqlite")
        wire.handler = again.handle
        assert wire.get(grid=True) == before
        again.close()
