"""Two processes on one vault never spend one refresh token twice, and one that dies blocks nobody."""

from __future__ import annotations

import multiprocessing
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
from conformance_world import NAME
from vaults import Place

from engine.clock import SystemClock
from engine.connectors.base import Authorises, Connector
from engine.connectors.config import ShopConfig
from engine.connectors.registry import connector_for
from engine.errors import AuthExpired, ShopError
from engine.http import Http, Pacer, new_client
from sandbox.serve import SystemClock as WorldClock
from sandbox.serve import serving
from sandbox.shops.base import Shop
from sandbox.shops.shopee import ShopeeShop
from sandbox.shops.tiktok import TikTokShop
from sandbox.wire import Request, Response

SPAWN = multiprocessing.get_context("spawn")
TOGETHER_SECONDS = 1.0
PATIENCE = 30.0


class Counter:
    """The shop's sign-in window: it answers a renewal only after giving others the time to try one as well."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.renewals = 0
        self.second = threading.Event()
        self.arrived = threading.Event()
        self.answered = threading.Event()
        self.wait = TOGETHER_SECONDS
        self._lock = threading.Lock()

    def handle(self, request: Request) -> Response:
        if self.shop.traffic(request) != "auth" or "token/get" in request.path.replace(
            "access_token/get", ""
        ):
            return self.shop.handle(request)
        with self._lock:
            self.renewals += 1
            if self.renewals > 1:
                self.second.set()
        self.arrived.set()
        self.second.wait(self.wait)
        response = self.shop.handle(request)
        self.answered.set()
        return response


def config_of(shop: Shop) -> ShopConfig:
    own = shop.credentials()
    app_id, secret = (own.get("partner_id") or own["app_key"]), (own.get("partner_key") or own["app_secret"])
    return ShopConfig(NAME, shop.kind, own["base_url"], app_id, secret)


def with_connector(place: Place, config: ShopConfig, use: Callable[[Connector], str]) -> str:
    """What `use` gives of a connector over the vault at `place`, or the error's code and detail."""
    clock = SystemClock()
    with closing(new_client()) as client, place.opened() as vault:
        http = Http(NAME, client, clock, random.Random(7), Pacer(clock))
        try:
            return use(connector_for(config.kind, config, http, vault.tokens(NAME), clock))
        except ShopError as error:
            return str(error)


def ask(place: Place, config: ShopConfig, start: Any, answers: Any) -> None:
    start.wait(PATIENCE)
    answers.put(with_connector(place, config, lambda connector: connector.health().shop_name))


@pytest.fixture(
    params=["file_place", "server_place"],
    ids=["file", "postgresql"],
)
def place(request: pytest.FixtureRequest) -> Place:
    """A vault that every process can open: one machine's, and one of many machines."""
    found: Place = request.getfixturevalue(request.param)
    return found


@pytest.fixture(params=[ShopeeShop, TikTokShop], ids=["shopee", "tiktok"])
def counter(request: pytest.FixtureRequest, place: Place) -> Iterator[Counter]:
    """A connected shop on a socket, whose access token has just run out."""
    counter = Counter(request.param(NAME, clock=WorldClock(), rng=random.Random(3)))
    with serving(counter.handle) as running:
        counter.shop.base_url = running.url

        def connect(connector: Connector) -> str:
            assert isinstance(connector, Authorises)
            connector.exchange(
                counter.shop.grant(), {"shop_id": counter.shop.credentials().get("shop_id", "")}
            )
            return "connected"

        assert with_connector(place, config_of(counter.shop), connect) == "connected"
        counter.shop.expire_access_token()
        yield counter
        counter.second.set()


class Team:
    """Processes that all ask for the shop's health at one moment, and what they were told."""

    def __init__(self, counter: Counter, place: Place, many: int) -> None:
        self.barrier, self.answers = SPAWN.Barrier(many), SPAWN.Queue()
        work = (place, config_of(counter.shop), self.barrier, self.answers)
        self.processes = [SPAWN.Process(target=ask, args=work) for _ in range(many)]

    def __enter__(self) -> Team:
        for process in self.processes:
            process.start()
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.processes:
            process.join(PATIENCE)
        self.answers.close()
        self.answers.join_thread()


def test_two_processes_renew_once_and_both_go_on(counter: Counter, place: Place) -> None:
    with Team(counter, place, 2) as team:
        told = {team.answers.get(timeout=PATIENCE) for _ in team.processes}
    assert counter.renewals == 1
    assert len(told) == 1
    assert not told.pop().startswith("S3")


def test_a_renewal_that_died_half_way_blocks_nobody_and_says_what_to_do(
    counter: Counter, place: Place
) -> None:
    counter.wait = PATIENCE
    with Team(counter, place, 1) as team:
        assert counter.arrived.wait(PATIENCE)
        team.processes[0].kill()
    # The shop takes the renewal all the same, and its answer is lost.
    counter.second.set()
    assert counter.answered.wait(PATIENCE)
    told = with_connector(place, config_of(counter.shop), lambda connector: connector.health().shop_name)
    assert told.startswith(AuthExpired.code)
    assert f"selaras connect {NAME}" in told
