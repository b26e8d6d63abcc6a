"""Which unlinked listings are offered a master SKU in a cycle, and what stays offered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from engine.model.book import Book, Changes, Plan
from engine.model.catalog import Binding, Component, Listing
from engine.model.ids import ListingKey
from engine.model.sheet import TabView
from engine.reconcile.focus import Looked
from engine.render.offers import Offers
from engine.texts import Texts

COLUMNS = {"sku": 0, "name": 1, "variant": 2}
WORDS = ("kaos", "celana", "topi", "tas", "sepatu")
LINKS = TabView("links", {}, ())


def masters(*words: str) -> TabView:
    """The `SKU` tab with a SKU for each word."""
    return TabView("skus", COLUMNS, tuple((word.upper(), f"{word} polos", "M") for word in words))


def binding(word: str) -> Binding:
    """An unlinked listing whose title has this word."""
    key = ListingKey("shopee", f"L-{word}")
    return Binding(Listing(key, word, "", f"{word} polos promo", "M", 10_000, 5))


def planned(*bindings: Binding, linked: TabView | None = LINKS) -> Plan:
    """A cycle after which these listings stand."""
    found: Mapping[ListingKey, Binding] = {one.listing.key: one for one in bindings}
    book = Book("s", bindings=found)
    return Plan(book, Changes(), (), {}, Looked({}, book, frozenset(), frozenset(), linked, {}))


def offered(offers: Offers, tab: TabView, plan: Plan) -> dict[str, str]:
    """Listing and SKU of every offer."""
    return {key.listing: sku for key, (sku, _) in offers.look(tab, plan).items()}


def test_those_beyond_a_cycles_share_are_looked_at_in_the_next_ones() -> None:
    offers, tab = Offers(Texts("id"), each=2), masters(*WORDS)
    plan = planned(*map(binding, WORDS))

    assert [2, 4, 5, 5] == [len(offered(offers, tab, plan)) for _ in range(4)]


def test_nothing_is_offered_before_the_links_were_read() -> None:
    offers, tab = Offers(Texts("id")), masters(*WORDS)

    assert {} == offered(offers, tab, planned(*map(binding, WORDS), linked=None))
    assert 5 == len(offered(offers, tab, planned(*map(binding, WORDS))))


def test_what_is_linked_or_gone_is_not_looked_at() -> None:
    linked = replace(binding("kaos"), components=(Component("kaos", 1),))
    gone = replace(binding("topi"), gone=True)

    assert {"L-tas": "TAS"} == offered(
        Offers(Texts("id")), masters(*WORDS), planned(linked, gone, binding("tas"))
    )


def test_while_all_are_looked_at_again_an_offer_stays_unless_its_sku_is_gone() -> None:
    offers, plan = Offers(Texts("id"), each=1), planned(*map(binding, WORDS))
    for _ in WORDS:
        offered(offers, masters(*WORDS), plan)

    assert {"L-tas", "L-sepatu"} == offered(offers, masters("tas", "sepatu", "sandal"), plan).keys()


def test_a_sku_that_comes_when_nothing_waits_is_known_when_a_listing_comes() -> None:
    offers = Offers(Texts("id"))
    offered(offers, masters("kaos"), planned())
    grown = masters("kaos", "tas")
    offered(offers, grown, planned())

    assert {"L-tas": "TAS"} == offered(offers, grown, planned(binding("tas")))


def test_nothing_new_is_the_very_same_mapping() -> None:
    offers, tab, plan = Offers(Texts("id")), masters(*WORDS), planned(*map(binding, WORDS))

    assert offers.look(tab, plan) is offers.look(tab, plan)
