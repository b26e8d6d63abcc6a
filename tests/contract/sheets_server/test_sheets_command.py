"""`python -m sandbox sheets` as a process: its one line, its credentials, its end."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sheets_clients import client

pytestmark = pytest.mark.acceptance


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_it_is_told_to_stop_and_keeps_its_state(tmp_path: Path, end: signal.Signals) -> None:
    state = tmp_path / "google.sqlite"
    command = [sys.executable, "-m", "sandbox", "sheets", "--port", "0", "--json", "--locale", "id_ID"]
    made = ""
    for turn in range(2):
        process = subprocess.Popen([*command, "--state", str(state)], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        try:
            line = json.loads(process.stdout.readline())
            assert line.keys() == {"url", "credentials", "service_account", "api_key"}
            path = Path(line["credentials"])
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
            info = json.loads(path.read_text())
            assert (info["type"], info["token_uri"]) == ("authorized_user", f"{line['url']}/token")
            gc = client(info, line["url"])
            if turn == 0:
                made = gc.create("Toko").id
                gc.open_by_key(made).sheet1.update_acell("A1", "1.000")
            assert gc.open_by_key(made).sheet1.get("A1", value_render_option="UNFORMATTED_VALUE") == [[1000]]
            gc.http_client.session.close()
            process.send_signal(end)
            assert process.wait(10) == 0
            assert process.stdout.read() == ""
        finally:
            process.kill()
            process.wait()
            process.stdout.close()


def test_a_port_that_is_taken_is_one_sentence_and_exit_code_1(tmp_path: Path) -> None:
    first = subprocess.Popen(
        [sys.executable, "-m", "sandbox", "sheets", "--json"], stdout=subprocess.PIPE, text=True
    )
    assert first.stdout is not None
    try:
        port = json.loads(first.stdout.readline())["url"].rpartition(":")[2]
        second = subprocess.run(
            [sys.executable, "-m", "sandbox", "sheets", "--port", port],
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
            env=dict(os.environ),
        )
        assert (second.returncode, second.stdout) == (1, "")
        assert second.stderr.startswith(f"Port {port} cannot be used")
    finally:
        first.terminate()
        first.wait(10)
        first.stdout.close()


def test_wrong_use_exits_with_2() -> None:
    for words in (["nothing"], ["sheets", "--nothing"]):
        done = subprocess.run(
            [sys.executable, "-m", "sandbox", *words], capture_output=True, text=True, timeout=20, check=False
        )
        assert done.returncode == 2
