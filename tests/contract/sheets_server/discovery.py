"""Google's own description of its wire, as a judge of every request and reply that passes through a handler.

The discovery documents that ship with google-api-python-client are turned into JSON Schema (2020-12) in which an object
has only the fields it is described with. They do not say which fields are required, nor anything about values.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any
from urllib.parse import unquote

from jsonschema import Draft202012Validator

from sandbox.wire import Handler, Request, Response

Json = dict[str, Any]
DOCUMENTS = ("sheets.v4", "drive.v3")
TAKEN_ANYWAY = {"Permission": {"withLink"}}
"""Fields of older versions that gspread still sends and Google takes (recorded)."""
SCALARS = {"string": "string", "boolean": "boolean", "integer": "integer", "number": "number"}


def schema_of(described: Json) -> Json:
    """One discovery type as JSON Schema."""
    if "$ref" in described:
        return {"$ref": f"#/$defs/{described['$ref']}"}
    kind = described.get("type", "any")
    if kind == "any":
        return {}
    if kind == "array":
        return {"type": "array", "items": schema_of(described["items"])}
    if kind == "object":
        rest = described.get("additionalProperties")
        return {
            "type": "object",
            "properties": {name: schema_of(part) for name, part in described.get("properties", {}).items()},
            "additionalProperties": schema_of(rest) if rest is not None else False,
        }
    if described.get("format") in {"int64", "uint64"}:
        return {"type": "string"}
    schema: Json = {"type": SCALARS[kind]}
    if "enum" in described:
        schema["enum"] = described["enum"]
    return schema


def methods_in(resources: Json) -> Iterator[Json]:
    """Every method below, depth first."""
    for resource in resources.values():
        yield from resource.get("methods", {}).values()
        yield from methods_in(resource.get("resources", {}))


@dataclass(frozen=True)
class Api:
    """One discovery document: its methods by verb and path, and validators of its messages."""

    document: Json
    base: str

    @functools.cached_property
    def definitions(self) -> Json:
        return {name: schema_of(schema) for name, schema in self.document["schemas"].items()}

    @functools.cached_property
    def routes(self) -> list[tuple[str, re.Pattern[str], Json]]:
        made = []
        for method in methods_in(self.document["resources"]):
            pattern = re.sub(r"\\\{\w+\\\}", "([^/]+?)", re.escape(self.base + method["path"]))
            made.append((method["httpMethod"], re.compile(pattern), method))
        # The longer path is the more particular one: `values:batchGet` before `values/{range}`.
        return sorted(made, key=lambda route: -len(route[1].pattern))

    def method(self, request: Request) -> Json | None:
        """The method a request asks for."""
        for verb, pattern, method in self.routes:
            if verb == request.method and pattern.fullmatch(request.path):
                return method
        return None

    @functools.cached_property
    def validators(self) -> dict[str, Draft202012Validator]:
        return {}

    def validator(self, message: str) -> Draft202012Validator:
        """The judge of one message."""
        if message not in self.validators:
            self.validators[message] = self._made(message)
        return self.validators[message]

    def _made(self, message: str) -> Draft202012Validator:
        return Draft202012Validator({"$ref": f"#/$defs/{message}", "$defs": self.definitions})


@functools.cache
def apis() -> tuple[Api, ...]:
    """Sheets and Drive."""
    folder = files("googleapiclient").joinpath("discovery_cache", "documents")
    made = []
    for name in DOCUMENTS:
        document = json.loads(folder.joinpath(f"{name}.json").read_text(encoding="utf-8"))
        made.append(Api(document, "/" + document["servicePath"]))
    return tuple(made)


def without_nulls(value: Any) -> Any:
    """What Google takes a body for: an explicit null is an absent field, lists in a list of messages are one list."""
    if isinstance(value, dict):
        return {name: without_nulls(part) for name, part in value.items() if part is not None}
    if isinstance(value, list):
        return [without_nulls(part) for part in _flat(value)]
    return value


def _flat(items: list[Any]) -> list[Any]:
    """Lists of messages joined; lines of plain values as they are."""
    nested = any(isinstance(item, list) and any(isinstance(one, dict) for one in item) for item in items)
    return (
        [one for item in items for one in (item if isinstance(item, list) else [item])] if nested else items
    )


@dataclass
class Judge:
    """Collects what does not fit. `wrap` a handler with it, and ask `verdict` at the end of a test."""

    faults: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def wrap(self, handler: Handler) -> Handler:
        """The same server, watched. A request that is refused may be malformed; one that is done may not."""

        def handle(request: Request) -> Response:
            response = handler(request)
            self.judge(request, response)
            return response

        return handle

    def judge(self, request: Request, response: Response) -> None:
        """Check one exchange."""
        for api in apis():
            method = api.method(request)
            if method is None or response.status >= 300:
                continue
            self.seen.add(method["id"])
            if "request" in method and request.body.strip():
                message = method["request"]["$ref"]
                body = without_nulls(request.json())
                extra = TAKEN_ANYWAY.get(message, set())
                self._check(api, message, {name: body[name] for name in body.keys() - extra}, request)
            described = method.get("response")
            if described is not None and response.body and "json" in response.headers.get("Content-Type", ""):
                self._check(api, described["$ref"], json.loads(response.body), request)

    def _check(self, api: Api, message: str, value: Any, request: Request) -> None:
        for error in api.validator(message).iter_errors(value):
            path = "/".join(str(part) for part in error.absolute_path)
            self.faults.append(
                f"{request.method} {unquote(request.path)}: {message} at {path}: {error.message[:200]}"
            )

    def verdict(self) -> None:
        """AssertionError with everything that did not fit."""
        assert not self.faults, "\n".join(self.faults[:10])
