"""How a window of Shopee orders is read whole: pages, details, returns, and what counts as all of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ...model.orders import OrderLine
from ...model.remote import OrdersRead, Window
from ..config import ShopConfig
from ..fetching import fetch_known
from ..lenient import parse_each
from ..paginate import CursorPages, NumberedPages, whole_seconds, windows
from .client import MOST_IDS, PAGE, ShopeeClient
from .mapping import RETURN_DONE, order_lines
from .wire import Order, OrderRef, Returned

# One second under the documented limit, which is judged on rounded times.
LONGEST_WINDOW = 15 * 86_400 - 1


@dataclass(slots=True)
class _Gathered:
    """What the pages of one read have given so far."""

    numbers: dict[str, None] = field(default_factory=dict)
    returns: dict[str, list[Returned]] = field(default_factory=dict)
    complete: bool = True


def read_orders(config: ShopConfig, client: ShopeeClient, window: Window) -> OrdersRead:
    """Every line of every order that was updated, or whose return was completed, in the window."""
    gathered = _Gathered()
    for start, end in windows(*whole_seconds(window.since, window.until), LONGEST_WINDOW):
        _read_numbers(config.shop, client, start, end, gathered)
    if window.returns is not None:
        for start, end in windows(*whole_seconds(*window.returns), LONGEST_WINDOW):
            _read_returns(config.shop, client, start, end, gathered)
    orders = _details(client, gathered)
    elsewhere = _elsewhere(config, client, orders)
    lines: list[OrderLine] = []
    for order in orders:
        lines += order_lines(config.shop, order, gathered.returns.get(order.order_sn, ()), elsewhere)
    return OrdersRead(tuple(lines), gathered.complete, window.until)


def _read_numbers(shop: str, client: ShopeeClient, since: int, until: int, gathered: _Gathered) -> None:
    pages: CursorPages | None = CursorPages(shop)
    while pages is not None:
        page = client.order_page(since, until, pages.cursor)
        refs, whole = parse_each(OrderRef, page.order_list, shop)
        gathered.numbers.update(dict.fromkeys(ref.order_sn for ref in refs))
        # A page that is not full although more follow has lost rows on its way.
        gathered.complete &= whole and not (page.more and len(page.order_list) < PAGE)
        pages = pages.after(page.next_cursor, page.more)


def _read_returns(shop: str, client: ShopeeClient, since: int, until: int, gathered: _Gathered) -> None:
    pages: NumberedPages | None = NumberedPages(shop)
    while pages is not None:
        page = client.return_page(since, until, pages.number)
        found, whole = parse_each(Returned, page.rows, shop)
        for one in found:
            if one.status == RETURN_DONE:
                # A completed return need not touch its order's update time.
                gathered.numbers.setdefault(one.order_sn)
                gathered.returns.setdefault(one.order_sn, []).append(one)
        gathered.complete &= whole and not (page.more and len(page.rows) < PAGE)
        pages = pages.after(page.more)


def _details(client: ShopeeClient, gathered: _Gathered) -> list[Order]:
    """The orders in full, each once and in its newest form; a number without an order is a gap."""

    def fetch(numbers: Sequence[str]) -> list[Order]:
        found, whole = client.orders(numbers)
        gathered.complete &= whole
        return found

    newest: dict[str, Order] = {}
    for order in fetch_known(list(gathered.numbers), MOST_IDS, fetch):
        known = newest.get(order.order_sn)
        if known is None or order.update_time >= known.update_time:
            newest[order.order_sn] = order
    gathered.complete &= newest.keys() >= gathered.numbers.keys()
    return list(newest.values())


def _elsewhere(config: ShopConfig, client: ShopeeClient, orders: Sequence[Order]) -> frozenset[str]:
    """The other warehouses' ids, asked for only where an order names a place that is not the chosen one."""
    if not config.warehouse:
        return frozenset()
    named = {place for order in orders for row in order.item_list for place in row.product_location_id}
    if named <= {config.warehouse}:
        return frozenset()
    return frozenset(place for place, _ in client.warehouses()) - {config.warehouse}
