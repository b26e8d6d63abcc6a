"""Draws a story from a seed: what the world is made of, and every event with its time and its own dice.

A story is data: it can be shortened event by event, written down, and played again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from .dice import between, pick, stream
from .moves.base import Move
from .places import Setting

SKUS = ("KAOS-M", "TOPI", "TAS 01", "00123", "Sepatu-42", "JAKET/L", "sandal", "DOMPET", "PAYUNG", "MUG")
STRANGERS = ("KAOS M", "")
DICE = 4


class Event(NamedTuple):
    """One move of one actor in a round, seconds after the round began."""

    round: int
    at: float
    move: str
    dice: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """One run: its world, and in each of some rounds a busy time of `busy` seconds and a quiet one after it;
    `strains` says whether the quiet ones may be strained."""

    setting: Setting
    busy: float
    rounds: int
    events: tuple[Event, ...]
    strains: bool = True


def setting_of(seed: int | str) -> Setting:
    """The world of a seed."""
    rng = stream(seed, "setting")
    skus = SKUS[: between(rng.random(), 3, 7)]
    return Setting(
        seed=seed,
        stock={sku: between(rng.random(), 3, 30) for sku in skus},
        shops={"shopee": "shopee", "tiktok": "tiktok"},
        numbers="never" if rng.random() < 0.25 else "match",
        locale=pick(rng.random(), ("id_ID", "en_US")),
        language=pick(rng.random(), ("id", "en")),
        strangers=STRANGERS,
        sets={"PAKET-2": {skus[0]: 2}, "PAKET-DUO": {skus[0]: 1, skus[1]: 2}},
        interval=pick(rng.random(), (5.0, 15.0, 60.0)),
    )


def draw(seed: int | str, moves: Mapping[str, Move], *, busy: float = 240.0, rounds: int = 2) -> Story:
    """The story of a seed. Each kind of move has a stream of its own."""
    events: list[Event] = []
    for name, move in moves.items():
        rng = stream(seed, name)
        for number in range(rounds):
            at = rng.expovariate(move.rate / 3600.0) if move.rate else busy
            while at < busy:
                events.append(Event(number, round(at, 3), name, tuple(rng.random() for _ in range(DICE))))
                at += rng.expovariate(move.rate / 3600.0)
    return Story(setting_of(seed), busy, rounds, tuple(sorted(events)))
