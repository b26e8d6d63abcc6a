"""A fresh world for each test, on real sockets, and somebody who asks it for things."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from world_api import Api

from sandbox.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World.start(tmp_path / "world", seed=7) as made:
        yield made


@pytest.fixture
def api(world: World) -> Iterator[Api]:
    made = Api(world.url)
    yield made
    made.close()


@pytest.fixture(scope="session")
def calm_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One world for every test in which nothing may change."""
    with World.start(tmp_path_factory.mktemp("calm"), seed=7) as made:
        yield made


@pytest.fixture(scope="session")
def calm(calm_world: World) -> Iterator[Api]:
    made = Api(calm_world.url)
    yield made
    made.close()
