"""Every route once, judged by Google's own description; and what each answers to a body or a file that is none."""

from __future__ import annotations

from typing import Any

import pytest
from discovery import Judge, apis
from sheets_clients import Refused, Wire, area

from sandbox.sheets.methods import METHODS

FOLDER = {"name": "Arsip", "mimeType": "application/vnd.google-apps.folder"}
KEY = {"developerMetadataLookup": {"metadataKey": "kolom"}}
MARK = {
    "metadataId": 7,
    "metadataKey": "kolom",
    "visibility": "DOCUMENT",
    "location": {"dimensionRange": {"dimension": "COLUMNS", "startIndex": 0, "endIndex": 1}},
}
NOT_PLAYED = {
    "sheets": set(),
    "drive": {
        "drive.about.get",
        "drive.files.download",
        "drive.files.emptyTrash",
        "drive.files.generateCseToken",
        "drive.files.generateIds",
        "drive.files.listLabels",
        "drive.files.modifyLabels",
        "drive.files.watch",
        "drive.comments.delete",
        "drive.comments.get",
        "drive.comments.update",
    },
}
"""Methods of the resources a spreadsheet client uses that this server does not have; of others it has none."""
RESOURCES = {"drive.files", "drive.permissions", "drive.comments"}


def play_sheets(wire: Wire) -> None:
    """Each method of Sheets v4."""
    path = f"/v4/spreadsheets/{wire.spreadsheet_id}"
    raw = {"valueInputOption": "RAW"}
    wire.call("POST", "/v4/spreadsheets", {"properties": {"title": "Lain"}})
    wire.batch({"createDeveloperMetadata": {"developerMetadata": MARK}})
    wire.get(grid=True)
    wire.call("POST", f"{path}:getByDataFilter", {"dataFilters": [KEY], "includeGridData": True})
    wire.call("POST", f"{path}/sheets/0:copyTo", {"destinationSpreadsheetId": wire.spreadsheet_id})
    wire.call("GET", f"{path}/developerMetadata/7")
    wire.call("POST", f"{path}/developerMetadata:search", {"dataFilters": [KEY]})
    wire.write("A1", [["SKU", 1]], includeValuesInResponse="true")
    wire.append("A1", [["x", 2]], includeValuesInResponse="true")
    wire.values("A1:B2")
    wire.call("POST", f"{path}/values/B1:clear", {})
    wire.call("GET", f"{path}/values:batchGet", query=[("ranges", "A1"), ("ranges", "B1:B2")])
    wire.call("POST", f"{path}/values:batchUpdate", {**raw, "data": [{"range": "A1", "values": [["SKU"]]}]})
    wire.call("POST", f"{path}/values:batchClear", {"ranges": ["B2"]})
    wire.call("POST", f"{path}/values:batchGetByDataFilter", {"dataFilters": [KEY, {"a1Range": "A1"}]})
    grid = {"dataFilter": {"gridRange": area(0, 2, 0, 1)}, "values": [["a"], ["b"]], "majorDimension": "ROWS"}
    wire.call("POST", f"{path}/values:batchUpdateByDataFilter", {**raw, "data": [grid]})
    wire.call("POST", f"{path}/values:batchClearByDataFilter", {"dataFilters": [KEY]})


def play_drive(wire: Wire) -> None:
    """Each method of Drive v3 that this server has."""
    every = [("fields", "*")]
    folder = wire.call("POST", "/drive/v3/files", FOLDER, every)["id"]
    sheet = {"name": "Isi", "mimeType": "application/vnd.google-apps.spreadsheet", "parents": [folder]}
    made = wire.call("POST", "/drive/v3/files", sheet, every)["id"]
    file = f"/drive/v3/files/{made}"
    wire.call("GET", "/drive/v3/files", query=[*every, ("orderBy", "name desc,modifiedTime")])
    wire.call("GET", file, query=every)
    wire.call("PATCH", file, {"name": "Isi baru", "trashed": True}, [*every, ("addParents", "root")])
    wire.call("POST", f"{file}/copy", {}, every)
    wire.send("GET", f"{file}/export", query=[("mimeType", "text/csv")])
    person = {"type": "user", "role": "reader", "emailAddress": "ibu@example.com"}
    entry = wire.call("POST", f"{file}/permissions", person, every)["id"]
    wire.call("GET", f"{file}/permissions", query=every)
    wire.call("GET", f"{file}/permissions/{entry}", query=every)
    wire.call("PATCH", f"{file}/permissions/{entry}", {"role": "writer"}, every)
    wire.call("DELETE", f"{file}/permissions/{entry}")
    wire.call("POST", f"{file}/comments", {"content": "halo"}, every)
    wire.call("GET", f"{file}/comments", query=every)
    wire.call("DELETE", f"/drive/v3/files/{folder}")


