"""One socket for the whole run; each test puts a shop of its own on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from conformance_world import Stage

from sandbox.serve import serving


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    stage = Stage()
    with serving(stage.handle) as running:
        stage.url = running.url
        yield stage
