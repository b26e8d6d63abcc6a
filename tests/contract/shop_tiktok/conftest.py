"""One socket for all tests, a fresh shop and a signed-in client for each."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from tiktok_client import Client, HandClock, Stage, make_shop

from sandbox.serve import serving
from sandbox.shops.tiktok import TikTokShop


@pytest.fixture(scope="session")
def stage() -> Iterator[tuple[Stage, httpx.Client]]:
    stage = Stage()
    with serving(stage.handle) as running, httpx.Client(base_url=running.url, timeout=10) as http:
        yield stage, http


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def shop(stage: tuple[Stage, httpx.Client], clock: HandClock) -> TikTokShop:
    made = make_shop(clock)
    stage[0].shop = made
    made.base_url = str(stage[1].base_url).rstrip("/")
    return made


@pytest.fixture
def http(stage: tuple[Stage, httpx.Client]) -> httpx.Client:
    return stage[1]


@pytest.fixture
def client(http: httpx.Client, shop: TikTokShop, clock: HandClock) -> Client:
    return Client(http, shop, clock).connect()
