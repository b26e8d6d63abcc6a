"""Opens the seller whom a command line is about: settings first, then each part when the command asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import UnknownShop

if TYPE_CHECKING:
    from ..connectors.base import Connector
    from ..cycle import Cycle
    from ..settings import Settings
    from ..wiring import Assembly
    from .say import Voice

JsonOption = Annotated[bool, typer.Option("--json", help="One JSON line on stdout.")]


@contextmanager
def opened(context: typer.Context, *, looking: bool = False) -> Iterator[Assembly]:
    """The seller of the settings that the command line names; closed again whatever happens.

    Who is only `looking` makes no cache and brings none up to date: without a current one, it works in memory.
    """
    from ..settings import load_settings
    from ..wiring import assemble

    settings = load_settings(context.obj)
    with assemble(settings, _spare_cache(settings) if looking else "") as assembly:
        yield assembly


def _spare_cache(settings: Settings) -> str:
    """'' where there is a current cache, or else the address of one in memory."""
    from ..store.database import is_current

    return "" if is_current(settings.cache_url.get_secret_value()) else "sqlite://"


def started(assembly: Assembly, voice: Voice) -> Cycle:
    """The cycle, holding lease and sheet."""
    with voice.busy("Google Sheets ..."):
        assembly.cycle.start()
    return assembly.cycle


def connector_of(assembly: Assembly, shop: str) -> Connector:
    """The connector of a shop; UnknownShop where the settings name none."""
    connector = assembly.shops.connectors.get(shop)
    if connector is None:
        raise UnknownShop(shop=shop, known=", ".join(assembly.settings.shops))
    return connector
