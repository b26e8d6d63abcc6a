"""What other Python clients ask most: each is the unmodified library, led to the local Google as a whole process is."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import gspread_dataframe
import gspread_formatting as looks
import pandas
import pygsheets
import pytest
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError
from gspread_formatting.dataframe import format_with_dataframe
from gspread_stage import Scene

from sandbox.sheets.lead import lead


@pytest.fixture
def led(scene: Scene) -> Iterator[Scene]:
    """While it lasts, everything meant for Google goes to the scene's server."""
    # A token's end is judged by the machine's clock in these libraries.
    scene.clock.time = time.time()
    back = lead(scene.url)
    yield scene
    back()


def sign_in(scene: Scene) -> Credentials:
    """A user's credentials as a stored sign-in has them; they ask Google's own token endpoint."""
    return Credentials.from_authorized_user_info(scene.server.credentials("engine", scene.url))


def test_google_api_python_client(led: Scene) -> None:
    with build("sheets", "v4", credentials=sign_in(led)) as service:
        sheets = service.spreadsheets()
        book = sheets.create(body={"properties": {"title": "Stok"}}, fields="spreadsheetId").execute()
        key = book["spreadsheetId"]
        values = sheets.values()
        values.update(
            spreadsheetId=key,
            range="Sheet1!A1",
            valueInputOption="USER_ENTERED",
            body={"values": [["SKU", "Stok"], ["A", "=2*3"]]},
        ).execute()
        values.append(
            spreadsheetId=key, range="A1", valueInputOption="RAW", body={"values": [["B", 4]]}
        ).execute()
        read = values.batchGet(spreadsheetId=key, ranges=["A2:B2", "Sheet1!A:A"]).execute()
        assert [one.get("values") for one in read["valueRanges"]] == [[["A", "6"]], [["SKU"], ["A"], ["B"]]]
        request: dict[str, Any] = {"addSheet": {"properties": {"title": "Tautan"}}}
        reply = sheets.batchUpdate(spreadsheetId=key, body={"requests": [request]}).execute()
        assert reply["replies"][0]["addSheet"]["properties"]["title"] == "Tautan"
        with pytest.raises(HttpError, match="Unable to parse range: Nowhere!A1"):
            values.get(spreadsheetId=key, range="Nowhere!A1").execute()
    with build("drive", "v3", credentials=sign_in(led)) as service:
        files = service.files()
        found = files.list(q="name contains 'Sto' and trashed = false", fields="files(id,name)").execute()
        assert found == {"files": [{"id": key, "name": "Stok"}]}
        folder = files.create(
            body={"name": "Arsip", "mimeType": "application/vnd.google-apps.folder"}, fields="id"
        ).execute()
        root = files.get(fileId=key, fields="parents").execute()["parents"][0]
        files.update(fileId=key, addParents=folder["id"], removeParents=root).execute()
        inside = files.list(q=f"'{folder['id']}' in parents", fields="files/id").execute()
        assert inside == {"files": [{"id": key}]}
        service.permissions().create(
            fileId=key, body={"type": "user", "role": "reader", "emailAddress": "ibu@example.com"}
        ).execute()
        assert files.export(fileId=key, mimeType="text/csv").execute() == b"SKU,Stok\r\nA,6\r\nB,4"
        files.delete(fileId=folder["id"]).execute()
        with pytest.raises(HttpError, match="File not found"):
            files.get(fileId=key).execute()


