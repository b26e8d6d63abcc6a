"""Decides what becomes of each call that an engine makes: how long it takes, what goes wrong, where the process dies.

| fate            | the effect | what the engine meets                                |
|-----------------|------------|------------------------------------------------------|
| fine            | yes        | the answer                                           |
| refused         | no         | HTTP 429                                             |
| error_before    | no         | HTTP 503                                             |
| error_after     | yes        | HTTP 503                                             |
| unreachable     | no         | no connection                                        |
| cut_before      | no         | a torn connection                                    |
| cut_after       | yes        | a torn connection                                    |
| slow            | yes        | the answer, later                                    |
| timeout         | yes        | no answer within the client's patience               |
| late            | afterwards | the same; a batch for the sheet lands only now        |
| crash_before    | no         | nothing: the process is gone                         |
| crash_after     | yes        | nothing: the process is gone                         |
| frozen          | yes        | the answer; the machine slept before it was sent     |
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Literal, NamedTuple, Protocol, TypeVar

from engine.errors import SelarasError
from engine.model.ids import ListingKey

from .clock import Agenda
from .trace import Trace

T = TypeVar("T")

Fate = Literal[
    "fine",
    "refused",
    "error_before",
    "error_after",
    "unreachable",
    "cut_before",
    "cut_after",
    "slow",
    "timeout",
    "late",
    "crash_before",
    "crash_after",
    "frozen",
]
Kind = Literal["read", "write", "auth", "commit"]
About = Literal["orders", "goods"]
WITHOUT_EFFECT: frozenset[Fate] = frozenset({"refused", "error_before", "unreachable", "cut_before"})
WITHOUT_ANSWER: frozenset[Fate] = frozenset({"error_after", "cut_after", "timeout", "late"})
PATIENCE = 20.0
SELLER = "seller"
"""Who makes the calls of a person at a browser: nothing is planned against those."""


class Crash(BaseException):
    """The engine's process is gone in this instant; only whoever runs the process catches it."""

    def __init__(self, worker: str, point: str) -> None:
        super().__init__(f"{worker} died {point}")
        self.worker = worker


class Call(NamedTuple):
    """One call of a worker: to which place (`sheet`, `store` or a shop's name), of which kind, and its name.

    `late` where it takes effect when nobody waits for its answer any more.
    """

    worker: str
    place: str
    kind: Kind
    name: str
    late: bool = False

    @property
    def about(self) -> About:
        """What a call to a shop is about: its orders, with what of them came back, or its goods."""
        return "orders" if "order" in self.name or "return" in self.name else "goods"


@dataclass(slots=True)
class Trouble:
    """What is planned against the next `times` calls that match, until then (Unix seconds; 0: for ever).

    '' matches every worker, place, kind or subject (`about`). `seconds` is how long a slow or frozen call takes.
    """

    fate: Fate
    worker: str = ""
    place: str = ""
    kind: str = ""
    times: int = 1
    seconds: float = 0.0
    until: float = 0.0
    about: str = ""

    def fits(self, call: Call, now: float) -> bool:
        """Whether this call meets it."""
        return (
            self.times > 0
            and call.worker != SELLER
            and (not self.until or now <= self.until)
            and self.worker in ("", call.worker)
            and (self.place == call.place or (not self.place and call.place != "store"))
            and self.kind in ("", call.kind)
            and self.about in ("", call.about)
        )


class Watch(Protocol):
    """Whoever looks at calls: whether one has to go well now, the instant before and after a write or commit takes
    effect, each call's end, and of which listings a worker was told the number."""

    def spares(self, call: Call, fate: Fate) -> bool: ...

    def before(self, call: Call) -> None: ...

    def after(self, call: Call) -> None: ...

    def over(self, call: Call, fate: Fate) -> None: ...

    def told(self, worker: str, listings: Iterable[ListingKey]) -> None: ...


class Nobody:
    """Looks at nothing."""

    def spares(self, call: Call, fate: Fate) -> bool:
        """Nothing has to go well."""
        return False

    def before(self, call: Call) -> None:
        """Nothing is looked at."""

    def after(self, call: Call) -> None:
        """Nothing is looked at."""

    def over(self, call: Call, fate: Fate) -> None:
        """Nothing is looked at."""

    def told(self, worker: str, listings: Iterable[ListingKey]) -> None:
        """Nothing is looked at."""


