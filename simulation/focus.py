"""Decides what a focused scene is: the same actors and checks, a small world, and some kinds of moves far more often.

A general seed meets everything a little. Where it is known which moves can show something, a short run full of
those moves, beside the seller's ordinary day, shows it sooner. What else could happen does not. Not too many, though:
where ever so much happened to a SKU at once, almost any number is possible.

| kind of move                        | how often an hour                                  |
|-------------------------------------|----------------------------------------------------|
| named by the focus                  | `TIMES` as often as ever, between `LEAST` and `MOST`, never less than ever |
| of an ordinary day (`DAY`)          | `day` as often as ever                             |
| any other                           | never                                              |
| the steps of a chain                | besides, one soon after the other, `often` times   |

Some bugs show only where several things happen in one turn of the engine, in their order: a count, then a parcel, then
a crash. By chance that takes hundreds of seeds; a chain makes it happen now and again, each time a little differently.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Literal, NamedTuple

from .dice import stream
from .moves.base import Move
from .places import Setting
from .story import DICE, Event, Story, draw

DAY = (
    "people.count",
    "people.entry",
    "people.decide",
    "buyer.buy",
    "buyer.pay",
    "buyer.ship",
)
TIMES, LEAST, MOST = 4.0, 100.0, 300.0
# Where calls are slower, quiet phases are not strained.
SLOWEST = 2.0


class Step(NamedTuple):
    """A move of a chain, and about how many seconds after the one before: from half of them to half as many again."""

    move: str
    after: float = 0.0


Chain = tuple[Step, ...]


class Focus(NamedTuple):
    """Which moves are raised: names, or the beginnings of names. None at all: a general scene, as drawn.

    `numbers` and `interval` are of the setting, '' and 0 where the seed decides; `skus` is how many there are at most.
    Where calls are `slow`, more happens while they are under way. `strangers` are SKUs in shops beside the seller's.
    Each of the `chains` begins `often` times an hour.
    """

    moves: tuple[str, ...] = ()
    numbers: Literal["", "match", "never"] = ""
    interval: float = 0.0
    slow: float = 2.0
    day: float = 1.0
    skus: int = 5
    rounds: int = 2
    busy: float = 120.0
    strangers: tuple[str, ...] = ()
    chains: tuple[Chain, ...] = ()
    often: float = 200.0


GENERAL = Focus()


def focused(seed: int | str, focus: Focus, moves: Mapping[str, Move]) -> Story:
    """The story of a seed under a focus. KeyError where the focus names a move that nobody makes."""
    if not focus.moves:
        return draw(seed, moves)
    for name in (*focus.moves, *(step.move for chain in focus.chains for step in chain)):
        if not any(known.startswith(name) for known in moves):
            raise KeyError(name)
    rates = {name: move._replace(rate=_rate(name, move.rate, focus)) for name, move in moves.items()}
    story = draw(seed, rates, busy=focus.busy, rounds=focus.rounds)
    # A shop that is slow besides would take the whole lease.
    strains = focus.slow <= SLOWEST
    events = tuple(sorted((*story.events, *_chained(story, focus))))
    return replace(story, setting=_small(story.setting, focus), events=events, strains=strains)


def _chained(story: Story, focus: Focus) -> Iterator[Event]:
    """The steps of every chain, as far as a busy time has room for them."""
    for number, chain in enumerate(focus.chains):
        rng = stream(story.setting.seed, f"chain {number}")
        for round_ in range(story.rounds):
            begun = rng.expovariate(focus.often / 3600.0)
            while begun < story.busy:
                at = begun
                for step in chain:
                    at += step.after * rng.uniform(0.5, 1.5)
                    event = Event(round_, round(at, 3), step.move, tuple(rng.random() for _ in range(DICE)))
                    if at < story.busy:
                        yield event
                begun += rng.expovariate(focus.often / 3600.0)


def _rate(name: str, rate: float, focus: Focus) -> float:
    if name.startswith(focus.moves):
        return max(rate, min(MOST, max(LEAST, rate * TIMES)))
    return rate * focus.day if name in DAY else 0.0


def _small(setting: Setting, focus: Focus) -> Setting:
    stock = dict(list(setting.stock.items())[: focus.skus])
    return replace(
        setting,
        stock=stock,
        sets={name: parts for name, parts in setting.sets.items() if parts.keys() <= stock.keys()},
        numbers=focus.numbers or setting.numbers,
        interval=focus.interval or setting.interval,
        slow=focus.slow,
        strangers=focus.strangers or setting.strangers,
    )
