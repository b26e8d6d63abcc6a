"""How a window of TikTok Shop orders is read whole: pages, returns, and what counts as all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from ...model.orders import OrderLine
from ...model.remote import OrdersRead, Window
from ..config import ShopConfig
from ..fetching import fetch_known
from ..lenient import parse_each
from ..paginate import CursorPages, batches, whole_seconds
from .client import MOST_ORDERS, PAGE, RETURN_PAGE, TikTokClient
from .mapping import is_goods_back, may_have_returns, order_lines
from .wire import Order, OrderRef, Returned, ReturnPage


@dataclass(slots=True)
class _Gathered:
    """What the pages of one read have given so far."""

    orders: dict[str, Order] = field(default_factory=dict)
    returns: dict[str, list[Returned]] = field(default_factory=dict)
    complete: bool = True

    def keep(self, orders: Iterable[Order]) -> None:
        """Each order once, in its newest form."""
        for order in orders:
            known = self.orders.get(order.id)
            if known is None or order.update_time >= known.update_time:
                self.orders[order.id] = order


def read_orders(config: ShopConfig, client: TikTokClient, window: Window) -> OrdersRead:
    """Every line of every order that was updated, or whose return was completed, in the window."""
    gathered = _Gathered()
    _read_pages(config.shop, client, *whole_seconds(window.since, window.until), gathered)
    if window.returns is not None:
        _read_returned(config.shop, client, *whole_seconds(*window.returns), gathered)
    _read_returns(config.shop, client, gathered)
    elsewhere = _elsewhere(config, client, gathered.orders.values())
    lines: list[OrderLine] = []
    for order in gathered.orders.values():
        lines += order_lines(config.shop, order, gathered.returns.get(order.id, ()), elsewhere)
    return OrdersRead(tuple(lines), gathered.complete, window.until)


def _read_pages(shop: str, client: TikTokClient, since: int, until: int, gathered: _Gathered) -> None:
    seen: set[str] = set()
    pages: CursorPages | None = CursorPages(shop)
    while pages is not None:
        page = client.order_page(since, until, pages.cursor)
        refs, named = parse_each(OrderRef, page.orders, shop)
        seen |= {ref.id for ref in refs}
        orders, whole = parse_each(Order, page.orders, shop)
        gathered.keep(orders)
        more = bool(page.next_page_token)
        # A page that is not full although more follow, or pages that do not add up, have lost rows.
        lost = len(page.orders) < PAGE if more else len(seen) < page.total_count
        gathered.complete &= named and whole and not lost
        pages = pages.after(page.next_page_token, more)


def _read_returned(shop: str, client: TikTokClient, since: int, until: int, gathered: _Gathered) -> None:
    """Orders whose return was completed in the window: that need not touch the order's own update time."""
    found = _returns(shop, client.returns_updated(since, until), gathered)
    missing = list(
        dict.fromkeys(
            one.order_id for one in found if is_goods_back(one) and one.order_id not in gathered.orders
        )
    )

    def fetch(ids: Sequence[str]) -> list[Order]:
        orders, whole = client.orders(ids)
        gathered.complete &= whole
        return orders

    gathered.keep(fetch_known(missing, MOST_ORDERS, fetch))
    gathered.complete &= gathered.orders.keys() >= set(missing)


def _read_returns(shop: str, client: TikTokClient, gathered: _Gathered) -> None:
    """Every return of every order that was sent: units are cumulative, and older returns count."""
    sent = [order.id for order in gathered.orders.values() if may_have_returns(order)]
    for ids in batches(sent, MOST_ORDERS):
        for one in _returns(shop, client.returns_of(ids), gathered):
            gathered.returns.setdefault(one.order_id, []).append(one)


def _returns(shop: str, fetch: Callable[[str], ReturnPage], gathered: _Gathered) -> list[Returned]:
    found: list[Returned] = []
    pages: CursorPages | None = CursorPages(shop)
    while pages is not None:
        page = fetch(pages.cursor)
        rows, whole = parse_each(Returned, page.return_orders, shop)
        found += rows
        more = bool(page.next_page_token)
        lost = len(page.return_orders) < RETURN_PAGE if more else len(found) < page.total_count
        gathered.complete &= whole and not lost
        pages = pages.after(page.next_page_token, more)
    return found


def _elsewhere(config: ShopConfig, client: TikTokClient, orders: Iterable[Order]) -> frozenset[str]:
    """The other warehouses' ids, asked for only where an order leaves from a place that is not the chosen one."""
    if not config.warehouse or {order.warehouse_id for order in orders} <= {"", config.warehouse}:
        return frozenset()
    return frozenset(place for place, _ in client.warehouses()) - {config.warehouse}
