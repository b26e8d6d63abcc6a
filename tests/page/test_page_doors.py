"""Who may ask the page's server for what, and what the browser is told to allow: asked as an attacker would."""

from __future__ import annotations

import json

import httpx
import pytest

from sandbox.page.server import MOVERS

pytestmark = [pytest.mark.browser]
CHANGES = ("/api/edit", *(f"/api/{who}" for who in MOVERS))


@pytest.fixture
def client(calm):
    with httpx.Client(base_url=calm.url, trust_env=False) as made:
        yield made


def body_of(path: str, calm) -> bytes:
    """A call that would change something, were it let in."""
    listing = calm.world.shopee.listings()[0]["id"]
    bodies = {
        "/api/edit": {
            "do": "sort",
            "sheetId": calm.person.tab("SKU").sheet_id,
            "column": 3,
            "descending": True,
        },
        "/api/buyers": {"action": "buy", "storefront": "shopee", "lines": [{"listing": listing, "units": 1}]},
        "/api/sellers": {"action": "set_stock", "shop": "shopee", "listing": listing, "units": 1},
        "/api/rival": {"action": "set_stock", "shop": "shopee", "listing": listing, "units": 1},
        "/api/faults": {"target": "shopee", "kind": "rate_limit"},
    }
    return json.dumps(bodies[path]).encode()


@pytest.mark.parametrize("path", CHANGES)
@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:1"},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": ""},
    ],
)
def test_a_foreign_change_is_refused_and_changes_nothing(
    calm, client, path: str, headers: dict[str, str]
) -> None:
    before = calm.world.control.told(), calm.person.read("SKU", "A1:D33")
    sent = {"Content-Type": "application/json", **headers}
    answer = client.post(path, content=body_of(path, calm), headers=sent)
    assert answer.status_code == 403
    told, rows = calm.world.control.told(), calm.person.read("SKU", "A1:D33")
    assert (told["entries"], told["listings"], rows) == (
        before[0]["entries"],
        before[0]["listings"],
        before[1],
    )


@pytest.mark.parametrize("path", ["/", "/app.js", "/api/live", "/api/explain?sku=KAOS-HTM-S"])
@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}])
def test_looking_is_for_this_machine_too(client, path: str, headers: dict[str, str]) -> None:
    assert client.get(path, headers=headers).status_code == 403


@pytest.mark.parametrize("path", CHANGES)
def test_the_page_itself_may(calm, client, path: str) -> None:
    answer = client.post(
        path, content=body_of(path, calm), headers={"Content-Type": "application/json", "Origin": calm.url}
    )
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("path", ["/", "/app.js", "/words.id.json", "/api/live", "/api/none", "/nothing"])
def test_every_answer_binds_the_browser(client, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize(
    "path",
    [
        "/../server.py",
        "/%2e%2e/server.py",
        "/static/app.js",
        "/__init__.py",
        "/_control/counts",
        "/api/people",
        "/api/clock",
        "/api/books",
    ],
)
def test_only_the_page_and_its_calls_are_there(client, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.post(path, json={"action": "type"}).status_code == 404


@pytest.mark.parametrize("body", [b"", b"nothing", b"[]", b"[" * 5000, b'"do"'])
def test_a_body_that_is_no_object_is_refused(client, body: bytes) -> None:
    answer = client.post("/api/edit", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "edit",
    [
        {},
        {"do": "drop"},
        {"do": "type", "rows": [], "cells": [[0, 0, "x"]]},
        {"do": "type", "rows": [{"u": 1, "at": -4, "first": ""}], "cells": [[0, 0, "x"]]},
        {"do": "type", "rows": [{"u": 0, "at": 900, "first": ""}], "cells": [[0, 99999, "x"]]},
        {"do": "sort", "column": 99999},
        {"do": "sort", "column": True},
        {"do": "width", "column": 1, "pixels": 10**9},
        {"do": "filter", "column": 1, "hidden": "all"},
        {"do": "undo", "id": 12345},
    ],
)
def test_an_edit_that_is_none_is_refused_and_changes_nothing(calm, client, edit: dict[str, object]) -> None:
    before = calm.person.read_book().version
    answer = client.post("/api/edit", json={"sheetId": calm.person.tab("SKU").sheet_id, **edit})
    assert answer.status_code in (400, 409)
    assert calm.person.read_book().version == before


def test_an_edit_reaches_only_the_demos_own_spreadsheet(calm, client) -> None:
    other = calm.world.sheets.create_spreadsheet("Lain", sheets=["SKU"])
    sheet = calm.world.sheets.person(other).tab("SKU").sheet_id
    edit = {"do": "type", "rows": [{"u": 0, "at": 0, "first": ""}], "cells": [[0, 0, "x"]]}
    client.post("/api/edit", json={**edit, "sheetId": sheet, "spreadsheetId": other})
    assert calm.world.sheets.person(other).see("SKU", "A1") == ""
