"""What the pre-integration check finds, and how grave it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.model.catalog import Listing
from engine.model.ids import LineKey, ListingKey
from engine.model.orders import OrderLine
from engine.model.remote import Health
from engine.reconcile.check import Finding, Moved, findings, moved, unchosen
from engine.texts import LANGUAGES, Texts


def listings(shop: str, *skus: str) -> list[Listing]:
    return [
        Listing(ListingKey(shop, str(n)), str(n), sku, f"Barang {n}", "", 0, 10)
        for n, sku in enumerate(skus, start=1)
    ]


def said(found: tuple[Finding, ...]) -> list[tuple[str, str, str, tuple[str, ...]]]:
    return [
        (one.code.removeprefix("check."), one.shop, one.severity, tuple(key.listing for key in one.listings))
        for one in found
    ]


@pytest.mark.parametrize(
    ("shops", "sheet", "unreadable", "expected"),
    [
        ({"a": ["K-1"], "b": ["K-1"]}, ["K-1"], {}, []),
        ({}, [], {"a": "S310"}, [("unreadable", "a", "fault", ())]),
        ({"a": ["", "K-1"]}, ["K-1"], {}, [("empty", "a", "fault", ("1",))]),
        ({"a": ["K-1", "k-1 ", "K-2"]}, ["K-1", "K-2"], {}, [
            ("duplicate", "a", "fault", ("1", "2")),
            ("space", "a", "note", ("2",)),
            ("case", "a", "note", ("1", "2")),
        ]),
        ({"a": ["K-1", "K-2"]}, ["K-1"], {}, [("mismatched", "a", "fault", ("2",))]),
        ({"a": ["K-1", "K-2"], "b": ["K-1"]}, [], {}, [("mismatched", "a", "fault", ("2",))]),
        # With nowhere else to look, or with another shop unread, nothing is mismatched.
        ({"a": ["K-1", "K-2"]}, [], {}, []),
        ({"a": ["K-1"], "b": ["K-2"]}, [], {"c": "S350"}, [("unreadable", "c", "fault", ())]),
        ({"a": ["123456", "1E5", "3-4", "K-12"]}, ["123456", "1E5", "3-4", "K-12"], {}, [
            ("number", "a", "note", ("1", "2", "3")),
        ]),
        ({"a": ["00123"]}, ["00123"], {}, [("leading_zero", "a", "note", ("1",))]),
        ({"a": ["K 1"]}, ["K 1"], {}, [("space", "a", "note", ("1",))]),
        ({"a": ["Kaos-M"]}, ["KAOS-M"], {}, [("case", "a", "note", ("1",))]),
        ({"a": ["K-1"]}, ["K-1", "K-9"], {}, [("sheet_only", "", "note", ())]),
        ({"a": ["K-1"]}, ["K-1", "K-9"], {"b": "S350"}, [("unreadable", "b", "fault", ())]),
        ({"a": ["K-1"]}, ["K-1"], {"a": "S370"}, [("unreadable", "a", "fault", ())]),
    ],
)  # fmt: skip
def test_findings(
    shops: dict[str, list[str]],
    sheet: list[str],
    unreadable: dict[str, str],
    expected: list[tuple[str, str, str, tuple[str, ...]]],
) -> None:
    found = findings({shop: listings(shop, *skus) for shop, skus in shops.items()}, sheet, unreadable, {})
    assert said(found) == expected
    for language in LANGUAGES:
        assert all(Texts(language).say(one.code, one.params) for one in found)


def test_the_sheet_may_be_given_by_canonical_key() -> None:
    shop = {"a": listings("a", "KAOS-M")}
    assert findings(shop, {"kaos-m": "KAOS-M"}, {}, {}) == findings(shop, ["KAOS-M"], {}, {}) == ()


def test_many_are_counted_and_three_are_named() -> None:
    found = findings({"a": listings("a", *[f"K-{n}" for n in range(9)])}, ["X-1"], {}, {})
    params = dict(found[0].params)
    assert params["count"] == "9"
    assert params["examples"] == "K-0, K-1, K-2, …"


def test_stock_that_moves_by_itself_is_a_fault_with_its_numbers() -> None:
    shop = listings("a", "K-1", "K-2")
    found = findings({"a": shop}, ["K-1", "K-2"], {}, {shop[0].key: Moved(10, 7)})
    assert said(found) == [("moving", "a", "fault", ("1",))]
    assert dict(found[0].params)["examples"] == "K-1 10 → 7"


def line(order: str, taken: int, released: int = 0, returned: int = 0) -> OrderLine:
    return OrderLine(
        key=LineKey("a", order, "1"),
        listing=ListingKey("a", "1"),
        sku="K-1",
        name="",
        taken=taken,
        released=released,
        shipped=0,
        returned=returned,
        price=0,
        status="",
        storefront="",
        created=0.0,
        updated=0.0,
    )


@pytest.mark.parametrize(
    ("after", "orders_before", "orders_after", "accused"),
    [
        (10, [], [], False),
        (8, [], [], True),
        (8, [], [line("1", 2)], False),
        (7, [], [line("1", 2)], True),
        (10, [], [line("1", 2)], False),  # sold after the second reading, or before the first
        (12, [line("1", 2)], [line("1", 2, released=2)], False),
        (12, [line("1", 2)], [line("1", 2)], True),
        (8, [line("1", 2)], [line("1", 2)], True),  # that order had lowered the first reading already
        (11, [line("1", 2)], [line("1", 2, returned=1)], False),
        (9, [], [line("1", 2), line("2", 3)], False),
        (4, [], [line("1", 2), line("2", 3)], True),
    ],
)
def test_only_movement_that_no_order_explains_is_accused(
    after: int, orders_before: list[OrderLine], orders_after: list[OrderLine], accused: bool
) -> None:
    [first] = listings("a", "K-1")
    found = moved([first], [replace(first, stock=after)], orders_before, orders_after)
    assert found == ({first.key: Moved(10, after)} if accused else {})


def test_new_listings_and_the_marketplaces_own_warehouse_accuse_nobody() -> None:
    first, new = listings("a", "K-1", "K-2")
    theirs = replace(first, own_stock=False)
    assert moved([theirs], [replace(theirs, stock=1), new], [], []) == {}


def test_a_shop_that_needs_a_warehouse_chosen_is_told_with_every_id() -> None:
    places = (("A1", "Gudang A"), ("B2", ""))
    found = unchosen(
        {
            "utama": Health("Toko", None, places, "", needs_choice=True),
            "chosen": Health("Toko", None, places, "A1", needs_choice=False),
            "one": Health("Toko", None, (("A1", "Gudang A"),), "A1", needs_choice=False),
        }
    )
    params = (("shop", "utama"), ("places", '"A1" (Gudang A), "B2"'))
    assert found == (Finding("check.warehouse", "utama", "fault", params),)
