"""Which marketplaces there are, and how a connector for one shop of one of them is made."""

from __future__ import annotations

from collections.abc import Callable

from ..clock import Clock
from ..errors import SettingsError
from ..http import Http
from .base import Connector, TokenStore
from .config import ShopConfig
from .shopee.connector import ShopeeConnector
from .tiktok.connector import TikTokConnector

__all__ = ["ShopConfig", "connector_for", "kinds"]

Factory = Callable[[ShopConfig, Http, TokenStore, Clock], Connector]

FACTORIES: dict[str, Factory] = {"shopee": ShopeeConnector, "tiktok": TikTokConnector}


def kinds() -> tuple[str, ...]:
    """The marketplaces that can be connected."""
    return tuple(sorted(FACTORIES))


def connector_for(kind: str, config: ShopConfig, http: Http, tokens: TokenStore, clock: Clock) -> Connector:
    """The connector of one shop. SettingsError where the marketplace is not known."""
    factory = FACTORIES.get(kind)
    if factory is None:
        known = ", ".join(kinds())
        raise SettingsError(f"no marketplace {kind!r}", where=config.shop, why=f"kind must be one of {known}")
    return factory(config, http, tokens, clock)
