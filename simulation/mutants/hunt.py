"""Plays seeds against the engine as it stands in this folder until one breaks a promise; run by `runner`."""

from __future__ import annotations

import json
import sys

from ..clock import Broken
from ..layers import layer_of
from ..moves import ALL
from ..run import play
from ..story import draw


def hunt(layer: str, seeds: int) -> dict[str, str | int]:
    """Which seed broke which promise: `promise` is '' where none did."""
    for seed in range(seeds):
        try:
            outcome = play(draw(seed, ALL), layer_of(layer))
        except Broken as broken:
            return {"seed": seed, "promise": "", "broken": str(broken)[:300]}
        if outcome.promise:
            return {"seed": seed, "promise": outcome.promise, "text": outcome.violation[:200]}
    return {"seed": seeds, "promise": ""}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(hunt(sys.argv[1], int(sys.argv[2]))) + "\n")
