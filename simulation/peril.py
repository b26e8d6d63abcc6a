"""Decides what may not meet: cells of people's that wait to be put back, and whatever makes an engine forget them.

A batch names cells by their place. Where a column was dragged meanwhile it hits people's cells, and puts them back by
what its engine remembers of them. Which cell it has hit is known to nobody else, so these two never meet here:

| one                                                  | the other, which is left out and counted                |
|------------------------------------------------------|---------------------------------------------------------|
| a column was dragged inside a turn, or a batch has   | a call to Google or a commit that goes wrong, a process |
| hit cells of people's, and since then no turn of     | that dies or sleeps, a cache that is lost or goes back, |
| that engine has ended well                           | a disk in trouble, another engine                       |
| one of these, and since then no turn of that engine  | a column that is dragged                                |
| has ended well; or another engine runs               |                                                         |

Whichever comes first is played. What is planned against an engine's calls waits until it may happen. One move lets
both meet where the engine can do it (`moves/losses.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from .calls import Call, Fate

# What costs an engine nothing but time.
HARMLESS = frozenset({"fine", "slow"})
# What ends a process, or lets it sleep, wherever it calls.
DEADLY = frozenset({"crash_before", "crash_after", "frozen"})


@dataclass(slots=True)
class Peril:
    """One run. `dragged` is whether a column was, inside a turn, and `owing` are the engines that have hit cells which
    are not known to be put back; `shaken` are those whose calls went wrong, `flying` those of whom a batch may land
    that nobody waits for. A batch has `landed` in a turn that has not ended well since. `ambush` is done in the instant
    before the next write to the sheet lands, and both may `meet` until a turn ends well. `boots` says by engine which
    of its processes was the last whose turn ended well."""

    dragged: bool = False
    owing: set[str] = field(default_factory=set)
    shaken: set[str] = field(default_factory=set)
    flying: set[str] = field(default_factory=set)
    landed: bool = False
    ambush: Callable[[], None] | None = None
    meet: bool = False
    boots: dict[str, int] = field(default_factory=dict)

    @property
    def open(self) -> bool:
        """Whether cells of people's wait to be put back, or may come to."""
        return self.dragged or bool(self.owing)

    def spares(self, call: Call, fate: Fate) -> bool:
        """Whether this call has to go well now. Where it need not, its engine is shaken by what it meets."""
        touches = call.place in ("sheet", "store") or fate in DEADLY
        if fate in HARMLESS or not touches:
            return False
        if self.open and not self.meet:
            return True
        self.shaken.add(call.worker)
        if fate == "late" and (call.place, call.kind) == ("sheet", "write"):
            self.flying.add(call.worker)
        return False

    def ended(self, worker: str, boots: int) -> None:
        """A turn has ended well."""
        self.dragged = self.meet = self.landed = False
        self.owing.discard(worker)
        self.shaken.discard(worker)
        self.flying.discard(worker)
        self.boots[worker] = boots

    def strike(self) -> None:
        """A write to the sheet is about to land."""
        act, self.ambush = self.ambush, None
        if act is not None:
            act()

    def settled(self, worker: str, boots: int) -> bool:
        """Whether this process knows what became of everything that its engine ever sent."""
        return worker not in self.shaken and self.boots.get(worker) == boots
