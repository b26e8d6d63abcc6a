"""A beginner's program, left as it is but for two lines, against the server as a process."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.acceptance

SCRIPT = Path(__file__).with_name("tutorial_script.py")
SAYS = """\
[[]]
['Sheet1', 'A worksheet']
Bingo! Bingo!
=B1
['', 'Bingo!'] ['Bingo!', 'Bingo!'] [['', 'Bingo!'], ['', 'Bingo!']]
Found something at R1C2
[<Cell R1C2 'Bingo!'>, <Cell R2C2 'Bingo!'>]
[['1', '2'], ['3', '4']]
[{'last_name': 'Brown', 'first_name': 'Sherrod', 'phone': '202-224-2315'}, \
{'last_name': 'Cantwell', 'first_name': 'Maria', 'phone': '202-224-3441'}]
['last_name', 'Brown', 'Cantwell'] BROWN 7
[['Product', 'Qty', 'Price', 'Total'], ['Pen', '10', '$1.50', '$15.00'], ['Bag', '7', '$30.25', '$211.75'], \
['Book', '3', '$12.00', '$36.00'], ['', '', '', '$262.75'], ['', '', '', '$30.25']]
(5, 4)
[1, 1, 0.6]
from pandas $262.75 Backup
['Product,Qty,Price,Total', 'Pen,10,$1.50,$15.00']
SpreadsheetNotFound <Response [200]>
APIError APIError: [400]: Range (Sheet1!ZZ1) exceeds grid limits. Max rows: 1000, max columns: 26
APIError APIError: [404]: File not found: nothing.
"""


def test_three_tutorials_run_as_they_are() -> None:
    serve = [sys.executable, "-m", "sandbox", "sheets", "--json"]
    with subprocess.Popen(serve, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            told = json.loads(server.stdout.readline())
            done = subprocess.run(
                [sys.executable, "-W", "error", str(SCRIPT), told["url"], told["service_account"]],
                capture_output=True,
                text=True,
                timeout=120,
                check=False,
                cwd=SCRIPT.parents[3],
                env={"PYTHONPATH": str(SCRIPT.parents[3])},
            )
        finally:
            server.terminate()
    assert (done.stderr, done.returncode) == ("", 0)
    assert done.stdout == SAYS
