"""Which listing is made of what: the cell that a person fills in, and the decision table of a listing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.model.catalog import Component, Listing
from engine.model.ids import ListingKey, sku_key
from engine.reconcile.links import Bad, Blank, Components, Unmanaged, parse_master, resolve

KNOWN = {
    sku_key(sku) for sku in ("KAOS-M", "KAOS-L", "TOPI", "A*2", "A", "B", "A+B", "B+C", "C", "C++", "00123")
}


def parts(*pairs: tuple[str, int]) -> Components:
    return Components(tuple(Component(sku, units) for sku, units in pairs))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Blank()),
        ("   ", Blank()),
        ("-", Unmanaged()),
        (" – ", Unmanaged()),
        ("KAOS-M", parts(("kaos-m", 1))),
        ("  kaos-m ", parts(("kaos-m", 1))),
        ("ＫＡＯＳ-Ｍ", parts(("kaos-m", 1))),
        ("KAOS-M*3", parts(("kaos-m", 3))),
        ("KAOS-M * 3", parts(("kaos-m", 3))),
        ("KAOS-M×3", parts(("kaos-m", 3))),
        ("KAOS-M + TOPI*2", parts(("kaos-m", 1), ("topi", 2))),
        ("KAOS-M+TOPI*2", parts(("kaos-m", 1), ("topi", 2))),
        ("TOPI + KAOS-M + TOPI*2", parts(("topi", 3), ("kaos-m", 1))),
        # A known SKU is never taken apart, whatever signs it contains.
        ("A*2", parts(("a*2", 1))),
        ("A*2*3", parts(("a*2", 3))),
        ("A*3", parts(("a", 3))),
        ("A+B", parts(("a+b", 1))),
        ("A+B*2", parts(("a+b", 2))),
        ("A + B*2", parts(("a", 1), ("b", 2))),
        ("A+B + TOPI", parts(("a+b", 1), ("topi", 1))),
        ("A + B", parts(("a", 1), ("b", 1))),
        ("A+B+TOPI", Bad("link.many_readings", (("text", "A+B+TOPI"),))),
        ("C++", parts(("c++", 1))),
        ("C+++TOPI", parts(("c++", 1), ("topi", 1))),
        ("00123", parts(("00123", 1))),
        # Nothing is guessed.
        ("KAOS-X", Components((Component("kaos-x", 1),), ("KAOS-X",))),
        ("123", Components((Component("123", 1),), ("123",))),
        ("KAOS-M + KAOS-X*2", Components((Component("kaos-m", 1), Component("kaos-x", 2)), ("KAOS-X",))),
        ("3*KAOS-M", Components((Component("3*kaos-m", 1),), ("3*KAOS-M",))),
        ("KAOS-M*0", Bad("link.bad_formula", (("text", "KAOS-M*0"),))),
        ("KAOS-M*99999", Bad("link.bad_formula", (("text", "KAOS-M*99999"),))),
        ("KAOS-M*", Bad("link.bad_formula", (("text", "KAOS-M*"),))),
        ("KAOS-M +", Bad("link.bad_formula", (("text", "KAOS-M +"),))),
        ("+", Bad("link.bad_formula", (("text", "+"),))),
        ("KAOS-M + -", Bad("link.bad_formula", (("text", "KAOS-M + -"),))),
    ],
)
def test_what_a_master_cell_says(text: str, expected: object) -> None:
    assert parse_master(text, KNOWN) == expected


def test_a_very_long_cell_is_refused_quickly() -> None:
    assert isinstance(parse_master("A+" * 20_000 + "A", KNOWN), Bad)


@given(st.text(max_size=60))
def test_any_text_is_read_without_an_accident(text: str) -> None:
    read = parse_master(text, KNOWN)
    if isinstance(read, Components):
        assert all(part.units > 0 and part.sku for part in read.parts)
        assert {part.sku for part in read.parts} <= KNOWN or read.unknown


@given(st.sampled_from(sorted(KNOWN)))
def test_every_known_sku_names_itself(sku: str) -> None:
    assert parse_master(sku.upper(), KNOWN) == parts((sku, 1))


def listing(name: str, sku: str, shop: str = "toko") -> Listing:
    return Listing(ListingKey(shop, name), name, sku, f"Barang {name}", "", 10_000, 5)


@pytest.mark.parametrize(
    ("sku", "twice", "master", "status", "components", "chosen", "problem"),
    [
        ("KAOS-M", False, "", "matched", [("kaos-m", 1)], False, None),
        (" kaos-m ", False, "", "matched", [("kaos-m", 1)], False, None),
        ("", False, "", "empty", [], False, None),
        ("", True, "", "empty", [], False, None),
        ("KAOS-M", True, "", "duplicate", [], False, None),
        ("KAOS-X", False, "", "unmatched", [], False, None),
        ("KAOS-X", True, "", "duplicate", [], False, None),
        ("KAOS-M", False, "-", "unmanaged", [], True, None),
        ("", False, "KAOS-M", "matched", [("kaos-m", 1)], True, None),
        ("KAOS-M", True, "KAOS-M", "matched", [("kaos-m", 1)], True, None),
        ("KAOS-M", False, "TOPI*2", "matched", [("topi", 2)], True, None),
        ("KAOS-X", False, "KAOS-M + TOPI", "matched", [("kaos-m", 1), ("topi", 1)], True, None),
        ("KAOS-M", False, "KAOS-MM", "unmatched", [], True, "link.unknown_master"),
        ("", False, "KAOS-MM", "empty", [], True, "link.unknown_master"),
        ("KAOS-M", False, "TOPI*0", "unmatched", [], True, "link.bad_formula"),
        ("KAOS-M", False, "A+B+TOPI", "ambiguous", [], True, "link.many_readings"),
    ],
)
def test_the_link_of_a_listing(
    sku: str,
    twice: bool,
    master: str,
    status: str,
    components: list[tuple[str, int]],
    chosen: bool,
    problem: str | None,
) -> None:
    one = listing("1", sku)
    others = [listing("2", sku)] if twice else [listing("2", "OTHER")]
    found = resolve([one, *others], {one.key: master} if master else {}, KNOWN)[one.key]
    assert (found.status, found.chosen) == (status, chosen)
    assert found.components == tuple(Component(*pair) for pair in components)
    assert (found.problem[0] if found.problem else None) == problem


def test_an_unknown_master_is_answered_with_the_closest_known_one_as_it_is_written() -> None:
    one = listing("1", "")
    found = resolve([one], {one.key: "KAOSM"}, KNOWN, {"kaos-m": "KAOS-M"})[one.key]
    assert found.problem == ("link.unknown_master", (("name", "KAOSM"), ("closest", "KAOS-M")))


def test_nothing_close_is_said_to_be_nothing() -> None:
    one = listing("1", "")
    found = resolve([one], {one.key: "ZZZQ"}, KNOWN)[one.key]
    assert found.problem == ("link.unknown_master", (("name", "ZZZQ"), ("closest", "")))


def test_the_same_sku_in_two_shops_is_no_duplicate() -> None:
    one, two = listing("1", "KAOS-M", "a"), listing("1", "KAOS-M", "b")
    assert {found.status for found in resolve([one, two], {}, KNOWN).values()} == {"matched"}


def test_naming_one_of_two_duplicates_leaves_the_other_to_be_named() -> None:
    one, two = listing("1", "KAOS-M"), listing("2", "kaos-m")
    found = resolve([one, two], {one.key: "KAOS-M"}, KNOWN)
    assert (found[one.key].status, found[two.key].status) == ("matched", "duplicate")


def test_masters_may_be_any_collection() -> None:
    one = listing("1", "TOPI")
    assert resolve([one], {}, ["topi"]) == resolve([one], {}, {"topi": None})
