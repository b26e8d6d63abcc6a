"""Goods that come back to a shop under a new id: when that is asked, and what the new listing has from the old one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.model.book import Book, Plan, evolve
from engine.model.ids import ListingKey
from engine.model.remote import PushResult
from engine.model.sheet import Intent, SheetView
from engine.reconcile.decisions import Decision
from engine.reconcile.intents import intents
from engine.reconcile.plan import to_fill
from engine.reconcile.results import believe

from .build import RULES, cycle, links, listing, pushed, remote, skus, start, view

ROWS = ({"sku": "KAOS-M", "stock": 10, "active": True}, {"sku": "TOPI", "stock": 7, "active": True})
OLD = replace(listing("KAOS-M", stock=10), key=ListingKey("shopee", "L-1"))
NEW = replace(OLD, key=ListingKey("shopee", "L-2"))


def sheet(at: float, *named: tuple[str, str]) -> SheetView:
    return view(
        skus(*ROWS), links(*(("shopee", one, text) for one, text in named)), start(shopee=True), at=at
    )


def opened(*named: tuple[str, str]) -> Book:
    """A day on which only the old listing was there, and shows what it should."""
    return pushed(Book("s"), cycle(Book("s"), sheet(100.0, *named), remote(OLD, at=100.0), now=100.0))


def relisted(plan: Plan) -> list[str]:
    return [one.subject for one in plan.book.questions.values() if one.kind == "relisted" and one.open]


@pytest.mark.parametrize(
    ("first", "then", "asked"),
    [
        pytest.param((), (NEW,), True, id="gone before, and the new one is seen for the first time"),
        pytest.param(
            (replace(OLD, active=False),),
            (replace(OLD, active=False), NEW),
            True,
            id="not active, and a new one",
        ),
        pytest.param((OLD, NEW), (NEW,), True, id="both were there, and the old one is found gone"),
        pytest.param((OLD,), (NEW,), True, id="missed in the very scan that shows the new one"),
        pytest.param((OLD,), (OLD, NEW), False, id="both are there: one SKU twice"),
        pytest.param((OLD,), (replace(NEW, sku=""),), False, id="without a SKU"),
        pytest.param((OLD,), (replace(NEW, sku="TOPI"),), False, id="another SKU"),
    ],
)
def test_when_it_is_asked(first: tuple[object, ...], then: tuple[object, ...], asked: bool) -> None:
    before = cycle(opened(), sheet(110.0), remote(*first, at=110.0), now=110.0)  # type: ignore[arg-type]
    after = cycle(before.book, sheet(120.0), remote(*then, at=120.0), now=120.0)  # type: ignore[arg-type]
    assert relisted(after) == (["shopee\x1fL-2"] if asked else [])
    assert not (asked and after.pushes)


def test_a_listing_that_was_pushed_before_is_no_newcomer() -> None:
    both = cycle(opened(), sheet(110.0, ("L-2", "TOPI")), remote(OLD, NEW, at=110.0), now=110.0)
    assert [push.key for push in both.pushes] == [NEW.key]
    after = cycle(
        pushed(opened(), both),
        sheet(120.0, ("L-2", "TOPI")),
        remote(replace(NEW, stock=7), at=120.0),
        now=120.0,
    )
    assert after.book.bindings[OLD.key].gone
    assert not relisted(after)


def test_goods_under_a_new_id_are_asked_about_where_a_push_is_told_that_the_old_one_is_unknown() -> None:
    """The page that showed the new one was no whole scan, so the old one was not missed yet."""
    first = cycle(
        opened(),
        sheet(110.0, ("L-1", "KAOS-M")),
        remote(OLD, replace(NEW, stock=25), at=110.0, whole=False),
        now=110.0,
    )
    unknown = PushResult(OLD.key, 9, "failed", code="S330")
    found = believe(first.book, [OLD.key], [unknown], {}, {OLD.key: 111.0}, RULES)
    book = evolve(first.book, found)
    assert book.bindings[OLD.key].gone
    then = cycle(
        book,
        sheet(120.0, ("L-1", "KAOS-M")),
        remote(replace(NEW, stock=25), at=120.0, whole=False),
        now=120.0,
    )
    assert relisted(then) == ["shopee\x1fL-2"]
    assert not then.pushes


def test_an_unknown_listing_that_nothing_took_the_place_of_is_just_gone() -> None:
    unknown = PushResult(OLD.key, 9, "failed", code="S330")
    found = believe(opened(), [OLD.key], [unknown], {}, {OLD.key: 111.0}, RULES)
    assert found.bindings[OLD.key].gone
    assert not found.questions


def answered(code: str, *named: tuple[str, str]) -> tuple[Plan, Plan]:
    """The cycle in which a person answers, and the next one."""
    gone = cycle(opened(*named), sheet(110.0, *named), remote(NEW, at=110.0), now=110.0)
    (question,) = [one.id for one in gone.book.questions.values() if one.open]
    decisions = {question: Decision(code, "Sari")}
    first = cycle(gone.book, sheet(120.0, *named), remote(NEW, at=120.0), now=120.0, decisions=decisions)
    return first, cycle(first.book, sheet(130.0, *named), remote(NEW, at=130.0), now=130.0)


@pytest.mark.parametrize(
    ("code", "named", "parts", "filled"),
    [
        pytest.param("replace", (("L-1", "TOPI*2"), ("L-2", "")), (("topi", 2),), "TOPI*2", id="named SKUs"),
        pytest.param("replace", (("L-1", "-"), ("L-2", "")), (), "-", id="not managed"),
        pytest.param("replace", (("L-1", ""), ("L-2", "")), (("kaos-m", 1),), None, id="blank"),
        pytest.param("replace", (("L-2", ""),), (("kaos-m", 1),), None, id="its row is gone"),
        pytest.param(
            "replace", (("L-1", "TOPI"), ("L-2", "KAOS-M")), (("kaos-m", 1),), None, id="named anew"
        ),
        pytest.param("separate", (("L-1", "TOPI"), ("L-2", "")), (("kaos-m", 1),), None, id="separate"),
    ],
)
def test_what_the_new_listing_has_from_the_old_one(
    code: str, named: tuple[tuple[str, str], ...], parts: tuple[tuple[str, int], ...], filled: str | None
) -> None:
    first, then = answered(code, *named)
    # The new one shows 10 already. What the old one was made of is read before any number leaves.
    assert [push.units for push in first.pushes] == [7 // units for sku, units in parts if sku == "topi"]
    assert then.book.bindings[NEW.key].components == parts
    seen = sheet(130.0, *named)
    made = intents(then.book, seen, to_fill(then.book.marks, seen), number_swaps=True, inspected={})
    expected = [Intent("links", NEW.key, "master", 2, None, filled, "fill")] if filled else []
    assert [one for one in made if one.tab == "links"] == expected


def test_what_was_written_over_is_inherited_no_more() -> None:
    _, then = answered("replace", ("L-1", "TOPI"), ("L-2", ""))
    landed = cycle(
        then.book, sheet(140.0, ("L-1", "TOPI"), ("L-2", "TOPI")), remote(NEW, at=140.0), now=140.0
    )
    cleared = cycle(landed.book, sheet(150.0, ("L-1", "TOPI"), ("L-2", "")), remote(NEW, at=150.0), now=150.0)
    assert cleared.book.bindings[NEW.key].components == (("kaos-m", 1),)
