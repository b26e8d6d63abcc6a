"""Scenes of gspread's file calls: signing in, finding, making, copying, sharing, exporting spreadsheets."""

from __future__ import annotations

import io
import json
import tempfile
import time
import zipfile
from pathlib import Path

import gspread
import pytest
from google.oauth2.credentials import Credentials
from gspread.exceptions import APIError, SpreadsheetNotFound
from gspread.utils import ExportFormat
from gspread_stage import Programme, Scene
from sheets_clients import client_to

from sandbox.sheets.lead import lead

files = Programme()


@files.plays("authorize", "HTTPClient.login", "Client.expiry")
def signing_in_with_a_users_token(scene: Scene) -> None:
    info = scene.server.credentials("engine", scene.url)
    fields = ("refresh_token", "token_uri", "client_id", "client_secret")
    sign_in = Credentials(None, **{name: info[name] for name in fields})
    gc = gspread.authorize(sign_in, http_client=client_to(scene.url))
    gc.http_client.login()
    assert gc.expiry is not None
    assert gc.open("Toko").title == "Toko"
    gc.http_client.session.close()


@files.plays("service_account", "service_account_from_dict")
def signing_in_with_a_service_account(scene: Scene) -> None:
    # A universe of its own keeps google-auth from asking the real Google about the account; the token endpoint is
    # tried by `test_sheets_access`.
    info = {**scene.server.add_account("robot", service=True), "token_uri": scene.url + "/token"}
    info["universe_domain"] = "local.test"
    scene.clock.time = time.time()
    one = gspread.service_account_from_dict(info, http_client=client_to(scene.url))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "robot.json"
        path.write_text(json.dumps(info))
        two = gspread.service_account(path, http_client=client_to(scene.url))
    for gc in (one, two):
        assert [entry["name"] for entry in gc.list_spreadsheet_files()] == ["Toko"]
        gc.http_client.session.close()


@files.plays("api_key")
def reading_what_is_public_with_a_key(scene: Scene) -> None:
    gc = gspread.api_key(scene.server.api_key("engine"), http_client=client_to(scene.url))
    assert gc.open_by_key(scene.book.id).sheet1.get_all_values() == [[]]
    with pytest.raises(APIError) as caught:
        gc.open_by_key(scene.book.id).sheet1.update_acell("A1", "x")
    assert caught.value.code == 401
    private = scene.server.create_spreadsheet("Rahasia", shared=False)
    with pytest.raises(PermissionError):
        gc.open_by_key(private)
    gc.http_client.session.close()
    wrong = gspread.api_key("AIzaWrong", http_client=client_to(scene.url))
    with pytest.raises(APIError, match="API key not valid"):
        wrong.open_by_key(scene.book.id)
    wrong.http_client.session.close()


@files.plays("Client.set_timeout", "HTTPClient.set_timeout")
def waiting_no_longer_than_asked(scene: Scene) -> None:
    scene.gc.set_timeout(7.5)
    assert scene.gc.http_client.timeout == 7.5
    scene.gc.http_client.set_timeout((1, 2))
    assert scene.gc.open("Toko").title == "Toko"


@files.plays("Client.open", "Client.open_by_key", "Client.open_by_url", "Client.openall")
def opening(scene: Scene) -> None:
    book = scene.gc.open("Toko")
    assert scene.gc.open_by_key(book.id).title == "Toko"
    assert scene.gc.open_by_url(book.url).id == book.id
    assert [one.id for one in scene.gc.openall()] == [book.id]
    assert scene.gc.openall("Lain") == []
    with pytest.raises(SpreadsheetNotFound):
        scene.gc.open("Lain")


@files.plays("Client.create", "Client.list_spreadsheet_files", "Client.get_file_drive_metadata")
def making_and_listing(scene: Scene) -> None:
    book = scene.gc.create("Baru")
    assert {entry["name"] for entry in scene.gc.list_spreadsheet_files()} == {"Toko", "Baru"}
    (entry,) = scene.gc.list_spreadsheet_files("Baru")
    assert entry.keys() == {"id", "name", "createdTime", "modifiedTime"}
    assert scene.gc.get_file_drive_metadata(book.id) == entry
    # What is in no folder of its own lies in My Drive.
    assert [one["id"] for one in scene.gc.list_spreadsheet_files(folder_id="root")] == [book.id]


