"""What a call was asked: query lists in each of their three spellings, numbers and body fields, or which error.

Lists come as a repeated parameter, joined by commas, or as `[1,2]`; all three are read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...wire import Request
from .envelope import Refused, bad_field


@dataclass(frozen=True, slots=True)
class Args:
    """The arguments of one call; `module` words the errors (`product.error_param`)."""

    module: str
    query: tuple[tuple[str, str], ...]
    body: Mapping[str, Any]

    def text(self, name: str, default: str | None = None) -> str:
        for key, value in self.query:
            if key == name and value:
                return value
        if default is None:
            raise bad_field(self.module, camel(name))
        return default

    def number(self, name: str, default: int | None = None, *, low: int = 0, high: int = 2**63 - 1) -> int:
        text = self.text(name, "" if default is not None else None)
        if not text:
            return default or 0
        if not text.isascii() or not text.removeprefix("-").isdigit() or not low <= int(text) <= high:
            raise bad_field(self.module, camel(name), f"value must between {low} and {high}")
        return int(text)

    def many(self, name: str) -> list[str]:
        """The list, in order, in whichever form it came."""
        parts: list[str] = []
        for key, value in self.query:
            if key == name:
                inner = value.strip().removeprefix("[").removesuffix("]")
                parts += [part.strip().strip('"') for part in inner.split(",") if part.strip()]
        return parts

    def ids(self, name: str, most: int) -> list[str]:
        """A list of 1 to `most` ids."""
        found = self.many(name)
        if not found:
            raise bad_field(self.module, camel(name))
        if len(found) > most:
            raise bad_field(self.module, camel(name), f"the length must between 1 and {most}")
        return found

    def posted(self, name: str, kind: type[Any]) -> Any:
        """A body field of this JSON type."""
        return field_of(self.body, name, kind, self.module)

    def flag(self, name: str) -> bool:
        return self.text(name, "false").lower() == "true"


def field_of(row: Mapping[str, Any], name: str, kind: type[Any], module: str) -> Any:
    """A required field of a JSON object; a boolean is no number."""
    value = row.get(name)
    if value is None:
        raise bad_field(module, camel(name))
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise bad_field(module, camel(name), "type error")
    return value


def camel(name: str) -> str:
    """Field names as Shopee's validator prints them: `item_id` is `ItemId`."""
    return "".join(part.capitalize() for part in name.split("_"))


def read_args(request: Request, module: str) -> Args:
    """The arguments; error_param where a POST body is not a JSON object."""
    body: Any = {}
    if request.method == "POST":
        try:
            body = request.json() if request.body else {}
        except ValueError:
            raise Refused("error_param", "request body is not a valid JSON.", gateway=True) from None
        if not isinstance(body, dict):
            raise Refused("error_param", "request body is not a valid JSON.", gateway=True)
    return Args(module, tuple(request.params()), body)
