"""Where a vault lies, as a value that another process can be handed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from engine.vault.base import REFRESH_PATIENCE, Safe, Vault


@dataclass(frozen=True)
class Place:
    """A file in `folder`, or, with a `url`, a schema on a server; the key is a file in `folder` either way."""

    folder: Path
    url: str = ""
    schema: str = "selaras_vault"
    seller: str = "toko"

    @property
    def file(self) -> Path:
        return self.folder / "data" / "vault"

    @property
    def key(self) -> Path:
        return self.folder / "keys" / "key"

    def safe(self, environment: Mapping[str, str] | None = None, patience: float = REFRESH_PATIENCE) -> Safe:
        """What the assembler makes of settings, loaded only where it is used."""
        if self.url:
            from engine.vault.postgres import PostgresSafe  # noqa: PLC0415

            return PostgresSafe(
                self.url, self.schema, self.seller, self.key, environment or {}, patience=patience
            )
        from engine.vault.file import FileSafe  # noqa: PLC0415

        return FileSafe(self.file, self.key, environment or {}, patience=patience)

    @contextmanager
    def opened(
        self, environment: Mapping[str, str] | None = None, patience: float = REFRESH_PATIENCE
    ) -> Iterator[Vault]:
        with closing(Vault(self.safe(environment, patience))) as vault:
            yield vault
