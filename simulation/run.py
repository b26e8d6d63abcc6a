"""Plays one story from beginning to end and tells how it went."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import process_time

from engine.store.repository import collector_paused

from .books import Books
from .calls import Line
from .clock import Agenda, Broken, Violation
from .dice import stream
from .kept import words
from .moves import ALL
from .moves.base import Move, attempt
from .places import Layer, Setting
from .quiet import Quiet
from .safety import Safety
from .scene import Scene
from .story import Event, Story
from .trace import Trace
from .worker import Turn, Worker

MakeLayer = Callable[[Setting, Agenda, Line, Path], Layer]
RAM = Path("/dev/shm")  # noqa: S108  # where there is one, disks are left in peace


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended: '' or the violation, its digest, and what took effect. `seconds` are real ones."""

    violation: str
    promise: str
    digest: str
    events: int
    bitten: Counter[str]
    simulated: float
    seconds: float
    last: tuple[str, ...]


def play(
    story: Story,
    make: MakeLayer,
    moves: Mapping[str, Move] = ALL,
    *,
    kept: int = 400,
    look: Callable[[Scene], None] | None = None,
) -> Outcome:
    """Play a story; `look` sees the scene of a violation before it is cleared away. Broken where the simulation
    itself fails."""
    begun = process_time()
    folder = Path(tempfile.mkdtemp(prefix="selaras-sim-", dir=RAM if RAM.is_dir() else None))
    agenda = Agenda()
    trace = Trace(lambda: agenda.now, kept)
    line = Line(agenda, trace, stream(story.setting.seed, "latency"), slow=story.setting.slow)
    violation: Violation | None = None
    try:
        # What a story leaves behind is collected after it: looking for it all along costs a tenth of the time.
        with collector_paused(), closing(make(story.setting, agenda, line, folder)) as layer:
            run = _Run(story, moves, _scene(story, agenda, line, trace, layer, folder))
            try:
                run.play()
            except Violation as found:
                violation = found
                trace.say(f"VIOLATION {found}")
                if look is not None:
                    look(run.scene)
            finally:
                run.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    start = Agenda().now
    return Outcome(
        "" if violation is None else violation.text,
        "" if violation is None else violation.promise,
        trace.digest,
        trace.events,
        trace.bitten,
        agenda.now - start,
        process_time() - begun,
        tuple(trace.lines),
    )


def _scene(story: Story, agenda: Agenda, line: Line, trace: Trace, layer: Layer, folder: Path) -> Scene:
    setting = story.setting
    main = Worker("engine-1", layer, setting, agenda, line, folder / "cache.db", _ignore, _forget)
    other = Worker("engine-2", layer, setting, agenda, line, folder / "other.db", _ignore, _forget)
    # A second service on the same machine: the same cache, the same keys, and so the same name in the sheet.
    lodger = Worker("engine-3", layer, setting, agenda, line, main.cache, _ignore, _forget, main.name)
    books = Books.open(layer, setting, agenda.now)
    return Scene(setting, agenda, line, trace, layer, books, words(setting.language), main, [other, lodger])


def _ignore(_worker: Worker, _turn: Turn) -> None:
    """Replaced by the run."""


def _forget(_worker: Worker) -> None:
    """Replaced by the run."""


class _Run:
    """One story under way."""

    def __init__(self, story: Story, moves: Mapping[str, Move], scene: Scene) -> None:
        self.story = story
        self.moves = moves
        self.scene = scene
        self.safety = Safety(scene)
        self.quiet = Quiet(scene, strains=story.strains)
        self.rng = stream(story.setting.seed, "restarts")
        scene.line.watch = self.safety
        for worker in (scene.main, *scene.others):
            worker.ended = self.safety.turned
            worker.died = self.restart
            worker.living = scene.living

    def play(self) -> None:
        """Open the shop, then live through every round."""
        self.open()
        for number in range(self.story.rounds):
            self.busy([event for event in self.story.events if event.round == number])
            self.quiet.run()

    def open(self) -> None:
        """The first day: laid out, linked, and ticked to send."""
        scene = self.scene
        scene.main.boot(lay_out=True)
        self.quiet.turns(3)
        paper = scene.layer.paper
        sets = scene.setting.sets
        for number, cells in enumerate(paper.rows("links"), 2):
            parts = sets.get(str(cells.get("shop_sku")))
            if parts is not None:
                text = " + ".join(f"{sku}*{units}" if units > 1 else sku for sku, units in parts.items())
                paper.type("links", number, "master", text)
                scene.books.link(str(cells["shop"]), str(cells["id"]), parts, scene.now)
        self.quiet.turns(2)
        for number, _ in enumerate(paper.rows("start"), 2):
            paper.type("start", number, "send_stock", "TRUE")
        scene.layer.register_hooks()
        self.quiet.run()
        self.hooks()

    def hooks(self) -> None:
        """Shops send their webhooks, now and again and again."""
        for shop in self.scene.layer.shops.values():
            shop.deliver_hooks()
        self.scene.agenda.plan(self.scene.now + 3.0, "hooks", self.hooks)

    def busy(self, events: list[Event]) -> None:
        """Everything happens at once."""
        scene = self.scene
        begun = scene.now
        for event in events:
            scene.agenda.plan(begun + event.at, f"event {event.move}", partial(self.happen, event))
        while scene.now < begun + self.story.busy:
            if not scene.agenda.step():
                raise Broken("nothing is planned any more")
        scene.agenda.drop("event ")

    def happen(self, event: Event) -> None:
        """One event."""
        if attempt(self.scene, event.move, self.moves[event.move].do, event.dice):
            self.safety.pushes.note()
        self.safety.conduct.note(event.move)
        self.safety.founded.note(event.move)

    def restart(self, worker: Worker) -> None:
        """A process died: whoever watches over it starts it again after a while. Its cache may be lost by then."""
        scene = self.scene
        if worker is scene.main and scene.cache_fate and scene.peril.open:
            scene.trace.bite(f"left out.cache.{scene.cache_fate}.people's cells wait to be put back")
        elif worker is scene.main and scene.cache_fate and not scene.lodger.alive:
            # Nobody deletes a cache on which a second service runs.
            for end in ("", "-wal", "-shm"):
                worker.cache.with_name(worker.cache.name + end).unlink(missing_ok=True)
            if scene.cache_fate == "restored" and scene.backup is not None:
                shutil.copyfile(scene.backup, worker.cache)
            scene.trace.say(f"cache {scene.cache_fate}")
            scene.trace.bite(f"cache.{scene.cache_fate}")
            scene.cache_fate = ""
            scene.lose_memory()
        worker.boot_in(self.rng.uniform(1.0, 40.0))

    def close(self) -> None:
        """Let go of every engine."""
        for worker in list(self.scene.workers()):
            worker.kill()
