"""What a control call may ask for: moves with named fields, checked before anything happens.

The same table of fields checks a body and describes it in the OpenAPI document, so the description cannot lie.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
Schema = Mapping[str, Any]

TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
ROW: Schema = {"type": "integer", "minimum": 1}
COUNT: Schema = {"type": "integer", "minimum": 1, "maximum": 100_000}
UNITS: Schema = {"type": "integer", "minimum": 0, "maximum": 10_000_000}
SECONDS: Schema = {"type": "number", "minimum": 0, "maximum": 1e9}
OBJECT: Schema = {"type": "object"}
BLOCK: Schema = {"type": "array", "items": {"type": "array", "items": TEXT}}
KEY: Schema = {"oneOf": [TEXT, {"type": "array", "items": TEXT}]}


class Refusal(Exception):
    """A control call that is not done: HTTP status, stable code, a sentence for people. Nothing has happened."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code

    def body(self) -> Json:
        """As it is answered."""
        return {"error": {"code": self.code, "message": str(self)}}


def wrong(message: str) -> Refusal:
    """400: the call itself is not in order."""
    return Refusal(400, "bad_request", message)


def missing(message: str) -> Refusal:
    """404: what the call speaks of is not there."""
    return Refusal(404, "not_found", message)


def conflict(message: str, code: str = "conflict") -> Refusal:
    """409: it is there, and does not allow this now."""
    return Refusal(409, code, message)


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that can be asked for. `act` gets the checked fields and returns the answer.

    `fields` maps names to JSON Schemas; those in `needed` have to be there.
    """

    text: str
    act: Callable[[Json], Json]
    fields: Mapping[str, Schema] = field(default_factory=dict)
    needed: tuple[str, ...] = ()

    def schema(self, action: str, tag: str) -> Json:
        """The body of a call, `tag` being the field that names the move."""
        properties = {tag: {"const": action}, **self.fields}
        return {
            "type": "object",
            "description": self.text,
            "properties": properties,
            "required": [tag, *self.needed],
            "additionalProperties": False,
        }


def perform(moves: Mapping[str, Move], body: Json, tag: str) -> Json:
    """Do the move that the body names. Refusal where it names none or its fields do not fit."""
    name = body.get(tag)
    move = moves.get(name) if isinstance(name, str) else None
    if move is None:
        raise wrong(f"`{tag}` is one of: {', '.join(moves)}")
    return move.act(checked(move, {key: value for key, value in body.items() if key != tag}))


def checked(move: Move, given: Json) -> Json:
    """The fields, if they fit the move."""
    for name in move.needed:
        if name not in given:
            raise wrong(f"`{name}` is missing")
    for name, value in given.items():
        if name not in move.fields:
            raise wrong(f"there is no field `{name}`; possible: {', '.join(move.fields)}")
        if not fits(value, move.fields[name]):
            raise wrong(f"`{name}` does not fit: {words(move.fields[name])}")
    return given


def fits(value: Any, schema: Schema) -> bool:
    """Whether a value is what a schema asks for (the few words of JSON Schema that are used here).

    | schema              | value                                    |
    |---------------------|------------------------------------------|
    | enum                | one of the listed                        |
    | oneOf               | fits one of them                         |
    | integer, number     | no boolean; within minimum and maximum   |
    | array               | a list whose members fit `items`         |
    | object              | an object                                |
    | string, boolean     | just that                                |
    """
    if "enum" in schema:
        return value in schema["enum"]
    if "oneOf" in schema:
        return any(fits(value, one) for one in schema["oneOf"])
    kind = schema["type"]
    if kind in ("integer", "number"):
        number = isinstance(value, int) or (kind == "number" and isinstance(value, float))
        if not number or isinstance(value, bool):
            return False
        return bool(schema.get("minimum", value) <= value <= schema.get("maximum", value))
    if kind == "array":
        return isinstance(value, list) and all(fits(one, schema["items"]) for one in value)
    return isinstance(value, {"string": str, "boolean": bool, "object": dict}[kind])


def words(schema: Schema) -> str:
    """What a schema asks for, in words."""
    if "enum" in schema:
        return "one of " + ", ".join(map(str, schema["enum"]))
    if "oneOf" in schema:
        return " or ".join(words(one) for one in schema["oneOf"])
    limits = [
        f"{word} {schema[name]}" for name, word in (("minimum", "from"), ("maximum", "to")) if name in schema
    ]
    return " ".join([str(schema["type"]), *limits])
