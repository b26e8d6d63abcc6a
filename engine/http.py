"""When a marketplace call is sent, sent again or given up, and what a missing answer means.

| what happened                              | a read, or nothing changes | a write                     |
|--------------------------------------------|----------------------------|-----------------------------|
| no connection, so nothing was sent         | Unavailable, tried again   | Unavailable                 |
| sent, and no whole answer came back        | Unavailable, tried again   | UnknownOutcome              |
| HTTP 5xx                                   | Unavailable, tried again   | UnknownOutcome              |
| HTTP 429, or the shop's own words for it   | RateLimited, tried again   | RateLimited                 |
| any other answer                           | the connector reads it     | the connector reads it      |

A write is never sent twice from here: whoever pushes reads back first. A wait that a shop asks for is kept
where it is short; a long one ends the call, so that the cycle is not held up.
"""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from typing import TypeVar

import httpx

from .clock import Clock
from .errors import RateLimited, ShopError, Unavailable, UnknownOutcome

T = TypeVar("T")
Pairs = tuple[tuple[str, str], ...]

TIMEOUT = httpx.Timeout(20.0, connect=5.0)
NOTHING_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
LONGEST_DETAIL = 300
# Marketplaces refuse calls that are signed five minutes early or late.
FURTHEST_AHEAD = 600.0


@dataclass(frozen=True, slots=True)
class Call:
    """One request, ready to be sent. What may carry a secret stays out of the repr."""

    method: str
    url: str
    query: Pairs = field(default=(), repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """One whole answer; header names are lower-case, `retry_after` is in seconds, 0 where nothing is said."""

    status: int
    body: bytes = field(repr=False)
    retry_after: float = 0.0
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Retry:
    """How often a read is tried, and how long is waited: seconds, doubled each time, up to `cap`.

    `patience` is the longest wait asked for by a shop that is still kept.
    """

    attempts: int = 3
    base: float = 0.5
    cap: float = 4.0
    patience: float = 5.0


class Pacer:
    """A token bucket: `rate` calls a second on average, `burst` at once. Safe to share between threads."""

    def __init__(self, clock: Clock, rate: float = 10.0, burst: int = 20) -> None:
        self._clock = clock
        self._rate = rate
        self._burst = float(burst)
        self._tokens = float(burst)
        self._at = clock.monotonic()
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Return once the next call may leave."""
        with self._lock:
            now = self._clock.monotonic()
            self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate) - 1.0
            self._at = now
            delay = max(0.0, -self._tokens / self._rate)
        if delay:
            self._clock.sleep(delay)


class _WithoutQuery(logging.Filter):
    """httpx logs whole URLs at INFO, and marketplaces want tokens in the query."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                redacted(str(one)) if isinstance(one, httpx.URL) else one for one in record.args
            )
        return True


_WITHOUT_QUERY = _WithoutQuery()


def new_client(transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """A client for every shop of a process: bounded waits, no redirects or cookies, nothing from the environment.

    `transport` replaces the network in simulations and tests. The caller closes the client.
    """
    logging.getLogger("httpx").addFilter(_WITHOUT_QUERY)
    client = httpx.Client(transport=transport, timeout=TIMEOUT, follow_redirects=False, trust_env=False)
    # The client is shared: a cookie that one shop's server sets must never reach another shop's call.
    client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return client


def redacted(url: str) -> str:
    """The URL without query, fragment and user: signatures, tokens and app secrets travel there."""
    parts = httpx.URL(url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.host}{port}{parts.path}"


def scrubbed(text: str, *secrets: str) -> str:
    """A marketplace's own words as one short line, with our secrets taken out should it repeat them."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, "…")
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_DETAIL else line[: LONGEST_DETAIL - 1] + "…"


class Http:
    """The calls of one shop: paced, bounded, and with every failure in the words of `engine.errors`."""

    def __init__(
        self,
        shop: str,
        client: httpx.Client,
        clock: Clock,
        rng: random.Random,
        pacer: Pacer,
        retry: Retry | None = None,
    ) -> None:
        self.shop = shop
        self._client = client
        self._clock = clock
        self._rng = rng
        self._pacer = pacer
        self._retry = retry or Retry()
        self._ahead = 0.0

    @property
    def ahead(self) -> float:
        """Seconds by which the shop's clock is ahead of ours at least, as its last answer was dated; 0: it is not."""
        return self._ahead

    def send(self, make: Callable[[], Call], read: Callable[[Reply], T], *, safe: bool) -> T:
        """Send what `make` gives and return what `read` makes of the answer.

        `make` is called for each attempt after its wait, so that signatures carry a fresh time. `read`
        raises ShopErrors of its own. `safe`: nothing changes by sending it, or by sending it twice.
        """
        attempt = 1
        while True:
            try:
                return read(self._once(make, safe))
            except (Unavailable, RateLimited) as error:
                wait = self._wait(error, attempt) if safe else None
                if wait is None:
                    raise
            self._clock.sleep(wait)
            attempt += 1

    def _wait(self, error: ShopError, attempt: int) -> float | None:
        """Seconds before the next attempt; None where there shall be none."""
        if attempt >= self._retry.attempts:
            return None
        asked = asked_wait(error)
        if asked > self._retry.patience:
            return None
        backoff = min(self._retry.cap, self._retry.base * 2.0 ** (attempt - 1))
        return float(max(asked, backoff * self._rng.uniform(0.5, 1.0)))

    def _once(self, make: Callable[[], Call], safe: bool) -> Reply:
        self._pacer.wait()
        call = make()
        where = f"{call.method} {redacted(call.url)}"
        lost = Unavailable if safe else UnknownOutcome
        try:
            response = self._client.request(
                call.method, call.url, params=list(call.query), headers=call.headers, content=call.body
            )
        except NOTHING_SENT as error:
            # The original is cut off: its request holds the query, and with it tokens and signature.
            raise Unavailable(f"{where}: {type(error).__name__}", shop=self.shop) from None
        except httpx.HTTPError as error:
            raise lost(f"{where}: {type(error).__name__}", shop=self.shop) from None
        self._ahead = seconds_ahead(response.headers.get("date", ""), self._clock.now())
        wait = retry_after(response.headers.get("retry-after", ""), self._clock.now())
        if response.status_code == 429:
            raise RateLimited(f"{where}: HTTP 429", retry_after=wait, shop=self.shop)
        if response.status_code >= 500:
            detail = f"{where}: HTTP {response.status_code}"
            raise lost(detail, shop=self.shop, retry_after=int(wait))
        return Reply(response.status_code, response.content, wait, dict(response.headers))


def asked_wait(error: ShopError) -> float:
    """The seconds that the shop asked to wait, 0 where it did not."""
    if isinstance(error, RateLimited):
        return error.retry_after
    return float(error.params.get("retry_after", 0))


def retry_after(header: str, now: float) -> float:
    """A `Retry-After` header in seconds from now: a number or a date; 0 where there is none to be read."""
    text = header.strip()
    if text.isascii() and text.isdigit():
        return float(text)
    return _until(text, now)


def seconds_ahead(header: str, now: float) -> float:
    """How far a `Date` header is ahead of our clock; 0 where it is not, or is further off than any shop would bear."""
    ahead = _until(header, now)
    return ahead if ahead <= FURTHEST_AHEAD else 0.0


def _until(date: str, now: float) -> float:
    """Seconds from now to a date of HTTP; 0 where it is past, or cannot be read."""
    try:
        return max(0.0, parsedate_to_datetime(date).timestamp() - now)
    except ValueError:
        return 0.0
