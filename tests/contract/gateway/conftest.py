"""A fresh spreadsheet at the local Google for each test, over one socket."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from gateway_stage import Socket, Stage

from sandbox.serve import serving


@pytest.fixture(scope="session")
def google() -> Iterator[Socket]:
    made = Socket()
    with serving(made.handle) as running:
        made.url = running.url
        yield made


@pytest.fixture
def stage(google: Socket, tmp_path: Path) -> Iterator[Stage]:
    with google.stage(tmp_path) as made:
        yield made
