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
    named = str(path) if path is not None else " or ".join(DEFAULT_PLACES)
    raise refused(named, "the file is not there; copy config/selaras.example.toml to begin")


def load_settings(path: Path | None = None) -> Settings:
    """Settings from a TOML file and the environment; SettingsError (params `where`, `why`) for any mistake."""
    found = find_settings(path)
    try:
        data = tomllib.loads(found.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise refused(found.name, f"it is not TOML: {error}") from None
    except UnicodeDecodeError:
        raise refused(found.name, "it is not saved as UTF-8") from None
    except OSError as error:
        raise refused(found.name, f"it cannot be read: {error.strerror}") from None
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


_WORDS: Mapping[str, str] = {
    "missing": "it is missing",
    "string_type": "it must be text in quotes",
    "path_type": "it must be text in quotes",
    "string_too_short": "it must not be empty",
    "string_too_long": "it must have at most {max_length} characters",
    "int_type": "it must be a whole number without quotes",
    "float_type": "it must be a number without quotes",
    "finite_number": "it must be a number without quotes",
    "bool_type": "it must be true or false",
    "dict_type": "it must be a table of its own, written as [{where}]",
    "model_type": "it must be a table of its own, written as [{where}]",
    "literal_error": "it must be {expected}",
    "greater_than": "it must be more than {gt}",
    "greater_than_equal": "it must be at least {ge}",
    "less_than_equal": "it must be at most {le}",
}


def _explained(mistake: ErrorDetails) -> SettingsError:
    """A mistake in words; the value itself is left out, since it may be a secret."""
    values = mistake.get("ctx", {})
    path = [str(part) for part in mistake["loc"] if part != "[key]"]
    where = ".".join([*path, values["key"]] if mistake["type"] == "unknown_key" else path) or "the file"
    words = _WORDS.get(mistake["type"], mistake["msg"].removeprefix("Value error, "))
    return refused(where, words.format(where=where, **values) if mistake["type"] in _WORDS else words)


def _check(settings: Settings) -> None:
    """What only several keys together can get wrong."""
    if settings.interval_seconds < QUICKEST_SECONDS and not settings.sandbox:
        why = f"less than {QUICKEST_SECONDS:g} would use up Google's quota; only sandbox = true may"
        raise refused("interval_seconds", why)
    if settings.guards.stale_beat <= settings.guards.beat:
        why = "it must be more than guards.beat, or a healthy engine would look dead"
        raise refused("guards.stale_beat", why)
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
            why = "a shop is named with at most 40 letters, digits, '-', '_' and '.'"
            raise refused(f"shops.{name}", why)
        other = prefixes.setdefault(_prefix(name), name)
        if other != name:
            raise refused(f"shops.{name}", f"the name is too much like {other}; choose another")


def _check_shop(where: str, name: str, shop: ShopSettings, *, sandbox: bool) -> None:
    if not shop.app_secret.get_secret_value():
        why = f"it is missing; write it here or set {_prefix(name)}APP_SECRET"
        raise refused(f"{where}.app_secret", why)
    for table, keys in known_keys(shop.kind).items():
        for key in getattr(shop, table):
            if key not in keys:
                why = f"there is no such key; {shop.kind} knows {', '.join(keys) or 'none'}"
                raise refused(f"{where}.{table}.{key}", why)
    for key in KINDS[shop.kind].needs:
        if not shop.secrets.get(key, SecretStr("")).get_secret_value():
            why = f"it is missing; write it here or set {_prefix(name)}{key.upper()}"
            raise refused(f"{where}.secrets.{key}", why)
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
        raise refused("vault_key_file", "the key must not lie beside what it opens; name another folder")
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
