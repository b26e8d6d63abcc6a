"""The engine's disk fills up, or somebody else holds its cache: commits fail for a while."""

from __future__ import annotations

from functools import partial

from ..dice import between
from ..disk import Disk, DiskTrouble
from ..scene import Scene
from .base import Dice, Excluded, Move, trouble_engines_now


def disk(scene: Scene, dice: Dice, trouble: DiskTrouble) -> str:
    """Commits fail for some seconds."""
    worker = scene.main
    if worker.disk is None or worker.disk.troubled:
        raise Excluded("no process, or a disk in trouble already")
    trouble_engines_now(scene)
    worker.disk.spoil(trouble)
    seconds = between(dice[0], 2, 40)
    scene.agenda.plan(scene.now + seconds, f"disk {worker.name}", partial(_mend, worker.disk, scene))
    return f"for {seconds} s"


def _mend(spoilt: Disk, scene: Scene) -> None:
    """A process that is gone meanwhile let go of its disk by itself."""
    if scene.main.disk is spoilt:
        spoilt.mend()


MOVES: dict[str, Move] = {
    "disk.full": Move(25, partial(disk, trouble="full")),
    "disk.locked": Move(25, partial(disk, trouble="locked")),
}
