"""Scenes of gspread's calls on a whole spreadsheet: its properties, its tabs, raw values and batches."""

from __future__ import annotations

import gspread
import pytest
from gspread.exceptions import APIError, WorksheetNotFound
from gspread_stage import Programme, Scene

books = Programme()


@books.plays(
    "Spreadsheet.id",
    "Spreadsheet.title",
    "Spreadsheet.url",
    "Spreadsheet.locale",
    "Spreadsheet.timezone",
    "Spreadsheet.creationTime",
    "Spreadsheet.lastUpdateTime",
    "Spreadsheet.get_lastUpdateTime",
    "Spreadsheet.update_drive_metadata",
    "HTTPClient.get_file_drive_metadata",
)
def reading_what_a_spreadsheet_is(scene: Scene) -> None:
    book = scene.book
    assert book.url == f"https://docs.google.com/spreadsheets/d/{book.id}"
    assert (book.title, book.locale, book.timezone) == ("Toko", "en_US", "Asia/Jakarta")
    assert book.creationTime == "2027-01-15T08:00:00.000Z"
    assert book.get_lastUpdateTime() == "2027-01-15T08:00:00.000Z"
    with pytest.warns(DeprecationWarning, match="get_lastUpdateTime"):
        told = book.lastUpdateTime
    assert told == scene.gc.http_client.get_file_drive_metadata(book.id)["modifiedTime"]
    book.update_drive_metadata()
    assert book.id == scene.book.id


@books.plays("Spreadsheet.update_title", "Spreadsheet.update_timezone", "Spreadsheet.update_locale")
def changing_what_a_spreadsheet_is(scene: Scene) -> None:
    book = scene.book
    book.update_title("Toko baru")
    book.update_timezone("America/New_York")
    assert (book.title, book.timezone) == ("Toko baru", "America/New_York")
    book.update_timezone("GMT-07:00")
    for locale in ("id_ID", "fr_FR", "de_DE", "en_GB"):
        book.update_locale(locale)
    again = scene.gc.open_by_key(book.id)
    assert (again.title, again.timezone, again.locale) == ("Toko baru", "GMT-07:00", "en_GB")
    with pytest.raises(APIError, match="Unsupported locale: xx_XX"):
        book.update_locale("xx_XX")


@books.plays(
    "Spreadsheet.sheet1",
    "Spreadsheet.get_worksheet",
    "Spreadsheet.get_worksheet_by_id",
    "Spreadsheet.worksheet",
    "Spreadsheet.worksheets",
)
def finding_tabs(scene: Scene) -> None:
    book = scene.book
    made = book.add_worksheet("Tautan", 5, 3)
    made.hide()
    assert book.sheet1.title == "Sheet1"
    assert book.get_worksheet(1).id == made.id
    assert book.get_worksheet_by_id(made.id).title == "Tautan"
    assert book.worksheet("Tautan").id == made.id
    assert [tab.title for tab in book.worksheets()] == ["Sheet1", "Tautan"]
    assert [tab.title for tab in book] == ["Sheet1", "Tautan"]
    assert [tab.title for tab in book.worksheets(exclude_hidden=True)] == ["Sheet1"]
    for find in (
        lambda: book.worksheet("Lain"),
        lambda: book.get_worksheet(2),
        lambda: book.get_worksheet_by_id(7),
    ):
        with pytest.raises(WorksheetNotFound):
            find()


@books.plays(
    "Spreadsheet.add_worksheet",
    "Spreadsheet.duplicate_sheet",
    "Spreadsheet.reorder_worksheets",
    "Spreadsheet.del_worksheet",
    "Spreadsheet.del_worksheet_by_id",
)
def making_and_removing_tabs(scene: Scene) -> None:
    book = scene.book
    first = book.add_worksheet("Satu", rows=3, cols=2, index=0)
    assert (first.title, first.row_count, first.col_count, first.index) == ("Satu", 3, 2, 0)
    first.update([["a"]], "A1")
    second = book.duplicate_sheet(first.id, insert_sheet_index=1, new_sheet_id=123_456, new_sheet_name="Dua")
    assert (second.id, second.title, second.acell("A1").value) == (123_456, "Dua", "a")
    third = book.duplicate_sheet(first.id)
    assert third.title == "Copy of Satu"
    assert [tab.title for tab in book.worksheets()] == ["Copy of Satu", "Satu", "Dua", "Sheet1"]
    book.reorder_worksheets([book.sheet1, second])
    assert [tab.title for tab in book.worksheets()] == ["Copy of Satu", "Dua", "Satu", "Sheet1"]
    book.del_worksheet(second)
    book.del_worksheet_by_id(str(third.id))
    book.del_worksheet(first)
    with pytest.raises(APIError, match="You can't remove all the visible sheets in a document"):
        book.del_worksheet(book.sheet1)
    with pytest.raises(APIError, match='A sheet with the name "Sheet1" already exists'):
        book.add_worksheet("Sheet1", 1, 1)


