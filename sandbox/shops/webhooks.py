"""When a push leaves, in which order, and what becomes of one that nobody takes.

A push is queued by the shop and sent by `tick`. It is signed at the moment of sending, over the exact
bytes sent. An answer that is not 2xx (or none: status 0) is tried again after each of the marketplace's
own delays, and then the push is lost. What happens to the next pushes can be set:

| mode         | what happens to a push                                                     |
|--------------|-----------------------------------------------------------------------------|
| DUPLICATE    | it is sent twice                                                            |
| OUT_OF_ORDER | of the next `times` pushes the last leaves first, a second apart            |
| LATE         | it leaves `seconds` later                                                   |
| LOST         | it is never sent (a marketplace with a list of lost pushes puts it there)   |
| FORGED       | it leaves with a signature made with another key                            |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

Post = Callable[[str, Mapping[str, str], bytes], int]
"""Sends one POST and gives the HTTP status, or 0 where there was no answer; it must not raise."""

Sign = Callable[[str, str, bytes, bool], Mapping[str, str]]
"""(app, url, body, forged) -> the headers of the push."""


class Mode(StrEnum):
    DUPLICATE = "duplicate"
    OUT_OF_ORDER = "out_of_order"
    LATE = "late"
    LOST = "lost"
    FORGED = "forged"


@dataclass(frozen=True, slots=True)
class Parcel:
    """One push on its way: the body as text, when it is due (unix seconds) and how often it was tried."""

    id: int
    app: str
    topic: str
    body: str
    queued_at: float
    due: float
    tries: int = 0
    forged: bool = False


@dataclass(frozen=True, slots=True)
class Upcoming:
    """What happens to the next `times` pushes."""

    mode: Mode
    times: int
    seconds: float = 0.0


@dataclass(slots=True)
class Webhooks:
    """The pushes of one shop. `urls` maps app to the callback address it registered through the API."""

    retry_after: Sequence[float]
    urls: dict[str, str] = field(default_factory=dict)
    queue: list[Parcel] = field(default_factory=list)
    lost: list[Parcel] = field(default_factory=list)
    upcoming: list[Upcoming] = field(default_factory=list)
    sent: int = 0
    last_id: int = 0

    def duplicate(self, times: int = 1) -> None:
        self._plan(Mode.DUPLICATE, times)

    def out_of_order(self, times: int = 2) -> None:
        self._plan(Mode.OUT_OF_ORDER, times)

    def late(self, seconds: float, times: int = 1) -> None:
        self._plan(Mode.LATE, times, seconds)

    def lose(self, times: int = 1) -> None:
        self._plan(Mode.LOST, times)

    def forge(self, times: int = 1) -> None:
        self._plan(Mode.FORGED, times)

    def _plan(self, mode: Mode, times: int, seconds: float = 0.0) -> None:
        if times > 0:
            self.upcoming.append(Upcoming(mode, times, seconds))

    def put(self, app: str, topic: str, body: str, now: float) -> None:
        """Queue one push for an app, under whatever mode is set for it."""
        self.last_id += 1
        parcel = Parcel(self.last_id, app, topic, body, now, now)
        upcoming = self._take()
        if upcoming is None:
            self.queue.append(parcel)
        elif upcoming.mode is Mode.LOST:
            self.lost.append(parcel)
        elif upcoming.mode is Mode.DUPLICATE:
            self.queue += [parcel, parcel]
        elif upcoming.mode is Mode.FORGED:
            self.queue.append(replace(parcel, forged=True))
        else:
            wait = float(upcoming.times) if upcoming.mode is Mode.OUT_OF_ORDER else upcoming.seconds
            self.queue.append(replace(parcel, due=now + wait))

    def _take(self) -> Upcoming | None:
        if not self.upcoming:
            return None
        first = self.upcoming[0]
        if first.times > 1:
            self.upcoming[0] = replace(first, times=first.times - 1)
        else:
            del self.upcoming[0]
        return first

    def due(self, now: float) -> list[Parcel]:
        """Takes out what is due, in the order in which it leaves."""
        ready = sorted((p for p in self.queue if p.due <= now), key=lambda p: p.due)
        self.queue = [p for p in self.queue if p.due > now]
        return ready

    def settle(self, parcel: Parcel, status: int, now: float) -> None:
        """Books the answer to a sent push: done, tried again later, or lost."""
        self.sent += 1
        if 200 <= status < 300:
            return
        if parcel.tries < len(self.retry_after):
            wait = self.retry_after[parcel.tries]
            self.queue.append(replace(parcel, due=now + wait, tries=parcel.tries + 1))
        else:
            self.lost.append(parcel)

    def dump(self) -> dict[str, Any]:
        return {
            "urls": dict(self.urls),
            "queue": [asdict(parcel) for parcel in self.queue],
            "lost": [asdict(parcel) for parcel in self.lost],
            "upcoming": [asdict(mode) for mode in self.upcoming],
            "sent": self.sent,
            "last_id": self.last_id,
        }

    def load(self, data: Mapping[str, Any]) -> None:
        self.urls = dict(data["urls"])
        self.queue = [Parcel(**parcel) for parcel in data["queue"]]
        self.lost = [Parcel(**parcel) for parcel in data["lost"]]
        self.upcoming = [Upcoming(**{**mode, "mode": Mode(mode["mode"])}) for mode in data["upcoming"]]
        self.sent, self.last_id = data["sent"], data["last_id"]
