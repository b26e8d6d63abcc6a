"""Which guidance a row, a shop and the guide's tab show."""

from __future__ import annotations

from typing import get_args

import pytest

from engine.model.catalog import LinkStatus
from engine.reconcile.guidance import (
    KINDS,
    NEEDS,
    GuideRow,
    ShopNeeds,
    disconnect,
    for_listing,
    guide_rows,
    misleads,
)
from engine.texts import LANGUAGES, Texts

GUIDE = [(entry.id, entry.tags) for entry in Texts("id").guide()]


@pytest.mark.parametrize(
    ("status", "kind", "expected"),
    [
        ("empty", "shopee", "guide.empty.shopee"),
        ("duplicate", "lazada", "guide.duplicate.lazada"),
        ("unmatched", "woocommerce", "guide.unmatched.woocommerce"),
        ("empty", "a new marketplace", "guide.empty.other"),
        ("matched", "shopee", None),
        ("unmanaged", "shopee", None),
        ("ambiguous", "shopee", None),
    ],
)
def test_guidance_of_a_listing(status: LinkStatus, kind: str, expected: str | None) -> None:
    assert for_listing(status, kind) == expected


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [*KINDS, "other"])
def test_every_kind_of_shop_has_its_sentences(language: str, kind: str) -> None:
    texts = Texts(language)
    codes = [for_listing(status, kind) for status in get_args(LinkStatus)] + [disconnect(kind)]
    caution = {"id": "bisa sedikit berbeda", "en": "may differ slightly"}[language]
    for code in codes:
        if code is not None:
            assert (caution in texts.say(code)) == (kind != "other")


@pytest.mark.parametrize(
    ("locale", "language", "expected"),
    [
        ("en_US", "id", True),
        ("en_GB", "id", True),
        ("id_ID", "id", False),
        ("in_ID", "id", False),
        ("de_DE", "id", False),
        ("en_US", "en", False),
        ("id_ID", "en", False),
    ],
)
def test_where_a_thousand_would_be_typed_as_one(locale: str, language: str, expected: bool) -> None:
    assert misleads(locale, language) is expected


def test_the_guide_uses_only_known_tags() -> None:
    assert {tag for _, tags in GUIDE for tag in tags} <= {*NEEDS, *KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_shop_is_in_the_guide(kind: str) -> None:
    ids = [entry for entry, _ in GUIDE]
    assert f"where-{kind}" in ids
    assert f"disconnect-{kind}" in ids


def test_with_nothing_the_matter_the_guide_stands_in_its_own_order() -> None:
    rows = guide_rows(GUIDE, [ShopNeeds("toko", "shopee", frozenset())])
    assert rows == tuple(GuideRow(entry, ()) for entry, _ in GUIDE)


def test_what_applies_now_stands_first_and_only_for_that_kind_of_shop() -> None:
    shops = [
        ShopNeeds("toko-a", "shopee", frozenset({"empty"})),
        ShopNeeds("toko-b", "lazada", frozenset({"tug"})),
        ShopNeeds("toko-c", "shopee", frozenset({"empty"})),
    ]
    rows = guide_rows(GUIDE, shops)
    now = {row.entry: row.shops for row in rows if row.shops}
    assert [row.entry for row in rows[: len(now)]] == list(now)
    assert now["where-shopee"] == ("toko-a", "toko-c")
    assert now["omnichannel"] == ("toko-b",)
    assert now["disconnect-lazada"] == ("toko-b",)
    assert "where-lazada" not in now
    assert "disconnect-shopee" not in now
    assert sorted(row.entry for row in rows) == sorted(entry for entry, _ in GUIDE)
