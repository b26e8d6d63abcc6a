"""What actors do: each move is one function over the scene and its event's own dice."""

from __future__ import annotations

from . import (
    adjust,
    buyers,
    choices,
    disk,
    later,
    losses,
    names,
    outside,
    people,
    rows,
    skus,
    troubles,
    unnamed,
    written,
)
from .base import Move

ALL: dict[str, Move] = {
    **people.MOVES,
    **adjust.MOVES,
    **rows.MOVES,
    **choices.MOVES,
    **buyers.MOVES,
    **troubles.MOVES,
    **outside.MOVES,
    **disk.MOVES,
    **names.MOVES,
    **skus.MOVES,
    **losses.MOVES,
    **later.MOVES,
    **written.MOVES,
    **unnamed.MOVES,
}
