"""What a vault keeps for a seller: tokens of each shop, the engine's own id, small secrets; where it lies is a `Safe`.

Deleting or restoring the cache loses none of it. What is saved is durable when `save` returns, so a rotated
token is durable before its first use.

| kept            | kind and name in the safe | value                                                          |
|-----------------|---------------------------|----------------------------------------------------------------|
| a shop's tokens | `tokens`, the shop        | access, its expiry, refresh, its expiry, pairs of `extra`      |
| the engine's id | `engine`, `id`            | a random name, made once                                       |
| a small secret  | `facts`, its name         | text                                                           |
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

from ..connectors.base import Tokens
from ..errors import TokensUnavailable, VaultUnavailable

# A sign-in call gives up well before this, so whoever holds a lock longer is stuck.
REFRESH_PATIENCE = 30.0


class Safe(Protocol):
    """Where one seller's secrets lie, encrypted; values are what JSON can hold.

    SettingsError where safe and key do not fit or cannot be used, VaultUnavailable where it does not answer now.
    """

    def get(self, kind: str, name: str) -> Any:
        """What was put there last by any process, None where nothing was."""
        ...

    def put(self, kind: str, name: str, value: Any) -> None:
        """Durable when it returns; None removes. Nothing is written where it is there already."""
        ...

    def settle(self, kind: str, name: str, value: Any) -> Any:
        """What is there, or else this value from now on: whoever comes first decides for all."""
        ...

    def exclusive(self, name: str) -> AbstractContextManager[object]:
        """Excludes every other thread and process of this seller; other names, and reading and saving, go on.

        It ends with the process that holds it, and cannot be nested. VaultUnavailable where it is not to be
        had in `REFRESH_PATIENCE`.
        """
        ...

    def close(self) -> None:
        """Give back what was opened."""
        ...


class Vault:
    """One seller's secrets. What concerns one shop fails as that shop's trouble (TokensUnavailable)."""

    def __init__(self, safe: Safe) -> None:
        self._safe = safe

    def __repr__(self) -> str:
        return f"Vault({self._safe!r})"

    def tokens(self, shop: str) -> ShopTokens:
        """Where one shop's tokens live: `engine.connectors.base.TokenStore`."""
        return ShopTokens(self, shop)

    def forget(self, shop: str) -> None:
        """Remove a shop's tokens; nothing happens where there are none. A renewal on its way ends first."""
        with self.refreshing(shop), _of(shop):
            self._safe.put("tokens", shop, None)

    def engine_id(self) -> str:
        """A random name of this installation, made once; it survives a lost cache."""
        return str(self._safe.settle("engine", "id", f"engine-{secrets.token_hex(6)}"))

    def remember(self, name: str, value: str) -> None:
        """Keep a small secret by name; '' forgets it."""
        self._safe.put("facts", name, value or None)

    def recall(self, name: str) -> str | None:
        """What was remembered by this name, None where nothing was."""
        found: str | None = self._safe.get("facts", name)
        return found

    def load_tokens(self, shop: str) -> Tokens | None:
        """A shop's tokens as last saved, None where it was never connected."""
        with _of(shop):
            found = self._safe.get("tokens", shop)
        if found is None:
            return None
        access, access_expires, refresh, refresh_expires, extra = found
        return Tokens(
            access, access_expires, refresh, refresh_expires, tuple((name, value) for name, value in extra)
        )

    def save_tokens(self, shop: str, tokens: Tokens) -> None:
        """Durable when this returns."""
        extra = [[name, value] for name, value in tokens.extra]
        with _of(shop):
            self._safe.put(
                "tokens",
                shop,
                [tokens.access, tokens.access_expires, tokens.refresh, tokens.refresh_expires, extra],
            )

    @contextmanager
    def refreshing(self, shop: str) -> Iterator[None]:
        """Excludes every other thread and process that would refresh this shop's tokens.

        Load the tokens again inside: whoever held the lock before may have replaced them. TokensUnavailable
        where somebody holds it for longer than any sign-in takes.
        """
        with _of(shop), self._safe.exclusive(shop):
            yield

    def close(self) -> None:
        """Give back what was opened."""
        self._safe.close()


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


@contextmanager
def _of(shop: str) -> Iterator[None]:
    """A vault that does not answer is, for whoever speaks to a shop, that shop's trouble: others may go on."""
    try:
        yield
    except VaultUnavailable as error:
        raise TokensUnavailable(error.detail, shop=shop) from None
