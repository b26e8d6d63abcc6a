"""The two worlds in which a story can be played, by name; only the one that is asked for is loaded."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from .run import MakeLayer

WORLDS = {"core": "CoreWorld", "wire": "WireWorld"}


def layer_of(name: str) -> MakeLayer:
    """What makes this world. KeyError where there is none of that name."""
    return cast(MakeLayer, getattr(import_module(f".{name}.world", __package__), WORLDS[name]))
