"""Puts the local Google, both shops and everybody around them on loopback ports, and takes them down again.

A folder holds what outlives a run: `sheets.sqlite`, `world.json` (the shops and the books, written at the opening and
at the end), credentials, and the engine's settings, whose addresses are new at each start.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from sandbox.shops import Shop
from sandbox.shops.shopee import ShopeeShop
from sandbox.shops.tiktok import TikTokShop

from . import settings
from .books import Books
from .clock import WorldClock
from .control import Cast, Control
from .google import Google
from .mishaps import Mishaps
from .moves import Json
from .opening import lay_out, stock_up
from .people import People
from .pulse import Postman, Pulse
from .servers import Servers
from .trade import Trade

QUOTA = 600
SHOP_REQUESTS = 6000
ACCOUNTS = ("engine", "people", "tour")
STATE, SHEETS_STATE, SETTINGS = "world.json", "sheets.sqlite", "selaras.toml"


class World:
    """A running world; a context manager. Made by `World.start`.

    `url` is the control API, `sheets` the local Google's server at `sheets_url`, `shops` the shops by name,
    `settings_path` the engine's settings, `credentials` an authorized_user file by account (engine, people, tour).
    """

    def __init__(
        self, folder: Path, *, quota: int | None, locale: str, seed: int | None, interval: float
    ) -> None:
        self.folder = folder.resolve()
        self.settings_path = self.folder / SETTINGS
        self.quota = quota
        self.interval = interval
        self.clock = WorldClock()
        self.books = Books()
        self._stack = contextlib.ExitStack()
        rng = random.Random(seed)
        self.sheets = Google(self.clock, rng, self.folder / SHEETS_STATE, quota, locale)
        self._stack.callback(self.sheets.close)
        postman = Postman()
        self._stack.callback(postman.close)
        limit = None if quota is None else SHOP_REQUESTS
        self.shopee = ShopeeShop(
            "shopee", clock=self.clock, rng=rng, post=postman.post, requests_per_minute=limit
        )
        self.tiktok = TikTokShop(
            "tiktok", clock=self.clock, rng=rng, post=postman.post, requests_per_minute=limit
        )
        self.shops: Mapping[str, Shop] = {"shopee": self.shopee, "tiktok": self.tiktok}
        self.spreadsheet_id = self._begin(locale)
        self.people = People(self.sheets, self.spreadsheet_id, self.books, self.clock)
        self.trade = Trade(self.shops, self.books, self.clock)
        self.mishaps = Mishaps(self.sheets, self.shops, self.books, self.clock)
        cast = Cast(self.sheets, self.shops, self.books, self.clock, self.people, self.trade, self.mishaps)
        self.control = Control(cast)
        self.sheets_url = ""
        self.url = ""
        self.credentials: dict[str, Path] = {}

    @classmethod
    def start(
        cls,
        folder: Path,
        *,
        quota: int | None = QUOTA,
        locale: str = "en_US",
        seed: int | None = None,
        interval: float = settings.INTERVAL_SECONDS,
    ) -> World:
        """A world that answers. `quota`: calls a minute and account at the local Google, None for no limit.

        `locale` is the spreadsheet's at the first start; `seed` repeats ids; `interval` is the engine's, in seconds.
        OSError where the folder cannot be used.
        """
        folder.mkdir(parents=True, exist_ok=True)
        world = cls(folder, quota=quota, locale=locale, seed=seed, interval=interval)
        try:
            world._serve()
        except BaseException:
            world._stack.close()
            raise
        return world

    def _begin(self, locale: str) -> str:
        """Take up what an earlier run left, or lay out the first day; the spreadsheet's id."""
        for account in ACCOUNTS:
            if not self.sheets.has_account(account):
                self.sheets.add_account(account)
        state = self.folder / STATE
        if state.exists():
            kept = json.loads(state.read_text(encoding="utf-8"))
            self.books.load(kept["books"])
            self.clock.advance(kept["offset"])
            for name, shop in self.shops.items():
                shop.load(kept["shops"][name])
            return str(kept["spreadsheet_id"])
        stock_up(self.shopee, self.tiktok)
        spreadsheet_id = lay_out(self.sheets, locale=locale)
        self._save(spreadsheet_id)
        return spreadsheet_id

    def _save(self, spreadsheet_id: str) -> None:
        kept = {
            "spreadsheet_id": spreadsheet_id,
            "offset": self.clock.offset,
            "books": self.books.dump(),
            "shops": {name: shop.dump() for name, shop in self.shops.items()},
        }
        write_private(self.folder / STATE, json.dumps(kept, ensure_ascii=False))

    def _serve(self) -> None:
        servers = self._stack.enter_context(Servers())
        self.sheets_url = servers.start(self.sheets.guarded)
        for shop in self.shops.values():
            shop.base_url = servers.start(shop.guarded)
        for account in ACCOUNTS:
            self.credentials[account] = self.folder / f"google-{account}.json"
            write_private(
                self.credentials[account], json.dumps(self.sheets.credentials(account, self.sheets_url))
            )
        text = settings.text_of(
            self.spreadsheet_id,
            self.credentials["engine"],
            self.sheets_url,
            self.folder / "engine",
            self.shops,
            self.quota,
            self.interval,
        )
        write_private(self.settings_path, text)
        self.url = servers.start(self.control.handle)
        self._stack.enter_context(Pulse(self.shops, self.trade.fight))

    def told(self) -> Json:
        """How to join: the document that `--json` prints."""
        return {
            "sheets": {
                "url": self.sheets_url,
                "spreadsheet_id": self.spreadsheet_id,
                "credentials": str(self.credentials["people"]),
            },
            "shops": [
                {"name": name, "kind": shop.kind, "url": shop.base_url} for name, shop in self.shops.items()
            ],
            "control": self.url,
            "settings": str(self.settings_path),
        }

    def close(self) -> None:
        """Stop every server, then keep what has become of the world."""
        self._stack.close()
        self._save(self.spreadsheet_id)

    def __enter__(self) -> World:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def write_private(path: Path, text: str) -> None:
    """A file only its owner can read; an older one is replaced whole."""
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    part.replace(path)
