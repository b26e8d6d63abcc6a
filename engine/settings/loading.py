"""Reads the settings file and the environment; every mistake is one sentence that names the key and what to do.

Paths are relative to the settings file. Secrets may stand in the environment instead of the file and win over
it: SELARAS_<SHOP>_APP_SECRET (the shop's name in capitals, anything but letters and digits as `_`), likewise what
stands in its table `secrets`, and SELARAS_CACHE_URL. The vault reads SELARAS_VAULT_KEY itself.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from ..errors import SettingsError
from .addresses import check_address, check_public, check_shop_addresses, refused
from .kinds import KINDS, Kind, known_keys
from .shape import Settings, ShopSettings

DEFAULT_PLACES = ("selaras.toml", "~/.config/selaras/selaras.toml")
QUICKEST_SECONDS = 5.0  # Google allows sixty reads a minute; two a cycle, and some room for people.
SHOP_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")


class _Secrets(BaseSettings):
    """What the environment may say besides the file."""

    model_config = SettingsConfigDict(env_prefix="SELARAS_", extra="ignore")
    cache_url: SecretStr | None = None


class _ShopSecrets(BaseSettings):
    model_config = SettingsConfigDict(extra="ignore")
    app_secret: SecretStr | None = None


def find_settings(path: Path | None) -> Path:
    """The settings file that is named, or the first of the usual places; SettingsError where there is none."""
    places = [path] if path is not None else [Path(place).expanduser() for place in DEFAULT_PLACES]
    for place in places:
        if place.is_file():
            return place
    named = str(path) if path is not None else ", ".join(DEFAULT_PLACES)
    raise refused(named, "no_file")


def load_settings(path: Path | None = None) -> Settings:
    """Settings from a TOML file and the environment; SettingsError (params `where`, `why`) for any mistake."""
    found = find_settings(path)
    try:
        data = tomllib.loads(found.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise refused(found.name, "not_toml", error=str(error)) from None
    except UnicodeDecodeError:
        raise refused(found.name, "not_utf8") from None
    except OSError as error:
        raise refused(found.name, "unreadable", error=error.strerror or "") from None
    _add_secrets(data)
    try:
        settings = Settings.model_validate(data)
    except ValidationError as error:
        raise _explained(error.errors(include_input=False, include_url=False)[0]) from None
    _check(settings)
    return _absolute(settings, found.resolve().parent)


def _prefix(shop: str) -> str:
    return f"SELARAS_{re.sub('[^A-Za-z0-9]', '_', shop).upper()}_"


def _environment(shop: str) -> dict[str, Any]:
    return {"_env_prefix": _prefix(shop)}


def _add_secrets(data: dict[str, Any]) -> None:
    """Put what the environment says into the file's data; whatever else is wrong there is found later."""
    cache = _Secrets().cache_url
    if cache is not None:
        data["cache_url"] = cache.get_secret_value()
    shops = data.get("shops")
    for name, shop in shops.items() if isinstance(shops, dict) else ():
        if not isinstance(shop, dict):
            continue
        secret = _ShopSecrets(**_environment(name)).app_secret
        if secret is not None:
            shop["app_secret"] = secret.get_secret_value()
        _add_own_secrets(name, shop)


def _add_own_secrets(name: str, shop: dict[str, Any]) -> None:
    """Secrets that only one marketplace has: SELARAS_<SHOP>_<KEY>."""
    row = KINDS.get(str(shop.get("kind")), Kind())
    given = {key: os.environ.get(f"{_prefix(name)}{key.upper()}", "") for key in row.secrets}
    told = shop.get("secrets", {})
    if isinstance(told, dict) and any(given.values()):
        shop["secrets"] = {**told, **{key: value for key, value in given.items() if value}}


# What pydantic finds, by its type, as a code of the templates.
_CODES: Mapping[str, str] = {
    "missing": "missing",
    "string_type": "text",
    "path_type": "text",
    "string_too_short": "empty",
    "string_too_long": "too_long",
    "int_type": "whole_number",
    "float_type": "number",
    "finite_number": "number",
    "bool_type": "true_or_false",
    "dict_type": "table",
    "model_type": "table",
    "literal_error": "one_of",
    "greater_than": "more_than",
    "greater_than_equal": "at_least",
    "less_than_equal": "at_most",
    "one_of": "one_of",
    "unknown_key": "unknown_key",
    "unlike_any": "unlike_any",
    "spreadsheet": "spreadsheet",
    "zone": "zone",
}


