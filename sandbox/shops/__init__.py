"""Sandbox shops: marketplaces with books of their own, answering in their real wire protocols.

    from sandbox.shops.shopee import ShopeeShop
    shop = ShopeeShop("shopee", clock=clock, rng=random.Random(7), post=post)
    with serving(shop.guarded) as running:
        shop.base_url = running.url

Every marketplace is a `Shop` (`sandbox.shops.base`). Times are unix seconds, money is whole rupiah, ids are text;
a listing is one variant, `<product id>:<variant id>`. Buyers' and sellers' moves raise a `ShopRefusal`
(`OutOfStock`, `NotFound`, `WrongState`, `BelowReserved`) where the shop's rules forbid them.

Sockets and sign-in
    `handle`, `guarded` (behind the loopback rule), `base_url` (set by whoever serves it),
    `credentials(app) -> dict`, `grant(app) -> code`, `expire_access_token(app)`, `revoke_refresh_token(app)`,
    `withdraw(app)`. Apps are "engine" and "rival" unless told otherwise.
Sellers
    `add_product(name, [NewVariant(name, sku, price, stock)]) -> Product`, `set_stock(listing, units, warehouse)`,
    `set_sku`, `set_price`, `set_status(product id, Status)`, `reserve(listing, units)` (a promotion),
    `relist(listing) -> new listing`, `arrange(order)`, `reject_cancel(order)`.
Buyers and parcels (line and units may be left out: all of it)
    `buy(storefront, [(listing, units)]) -> Order`, `pay(order)`, `cancel(order, line, units)`,
    `request_cancel(order)`, `ship(order, line, units)`, `fail_delivery(order)`, `deliver(order)`,
    `complete(order)`, `open_return(order, line, units) -> Return`, `finish_return(return, accepted=)`,
    `return_goods(order, line, units)`.
Another integration
    `rival_set_stock(listing, units) -> Response`: through the API, as app "rival".
Truth to check against
    `listings() -> [{"shop", "id", "sku", "stock"}]`, `orders() -> [{"shop", "storefront", "id", "stage",
    "created_at", "updated_at", "lines"}]`, `order(id) -> Order`, `counts() -> {app: {"reads", "writes"}}`,
    `calls` (the last 2000).
Things that go wrong
    `faults` (`sandbox.shops.faults.Faults`), `webhooks` (`sandbox.shops.webhooks.Webhooks`); pushes leave when
    `tick()` is called, through the injected `post(url, headers, body) -> status`.
State
    `dump() -> dict` and `load(dict)`, in JSON types.
"""

from .base import App, Call, Shop
from .faults import Fault, Faults, Kind
from .trade import (
    BelowReserved,
    Line,
    NewVariant,
    NotFound,
    Order,
    OutOfStock,
    Product,
    Return,
    ShopRefusal,
    Stage,
    Status,
    Variant,
    Warehouse,
    WrongState,
    stage,
)
from .webhooks import Mode, Post, Webhooks

__all__ = [
    "App",
    "BelowReserved",
    "Call",
    "Fault",
    "Faults",
    "Kind",
    "Line",
    "Mode",
    "NewVariant",
    "NotFound",
    "Order",
    "OutOfStock",
    "Post",
    "Product",
    "Return",
    "Shop",
    "ShopRefusal",
    "Stage",
    "Status",
    "Variant",
    "Warehouse",
    "Webhooks",
    "WrongState",
    "stage",
]
