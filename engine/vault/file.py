"""Keeps secrets in an encrypted 0600 file; the key lies somewhere else.

Two locks, each a file beside the vault: a short one around every change, so that no two processes save over
each other, and one per shop that a refresher holds while it trades a refresh token, which works only once. The
system frees both when their process ends, however it ends.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography.fernet import InvalidToken

from ..clock import Clock, SystemClock
from ..errors import VaultUnavailable
from ..settings.addresses import refused
from .base import REFRESH_PATIENCE
from .key import KEY_VARIABLE, cipher, explained, write_durably

LOOK_AGAIN = 0.02


class FileSafe:
    """`engine.vault.base.Safe` in one file, for every process of one machine.

    `environment` stands in for the process environment in tests; `clock` waits for the locks of others, for
    `patience` seconds.
    """

    def __init__(
        self,
        path: Path,
        key_path: Path,
        environment: Mapping[str, str] = os.environ,
        clock: Clock | None = None,
        patience: float = REFRESH_PATIENCE,
    ) -> None:
        self._path = path
        self._clock = clock or SystemClock()
        self._patience = patience
        with explained(path, "vault_file"):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with self._locked("lock"):
                gone = "vault_key_gone" if path.exists() else ""
                self._cipher = cipher(key_path, environment.get(KEY_VARIABLE, ""), gone)
                self._read()

    def __repr__(self) -> str:
        return f"FileSafe({self._path.name})"

    def get(self, kind: str, name: str) -> Any:
        """What was put there last by any process, None where nothing was."""
        return self._read().get(kind, {}).get(name)

    def put(self, kind: str, name: str, value: Any) -> None:
        """On disk when it returns; None removes."""
        with self._changing() as data:
            if value is None:
                data.get(kind, {}).pop(name, None)
            else:
                data.setdefault(kind, {})[name] = value

    def settle(self, kind: str, name: str, value: Any) -> Any:
        """What is there, or else this value from now on."""
        with self._changing() as data:
            return data.setdefault(kind, {}).setdefault(name, value)

    @contextmanager
    def exclusive(self, name: str) -> Iterator[None]:
        """Excludes whoever else asks for this name, until the block or the process ends."""
        with self._lock_file(f"{hashlib.sha256(name.encode()).hexdigest()[:16]}.lock") as descriptor:
            until = self._clock.monotonic() + self._patience
            while not _taken(descriptor):
                if self._clock.monotonic() >= until:
                    raise VaultUnavailable("another process holds this shop's tokens and does not end")
                self._clock.sleep(LOOK_AGAIN)
            yield

    def close(self) -> None:
        """Nothing stays open between two calls."""

    @contextmanager
    def _changing(self) -> Iterator[dict[str, Any]]:
        """The content, written back where the block changed it."""
        with self._locked("lock"):
            data = self._read()
            before = json.dumps(data)
            yield data
            after = json.dumps(data)
            if after != before:
                with explained(self._path, "vault_file"):
                    write_durably(self._path, self._cipher.encrypt(after.encode()))

    @contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        with self._lock_file(name) as descriptor:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield

    @contextmanager
    def _lock_file(self, name: str) -> Iterator[int]:
        """A lock file beside the vault, open; closing it gives the lock back."""
        path = self._path.with_name(f"{self._path.name}.{name}")
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            yield descriptor
        finally:
            os.close(descriptor)

    def _read(self) -> dict[str, Any]:
        with explained(self._path, "vault_file"):
            if not self._path.exists():
                return {}
            sealed = self._path.read_bytes()
        try:
            content: dict[str, Any] = json.loads(self._cipher.decrypt(sealed))
        except InvalidToken:
            raise refused("vault_key_file", "vault_wrong_key", name=self._path.name) from None
        # The first layout kept the engine's id by itself.
        known = content.pop("engine_id", "")
        return content | {"engine": {"id": known}} if known else content


def _taken(descriptor: int) -> bool:
    """Take the lock of an open file; False where somebody else has it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
