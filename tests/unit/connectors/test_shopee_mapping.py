"""Shopee's statuses, parcels and returns in cumulative units; items and models as listings."""

from __future__ import annotations

from typing import Any

import pytest

from engine.connectors.shopee.mapping import gone_units, line_units, listings, order_lines
from engine.connectors.shopee.wire import Item, Model, ModelList, Order, Returned

OPEN = [
    "UNPAID",
    "PENDING",
    "READY_TO_SHIP",
    "PROCESSED",
    "RETRY_SHIP",
    "IN_CANCEL",
    "INVOICE_PENDING",
    "NEW",
]
SENT = ["SHIPPED", "TO_CONFIRM_RECEIVE", "COMPLETED", "TO_RETURN"]


@pytest.mark.parametrize("status", OPEN)
@pytest.mark.parametrize(
    ("cancelled", "gone", "back", "expected"),
    [
        (0, 0, 0, (5, 0, 0, 0)),
        (2, 0, 0, (5, 2, 0, 0)),
        (2, 3, 0, (5, 2, 3, 0)),
        (2, 9, 0, (5, 2, 3, 0)),
        (9, 0, 0, (5, 5, 0, 0)),
        (0, 2, 1, (5, 0, 2, 1)),
    ],
)
def test_an_open_order(status: str, cancelled: int, gone: int, back: int, expected: tuple[int, ...]) -> None:
    assert line_units(status, 5, cancelled, gone, back) == expected


@pytest.mark.parametrize("status", SENT)
@pytest.mark.parametrize(
    ("cancelled", "back", "expected"),
    [(0, 0, (5, 0, 5, 0)), (2, 0, (5, 2, 3, 0)), (0, 1, (5, 0, 5, 1)), (2, 9, (5, 2, 3, 3))],
)
def test_a_sent_order(status: str, cancelled: int, back: int, expected: tuple[int, ...]) -> None:
    assert line_units(status, 5, cancelled, 0, back) == expected


@pytest.mark.parametrize(
    ("gone", "expected"), [(0, (5, 5, 0, 0)), (2, (5, 3, 2, 2)), (5, (5, 0, 5, 5)), (9, (5, 0, 5, 5))]
)
def test_a_cancelled_order(gone: int, expected: tuple[int, ...]) -> None:
    assert line_units("CANCELLED", 5, 5, gone, 0) == expected


def row(**fields: Any) -> dict[str, Any]:
    return {"item_id": 7, "model_id": 8, "model_quantity_purchased": 3, "order_item_id": 7, **fields}


def order(*rows: dict[str, Any], **fields: Any) -> Order:
    return Order.model_validate(
        {
            "order_sn": "A1",
            "order_status": "READY_TO_SHIP",
            "create_time": 100,
            "update_time": 200,
            "item_list": list(rows or (row(),)),
            **fields,
        }
    )


def parcel(status: str, units: int | None = None) -> dict[str, Any]:
    items = [] if units is None else [{"item_id": "7", "model_id": "8", "model_quantity": units}]
    return {"logistics_status": status, "item_list": items}


@pytest.mark.parametrize(
    ("status", "picked_up", "parcels", "gone"),
    [
        ("PROCESSED", 0, [], 0),
        ("PROCESSED", 0, [parcel("LOGISTICS_READY", 3)], 0),
        ("PROCESSED", 0, [parcel("LOGISTICS_PICKUP_FAILED", 3)], 0),
        ("PROCESSED", 50, [parcel("LOGISTICS_PICKUP_DONE", 1), parcel("LOGISTICS_READY", 2)], 1),
        ("PROCESSED", 50, [parcel("LOGISTICS_PICKUP_DONE")], 3),
        ("CANCELLED", 0, [parcel("LOGISTICS_REQUEST_CANCELED", 3)], 0),
        ("CANCELLED", 0, [], 0),
        ("CANCELLED", 50, [], 3),
        ("CANCELLED", 50, [parcel("LOGISTICS_INVALID", 3)], 3),
        ("CANCELLED", 50, [parcel("LOGISTICS_DELIVERY_FAILED", 3)], 3),
        ("CANCELLED", 0, [parcel("LOGISTICS_LOST", 2)], 2),
        ("CANCELLED", 0, [parcel("LOGISTICS_SOMETHING_NEW", 2)], 0),
    ],
)
def test_parcels_say_what_left(status: str, picked_up: int, parcels: list[dict[str, Any]], gone: int) -> None:
    found = gone_units(order(order_status=status, pickup_done_time=picked_up, package_list=parcels))
    assert found.get(("7", "8"), 0) == gone


def returned(number: str, status: str, units: int, at: int = 300) -> Returned:
    item = [{"item_id": 7, "model_id": 8, "amount": units}]
    return Returned.model_validate(
        {"return_sn": number, "order_sn": "A1", "status": status, "update_time": at, "item": item}
    )


def test_returns_count_once_completed_and_once_each() -> None:
    sent = order(order_status="COMPLETED")
    back = [returned("R1", "COMPLETED", 1), returned("R1", "COMPLETED", 1), returned("R2", "REQUESTED", 1)]
    (line,) = order_lines("toko", sent, back)
    assert (line.shipped, line.returned, line.updated) == (3, 1, 300.0)


