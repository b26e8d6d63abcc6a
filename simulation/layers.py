"""The two worlds in which a story can be played, by name."""

from __future__ import annotations

from collections.abc import Mapping

from .core.world import CoreWorld
from .run import MakeLayer
from .wire.world import WireWorld

LAYERS: Mapping[str, MakeLayer] = {"core": CoreWorld, "wire": WireWorld}
