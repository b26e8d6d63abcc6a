"""Which parameters and bodies are well formed; everything else ends the call with a 36009004."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from . import errors


def refuse(what: str) -> errors.Refused:
    return errors.Refused(errors.invalid(what))


def body_object(body: bytes) -> dict[str, Any]:
    """The body as a JSON object; no body at all counts as an empty one."""
    if not body:
        return {}
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise refuse("The request body is not valid JSON.") from None
    if not isinstance(value, dict):
        raise refuse("The request body must be a JSON object.")
    return value


def whole(value: object, name: str) -> int:
    """A JSON whole number; text, fractions and booleans are refused."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise refuse(f"`{name}` must be an integer.")
    return value


def optional_whole(body: Mapping[str, Any], name: str) -> int | None:
    """A whole number, or None where the field is missing or null."""
    value = body.get(name)
    return None if value is None else whole(value, name)


def text(value: object, name: str) -> str:
    if not isinstance(value, str) or not value:
        raise refuse(f"`{name}` must be a non-empty string.")
    return value


def optional_text(body: Mapping[str, Any], name: str, allowed: frozenset[str] | None = None) -> str | None:
    """Text out of a list of allowed words, or None where the field is missing, null or empty."""
    value = body.get(name)
    if value in (None, ""):
        return None
    if not isinstance(value, str) or (allowed is not None and value not in allowed):
        raise refuse(f"`{name}` has an unsupported value.")
    return value


def optional_flag(body: Mapping[str, Any], name: str) -> bool | None:
    value = body.get(name)
    if value is not None and not isinstance(value, bool):
        raise refuse(f"`{name}` must be a boolean.")
    return value


def texts(body: Mapping[str, Any], name: str, at_most: int = 100) -> tuple[str, ...]:
    """A list of text, empty where the field is missing or null."""
    value = body.get(name)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise refuse(f"`{name}` must be a list of strings.")
    if len(value) > at_most:
        raise refuse(f"`{name}` takes at most {at_most} values.")
    return tuple(value)


def objects(body: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """A list of objects with at least one entry."""
    value = body.get(name)
    if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
        raise refuse(f"`{name}` must be a non-empty list of objects.")
    return value


def page_size(params: Mapping[str, str], low: int, high: int, default: int | None = None) -> int:
    """The `page_size` of the query within its range; required where there is no default."""
    value = params.get("page_size", "")
    if not value and default is not None:
        return default
    if not re.fullmatch(r"[0-9]{1,4}", value) or not low <= int(value) <= high:
        raise refuse(f"`page_size` must be within [{low}, {high}].")
    return int(value)


def choice(params: Mapping[str, str], name: str, allowed: tuple[str, ...], default: str) -> str:
    """One of the allowed words of the query."""
    value = params.get(name) or default
    if value not in allowed:
        raise refuse(f"`{name}` must be one of {', '.join(allowed)}.")
    return value


def id_list(values: list[str], name: str, at_most: int) -> tuple[str, ...]:
    """Ids of the query: one comma-joined value, a repeated key, or a JSON list; all three are sent by
    clients.
    """
    found: list[str] = []
    for value in values:
        if value.startswith("["):
            found.extend(texts(body_object(f'{{"{name}":{value}}}'.encode()), name, at_most))
        else:
            found.extend(item.strip() for item in value.split(","))
    ids = tuple(dict.fromkeys(item for item in found if item))
    if not 1 <= len(ids) <= at_most:
        raise refuse(f"`{name}` takes 1 to {at_most} values.")
    return ids
