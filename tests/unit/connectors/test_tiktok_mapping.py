"""TikTok Shop's units in cumulative lines; products as listings."""

from __future__ import annotations

from typing import Any

import pytest

from engine.connectors.tiktok.mapping import (
    is_goods_back,
    listings,
    may_have_returns,
    order_lines,
    storefronts,
    unit,
)
from engine.connectors.tiktok.wire import Order, Product, Returned, Sku

WAITING = [
    "UNPAID",
    "ON_HOLD",
    "AWAITING_SHIPMENT",
    "PARTIALLY_SHIPPING",
    "AWAITING_COLLECTION",
    "SOMETHING_NEW",
]


@pytest.mark.parametrize(
    ("statuses", "collected", "sent_back", "expected"),
    [
        (WAITING, False, False, (1, 0, 0, 0)),
        (WAITING, True, False, (1, 0, 0, 0)),
        (["IN_TRANSIT", "DELIVERED", "COMPLETED"], True, False, (1, 0, 1, 0)),
        (["IN_TRANSIT", "DELIVERED", "COMPLETED"], False, False, (1, 0, 1, 0)),
        (["CANCELLED", "CANCEL"], False, False, (1, 1, 0, 0)),
        (["CANCELLED", "CANCEL"], True, False, (1, 0, 1, 1)),
        (["DELIVERED", "COMPLETED", "CANCELLED"], True, True, (1, 0, 1, 1)),
        (["CANCELLED"], False, True, (1, 0, 1, 1)),
    ],
)
def test_one_unit(statuses: list[str], collected: bool, sent_back: bool, expected: tuple[int, ...]) -> None:
    for status in statuses:
        assert unit(status, collected=collected, sent_back=sent_back) == expected


def item(number: int, status: str = "AWAITING_SHIPMENT", sku: str = "8", **fields: Any) -> dict[str, Any]:
    return {
        "id": f"L{number}",
        "sku_id": sku,
        "product_id": "7",
        "display_status": status,
        "sale_price": "50000",
        **fields,
    }


def order(*items: dict[str, Any], **fields: Any) -> Order:
    return Order.model_validate(
        {
            "id": "A1",
            "status": "AWAITING_SHIPMENT",
            "create_time": 100,
            "update_time": 200,
            "line_items": list(items or (item(1),)),
            **fields,
        }
    )


def counted(found: Order, *returns: Returned) -> list[tuple[int, int, int, int]]:
    lines = order_lines("toko", found, returns)
    return [(line.taken, line.released, line.shipped, line.returned) for line in lines]


def test_units_are_grouped_by_sku_and_counted_by_status() -> None:
    found = order(
        item(1, "IN_TRANSIT"),
        item(2, "CANCELLED"),
        item(3),
        item(4, sku="9"),
        item(3),
        status="PARTIALLY_SHIPPING",
    )
    assert counted(found) == [(3, 1, 1, 0), (1, 0, 0, 0)]


def test_a_unit_without_a_status_has_its_orders() -> None:
    assert counted(order(item(1, ""), status="CANCELLED")) == [(1, 1, 0, 0)]


@pytest.mark.parametrize(
    ("times", "own_number", "other_number", "expected"),
    [
        ({}, "JX1", "JX1", (2, 2, 0, 0)),
        ({"collection_time": 150}, "JX1", "JX1", (2, 0, 2, 2)),
        ({"collection_time": 150}, "", "", (2, 0, 2, 2)),
        ({"delivery_time": 150}, "", "", (2, 0, 2, 2)),
        ({"collection_time": 150}, "JX1", "", (2, 1, 1, 1)),
    ],
)
def test_cancelled_units_that_had_left_are_returned(
    times: dict[str, int], own_number: str, other_number: str, expected: tuple[int, ...]
) -> None:
    found = order(
        item(1, "CANCELLED", tracking_number=own_number),
        item(2, "CANCEL", tracking_number=other_number),
        status="CANCELLED",
        **times,
    )
    assert counted(found) == [expected]


def returned(*lines: str, **fields: Any) -> Returned:
    return Returned.model_validate(
        {
            "order_id": "A1",
            "return_type": "RETURN_AND_REFUND",
            "return_status": "RETURN_OR_REFUND_REQUEST_COMPLETE",
            "update_time": 300,
            "return_line_items": [{"order_line_item_id": line} for line in lines],
            **fields,
        }
    )


def test_returns_count_each_unit_once() -> None:
    found = order(item(1, "COMPLETED"), item(2, "COMPLETED"), status="COMPLETED")
    assert counted(found, returned("L1"), returned("L1")) == [(2, 0, 2, 1)]
    assert order_lines("toko", found, [returned("L1")])[0].updated == 300.0


