"""Decides what happens next: one clock, and a heap of due work that also runs inside an engine's call.

While an engine waits for an answer its clock is wound forward, and whatever falls due meanwhile happens then and
there: people, buyers, rivals, even another engine's whole cycle. That gives every interleaving at the boundaries of
calls, in one thread and in an order that only the seed decides.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

START = 1_780_000_000.0
DEEPEST = 4

Act = Callable[[], None]


class Stopped(BaseException):
    """The run is over in this instant; no engine may catch it."""


class Broken(Stopped):
    """The simulation itself failed, so the run says nothing about the engine."""


class Violation(Stopped):
    """A promise was broken: which one, and what was seen."""

    def __init__(self, promise: str, text: str) -> None:
        super().__init__(f"{promise}: {text}")
        self.promise = promise
        self.text = text


@dataclass(slots=True)
class Agenda:
    """Time, and what is to happen when. Equal times happen in the order in which they were planned."""

    now: float = START
    _heap: list[tuple[float, int, str, Act]] = field(default_factory=list)
    _count: int = 0
    _depth: int = 0

    def plan(self, when: float, name: str, act: Act) -> int:
        """Do this at that time (Unix seconds), or as soon as possible where it is past; its number."""
        self._count += 1
        heapq.heappush(self._heap, (when, self._count, name, act))
        return self._count

    def drop(self, prefix: str) -> None:
        """Forget planned work whose name starts so."""
        self._heap = [item for item in self._heap if not item[2].startswith(prefix)]
        heapq.heapify(self._heap)

    def advance(self, seconds: float) -> None:
        """Let time pass; what falls due happens in between, unless that is nested too deeply already."""
        until = self.now + max(0.0, seconds)
        if self._depth < DEEPEST:
            self._depth += 1
            try:
                while self._heap and self._heap[0][0] <= until:
                    when, _, name, act = heapq.heappop(self._heap)
                    self.now = max(self.now, when)
                    self._do(name, act)
            finally:
                self._depth -= 1
        self.now = max(self.now, until)

    def step(self) -> bool:
        """Do the next thing that is planned; False where there is none."""
        if not self._heap:
            return False
        self.advance(max(0.0, self._heap[0][0] - self.now))
        return True

    @staticmethod
    def _do(name: str, act: Act) -> None:
        try:
            act()
        except Exception as error:
            # Inside an engine's call an error of the simulation would look like an error of the call.
            raise Broken(f"{name}: {type(error).__name__}: {error}") from error


@dataclass(slots=True)
class SimClock:
    """The clock of one machine: `ahead` seconds off the true time; it waits by letting the world go on."""

    agenda: Agenda
    ahead: float = 0.0

    def now(self) -> float:
        return self.agenda.now + self.ahead

    def monotonic(self) -> float:
        return self.agenda.now

    def sleep(self, seconds: float) -> None:
        self.agenda.advance(seconds)
