"""What a settings file may contain: tables, keys, types, limits and defaults; unknown keys are mistakes."""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator
from pydantic_core import PydanticCustomError

from ..model.rules import Rules, ShopRule
from .kinds import KINDS

SHEET_URL = re.compile(r"https://docs\.google\.com/spreadsheets/(?:u/\d+/)?d/([A-Za-z0-9_-]+)")
ON_SERVER = re.compile(r"postgres(ql)?(\+\w+)?:", re.IGNORECASE)
_RULES = Rules()
_SHOP_RULE = ShopRule()
_FilePath = Annotated[Path, Field(strict=False)]


class Part(BaseModel):
    """A table of the settings file; unknown keys and values of another type are mistakes."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, allow_inf_nan=False, hide_input_in_errors=True
    )

    @model_validator(mode="before")
    @classmethod
    def _known(cls, data: Any) -> Any:
        if isinstance(data, dict):
            for key in data:
                if key not in cls.model_fields:
                    close = get_close_matches(key, cls.model_fields, n=1, cutoff=0.5)
                    if close:
                        raise PydanticCustomError(
                            "unknown_key", "no such key", {"key": key, "near": close[0]}
                        )
                    known = ", ".join(cls.model_fields)
                    raise PydanticCustomError("unlike_any", "no such key", {"key": key, "known": known})
        return data


class SheetSettings(Part):
    """Which spreadsheet (its id or its address), and the credential file; `url` is a local server's."""

    spreadsheet_id: str = Field(min_length=1)
    credentials: _FilePath
    url: str = ""
    calls_per_minute: int = Field(default=50, ge=1, le=100_000)

    @field_validator("spreadsheet_id")
    @classmethod
    def _id(cls, value: str) -> str:
        found = SHEET_URL.match(value)
        name = found[1] if found else value
        if not re.fullmatch(r"[A-Za-z0-9_-]+", name):
            raise PydanticCustomError("spreadsheet", "no spreadsheet")
        return name


class RuleSettings(Part):
    """How one shop's number is cut."""

    percent: int = Field(default=_SHOP_RULE.percent, ge=0, le=100)
    maximum: int | None = Field(default=_SHOP_RULE.maximum, ge=0)
    last_units: int = Field(default=_SHOP_RULE.last_units, ge=0)
    takes_last: bool = _SHOP_RULE.takes_last
    restock_returns: bool | None = _SHOP_RULE.restock_returns


class ShopSettings(Part):
    """One shop: its marketplace, the app's credentials, and how stock is sent."""

    kind: str
    app_id: str = Field(min_length=1)
    app_secret: SecretStr = SecretStr("")
    base_url: str = ""
    auth_url: str = ""
    region: str = Field(default="ID", pattern="^[A-Z]{2}$")
    warehouse: str = ""
    page_products: int | None = Field(default=None, ge=1, le=50)
    scan_seconds: float = Field(default=60.0, ge=0, le=3600)
    returns_seconds: float = Field(default=600.0, ge=0, le=3600)
    calls_per_second: float = Field(default=10.0, gt=0, le=1000)
    rule: RuleSettings = RuleSettings()
    extra: dict[str, str] = {}
    secrets: dict[str, SecretStr] = {}

    @field_validator("kind")
    @classmethod
    def _kind(cls, value: str) -> str:
        if value not in KINDS:
            raise PydanticCustomError("one_of", "unknown kind", {"expected": ", ".join(map(repr, KINDS))})
        return value


class GuardSettings(Part):
    """When changes are held for a person, and the margins of time (seconds)."""

    hold_share: float = Field(default=_RULES.hold_share, gt=0, le=1)
    hold_listings: int = Field(default=_RULES.hold_listings, ge=1)
    small_shop: int = Field(default=_RULES.small_shop, ge=1)
    hold_minimum: int = Field(default=_RULES.hold_minimum, ge=1)
    hold_window: float = Field(default=_RULES.hold_window, ge=0)
    slow_hands: float = Field(default=_RULES.slow_hands, ge=0)
    clock_margin: float = Field(default=_RULES.clock_margin, ge=0)
    beat: float = Field(default=_RULES.beat, gt=0)
    stale_beat: float = Field(default=_RULES.stale_beat, gt=0)
    tug_drifts: int = Field(default=_RULES.tug_drifts, ge=2)
    tug_listings: int = Field(default=_RULES.tug_listings, ge=2)
    tug_window: float = Field(default=_RULES.tug_window, gt=0)
    feed_release: float = Field(default=_RULES.feed_release, gt=0)


class WebhookSettings(Part):
    """Where pushes are received: a loopback port (0: any), and the public address in front of it."""

    port: int = Field(default=0, ge=0, le=65535)
    public_url: str = ""


class Settings(Part):
    """Everything that a seller or an operator sets. Once loaded, paths are absolute and none is None."""

    seller: str = Field(default="toko", min_length=1, max_length=100)
    language: Literal["id", "en"] = "id"
    timezone: str = "Asia/Jakarta"
    interval_seconds: float = Field(default=15.0, ge=0.1, le=3600)
    deadline_seconds: float = Field(default=60.0, ge=1)
    sandbox: bool = False
    data_dir: _FilePath = Path(".selaras")
    cache_url: SecretStr = SecretStr("")
    vault_file: _FilePath | None = None
    vault_key_file: _FilePath | None = None
    vault_schema: str = Field(default="selaras_vault", pattern=r"^[a-z_][a-z0-9_]{0,62}$")
    buffer: int = Field(default=_RULES.default_buffer, ge=0)
    sheet: SheetSettings
    shops: dict[str, ShopSettings] = {}
    guards: GuardSettings = GuardSettings()
    webhooks: WebhookSettings | None = None

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise PydanticCustomError("zone", "no time zone") from None
        return value

    @property
    def on_server(self) -> bool:
        """Whether cache and vault stand on a PostgreSQL server: every worker of this seller finds them there."""
        return ON_SERVER.match(self.cache_url.get_secret_value()) is not None

    def rules(self) -> Rules:
        """The core's rules."""
        return Rules(
            **self.guards.model_dump(),
            default_buffer=self.buffer,
            shops={name: ShopRule(**shop.rule.model_dump()) for name, shop in self.shops.items()},
        )
