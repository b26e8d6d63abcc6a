"""Runs one engine as a process would run: it boots, takes turns, dies, and is started again on what it left behind.

The store is the real one on a file; every commit passes the line, so that a process may die before or after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from engine.apply import Shops
from engine.cycle import Cycle, Event, Report
from engine.errors import LeaseLost, SelarasError, StoreError
from engine.model.book import Book, Changes, PendingBatch
from engine.model.ids import ListingKey
from engine.model.stock import Movement
from engine.render.renderer import SheetRenderer
from engine.runner import Runner
from engine.sheets.desk import SheetDesk
from engine.store.base import Lease
from engine.store.repository import SqlStore

from .calls import Call, Crash, Line
from .clock import Agenda, Broken, SimClock, Violation
from .disk import Disk
from .kept import blank_cache, words
from .places import Layer, Seat, Setting
from .told import Telling

T = TypeVar("T")
ZONE = "Asia/Jakarta"
# So long is one shop waited for in a turn (seconds).
DEADLINE = 30.0


class Inline(Executor):
    """Does each task at once in the caller's thread."""

    def submit(self, task: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Do it now; its error waits in the future, as in a pool. A crash passes through."""
        future: Future[T] = Future()
        try:
            future.set_result(task(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  # as a pool does: whoever asks for the result gets it
            future.set_exception(error)
        return future


class Hanging(Future[Any]):
    """The answer of a shop that hangs: it comes when the shop answers again, and all others go on meanwhile."""

    def __init__(self, agenda: Agenda, until: float, name: str, task: Callable[[], Any]) -> None:
        super().__init__()
        self._agenda = agenda
        self._until = until
        self._task = task
        agenda.plan(until, name, self._answer)

    def _answer(self) -> None:
        if not self.done():
            try:
                self.set_result(self._task())
            except Exception as error:  # noqa: BLE001  # as a pool does: whoever asks for the result gets it
                self.set_exception(error)

    def result(self, timeout: float | None = None) -> Any:
        """As `Future.result`: waiting lets the world go on."""
        left = max(0.0, self._until - self._agenda.now)
        if not self.done():
            self._agenda.advance(left if timeout is None else min(timeout, left))
        if timeout is None:
            self._answer()
        if not self.done():
            raise TimeoutError
        return super().result(0)


class Pool(Inline):
    """As many threads as there are shops: one that hangs (`Line.hangs`) keeps nobody else waiting."""

    def __init__(self, line: Line, agenda: Agenda, worker: str) -> None:
        self._line = line
        self._agenda = agenda
        self._worker = worker

    def submit(self, task: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Do it now; of a shop that hangs, later. The first argument names the shop."""
        seconds = self._line.hangs.get(str(args[0]) if args else "", 0.0)
        if not seconds:
            return super().submit(task, *args, **kwargs)
        until, name = self._agenda.now + seconds, f"hang {self._worker} {args[0]}"
        return Hanging(self._agenda, until, name, partial(task, *args, **kwargs))


class LineStore:
    """The real store; each commit is a call that the line may cut short."""

    def __init__(self, inner: SqlStore, line: Line, worker: str) -> None:
        self.inner = inner
        self._line = line
        self._worker = worker

    def _commit(self, name: str, effect: Callable[[], T]) -> T:
        call = Call(self._worker, "store", "commit", name)
        try:
            return self._line.commit(call, effect)
        except LeaseLost:
            raise
        except StoreError:
            self._line.trace.bite("fault.disk.store.commit")
            self._line.watch.over(call, "refused")
            raise

    def acquire(self, holder: str, now: float, ttl: float, *, take_over: bool = False) -> Lease:
        """As `Store.acquire`."""
        return self._commit("acquire", lambda: self.inner.acquire(holder, now, ttl, take_over=take_over))

    def renew(self, lease: Lease, now: float, ttl: float) -> Lease:
        """As `Store.renew`."""
        return self._commit("renew", lambda: self.inner.renew(lease, now, ttl))

    def release(self, lease: Lease) -> None:
        """As `Store.release`."""
        self.inner.release(lease)

    def load(self) -> Book:
        """As `Store.load`."""
        return self.inner.load()

    def commit(self, lease: Lease, changes: Changes) -> None:
        """As `Store.commit`."""
        self._commit("commit", lambda: self.inner.commit(lease, changes))

    def journal(self, lease: Lease, pending: PendingBatch) -> None:
        """As `Store.journal`."""
        self._commit("journal", lambda: self.inner.journal(lease, pending))

    def confirm(self, lease: Lease, epoch: int, batch: int, changes: Changes) -> None:
        """As `Store.confirm`."""
        self._commit("confirm", lambda: self.inner.confirm(lease, epoch, batch, changes))

    def movements(self, sku: str | None = None, since: float = 0.0, limit: int = 1000) -> Sequence[Movement]:
        """As `Store.movements`."""
        return self.inner.movements(sku, since, limit)

    def balances(self) -> dict[str, tuple[int, int]]:
        """As `Store.balances`."""
        return self.inner.balances()

    def booked(self, causes: Any) -> frozenset[str]:
        """As `Store.booked`."""
        return self.inner.booked(causes)

    def ask(self, what: str, value: str) -> None:
        """As `Store.ask`."""
        self._commit("ask", lambda: self.inner.ask(what, value))

    def asked(self) -> Mapping[str, str]:
        """As `Store.asked`."""
        return self.inner.asked()

    def answer(self, lease: Lease, what: str, changes: Changes) -> None:
        """As `Store.answer`."""
        self._commit("answer", lambda: self.inner.answer(lease, what, changes))

    def close(self) -> None:
        """As `Store.close`."""
        self.inner.close()


@dataclass(slots=True)
class Turn:
    """One turn of an engine: when it began, what it met. `spoilt` names the places where a call did not go well,
    `asked` the places that it read, `faults` the fates that its calls met; `before` is what the engine
    remembered when it began."""

    started: float
    before: Book
    spoilt: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    faults: set[str] = field(default_factory=set)
    report: Report | None = None
    error: SelarasError | None = None
    ended: float = 0.0


@dataclass(slots=True)
class Worker:
    """One engine. `ended` is called after each turn that was not cut short by a crash, `died` after one that was.

    `living` says whether the process of a lease's holder runs; `engine` is its name in the sheet where that is
    another's, because both run on one machine.
    """

    name: str
    layer: Layer
    setting: Setting
    agenda: Agenda
    line: Line
    cache: Path
    ended: Callable[[Worker, Turn], None]
    died: Callable[[Worker], None]
    engine: str = ""
    living: Callable[[str], bool] = lambda _holder: False
    clock: SimClock = field(init=False)
    boots: int = 0
    cycle: Cycle | None = None
    turn: Turn | None = None
    disk: Disk | None = None
    take_over: bool = False
    _open: ExitStack = field(default_factory=ExitStack)
    _runner: Runner | None = None

    def __post_init__(self) -> None:
        self.clock = SimClock(self.agenda)

    @property
    def alive(self) -> bool:
        """Whether a process runs."""
        return self.cycle is not None

    @property
    def told_to_take_over(self) -> bool:
        """Whether a person said that it shall, and it has not yet."""
        return self._runner is not None and self._runner.take_over

    def boot_in(self, seconds: float) -> None:
        """Whoever watches over a process that died starts it again after so many seconds, unless somebody did."""
        self.agenda.plan(self.agenda.now + seconds, f"boot {self.name} ", self.boot)

    def boot(self, *, lay_out: bool = False) -> None:
        """Start a process on whatever the cache file holds; its first turn comes at once."""
        if self.turn is not None:
            raise Broken(f"{self.name} is started inside its own turn")
        self.agenda.drop(f"boot {self.name} ")
        self.kill()
        self.boots += 1
        setting = self.setting
        seat = Seat(self.name, self.clock, f"{setting.seed}/{self.name}/{self.boots}", self.wake)
        texts = words(setting.language)
        seated = self._open.enter_context(self.layer.seat(seat))
        if lay_out and isinstance(seated.desk, SheetDesk):
            seated.desk.layout()
        if not self.cache.exists():
            self.cache.write_bytes(blank_cache())
        store = SqlStore(
            f"sqlite:///{self.cache}",
            "seller",
            clock_now=self.clock.now,
            alive=self.living,
        )
        self._open.callback(store.close)
        self.disk = Disk(store, self.cache)
        self._open.callback(self.disk.close)
        pool = Pool(self.line, self.agenda, self.name)
        connectors = {name: Telling(one, self._told) for name, one in seated.connectors.items()}
        shops = Shops(connectors, pool, self.clock, DEADLINE)
        renderer = SheetRenderer(texts, setting.rules, setting.shops, ZONE)
        holder = f"{self.name}:{self.boots}:x"
        self.cycle = Cycle(
            LineStore(store, self.line, self.name),
            seated.desk,
            shops,
            renderer,
            setting.rules,
            self.clock,
            self.engine or self.name,
            holder,
            _unheard,
        )
        self._runner = Runner(
            self.cycle, setting.interval, self._tell, self._complain, take_over=self.take_over
        )
        self.take_over = False
        self._rest(0.0)

    def kill(self) -> None:
        """The process is gone; its lease and its files stay."""
        self.agenda.drop(f"turn {self.name} ")
        self.agenda.drop(f"hang {self.name} ")
        self.cycle = self._runner = self.turn = self.disk = None
        self._open.close()

    def wake(self) -> None:
        """A webhook came: the next turn comes at once; where one is under way, as soon as that has ended."""
        if self._runner is None:
            return
        self._runner.wake()
        if self.turn is None and self._runner.pulled:
            self._rest(0.0)

    def _rest(self, seconds: float) -> None:
        self.agenda.drop(f"turn {self.name} ")
        self.agenda.plan(self.agenda.now + max(0.01, seconds), f"turn {self.name} {self.boots}", self._take)

    def _take(self) -> None:
        runner = self._runner
        if runner is None:
            return
        self.turn = turn = Turn(self.agenda.now, runner.cycle.book)
        try:
            wait = runner.turn()
        except Crash as crash:
            if crash.worker != self.name:
                raise
            self.line.trace.say(str(crash))
            self.kill()
            self.died(self)
            return
        except Exception as error:
            raise Violation("alive", f"the engine fell over: {type(error).__name__}: {error}") from error
        turn.ended = self.agenda.now
        self.turn = None
        self.ended(self, turn)
        self._rest(0.0 if runner.pulled else wait)

    def _told(self, listings: Iterable[ListingKey]) -> None:
        self.line.watch.told(self.name, listings)

    def _tell(self, report: Report) -> None:
        if self.turn is not None:
            self.turn.report = report

    def _complain(self, error: SelarasError) -> None:
        if self.turn is not None:
            self.turn.error = error
        self.line.trace.say(f"{self.name} complains {error.code}")
        self.line.trace.bite(f"error.{error.code}")


def _unheard(_event: Event) -> None:
    """Nobody follows the events of a simulated engine."""