def _explained(mistake: ErrorDetails) -> SettingsError:
    """A mistake by its code; the value itself is left out, since it may be a secret."""
    values = {name: str(value).replace(" or ", ", ") for name, value in mistake.get("ctx", {}).items()}
    path = [str(part) for part in mistake["loc"] if part != "[key]"]
    where = ".".join([*path, values["key"]] if "key" in values else path) or "selaras.toml"
    return refused(where, _CODES.get(mistake["type"], "unusable"), **values)


def _check(settings: Settings) -> None:
    """What only several keys together can get wrong."""
    if settings.interval_seconds < QUICKEST_SECONDS and not settings.sandbox:
        raise refused("interval_seconds", "quota", least=f"{QUICKEST_SECONDS:g}")
    if settings.guards.stale_beat <= settings.guards.beat:
        raise refused("guards.stale_beat", "stale_beat")
    if settings.sheet.url:
        check_address("sheet.url", settings.sheet.url, frozenset(), sandbox=settings.sandbox)
    if settings.webhooks is not None and settings.webhooks.public_url:
        check_public("webhooks.public_url", settings.webhooks.public_url, sandbox=settings.sandbox)
    _check_names(settings.shops)
    for name, shop in settings.shops.items():
        _check_shop(f"shops.{name}", name, shop, sandbox=settings.sandbox)


def _check_names(shops: Mapping[str, ShopSettings]) -> None:
    """Names stand in web addresses and in the names of environment variables."""
    prefixes: dict[str, str] = {}
    for name in shops:
        if not SHOP_NAME.fullmatch(name):
            raise refused(f"shops.{name}", "shop_name")
        other = prefixes.setdefault(_prefix(name), name)
        if other != name:
            raise refused(f"shops.{name}", "shop_alike", other=other)


def _check_shop(where: str, name: str, shop: ShopSettings, *, sandbox: bool) -> None:
    if not shop.app_secret.get_secret_value():
        raise refused(f"{where}.app_secret", "secret", variable=f"{_prefix(name)}APP_SECRET")
    for table, keys in known_keys(shop.kind).items():
        for key in getattr(shop, table):
            if key not in keys:
                known = ", ".join(keys)
                raise refused(f"{where}.{table}.{key}", "kind_knows", kind=shop.kind, known=known)
    for key in KINDS[shop.kind].needs:
        if not shop.secrets.get(key, SecretStr("")).get_secret_value():
            raise refused(f"{where}.secrets.{key}", "secret", variable=f"{_prefix(name)}{key.upper()}")
    others = {"auth_url": shop.auth_url, "extra.consent_url": shop.extra.get("consent_url", "")}
    check_shop_addresses(where, shop.kind, shop.base_url, others, sandbox=sandbox)


def _absolute(settings: Settings, base: Path) -> Settings:
    """The settings with every path found from the settings file's folder, and the places that were left out."""

    def at(path: Path) -> Path:
        return base / path.expanduser()

    data_dir = at(settings.data_dir)
    vault = at(settings.vault_file or data_dir / "vault")
    key = at(settings.vault_key_file or base / ".selaras-key" / "key")
    if key.parent.resolve() in {vault.parent.resolve(), data_dir.resolve()}:
        raise refused("vault_key_file", "key_beside")
    cache = settings.cache_url.get_secret_value() or f"sqlite:///{data_dir / 'cache.db'}"
    beside = re.fullmatch(r"sqlite:///([^/:?].*)", cache)
    sheet = settings.sheet.model_copy(update={"credentials": at(settings.sheet.credentials)})
    return settings.model_copy(
        update={
            "data_dir": data_dir,
            "vault_file": vault,
            "vault_key_file": key,
            "cache_url": SecretStr(f"sqlite:///{base / beside[1]}" if beside else cache),
            "sheet": sheet,
        }
    )