@books.plays("Spreadsheet.fetch_sheet_metadata", "HTTPClient.fetch_sheet_metadata")
def reading_metadata(scene: Scene) -> None:
    book = scene.book
    book.sheet1.update_acell("A1", "x")
    whole = book.fetch_sheet_metadata()
    assert "data" not in whole["sheets"][0]
    cells = book.fetch_sheet_metadata({"includeGridData": "true"})["sheets"][0]["data"][0]["rowData"]
    assert cells[0]["values"][0]["formattedValue"] == "x"
    masked = scene.gc.http_client.fetch_sheet_metadata(book.id, {"fields": "sheets.properties.title"})
    assert masked == {"sheets": [{"properties": {"title": "Sheet1"}}]}
    with pytest.raises(APIError) as caught:
        book.fetch_sheet_metadata({"fields": "sheets.nothing"})
    assert caught.value.error["message"] == "Request contains an invalid argument."


@books.plays("HTTPClient.spreadsheets_get", "HTTPClient.request", "HTTPClient.spreadsheets_sheets_copy_to")
def speaking_through_the_http_client(scene: Scene) -> None:
    http, book = scene.gc.http_client, scene.book
    assert http.spreadsheets_get(book.id, {"fields": "spreadsheetId"}) == {"spreadsheetId": book.id}
    answer = http.request("get", f"https://sheets.googleapis.com/v4/spreadsheets/{book.id}/values/A1")
    assert answer.json() == {"range": "Sheet1!A1", "majorDimension": "ROWS"}
    other = scene.gc.create("Lain")
    copied = http.spreadsheets_sheets_copy_to(book.id, 0, other.id)
    assert copied["title"] == "Copy of Sheet1"
    assert copied["index"] == 1
    with pytest.raises(APIError) as caught:
        http.request("get", "https://sheets.googleapis.com/v4/spreadsheets/nothing")
    assert caught.value.error == {
        "code": 404,
        "message": "Requested entity was not found.",
        "status": "NOT_FOUND",
    }


