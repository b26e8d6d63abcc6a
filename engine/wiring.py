"""The only assembler: from settings to a seller's parts, each made when a command first asks for it."""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .clock import SystemClock
from .errors import ShopError
from .texts import Texts

# What a part is made of is loaded with the part: `explain` needs no Google, `connect` no cache.
if TYPE_CHECKING:
    from .apply import Shops
    from .connectors.base import Connector
    from .cycle import Cycle
    from .settings import Settings
    from .sheets.desk import SheetDesk
    from .sheets.gspread_gateway import GspreadGateway
    from .store.repository import SqlStore
    from .vault.base import Safe, Vault


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


class Assembly:
    """One seller. A part that no command asks for is neither opened nor loaded; `closing` ends what was opened.

    `cache_url` stands in for the settings' cache: the vault stays where the settings have it.
    """

    def __init__(self, settings: Settings, closing: ExitStack, cache_url: str) -> None:
        self.settings = settings
        self._cache_url = cache_url
        self.texts = Texts(settings.language)
        self.clock = SystemClock()
        # Only for jitter and tab ids; secrets come from `secrets`.
        self.rng = random.Random(secrets.randbits(64))  # noqa: S311  # see above
        self._closing = closing
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)

    @cached_property
    def vault(self) -> Vault:
        """Tokens and small secrets, on the server that has the cache or else in a file of this machine.

        SettingsError where key and vault do not fit, VaultUnavailable where the server does not answer.
        """
        from .vault.base import Vault

        made = Vault(self._server_safe() if self.settings.on_server else self._file_safe())
        self._closing.callback(made.close)
        return made

    def _file_safe(self) -> Safe:
        from .vault.file import FileSafe

        assert self.settings.vault_file is not None  # noqa: S101  # loading fills it in
        assert self.settings.vault_key_file is not None  # noqa: S101  # loading fills it in
        return FileSafe(self.settings.vault_file, self.settings.vault_key_file)

    def _server_safe(self) -> Safe:
        from .vault.postgres import PostgresSafe

        assert self.settings.vault_key_file is not None  # noqa: S101  # loading fills it in
        return PostgresSafe(
            self.settings.cache_url.get_secret_value(),
            self.settings.vault_schema,
            self.settings.seller,
            self.settings.vault_key_file,
        )

    @cached_property
    def store(self) -> SqlStore:
        """The cache; StoreError where it cannot be used."""
        from .store.leases import alive
        from .store.repository import SqlStore

        made = SqlStore(self._cache_url, self.settings.seller, clock_now=self.clock.now, alive=alive)
        self._closing.callback(made.close)
        return made

    @cached_property
    def gateway(self) -> GspreadGateway:
        """The way to Google; SettingsError where the credential file cannot be used."""
        from .sheets.gspread_gateway import Access, GspreadGateway

        sheet = self.settings.sheet
        access = Access(sheet.spreadsheet_id, sheet.credentials, sheet.url)
        made = GspreadGateway(access, self.clock, self.rng, calls_a_minute=sheet.calls_per_minute)
        self._closing.callback(made.close)
        return made

    @cached_property
    def desk(self) -> SheetDesk:
        """The seller's sheet."""
        from .sheets.desk import SheetDesk

        return SheetDesk(self.gateway, Wording(self.texts), self.clock, self.rng, alarms_of(self.texts))

    @cached_property
    def shops(self) -> Shops:
        """Every shop of the settings, connected or not."""
        from .apply import Shops
        from .errands import Beats

        connectors = self._connectors()
        executor = self._closing.enter_context(ThreadPoolExecutor(max(2, len(connectors)), "shop"))
        beats = {
            name: Beats(one.scan_seconds, one.returns_seconds) for name, one in self.settings.shops.items()
        }
        return Shops(connectors, executor, self.clock, self.settings.deadline_seconds, beats)

    def _connectors(self) -> dict[str, Connector]:
        from .connectors.config import ShopConfig
        from .connectors.registry import connector_for
        from .http import Http, Pacer, new_client

        client = self._closing.enter_context(new_client())
        made = {}
        for name, shop in self.settings.shops.items():
            config = ShopConfig(
                shop=name,
                kind=shop.kind,
                base_url=shop.base_url,
                app_id=shop.app_id,
                app_secret=shop.app_secret.get_secret_value(),
                auth_url=shop.auth_url,
                region=shop.region,
                warehouse=shop.warehouse,
                page_products=shop.page_products,
                extra=shop.extra,
                secrets={key: secret.get_secret_value() for key, secret in shop.secrets.items()},
            )
            burst = max(1, int(shop.calls_per_second * 2))
            pacer = Pacer(self.clock, rate=shop.calls_per_second, burst=burst)
            http = Http(name, client, self.clock, self.rng, pacer)
            made[name] = connector_for(shop.kind, config, http, self.vault.tokens(name), self.clock)
        return made

    @cached_property
    def cycle(self) -> Cycle:
        """The seller's cycle; the lease that it takes is given back at the end."""
        from .cycle import Cycle
        from .render.renderer import SheetRenderer
        from .store.leases import name_holder

        rules = self.settings.rules()
        kinds = {name: shop.kind for name, shop in self.settings.shops.items()}
        renderer = SheetRenderer(self.texts, rules, kinds, self.settings.timezone)
        made = Cycle(
            self.store,
            self.desk,
            self.shops,
            renderer,
            rules,
            self.clock,
            self.vault.engine_id(),
            name_holder(secrets.token_hex(3)),
            lambda _event: None,
        )
        self._closing.callback(self._give_back, made)
        return made

    def _give_back(self, cycle: Cycle) -> None:
        if cycle.lease is not None:
            self.store.release(cycle.lease)


@contextmanager
def assemble(settings: Settings, cache_url: str = "") -> Iterator[Assembly]:
    """One seller's parts, with another cache where `cache_url` names one; whatever was opened is closed again."""
    with ExitStack() as closing:
        yield Assembly(settings, closing, cache_url or settings.cache_url.get_secret_value())


def webhooks_for(assembly: Assembly, wake: Callable[[], None]) -> AbstractContextManager[Any]:
    """The webhook receiver where settings ask for one; every connected shop is told its address."""
    wanted = assembly.settings.webhooks
    if wanted is None:
        return nullcontext()
    from .connectors.base import AcceptsWebhooks
    from .webhooks import receiving

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
