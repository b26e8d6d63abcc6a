"""Keeps tokens, the engine's own id and small secrets: an encrypted 0600 file, its key somewhere else.

Deleting or restoring the cache loses none of it. What is saved is on disk when `save` returns, so a rotated
token is durable before its first use.

| the key                                  | the vault | what happens                                        |
|------------------------------------------|-----------|-----------------------------------------------------|
| SELARAS_VAULT_KEY                        | any       | used; no key file is read or made                   |
| key file, the owner's alone              | any       | used                                                |
| key file that others may read            | any       | refused                                             |
| no key file                              | none yet  | a key is made (0600)                                |
| no key file                              | is there  | refused: a new key would never open it              |
| does not open the vault                  | is there  | refused; the vault is left as it is                 |

Two locks, each a file beside the vault: a short one around every change, so that no two processes save over
each other, and one per shop that a refresher holds while it trades a refresh token, which works only once. The
system frees both when their process ends, however it ends.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

from .clock import Clock, SystemClock
from .connectors.base import Tokens
from .errors import SettingsError, Unavailable

KEY_VARIABLE = "SELARAS_VAULT_KEY"
# A sign-in call gives up well before this, so whoever holds the lock longer is stuck.
REFRESH_PATIENCE = 30.0
LOOK_AGAIN = 0.02


class Vault:
    """One seller's secrets. SettingsError where key and file do not fit or cannot be used.

    `environment` stands in for the process environment in tests; `clock` waits for the locks of others.
    """

    def __init__(
        self,
        path: Path,
        key_path: Path,
        environment: Mapping[str, str] = os.environ,
        clock: Clock | None = None,
    ) -> None:
        self._path = path
        self._clock = clock or SystemClock()
        with _explained(path, "vault_file"):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with self._locked("lock"):
                self._cipher = _cipher(key_path, environment.get(KEY_VARIABLE, ""), used=path.exists())
                self._read()

    def __repr__(self) -> str:
        return f"Vault({self._path.name})"

    def tokens(self, shop: str) -> ShopTokens:
        """Where one shop's tokens live: `engine.connectors.base.TokenStore`."""
        return ShopTokens(self, shop)

    def forget(self, shop: str) -> None:
        """Remove a shop's tokens; nothing happens where there are none. A renewal on its way ends first."""
        with self.refreshing(shop), self._changing() as data:
            data["tokens"].pop(shop, None)

    def engine_id(self) -> str:
        """A random name of this installation, made once; it survives a lost cache."""
        with self._changing() as data:
            data["engine_id"] = data["engine_id"] or f"engine-{secrets.token_hex(6)}"
            return str(data["engine_id"])

    def remember(self, name: str, value: str) -> None:
        """Keep a small secret by name; '' forgets it."""
        with self._changing() as data:
            if value:
                data["facts"][name] = value
            else:
                data["facts"].pop(name, None)

    def recall(self, name: str) -> str | None:
        """What was remembered by this name, None where nothing was."""
        found: str | None = self._read()["facts"].get(name)
        return found

    def load_tokens(self, shop: str) -> Tokens | None:
        """A shop's tokens as last saved, None where it was never connected."""
        found = self._read()["tokens"].get(shop)
        if found is None:
            return None
        access, access_expires, refresh, refresh_expires, extra = found
        return Tokens(
            access, access_expires, refresh, refresh_expires, tuple((name, value) for name, value in extra)
        )

    def save_tokens(self, shop: str, tokens: Tokens) -> None:
        """Durable when this returns."""
        with self._changing() as data:
            data["tokens"][shop] = [
                *(tokens.access, tokens.access_expires, tokens.refresh, tokens.refresh_expires),
                [[name, value] for name, value in tokens.extra],
            ]

    @contextmanager
    def refreshing(self, shop: str) -> Iterator[None]:
        """Excludes every other thread and process that would refresh this shop's tokens.

        Load the tokens again inside: whoever held the lock before may have replaced them. Unavailable where
        somebody holds it for longer than any sign-in takes.
        """
        with self._lock_file(f"{hashlib.sha256(shop.encode()).hexdigest()[:16]}.lock") as descriptor:
            until = self._clock.monotonic() + REFRESH_PATIENCE
            while not _taken(descriptor):
                if self._clock.monotonic() >= until:
                    raise Unavailable("another process holds this shop's tokens and does not end", shop=shop)
                self._clock.sleep(LOOK_AGAIN)
            yield

    @contextmanager
    def _changing(self) -> Iterator[dict[str, Any]]:
        """The content, written back where the block changed it."""
        with self._locked("lock"):
            data = self._read()
            before = json.dumps(data)
            yield data
            after = json.dumps(data)
            if after != before:
                with _explained(self._path, "vault_file"):
                    _write_durably(self._path, self._cipher.encrypt(after.encode()))

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
        content: dict[str, Any] = {"engine_id": "", "tokens": {}, "facts": {}}
        with _explained(self._path, "vault_file"):
            if not self._path.exists():
                return content
            sealed = self._path.read_bytes()
        try:
            return {**content, **json.loads(self._cipher.decrypt(sealed))}
        except InvalidToken:
            raise SettingsError(
                "the vault cannot be opened",
                where="vault_key_file",
                why=f"its key does not open {self._path.name}; put the right key back, or move the vault away and "
                "connect the shops again",
            ) from None


class ShopTokens:
    """`engine.connectors.base.TokenStore` of one shop over the vault."""

    def __init__(self, vault: Vault, shop: str) -> None:
        self._vault = vault
        self._shop = shop

    def __repr__(self) -> str:
        return f"ShopTokens({self._shop})"

    def load(self) -> Tokens | None:
        """The tokens as last saved."""
        return self._vault.load_tokens(self._shop)

    def save(self, tokens: Tokens) -> None:
        """Durable when this returns."""
        self._vault.save_tokens(self._shop, tokens)

    @contextmanager
    def refreshing(self) -> Iterator[None]:
        """Excludes every other refresher of this shop; load the tokens again inside."""
        with self._vault.refreshing(self._shop):
            yield


def _taken(descriptor: int) -> bool:
    """Take the lock of an open file; False where somebody else has it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _cipher(path: Path, given: str, *, used: bool) -> Fernet:
    """The cipher by the table above; `used`: a vault is there already."""
    if given:
        return _fernet(given.encode(), KEY_VARIABLE)
    with _explained(path, "vault_key_file"):
        if not path.exists():
            if used:
                raise SettingsError(
                    "the vault's key is gone",
                    where="vault_key_file",
                    why=f"{path} is not there, but the vault is; put the key back, or move the vault away and "
                    "connect the shops again",
                )
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write_durably(path, Fernet.generate_key())
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise SettingsError(
                "the vault's key is open to others",
                where="vault_key_file",
                why=f"others on this machine may read it; run chmod 600 {path}",
            )
        return _fernet(path.read_bytes().strip(), "vault_key_file")


def _fernet(key: bytes, where: str) -> Fernet:
    try:
        return Fernet(key)
    except ValueError:
        raise SettingsError(
            "no key", where=where, why="it is no Fernet key (32 bytes in url-safe base64)"
        ) from None


@contextmanager
def _explained(path: Path, where: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise SettingsError(
            "a file cannot be used", where=where, why=f"{path.name}: {error.strerror or error}"
        ) from None


def _write_durably(path: Path, content: bytes) -> None:
    """All of the content or none of it, whatever happens in between; only the owner may read it."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
