"""Decides which addresses a settings file may name, so that tokens and stock go nowhere else.

| an address                               | `sandbox = true`            | else                           |
|------------------------------------------|-----------------------------|--------------------------------|
| none                                     | refused: it would be real   | the marketplace's own          |
| on this machine                          | used                        | refused                        |
| the marketplace's test server            | used                        | used                           |
| the marketplace's real servers           | refused                     | used                           |
| anything else                            | refused                     | refused                        |

Of a kind whose servers are each seller's own, the seller names the address: any https server but this machine.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit

from ..errors import SettingsError
from .kinds import KINDS, is_among


def refused(where: str, code: str, **values: str | int) -> SettingsError:
    """A mistake at a key of the file; `setting.<code>` of the templates says it with these values."""
    return SettingsError(f"{where}: {code}", where=where, why=f"setting.{code}", **values)


def on_this_machine(url: str) -> bool:
    """Whether the host is a loopback address or `localhost`; other names could lead anywhere."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_address(where: str, url: str, hosts: frozenset[str], *, sandbox: bool) -> None:
    """The table above. SettingsError never repeats the address: it may carry a password."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise refused(where, "no_address") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise refused(where, "no_address")
    if parts.username is not None or parts.query or parts.fragment:
        raise refused(where, "no_user")
    if on_this_machine(url):
        if not sandbox:
            raise refused(where, "needs_sandbox")
        return
    if not hosts:
        raise refused(where, "only_here")
    if parts.scheme != "https" or not is_among(parts.hostname, hosts) or port not in {None, 443}:
        raise refused(where, "other_host", known=", ".join(sorted(hosts)))


def check_public(where: str, url: str, *, sandbox: bool) -> None:
    """Where shops shall push: any https address, or one of this machine in a sandbox."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise refused(where, "no_address") from None
    if (parts.scheme != "https" or not parts.hostname) and not (sandbox and on_this_machine(url)):
        raise refused(where, "https")


def check_shop_addresses(
    where: str, kind: str, base_url: str, others: Mapping[str, str], *, sandbox: bool
) -> None:
    """The table for one shop; `others` are further addresses by key, '' where they are left out."""
    row = KINDS[kind]
    if sandbox and not base_url:
        raise refused(f"{where}.base_url", "sandbox_address")
    hosts = row.test | (frozenset() if sandbox else row.real)
    if row.whose == "seller" and not sandbox:
        if not base_url:
            raise refused(f"{where}.base_url", "own_address")
        hosts = frozenset({_host(base_url)})
    for key, url in {"base_url": base_url, **others}.items():
        if url:
            check_address(f"{where}.{key}", url, hosts, sandbox=sandbox)


def _host(url: str) -> str:
    """The address's host, '' where it is no address."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
