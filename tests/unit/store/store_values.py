"""Hypothesis strategies for everything that the cache keeps."""

from __future__ import annotations

from hypothesis import strategies as st

from engine.model.book import PendingBatch, ShopState
from engine.model.catalog import Binding, Component, Listing
from engine.model.ids import LineKey, ListingKey
from engine.model.orders import BookedLine, OrderLine
from engine.model.questions import Choice, Question
from engine.model.sheet import CellWrite, Chunk, Intent, RowAppend, SheetWrite
from engine.model.stock import Part, Receipt, Replaced, SkuState

names = st.text(max_size=8)
units = st.integers(min_value=-(2**53), max_value=2**53)
times = st.floats(min_value=0, max_value=4e9, allow_nan=False)
params = st.lists(st.tuples(names, names), max_size=2).map(tuple)


def tuples_of(one: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(one, max_size=3).map(tuple)


listing_keys = st.builds(ListingKey, names, names)
links = tuples_of(st.builds(Component, names, units))
receipts = st.none() | st.builds(Receipt, names, params, times)
skus = st.builds(
    SkuState,
    sku=names,
    shown=names,
    on_hand=units,
    reserved=units,
    bases=tuples_of(units),
    offsets=tuples_of(units),
    parts=tuples_of(st.builds(Part, units, times)),
    entry_base=names,
    entry_number=units,
    replaced=tuples_of(st.builds(Replaced, units, times)),
    edited_at=times,
    read_at=times,
    buffer=units,
    active=st.booleans(),
    feed=st.booleans(),
    counted=st.booleans(),
    vanished_at=times,
    copies=units,
    ceiling=st.none() | units,
    misses=units,
    entry_misses=units,
    unreleased=units,
    withdrawn=units,
    receipt=receipts,
    problem=receipts,
)
listings = st.builds(
    Listing,
    key=listing_keys,
    product=names,
    sku=names,
    name=names,
    variant=names,
    price=units,
    stock=units,
    active=st.booleans(),
    own_stock=st.booleans(),
    storefronts=tuples_of(names),
)
bindings = st.builds(
    Binding,
    listing=listings,
    components=links,
    status=st.sampled_from(["matched", "unmatched", "empty", "duplicate"]),
    chosen=st.booleans(),
    pushed=st.none() | units,
    expected=st.none() | units,
    seen=st.none() | units,
    seen_at=times,
    seen_for=times,
    suspect=units,
    drifts=tuples_of(times),
    frozen=st.booleans(),
    uncertain=st.booleans(),
    refused=names,
    gone=st.booleans(),
    lowered_at=times,
)
lines = st.builds(
    BookedLine,
    line=st.builds(
        OrderLine,
        key=st.builds(LineKey, names, names, names),
        listing=listing_keys,
        sku=names,
        name=names,
        taken=units,
        released=units,
        shipped=units,
        returned=units,
        price=units,
        status=names,
        storefront=names,
        created=times,
        updated=times,
        ship_by=times,
        own_stock=st.booleans(),
        final=st.booleans(),
        left=times,
    ),
    components=links,
    reserved=units,
    released=units,
    shipped=units,
    restocked=units,
    discarded=units,
    opening=st.booleans(),
    early=st.booleans(),
    first_seen=times,
    rebuilds=units,
)
questions = st.builds(
    Question,
    id=names,
    kind=st.sampled_from(["count", "hold", "drift"]),
    subject=names,
    opened_at=times,
    params=params,
    choices=tuples_of(st.builds(Choice, names, params)),
    digest=names,
    answer=names,
    who=names,
    closed_at=times,
)
shops = st.builds(
    ShopState,
    shop=names,
    sending=st.booleans(),
    connected=st.booleans(),
    horizon=times,
    opened_at=times,
    scan_cursor=names,
    scanned_at=times,
    failures=units,
    retry_at=times,
    problem=names,
    days_left=st.none() | units,
    read_at=times,
    checked_at=times,
    frozen_at=times,
)
cell_values = st.none() | st.booleans() | units | times | names
writes = st.builds(
    SheetWrite,
    number=units,
    intents=tuples_of(
        st.builds(
            Intent,
            tab=names,
            key=tuples_of(names),
            column=names,
            row=units,
            expected=cell_values,
            new=cell_values,
            mode=st.sampled_from(["swap", "plain", "fill"]),
        )
    ),
    cells=tuples_of(st.builds(CellWrite, names, units, names, cell_values)),
    appends=tuples_of(
        st.builds(RowAppend, names, tuples_of(st.tuples(names, cell_values)), tuples_of(names))
    ),
    chunks=tuples_of(st.builds(Chunk, names, names)),
)
pendings = st.builds(PendingBatch, epoch=units, write=writes, read_at=times)