def test_a_line_left_when_the_courier_took_the_parcel_whatever_happened_to_it_since() -> None:
    (sent,) = order_lines("toko", order(order_status="COMPLETED", pickup_done_time=150))
    (waiting,) = order_lines("toko", order(pickup_done_time=150))
    assert (sent.left, sent.updated, waiting.left) == (150.0, 200.0, 0.0)


def test_the_larger_of_both_return_counts_holds() -> None:
    sent = order(row(returned_qty=2), order_status="COMPLETED")
    (line,) = order_lines("toko", sent, [returned("R1", "COMPLETED", 1)])
    assert line.returned == 2


def test_a_line_is_named_by_order_item_and_model_and_priced_per_unit() -> None:
    (line,) = order_lines(
        "toko",
        order(
            row(
                item_name="Kaos",
                item_sku="PARENT",
                model_name="M,Hitam",
                model_sku="KAOS-M",
                model_original_price="60000.0",
                model_discounted_price=49999.6,
            ),
            ship_by_date=900,
        ),
    )
    assert line.key == ("toko", "A1", "7:8")
    assert line.listing == ("toko", "7:8")
    assert (line.sku, line.name, line.price) == ("KAOS-M", "Kaos, M,Hitam", 50000)
    assert (line.created, line.updated, line.ship_by) == (100.0, 200.0, 900.0)


def test_an_item_without_models_sells_under_the_items_sku() -> None:
    (line,) = order_lines("toko", order(row(model_id=0, item_sku="TOPI", model_sku="")))
    assert (line.sku, line.listing.listing) == ("TOPI", "7:0")


def test_a_model_without_a_sku_has_none() -> None:
    (line,) = order_lines("toko", order(row(item_sku="PARENT", model_sku="")))
    assert line.sku == ""


@pytest.mark.parametrize(
    ("fields", "places", "own"),
    [
        ({}, [], True),
        ({"fulfillment_flag": "fulfilled_by_local_seller"}, ["A"], True),
        ({"fulfillment_flag": "fulfilled_by_shopee"}, [], False),
        ({"advance_package": True}, [], False),
        ({}, ["B"], False),
        ({}, "B", False),
        ({}, ["A", "B"], True),
        ({}, ["unknown"], True),
    ],
)
def test_whose_goods_they_are(fields: dict[str, Any], places: object, own: bool) -> None:
    (line,) = order_lines(
        "toko", order(row(product_location_id=places), **fields), elsewhere=frozenset({"B"})
    )
    assert line.own_stock is own


@pytest.mark.parametrize(
    ("status", "cancelled", "final"),
    [("READY_TO_SHIP", 0, False), ("READY_TO_SHIP", 3, True), ("COMPLETED", 0, True), ("CANCELLED", 3, True)],
)
def test_when_no_more_is_told(status: str, cancelled: int, final: bool) -> None:
    (line,) = order_lines("toko", order(row(cancelled_qty=cancelled), order_status=status))
    assert line.final is final


def stock(*seller: tuple[str, object], shopee: object = None) -> dict[str, Any]:
    return {
        "seller_stock": [{"location_id": place, "stock": units} for place, units in seller],
        "shopee_stock": [] if shopee is None else [{"location_id": "S", "stock": shopee}],
    }


@pytest.mark.parametrize(("warehouse", "units"), [("", 12), ("A", 5), ("B", 7), ("C", 0)])
def test_stock_is_the_sellers_own_in_the_chosen_place(warehouse: str, units: int) -> None:
    item = Item.model_validate({"item_id": 7, "stock_info_v2": stock(("A", 5), ("B", "7"), shopee="99")})
    (listing,) = listings("toko", item, [], ModelList(model=[]), warehouse)
    assert (listing.stock, listing.own_stock) == (units, True)


def test_goods_only_in_shopees_warehouse_are_not_ours() -> None:
    item = Item.model_validate({"item_id": 7, "stock_info_v2": stock(shopee="99")})
    (listing,) = listings("toko", item, [], ModelList(model=[]), "")
    assert (listing.stock, listing.own_stock) == (0, False)


def test_models_are_named_by_their_tiers() -> None:
    item = Item.model_validate(
        {"item_id": 7, "item_name": "Kaos", "item_status": "NORMAL", "has_model": True}
    )
    tiers = ModelList.model_validate(
        {
            "tier_variation": [
                {"option_list": [{"option": "Merah"}, {"option": "Biru"}]},
                {"option_list": [{"option": "M"}]},
            ],
            "model": [],
        }
    )
    fields = {"model_id": "8", "model_sku": "K", "stock_info_v2": stock(("", 1))}
    models = [
        Model.model_validate({**fields, "tier_index": [1, 0], "price_info": [{"current_price": 9.0}]}),
        Model.model_validate({**fields, "tier_index": [5, 0], "model_status": "MODEL_UNAVAILABLE"}),
    ]
    blue, odd = listings("toko", item, models, tiers, "")
    assert (blue.name, blue.variant, blue.price, blue.active) == ("Kaos", "Biru, M", 9, True)
    assert (odd.variant, odd.price, odd.active) == ("M", 0, False)
