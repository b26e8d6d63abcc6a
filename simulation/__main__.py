"""`python -m simulation`: play one seed, a set of seeds, a kept story, or the drill that people watch.

| command | does | exits with 1 where |
|---|---|---|
| `seed N` | plays one seed; with `--shrink` a failing one is shortened, with `--keep NAME` kept | a promise broke |
| `set` | plays the short fixed set, or `--seeds A-B`, and counts what bit | a promise broke, a class never bit |
| `kept [NAME]` | plays kept stories again | a promise broke |
| `drill` | tells a readable story of what was thrown at the engine and what held | a promise broke |
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from . import coverage, keep, sets
from .drill import drill
from .layers import WORLDS, layer_of
from .moves import ALL
from .run import Outcome, play
from .shrink import shrink
from .story import Story, draw


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _told(seed: int | str, layer: str, outcome: Outcome) -> str:
    speed = outcome.events / max(0.001, outcome.seconds)
    held = f"BROKE {outcome.promise}: {outcome.violation}" if outcome.promise else "held"
    return (
        f"seed {seed} ({layer}): {held} · {outcome.events} events, {outcome.simulated:.0f} simulated seconds, "
        f"{speed:.0f} events/s, digest {outcome.digest}"
    )


def _shorter(story: Story, layer: str, outcome: Outcome, tries: int) -> Story:
    def fails(shorter: Story) -> bool:
        return play(shorter, layer_of(layer)).promise == outcome.promise

    return shrink(story, fails, tries=tries)


def _seed(chosen: argparse.Namespace) -> int:
    layer: str = chosen.layer or "core"
    story = draw(chosen.seed, ALL)
    outcome = play(story, layer_of(layer), kept=chosen.lines)
    _say(_told(chosen.seed, layer, outcome))
    if not outcome.promise:
        return 0
    if chosen.shrink or chosen.keep:
        story = _shorter(story, layer, outcome, chosen.tries)
        outcome = play(story, layer_of(layer), kept=chosen.lines)
        _say(f"shortened to {len(story.events)} events:")
        for event in story.events:
            _say(f"  round {event.round} {event.at:8.3f} {event.move}")
    for line in outcome.last[-chosen.lines :]:
        _say(f"  {line}")
    if chosen.keep:
        _say(
            f"kept as {keep.store(chosen.keep, layer, f'{outcome.promise}: {outcome.violation}', story).name}"
        )
    return 1


def _set(chosen: argparse.Namespace) -> int:
    layers = [chosen.layer] if chosen.layer else sorted(WORLDS)
    if chosen.seeds:
        first, _, last = chosen.seeds.partition("-")
        seeds = sets.items(range(int(first), int(last or first) + 1), layers)
    else:
        seeds = [(seed, layer) for layer in layers for seed in sets.SHORT[layer]]
    total = sets.Sum()
    for ended in sets.run(seeds, chosen.jobs):
        total.add(ended)
        _say(_told(*ended))
    for line in coverage.table(total.bitten):
        _say(line)
    never = coverage.missing(total.bitten, ALL)
    for layer in layers:
        _say(f"{layer}: {total.speed(layer):.0f} events a second and core")
    if never:
        _say(f"never bit: {', '.join(never)}")
    _say(
        f"{len(total.ended)} runs, {sum(one.outcome.events for one in total.ended)} events, {len(total.broken)} broken"
    )
    return 1 if total.broken or (never and not chosen.seeds) else 0


def _kept(chosen: argparse.Namespace) -> int:
    broken = 0
    for name in [chosen.name] if chosen.name else keep.names():
        layer, story = keep.load(name)
        outcome = play(story, layer_of(layer))
        broken += bool(outcome.promise)
        _say(_told(name, layer, outcome))
    return 1 if broken else 0


def main(arguments: Sequence[str]) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m simulation", description="Tries to break every promise.")
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("seed", help="play one seed")
    one.add_argument("seed")
    one.add_argument("--shrink", action="store_true", help="shorten a failing story")
    one.add_argument("--tries", type=int, default=150, help="most runs for shortening")
    one.add_argument("--keep", default="", metavar="NAME", help="shorten it and keep it under this name")
    one.add_argument("--lines", type=int, default=40, help="last lines of the trace to show")
    one.set_defaults(run=_seed)
    many = commands.add_parser("set", help="play a set of seeds")
    many.add_argument("--seeds", default="", metavar="A-B", help="these seeds instead of the short fixed set")
    many.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    many.set_defaults(run=_set)
    again = commands.add_parser("kept", help="play kept stories")
    again.add_argument("name", nargs="?", default="")
    again.set_defaults(run=_kept)
    show = commands.add_parser("drill", help="a story for people")
    show.add_argument("--seed", default="drill")
    show.add_argument("--language", choices=("id", "en"), default="id")
    show.set_defaults(run=lambda chosen: drill(chosen.seed, chosen.language, chosen.layer or "wire", _say))
    for command in (one, many, show):
        command.add_argument("--layer", choices=sorted(WORLDS))
    chosen = parser.parse_args(arguments)
    return int(chosen.run(chosen))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
