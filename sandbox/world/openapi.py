"""The description of the control API, made from the very tables that answer it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .moves import FLAG, KEY, TEXT, Json, Move

NUMBER = {"type": "number"}
WHOLE = {"type": "integer"}


def _object(needed: Mapping[str, Any], **others: Any) -> Json:
    """An object with these members, and perhaps those."""
    return {"type": "object", "properties": {**needed, **others}, "required": list(needed)}


def _list(items: Mapping[str, Any]) -> Json:
    return {"type": "array", "items": items}


TYPED = _object({"at": NUMBER, "tab": TEXT, "key": KEY, "column": TEXT, "cell": TEXT, "text": TEXT})
LINE = _object(
    {
        "line": TEXT,
        "listing": TEXT,
        "sku": TEXT,
        "units": WHOLE,
        "cancelled": WHOLE,
        "shipped": WHOLE,
        "returned": WHOLE,
    }
)
ORDER = _object(
    {"shop": TEXT, "storefront": TEXT, "order": TEXT, "id": TEXT, "status": TEXT, "lines": _list(LINE)},
    created_at=NUMBER,
    updated_at=NUMBER,
)
LISTING = _object({"shop": TEXT, "id": TEXT, "sku": TEXT, "stock": WHOLE})
CALLS = _object({"reads": WHOLE, "writes": WHOLE})
ENTRY = _object({"n": WHOLE, "at": NUMBER, "who": TEXT, "action": TEXT}, typed=_list(TYPED))
READING = _object({"tab": TEXT, "rows": _list(_list(TEXT))})
TIME = _object({"now": NUMBER, "offset": NUMBER})
BOOKS = _object(
    {
        "typed": _list(TYPED),
        "orders": _list(ORDER),
        "listings": _list(LISTING),
        "requests": {
            "type": "object",
            "description": "By server (`sheets` or a shop), then by account or app.",
            "additionalProperties": {"type": "object", "additionalProperties": CALLS},
        },
        "entries": _list(ENTRY),
        "clock": TIME,
    }
)
WINDOW = _object(
    {
        "storefronts": _list(_object({"name": TEXT, "shop": TEXT})),
        "listings": _list(
            _object(
                {
                    **dict.fromkeys(("shop", "id", "sku", "name", "variant", "status"), TEXT),
                    **dict.fromkeys(("stock", "price"), WHOLE),
                    "storefronts": _list(TEXT),
                }
            )
        ),
        "orders": _list(
            _object(
                {
                    **dict.fromkeys(("shop", "storefront", "id", "status"), TEXT),
                    **dict.fromkeys(("created_at", "updated_at"), NUMBER),
                    "lines": _list(
                        _object(
                            {
                                **dict.fromkeys(("id", "listing", "sku"), TEXT),
                                **dict.fromkeys(("units", "cancelled", "shipped", "returned"), WHOLE),
                            }
                        )
                    ),
                }
            )
        ),
        "fights": _list(_object({"shop": TEXT, "listing": TEXT, "units": WHOLE, "left": WHOLE})),
        "troubles": {"type": "object", "additionalProperties": WHOLE},
    }
)
ERROR = _object({"error": _object({"code": TEXT, "message": TEXT})})
SCHEMAS: Json = {
    "Books": BOOKS,
    "Window": WINDOW,
    "Entry": ENTRY,
    "Reading": READING,
    "Time": TIME,
    "Error": ERROR,
}
REFUSALS = {
    "400": "The call is not in order.",
    "403": "Not from this machine, from another origin, or not application/json.",
    "404": "What it speaks of is not there.",
    "409": "It is there, and does not allow this now.",
}


def document(calls: Mapping[str, tuple[str, str, Mapping[str, Move]]], advance: Mapping[str, Any]) -> Json:
    """The OpenAPI document. `calls` maps a path to (summary, field that names the move, moves)."""
    paths: Json = {
        "/books": {"get": _get("The truth: what was typed, ordered, shown and asked for.", "Books")},
        "/shops": {"get": _get("What buyers see: goods, numbers, orders, and trouble that waits.", "Window")},
        "/healthz": {
            "get": {
                "summary": "Whether the world answers.",
                "responses": {"200": _json("It does.", _object({"ok": FLAG}))},
            }
        },
        "/openapi.json": {
            "get": {"summary": "This document.", "responses": {"200": _json("It.", {"type": "object"})}}
        },
        "/clock": {"post": _post("Wind the world's clock forward.", [advance], ["Time"])},
    }
    for path, (summary, tag, moves) in calls.items():
        bodies = [move.schema(name, tag) for name, move in moves.items()]
        answers = ["Entry", "Reading"] if "read" in moves else ["Entry"]
        paths[path] = {"post": _post(summary, bodies, answers)}
    return {
        "openapi": "3.1.0",
        "info": {"title": "The world around Selaras", "version": "1"},
        "paths": paths,
        "components": {"schemas": SCHEMAS},
    }


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _json(text: str, schema: Mapping[str, Any]) -> Json:
    return {"description": text, "content": {"application/json": {"schema": schema}}}


def _get(summary: str, name: str) -> Json:
    return {"summary": summary, "responses": {"200": _json("Done.", _ref(name))}}


def _post(summary: str, bodies: Sequence[Mapping[str, Any]], names: Sequence[str]) -> Json:
    body = bodies[0] if len(bodies) == 1 else {"oneOf": bodies}
    answer = _ref(names[0]) if len(names) == 1 else {"oneOf": [_ref(name) for name in names]}
    refused = {status: _json(text, _ref("Error")) for status, text in REFUSALS.items()}
    return {
        "summary": summary,
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {"200": _json("Done: the entry in the books.", answer), **refused},
    }
