"""Whether a body fits its message, and what it means once it does: unknown names and wrong types are refused.

Notation of a message: `field:type` separated by spaces. Types: `str`, `bool`, `int` (32 bits), `num`, `any`, `mask`
(a list of fields), `other` (an object this server takes no look into), a message's name, `<Enum>`, `[type]`, `{type}`
(a map with text keys). A body's nulls are dropped, since Google treats them as absent; keys may be snake_case.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.sheets.errors import ApiError, violations
from sandbox.sheets.shapes_book import ENUMS, PARTS
from sandbox.sheets.shapes_calls import CALLS
from sandbox.sheets.shapes_fit import tests_of
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


SCALAR_READERS: Mapping[str, Callable[[Any], Any]] = {
    "str": _text,
    "mask": _text,
    "bool": _truth,
    "num": _number,
    "int": _int,
}
"""What a value of a scalar type means; None where it is none."""


NOTATION: Mapping[str, str] = {**CALLS, **PARTS, **OBJECTS}


@dataclass(frozen=True, slots=True)
class Field:
    """One field: the innermost type, and whether it is held in a list (`inner` is then the field of an element) or a
    map. A single value is one read by `scalar`, one of the message named `below`, or another."""

    kind: str
    inner: Field | None = None
    mapped: bool = False
    scalar: Callable[[Any], Any] | None = None
    below: str | None = None

    @property
    def lists(self) -> int:
        """In how many lists the values stand."""
        return 0 if self.inner is None else self.inner.lists + 1


def read_field(text: str) -> Field:
    """`[[any]]` -> a list of lists of `any`."""
    if text.startswith("["):
        inner = read_field(text[1:-1])
        return Field(inner.kind, inner)
    if text.startswith("{"):
        return Field(text[1:-1], mapped=True)
    return Field(text, scalar=SCALAR_READERS.get(text), below=text if text in NOTATION else None)


def read_message(text: str) -> Mapping[str, Field]:
    """A message's notation as fields by name."""
    return {name: read_field(kind) for name, _, kind in (part.partition(":") for part in text.split())}


MESSAGES: Mapping[str, Mapping[str, Field]] = {name: read_message(text) for name, text in NOTATION.items()}
ENUM_VALUES: Mapping[str, tuple[str, ...]] = {
    name: tuple(text.split()) for name, text in {**ENUMS, **OBJECT_ENUMS}.items()
}

FITS = tests_of(MESSAGES, ENUM_VALUES)


def camel(name: str) -> str:
    """`sheet_id` -> `sheetId`; what is camelCase stays."""
    head, *rest = name.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in rest)


@functools.cache
def snake(name: str) -> str:
    """`sheetId` -> `sheet_id`, as the paths in Google's complaints are written."""
    return re.sub(r"([A-Z])", lambda found: "_" + found[1].lower(), name)


Trail = tuple["Trail | None", str | int]
"""Where a value stands in a body, from the inside out: names and places in lists. Written out only for a complaint."""


def _path(trail: Trail | None) -> str:
    """`requests[0].update_cells.start`."""
    parts: list[str] = []
    while trail is not None:
        trail, name = trail
        parts.append(f"[{name}]" if isinstance(name, int) else name if name[0] == "[" else f".{snake(name)}")
    return "".join(reversed(parts)).removeprefix(".")


