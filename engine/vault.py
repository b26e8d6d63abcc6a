"""Keeps tokens and the engine's own id: an encrypted 0600 file beside the cache, its key elsewhere.

Deleting or restoring the cache loses no token. What is saved is on disk when `save` returns, so a rotated
token is durable before its first use. A lock file keeps two processes from saving over each other.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

from .connectors.base import Tokens
from .errors import SettingsError

KEY_VARIABLE = "SELARAS_VAULT_KEY"


class Vault:
    """One seller's secrets. SettingsError where the key does not fit the file."""

    def __init__(self, path: Path, key_path: Path) -> None:
        self._path = path
        self._cipher = Fernet(_key(key_path))
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._read()

    def __repr__(self) -> str:
        return f"Vault({self._path.name})"

    def tokens(self, shop: str) -> ShopTokens:
        """Where one shop's tokens live."""
        return ShopTokens(self, shop)

    def engine_id(self) -> str:
        """A random name of this installation, made once; it survives a lost cache."""
        with self.locked():
            data = self._read()
            if "engine_id" not in data:
                data["engine_id"] = f"engine-{secrets.token_hex(6)}"
                self._write(data)
            return str(data["engine_id"])

    def forget(self, shop: str) -> None:
        """Remove a shop's tokens."""
        with self.locked():
            data = self._read()
            if data.get("tokens", {}).pop(shop, None) is not None:
                self._write(data)

    def load_tokens(self, shop: str) -> dict[str, Any] | None:
        """A shop's tokens as stored, None where it was never connected."""
        found: dict[str, Any] | None = self._read().get("tokens", {}).get(shop)
        return found

    def save_tokens(self, shop: str, tokens: dict[str, Any]) -> None:
        """Store a shop's tokens durably."""
        with self.locked():
            data = self._read()
            data.setdefault("tokens", {})[shop] = tokens
            self._write(data)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Excludes other processes that would save."""
        with open(self._path.with_suffix(".lock"), "a", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _read(self) -> dict[str, Any]:
        if not self._path.exists():
            return {}
        try:
            data: dict[str, Any] = json.loads(self._cipher.decrypt(self._path.read_bytes()))
        except (InvalidToken, ValueError):
            raise SettingsError(
                "vault", where="vault_key_file", why="the key does not open the vault; put the right key back"
            ) from None
        return data

    def _write(self, data: dict[str, Any]) -> None:
        _write_durably(self._path, self._cipher.encrypt(json.dumps(data).encode()))


class ShopTokens:
    """`engine.connectors.base.TokenStore` over the vault."""

    def __init__(self, vault: Vault, shop: str) -> None:
        self._vault = vault
        self._shop = shop

    def load(self) -> Tokens | None:
        """The tokens as last saved."""
        data = self._vault.load_tokens(self._shop)
        if data is None:
            return None
        extra = tuple((name, value) for name, value in data.pop("extra"))
        return Tokens(**data, extra=extra)

    def save(self, tokens: Tokens) -> None:
        """Durable when this returns."""
        self._vault.save_tokens(
            self._shop,
            {
                "access": tokens.access,
                "access_expires": tokens.access_expires,
                "refresh": tokens.refresh,
                "refresh_expires": tokens.refresh_expires,
                "extra": tokens.extra,
            },
        )


def _key(path: Path) -> bytes:
    given = os.environ.get(KEY_VARIABLE)
    if given:
        try:
            Fernet(given)
        except ValueError:
            raise SettingsError("vault key", where=KEY_VARIABLE, why="it is no Fernet key") from None
        return given.encode()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_durably(path, Fernet.generate_key())
    return path.read_bytes().strip()


def _write_durably(path: Path, content: bytes) -> None:
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
