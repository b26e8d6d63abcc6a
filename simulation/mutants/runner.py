"""Decides whether the simulation catches each mutant: a copy of the program with one bug, and some seeds of a scene.

| what comes of it                                                  | told as              |
|-------------------------------------------------------------------|----------------------|
| a seed breaks a promise, and without the bug it breaks none       | caught, by which     |
| a seed breaks a promise, and without the bug it breaks one too    | nothing: the next seed |
| no seed does                                                      | survived             |
| the text to change does not stand there once                      | stale: the list is wrong |
| the simulation itself falls over                                  | broken: nothing is said about the mutant |

The seed that caught it when that was last recorded (`base.best`) is played first, then all from 0 on.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from importlib.util import cache_from_source
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Literal, NamedTuple

from .base import Edit, Mutant, Scene
from .hunt import Found, packed

ROOT = Path(__file__).parents[2]
CARRIED = ("engine", "sandbox", "simulation", "templates", "config")
SOUND = "sound"
LONGEST = 1800.0

Fate = Literal["caught", "survived", "stale", "broken"]


class Verdict(NamedTuple):
    """What became of one mutant: the promise that it broke and the seed at which, or why nothing is known.

    `unsound` are the seeds that break a promise without any bug, and so prove nothing.
    """

    mutant: Mutant
    fate: Fate
    told: str
    seed: int = -1
    seconds: float = 0.0
    unsound: tuple[int, ...] = ()


class Stale(ValueError):
    """The text that a mutant changes does not stand in its file exactly once."""


class Fell(Exception):
    """A hunt could not be played to its end."""


def changed(text: str, edit: Edit) -> str:
    """A file's text with the bug."""
    times = text.count(edit.old)
    if times != 1:
        raise Stale(f"{edit.file}: the text stands there {times} times")
    return text.replace(edit.old, edit.new)


def apply(root: Path, mutant: Mutant) -> None:
    """Put the bug into the copy of the program that lies at `root`."""
    for edit in mutant.edits:
        file = root / edit.file
        file.write_text(changed(file.read_text(encoding="utf-8"), edit), encoding="utf-8")
        # The copy came with what was compiled before; it may look as new as the change.
        Path(cache_from_source(str(file))).unlink(missing_ok=True)


def played(root: Path, scene: Scene, seeds: Sequence[int]) -> Found:
    """Play seeds against the program that lies at `root`, in a process of its own. `Fell` where that ends badly."""
    command = [sys.executable, "-m", "simulation.mutants.hunt", packed(scene, seeds)]
    try:
        done = subprocess.run(  # noqa: S603  # our own interpreter and module
            command, cwd=root, capture_output=True, text=True, timeout=LONGEST, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Fell(f"no end within {LONGEST:.0f} s") from error
    if done.returncode:
        # What does not even start is caught by any test; here it says that the list is badly made.
        raise Fell((done.stderr.strip().splitlines() or ["no word"])[-1][:200])
    found = Found(*json.loads(done.stdout))
    if found.broken:
        raise Fell(f"seed {found.seed}: {found.broken}")
    return found


@dataclass(slots=True)
class Hunter:
    """Tries mutants, each in a folder of its own beside the sound program. `first` are the seeds to begin with."""

    scratch: Path
    first: Mapping[str, int]
    _sound: dict[tuple[Scene, int], bool] = field(default_factory=dict)
    _locks: dict[tuple[Scene, int], Lock] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def holds(self, scene: Scene, seed: int) -> bool:
        """Whether the sound program keeps every promise there; played once, however many mutants ask."""
        with self._lock:
            lock = self._locks.setdefault((scene, seed), Lock())
        with lock:
            if (scene, seed) not in self._sound:
                self._sound[scene, seed] = not played(self.scratch / SOUND, scene, [seed]).promise
            return self._sound[scene, seed]

    def try_one(self, mutant: Mutant) -> Verdict:
        """One mutant from its first seed to its last."""
        begun = monotonic()
        root = self.scratch / mutant.name
        shutil.copytree(self.scratch / SOUND, root)
        try:
            apply(root, mutant)
            verdict = self._hunt(mutant, root)
        except Stale as stale:
            verdict = Verdict(mutant, "stale", str(stale))
        except Fell as fell:
            verdict = Verdict(mutant, "broken", str(fell))
        finally:
            shutil.rmtree(root, ignore_errors=True)
        return verdict._replace(seconds=monotonic() - begun)

    def _hunt(self, mutant: Mutant, root: Path) -> Verdict:
        known = self.first.get(mutant.name)
        seeds = [*([] if known is None else [known]), *(s for s in range(mutant.seeds) if s != known)]
        unsound: tuple[int, ...] = ()
        while seeds:
            found = played(root, mutant.scene, seeds)
            if not found.promise:
                break
            if self.holds(mutant.scene, found.seed):
                told = f"{found.promise} at seed {found.seed}: {found.text}"
                return Verdict(mutant, "caught", told, found.seed, unsound=unsound)
            unsound = (*unsound, found.seed)
            seeds = seeds[found.played :]
        told = f"{mutant.seeds} seeds of the {mutant.scene.layer} layer"
        return Verdict(mutant, "survived", told, unsound=unsound)


def run(
    mutants: Iterable[Mutant], jobs: int, tell: Callable[[Verdict], None], first: Mapping[str, int]
) -> list[Verdict]:
    """Try every mutant, some at a time; `tell` hears of each as it is decided."""
    verdicts = []
    with tempfile.TemporaryDirectory(prefix="selaras-mutants-") as folder, ThreadPoolExecutor(jobs) as pool:
        # All are made from the program as it is now, whatever is edited meanwhile.
        for name in CARRIED:
            shutil.copytree(ROOT / name, Path(folder) / SOUND / name)
        hunter = Hunter(Path(folder), first)
        for done in as_completed([pool.submit(hunter.try_one, mutant) for mutant in mutants]):
            tell(done.result())
            verdicts.append(done.result())
    return verdicts
