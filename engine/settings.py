"""Reads the settings file and the environment; every mistake is one sentence that names the key and what to do."""

from __future__ import annotations

import os
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)

from .errors import SettingsError
from .model.rules import Rules, ShopRule

DEFAULT_PLACES = ("selaras.toml", "~/.config/selaras/selaras.toml")
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
# Where a marketplace's API may be; anything else is a typing mistake or an attempt to get at the tokens.
ALLOWED_HOSTS: dict[str, frozenset[str]] = {
    "shopee": frozenset(
        {
            "partner.shopeemobile.com",
            "openplatform.shopee.cn",
            "openplatform.shopee.com.br",
            "openplatform.sandbox.test-stable.shopee.sg",
            "openplatform.sandbox.test-stable.shopee.cn",
            "open.shopee.com",
            "open.shopee.cn",
            "open.shopee.com.br",
            "open.sandbox.test-stable.shopee.com",
        }
    ),
    "tiktok": frozenset(
        {
            "open-api.tiktokglobalshop.com",
            "auth.tiktok-shops.com",
            "services.tiktokshop.com",
            "services.us.tiktokshop.com",
        }
    ),
}


class Part(BaseModel):
    """A table of the settings file; unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SheetSettings(Part):
    """Which spreadsheet, and the credential file; `url` only points to a local server with `sandbox = true`."""

    spreadsheet_id: str = Field(min_length=1)
    credentials: Path
    url: str = ""
    calls_per_minute: int = Field(default=50, ge=1, le=100_000)


class RuleSettings(Part):
    """How one shop's number is cut."""

    percent: int = Field(default=100, ge=0, le=100)
    maximum: int | None = Field(default=None, ge=0)
    last_units: int = Field(default=0, ge=0)
    takes_last: bool = True
    restock_returns: bool | None = None


class ShopSettings(Part):
    """One shop: its marketplace, the app's credentials, and how stock is sent."""

    kind: Literal["shopee", "tiktok"]
    app_id: str = Field(min_length=1)
    app_secret: SecretStr = SecretStr("")
    base_url: str = ""
    auth_url: str = ""
    warehouse: str = ""
    page_products: int = Field(default=10, ge=1, le=50)
    calls_per_second: float = Field(default=10.0, gt=0, le=1000)
    rule: RuleSettings = RuleSettings()
    extra: dict[str, str] = {}


class GuardSettings(Part):
    """From when on changes are held for a person."""

    hold_share: float = Field(default=0.5, gt=0, lt=1)
    hold_listings: int = Field(default=10, ge=1)
    small_shop: int = Field(default=20, ge=1)
    hold_minimum: int = Field(default=3, ge=1)


class WebhookSettings(Part):
    """Where pushes are received: a loopback port, and the public address in front of it."""

    port: int = Field(default=0, ge=0, le=65535)
    public_url: str = ""


class Settings(Part):
    """Everything that a seller or an operator sets. Paths are absolute once loaded."""

    seller: str = Field(default="toko", min_length=1)
    language: Literal["id", "en"] = "id"
    timezone: str = "Asia/Jakarta"
    interval_seconds: float = Field(default=15.0, ge=0.1)
    deadline_seconds: float = Field(default=60.0, ge=1)
    sandbox: bool = False
    data_dir: Path = Path(".selaras")
    cache_url: SecretStr = SecretStr("")
    vault_file: Path | None = None
    vault_key_file: Path | None = None
    buffer: int = Field(default=0, ge=0)
    sheet: SheetSettings
    shops: dict[str, ShopSettings] = {}
    guards: GuardSettings = GuardSettings()
    webhooks: WebhookSettings | None = None

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError("is no time zone; write for example Asia/Jakarta") from error
        return value

    @model_validator(mode="after")
    def _addresses(self) -> Settings:
        if self.interval_seconds < 5 and not self.sandbox:
            raise ValueError("interval_seconds under 5 would use up Google's quota")
        if self.sheet.url:
            _check_url("sheet.url", self.sheet.url, frozenset(), sandbox=self.sandbox)
        for name, shop in self.shops.items():
            for key in ("base_url", "auth_url"):
                url = getattr(shop, key)
                if url:
                    _check_url(f"shops.{name}.{key}", url, ALLOWED_HOSTS[shop.kind], sandbox=self.sandbox)
        return self

    def rules(self) -> Rules:
        """The core's rules."""
        return Rules(
            **self.guards.model_dump(),
            default_buffer=self.buffer,
            shops={name: ShopRule(**shop.rule.model_dump()) for name, shop in self.shops.items()},
        )