@dataclass(slots=True)
class Line:
    """Between the engines and the world: every call passes here, with its latency and its fate. `calls` counts them
    by place."""

    agenda: Agenda
    trace: Trace
    rng: random.Random
    watch: Watch = field(default_factory=Nobody)
    troubles: list[Trouble] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    quick: bool = False
    slow: float = 1.0
    hangs: dict[str, float] = field(default_factory=dict)

    def trouble(self, trouble: Trouble) -> None:
        """Plan something against calls to come."""
        self.troubles.append(trouble)

    def fate(self, call: Call) -> tuple[Fate, float]:
        """What becomes of this call, and the seconds that it takes besides."""
        for trouble in self.troubles:
            if trouble.fits(call, self.agenda.now):
                if self.watch.spares(call, trouble.fate):
                    self.trace.bite(f"left out.fault.{trouble.fate}.people's cells wait to be put back")
                    break
                trouble.times -= 1
                if not trouble.times:
                    self.troubles.remove(trouble)
                self.trace.bite(f"fault.{trouble.fate}.{self._class(call)}")
                return trouble.fate, trouble.seconds
        return "fine", 0.0

    @staticmethod
    def _class(call: Call) -> str:
        place = call.place if call.place in ("sheet", "store") else "shop"
        return f"{place}.{call.kind}"

    def carry(
        self,
        call: Call,
        effect: Callable[[], T],
        spoil: Callable[[Fate], T],
        took: Callable[[T], bool] = lambda _answer: True,
    ) -> T:
        """Make one call: `effect` is what it does there, `spoil` what a client meets instead of the answer.

        `spoil` gives an answer of failure, or raises as the client's own library would. `took` tells from the answer
        whether there was any effect.
        """
        self.calls[call.place] += 1
        fate, seconds = self.fate(call)
        if fate == "crash_before":
            self._over(call, fate)
            raise Crash(call.worker, f"before {call.place} {call.name}")
        if fate == "frozen":
            self.trace.say(f"{call.worker} sleeps before {call.place} {call.name}")
            self.agenda.advance(seconds)
        self._wait(call)
        if fate in WITHOUT_EFFECT:
            self._over(call, fate)
            return spoil(fate)
        if fate == "late" and (call.place, call.kind) == ("sheet", "write"):
            self.agenda.advance(PATIENCE)
            landing = self.agenda.now + self.rng.uniform(0.0, 20.0)
            self.agenda.plan(landing, f"landing {call.worker}", partial(self._land, call, effect, took))
            self._over(call, fate)
            return spoil("timeout")
        answer = self._take_effect(call, effect, took)
        if fate == "slow":
            self.agenda.advance(seconds)
        elif fate in ("timeout", "late"):
            self.agenda.advance(PATIENCE)
        self._wait(call)
        self._over(call, fate)
        if fate == "crash_after":
            raise Crash(call.worker, f"after {call.place} {call.name}")
        return spoil("timeout" if fate == "late" else fate) if fate in WITHOUT_ANSWER else answer

    def _land(self, call: Call, effect: Callable[[], T], took: Callable[[T], bool]) -> None:
        """A batch that nobody waits for any more arrives, or is refused because its epoch is over."""
        self.trace.say(f"{call.worker} {call.place} {call.name} lands late")
        with suppress(SelarasError):
            self._take_effect(call._replace(late=True), effect, took)

    def commit(self, call: Call, effect: Callable[[], T]) -> T:
        """One commit to the cache: it takes no time here, and may be the last thing a process does."""
        fate, _ = self.fate(call)
        if fate == "crash_before":
            self._over(call, fate)
            raise Crash(call.worker, f"before {call.name}")
        answer = self._take_effect(call, effect, lambda _stored: True)
        self._over(call, fate)
        if fate == "crash_after":
            raise Crash(call.worker, f"after {call.name}")
        return answer

    def _take_effect(self, call: Call, effect: Callable[[], T], took: Callable[[T], bool]) -> T:
        if call.kind not in ("write", "commit"):
            return effect()
        self.watch.before(call)
        answer = effect()
        if took(answer):
            self.watch.after(call)
        return answer

    def _wait(self, call: Call) -> None:
        longest = 0.05 if self.quick else (0.9 if call.place == "sheet" else 0.4)
        self.agenda.advance(self.rng.uniform(0.01, longest * self.slow))

    def _over(self, call: Call, fate: Fate) -> None:
        told = "" if fate == "fine" else f" {fate}"
        self.trace.say(f"{call.worker} {call.place} {call.kind} {call.name}{told}")
        self.watch.over(call, fate)
