"""Who may talk to the world (this machine, no foreign page, changes as JSON only), and what it says of itself."""

from __future__ import annotations

import json

import httpx
import pytest
from world_api import Api

from sandbox.world import World

SERVERS = ("control", "sheets", "shopee", "tiktok")


def address(world: World, server: str) -> tuple[str, str]:
    """A server's URL and a path of it that changes something."""
    book = f"/v4/spreadsheets/{world.spreadsheet_id}:batchUpdate"
    return {
        "control": (world.url, "/people"),
        "sheets": (world.sheets_url, book),
        "shopee": (world.shopee.base_url, "/api/v2/product/update_stock"),
        "tiktok": (world.tiktok.base_url, "/product/202309/products/1/inventory/update"),
    }[server]


def test_each_server_has_a_port_of_its_own_on_loopback(calm_world: World) -> None:
    urls = [address(calm_world, server)[0] for server in SERVERS]
    assert len(set(urls)) == len(SERVERS)
    assert {httpx.URL(url).host for url in urls} == {"127.0.0.1"}


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "text/plain"},
    ],
)
def test_hostile_requests_are_refused_everywhere(
    calm_world: World, server: str, headers: dict[str, str]
) -> None:
    url, path = address(calm_world, server)
    body = json.dumps({"action": "clear", "tab": "SKU", "cells": "D2:D"})
    sent = {"Content-Type": "application/json", **headers}
    with httpx.Client(trust_env=False) as client:
        answer = client.post(url + path, headers=sent, content=body)
    assert answer.status_code == 403
    assert "error" in answer.json()
    assert calm_world.books.entries() == []


@pytest.mark.parametrize("path", ["/books", "/shops", "/openapi.json", "/healthz"])
def test_reading_is_for_this_machine_too(calm_world: World, path: str) -> None:
    with httpx.Client(base_url=calm_world.url, trust_env=False) as client:
        assert client.get(path).status_code == 200
        assert client.get(path, headers={"Host": "evil.example"}).status_code == 403
        assert client.get(path, headers={"Origin": "http://evil.example"}).status_code == 403


@pytest.mark.parametrize("body", [b"", b"nothing", b"[]", b'"type"', b"[" * 5000])
def test_a_body_that_is_no_object(calm_world: World, body: bytes) -> None:
    with httpx.Client(base_url=calm_world.url, trust_env=False) as client:
        answer = client.post("/people", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_request")


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/people"), ("POST", "/books"), ("DELETE", "/books"), ("GET", "/")]
)
def test_calls_there_are_none_of(calm_world: World, method: str, path: str) -> None:
    with httpx.Client(base_url=calm_world.url, trust_env=False) as client:
        answer = client.request(method, path, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


def test_the_description_names_every_move_and_only_those(calm_world: World, calm: Api) -> None:
    paths = calm.description["paths"]
    assert set(paths) == {
        "/books",
        "/shops",
        "/healthz",
        "/openapi.json",
        "/clock",
        *calm_world.control.calls,
    }
    for path, (_, tag, moves) in calm_world.control.calls.items():
        schema = paths[path]["post"]["requestBody"]["content"]["application/json"]["schema"]
        assert [one["properties"][tag]["const"] for one in schema["oneOf"]] == list(moves)
        refused = calm.call(path, {tag: "nothing like it"})
        assert refused.status_code == 400
        assert all(name in refused.json()["error"]["message"] for name in moves)
