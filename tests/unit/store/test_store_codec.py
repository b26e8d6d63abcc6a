"""A value that went through a row is the same value, field by field and type by type."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields

import pytest
import store_values as values
from hypothesis import given

from engine.model.book import PendingBatch, ShopState
from engine.model.catalog import Binding, Component, Listing
from engine.model.ids import LineKey, ListingKey
from engine.model.orders import BookedLine, OrderLine
from engine.model.questions import Question
from engine.model.sheet import CellWrite, SheetWrite
from engine.model.stock import SkuState
from engine.store import codec, codec_shops
from engine.store.codec_batch import pack_write, unpack_pending
from engine.store.packing import rest, split
from engine.store.tables import BINDING, LINE, QUESTION, SHOP, SKU, columns


def through(pack, unpack, table, value):
    """Pack by column name, then unpack in the order in which the table would give the row."""
    row = pack(value)
    assert row.keys() == {column.name for column in columns(table)}
    return unpack([row[column.name] for column in columns(table)])


def exactly(value: object) -> str:
    """A form in which 1, 1.0 and True differ, and tuples differ from lists."""
    return repr(value)


@given(values.skus)
def test_a_sku_survives(state: SkuState) -> None:
    back = through(codec.pack_sku, codec.unpack_sku, SKU, state)
    assert exactly(back) == exactly(state)


@given(values.bindings)
def test_a_binding_survives(binding: Binding) -> None:
    back = through(codec_shops.pack_binding, codec_shops.unpack_binding, BINDING, binding)
    assert exactly(back) == exactly(binding)


@given(values.lines)
def test_an_order_line_survives(booked: BookedLine) -> None:
    back = through(codec_shops.pack_line, codec_shops.unpack_line, LINE, booked)
    assert exactly(back) == exactly(booked)


@given(values.questions)
def test_a_question_survives(question: Question) -> None:
    back = through(codec.pack_question, codec.unpack_question, QUESTION, question)
    assert exactly(back) == exactly(question)


@given(values.shops)
def test_a_shop_survives(state: ShopState) -> None:
    back = through(codec.pack_shop, codec.unpack_shop, SHOP, state)
    assert exactly(back) == exactly(state)


@given(values.pendings)
def test_a_journalled_batch_survives(pending: PendingBatch) -> None:
    back = unpack_pending(pending.epoch, pending.read_at, pack_write(pending.write))
    assert exactly(back) == exactly(pending)


@pytest.mark.parametrize("value", [1, 1.0, True, "1", "", None, 0, 0.1])
def test_a_cell_keeps_the_type_that_it_had(value: object) -> None:
    write = SheetWrite(number=1, cells=(CellWrite("Stok", 4, "on_hand", value),))
    (cell,) = unpack_pending(1, 0.0, pack_write(write)).write.cells
    assert exactly(cell.value) == exactly(value)


@pytest.mark.parametrize(
    ("strategy", "kind"),
    [
        (values.skus, SkuState),
        (values.listings, Listing),
        (values.bindings, Binding),
        (values.lines, BookedLine),
        (values.questions, Question),
        (values.shops, ShopState),
    ],
)
def test_the_properties_above_draw_every_field(strategy, kind) -> None:
    drawn = strategy.wrapped_strategy.kwargs.keys()
    assert drawn == {field.name for field in fields(kind)}


def test_a_sku_at_rest_has_nothing_to_parse() -> None:
    state = SkuState("kaos-m", "Kaos-M", 10, 2, (10,), buffer=1, counted=True, edited_at=5.0, read_at=6.0)
    assert codec.pack_sku(state)["more"] is None
    assert codec.pack_sku(state)["base"] == 10


def test_a_plain_link_and_a_plain_line_have_nothing_to_parse() -> None:
    key = ListingKey("toko", "1:2")
    listing = Listing(key, "1", "A", "Kaos", "M", 50_000, 3, storefronts=("shopee",))
    binding = Binding(listing, (Component("a", 1),), "matched", pushed=3, expected=3, seen=3, seen_at=9.0)
    line = OrderLine(LineKey("toko", "o", "1"), key, "A", "Kaos", 1, 0, 0, 0, 5, "READY", "shopee", 1.0, 2.0)
    booked = BookedLine(line, (Component("a", 1),), reserved=1, first_seen=3.0)
    assert codec_shops.pack_binding(binding)["more"] is None
    assert codec_shops.pack_line(booked)["more"] is None


def test_a_field_nobody_knows_is_not_skipped() -> None:
    with pytest.raises(KeyError):
        split(json.dumps({"colour": 1}), {"size": int})


def test_a_new_field_with_a_default_travels_by_itself_and_one_without_is_refused() -> None:
    @dataclass
    class Grown:
        sku: str
        weight: int
        colour: str = ""

    more, defaults = rest(Grown, ("sku", "weight"))
    assert (list(more), defaults) == (["colour"], (("colour", ""),))
    with pytest.raises(TypeError, match="weight"):
        rest(Grown, ("sku",))
    with pytest.raises(TypeError, match="colur"):
        rest(Grown, ("sku", "weight"), colur=str)