@files.plays("Client.create", "Client.copy", "Client.list_spreadsheet_files", "Client.open")
def keeping_files_in_folders(scene: Scene) -> None:
    folder = scene.gc.http_client.request(
        "post",
        "https://www.googleapis.com/drive/v3/files",
        json={"name": "Arsip", "mimeType": "application/vnd.google-apps.folder"},
    ).json()
    made = scene.gc.create("Isi", folder_id=folder["id"])
    twin = scene.gc.copy(made.id, title="Isi 2", folder_id=folder["id"])
    inside = scene.gc.list_spreadsheet_files(folder_id=folder["id"])
    assert {entry["id"] for entry in inside} == {made.id, twin.id}
    assert scene.gc.open("Isi", folder_id=folder["id"]).id == made.id
    with pytest.raises(APIError, match="File not found: nowhere"):
        scene.gc.create("Isi", folder_id="nowhere")


@files.plays("Client.copy", "Client.del_spreadsheet")
def copying_and_deleting(scene: Scene) -> None:
    made = scene.gc.create("Asli")
    made.sheet1.update([["SKU"], ["A"]], "A1")
    made.share("ibu@example.com", perm_type="user", role="reader", notify=False)
    made.share("", perm_type="anyone", role="reader", with_link=True)
    scene.gc.http_client.request(
        "post",
        f"https://www.googleapis.com/drive/v3/files/{made.id}/comments",
        params={"fields": "id"},
        json={"content": "hitung ulang"},
    )
    twin = scene.gc.copy(made.id, title="Salinan", copy_permissions=True, copy_comments=True)
    assert (twin.title, twin.sheet1.get_all_values()) == ("Salinan", [["SKU"], ["A"]])
    held = {(one["type"], one.get("emailAddress"), one["role"]) for one in twin.list_permissions()}
    assert held == {
        ("user", "engine@example.com", "owner"),
        ("user", "ibu@example.com", "reader"),
        ("anyone", None, "reader"),
    }
    said = scene.gc.http_client.request(
        "get",
        f"https://www.googleapis.com/drive/v3/files/{twin.id}/comments",
        params={"fields": "comments(content,author/me)"},
    ).json()
    assert said == {"comments": [{"content": "hitung ulang", "author": {"me": True}}]}
    scene.gc.del_spreadsheet(twin.id)
    with pytest.raises(SpreadsheetNotFound):
        scene.gc.open_by_key(twin.id)


@files.plays("Client.export", "HTTPClient.export", "Spreadsheet.export")
def exporting(scene: Scene) -> None:
    book = scene.book
    book.sheet1.update([["SKU", "Stok"], ["A", 3], ["B & <C>", "=B2*2"]], "A1", raw=False)
    book.add_worksheet("Lain", 5, 5).update([["ya"]], "B2")
    assert scene.gc.export(book.id, ExportFormat.CSV) == b"SKU,Stok\r\nA,3\r\nB & <C>,6"
    assert scene.gc.http_client.export(book.id, ExportFormat.TSV) == b"SKU\tStok\r\nA\t3\r\nB & <C>\t6"
    with zipfile.ZipFile(io.BytesIO(book.export(ExportFormat.EXCEL))) as packed:
        assert packed.testzip() is None
        names = set(packed.namelist())
        first = packed.read("xl/worksheets/sheet1.xml").decode()
        workbook = packed.read("xl/workbook.xml").decode()
    assert {"[Content_Types].xml", "_rels/.rels", "xl/worksheets/sheet2.xml", "xl/styles.xml"} <= names
    assert 'name="Sheet1"' in workbook
    assert 'name="Lain"' in workbook
    assert '<c r="B2"><v>3</v></c>' in first
    assert '<c r="B3"><f>B2*2</f><v>6</v></c>' in first
    assert "B &amp; &lt;C&gt;" in first


