"""The page with the real engine behind it, started as `selaras demo` starts it: a person acts, every shop follows."""

from __future__ import annotations

import time
from collections.abc import Iterator

import httpx
import pytest
from page_seen import Seen, until
from playwright.sync_api import Browser

pytestmark = [pytest.mark.acceptance]
FOLLOWS = 40.0


@pytest.fixture
def page(sending, browser: Browser) -> Iterator[Seen]:
    """A screen so tall that every row of the seller is in the document."""
    seen = Seen(browser, viewport={"width": 1440, "height": 3000})
    seen.open(sending.url)
    until(lambda: "Mulai" in seen.tabs(), "the engine's tabs")
    until(lambda: seen.text("SKU", 2) != "", "the seller's rows")
    yield seen
    seen.close()


def everywhere(page: Seen, units: int) -> bool:
    return page.stocks() == dict.fromkeys(("shopee", "tiktok", "tokopedia"), str(units))


def test_nothing_is_said_to_be_sent_before_the_tick(demo, seen: Seen) -> None:
    seen.open(demo.url)
    until(lambda: seen.phase() == "running", "the engine", 90)
    until(lambda: "Kirim stok" in seen.page.locator("#off").inner_text(), "the banner", 60)
    seen.page.get_by_role("button", name="Tunjukkan").click()
    until(lambda: seen.at() == "K2", "the very cell", 60)


def test_a_stock_number_reaches_every_storefront(page: Seen) -> None:
    page.type("Stok", page.row("SKU", "TOPI-BSB-NV"), "31")
    until(lambda: everywhere(page, 31), "all three", FOLLOWS)
    until(lambda: "dibaca kembali" in page.page.locator(".thread").first.inner_text(), "the story", FOLLOWS)
    row = page.row("SKU", "TOPI-BSB-NV")
    until(lambda: page.text("Tersedia", row) == "31", "the engine's own column", FOLLOWS)


def test_a_buyer_buys_and_the_sheet_follows(page: Seen) -> None:
    row = page.row("SKU", "GAMIS-SYR-M")
    page.cell("SKU", row).click()
    until(lambda: everywhere(page, 14), "the product", FOLLOWS)
    page.page.get_by_role("button", name="Beli 1 di Tokopedia").click()
    until(lambda: everywhere(page, 13), "the other shop", FOLLOWS)
    until(
        lambda: (
            (page.text("Stok", row), page.text("Dipesan", row), page.text("Tersedia", row))
            == ("14", "1", "13")
        ),
        "the row",
        FOLLOWS,
    )


def in_order(page: Seen, reverse: bool) -> bool:
    stocks = [int(text) for text in page.column("Stok") if text]
    return stocks == sorted(stocks, reverse=reverse)


def test_sorting_while_the_engine_writes(page: Seen) -> None:
    wanted = {"CELANA-CHN-30": "17", "CELANA-CHN-32": "18", "SPREI-KTN-160": "19"}
    for sku, units in wanted.items():
        page.type("Stok", page.row("SKU", sku), units)
        for way, reverse in (("Urutkan naik", False), ("Urutkan turun", True)):
            page.page.get_by_role("button", name=way).click()
            until(lambda reverse=reverse: in_order(page, reverse), way, FOLLOWS)
    for sku, units in wanted.items():
        until(
            lambda sku=sku, units=units: page.text("Tersedia", page.row("SKU", sku)) == units,
            f"{sku} its own",
            FOLLOWS,
        )
    for sku, units in wanted.items():
        page.cell("SKU", page.row("SKU", sku)).click()
        until(lambda units=units: everywhere(page, int(units)), f"{sku} in every shop", FOLLOWS)


def test_fifty_rows_pasted_are_taken_in(page: Seen) -> None:
    page.clipboard("\n".join(f"TEMPEL-{n:02}\tBarang\tSatu\t{n + 1}" for n in range(50)))
    page.page.locator(".scroller").focus()
    page.press("Control+End", "Home", "ArrowDown", "Control+v")
    row = int(page.at().split(":")[0][1:])
    until(lambda: page.text("Tersedia", row) == "1", "the first", FOLLOWS)
    page.press("Control+End", "ArrowUp")
    until(lambda: page.text("Tersedia", row + 49) == "50", "the last", FOLLOWS)


