"""Which master SKU is suggested for a listing, and what is said about why."""

from __future__ import annotations

import pytest

from engine.model.catalog import Listing
from engine.model.ids import ListingKey, sku_key
from engine.reconcile.suggest import Closest, Master, Suggester, words
from engine.texts import Texts


def master(sku: str, name: str, variant: str = "", price: int | None = None) -> Master:
    return Master(sku_key(sku), sku, name, variant, price)


def listing(name: str, variant: str = "", sku: str = "", price: int = 0) -> Listing:
    return Listing(ListingKey("toko", "1"), "1", sku, name, variant, price, 5)


MASTERS = [
    master("KP-HTM-M", "Kaos polos cotton combed 30s", "Hitam / M", 45_000),
    master("KP-HTM-L", "Kaos polos cotton combed 30s", "Hitam / L", 45_000),
    master("KP-HTM-XXL", "Kaos polos cotton combed 30s", "Hitam / XXL", 50_000),
    master("KP-PTH-M", "Kaos polos cotton combed 30s", "Putih / M", 45_000),
    master("TB-NVY", "Topi baseball", "Navy", 30_000),
    master("SB-01", "Sabun batang herbal 100 gr", "", 12_000),
    master("SB-02", "Sabun cair herbal 250 ml", "", 22_000),
    master("GL-AB", "Gelas keramik", "Abu-abu", 15_000),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kaos HITAM XXL", ("kaos", "hitam", "2", "xl")),
        ("kaos black 2XL", ("kaos", "hitam", "2", "xl")),
        ("abu-abu", ("abu",)),
        ("Grey", ("abu",)),
        ("100gr", ("100", "gr")),
        ("Ukuran: Large", ("ukuran", "l")),
        ("Ｔｏｐｉ", ("topi",)),
        ("!!!", ()),
    ],
)
def test_words_are_folded(text: str, expected: tuple[str, ...]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("offered", "sku", "code"),
    [
        (listing("Kaos Polos Cotton Combed 30s", "Hitam,M"), "KP-HTM-M", "suggest.words"),
        (listing("KAOS POLOS COTTON COMBED 30S PREMIUM", "Black L"), "KP-HTM-L", "suggest.words"),
        (listing("Kaos polos cotton combed 30s", "Black 2XL"), "KP-HTM-XXL", "suggest.words"),
        (listing("Kaos polos cotton combed 30s", "White - Medium"), "KP-PTH-M", "suggest.words"),
        (listing("Topi Baseball pria wanita murah", "Navy"), "TB-NVY", "suggest.words"),
        (listing("Sabun Herbal Cair 250ml ORIGINAL"), "SB-02", "suggest.words"),
        (listing("Gelas keramik", "Grey"), "GL-AB", "suggest.words"),
        (listing("Produk lama", "", "kp htm l"), "KP-HTM-L", "suggest.sku"),
        (listing("Topi baseball", "Navy", "TBNVY"), "TB-NVY", "suggest.both"),
    ],
    ids=lambda value: value.name if isinstance(value, Listing) else str(value),
)
def test_the_likely_master_is_suggested(offered: Listing, sku: str, code: str) -> None:
    found = Suggester(MASTERS).best(offered)
    assert found is not None
    assert (found.shown, found.code) == (sku, code)
    assert 0 < found.score <= 1
    for language in ("id", "en"):
        assert Texts(language).say(found.code, found.params)


@pytest.mark.parametrize(
    "offered",
    [
        listing("Sepeda lipat"),
        listing("", "", ""),
        listing("!!!", "", "---"),
        listing("Sepatu kulit pria formal kantor hitam mengkilap anti slip"),
    ],
)
def test_nothing_likely_means_no_suggestion(offered: Listing) -> None:
    assert Suggester(MASTERS).best(offered) is None


def test_two_equally_likely_masters_mean_no_suggestion() -> None:
    twins = [master("A-1", "Gelas keramik"), master("A-2", "Gelas keramik")]
    assert Suggester(twins).best(listing("Gelas keramik")) is None


def test_price_breaks_a_tie() -> None:
    twins = [master("A-1", "Gelas keramik", "", 10_000), master("A-2", "Gelas keramik", "", 40_000)]
    found = Suggester(twins).best(listing("Gelas keramik", price=39_000))
    assert found is not None
    assert found.shown == "A-2"


def test_no_masters_no_suggestion() -> None:
    assert Suggester([]).best(listing("Kaos", "", "KAOS")) is None


def test_the_suggestion_does_not_depend_on_the_order_of_masters() -> None:
    offered = listing("Kaos Polos Cotton Combed 30s", "Hitam,M", "KPHTM")
    assert Suggester(MASTERS).best(offered) == Suggester(MASTERS[::-1]).best(offered)


def test_common_words_do_not_compare_a_listing_with_every_master() -> None:
    many = [master(f"P-{n:05d}", f"Kaos distro seri {n}") for n in range(3_000)]
    suggester = Suggester(many)
    assert len(suggester._pool(words("Kaos distro seri"))) <= 500
    found = suggester.best(listing("Kaos distro seri 2718"))
    assert found is not None
    assert found.shown == "P-02718"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("KAOSM", "KAOS-M"), ("123", "00123"), ("kaos–l", "KAOS-L"), ("QQQ", ""), ("", "")],
)
def test_the_closest_known_sku(text: str, expected: str) -> None:
    known = {sku_key(sku): sku for sku in ("KAOS-M", "KAOS-L", "00123", "TOPI")}
    assert Closest(known).to(text) == expected
