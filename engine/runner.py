"""Decides when the next cycle runs: timers and webhooks only pull it forward, trouble pushes it back.

| what happened in the last cycle                  | next cycle                                          |
|--------------------------------------------------|-----------------------------------------------------|
| nothing special                                  | after the interval, or at once when woken           |
| something was booked or pushed                   | at once, to read back                               |
| Google or the cache did not answer               | after ever longer waits, at most five minutes       |
| the answer of a write was lost                   | at once, with a new epoch                           |
| another engine holds the sheet or the lease      | stand by; look again at every interval              |

`schedule` only sets triggers: a job that raises would starve the others.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import schedule

from .cycle import Cycle, Report
from .errors import EpochLost, LayoutBroken, LeaseLost, SelarasError, SheetError, SheetUnknown, StoreError

LONGEST_WAIT = 300.0
STANDBY_WAIT = 15.0


@dataclass(slots=True)
class Runner:
    """The service's loop. `tell` gets one report a cycle, `complain` each error; both only show it."""

    cycle: Cycle
    interval: float
    tell: Callable[[Report], None]
    complain: Callable[[SelarasError], None]
    take_over: bool = False
    stop: threading.Event = field(default_factory=threading.Event)
    woken: threading.Event = field(default_factory=threading.Event)
    _failures: int = 0

    def wake(self) -> None:
        """Pull the next cycle forward, from any thread; in the middle of a cycle, the one after it."""
        self.woken.set()

    @property
    def pulled(self) -> bool:
        """Whether somebody woke it since the last cycle began. Nobody hurries what has failed."""
        return self.woken.is_set() and not self._failures

    def run(self) -> None:
        """Run cycles until `stop` is set."""
        timer = schedule.Scheduler()
        timer.every(max(1, round(self.interval))).seconds.do(self.wake)
        while not self.stop.is_set():
            wait = self.turn()
            if wait:
                self._rest(timer, wait)

    def _rest(self, timer: schedule.Scheduler, wait: float) -> None:
        waited = 0.0
        step = min(0.05, self.interval)
        while not self.stop.is_set() and waited < wait:
            timer.run_pending()
            if self.pulled:
                return
            self.stop.wait(step)
            waited += step

    def turn(self) -> float:
        """One cycle, started first where it has to be; returns the seconds to rest before the next, 0 for none."""
        # Only wakes from before it are over with: who wakes during a cycle may tell of what it has read already.
        self.woken.clear()
        try:
            if self.cycle.opened is None:
                self.cycle.start(take_over=self.take_over)
                self.take_over = False
            report = self.cycle.once()
        except SheetUnknown as error:
            return self._trouble(error, at_once=self._failures == 0)
        except (EpochLost, LeaseLost) as error:
            self.cycle.opened = None
            self.complain(error)
            return max(self.interval, STANDBY_WAIT) if self.interval >= 1 else 1.0
        except (SheetError, StoreError, LayoutBroken) as error:
            return self._trouble(error, at_once=False)
        self._failures = 0
        self.tell(report)
        return 0.0 if report.again else self.interval

    def _trouble(self, error: SelarasError, *, at_once: bool) -> float:
        self._failures += 1
        self.complain(error)
        if at_once:
            return 0.0
        return min(LONGEST_WAIT, max(self.interval, 1.0) * 2.0 ** min(self._failures - 1, 8))
