"""Who may take a lease, row by row of the table in `engine.store.leases`."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from types import SimpleNamespace

import pytest

from engine.store.leases import alive, may_take, name_holder

NOW = 100.0


@pytest.mark.parametrize(
    ("holder", "expires", "lives", "take_over", "taken"),
    [
        ("", 0.0, True, False, True),
        ("me", 200.0, True, False, True),
        ("other", 200.0, True, False, False),
        ("other", 200.0, True, True, True),
        ("other", 200.0, False, False, True),
        ("other", 100.0, True, False, True),
        ("other", 100.1, True, False, False),
    ],
)
def test_the_table(holder: str, expires: float, lives: bool, take_over: bool, taken: bool) -> None:
    row = SimpleNamespace(holder=holder, expires=expires)
    assert may_take(row, "me", NOW, take_over=take_over, alive=lambda _holder: lives) is taken


def test_this_process_is_alive() -> None:
    assert name_holder("n1") == f"{socket.gethostname()}:{os.getpid()}:n1"
    assert alive(name_holder("n1"))


def test_a_process_of_this_host_that_ended_is_dead() -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    assert not alive(f"{socket.gethostname()}:{child.pid}:n1")


@pytest.mark.parametrize("holder", ["elsewhere.example:1:n1", "no colon", "", "{host}:abc:n", "{host}:0:n"])
def test_who_cannot_be_looked_up_counts_as_alive(holder: str) -> None:
    assert alive(holder.format(host=socket.gethostname()))


def test_a_pid_that_no_machine_has_is_dead() -> None:
    assert not alive(f"{socket.gethostname()}:{10**30}:n1")
