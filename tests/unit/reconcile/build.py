"""Short ways to say what a sheet and a shop look like, for tests of the core."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from engine.model.book import Book, Plan
from engine.model.catalog import Listing
from engine.model.ids import LineKey, ListingKey
from engine.model.orders import OrderLine
from engine.model.remote import ListingsRead, OrdersRead, Remote
from engine.model.rules import Rules
from engine.model.sheet import Cell, Inspected, SheetView, TabView, Value
from engine.reconcile.decisions import Decision
from engine.reconcile.plan import Inputs, reconcile
from engine.reconcile.rows import rows_to_inspect

SKU_COLUMNS = (
    "sku", "name", "variant", "stock", "entry", "buffer", "reserved", "available", "status", "receipt", "active",
    "notes",
)  # fmt: skip
RULES = Rules()


def skus(*rows: Mapping[str, Value]) -> TabView:
    """The `SKU` tab with these rows."""
    columns = {name: at for at, name in enumerate(SKU_COLUMNS)}
    return TabView("skus", columns, tuple(tuple(row.get(name) for name in SKU_COLUMNS) for row in rows))


def links(*rows: tuple[str, str, str]) -> TabView:
    """The `Tautan` tab: shop, id and SKU master."""
    columns = {"shop": 0, "id": 1, "suggestion": 2, "master": 3, "agree": 4}
    return TabView("links", columns, tuple((shop, one, None, master, None) for shop, one, master in rows))


def start(**sending: bool) -> TabView:
    """The `Mulai` tab: which shops are ticked."""
    return TabView("start", {"shop": 0, "send_stock": 1, "last_read": 2}, tuple(sending.items()))


def view(*tabs: TabView, at: float) -> SheetView:
    """One light read at Unix time `at`."""
    return SheetView({tab.tab: tab for tab in tabs}, 1, 1, at)


def cell(value: Value) -> Cell:
    """A plain cell as a full read shows it."""
    if value is None:
        return Cell("blank", None, False, "", "")
    if isinstance(value, bool):
        return Cell("bool", value, False, "", str(value).upper())
    if isinstance(value, str):
        return Cell("error" if value.startswith("#") else "text", value, False, "", value)
    return Cell("number", value, False, "", f"{value:g}")


def inspect(seen: SheetView, book: Book) -> dict[int, Inspected]:
    """What a full read of the rows that need one would show."""
    tab = seen.tabs["skus"]
    rows = rows_to_inspect(seen, book.skus, again=True)
    return {row: full(tab, row) for row in rows}


def full(tab: TabView, row: int) -> Inspected:
    """A row of the `SKU` tab as a full read shows it: plain cells."""
    at = row - tab.first_row
    return Inspected(tab.text(at, "sku"), cell(tab.cell(at, "stock")), cell(tab.cell(at, "entry")))


def listing(sku: str, *, shop: str = "shopee", one: str = "", stock: int = 0) -> Listing:
    """A listing variant whose id is its SKU where none is given."""
    return Listing(ListingKey(shop, one or f"L-{sku}"), one or sku, sku, sku, "", 10_000, stock)


def line(
    sku: str, *, taken: int, released: int = 0, shipped: int = 0, returned: int = 0,
    at: float, order: str = "O1", shop: str = "shopee", one: str = "", created: float | None = None,
) -> OrderLine:  # fmt: skip
    """An order line as a shop tells it at time `at`."""
    return OrderLine(
        LineKey(shop, order, "1"), ListingKey(shop, one or f"L-{sku}"), sku, sku, taken, released, shipped,
        returned, 10_000, "READY", shop, at if created is None else created, at,
    )  # fmt: skip


def remote(
    *listings: Listing, lines: Sequence[OrderLine] = (), shop: str = "shopee", at: float, whole: bool = True
) -> Remote:
    """One shop's side of a cycle: a whole scan and these order lines."""
    keys = frozenset(one.key for one in listings) if whole else None
    return Remote(
        shop, OrdersRead(tuple(lines), True, at), ListingsRead(tuple(listings), "", True, at), whole=keys
    )


def cycle(
    book: Book,
    seen: SheetView,
    *remotes: Remote,
    now: float,
    decisions: Mapping[str, Decision] | None = None,
    rules: Rules = RULES,
    shops: Sequence[str] = ("shopee",),
) -> Plan:
    """One pure cycle; pushes are planned, nothing is carried out."""
    inputs = Inputs(seen, inspect(seen, book), decisions or {}, remotes, shops)
    return reconcile(book, inputs, rules, lambda _shop, units: units, now)


def pushed(book: Book, plan: Plan) -> Book:
    """The plan's book with every push carried out and confirmed."""
    bindings = dict(plan.book.bindings)
    for push in plan.pushes:
        bindings[push.key] = replace(
            bindings[push.key], pushed=push.units, expected=push.units, seen=push.units, suspect=0
        )
    return replace(plan.book, bindings=bindings)


ROW = {"sku": "KAOS-M", "stock": 10, "active": True}
KEY = ListingKey("shopee", "L-KAOS-M")


def opened(stock: int = 10, seen: int = 10) -> Book:
    """A shop that is connected, sending, and in harmony."""
    sheet = view(skus({**ROW, "stock": stock}), links(), start(shopee=True), at=100.0)
    plan = cycle(Book("s"), sheet, remote(listing("KAOS-M", stock=seen), at=100.0), now=100.0)
    return pushed(Book("s"), plan)


def sheet(stock: Value = 10, *, at: float, entry: str | None = None) -> SheetView:
    row = {**ROW, "stock": stock, "entry": entry}
    return view(skus(row), links(), start(shopee=True), at=at)


def numbers(book: Book) -> tuple[int, int, int]:
    state = book.skus["kaos-m"]
    return state.on_hand, state.reserved, state.available
