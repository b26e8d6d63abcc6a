"""Both languages say the same things, every code can be said, and values are inserted as they are."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from engine import errors
from engine.data import names, read_text
from engine.model.catalog import LinkStatus
from engine.model.questions import Choice, Question, QuestionKind
from engine.texts import LANGUAGES, Texts

TEXTS = {language: Texts(language) for language in LANGUAGES}
ID, EN = TEXTS["id"], TEXTS["en"]

# The tabs and headers that the design fixes, in the order in which they are laid out.
LAYOUT = {
    "start": (
        "Mulai",
        "shop connection token_days last_read matched unmatched empty duplicate open_unlinked next_step send_stock",
        "Toko|Koneksi|Sisa hari token|Terakhir dibaca|Cocok|Belum cocok|Kosong|Ganda|Pesanan belum tertaut|"
        "Langkah berikut|Kirim stok",
    ),
    "skus": (
        "SKU",
        "sku name variant stock entry buffer reserved available status receipt active notes",
        "SKU|Nama|Varian|Stok|+/-|Pengaman|Dipesan|Tersedia|Status|Bukti|Aktif|Catatan",
    ),
    "links": (
        "Tautan",
        "shop id shop_sku name price shop_stock status suggestion engine_note master agree",
        "Toko|ID|SKU toko|Nama|Harga|Stok toko|Status|Saran|Catatan mesin|SKU master|Setuju",
    ),
    "orders": (
        "Pesanan",
        "shop order line time status sku units price reserved ship_by engine_note action",
        "Toko|No. pesanan|Baris|Waktu|Status|SKU|Jumlah|Harga|Dipesan|Batas kirim|Catatan mesin|Tindakan",
    ),
    "conflicts": (
        "Konflik",
        "id kind event done guidance decision by",
        "ID|Jenis|Kejadian|Yang dilakukan|Panduan|Keputusan|Oleh",
    ),
    "guide": ("Panduan", "topic answer applies_to", "Topik|Jawaban|Berlaku untuk"),
}

# What the engine hands over with each code, as the core writes it.
PARAMS = {
    "receipt.applied": "before after",
    "receipt.applied_first": "after",
    "receipt.entry": "amount after",
    "receipt.entry_changed": "amount after",
    "receipt.entry_withdrawn": "amount after",
    "receipt.asked": "booked choices",
    "receipt.superseded": "before after",
    "receipt.swapped": "after",
    "receipt.kept": "text",
    "refused.blank": "kept value shown",
    "refused.text": "kept value shown",
    "refused.error": "kept value shown",
    "refused.fraction": "kept value shown",
    "refused.negative": "kept value shown",
    "refused.date": "kept value shown",
    "refused.percent": "kept value shown",
    "refused.decimals": "kept value shown",
    "refused.bool": "kept value shown",
    "refused.too_big": "kept value shown",
    "refused.entry": "kept value shown",
    "refused.entry_feed": "kept value shown",
    "refused.entry_formula": "kept value shown",
    "refused.entry_format": "kept value shown",
    "refused.sku_number": "value closest",
    "refused.copied": "rows",
    "status.ok": "",
    "status.oversold": "units",
    "status.asked": "",
    "status.inactive": "",
    "status.feed": "",
    "status.numeric_sku": "closest",
    "status.copied": "",
    "status.vanished": "",
    "status.unlinked": "",
    "status.no_count": "",
    "link.unknown_master": "name closest",
    "link.bad_formula": "text",
    "link.many_readings": "text",
    "link.would_reserve": "units",
    "link.settled": "units",
    "link.agree_none": "",
    "order.reserved": "units",
    "order.unlinked": "units",
    "order.released": "",
    "order.shipped": "",
    "order.partial": "",
    "order.warehouse": "",
    "order.opening": "",
    "order.action_later": "",
    "why.first": "",
    "why.count": "",
    "why.order": "",
    "why.drift": "",
    "why.link": "",
    "why.rule": "",
    "why.settle": "",
    "hold.to_zero": "count",
    "hold.lower": "count",
    "hold.empty_catalogue": "",
    "hold.restored": "",
    "choice.adopt": "units",
    "choice.value": "units",
    "next.connect": "shop",
    "next.tick_send": "",
    "next.fix_empty": "count",
    "next.fix_duplicate": "count",
    "next.link": "count",
    "next.locale": "",
    "next.none": "",
    "next.reconnect": "shop",
    "next.hold": "",
    "next.frozen": "",
    "next.refused": "count sku",
    "next.refused_zero": "count sku",
    "conn.ok": "",
    "conn.never": "",
    "conn.expired": "",
    "conn.unreachable": "",
    "conn.limited": "",
    "conflict.answered": "",
    "conflict.fell_away": "",
    "standby": "holder",
    "beat": "",
}
CHOICES = (
    "release",
    "keep_held",
    "keep_sheet",
    "resume",
    "keep_frozen",
    "settle",
    "leave",
    "stop",
    "keep",
    "rename",
    "new_sku",
    "replace",
    "separate",
    "restock",
    "discard",
    "included",
    "not_included",
    "accept",
)
QUESTION_PARAMS: dict[str, str] = {
    "count": "sku booked choices",
    "late": "sku booked choices",
    "hold": "shop count reason",
    "drift": "shop sku expected seen",
    "tug": "shop count sku",
    "oversell": "shop sku units",
    "vanished": "count sku",
    "renamed": "old new",
    "copied": "sku rows",
    "relisted": "shop listing old new",
    "returned": "shop order sku units",
    "opening": "shop units",
    "restored": "",
    "misplaced": "sku shown original",
}
ERROR_PARAMS = {
    "U110": "where why",
    "U120": "shop known",
    "U130": "name closest",
    "U140": "shop",
    "U150": "shop",
    "U170": "shop",
    "G240": "holder",
    "G250": "tab column",
    "G251": "tab",
    "G252": "tab",
    "C410": "holder",
}


def every_error(of: type[errors.SelarasError] = errors.SelarasError) -> list[type[errors.SelarasError]]:
    return [of, *(found for child in of.__subclasses__() for found in every_error(child))]


def own_errors() -> list[type[errors.SelarasError]]:
    return [kind for kind in every_error() if kind.__module__ == errors.__name__]


def filled(params: str) -> dict[str, str]:
    return {name: f"<{name}>" for name in params.split()}


def test_both_languages_have_the_same_codes_and_values() -> None:
    assert ID.codes == EN.codes


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_can_be_said_and_shows_every_value(language: str) -> None:
    texts = TEXTS[language]
    for code, wanted in texts.codes.items():
        said = texts.say(code, {name: f"<{name}>" for name in wanted})
        assert said.strip() == said, code
        assert said, code
        assert {f"<{name}>" for name in wanted} == set(re.findall(r"<\w+>", said)), code
        assert "{" not in said, code


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("code", "params"), PARAMS.items(), ids=PARAMS)
def test_what_the_core_hands_over_is_enough(language: str, code: str, params: str) -> None:
    assert TEXTS[language].say(code, filled(params))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", own_errors(), ids=lambda kind: kind.code)
def test_every_error_has_a_sentence_with_what_to_do(language: str, kind: type[errors.SelarasError]) -> None:
    params = filled(ERROR_PARAMS.get(kind.code, "shop" if issubclass(kind, errors.ShopError) else ""))
    said = TEXTS[language].say(f"error.{kind.code}", params)
    assert len(re.findall(r"[.;]", said)) >= 2, "a sentence, and what to do"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_status_has_a_word(language: str) -> None:
    for status in get_args(LinkStatus):
        assert TEXTS[language].say(f"link.{status}")


def test_the_status_words_of_the_links_tab_are_the_promised_ones() -> None:
    words = [ID.say(f"link.{status}") for status in ("matched", "unmatched", "empty", "duplicate")]
    assert words == ["cocok", "belum cocok", "kosong", "ganda"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_question_can_be_asked(language: str) -> None:
    assert set(QUESTION_PARAMS) == set(get_args(QuestionKind))
    for kind in get_args(QuestionKind):
        params = filled(QUESTION_PARAMS[kind]) | ({"reason": "hold.to_zero"} if kind == "hold" else {})
        said = TEXTS[language].question(Question("Q", kind, "subject", 0.0, tuple(params.items())))
        assert all(said)


@pytest.mark.parametrize(
    ("language", "expected"),
    [("id", "12 produk akan menjadi nol"), ("en", "12 listings would go to zero")],
)
def test_the_reason_of_a_hold_is_said_in_words(language: str, expected: str) -> None:
    question = Question(
        "Q", "hold", "toko", 0.0, (("shop", "toko"), ("count", "12"), ("reason", "hold.to_zero"))
    )
    assert expected in TEXTS[language].question(question).event


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_choice_reads_differently_and_is_read_back(language: str) -> None:
    texts = TEXTS[language]
    choices = [Choice(code) for code in CHOICES]
    choices += [Choice("value:0", (("units", "6"),)), Choice("value:2", (("units", "8"),))]
    choices += [Choice("adopt", (("units", "7"),))]
    shown = [texts.choice(choice) for choice in choices]
    assert len(set(shown)) == len(shown)
    assert [texts.chosen(choices, text.upper() + " ") for text in shown] == choices
    assert [texts.chosen(choices, choice.code) for choice in choices] == choices
    assert texts.chosen(choices, "something else") is None
    assert texts.chosen(choices, "") is None


@pytest.mark.parametrize(("tab", "wanted"), LAYOUT.items(), ids=LAYOUT)
def test_tabs_and_headers_are_the_promised_ones(tab: str, wanted: tuple[str, str, str]) -> None:
    title, columns, headers = wanted
    assert ID.tabs[tab].title == title
    assert [column.name for column in ID.columns(tab)] == columns.split()
    assert [column.header for column in ID.columns(tab)] == headers.split("|")
    assert [column.name for column in EN.columns(tab)] == columns.split()


@pytest.mark.parametrize("language", LANGUAGES)
def test_headers_are_unique_within_a_tab_and_explained(language: str) -> None:
    texts = TEXTS[language]
    assert list(texts.tabs) == list(LAYOUT)
    for tab in texts.tabs:
        headers = [texts.header(tab, column.name) for column in texts.columns(tab)]
        assert len(set(headers)) == len(headers)
        assert all(texts.note(tab, column.name) for column in texts.columns(tab))


def test_the_count_note_says_that_packed_parcels_are_included() -> None:
    assert "menunggu kurir" in ID.note("skus", "stock")
    assert "waiting for the courier" in EN.note("skus", "stock")


@pytest.mark.parametrize("value", ["{kept}", "=SUM(A1)", "100% {0!r}", "a{b"])
def test_a_value_is_inserted_as_it_is(value: str) -> None:
    assert value in EN.say("refused.text", {"kept": "3", "value": value})


def test_an_empty_value_shows_as_a_dash() -> None:
    assert EN.say("status.numeric_sku", {"closest": ""}).endswith("Closest SKU: –.")


def test_a_code_that_is_not_there_is_named() -> None:
    with pytest.raises(KeyError, match=r"receipt\.invented"):
        ID.say("receipt.invented")


def test_a_value_that_is_missing_is_named_with_its_code() -> None:
    with pytest.raises(KeyError, match=r"receipt\.applied: after"):
        ID.say("receipt.applied", {"before": 1})


def test_a_language_that_is_not_there_is_refused() -> None:
    with pytest.raises(KeyError):
        Texts("fr")


def test_the_guide_is_the_same_in_both_languages() -> None:
    assert [(entry.id, entry.tags) for entry in ID.guide()] == [
        (entry.id, entry.tags) for entry in EN.guide()
    ]
    assert len({entry.id for entry in ID.guide()}) == len(ID.guide())
    assert all(entry.topic and entry.answer and entry.applies_to for entry in (*ID.guide(), *EN.guide()))


@pytest.mark.parametrize(
    ("entry", "must_say"),
    [
        ("what", ["satu angka stok"]),
        ("begin", ["sudah buka", "SKU yang sama", "Kirim stok"]),
        ("different", ["seller center", "SKU master"]),
        ("chat", ["Belum"]),
        ("untidy", ["Bisa", "tidak memotong stok"]),
        ("sku", ["varian"]),
        ("empty", ["seller center"]),
        ("duplicate", ["diunggah dua kali"]),
        ("omnichannel", ["Putuskan", "tarik-menarik"]),
        ("make", ["30 karakter", "seller center"]),
        *(
            (f"where-{kind}", ["SKU" if kind != "shopee" else "Kode Variasi"])
            for kind in ("shopee", "tiktok")
        ),
    ],
)
def test_every_question_of_a_beginner_is_answered(entry: str, must_say: list[str]) -> None:
    [found] = [one for one in ID.guide() if one.id == entry]
    assert all(words in found.answer or words in found.topic for words in must_say)


def test_data_files_are_found_and_nothing_else_is_read() -> None:
    assert "templates/tabs.id.toml" in names("templates")
    assert read_text("templates/tabs.id.toml").startswith("#")
    for name in ("templates/../main.py", "engine/data.py", "templates/none.toml", "/etc/hosts", "templates"):
        with pytest.raises(FileNotFoundError):
            read_text(name)
