"""Deliberate bugs of the engine, each of which the simulation must catch."""

from __future__ import annotations

from .base import Edit, Mutant
from .drags import DRAGGED
from .names import NAMES
from .protocol import RULES
from .rooms import ROOMS

MUTANTS: tuple[Mutant, ...] = (*RULES, *ROOMS, *NAMES, *DRAGGED)

__all__ = ["Edit", "MUTANTS", "Mutant"]
