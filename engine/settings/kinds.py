"""Which marketplaces a settings file may name, and what it may say about a shop of each: one row a marketplace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Whose = Literal["marketplace", "seller"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One marketplace.

    `real` and `test` are the hosts of its servers (documented); an entry that begins with a dot stands for every name
    below it. `whose`: whether its servers are its own, or each seller's, who then names the address. `extra` and
    `secrets` are the keys of those two tables of a shop; `needs` are the secrets that must be there.
    """

    real: frozenset[str] = frozenset()
    test: frozenset[str] = frozenset()
    extra: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    whose: Whose = "marketplace"


# Where a marketplace is (documented); anything else is a typing mistake or an attempt to get at the tokens.
KINDS: dict[str, Kind] = {
    "shopee": Kind(
        real=frozenset(
            {"partner.shopeemobile.com", "openplatform.shopee.cn", "openplatform.shopee.com.br"}
            | {"open.shopee.com", "open.shopee.cn", "open.shopee.com.br"}
        ),
        test=frozenset(
            {"openplatform.sandbox.test-stable.shopee.sg", "openplatform.sandbox.test-stable.shopee.cn"}
            | {"open.sandbox.test-stable.shopee.com"}
        ),
        extra=("shop_id",),
    ),
    "tiktok": Kind(
        real=frozenset(
            {"open-api.tiktokglobalshop.com", "auth.tiktok-shops.com"}
            | {"services.tiktokshop.com", "services.us.tiktokshop.com"}
        ),
        extra=("shop_id", "service_id", "consent_url"),
    ),
}


def is_among(host: str, hosts: frozenset[str]) -> bool:
    """Whether the host is one of these, or a single name below an entry that begins with a dot."""
    _, dot, parent = host.partition(".")
    return host in hosts or f"{dot}{parent}" in hosts


def known_keys(kind: str) -> Mapping[str, tuple[str, ...]]:
    """The keys that each free table of a shop of this kind may have."""
    return {"extra": KINDS[kind].extra, "secrets": KINDS[kind].secrets}
