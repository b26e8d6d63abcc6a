"""A fresh spreadsheet for each test: at the local Google over one socket, and in memory as the simulation has it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from gateway_stage import GoogleStage, Socket, Stage, Stages, memory_stage

from sandbox.serve import serving


@pytest.fixture(scope="session")
def google() -> Iterator[Socket]:
    made = Socket()
    with serving(made.handle) as running:
        made.url = running.url
        yield made


@pytest.fixture
def google_stage(google: Socket, tmp_path: Path) -> Iterator[GoogleStage]:
    """For what only the real client and its wire can show."""
    with google.stage(tmp_path) as made:
        yield made


@pytest.fixture(params=["google", "memory"])
def stages(request: pytest.FixtureRequest, tmp_path: Path) -> Stages:
    """Makes stages of each kind: what every `Gateway` must satisfy is played on both."""

    def make(*, numbers: str = "match", locale: str = "en_US") -> AbstractContextManager[Stage]:
        if request.param == "memory":
            return memory_stage(numbers=numbers, locale=locale)
        google: Socket = request.getfixturevalue("google")
        return google.stage(tmp_path, numbers=numbers, locale=locale)

    return make


@pytest.fixture
def stage(stages: Stages) -> Iterator[Stage]:
    with stages() as made:
        yield made
