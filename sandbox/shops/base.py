"""What every sandbox shop is: its own books, what buyers and sellers do to them, and one HTTP handler.

A marketplace subclasses `Shop` and answers requests (`caller`, `traffic`, `answer`, `trouble`), words its
pushes (`push_bodies`, `push_headers`) and keeps its tokens (`dump_auth`, `load_auth`). Everything else is
here or in `Business`: who called how often, faults, rate limit, moves, webhooks on their way, state as JSON.
"""

from __future__ import annotations

import random
from abc import abstractmethod
from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from email.utils import formatdate
from typing import Any, ClassVar, Literal

from ..guard import guarded
from ..wire import Clock, ConnectionCut, Handler, Request, Response
from .business import Business
from .faults import Fault, Faults, Kind
from .mint import Mint
from .trade import Event, Ids, Warehouse
from .webhooks import Post, Webhooks

Traffic = Literal["read", "write", "auth"]
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class App:
    """An integration's own credentials at the marketplace; `name` is what request counts call it."""

    name: str
    id: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Call:
    """One request as it came in: unix seconds, client, kind of traffic, method and path (no query)."""

    at: float
    app: str
    traffic: Traffic
    method: str
    path: str


class Shop(Business):
    """One shop at one marketplace. Thread-safe; every public method may be called from any thread.

    `name`: what the settings call it. `post`: sends a push and gives the HTTP status, 0 for no answer.
    `base_url`: set by whoever puts the shop on a socket; `credentials` passes it on.
    `requests_per_minute`: the limit per app and API path, None for none.
    """

    kind: ClassVar[str]
    push_retries: ClassVar[Sequence[float]]

    def __init__(
        self,
        name: str,
        *,
        clock: Clock,
        rng: random.Random,
        storefronts: Sequence[str],
        warehouses: Sequence[Warehouse],
        post: Post | None = None,
        apps: Sequence[str] = ("engine", "rival"),
        requests_per_minute: int | None = 1000,
    ) -> None:
        self.mint = Mint(rng.getrandbits(64))
        super().__init__(name, clock, self.new_ids(), storefronts, warehouses)
        self.post = post
        self.base_url = ""
        self.requests_per_minute = requests_per_minute
        self.faults = Faults()
        self.webhooks = Webhooks(self.push_retries)
        self.apps = {app: self.new_app(app) for app in apps}
        self.calls: deque[Call] = deque(maxlen=2000)
        self._counts: Counter[tuple[str, Traffic]] = Counter()
        self._minute: tuple[int, Counter[tuple[str, str]]] = (0, Counter())
        self.handle: Handler = self._handle
        self.guarded: Handler = guarded(self._handle, self.other_type_allowed)

    # What a marketplace decides.

    @abstractmethod
    def new_app(self, name: str) -> App:
        """Credentials for one integration."""

    @abstractmethod
    def new_ids(self) -> Ids:
        """How this marketplace names things (drawn from `self.mint`)."""

    @abstractmethod
    def caller(self, request: Request) -> str | None:
        """Which app the request says it is from, unverified; None where it says nothing known."""

    @abstractmethod
    def traffic(self, request: Request) -> Traffic:
        """Whether the request reads or changes the shop's business, or is about signing in."""

    @abstractmethod
    def answer(self, request: Request, fault: Fault | None) -> Response:
        """The marketplace's answer; `fault` is one that only a page or catalogue read can play.

        Called under the lock; it changes `self.catalogue` and `self.book` directly, never through the public
        moves, whose events a LIE could not take back.
        """

    @abstractmethod
    def trouble(self, request: Request, fault: Fault) -> Response:
        """A rate limit or server error in the marketplace's own words."""

    @abstractmethod
    def push_bodies(self, event: Event, app: str) -> Iterable[tuple[str, str]]:
        """(topic, raw body) of each push that this event means for this app."""

    @abstractmethod
    def push_headers(self, app: str, url: str, body: bytes, forged: bool) -> Mapping[str, str]:
        """The signed headers of one push; `forged`: signed with a key that is not the app's."""

    @abstractmethod
    def credentials(self, app: str = "engine") -> dict[str, str]:
        """What a connector must know to sign in as this app, `base_url` included; all text."""

    @abstractmethod
    def grant(self, app: str = "engine") -> str:
        """The seller consents: a fresh authorization code for this app."""

    @abstractmethod
    def expire_access_token(self, app: str = "engine") -> None:
        """Every access token of this app is expired from now on; refreshing still works."""

    @abstractmethod
    def revoke_refresh_token(self, app: str = "engine") -> None:
        """The refresh token is dead too: only a new consent helps."""

    @abstractmethod
    def rival_set_stock(self, listing: str, units: int) -> Response:
        """Another integration sets a number through the API, with the credentials of app "rival"."""

    @abstractmethod
    def dump_auth(self) -> dict[str, Any]: ...

    @abstractmethod
    def load_auth(self, data: Mapping[str, Any]) -> None: ...

    def other_type_allowed(self, request: Request) -> bool:
        """Which requests may carry another content type than JSON."""
        return False

    # The HTTP side.

    def _handle(self, request: Request) -> Response:
        answer = self._judged(request)
        # Dated as every HTTP answer is, by the clock of this shop.
        date = formatdate(self.clock.now(), usegmt=True)
        return replace(answer, headers={"Date": date, **answer.headers})

    def _judged(self, request: Request) -> Response:
        app = self.caller(request) or UNKNOWN
        with self._lock:
            self._note(app, request)
            if self._over_limit(app, request.path):
                return self.trouble(request, Fault(Kind.RATE_LIMIT))
            fault = self.faults.take(request.path, app)
        return self._answered(request) if fault is None else self._faulty(request, fault)

    def _note(self, app: str, request: Request) -> None:
        traffic = self.traffic(request)
        self._counts[app, traffic] += 1
        self.calls.append(Call(self.clock.now(), app, traffic, request.method, request.path))

    def _over_limit(self, app: str, path: str) -> bool:
        if self.requests_per_minute is None:
            return False
        minute = int(self.clock.now() // 60)
        if self._minute[0] != minute:
            self._minute = (minute, Counter())
        self._minute[1][app, path] += 1
        return self._minute[1][app, path] > self.requests_per_minute

    def _answered(self, request: Request, fault: Fault | None = None) -> Response:
        return self._do(lambda: self.answer(request, fault))

    def _faulty(self, request: Request, fault: Fault) -> Response:
        """The table in `sandbox.shops.faults`, played."""
        if fault.kind is Kind.CUT_BEFORE:
            raise ConnectionCut
        if fault.kind in (Kind.RATE_LIMIT, Kind.ERROR_BEFORE):
            return self.trouble(request, fault)
        if fault.kind is Kind.LIE:
            return self._without_effect(request)
        response = self._answered(request, fault)
        if fault.kind is Kind.CUT_AFTER:
            raise ConnectionCut
        if fault.kind is Kind.ERROR_AFTER:
            return self.trouble(request, fault)
        if fault.kind is Kind.SLOW:
            self.clock.sleep(fault.seconds or 0.0)
        if fault.kind is Kind.TRUNCATED:
            return Response(response.status, response.headers, response.body[: len(response.body) // 2])
        return response

    def _without_effect(self, request: Request) -> Response:
        with self._lock:
            products, versions = dict(self.catalogue.products), dict(self.book.versions)
            returns, events = dict(self.book.returns), list(self._events)
            response = self.answer(request, None)
            self.catalogue.products, self.book.versions = products, versions
            self.book.returns, self._events = returns, events
            return response

    def counts(self) -> dict[str, dict[str, int]]:
        """Requests that arrived, refused ones too, per client; calls about signing in count as neither."""
        with self._lock:
            clients = sorted({app for app, _ in self._counts} | set(self.apps))
            return {
                app: {"reads": self._counts[app, "read"], "writes": self._counts[app, "write"]}
                for app in clients
            }

    # Pushes.

    def publish(self, events: Sequence[Event]) -> None:
        """Queue the pushes that events mean for each app with a callback address."""
        for event in events:
            for app in self.webhooks.urls:
                for topic, body in self.push_bodies(event, app):
                    self.webhooks.put(app, topic, body, event.at)

    def tick(self) -> int:
        """Send every push that is due by the clock, and give how many left; for the world's own loop."""
        with self._lock:
            ready = self.webhooks.due(self.clock.now())
        for parcel in ready:
            url = self.webhooks.urls.get(parcel.app, "")
            body = parcel.body.encode()
            status = 0
            if self.post is not None and url:
                status = self.post(url, self.push_headers(parcel.app, url, body, parcel.forged), body)
            with self._lock:
                self.webhooks.settle(parcel, status, self.clock.now())
        return len(ready)

    # Persistence.

    def dump(self) -> dict[str, Any]:
        """The whole state as JSON types, secrets of the sandbox included."""
        with self._lock:
            return {
                "kind": self.kind,
                "name": self.name,
                "mint": asdict(self.mint),
                "apps": {name: asdict(app) for name, app in self.apps.items()},
                "products": self.catalogue.dump(),
                "book": self.book.dump(),
                "auth": self.dump_auth(),
                "faults": self.faults.dump(),
                "webhooks": self.webhooks.dump(),
                "counts": [[app, traffic, count] for (app, traffic), count in self._counts.items()],
            }

    def load(self, data: Mapping[str, Any]) -> None:
        """Take over a dumped state. ValueError where it is another marketplace's or shop's."""
        if (data["kind"], data["name"]) != (self.kind, self.name):
            raise ValueError(f"this is {data['kind']} {data['name']}, not {self.kind} {self.name}")
        with self._lock:
            self.mint.salt, self.mint.count = data["mint"]["salt"], data["mint"]["count"]
            self.apps = {name: App(**app) for name, app in data["apps"].items()}
            self.catalogue.load(data["products"])
            self.book.load(data["book"])
            self.load_auth(data["auth"])
            self.faults.load(data["faults"])
            self.webhooks.load(data["webhooks"])
            self._counts = Counter({(app, traffic): count for app, traffic, count in data["counts"]})
