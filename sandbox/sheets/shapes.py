"""Whether a body fits its message, and what it means once it does: unknown names and wrong types are refused.

Notation of a message: `field:type` separated by spaces. Types: `str`, `bool`, `int` (32 bits), `num`, `any`, `mask`
(a list of fields), `other` (an object this server takes no look into), a message's name, `<Enum>`, `[type]`, `{type}`
(a map with text keys). A body's nulls are dropped, since Google treats them as absent; keys may be snake_case.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.sheets.errors import ApiError, violations
from sandbox.sheets.shapes_book import ENUMS, PARTS
from sandbox.sheets.shapes_calls import CALLS
from sandbox.sheets.shapes_objects import OBJECT_ENUMS, OBJECTS

SCALARS = {
    "str": "TYPE_STRING",
    "bool": "TYPE_BOOL",
    "int": "TYPE_INT32",
    "num": "TYPE_DOUBLE",
    "mask": "TYPE_STRING",
}
ENUM_TYPE = "type.googleapis.com/google.apps.sheets.v4."
LIST_TYPE = "type.googleapis.com/google.protobuf.ListValue"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: the innermost type, and whether it is held in a list (`lists` deep) or a map."""

    kind: str
    lists: int = 0
    mapped: bool = False


def read_field(text: str) -> Field:
    """`[[any]]` -> Field('any', 2)."""
    if text.startswith("["):
        inner = read_field(text[1:-1])
        return Field(inner.kind, inner.lists + 1, inner.mapped)
    if text.startswith("{"):
        return Field(read_field(text[1:-1]).kind, 0, True)
    return Field(text)


def read_message(text: str) -> Mapping[str, Field]:
    """A message's notation as fields by name."""
    return {name: read_field(kind) for name, _, kind in (part.partition(":") for part in text.split())}


MESSAGES: Mapping[str, Mapping[str, Field]] = {
    name: read_message(text) for name, text in {**CALLS, **PARTS, **OBJECTS}.items()
}
ENUM_VALUES: Mapping[str, tuple[str, ...]] = {
    name: tuple(text.split()) for name, text in {**ENUMS, **OBJECT_ENUMS}.items()
}


def camel(name: str) -> str:
    """`sheet_id` -> `sheetId`; what is camelCase stays."""
    head, *rest = name.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in rest)


@functools.cache
def snake(name: str) -> str:
    """`sheetId` -> `sheet_id`, as the paths in Google's complaints are written."""
    return re.sub(r"([A-Z])", lambda found: "_" + found[1].lower(), name)


def checked(message: str, body: Any, at: str = "") -> Any:
    """`body` as a `message`, without its nulls, keys in camelCase, numbers of the right type.

    `at` is the name of the field that the HTTP body fills (`data` for values.update). Raises ApiError 400 listing every
    misfit, in Google's words.
    """
    misfits: list[tuple[str, str]] = []
    result = _message(message, body, at, misfits)
    if misfits:
        raise violations(misfits)
    return result


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else str(value)


def _misfit(at: str, kind: str, value: Any, misfits: list[tuple[str, str]]) -> None:
    shown = "" if isinstance(value, dict | list) else f", {_shown(value)}"
    misfits.append((at, f"Invalid value at '{at}' ({kind}){shown}"))


def _message(name: str, body: Any, at: str, misfits: list[tuple[str, str]]) -> Any:
    if not isinstance(body, dict):
        _misfit(at, f"type.googleapis.com/google.apps.sheets.v4.{name}", body, misfits)
        return {}
    fields = MESSAGES[name]
    result: dict[str, Any] = {}
    for key, value in body.items():
        if value is None:
            continue
        known = key if key in fields else camel(key)
        field = fields.get(known)
        if field is None:
            place = f" at '{at}'" if at else ""
            misfits.append(
                (at, f'Invalid JSON payload received. Unknown name "{key}"{place}: Cannot find field.')
            )
            continue
        path = f"{at}.{snake(known)}" if at else snake(known)
        if field.lists or field.mapped:
            result[known] = _value(field, value, path, misfits)
        else:
            result[known] = _single(field.kind, value, path, misfits)
    return result


def _value(field: Field, value: Any, at: str, misfits: list[tuple[str, str]]) -> Any:
    if field.lists:
        inner = Field(field.kind, field.lists - 1, field.mapped)
        if not isinstance(value, list):
            if field.kind == "any":
                _misfit(at, LIST_TYPE, value, misfits)
                return []
            # Google takes a single value where it expects a list.
            return [_value(inner, value, at, misfits)]
        if inner == Field("any"):
            return value
        if not inner.lists and inner.kind in MESSAGES:
            # Lists in a list of messages are taken as one list: clients send them and it works (seen).
            value = [one for item in value for one in (item if isinstance(item, list) else [item])]
        # A null line of values is a blank line; elsewhere a null is no element.
        items = [([] if item is None else item) for item in value] if field.kind == "any" else value
        return [
            _value(inner, item, f"{at}[{i}]", misfits) for i, item in enumerate(items) if item is not None
        ]
    if field.mapped:
        if not isinstance(value, dict):
            _misfit(at, "Map", value, misfits)
            return {}
        inner = Field(field.kind)
        return {key: _value(inner, item, f"{at}['{key}']", misfits) for key, item in value.items()}
    return _single(field.kind, value, at, misfits)


def _single(kind: str, value: Any, at: str, misfits: list[tuple[str, str]]) -> Any:
    read = SCALAR_READERS.get(kind)
    if read is not None:
        result = read(value)
        if result is None:
            _misfit(at, SCALARS[kind], value, misfits)
        return result
    if kind in MESSAGES:
        return _message(kind, value, at, misfits)
    if kind in {"any", "other"}:
        return value
    return _enum(kind[1:-1], value, at, misfits)


def _enum(name: str, value: Any, at: str, misfits: list[tuple[str, str]]) -> Any:
    allowed = ENUM_VALUES[name]
    if isinstance(value, str) and value in allowed:
        return value
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < len(allowed):
        return allowed[value]
    _misfit(at, ENUM_TYPE + name, value, misfits)
    return None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _truth(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(value) if isinstance(value, str) else None


def _number(value: Any) -> float | int | None:
    if type(value) is int or type(value) is float:
        return value
    if isinstance(value, str) and re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", value):
        return float(value)
    return None


def _int(value: Any) -> int | None:
    if type(value) is int and -(2**31) <= value < 2**31:
        return value
    number = _number(value)
    if number is None or not math.isfinite(number) or number != int(number) or not -(2**31) <= number < 2**31:
        return None
    return int(number)


SCALAR_READERS = {"str": _text, "mask": _text, "bool": _truth, "num": _number, "int": _int}


def parameter(name: str, kind: str, text: str) -> Any:
    """A query parameter's value; `kind` as in the notation. Raises ApiError 400."""
    misfits: list[tuple[str, str]] = []
    at = snake(name)
    value: Any = text
    if kind == "bool":
        # gspread sends Python's `True`, and Google takes it.
        value = text.lower()
    result = _single(kind, value, at, misfits)
    if misfits:
        raise violations(misfits)
    return result


def unknown_parameter(name: str) -> ApiError:
    """400 for a query parameter the method does not have."""
    text = (
        f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter. '
        f"Field '{name}' could not be found in request message."
    )
    return violations([("", text)])