def test_pygsheets(led: Scene) -> None:
    client = pygsheets.authorize(custom_credentials=sign_in(led))
    book = client.create("Stok")
    tab = book.sheet1
    tab.update_values("A1", [["SKU", "Stok"], ["A", 3], ["B", 1]])
    tab.cell("C2").set_value("=B2*2").set_text_format("bold", True).note = "dihitung"
    assert tab.get_value("C2") == "6"
    assert tab.get_all_records(numericise_data=True)[0]["Stok"] == 3
    assert tab.get_values("A2", "B3") == [["A", "3"], ["B", "1"]]
    tab.sort_range("A2", "C3", basecolumnindex=1, sortorder="ASCENDING")
    assert tab.get_col(1, include_tailing_empty=False) == ["SKU", "B", "A"]
    tab.insert_rows(1, number=1, values=["sisip"])
    assert tab.get_col(1, include_tailing_empty=False) == ["SKU", "sisip", "B", "A"]
    tab.delete_rows(2)
    assert tab.find("A")[0].label == "A3"
    assert tab.replace("A", "AA", matchEntireCell=True) is None
    assert tab.get_value("A3") == "AA"
    tab.frozen_rows = 1
    tab.set_data_validation("B2", "B9", condition_type="NUMBER_GREATER", condition_values=["0"])
    tab.add_conditional_formatting("B2", "B9", "NUMBER_LESS", {"backgroundColor": {"red": 1}}, ["2"])
    other = book.add_worksheet("Lain", rows=10, cols=4)
    assert [one.title for one in book.worksheets()] == ["Sheet1", "Lain"]
    book.del_worksheet(other)
    frame = tab.get_as_df(start="A2", has_header=False)
    assert frame.shape[0] == 2
    book.share("ibu@example.com", role="reader", type="user")
    assert "ibu@example.com" in {one.get("emailAddress") for one in book.permissions}
    assert client.spreadsheet_titles("name = 'Stok'") == ["Stok"]
    chart = tab.add_chart(("A2", "A3"), [("B2", "B3")], "Stok", anchor_cell="E2")
    assert [one.title for one in tab.get_charts()] == ["Stok"]
    chart.delete()
    book.delete()
    with pytest.raises(pygsheets.SpreadsheetNotFound):
        client.open("Stok")
    client.sheet.service.close()
    client.drive.service.close()


def test_gspread_formatting(led: Scene) -> None:
    tab = led.tab
    tab.update([["SKU", "Stok"], ["A", 3], ["B", 0]], "A1")
    bold = looks.CellFormat(
        backgroundColor=looks.Color(1, 0.9, 0.9),
        textFormat=looks.TextFormat(bold=True, foregroundColor=looks.Color(1, 0, 1)),
        horizontalAlignment="CENTER",
    )
    looks.format_cell_range(tab, "A1:B1", bold)
    assert looks.get_user_entered_format(tab, "A1").textFormat.bold is True
    assert looks.get_effective_format(tab, "B1").horizontalAlignment == "CENTER"
    assert looks.get_default_format(led.book).verticalAlignment == "BOTTOM"
    looks.set_frozen(tab, rows=1)
    looks.set_column_width(tab, "A", 250)
    looks.set_row_height(tab, "1:2", 40)
    looks.set_right_to_left(tab, True)
    assert (looks.get_frozen_row_count(tab), looks.get_right_to_left(tab)) == (1, True)
    choice = looks.DataValidationRule(
        looks.BooleanCondition("ONE_OF_LIST", ["ya", "tidak"]), showCustomUi=True
    )
    looks.set_data_validation_for_cell_range(tab, "C2:C9", choice)
    assert looks.get_data_validation_rule(tab, "C3") == choice
    rules = looks.get_conditional_format_rules(tab)
    rules.append(
        looks.ConditionalFormatRule(
            ranges=[looks.GridRange.from_a1_range("B2:B9", tab)],
            booleanRule=looks.BooleanRule(
                condition=looks.BooleanCondition("NUMBER_LESS", ["1"]),
                format=looks.CellFormat(backgroundColor=looks.Color(1, 0, 0)),
            ),
        )
    )
    rules.save()
    assert len(looks.get_conditional_format_rules(tab)) == 1
    assert looks.get_effective_format(tab, "B3").backgroundColor == looks.Color(1, 0, 0)
    assert looks.get_user_entered_format(tab, "B3") is None
    with looks.batch_updater(tab.spreadsheet) as batch:
        batch.format_cell_range(tab, "A2:A3", looks.CellFormat(textFormat=looks.TextFormat(italic=True)))
        batch.set_row_height(tab, "3", 60)
    assert looks.get_user_entered_format(tab, "A3").textFormat.italic is True


def test_gspread_dataframe(led: Scene) -> None:
    tab = led.book.add_worksheet("Data", rows=2, cols=2)
    frame = pandas.DataFrame({"SKU": ["A", "B", "C"], "Stok": [1, 2, 3], "Harga": [1.5, None, 2.0]})
    gspread_dataframe.set_with_dataframe(tab, frame, resize=True)
    assert (tab.row_count, tab.col_count) == (4, 3)
    pandas.testing.assert_frame_equal(gspread_dataframe.get_as_dataframe(tab), frame)
    format_with_dataframe(tab, frame, include_column_header=True)
    header = looks.get_user_entered_format(tab, "A1")
    assert header.textFormat.bold is True
