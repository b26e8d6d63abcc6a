"""What buyers, parcels, the seller in the seller centre and another integration do in the shops."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sandbox.shops import NotFound, Order, Shop, ShopRefusal, Status
from sandbox.wire import Clock, ConnectionCut

from .books import Books
from .moves import COUNT, FLAG, TEXT, UNITS, Json, Move, conflict, missing, wrong

LISTING: Mapping[str, Any] = {"shop": TEXT, "listing": TEXT, "sku": TEXT}
LINES: Mapping[str, Any] = {
    "type": "array",
    "items": {"type": "object", "properties": {"listing": TEXT, "sku": TEXT, "units": COUNT}},
}
PART: Mapping[str, Any] = {"order": TEXT, "line": TEXT, "units": COUNT, "shop": TEXT}


@dataclass(slots=True)
class Fight:
    """Another integration that puts its number back whenever somebody changes it, `left` times more."""

    shop: str
    listing: str
    units: int
    left: int


class Trade:
    """Everything that moves in the shops without the engine: `buyers`, `sellers` and `rivals` are their moves."""

    def __init__(self, shops: Mapping[str, Shop], books: Books, clock: Clock) -> None:
        self.shops = shops
        self.books = books
        self.clock = clock
        self.fights: list[Fight] = []
        self._lock = threading.Lock()
        self.buyers = self._buyers()
        self.sellers = self._sellers()
        self.rivals = {
            "set_stock": Move(
                "Set a listing's number through the shop's API.",
                self._rival_sets,
                {**LISTING, "units": UNITS},
                ("shop", "units"),
            ),
            "fight": Move(
                "Set it, and put it back as often as `times` when somebody changes it.",
                self._rival_fights,
                {**LISTING, "units": UNITS, "times": COUNT},
                ("shop", "units"),
            ),
            "stop": Move("Give up every fight.", self._rival_stops),
        }

    def _buyers(self) -> dict[str, Move]:
        whole = {"order": TEXT, "shop": TEXT}
        made = {
            "buy": Move(
                "Order at a storefront; `pay`: pay at once.",
                self._buy,
                {"storefront": TEXT, "lines": LINES, "pay": FLAG},
                ("storefront", "lines"),
            )
        }
        on_orders: dict[str, tuple[str, Callable[[Shop, Json], object], Mapping[str, Any]]] = {
            "pay": ("Pay.", lambda shop, f: shop.pay(f["order"]), whole),
            "request_cancel": ("Ask the seller to cancel.", lambda s, f: s.request_cancel(f["order"]), whole),
            "cancel": ("Cancel what was not sent, or part of it.", _part("cancel"), PART),
            "arrange": ("The courier is booked.", lambda shop, f: shop.arrange(f["order"]), whole),
            "ship": ("The parcel leaves, or part of it.", _part("ship"), PART),
            "fail_delivery": ("The parcel comes back.", lambda s, f: s.fail_delivery(f["order"]), whole),
            "deliver": ("The parcel arrives.", lambda shop, f: shop.deliver(f["order"]), whole),
            "complete": ("The buyer is content.", lambda shop, f: shop.complete(f["order"]), whole),
            "return": ("Goods sent back and accepted by the shop.", _part("return_goods"), PART),
        }
        for name, (text, act, fields) in on_orders.items():
            made[name] = Move(text, self._on_order(name, act), fields, ("order",))
        return made

    def _sellers(self) -> dict[str, Move]:
        def move(text: str, name: str, act: Callable[[Shop, str, Json], object], **more: Any) -> Move:
            return Move(text, self._on_listing(name, act), {**LISTING, **more}, ("shop", *more))

        status = {"type": "string", "enum": [one.value for one in Status]}
        return {
            "set_stock": move(
                "Type a number into the seller centre.",
                "set_stock",
                lambda shop, listing, f: shop.set_stock(listing, f["units"]),
                units=UNITS,
            ),
            "set_sku": move(
                "Fill in another SKU.",
                "set_sku",
                lambda shop, listing, f: shop.set_sku(listing, f["to"]),
                to=TEXT,
            ),
            "set_status": move(
                "Show, hide or delete the product.",
                "set_status",
                lambda shop, listing, f: shop.set_status(listing.partition(":")[0], Status(f["status"])),
                status=status,
            ),
            "reserve": move(
                "Set units aside for a promotion.",
                "reserve",
                lambda shop, listing, f: shop.reserve(listing, f["units"]),
                units=UNITS,
            ),
            "relist": move(
                "Delete the product and make it anew under another id.",
                "relist",
                lambda shop, listing, f: shop.relist(listing),
            ),
        }

    # Finding.

    def shop(self, name: str) -> Shop:
        """The shop of that name."""
        if name not in self.shops:
            raise missing(f"there is no shop {name!r}; there are: {', '.join(self.shops)}")
        return self.shops[name]

    def listing(self, shop: Shop, fields: Mapping[str, Any]) -> str:
        """The listing that `listing` or `sku` names."""
        if ("listing" in fields) == ("sku" in fields):
            raise wrong("either `listing` or `sku`")
        known = shop.listings()
        wanted, name = ("id", fields["listing"]) if "listing" in fields else ("sku", fields["sku"])
        found = [str(one["id"]) for one in known if one[wanted] == name]
        if not found:
            raise missing(f"{shop.name} has no listing with the {wanted} {name!r}")
        if len(found) > 1:
            raise conflict(f"{shop.name} has {len(found)} listings with the SKU {name!r}", "ambiguous")
        return found[0]

    def _shop_of(self, fields: Json) -> Shop:
        if "shop" in fields:
            return self.shop(fields["shop"])
        for shop in self.shops.values():
            if any(one["id"] == fields["order"] for one in shop.orders()):
                return shop
        raise missing(f"there is no order {fields['order']!r}")

    # Doing.

    def _buy(self, fields: Json) -> Json:
        shop = next(
            (one for one in self.shops.values() if fields["storefront"] in one.catalogue.storefronts), None
        )
        if shop is None:
            fronts = [front for one in self.shops.values() for front in one.catalogue.storefronts]
            raise missing(f"there is no storefront {fields['storefront']!r}; there are: {', '.join(fronts)}")
        items = [(self.listing(shop, line), _units(line)) for line in fields["lines"]]

        def buy() -> Order:
            order = shop.buy(fields["storefront"], items)
            return shop.pay(order.id) if fields.get("pay") else order

        order = _obeyed(buy)
        lines = [
            {"line": one.id, "listing": one.listing, "sku": one.sku, "units": one.units}
            for one in order.lines
        ]
        facts = {"shop": shop.name, "storefront": order.storefront, "order": order.id, "lines": lines}
        return self.books.enter(self.clock.now(), "buyers", "buy", facts)

    def _on_order(self, name: str, act: Callable[[Shop, Json], object]) -> Callable[[Json], Json]:
        def do(fields: Json) -> Json:
            shop = self._shop_of(fields)
            _obeyed(lambda: act(shop, fields))
            return self.books.enter(self.clock.now(), "buyers", name, {**fields, "shop": shop.name})

        return do

    def _on_listing(self, name: str, act: Callable[[Shop, str, Json], object]) -> Callable[[Json], Json]:
        def do(fields: Json) -> Json:
            shop = self.shop(fields["shop"])
            listing = self.listing(shop, fields)
            made = _obeyed(lambda: act(shop, listing, fields))
            extra = {"new_listing": made} if isinstance(made, str) else {}
            return self.books.enter(
                self.clock.now(), "sellers", name, {**fields, "listing": listing, **extra}
            )

        return do

    def _rival_sets(self, fields: Json) -> Json:
        shop = self.shop(fields["shop"])
        return self._set(shop, self.listing(shop, fields), fields["units"], "set_stock")

    def _rival_fights(self, fields: Json) -> Json:
        shop = self.shop(fields["shop"])
        listing, times = self.listing(shop, fields), fields.get("times", 5)
        entry = self._set(shop, listing, fields["units"], "fight", times=times)
        with self._lock:
            self.fights.append(Fight(shop.name, listing, fields["units"], times))
        return entry

    def _rival_stops(self, fields: Json) -> Json:
        with self._lock:
            given_up, self.fights = len(self.fights), []
        return self.books.enter(self.clock.now(), "rival", "stop", {"fights": given_up})

    def _set(self, shop: Shop, listing: str, units: int, action: str, **extra: Any) -> Json:
        why = refused_to_rival(shop, listing, units)
        if why is not None:
            raise conflict(f"{shop.name} refused the rival: {why}")
        facts = {"shop": shop.name, "listing": listing, "units": units, **extra}
        return self.books.enter(self.clock.now(), "rival", action, facts)

    def fighting(self) -> list[Json]:
        """The fights that go on: shop, listing, units, tries left."""
        with self._lock:
            return [asdict(one) for one in self.fights]

    def fight(self, shop: Shop) -> None:
        """Put back each fought-over number of a shop that somebody has changed; for the world's own loop.

        A fight ends with its listing, and after as many tries as it was given, taken or not.
        """
        with self._lock:
            mine = [one for one in self.fights if one.shop == shop.name]
        stocks = {one["id"]: one["stock"] for one in shop.listings()} if mine else {}
        for one in mine:
            shown = stocks.get(one.listing)
            if shown == one.units:
                continue
            if shown is not None:
                why = refused_to_rival(shop, one.listing, one.units)
                facts = {"shop": shop.name, "listing": one.listing, "units": one.units, "taken": why is None}
                self.books.enter(self.clock.now(), "rival", "put_back", facts)
            with self._lock:
                one.left = one.left - 1 if shown is not None else 0
                self.fights = [fight for fight in self.fights if fight.left > 0]


def refused_to_rival(shop: Shop, listing: str, units: int) -> str | None:
    """Let the rival set a number; why it was not taken, or None where it was.

    Trouble that was planned for the rival meets it like any other client.
    """
    try:
        answer = shop.rival_set_stock(listing, units)
        body = json.loads(answer.body)
    except ConnectionCut:
        return "no answer"
    except (ShopRefusal, ValueError) as error:
        return str(error)
    inner = body.get("response") or body.get("data") or {}
    failed = body.get("error") or body.get("code") or inner.get("failure_list") or inner.get("errors")
    if answer.status == 200 and not failed:
        return None
    return answer.body[:300].decode("utf-8", "replace")


def _part(name: str) -> Callable[[Shop, Json], object]:
    return lambda shop, fields: getattr(shop, name)(fields["order"], fields.get("line"), fields.get("units"))


def _units(line: Mapping[str, Any]) -> int:
    units = line.get("units")
    if not isinstance(units, int) or isinstance(units, bool) or units < 1:
        raise wrong("each line has `units`, one at least")
    return units


def _obeyed(act: Callable[[], Any]) -> Any:
    """The move, with the shop's own refusals as ours."""
    try:
        return act()
    except NotFound as error:
        raise missing(str(error)) from error
    except ShopRefusal as error:
        raise conflict(str(error), error.code) from error
