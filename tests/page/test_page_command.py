"""`selaras demo` on a terminal says where the page is, at once, and ends without a trace."""

from __future__ import annotations

import os
import pty
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from sandbox.page.command import main

pytestmark = [pytest.mark.acceptance]
ROOT = Path(__file__).parents[2]
STOP_SECONDS = 60.0


def said(terminal: int, wanted: str) -> str:
    """What a terminal showed, up to a match."""
    text = ""
    while not re.search(wanted, text):
        text += os.read(terminal, 4096).decode("utf-8", "replace")
    return text


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_the_address_is_printed_and_answers_until_it_is_told_to_stop(tmp_path: Path, ending: int) -> None:
    here, there = pty.openpty()
    command = [sys.executable, str(ROOT / "main.py"), "demo"]
    env = {**os.environ, "TMPDIR": str(tmp_path)}
    process = subprocess.Popen(command, cwd=tmp_path, stdin=there, stdout=there, stderr=there, env=env)
    os.close(there)
    try:
        address = re.search(r"http://127\.0\.0\.1:\d+", said(here, r"http://127\.0\.0\.1:\d+\s"))
        assert address
        with httpx.Client(base_url=address[0], trust_env=False) as client:
            assert "Selaras" in client.get("/").text
            rows = client.get("/api/live").json()["sheet"]["rows"]
            assert any(cell[0] == "40" for _, cells in rows.values() for cell in cells)
        process.send_signal(ending)
        assert process.wait(timeout=STOP_SECONDS) == 0
    finally:
        process.kill()
        process.wait()
        os.close(here)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_something_is_not_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "kept").write_text("x")
    with pytest.raises(SystemExit) as ended:
        main(["--keep", str(tmp_path)])
    assert ended.value.code == 2
    assert "not empty" in capsys.readouterr().err


def test_a_port_that_is_taken_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["--port", str(port), "--keep", str(tmp_path / "kept")]) == 1
    assert f"port {port} cannot be used" in capsys.readouterr().err
