"""Which key opens the vault, and when a new one is made.

| the key                                  | the vault | what happens                                        |
|------------------------------------------|-----------|-----------------------------------------------------|
| SELARAS_VAULT_KEY                        | any       | used; no key file is read or made                   |
| key file, the owner's alone              | any       | used                                                |
| key file that others may read            | any       | refused                                             |
| no key file                              | none yet  | a key is made (0600)                                |
| no key file                              | is there  | refused: a new key would never open it              |
| does not open the vault                  | is there  | refused; the vault is left as it is                 |
"""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.fernet import Fernet

from ..settings.addresses import refused

KEY_VARIABLE = "SELARAS_VAULT_KEY"


def cipher(path: Path, given: str, gone: str) -> Fernet:
    """The cipher by the table above.

    `gone`: the code that says what to do where the vault is there already and its key is not; '' where there is
    no vault yet, so that a key may be made.
    """
    if given:
        return _fernet(given.encode(), KEY_VARIABLE)
    with explained(path, "vault_key_file"):
        if not path.exists():
            if gone:
                raise refused("vault_key_file", gone, path=str(path))
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_durably(path, Fernet.generate_key())
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise refused("vault_key_file", "vault_key_open", path=str(path))
        return _fernet(path.read_bytes().strip(), "vault_key_file")


def _fernet(key: bytes, where: str) -> Fernet:
    try:
        return Fernet(key)
    except ValueError:
        raise refused(where, "vault_no_key") from None


@contextmanager
def explained(path: Path, where: str) -> Iterator[None]:
    """What the system says of a file, as a mistake in the settings that name it."""
    try:
        yield
    except OSError as error:
        raise refused(where, "vault_place", name=path.name, error=error.strerror or str(error)) from None


def write_durably(path: Path, content: bytes) -> None:
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
