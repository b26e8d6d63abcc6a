"""What every run would make anew and alike, made once a process: a language's words, a cache that is empty."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from engine.store.repository import SqlStore
from engine.texts import Texts


@cache
def words(language: str) -> Texts:
    """The words of a language; nobody changes them."""
    return Texts(language)


@cache
def blank_cache() -> bytes:
    """The file of a cache that was laid out and holds nothing, as the store's own migrations leave it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cache.db"
        SqlStore(f"sqlite:///{file}", "nobody", clock_now=float, alive=lambda _holder: False).close()
        return file.read_bytes()