def test_another_integration_is_answered(page: Seen) -> None:
    page.cell("SKU", page.row("SKU", "HANDUK-MDI")).click()
    until(lambda: everywhere(page, 50), "the product", FOLLOWS)
    page.page.locator('[data-more="tiktok"]').click()
    page.page.get_by_label("Jumlah").fill("3")
    page.page.get_by_role("button", name="Integrasi lain menulis angka ini sekali").click()
    until(lambda: page.stocks()["tiktok"] == "3", "its number", FOLLOWS)
    until(lambda: everywhere(page, 50), "the sheet wins", FOLLOWS)
    page.tab("Konflik")
    until(lambda: page.text("Jenis", 2) != "", "and a person is told", FOLLOWS)


def test_an_outage_of_one_shop_holds_up_no_other(page: Seen) -> None:
    page.cell("SKU", page.row("SKU", "RAK-SPT-3")).click()
    until(lambda: everywhere(page, 9), "the product", FOLLOWS)
    page.page.locator('[data-view="trouble"]').click()
    page.page.locator('[data-trouble="shopee outage"]').click()
    page.type("Stok", page.row("SKU", "RAK-SPT-3"), "8")
    until(lambda: page.stocks()["tokopedia"] == "8", "the healthy shop", FOLLOWS)
    page.page.get_by_role("button", name="Pulihkan").first.click()
    until(lambda: everywhere(page, 8), "the healed one", FOLLOWS)


def test_a_number_explains_itself(page: Seen) -> None:
    page.cell("SKU", page.row("SKU", "LAMPU-TDR")).click()
    until(lambda: everywhere(page, 24), "the product", FOLLOWS)
    page.page.locator('[data-stock="shopee"]').click()
    until(lambda: page.page.locator(".explain .sum").count() == 1, "the engine's answer", FOLLOWS)
    said = " ".join(page.page.locator(".explain .sum").inner_text().split())
    assert said == "24 di rak − 0 dipesan = 24 tersedia − 0 pengaman = 24 dijual"
    assert page.page.locator(".explain tbody tr").count() == 2


def test_the_tour_of_six_steps_by_doing_them(page: Seen) -> None:
    page.page.get_by_role("button", name="Tur", exact=True).click()
    card = page.page.locator(".tourcard")

    def done(step: int) -> None:
        until(
            lambda: (
                f"Langkah {step} dari 6" in card.inner_text()
                and "done" in (card.get_attribute("class") or "")
            ),
            f"step {step}",
            FOLLOWS,
        )
        page.page.wait_for_timeout(100)
        card.locator("button").last.click()

    done(1)
    until(lambda: page.at() == f"D{page.row('SKU', 'KAOS-HTM-S')}", "the sample row")
    page.page.keyboard.type("37")
    page.press("Enter")
    done(2)
    page.page.locator('[data-buy="tokopedia"]').click()
    done(3)
    until(
        lambda: page.page.locator('[data-tool="sortdown"].pointed').count() == 1, "the button that is meant"
    )
    page.page.locator('[data-tool="sortdown"]').click()
    done(4)
    page.page.locator('[data-more="shopee"]').click()
    page.page.get_by_role("button", name="Integrasi lain menulis angka ini sekali").click()
    done(5)
    page.page.locator('[data-stock="shopee"]').click()
    until(lambda: page.page.locator(".explain .sum").count() == 1, "the explanation", FOLLOWS)
    page.press("Escape")
    done(6)
    assert card.count() == 0


def test_the_command_line_stays_out_of_reach(demo) -> None:
    with httpx.Client(base_url=demo.url, trust_env=False, timeout=60) as client:
        for sku in ("--help", "-x", "", "x" * 300, "a\0b"):
            assert client.get("/api/explain", params={"sku": sku}).status_code == 400
        started = time.monotonic()
        assert client.get("/api/explain", params={"sku": "tidak ada; ls"}).status_code in (404, 409)
        assert time.monotonic() - started < 60
