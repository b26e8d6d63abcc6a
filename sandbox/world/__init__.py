"""The world around the engine: local Google, shops, people, buyers, a rival, and trouble on demand."""

from __future__ import annotations

from .world import World

__all__ = ["World"]