def test_a_line_left_when_the_courier_took_the_parcel_whatever_happened_to_it_since() -> None:
    found = order(item(1, "DELIVERED"), item(2, sku="9"), collection_time=150)
    sent, waiting = order_lines("toko", found)
    assert (sent.left, sent.updated, waiting.left) == (150.0, 200.0, 0.0)


@pytest.mark.parametrize(
    ("fields", "back"),
    [
        ({}, True),
        ({"return_status": "COMPLETE"}, False),
        ({"return_status": "RETURN_OR_REFUND_REQUEST_COMPLETED"}, True),
        ({"return_status": "RETURN_OR_REFUND_REQUEST_PENDING"}, False),
        ({"return_status": "RETURN_OR_REFUND_REQUEST_CANCEL"}, False),
        ({"return_type": "REFUND"}, False),
        ({"return_type": "REPLACEMENT"}, False),
    ],
)
def test_only_a_completed_return_of_goods_is_one(fields: dict[str, str], back: bool) -> None:
    assert is_goods_back(returned("L1", **fields)) is back


@pytest.mark.parametrize(
    ("found", "may"),
    [
        (order(item(1)), False),
        (order(item(1, "CANCELLED")), False),
        (order(item(1, "DELIVERED")), True),
        (order(item(1, "CANCELLED"), collection_time=150), True),
    ],
)
def test_only_what_was_sent_can_come_back(found: Order, may: bool) -> None:
    assert may_have_returns(found) is may


@pytest.mark.parametrize(
    ("platform", "storefront"),
    [("TIKTOK_SHOP", "tiktok"), ("TOKOPEDIA", "tokopedia"), ("", "tiktok"), ("NEW", "tiktok")],
)
def test_storefronts(platform: str, storefront: str) -> None:
    (line,) = order_lines("toko", order(commerce_platform=platform))
    assert line.storefront == storefront


@pytest.mark.parametrize(
    ("fulfilment", "warehouse", "own"),
    [
        ("", "", True),
        ("FULFILLMENT_BY_SELLER", "A", True),
        ("FULFILLMENT_BY_SELLER", "B", False),
        ("FULFILLMENT_BY_DILAYANI_TOKOPEDIA", "A", False),
        ("FULFILLMENT_BY_TIKTOK", "", False),
    ],
)
def test_whose_goods_they_are(fulfilment: str, warehouse: str, own: bool) -> None:
    found = order(fulfillment_type=fulfilment, warehouse_id=warehouse)
    (line,) = order_lines("toko", found, elsewhere=frozenset({"B"}))
    assert line.own_stock is own


@pytest.mark.parametrize(
    ("statuses", "final"),
    [
        (["COMPLETED", "CANCELLED"], True),
        (["CANCEL"], True),
        (["COMPLETED", "DELIVERED"], False),
        (["AWAITING_SHIPMENT"], False),
    ],
)
def test_when_no_more_is_told(statuses: list[str], final: bool) -> None:
    found = order(*(item(number, status) for number, status in enumerate(statuses)))
    assert order_lines("toko", found)[0].final is final


def product(**fields: Any) -> Product:
    return Product.model_validate({"id": "7", "title": "Kaos", "status": "ACTIVATE", "skus": [], **fields})


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ("tiktok",)),
        ({"listing_platforms": ["TIKTOK_SHOP", "TOKOPEDIA"]}, ("tiktok", "tokopedia")),
        ({"listing_platforms": ["TOKOPEDIA"]}, ("tokopedia",)),
        (
            {"integrated_platform_statuses": [{"platform": "TOKOPEDIA", "status": "ACTIVATE"}]},
            ("tiktok", "tokopedia"),
        ),
        ({"integrated_platform_statuses": [{"platform": "TOKOPEDIA", "status": "FREEZE"}]}, ("tiktok",)),
    ],
)
def test_where_buyers_see_a_product(fields: dict[str, Any], expected: tuple[str, ...]) -> None:
    assert storefronts(product(**fields)) == expected


@pytest.mark.parametrize(("warehouse", "units"), [("", 12), ("A", 5), ("B", 7), ("C", 0)])
def test_stock_is_that_of_the_chosen_place(warehouse: str, units: int) -> None:
    inventory = [{"warehouse_id": "A", "quantity": 5}, {"warehouse_id": "B", "quantity": "7"}]
    sku = Sku.model_validate(
        {"id": "8", "seller_sku": "K", "price": {"tax_exclusive_price": "1000"}, "inventory": inventory}
    )
    (listing,) = listings("toko", product(status="FREEZE"), [sku], {"8": "M"}, warehouse)
    assert listing.key == ("toko", "7:8")
    assert (listing.stock, listing.price, listing.variant, listing.active) == (units, 1000, "M", False)
