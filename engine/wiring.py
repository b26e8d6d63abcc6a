"""The only assembler: from settings to a seller's cycle, with everything that touches the world."""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

from .apply import Shops
from .clock import SystemClock
from .connectors.base import AcceptsWebhooks, Connector
from .connectors.config import ShopConfig
from .connectors.registry import connector_for
from .cycle import Cycle
from .errands import Beats
from .errors import ShopError
from .http import Http, Pacer, new_client
from .render.renderer import SheetRenderer
from .settings import Settings
from .sheets.desk import SheetDesk
from .sheets.gspread_gateway import Access, GspreadGateway
from .store.leases import alive, name_holder
from .store.repository import SqlStore
from .texts import Texts
from .vault import Vault
from .webhooks import receiving


class Wording:
    """The sheet's words from the templates."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def title(self, tab: str) -> str:
        """The title that a new tab gets."""
        return self._texts.tabs[tab].title

    def header(self, tab: str, column: str) -> str:
        """The header that a new column gets."""
        return self._texts.header(tab, column)

    def note(self, tab: str, column: str) -> str:
        """The note on that header."""
        return self._texts.note(tab, column)


# What turns amber in the sheet because it calls for a person, by tab.
ALARMS = {
    "links": ("link.unmatched", "link.empty", "link.duplicate", "link.ambiguous"),
    "skus": ("status.asked", "status.copied", "status.no_count"),
}


def alarms_of(texts: Texts) -> dict[str, tuple[str, ...]]:
    """The status texts that call for a person, in the sheet's language."""
    return {tab: tuple(texts.say(code) for code in codes) for tab, codes in ALARMS.items()}


@dataclass(frozen=True, slots=True)
class Assembly:
    """One seller, ready to run."""

    settings: Settings
    texts: Texts
    clock: SystemClock
    vault: Vault
    store: SqlStore
    desk: SheetDesk
    shops: Shops
    cycle: Cycle
    gateway: GspreadGateway
    rng: random.Random


@contextmanager
def assemble(settings: Settings) -> Iterator[Assembly]:
    """Open everything, and close it again whatever happens; the lease is given back."""
    clock = SystemClock()
    # Only for jitter and tab ids; secrets come from `secrets`.
    rng = random.Random(secrets.randbits(64))  # noqa: S311
    texts = Texts(settings.language)
    rules = settings.rules()
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    with ExitStack() as stack:
        assert settings.vault_file is not None  # noqa: S101
        assert settings.vault_key_file is not None  # noqa: S101
        vault = Vault(settings.vault_file, settings.vault_key_file)
        store = SqlStore(
            settings.cache_url.get_secret_value(), settings.seller, clock_now=clock.now, alive=alive
        )
        stack.callback(store.close)
        access = Access(settings.sheet.spreadsheet_id, settings.sheet.credentials, settings.sheet.url)
        gateway = GspreadGateway(access, clock, rng, calls_a_minute=settings.sheet.calls_per_minute)
        stack.callback(gateway.close)
        desk = SheetDesk(gateway, Wording(texts), clock, rng, alarms_of(texts))
        connectors = _connectors(settings, stack, clock, rng, vault)
        executor = stack.enter_context(ThreadPoolExecutor(max(2, len(connectors)), "shop"))
        beats = {name: Beats(one.scan_seconds, one.returns_seconds) for name, one in settings.shops.items()}
        shops = Shops(connectors, executor, clock, settings.deadline_seconds, beats)
        kinds = {name: shop.kind for name, shop in settings.shops.items()}
        renderer = SheetRenderer(texts, rules, kinds, settings.timezone)
        holder = name_holder(secrets.token_hex(3))
        cycle = Cycle(
            store, desk, shops, renderer, rules, clock, vault.engine_id(), holder, lambda _event: None
        )
        try:
            yield Assembly(settings, texts, clock, vault, store, desk, shops, cycle, gateway, rng)
        finally:
            if cycle.lease is not None:
                store.release(cycle.lease)


def _connectors(
    settings: Settings, stack: ExitStack, clock: SystemClock, rng: random.Random, vault: Vault
) -> dict[str, Connector]:
    client = stack.enter_context(new_client())
    made = {}
    for name, shop in settings.shops.items():
        config = ShopConfig(
            shop=name,
            kind=shop.kind,
            base_url=shop.base_url,
            app_id=shop.app_id,
            app_secret=shop.app_secret.get_secret_value(),
            auth_url=shop.auth_url,
            warehouse=shop.warehouse,
            page_products=shop.page_products,
            extra=shop.extra,
        )
        burst = max(1, int(shop.calls_per_second * 2))
        http = Http(name, client, clock, rng, Pacer(clock, rate=shop.calls_per_second, burst=burst))
        made[name] = connector_for(shop.kind, config, http, vault.tokens(name), clock)
    return made


def webhooks_for(assembly: Assembly, wake: Callable[[], None]) -> AbstractContextManager[Any]:
    """The webhook receiver where settings ask for one; every connected shop is told its address."""
    wanted = assembly.settings.webhooks
    if wanted is None:
        return nullcontext()
    able = {name: one for name, one in assembly.shops.connectors.items() if isinstance(one, AcceptsWebhooks)}

    def hint(shop: str) -> None:
        assembly.shops.hint(shop)
        wake()

    return _registered(able, receiving(able, wanted.port, wanted.public_url, hint))


@contextmanager
def _registered(able: dict[str, Any], receiver: AbstractContextManager[str]) -> Iterator[None]:
    with receiver as url:
        for name, connector in able.items():
            try:
                connector.register_webhook(f"{url}/hooks/{name}")
            except ShopError:
                # Webhooks only pull cycles forward; a shop that takes no address now is polled all the same.
                continue
        yield
