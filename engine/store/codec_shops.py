"""How a listing with its link, and an order line with its bookings, become a row and the same value again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..model.catalog import Binding, Listing
from ..model.ids import LineKey, ListingKey
from ..model.orders import BookedLine, OrderLine
from .packing import (
    Columns,
    Decoder,
    components,
    dump,
    dump_more,
    pack_link,
    rest,
    sequence,
    split,
    unpack_link,
    unusual,
    words,
)

_LISTING_MORE, _LISTING_DEFAULTS = rest(
    Listing, ("key", "product", "sku", "name", "variant", "price", "stock", "storefronts")
)
_BINDING_MORE, _BINDING_DEFAULTS = rest(
    Binding,
    ("listing", "components", "status", "pushed", "expected", "seen", "seen_at"),
    drifts=sequence,
)
_ORDER_MORE, _ORDER_DEFAULTS = rest(
    OrderLine,
    (
        *("key", "listing", "sku", "name", "taken", "released", "shipped", "returned", "price", "status"),
        *("storefront", "created", "updated", "ship_by", "final"),
    ),
)
_LINE_MORE, _LINE_DEFAULTS = rest(
    BookedLine, ("line", "components", "reserved", "released", "shipped", "first_seen")
)
_RICH_LINK: Mapping[str, Decoder] = {"components": components}
_FOREIGN: Mapping[str, Decoder] = {"listing": lambda value: ListingKey(*value)}


def pack_binding(binding: Binding) -> Columns:
    """The row of a listing and its link."""
    listing = binding.listing
    extra = unusual(listing, _LISTING_DEFAULTS) | unusual(binding, _BINDING_DEFAULTS)
    component, units = pack_link(binding.components, extra)
    return {
        "shop": listing.key.shop,
        "listing": listing.key.listing,
        "product": listing.product,
        "sku": listing.sku,
        "name": listing.name,
        "variant": listing.variant,
        "price": listing.price,
        "stock": listing.stock,
        "storefronts": dump(listing.storefronts),
        "component": component,
        "units": units,
        "status": binding.status,
        "pushed": binding.pushed,
        "expected": binding.expected,
        "seen": binding.seen,
        "seen_at": binding.seen_at,
        "more": dump_more(extra),
    }


def unpack_binding(row: Sequence[Any]) -> Binding:
    """The binding of a row."""
    (shop, listing, product, sku, name, variant, price, stock, storefronts) = row[:9]
    (component, units, status, pushed, expected, seen, seen_at, more) = row[9:]
    of_listing, of_binding, rich = split(more, _LISTING_MORE, _BINDING_MORE, _RICH_LINK)
    return Binding(
        Listing(
            ListingKey(shop, listing),
            product,
            sku,
            name,
            variant,
            price,
            stock,
            storefronts=words(storefronts),
            **of_listing,
        ),
        unpack_link(component, units, rich),
        status=status,
        pushed=pushed,
        expected=expected,
        seen=seen,
        seen_at=seen_at,
        **of_binding,
    )


def pack_line(booked: BookedLine) -> Columns:
    """The row of an order line. A listing of another shop than the line's own is kept whole in `more`."""
    line = booked.line
    extra = unusual(line, _ORDER_DEFAULTS) | unusual(booked, _LINE_DEFAULTS)
    if line.listing.shop != line.key.shop:
        extra["listing"] = line.listing
    component, units = pack_link(booked.components, extra)
    return {
        "shop": line.key.shop,
        "order_id": line.key.order,
        "line_id": line.key.line,
        "listing": line.listing.listing,
        "sku": line.sku,
        "name": line.name,
        "taken": line.taken,
        "released": line.released,
        "shipped": line.shipped,
        "returned": line.returned,
        "price": line.price,
        "status": line.status,
        "storefront": line.storefront,
        "created": line.created,
        "updated": line.updated,
        "ship_by": line.ship_by,
        "final": line.final,
        "component": component,
        "units": units,
        "booked_reserved": booked.reserved,
        "booked_released": booked.released,
        "booked_shipped": booked.shipped,
        "first_seen": booked.first_seen,
        "more": dump_more(extra),
    }


def unpack_line(row: Sequence[Any]) -> BookedLine:
    """The booked line of a row."""
    (shop, order_id, line_id, listing, sku, name, taken, released, shipped, returned) = row[:10]
    (price, status, storefront, created, updated, ship_by, final, component, units) = row[10:19]
    (booked_reserved, booked_released, booked_shipped, first_seen, more) = row[19:]
    of_order, of_line, rich, foreign = split(more, _ORDER_MORE, _LINE_MORE, _RICH_LINK, _FOREIGN)
    return BookedLine(
        OrderLine(
            LineKey(shop, order_id, line_id),
            foreign.get("listing", ListingKey(shop, listing)),
            sku,
            name,
            taken,
            released,
            shipped,
            returned,
            price,
            status,
            storefront,
            created,
            updated,
            ship_by,
            final=bool(final),
            **of_order,
        ),
        unpack_link(component, units, rich),
        reserved=booked_reserved,
        released=booked_released,
        shipped=booked_shipped,
        first_seen=first_seen,
        **of_line,
    )