def described(name: str) -> set[str]:
    """The ids of all methods of an API, as far as its resources matter here."""
    (api,) = (one for one in apis() if one.document["name"] == name)
    ids = {method["id"] for _, _, method in api.routes}
    return ids if name == "sheets" else {one for one in ids if one.rpartition(".")[0] in RESOURCES}


def test_every_route_answers_as_google_describes_it(wire: Wire, judge: Judge) -> None:
    play_sheets(wire)
    play_drive(wire)
    seen = {one for one in judge.seen if one.startswith("sheets.")}
    assert seen == described("sheets") - NOT_PLAYED["sheets"]
    assert judge.seen - seen == described("drive") - NOT_PLAYED["drive"]


BODIES = [method for method in METHODS if method.body is not None and method.body[1] in {"", "data"}]


def at(method: Any, spreadsheet_id: str) -> str:
    """A path of the method, its parts filled in."""
    path = method.path.replace(r"([^/:]+)", spreadsheet_id).replace(r"(\d+)", "0").replace("([^/]+)", "A1")
    return str(path)


@pytest.mark.parametrize("method", BODIES, ids=lambda method: method.name)
def test_a_body_with_a_field_that_is_none_is_refused_with_its_name(wire: Wire, method: Any) -> None:
    query = [("valueInputOption", "RAW")] if "valueInputOption" in method.params else []
    with pytest.raises(Refused) as caught:
        wire.call(method.verb, at(method, wire.spreadsheet_id), {"warna": 1}, query)
    error = caught.value.body["error"]
    assert (error["code"], error["status"]) == (400, "INVALID_ARGUMENT")
    assert 'Unknown name "warna"' in error["message"]
    assert error["details"][0]["fieldViolations"][0]["description"] == error["message"]


@pytest.mark.parametrize(
    "method", [m for m in METHODS if m.name != "spreadsheets.create"], ids=lambda method: method.name
)
def test_a_spreadsheet_that_is_none_is_404_and_a_parameter_that_is_none_400(wire: Wire, method: Any) -> None:
    query = [("valueInputOption", "RAW")] if "valueInputOption" in method.params else []
    body: Any = None if method.body is None else {}
    if "DataFilter" in method.name or method.name.endswith("search"):
        body = {"dataFilters": [KEY]}
    if "Update" in method.name and method.name != "spreadsheets.batchUpdate":
        body = {"valueInputOption": "RAW"}
    with pytest.raises(Refused) as caught:
        wire.call(method.verb, at(method, "nothing"), body, query)
    assert caught.value.body == {
        "error": {"code": 404, "message": "Requested entity was not found.", "status": "NOT_FOUND"}
    }
    with pytest.raises(Refused, match='Unknown name "warna": Cannot bind query parameter'):
        wire.call(method.verb, at(method, wire.spreadsheet_id), body, [*query, ("warna", "1")])


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("AA1", "Range (Sheet1!AA1) exceeds grid limits. Max rows: 1000, max columns: 26"),
        ("A1001", "Range (Sheet1!A1001) exceeds grid limits. Max rows: 1000, max columns: 26"),
        ("Lain!A1", "Unable to parse range: Lain!A1"),
    ],
)
def test_cells_outside_the_grid_and_tabs_that_are_none(wire: Wire, cells: str, said: str) -> None:
    for act in (
        lambda: wire.values(cells),
        lambda: wire.write(cells, [[1]]),
        lambda: wire.append(cells, [[1]]),
        lambda: wire.get("sheets", cells),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert (caught.value.status, caught.value.message) == (400, said)
