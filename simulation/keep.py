"""Writes a story down as JSON and reads it again: a failing one, once shortened, is kept as a named regression.

What is kept are the events themselves, so a kept story stays the same when stories are drawn differently.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from .story import Event, Story, setting_of

KEPT = Path(__file__).parent / "stories"


def names() -> list[str]:
    """Every kept story."""
    return sorted(path.stem for path in KEPT.glob("*.json"))


def store(name: str, layer: str, why: str, story: Story) -> Path:
    """Keep a story of a drawn world; `why` says what it once broke."""
    setting = story.setting
    kept = {
        "why": why,
        "layer": layer,
        "seed": setting.seed,
        "numbers": setting.numbers,
        "locale": setting.locale,
        "language": setting.language,
        "stock": dict(setting.stock),
        "interval": setting.interval,
        "busy": story.busy,
        "rounds": story.rounds,
        "strains": story.strains,
        "events": [[event.round, event.at, event.move, list(event.dice)] for event in story.events],
    }
    KEPT.mkdir(exist_ok=True)
    path = KEPT / f"{name}.json"
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def load(name: str) -> tuple[str, Story]:
    """A kept story and the layer in which it broke something. FileNotFoundError where there is none."""
    kept = json.loads((KEPT / f"{name}.json").read_text(encoding="utf-8"))
    setting = replace(
        setting_of(kept["seed"]),
        numbers=kept["numbers"],
        locale=kept["locale"],
        language=kept["language"],
        stock=kept["stock"],
        interval=kept["interval"],
    )
    events = tuple(Event(round_, at, move, tuple(dice)) for round_, at, move, dice in kept["events"])
    return kept["layer"], Story(setting, kept["busy"], kept["rounds"], events, kept.get("strains", False))
