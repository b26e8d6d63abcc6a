"""Time that passes by hand, and a client whose answers are written down beforehand."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

import httpx

from engine.connectors.base import Tokens
from engine.http import Http, Pacer, Retry, new_client

SHOP = "toko"
OLD = Tokens("old", 2_000_000_000.0, "r-old", 3_000_000_000.0, (("shop_id", "1"),))
NEW = Tokens("new", 2_000_000_000.0, "r-new", 3_000_000_000.0, (("shop_id", "1"),))


class HandClock:
    def __init__(self, now: float = 1_700_000_000.0) -> None:
        self.time = now
        self.slept: list[float] = []

    def now(self) -> float:
        return self.time

    def monotonic(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds


class Shelf:
    """A token store in memory."""

    def __init__(self, tokens: Tokens | None = None) -> None:
        self.tokens = tokens
        self.exclusion = threading.Lock()
        self.saves: list[Tokens] = []

    def load(self) -> Tokens | None:
        return self.tokens

    def save(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.saves.append(tokens)

    def refreshing(self) -> AbstractContextManager[bool]:
        return self.exclusion


Answer = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]


class Wire:
    """Gives the written answers in order and keeps the requests."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []
        self.client = new_client(httpx.MockTransport(self._answer))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer(request) if callable(answer) else answer

    def http(self, clock: HandClock, retry: Retry | None = None) -> Http:
        return Http(SHOP, self.client, clock, random.Random(1), Pacer(clock), retry)
