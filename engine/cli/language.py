"""Decides in which language a command speaks before, or without, its settings."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..errors import SettingsError
from ..texts import LANGUAGES


def language(words: Sequence[str], environment: Mapping[str, str]) -> str:
    """In which language a command that could not read its settings says so.

    | the settings file that is named or usual | language                                            |
    |------------------------------------------|-----------------------------------------------------|
    | says `language` id or en                 | that one                                            |
    | is TOML without `language`               | Indonesian, which is what leaving it out means      |
    | cannot be read, or says something else   | that of LC_ALL, else LC_MESSAGES, else LANG:        |
    |                                          | Indonesian where it begins with `id`, else English  |
    """
    told = _told(words)
    if told in LANGUAGES:
        return told
    locale = next(filter(None, map(environment.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "id" if locale.lower().startswith("id") else "en"


def _told(words: Sequence[str]) -> str:
    """What the settings file says, '' where nothing can be read."""
    from ..settings import find_settings

    try:
        data = tomllib.loads(find_settings(_named(words)).read_text(encoding="utf-8"))
    except (SettingsError, OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return ""
    return str(data.get("language", "id"))


def _named(words: Sequence[str]) -> Path | None:
    """The file after `--config`, as `--config FILE` or `--config=FILE`."""
    for word, after in zip(words, [*words[1:], ""], strict=True):
        name, _, value = word.partition("=")
        if name == "--config":
            return Path(value or after)
    return None