@books.plays(
    "Spreadsheet.batch_update",
    "HTTPClient.batch_update",
    "Spreadsheet.list_named_ranges",
    "Spreadsheet.named_range",
    "Spreadsheet.list_protected_ranges",
)
def sending_batches(scene: Scene) -> None:
    book = scene.book
    area = {"startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 1, "endColumnIndex": 2}
    named = {"addNamedRange": {"namedRange": {"name": "stok", "range": area}}}
    protected = {"addProtectedRange": {"protectedRange": {"range": area, "warningOnly": True}}}
    replies = book.batch_update({"requests": [named, protected]})["replies"]
    book.sheet1.update([["a", 1], ["b", 2]], "A1")
    assert book.list_named_ranges() == [replies[0]["addNamedRange"]["namedRange"]]
    assert [cell.value for cell in book.named_range("stok")] == ["1", "2"]
    assert book.list_protected_ranges(0) == [replies[1]["addProtectedRange"]["protectedRange"]]
    with pytest.raises(WorksheetNotFound):
        book.list_protected_ranges(7)
    with pytest.raises(APIError, match="Must specify at least one request"):
        scene.gc.http_client.batch_update(book.id, {"requests": []})


@books.plays(
    "Spreadsheet.values_append",
    "Spreadsheet.values_batch_clear",
    "Spreadsheet.values_batch_get",
    "Spreadsheet.values_batch_update",
    "Spreadsheet.values_clear",
    "Spreadsheet.values_get",
    "Spreadsheet.values_update",
)
def writing_and_reading_raw_values(scene: Scene) -> None:
    book = scene.book
    written = book.values_update("A1", {"valueInputOption": "RAW"}, {"values": [["SKU", "Stok"], ["A", 1]]})
    assert written == {
        "spreadsheetId": book.id,
        "updatedRange": "Sheet1!A1:B2",
        "updatedRows": 2,
        "updatedColumns": 2,
        "updatedCells": 4,
    }
    appended = book.values_append(
        "Sheet1!A1", {"valueInputOption": "USER_ENTERED"}, {"values": [["B", "=B2+1"]]}
    )
    assert appended["tableRange"] == "Sheet1!A1:B2"
    assert appended["updates"]["updatedRange"] == "Sheet1!A3:B3"
    assert book.values_get("Sheet1!A2:B")["values"] == [["A", "1"], ["B", "2"]]
    body = {
        "valueInputOption": "RAW",
        "data": [{"range": "B2", "values": [[5]]}, {"range": "C1", "values": [["x"]]}],
    }
    updated = book.values_batch_update(body)
    assert (updated["totalUpdatedCells"], updated["totalUpdatedSheets"]) == (2, 1)
    read = book.values_batch_get(["A2:B2", "B3", "Z9"], {"valueRenderOption": "UNFORMATTED_VALUE"})
    assert read["valueRanges"] == [
        {"range": "Sheet1!A2:B2", "majorDimension": "ROWS", "values": [["A", 5]]},
        {"range": "Sheet1!B3", "majorDimension": "ROWS", "values": [[6]]},
        {"range": "Sheet1!Z9", "majorDimension": "ROWS"},
    ]
    cleared = book.values_batch_clear(body={"ranges": ["C1", "A3:B3"]})
    assert cleared["clearedRanges"] == ["Sheet1!C1", "Sheet1!A3:B3"]
    assert book.values_clear("Sheet1") == {"spreadsheetId": book.id, "clearedRange": "Sheet1!A1:Z1000"}
    for wrong in ("Nowhere!A1", "A1:::"):
        with pytest.raises(APIError, match="Unable to parse range"):
            book.values_get(wrong)


@books.plays(
    "HTTPClient.values_append",
    "HTTPClient.values_batch_clear",
    "HTTPClient.values_batch_get",
    "HTTPClient.values_batch_update",
    "HTTPClient.values_clear",
    "HTTPClient.values_get",
    "HTTPClient.values_update",
)
def the_same_through_the_http_client(scene: Scene) -> None:
    http, book_id = scene.gc.http_client, scene.book.id
    raw = {"valueInputOption": "RAW"}
    http.values_update(book_id, "A1", raw, {"values": [["007", True, None, "x"]]})
    http.values_append(book_id, "A1", {**raw, "insertDataOption": "INSERT_ROWS"}, {"values": [["y"]]})
    http.values_batch_update(book_id, {**raw, "data": [{"range": "A3", "values": [[0.5]]}]})
    assert http.values_get(book_id, "A:D")["values"] == [["007", "TRUE", "", "x"], ["y"], ["0.5"]]
    (read,) = http.values_batch_get(book_id, ["A1:D3"], {"majorDimension": "COLUMNS"})["valueRanges"]
    assert read["values"] == [["007", "y", "0.5"], ["TRUE"], [], ["x"]]
    http.values_clear(book_id, "A1:A2")
    http.values_batch_clear(book_id, body={"ranges": ["B1:D1"]})
    assert http.values_get(book_id, "Sheet1")["values"] == [[], [], ["0.5"]]
    with pytest.raises(APIError) as caught:
        http.values_update(book_id, "A1:D4", raw, {"values": "no list"})
    assert caught.value.error["message"] == (
        "Invalid value at 'data.values' (type.googleapis.com/google.protobuf.ListValue), \"no list\""
    )


@books.plays("Worksheet.copy_to", "Worksheet.duplicate")
def copying_tabs(scene: Scene) -> None:
    book, other = scene.book, scene.gc.create("Lain")
    tab = book.sheet1
    tab.update([["=B1", 7]], "A1", raw=False)
    copied = tab.copy_to(other.id)
    assert other.worksheet(copied["title"]).get("A1:B1") == [["7", "7"]]
    twin = tab.duplicate(insert_sheet_index=1, new_sheet_id=9, new_sheet_name="Kembar")
    assert (twin.id, twin.get("A1:B1")) == (9, [["7", "7"]])
    assert [one.title for one in book.worksheets()] == ["Sheet1", "Kembar"]
    with pytest.raises(APIError, match="Requested entity was not found"):
        tab.copy_to("nowhere")


@books.plays("ValueRange.from_json", "ValueRange.first", "ValueRange.range", "ValueRange.major_dimension")
def what_a_read_hands_back(scene: Scene) -> None:
    tab = scene.tab
    tab.update([["a", "b"]], "B2")
    got = tab.get("B2:C3")
    assert (got.range, got.major_dimension, got.first()) == ("Sheet1!B2:C3", "ROWS", "a")
    made = gspread.ValueRange.from_json({"range": "Sheet1!A1", "majorDimension": "ROWS", "values": [["x"]]})
    assert (list(made), made.first("y")) == ([["x"]], "x")


@books.plays("Cell.from_address", "Cell.address", "Cell.row", "Cell.col", "Cell.numeric_value")
def cells_know_their_place(scene: Scene) -> None:
    cell = gspread.Cell.from_address("C2", "1,200")
    assert (cell.address, cell.row, cell.col, cell.numeric_value) == ("C2", 2, 3, 1200)
    scene.tab.update_cells([cell])
    assert scene.tab.acell("C2") == cell
