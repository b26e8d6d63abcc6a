"""Which trouble a control call plans, and what it is called at the local Google and at the shops.

| kind                 | Google                        | a shop                                  |
|----------------------|-------------------------------|-----------------------------------------|
| rate_limit           | 429                           | its own rate-limit answer               |
| server_error         | `status` (503), `after`?      | `status` (503), `after`?                |
| cut                  | no answer, `after`?           | no answer, `after`?                     |
| slow                 | `seconds` late                | `seconds` late                          |
| html                 | a page instead of JSON        |                                         |
| expire_access_token  | every token is past           | the app's tokens are past               |
| revoke_refresh       |                               | only a new consent helps                |
| withdraw             |                               | the seller ends the consent             |
| empty_catalogue, short_page, duplicate_page, truncated, lie | | the same words in `sandbox.shops.faults` |
| order_lag            |                               | order reads are `seconds` old           |
| push_duplicate, push_late, push_lost, push_forged, push_out_of_order | | the next pushes      |
| numbers              | findReplace on numbers: `mode` match or never |                         |
| quota                | `limit` calls a minute and account (0: none refused) |                  |
| clear                | nothing is planned any more   | nothing is planned any more             |

`server_error_after`, `cut_before` and so on say `after` in the name. `after`: the effect has taken place all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.sheets.faults import Fault as SheetFault
from sandbox.shops import Fault as ShopFault
from sandbox.shops import Kind, Shop
from sandbox.wire import Clock

from .books import Books
from .google import Google
from .moves import COUNT, FLAG, TEXT, Json, Move, conflict, missing, wrong

LIMIT: Mapping[str, Any] = {"type": "integer", "minimum": 0, "maximum": 1_000_000}
WAIT: Mapping[str, Any] = {"type": "number", "minimum": 0, "maximum": 600}
STATUS: Mapping[str, Any] = {"type": "integer", "enum": [500, 502, 503, 504]}
MODE: Mapping[str, Any] = {"type": "string", "enum": ["match", "never"]}
FIELDS: Mapping[str, Any] = {
    "target": TEXT,
    "times": COUNT,
    "match": TEXT,
    "client": TEXT,
    "after": FLAG,
    "status": STATUS,
    "seconds": WAIT,
    "mode": MODE,
    "limit": LIMIT,
}
SHEETS_KINDS = (
    "rate_limit",
    "server_error",
    "cut",
    "slow",
    "html",
    "expire_access_token",
    "numbers",
    "quota",
    "clear",
)
SIGN_IN = ("expire_access_token", "revoke_refresh", "withdraw")
PLAIN = ("rate_limit", "slow", "empty_catalogue", "short_page", "duplicate_page", "truncated", "lie")
PUSHES = ("push_duplicate", "push_late", "push_lost", "push_forged", "push_out_of_order")
SHOP_KINDS = (*PLAIN, "server_error", "cut", *SIGN_IN, "order_lag", *PUSHES, "clear")
TIMED = ("server_error", "cut")
SLOW_SECONDS = 2.0


class Mishaps:
    """Plans trouble for the servers of one world. `moves` by kind."""

    def __init__(self, google: Google, shops: Mapping[str, Shop], books: Books, clock: Clock) -> None:
        self.google = google
        self.shops = shops
        self.books = books
        self.clock = clock
        kinds = dict.fromkeys((*SHEETS_KINDS, *SHOP_KINDS))
        self.moves = {kind: self._move(kind) for kind in kinds}
        self.moves |= {
            f"{kind}_{when}": self._move(kind, when) for kind in TIMED for when in ("before", "after")
        }

    def _move(self, kind: str, when: str = "") -> Move:
        def act(fields: Json) -> Json:
            return self._plan(kind, {**fields, "after": when == "after"} if when else fields)

        text = "`target` is `sheets` or a shop; `match` is part of a path, at Google a pattern over method names."
        fields = {name: schema for name, schema in FIELDS.items() if not (when and name == "after")}
        return Move(text, act, fields, ("target",))

    def _plan(self, kind: str, fields: Json) -> Json:
        target = fields["target"]
        if target == "sheets":
            self._at_google(kind, fields)
        elif target in self.shops:
            self._at_shop(kind, self.shops[target], fields)
        else:
            raise missing(f"there is no target {target!r}; there are: sheets, {', '.join(self.shops)}")
        return self.books.enter(self.clock.now(), "faults", kind, fields)

    def _at_google(self, kind: str, fields: Json) -> None:
        if kind not in SHEETS_KINDS:
            raise wrong(f"Google has no {kind}; it has: {', '.join(SHEETS_KINDS)}")
        if kind == "clear":
            self.google.faults.clear()
        elif kind == "expire_access_token":
            self.google.expire_tokens()
        elif kind == "numbers":
            self.google.set_options(numbers=fields.get("mode", "never"))
        elif kind == "quota":
            self.google.set_quota(fields.get("limit", 60) or None)
        else:
            plain = {"rate_limit": "status", "server_error": "status"}
            status = 429 if kind == "rate_limit" else fields.get("status", 503)
            fault = SheetFault(
                plain.get(kind, kind),
                fields.get("match") or "any",
                fields.get("times", 1),
                fields.get("after", False),
                status,
                fields.get("seconds", SLOW_SECONDS),
                fields.get("client", "engine") or None,
            )
            self.google.faults.plan(fault)

    def _at_shop(self, kind: str, shop: Shop, fields: Json) -> None:
        if kind not in SHOP_KINDS:
            raise wrong(f"a shop has no {kind}; it has: {', '.join(SHOP_KINDS)}")
        client = fields.get("client", "engine")
        if kind in SIGN_IN:
            self._sign_in(kind, shop, client)
        elif kind in PUSHES:
            self._push(kind, shop, fields)
        elif kind == "clear":
            shop.faults.clear()
        elif kind == "order_lag":
            shop.faults.order_lag = fields.get("seconds", SLOW_SECONDS)
        else:
            wait = SLOW_SECONDS if kind == "slow" else None
            shop.faults.add(
                ShopFault(
                    _kind_at_shop(kind, fields.get("after", False)),
                    fields.get("times", 1),
                    fields.get("match", ""),
                    client,
                    fields.get("status", 503),
                    fields.get("seconds", wait),
                )
            )

    def _sign_in(self, kind: str, shop: Shop, client: str) -> None:
        if client not in shop.apps:
            raise missing(f"{shop.name} has no app {client!r}; it has: {', '.join(shop.apps)}")
        if kind == "expire_access_token":
            shop.expire_access_token(client)
        elif kind == "revoke_refresh":
            shop.expire_access_token(client)
            shop.revoke_refresh_token(client)
        else:
            withdraw = getattr(shop, "withdraw", None)
            if withdraw is None:
                raise conflict(f"nobody can withdraw a consent at {shop.name}")
            withdraw(client)

    @staticmethod
    def _push(kind: str, shop: Shop, fields: Json) -> None:
        times = fields.get("times", 2 if kind == "push_out_of_order" else 1)
        if kind == "push_duplicate":
            shop.webhooks.duplicate(times)
        elif kind == "push_late":
            shop.webhooks.late(fields.get("seconds", SLOW_SECONDS), times)
        elif kind == "push_lost":
            shop.webhooks.lose(times)
        elif kind == "push_forged":
            shop.webhooks.forge(times)
        else:
            shop.webhooks.out_of_order(times)


def _kind_at_shop(kind: str, after: bool) -> Kind:
    """The shops' own word for a kind."""
    when = "after" if after else "before"
    return Kind({"server_error": f"error_{when}", "cut": f"cut_{when}"}.get(kind, kind))
