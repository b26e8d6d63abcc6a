"""Tells people what was thrown at the engine and what held, in the seller's language."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files

from .layers import layer_of
from .moves import ALL
from .run import play
from .story import draw

Say = Callable[[str], None]
# What attacks a promise, by the first letters of the names under which the trace counts it.
ATTACKS: dict[str, tuple[str, ...]] = {
    "P1": ("move.people.count", "move.people.entry"),
    "P2": ("move.buyer.ship", "move.buyer.cancel"),
    "P3": ("move.people.sort", "move.people.move", "move.people.insert"),
    "P4": ("move.people.junk",),
    "P5": ("move.people.link", "move.people.approve"),
    "P7": ("fault.",),
    "P8": ("phase.quiet",),
    "P9": ("phase.quiet",),
}
KINDS = ("people", "buyer", "rival", "fault", "crash", "cache", "engine", "token", "shop")


def words(language: str) -> dict[str, str]:
    """The sentences of the drill in one language."""
    text = files(__package__).joinpath(f"drill.{language}.toml").read_text(encoding="utf-8")
    return dict(tomllib.loads(text))


def drill(seed: int | str, language: str, layer: str, say: Say) -> int:
    """Play one story and tell it; 0 where every promise held."""
    said = words(language)
    story = draw(seed, ALL)
    story = replace(story, setting=replace(story.setting, language=language))
    say(said["opening"].format(skus=len(story.setting.stock), shops=len(story.setting.shops)))
    outcome = play(story, layer_of(layer))
    for kind, count in counts(outcome.bitten).items():
        if count:
            say("  " + said[kind].format(count=count))
    say(said["quiet"].format(rounds=story.rounds, minutes=round(outcome.simulated / 60)))
    if outcome.promise:
        say(said["broken"].format(promise=outcome.promise, text=outcome.violation, seed=seed, layer=layer))
        return 1
    for promise in proved(outcome.bitten):
        say(f"  ✓ {promise} {said[promise]}")
    say(said["held"].format(events=outcome.events))
    return 0


def proved(bitten: Counter[str]) -> list[str]:
    """The promises of which a story that held may say so: what could have broken them took effect in it."""
    return [
        promise
        for promise, attacks in ATTACKS.items()
        if any(bitten[name] for name in bitten if name.startswith(attacks))
    ]


def counts(bitten: Counter[str]) -> dict[str, int]:
    """What took effect, by kind of actor or fault."""
    found = dict.fromkeys(KINDS, 0)
    for name, count in bitten.items():
        top, _, rest = name.partition(".")
        if top == "fault":
            found["crash" if rest.startswith("crash") else "fault"] += count
        elif top == "cache":
            found["cache"] += count
        elif top == "move" and rest.partition(".")[0] in (
            "people",
            "buyer",
            "rival",
            "engine",
            "token",
            "shop",
        ):
            found[rest.partition(".")[0]] += count
    return found
