"""Decides whether of two workers on one cache only the one that holds its lease does anything.

| the lease of the cache is held by              | the other worker                                                  |
|------------------------------------------------|-------------------------------------------------------------------|
| one that lives, and has not run out            | calls nobody, stores nothing, and says that another runs (C410)   |
| one that is dead, or it has run out            | may take it                                                       |
| one that lives, and a person says: take over   | may take it                                                       |

Who holds it is what the commits that took effect say, by the world's own clock; never the cache's own row.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.cycle import LEASE_SECONDS

from .calls import Call
from .clock import Violation
from .scene import Scene
from .worker import Turn, Worker

# The machines' clocks may be off by so many seconds.
WRONG = 3.0
TAKING = frozenset({"acquire", "renew"})


@dataclass(slots=True)
class Held:
    """Since when which process holds the lease of the cache."""

    worker: str = ""
    boots: int = 0
    at: float = 0.0


@dataclass(slots=True)
class Leases:
    """Watches the two workers on the main one's cache. `had` is whether the lodger held it in its turn so far."""

    scene: Scene
    held: Held = field(default_factory=Held)
    had: bool = False

    def committed(self, call: Call) -> None:
        """A commit has taken effect."""
        worker = self._one(call.worker)
        if worker is None or call.place != "store":
            return
        if call.name not in TAKING:
            self._only_the_holder(call)
            return
        rival = self._holds(but=worker)
        if rival and not worker.told_to_take_over:
            raise Violation("P1", f"{worker.name} took the lease of {rival}, which lives and holds it")
        if self.held.worker not in ("", worker.name):
            self.scene.trace.bite(f"lease.taken.{self._why()}")
        self.held = Held(worker.name, worker.boots, self.scene.now)
        self.had = self.had or worker is self.scene.lodger

    def called(self, call: Call) -> None:
        """A call to the sheet or to a shop has ended."""
        if call.worker == self.scene.lodger.name and call.place != "store" and not self.had:
            raise Violation("P1", f"{call.worker} called {call.place} {call.name}, and never held the lease")

    def turned(self, worker: Worker, turn: Turn) -> None:
        """A turn of a worker has ended."""
        if worker is not self.scene.lodger:
            return
        if turn.error is not None and turn.error.code == "C410":
            self.scene.trace.bite("lease.refused")
        elif turn.error is None and not self.had and self._holds(but=worker):
            raise Violation("P1", f"{worker.name} does not say that another runs")
        cycle = worker.cycle
        self.had = cycle is not None and cycle.opened is not None

    def lost_by(self, name: str) -> bool:
        """Whether the other worker has taken the lease: the one call that this one was inside may still land."""
        return self._one(name) is not None and self.held.worker not in ("", name)

    def _only_the_holder(self, call: Call) -> None:
        if self.held.worker and call.worker != self.held.worker:
            raise Violation("P1", f"{call.worker} stored something, and {self.held.worker} holds the lease")

    def _one(self, name: str) -> Worker | None:
        return next((one for one in (self.scene.main, self.scene.lodger) if one.name == name), None)

    def _alive(self) -> bool:
        one = self._one(self.held.worker)
        return one is not None and one.alive and one.boots == self.held.boots

    def _holds(self, *, but: Worker) -> str:
        """Who else surely holds the lease; '' where nobody does."""
        fresh = self.scene.now < self.held.at + LEASE_SECONDS - WRONG
        return self.held.worker if self._alive() and fresh and self.held.worker != but.name else ""

    def _why(self) -> str:
        return "expired" if self._alive() else "dead"
