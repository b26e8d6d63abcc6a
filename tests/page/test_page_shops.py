"""The storefronts and the story beside the sheet, the engine's part played; and nobody's text becomes markup."""

from __future__ import annotations

import time

import pytest
from page_seen import Seen, until

from sandbox.shops import NewVariant

pytestmark = [pytest.mark.browser]
EVIL = '<img src=x onerror="window.broken=1"><b>tebal</b>'


@pytest.fixture
def shops(quiet, seen: Seen) -> Seen:
    seen.open(quiet.url)
    until(lambda: len(seen.stocks()) == 3, "three storefronts")
    return seen


def test_the_product_of_the_selected_row_stands_in_every_storefront(shops: Seen) -> None:
    assert shops.stocks() == {"shopee": "40", "tiktok": "40", "tokopedia": "40"}
    shops.cell("SKU", shops.row("SKU", "JILBAB-SGT-NV")).click()
    until(lambda: set(shops.stocks().values()) == {"80"}, "the other product")


def test_buying_and_what_becomes_of_the_order(quiet, shops: Seen) -> None:
    shops.page.get_by_role("button", name="Beli 1 di Tokopedia").click()
    until(lambda: shops.stocks() == {"shopee": "40", "tiktok": "39", "tokopedia": "39"}, "TikTok's one stock")
    shops.page.locator('[data-view="orders"]').click()
    for move in ("ship", "deliver", "return"):
        shops.page.locator(f'[data-order="{move}"]').click()
        until(lambda move=move: shops.page.locator(f'[data-order="{move}"]').count() == 0, move)
    (order,) = quiet.world.tiktok.orders()
    assert [(line["shipped"], line["returned"]) for line in order["lines"]] == [(1, 1)]
    assert "dikembalikan" in shops.page.locator(".order").inner_text()


def test_the_list_stays_where_it_was_scrolled_to_while_numbers_change(quiet, shops: Seen) -> None:
    place = "document.querySelector('#shops .scrollbox').scrollTop"
    shops.page.evaluate(f"{place} = 300")
    listing = next(one for one in quiet.world.shopee.listings() if one["sku"] == "KAOS-HTM-S")
    quiet.world.shopee.set_stock(listing["id"], 12)
    until(lambda: shops.stocks()["shopee"] == "12", "the new number")
    assert shops.page.evaluate(place) == 300


def test_a_refusal_is_told(shops: Seen) -> None:
    shops.page.locator('[data-more="shopee"]').click()
    shops.page.get_by_label("Jumlah").fill("999")
    shops.page.get_by_role("button", name="Pembeli memesan sebanyak ini").click()
    until(lambda: "Toko menolak" in shops.toasts(), "the shop refuses")
    assert shops.stocks()["shopee"] == "40"


@pytest.mark.parametrize(("who", "deed"), [("sellers", "sellers set_stock"), ("rival", "rival set_stock")])
def test_other_hands_on_a_listing(quiet, shops: Seen, who: str, deed: str) -> None:
    shops.page.locator('[data-more="shopee"]').click()
    shops.page.get_by_label("Jumlah").fill("12")
    shops.page.locator(f'[data-deed="{deed}"]').click()
    until(lambda: shops.stocks()["shopee"] == "12", "their number")
    assert [entry["who"] for entry in quiet.world.books.entries()] == [who]


def test_trouble_is_thrown_and_healed(quiet, shops: Seen) -> None:
    shops.page.locator('[data-view="trouble"]').click()
    shops.page.locator('[data-trouble="shopee outage"]').click()
    until(lambda: "25 permintaan lagi" in shops.page.locator("#shops").inner_text(), "what still waits")
    shops.page.get_by_role("button", name="Pulihkan").first.click()
    until(lambda: quiet.world.shopee.faults.waiting == [], "healed")


def test_the_story_of_one_edit(quiet, shops: Seen) -> None:
    at = time.time()
    listing = {"shop": "shopee", "listing": "1:2", "sku": "kaos-htm-s", "value": 33}
    quiet.events(
        {"event": "seen", "shop": "", "sku": "kaos-htm-s", "value": 33, "time": at},
        {"event": "planned", **listing, "note": "why.count", "time": at + 0.1},
        {"event": "pushed", **listing, "note": "done", "time": at + 0.3},
        {"event": "read_back", **listing, "note": "shopee", "time": at + 1.5},
        {"event": "something else", "time": at},
    )
    lane = shops.page.locator(".lane")
    until(lambda: lane.count() == 1, "one lane")
    told = "Shopee 33 direncanakan +100 ms dikirim +300 ms dibaca kembali +1,5 d"
    assert " ".join(lane.inner_text().split()) == told
    refused = {**listing, "shop": "tiktok", "listing": "7:8"}
    quiet.events({"event": "pushed", **refused, "note": "failed", "time": at + 2})
    until(lambda: "ditolak" in shops.page.locator(".threads").inner_text(), "a refusal of the other shop")


def test_a_line_of_the_story_that_is_still_being_written_is_waited_for(quiet, shops: Seen) -> None:
    with quiet.story.open("a", encoding="utf-8") as file:
        file.write('{"event":"seen","shop":"","sku":"topi-bsb-nv","val')
        file.flush()
        shops.page.wait_for_timeout(900)
        assert "TOPI-BSB-NV" not in shops.page.locator(".threads").inner_text()
        file.write(f'ue":5,"time":{time.time()}}}\n')
    until(lambda: "TOPI-BSB-NV" in shops.page.locator(".threads").inner_text(), "the whole line")


def test_nobodys_text_becomes_markup(quiet, shops: Seen) -> None:
    quiet.person.type("SKU", "B2", EVIL)
    quiet.person.type("SKU", "A3", EVIL)
    quiet.person.note("SKU", "A1", EVIL)
    quiet.world.shopee.add_product(EVIL, [NewVariant(EVIL, EVIL, 1000, 5)])
    told = {"sku": EVIL, "value": 1, "time": time.time()}
    quiet.events(
        {"event": "seen", "shop": "", **told},
        {"event": "pushed", "shop": EVIL, "listing": "1", "note": EVIL, **told},
    )
    until(lambda: shops.text("Nama", 2) == EVIL, "as it was typed")
    shops.page.locator("#cell-2-0").click()
    until(lambda: EVIL in shops.page.locator("#shops").inner_text(), "in the storefront")
    shops.page.locator("#cell-0-0").hover()
    until(lambda: shops.page.get_by_role("tooltip").count() == 1, "the note")
    shops.page.get_by_role("button", name="Asal angka").click()
    until(lambda: shops.page.locator(".explain").count() == 1, "the explanation")
    shops.press("Escape")
    shops.page.locator("#cell-0-0").click()
    shops.page.get_by_role("button", name="Saring kolom ini").click()
    assert shops.page.locator("body").inner_text().count(EVIL) >= 3
    assert (
        shops.page.evaluate("[window.broken, document.querySelectorAll('main img, main b').length]")[0]
        is None
    )
    assert shops.page.evaluate("window.broken") is None
    images = shops.page.evaluate(
        "[...document.querySelectorAll('img')].map((one) => one.getAttribute('src'))"
    )
    assert images == ["/logo.svg"]
