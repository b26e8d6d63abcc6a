"""A sandbox shop as actors and invariants see it: `Shop` over the shop's own public moves and faults."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from sandbox.shops.base import Shop as SandboxShop
from sandbox.shops.business import Business
from sandbox.shops.trade import Event, ShopRefusal
from sandbox.shops.webhooks import Parcel

from ..places import Refused

# What the shops call an order's status in a push.
STATUS = frozenset({"status", "order_status"})


class WireShop:
    """One sandbox shop. `connect` lets the seller consent anew for the engine that is in use."""

    def __init__(self, shop: SandboxShop, connect: Callable[[], None]) -> None:
        self._shop = shop
        self._connect = connect

    @property
    def business(self) -> Business:
        """What sellers and buyers do there."""
        return self._shop

    @property
    def storefronts(self) -> Sequence[str]:
        """Where buyers buy."""
        return self._shop.catalogue.storefronts

    def rival_set(self, listing: str, units: int) -> None:
        """As `Shop.rival_set`."""
        try:
            self._shop.rival_set_stock(listing, units)
        except ShopRefusal as error:
            raise Refused(str(error)) from error

    def spoil(self, kind: str, times: int, *, reads: bool = True, lag: float = 0.0) -> bool:
        """As `Shop.spoil`."""
        faults = self._shop.faults
        if kind == "order_lag":
            faults.order_lag = lag
            return True
        stock = "update_stock" if self._shop.kind == "shopee" else "inventory/update"
        catalogue = "get_item_list" if self._shop.kind == "shopee" else "products/search"
        orders = "get_order_list" if self._shop.kind == "shopee" else "orders/search"
        if kind == "lie":
            faults.lie(times, path=stock)
        elif kind == "empty_catalogue":
            faults.empty_catalogue(times, path=catalogue)
        elif kind == "short_page":
            faults.short_page(times, path=orders if reads else catalogue)
        elif kind == "duplicate_page":
            faults.duplicate_page(times, path=orders if reads else catalogue)
        elif kind == "truncated":
            faults.truncated(times, path=orders if reads else stock)
        else:
            return False
        return True

    def spoilt(self) -> int:
        """As `Shop.spoilt`."""
        return sum(fault.times for fault in self._shop.faults.waiting)

    def soothe(self) -> None:
        """As `Shop.soothe`."""
        self._shop.faults.clear()

    def writes(self) -> int:
        """As `Shop.writes`."""
        return self._shop.counts().get("engine", {}).get("writes", 0)

    def expire(self) -> None:
        """As `Shop.expire`."""
        self._shop.expire_access_token("engine")

    def revoke(self) -> None:
        """As `Shop.revoke`."""
        self._shop.expire_access_token("engine")
        self._shop.revoke_refresh_token("engine")

    def consent(self) -> None:
        """As `Shop.consent`."""
        self._connect()

    def hooks(self, mode: str, times: int, seconds: float = 0.0) -> bool:
        """As `Shop.hooks`."""
        hooks = self._shop.webhooks
        if mode == "late":
            hooks.late(seconds, times)
        elif mode in ("duplicate", "out_of_order", "lose", "forge"):
            getattr(hooks, mode)(times)
        else:
            return False
        return True

    def invent_hook(self, order: str, status: str) -> bool:
        """As `Shop.invent_hook`."""
        hooks, now = self._shop.webhooks, self._shop.clock.now()
        event = Event("order", "pay", now, order)
        before = len(hooks.queue)
        for app in sorted(hooks.urls):
            for topic, body in self._shop.push_bodies(event, app):
                told = json.loads(body)
                told["data"].update(dict.fromkeys(STATUS & told["data"].keys(), status))
                hooks.last_id += 1
                hooks.queue.append(Parcel(hooks.last_id, app, topic, json.dumps(told), now, now, forged=True))
        return len(hooks.queue) > before

    def deliver_hooks(self) -> None:
        """As `Shop.deliver_hooks`."""
        self._shop.tick()