@files.plays("Client.import_csv", "HTTPClient.import_csv")
def importing(scene: Scene) -> None:
    book = scene.book
    book.add_worksheet("Lain", 5, 5)
    scene.gc.import_csv(book.id, 'SKU,Stok\nA,"1,200"\n')
    assert [tab.title for tab in scene.book.worksheets()] == ["Sheet1"]
    assert scene.tab.get_all_values() == [["SKU", "Stok"], ["A", "1,200"]]
    scene.gc.http_client.import_csv(book.id, "SKU\nÉ\n".encode())
    assert scene.tab.get_all_values() == [["SKU"], ["É"]]


@files.plays(
    "Client.insert_permission",
    "HTTPClient.insert_permission",
    "Client.list_permissions",
    "HTTPClient.list_permissions",
    "Client.remove_permission",
    "HTTPClient.remove_permission",
)
def sharing_by_file_id(scene: Scene) -> None:
    made = scene.gc.create("Bersama")
    scene.gc.insert_permission(made.id, "ibu@example.com", "user", "writer", notify=True, email_message="hai")
    scene.gc.http_client.insert_permission(made.id, "toko.example", "domain", "reader")
    held = scene.gc.list_permissions(made.id)
    assert held == scene.gc.http_client.list_permissions(made.id)
    assert {one.get("emailAddress") or one["domain"] for one in held} == {
        "engine@example.com",
        "ibu@example.com",
        "toko.example",
    }
    by_name = {one.get("emailAddress") or one["domain"]: one["id"] for one in held}
    scene.gc.remove_permission(made.id, by_name["ibu@example.com"])
    scene.gc.http_client.remove_permission(made.id, by_name["toko.example"])
    assert [one["role"] for one in made.list_permissions()] == ["owner"]
    with pytest.raises(APIError, match="Permission not found"):
        scene.gc.remove_permission(made.id, by_name["ibu@example.com"])


@files.plays("Spreadsheet.share", "Spreadsheet.list_permissions", "Spreadsheet.remove_permissions")
def sharing_a_spreadsheet(scene: Scene) -> None:
    made = scene.gc.create("Bersama")
    made.share("ibu@example.com", perm_type="user", role="reader", notify=False)
    with scene.somebody_else("ibu") as ibu:
        seen = ibu.open_by_key(made.id)
        with pytest.raises(APIError, match="The caller does not have permission"):
            seen.sheet1.update_acell("A1", "x")
        made.share("ibu@example.com", perm_type="user", role="writer", notify=False)
        seen.sheet1.update_acell("A1", "x")
        assert len(made.list_permissions()) == 2
        assert len(made.remove_permissions("ibu@example.com", role="reader")) == 0
        assert len(made.remove_permissions("ibu@example.com")) == 1
        with pytest.raises(PermissionError):
            ibu.open_by_key(made.id)


@files.plays("Spreadsheet.transfer_ownership", "Spreadsheet.accept_ownership")
def handing_a_spreadsheet_over(scene: Scene) -> None:
    made = scene.gc.create("Warisan")
    made.share("ibu@example.com", perm_type="user", role="writer", notify=False)
    held = {one["emailAddress"]: one["id"] for one in made.list_permissions()}
    with scene.somebody_else("ibu") as ibu:
        theirs = ibu.open_by_key(made.id)
        with pytest.raises(APIError) as caught:
            theirs.accept_ownership(held["ibu@example.com"])
        assert caught.value.code == 403
        made.transfer_ownership(held["ibu@example.com"])
        assert [one.get("pendingOwner") for one in made.list_permissions()] == [False, True]
        theirs.accept_ownership(held["ibu@example.com"])
    roles = {one["emailAddress"]: one["role"] for one in made.list_permissions()}
    assert roles == {"engine@example.com": "writer", "ibu@example.com": "owner"}


@files.plays("oauth", "oauth_from_dict")
def signing_in_with_what_is_stored(scene: Scene) -> None:
    # The consent page stands at Google. What it hands out is stored by gspread, and from then on nothing is asked; such
    # credentials always ask Google's own token endpoint, so the whole process is led here.
    stored = scene.server.credentials("engine", scene.url)
    back = lead(scene.url)
    try:
        one, kept = gspread.oauth_from_dict({"installed": {}}, stored)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "authorized_user.json"
            path.write_text(kept)
            two = gspread.oauth(authorized_user_filename=path)
        for gc in (one, two):
            assert gc.open("Toko").title == "Toko"
            gc.http_client.session.close()
    finally:
        back()
