"""A fresh spreadsheet at the local Google for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from gateway_stage import Stage, stage_of


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with stage_of(tmp_path) as made:
        yield made
