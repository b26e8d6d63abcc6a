"""Decides what a step of the tour is, and that one step's failure stops no other.

| a step                                   | held  | proof                          |
|------------------------------------------|-------|--------------------------------|
| returns its sentence                     | True  | the sentence                   |
| finds a promise broken (`Broken`)        | False | what was seen instead          |
| cannot be played (a process, a socket..) | False | the kind of trouble and its text |
"""

from __future__ import annotations

import contextlib
import subprocess
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import httpx

S = TypeVar("S")
PROOF_LENGTH = 400


class Broken(Exception):
    """A promise did not hold; the text says what was seen instead."""


# What playing a step can meet on its way: the wire, a process, an answer of another shape than agreed.
TROUBLE = (
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    httpx.HTTPError,
    subprocess.SubprocessError,
)


@dataclass(frozen=True, slots=True)
class Step(Generic[S]):
    """One act of the tour. `play` gets the stage and returns one short sentence with the numbers it saw."""

    n: int
    name: str
    english: str
    play: Callable[[S], str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one step went; `seconds` from its start to its end."""

    n: int
    name: str
    english: str
    held: bool
    seconds: float
    proof: str

    def document(self) -> dict[str, Any]:
        """The step as it stands in the JSON document."""
        return {
            "n": self.n,
            "name": f"{self.name} · {self.english}",
            "held": self.held,
            "seconds": round(self.seconds, 2),
            "proof": self.proof,
        }


def prove(held: object, otherwise: str) -> None:
    """Broken with `otherwise` where something does not hold."""
    if not held:
        raise Broken(otherwise)


def play(
    steps: Iterable[Step[S]],
    stage: S,
    *,
    begin: Callable[[Step[S]], None],
    finish: Callable[[Outcome], None],
    recover: Callable[[S], None],
    clock: Callable[[], float] = time.monotonic,
) -> tuple[Outcome, ...]:
    """Play the steps in order, whatever becomes of each; `begin` and `finish` only show it.

    `recover` readies the stage for the next step where one did not hold; its own trouble is the next step's to meet.
    """
    outcomes = []
    for step in steps:
        begin(step)
        started = clock()
        held, proof = _played(step, stage)
        outcome = Outcome(step.n, step.name, step.english, held, clock() - started, shortened(proof))
        finish(outcome)
        outcomes.append(outcome)
        if not held:
            with contextlib.suppress(Broken, *TROUBLE):
                recover(stage)
    return tuple(outcomes)


def _played(step: Step[S], stage: S) -> tuple[bool, str]:
    try:
        return True, step.play(stage)
    except Broken as broken:
        return False, str(broken)
    except TROUBLE as error:
        return False, f"{type(error).__name__}: {error}"


def shortened(proof: str) -> str:
    """One line, and not without end."""
    line = " ".join(proof.split())
    return line if len(line) <= PROOF_LENGTH else line[: PROOF_LENGTH - 1] + "…"


def chosen(steps: Sequence[Step[S]], only: str | None) -> tuple[Step[S], ...]:
    """The steps that `--only 1,3,4` names, in the tour's order; ValueError where one does not exist."""
    if only is None:
        return tuple(steps)
    wanted = {int(part) for part in only.split(",")}
    unknown = wanted - {step.n for step in steps}
    if unknown:
        raise ValueError(f"there is no step {min(unknown)}")
    return tuple(step for step in steps if step.n in wanted)


def document(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The one JSON document: every step, and whether all of them held (an empty tour proves nothing)."""
    return {"steps": [one.document() for one in outcomes], "ok": all_held(outcomes)}


def all_held(outcomes: Sequence[Outcome]) -> bool:
    """Whether there were steps and all of them held."""
    return bool(outcomes) and all(one.held for one in outcomes)
