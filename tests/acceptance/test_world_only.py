"""`demo --world-only` is a world that anybody's engine joins with one command."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.acceptance]


def start(*words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "main.py", *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    )


def end(process: subprocess.Popen[str]) -> int:
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    return process.returncode


@pytest.fixture(scope="module")
def world() -> Iterator[dict[str, Any]]:
    process = start("demo", "--world-only", "--json")
    assert process.stdout is not None
    yield json.loads(process.stdout.readline())
    assert end(process) == 0


def test_it_says_how_to_join(world: dict[str, Any]) -> None:
    assert set(world) == {"sheets", "shops", "control", "settings"}
    assert set(world["sheets"]) == {"url", "spreadsheet_id", "credentials"}
    assert {shop["name"] for shop in world["shops"]} == {"shopee", "tiktok"}


def test_run_with_its_settings_joins_at_once_and_follows_an_edit(world: dict[str, Any]) -> None:
    engine = start("--config", world["settings"], "run")
    try:
        with httpx.Client(base_url=world["control"], timeout=30.0) as control:

            def move(**fields: Any) -> None:
                control.post("/people", json=fields).raise_for_status()

            until(lambda: control.get("/books").json()["requests"]["shopee"]["engine"]["reads"] > 30)
            for shop in world["shops"]:
                move(action="tick", tab="Mulai", row_key=shop["name"], column="Kirim stok")
            move(action="type", tab="SKU", row_key="KAOS-HTM-L", column="Stok", text="17")

            def everywhere() -> bool:
                listings = control.get("/books").json()["listings"]
                mine = [one["stock"] for one in listings if one["sku"] == "KAOS-HTM-L"]
                return set(mine) == {17}

            until(everywhere)
    finally:
        assert end(engine) == 0


def until(probe: Any, seconds: float = 45.0) -> None:
    deadline = time.monotonic() + seconds
    while not probe():
        assert time.monotonic() < deadline
        time.sleep(0.2)