def _check_url(where: str, url: str, allowed: frozenset[str], *, sandbox: bool) -> None:
    parts = urlsplit(url)
    if parts.hostname in LOOPBACK and parts.scheme == "http":
        if not sandbox:
            raise ValueError(f"{where} points to this machine; that needs sandbox = true")
        return
    if parts.scheme != "https" or parts.hostname not in allowed:
        raise ValueError(f"{where} is not an address of this marketplace")


def find_settings(path: Path | None) -> Path:
    """The settings file that is named, or the first of the usual places; SettingsError where there is none."""
    places = [path] if path is not None else [Path(place).expanduser() for place in DEFAULT_PLACES]
    for place in places:
        if place.is_file():
            return place
    named = str(path) if path is not None else DEFAULT_PLACES[0]
    raise SettingsError(
        "no settings file",
        where=named,
        why="the file is not there; copy config/selaras.example.toml to begin",
    )


def load_settings(path: Path | None = None) -> Settings:
    """Settings from a TOML file, secrets also from SELARAS_<SHOP>_APP_SECRET; paths are relative to the file."""
    found = find_settings(path)
    try:
        data = tomllib.loads(found.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError("not TOML", where=found.name, why=str(error)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError("unreadable", where=found.name, why=type(error).__name__) from error
    _secrets_from_environment(data)
    try:
        settings = Settings.model_validate(data)
    except ValidationError as error:
        raise _explained(error) from None
    missing = [name for name, shop in settings.shops.items() if not shop.app_secret.get_secret_value()]
    if missing:
        raise SettingsError(
            "no app secret",
            where=f"shops.{missing[0]}.app_secret",
            why=f"it is empty; set it or {_variable(missing[0])}",
        )
    return _absolute(settings, found.resolve().parent)


def _variable(shop: str) -> str:
    return f"SELARAS_{''.join(c if c.isalnum() else '_' for c in shop.upper())}_APP_SECRET"


def _secrets_from_environment(data: dict[str, Any]) -> None:
    shops = data.get("shops")
    if not isinstance(shops, dict):
        return
    for name, shop in shops.items():
        secret = os.environ.get(_variable(str(name)))
        if secret and isinstance(shop, dict):
            shop["app_secret"] = secret


def _explained(error: ValidationError) -> SettingsError:
    """The first mistake in words; the value itself is left out, since it may be a secret."""
    first = error.errors(include_input=False, include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"]) or "settings"
    why = str(first["msg"]).removeprefix("Value error, ")
    if first["type"] == "extra_forbidden":
        known = sorted({*Settings.model_fields, *SheetSettings.model_fields, *ShopSettings.model_fields})
        close = get_close_matches(str(first["loc"][-1]), known, n=1)
        why = f"there is no such key; did you mean {close[0]}?" if close else "there is no such key"
    elif first["type"] == "missing":
        why = "it is missing"
    return SettingsError("settings", where=where, why=why)


def _absolute(settings: Settings, base: Path) -> Settings:
    def at(path: Path) -> Path:
        path = path.expanduser()
        return path if path.is_absolute() else base / path

    data_dir = at(settings.data_dir)
    vault = at(settings.vault_file) if settings.vault_file else data_dir / "vault"
    key = at(settings.vault_key_file) if settings.vault_key_file else base / ".selaras-key" / "key"
    cache = settings.cache_url.get_secret_value() or f"sqlite:///{data_dir / 'cache.db'}"
    return settings.model_copy(
        update={
            "data_dir": data_dir,
            "vault_file": vault,
            "vault_key_file": key,
            "cache_url": SecretStr(cache),
            "sheet": settings.sheet.model_copy(update={"credentials": at(settings.sheet.credentials)}),
        }
    )