class Check:
    """One body being checked; `misfits` gathers (path, complaint)."""

    __slots__ = ("misfits",)

    def __init__(self) -> None:
        self.misfits: list[tuple[str, str]] = []

    def misfit(self, trail: Trail | None, kind: str, value: Any) -> None:
        """The value is not of this type."""
        at = _path(trail)
        shown = "" if isinstance(value, dict | list) else f", {_shown(value)}"
        self.misfits.append((at, f"Invalid value at '{at}' ({kind}){shown}"))

    def message(self, name: str, body: Any, trail: Trail | None) -> Any:
        """A message with its known fields checked; itself where nothing of it has to change."""
        if not isinstance(body, dict):
            self.misfit(trail, f"type.googleapis.com/google.apps.sheets.v4.{name}", body)
            return {}
        fields = MESSAGES[name]
        changed: dict[str, Any] | None = None
        told = len(self.misfits)
        for key, value in body.items():
            field = fields.get(key)
            if value is None or field is None:
                del self.misfits[told:]
                return self._tidied(name, body, trail)
            if field.scalar is not None:
                read = field.scalar(value)
                if read is None:
                    self.misfit((trail, key), SCALARS[field.kind], value)
            elif field.below is not None:
                read = self.message(field.below, value, (trail, key))
            else:
                read = self.value(field, value, (trail, key))
            if read is not value:
                changed = dict(body) if changed is None else changed
                changed[key] = read
        return body if changed is None else changed

    def _tidied(self, name: str, body: dict[str, Any], trail: Trail | None) -> Any:
        """A message whose nulls, which are as good as absent, are left out, and whose names in snake_case are its own;
        a misfit for each unknown name."""
        fields = MESSAGES[name]
        known: dict[str, Any] = {}
        for key, value in body.items():
            own = key if key in fields else camel(key)
            if value is None:
                continue
            if own in fields:
                known[own] = value
                continue
            at = _path(trail)
            place = f" at '{at}'" if at else ""
            complaint = f'Invalid JSON payload received. Unknown name "{key}"{place}: Cannot find field.'
            self.misfits.append((at, complaint))
        return self.message(name, known, trail)

    def value(self, field: Field, value: Any, trail: Trail | None) -> Any:
        """A field's value."""
        if field.inner is not None:
            return self._list(field.inner, value, trail)
        if field.mapped:
            if not isinstance(value, dict):
                self.misfit(trail, "Map", value)
                return {}
            return {key: self.single(field.kind, item, (trail, f"['{key}']")) for key, item in value.items()}
        return self.single(field.kind, value, trail)

    def _list(self, inner: Field, value: Any, trail: Trail | None) -> Any:
        if not isinstance(value, list):
            if inner.kind == "any":
                self.misfit(trail, LIST_TYPE, value)
                return []
            # Google takes a single value where it expects a list.
            return [self.value(inner, value, trail)]
        if inner.below is not None:
            return self._messages(inner.below, value, trail)
        if inner.kind != "any":
            return [self.value(inner, item, (trail, i)) for i, item in enumerate(value) if item is not None]
        if inner.inner is None:
            return value
        # A null line of values is a blank line.
        return [[] if line is None else self.value(inner, line, (trail, i)) for i, line in enumerate(value)]

    def _messages(self, name: str, value: list[Any], trail: Trail | None) -> list[Any]:
        """A list of messages; itself where nothing of it has to change."""
        for item in value:
            if type(item) is not dict:
                # A null is no element. Lists in the list are taken as one list: clients send them and it works (seen).
                parts = [item if isinstance(item, list) else [item] for item in value if item is not None]
                value = [item for part in parts for item in part]
                break
        changed: list[Any] | None = None
        for i, item in enumerate(value):
            read = self.message(name, item, (trail, i))
            if read is not item:
                changed = list(value) if changed is None else changed
                changed[i] = read
        return value if changed is None else changed

    def single(self, kind: str, value: Any, trail: Trail | None) -> Any:
        """A value that is neither in a list nor in a map."""
        read = SCALAR_READERS.get(kind)
        if read is not None:
            result = read(value)
            if result is None:
                self.misfit(trail, SCALARS[kind], value)
            return result
        if kind in MESSAGES:
            return self.message(kind, value, trail)
        if kind in {"any", "other"}:
            return value
        return self._enum(kind[1:-1], value, trail)

    def _enum(self, name: str, value: Any, trail: Trail | None) -> Any:
        allowed = ENUM_VALUES[name]
        if isinstance(value, str) and value in allowed:
            return value
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < len(allowed):
            return allowed[value]
        self.misfit(trail, ENUM_TYPE + name, value)
        return None


def checked(message: str, body: Any, at: str = "") -> Any:
    """`body` as a `message`, without its nulls, keys in camelCase, numbers of the right type.

    `at` is the name of the field that the HTTP body fills (`data` for values.update). Raises ApiError 400 listing every
    misfit, in Google's words.
    """
    if FITS[message](body):
        return body
    check = Check()
    result = check.message(message, body, (None, at) if at else None)
    if check.misfits:
        raise violations(check.misfits)
    return result


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else str(value)


def parameter(name: str, kind: str, text: str) -> Any:
    """A query parameter's value; `kind` as in the notation. Raises ApiError 400."""
    check = Check()
    # gspread sends Python's `True`, and Google takes it.
    result = check.single(kind, text.lower() if kind == "bool" else text, (None, name))
    if check.misfits:
        raise violations(check.misfits)
    return result


def unknown_parameter(name: str) -> ApiError:
    """400 for a query parameter the method does not have."""
    text = (
        f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter. '
        f"Field '{name}' could not be found in request message."
    )
    return violations([("", text)])
