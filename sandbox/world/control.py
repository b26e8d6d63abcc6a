"""Which control call does what: the world's own HTTP API, JSON in and out, on loopback.

| call | does |
|---|---|
| GET /openapi.json, /books, /healthz | describe, tell, answer |
| GET /shops | what buyers see: storefronts, listings with names and prices, orders, trouble that waits |
| POST /people | somebody at the sheet: `action` |
| POST /buyers | buyers and parcels: `action` |
| POST /sellers | the seller in the seller centre: `action` |
| POST /rival | another integration: `action` |
| POST /faults | something goes wrong: `target`, `kind` |
| POST /clock | time passes: `advance` seconds |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.guard import refusal
from sandbox.shops import Shop
from sandbox.wire import Request, Response

from . import consent, openapi, windows
from .books import Books
from .clock import WorldClock
from .google import Google
from .mishaps import Mishaps
from .moves import SECONDS, TEXT, Json, Move, Refusal, checked, missing, perform, wrong
from .people import People
from .trade import Trade

LINE_FACTS = ("listing", "sku", "units", "cancelled", "shipped", "returned")


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody in the world."""

    google: Google
    shops: Mapping[str, Shop]
    books: Books
    clock: WorldClock
    people: People
    trade: Trade
    mishaps: Mishaps


class Control:
    """The API as one plain function, `handle`."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        agree = Move(
            "Agree at a shop's consent page.", self._consent, {"shop": TEXT, "url": TEXT}, ("shop", "url")
        )
        self.calls: dict[str, tuple[str, str, Mapping[str, Move]]] = {
            "/people": ("Somebody at the sheet.", "action", {**cast.people.moves, "connect_consent": agree}),
            "/buyers": ("Buyers and parcels.", "action", cast.trade.buyers),
            "/sellers": ("The seller in the seller centre.", "action", cast.trade.sellers),
            "/rival": ("Another integration.", "action", cast.trade.rivals),
            "/faults": ("Something goes wrong.", "kind", cast.mishaps.moves),
        }
        self._advance = Move("Time passes.", self._wind, {"advance": SECONDS}, ("advance",))
        self._reads: dict[str, Callable[[], Json]] = {
            "/openapi.json": self.openapi,
            "/books": self.told,
            "/shops": lambda: windows.shown(cast.shops, cast.trade.fighting()),
            "/healthz": lambda: {"ok": True},
        }

    def handle(self, request: Request) -> Response:
        """Answer one call; what is refused has changed nothing."""
        try:
            why = refusal(request)
            if why is not None:
                raise Refusal(403, "refused", why)
            return Response.of_json(self._answer(request))
        except Refusal as refused:
            return Response.of_json(refused.body(), refused.status)

    def _answer(self, request: Request) -> Json:
        if request.method == "GET" and request.path in self._reads:
            return self._reads[request.path]()
        if request.method != "POST" or request.path not in (*self.calls, "/clock"):
            raise missing(
                f"there is no {request.method} {request.path}; GET /openapi.json describes what there is"
            )
        body = _object(request)
        if request.path == "/clock":
            return self._advance.act(checked(self._advance, body))
        _, tag, moves = self.calls[request.path]
        return perform(moves, body, tag)

    def openapi(self) -> Json:
        """The description of this API."""
        schema = self._advance.schema("", "advance")
        schema["properties"] = dict(self._advance.fields)
        schema["required"] = list(self._advance.needed)
        return openapi.document(self.calls, schema)

    def told(self) -> Json:
        """The books: what was typed, what the shops have in theirs, and who asked how often."""
        cast = self.cast
        return {
            "typed": cast.books.typed(),
            "orders": [_order(one) for shop in cast.shops.values() for one in shop.orders()],
            "listings": [one for shop in cast.shops.values() for one in shop.listings()],
            "requests": {
                "sheets": cast.google.counts(),
                **{name: shop.counts() for name, shop in cast.shops.items()},
            },
            "entries": cast.books.entries(),
            "clock": self._time(),
        }

    def _time(self) -> Json:
        return {"now": self.cast.clock.now(), "offset": self.cast.clock.offset}

    def _wind(self, fields: Json) -> Json:
        self.cast.clock.advance(fields["advance"])
        self.cast.books.enter(self.cast.clock.now(), "clock", "advance", {"seconds": fields["advance"]})
        return self._time()

    def _consent(self, fields: Json) -> Json:
        shop = self.cast.trade.shop(fields["shop"])
        status = consent.give(shop, fields["url"])
        facts: dict[str, Any] = {"shop": shop.name, "status": status}
        return self.cast.books.enter(self.cast.clock.now(), "people", "connect_consent", facts)


def _object(request: Request) -> Json:
    try:
        body = request.json()
    except (ValueError, RecursionError) as error:
        raise wrong("the body is no JSON") from error
    if not isinstance(body, dict):
        raise wrong("the body is no JSON object")
    return body


def _order(told: Mapping[str, Any]) -> Json:
    """A shop's own row of an order, as the books show it."""
    lines = [{"line": line["id"], **{name: line[name] for name in LINE_FACTS}} for line in told["lines"]]
    kept = {name: told[name] for name in ("shop", "storefront", "id", "created_at", "updated_at")}
    return {**kept, "order": told["id"], "status": told["stage"], "lines": lines}
