"""What the codecs share: which fields of a value are unusual, how they become JSON, and how they come back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields
from functools import lru_cache
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


def rest(
    kind: type[Any], columns: Iterable[str], **decoders: Decoder
) -> tuple[Mapping[str, Decoder], Defaults]:
    """The fields of a dataclass that have no column: how each is decoded, and its default.

    A field that is added to a value later travels by itself; only what JSON cannot give back needs a
    decoder. A field without a default is refused: `more` may be null, so it needs a column of its own.
    """
    others = {field.name: field.default for field in fields(kind) if field.name not in set(columns)}
    lost = [name for name, default in others.items() if default is MISSING]
    if lost or not decoders.keys() <= others.keys():
        raise TypeError(f"{kind.__name__}: {lost or sorted(decoders)} must be a column or a field")
    return {name: decoders.get(name, as_is) for name in others}, tuple(others.items())


def unusual(value: Any, defaults: Defaults) -> Columns:
    """The fields that are not at their default."""
    return {name: now for name, default in defaults if (now := getattr(value, name)) != default}


def dump(value: Any) -> str:
    """Compact JSON; named tuples become arrays."""
    return json.dumps(value, separators=(",", ":"))


@lru_cache(maxsize=1024)
def words(text: str) -> tuple[str, ...]:
    """A column with a list of words; thousands of rows share a few of them, so each is parsed once."""
    return tuple(json.loads(text))


def dump_more(extra: Columns) -> str | None:
    """The column `more`: null where nothing is unusual."""
    return dump(extra) if extra else None


def storable(row: Columns) -> Columns:
    """The row with the one character replaced that PostgreSQL takes in no text: a shop's name may carry a NUL."""
    if not any(isinstance(value, str) and "\0" in value for value in row.values()):
        return row
    return {name: v.replace("\0", "\ufffd") if isinstance(v, str) else v for name, v in row.items()}


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


def unpack_link(component: str | None, units: int, rich: Mapping[str, Any]) -> tuple[Component, ...]:
    """The link from its two columns, or from what `more` had of a richer one."""
    if component is not None:
        return (Component(component, units),)
    found: tuple[Component, ...] = rich.get("components", ())
    return found
