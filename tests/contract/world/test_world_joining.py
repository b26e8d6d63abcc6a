"""How the engine's commands begin beside each other on the first day, and end where one fails or all are left."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.tour.engine import Engine
from sandbox.tour.frame import Broken
from sandbox.tour.joining import join

PATIENT = "print('http://127.0.0.1:1/consent', flush=True); import time; time.sleep(600)"


class Played(Engine):
    """Commands that do as little as it takes: `connect` waits for a consent, `init` fails."""

    waiting: list[subprocess.Popen[str]]

    def command(self, *words: str) -> list[str]:
        script = PATIENT if words[0] == "connect" else "raise SystemExit('no sheet')"
        return [sys.executable, "-c", script]

    def connecting(self, shop: str) -> subprocess.Popen[str]:
        self.waiting.append(super().connecting(shop))
        return self.waiting[-1]


@pytest.fixture
def engine(tmp_path: Path) -> Played:
    made = Played(tmp_path / "selaras.toml", tmp_path / "events.jsonl")
    made.waiting = []
    return made


def test_where_the_sheet_cannot_be_laid_out_nobody_waits_for_a_consent(engine: Played) -> None:
    with pytest.raises(Broken, match="no sheet"):
        join(engine, ["shopee", "tiktok"], lambda shop, address: None)
    assert [process.returncode for process in engine.waiting] == [-9, -9]


def test_what_is_left_ends_at_once_and_nothing_begins_any_more(engine: Played) -> None:
    process = engine.connecting("shopee")
    assert engine.address(process) == "http://127.0.0.1:1/consent"
    engine.leave()
    assert process.wait(timeout=10) == -9
    assert process.stdout is not None
    process.stdout.close()
    with pytest.raises(Broken):
        engine.run("init")
    with pytest.raises(Broken):
        engine.up()
