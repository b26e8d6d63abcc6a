"""What the codecs share: which fields of a value are unusual, how they become JSON, and how they come back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from typing import Any

from ..model.catalog import Component
from ..model.stock import Receipt

Columns = dict[str, Any]
Decoder = Callable[[Any], Any]
Defaults = tuple[tuple[str, Any], ...]


def as_is(value: Any) -> Any:
    """JSON gives the value back as it was."""
    return value


def sequence(value: Any) -> tuple[Any, ...]:
    """A tuple of plain values."""
    return tuple(value)


def pairs(value: Any) -> tuple[tuple[str, str], ...]:
    """The values of a message by name."""
    return tuple((name, text) for name, text in value)


def components(value: Any) -> tuple[Component, ...]:
    """The parts of a link."""
    return tuple(Component(*one) for one in value)


def receipt(value: Any) -> Receipt:
    """The fate of an edit."""
    code, params, at = value
    return Receipt(code, pairs(params), at)


def defaults(kind: type[Any], names: Mapping[str, Decoder], *, apart: str = "") -> Defaults:
    """The defaults of these fields of a dataclass; the field `apart` is packed by its own rule."""
    found = {field.name: field.default for field in fields(kind)}
    if any(found[name] is MISSING for name in names):
        raise TypeError(f"{kind.__name__}: a field without a default needs a column of its own")
    return tuple((name, found[name]) for name in names if name != apart)


def unusual(value: Any, rest: Defaults) -> Columns:
    """The fields that are not at their default."""
    return {name: now for name, default in rest if (now := getattr(value, name)) != default}


def dump(value: Any) -> str:
    """Compact JSON; named tuples become arrays."""
    return json.dumps(value, separators=(",", ":"))


def dump_more(extra: Columns) -> str | None:
    """The column `more`: null where nothing is unusual."""
    return dump(extra) if extra else None


def split(more: str | None, *kinds: Mapping[str, Decoder]) -> list[dict[str, Any]]:
    """The fields in `more`, decoded, one dict for each kind that may own them; KeyError where none does."""
    parts: list[dict[str, Any]] = [{} for _ in kinds]
    if more is None:
        return parts
    for name, value in json.loads(more).items():
        at = next((at for at, kind in enumerate(kinds) if name in kind), None)
        if at is None:
            raise KeyError(name)
        parts[at][name] = kinds[at][name](value)
    return parts


def pack_link(link: tuple[Component, ...], extra: Columns) -> tuple[str, int] | tuple[None, None]:
    """The two columns of a link to exactly one SKU; anything richer goes into `extra`."""
    if len(link) == 1:
        return link[0]
    if link:
        extra["components"] = link
    return None, None
