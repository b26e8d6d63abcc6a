"""`connect` with a pasted address: only the consent that was asked for last is taken, and only once."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from sandbox.tour.engine import ADDRESS
from sandbox.world import World

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.acceptance]


@dataclass(frozen=True)
class Terminal:
    """A seller's terminal and browser."""

    world: World

    def begin(self, *words: str) -> subprocess.Popen[str]:
        command = [sys.executable, "main.py", "--config", str(self.world.settings_path), *words]
        return subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def ask(self, shop: str) -> str:
        """Begin `connect`, end it with Ctrl-C, agree at the page that it named; the address one is sent back to."""
        waiting = self.begin("connect", shop)
        assert waiting.stdout is not None
        line = waiting.stdout.readline()
        found = ADDRESS.search(line)
        assert found is not None, line
        waiting.send_signal(signal.SIGINT)
        waiting.communicate(timeout=30)
        return httpx.get(found[0], trust_env=False).headers["location"]

    def paste(self, shop: str, text: str) -> tuple[int, str, str]:
        process = self.begin("connect", shop, "--code", text, "--json")
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    with World.start(tmp_path_factory.mktemp("world")) as world:
        yield Terminal(world)


def test_the_address_of_the_last_consent_connects_the_shop_once(terminal: Terminal) -> None:
    address = terminal.ask("shopee")
    code, out, err = terminal.paste("shopee", address)
    assert (code, err) == (0, "")
    assert json.loads(out)["connected"] is True
    code, out, err = terminal.paste("shopee", address)
    assert (code, out) == (2, "")
    assert "[U170]" in err
    assert "selaras connect shopee" in err


def test_an_address_that_a_newer_consent_overtook_is_refused(terminal: Terminal) -> None:
    older = terminal.ask("tiktok")
    newer = terminal.ask("tiktok")
    assert "[U170]" in terminal.paste("tiktok", older)[2]
    assert terminal.paste("tiktok", newer)[0] == 0


def test_a_bare_code_is_taken_with_a_warning(terminal: Terminal) -> None:
    code_alone = httpx.URL(terminal.ask("tiktok")).params["code"]
    code, out, err = terminal.paste("tiktok", code_alone)
    assert code == 0
    assert json.loads(out)["connected"] is True
    assert err.startswith("Perhatian:")
    assert code_alone not in err


def test_a_shop_that_the_settings_do_not_name_is_wrong_use(terminal: Terminal) -> None:
    code, out, err = terminal.paste("lazada", "abc")
    assert (code, out) == (2, "")
    assert err.startswith("Toko lazada tidak ada di pengaturan; yang ada: shopee, tiktok.")
