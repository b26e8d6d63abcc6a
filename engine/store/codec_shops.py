"""How a listing with its link, and an order line with its bookings, become a row and the same value again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from ..model.catalog import Binding, Component, Listing
from ..model.ids import LineKey, ListingKey
from ..model.orders import BookedLine, OrderLine
from .packing import (
    Columns,
    Decoder,
    as_is,
    components,
    defaults,
    dump,
    dump_more,
    pack_link,
    sequence,
    split,
    unusual,
)

LISTING_MORE: Mapping[str, Decoder] = {"active": as_is, "own_stock": as_is}
BINDING_MORE: Mapping[str, Decoder] = {
    "components": components,
    "chosen": as_is,
    "suspect": as_is,
    "drifts": sequence,
    "frozen": as_is,
    "uncertain": as_is,
    "refused": as_is,
    "gone": as_is,
}
ORDER_MORE: Mapping[str, Decoder] = {"own_stock": as_is}
LINE_MORE: Mapping[str, Decoder] = {
    "components": components,
    "restocked": as_is,
    "discarded": as_is,
    "opening": as_is,
}
_FOREIGN: Mapping[str, Decoder] = {"listing": lambda value: ListingKey(*value)}
_LISTING_REST = defaults(Listing, LISTING_MORE)
_BINDING_REST = defaults(Binding, BINDING_MORE, apart="components")
_ORDER_REST = defaults(OrderLine, ORDER_MORE)
_LINE_REST = defaults(BookedLine, LINE_MORE, apart="components")


def pack_binding(binding: Binding) -> Columns:
    """The row of a listing and its link."""
    listing = binding.listing
    extra = unusual(listing, _LISTING_REST) | unusual(binding, _BINDING_REST)
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
        "scan": binding.scan,
        "more": dump_more(extra),
    }


def unpack_binding(row: Sequence[Any]) -> Binding:
    """The binding of a row."""
    (shop, listing, product, sku, name, variant, price, stock, storefronts) = row[:9]
    (component, units, status, pushed, expected, seen, seen_at, scan, more) = row[9:]
    ours, rest = split(more, LISTING_MORE, BINDING_MORE) if more is not None else ({}, {})
    if component is not None:
        rest["components"] = (Component(component, units),)
    return Binding(
        Listing(
            ListingKey(shop, listing),
            product,
            sku,
            name,
            variant,
            price,
            stock,
            storefronts=tuple(json.loads(storefronts)) if storefronts != "[]" else (),
            **ours,
        ),
        status=status,
        pushed=pushed,
        expected=expected,
        seen=seen,
        seen_at=seen_at,
        scan=scan,
        **rest,
    )


def pack_line(booked: BookedLine) -> Columns:
    """The row of an order line. A listing of another shop than the line's own is kept whole in `more`."""
    line = booked.line
    extra = unusual(line, _ORDER_REST) | unusual(booked, _LINE_REST)
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
    ours, rest, foreign = split(more, ORDER_MORE, LINE_MORE, _FOREIGN) if more is not None else ({}, {}, {})
    if component is not None:
        rest["components"] = (Component(component, units),)
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
            final=final,
            **ours,
        ),
        reserved=booked_reserved,
        released=booked_released,
        shipped=booked_shipped,
        first_seen=first_seen,
        **rest,
    )
