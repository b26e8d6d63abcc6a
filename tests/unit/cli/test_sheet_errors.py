"""An error about the sheet names tab and column by the words that stand in it."""

from __future__ import annotations

import pytest

from engine.cli.say import Voice
from engine.errors import LayoutBroken, NewerLayout, NotLaidOut, SelarasError, TabMissing, TabTwice
from engine.texts import Texts


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (LayoutBroken("", tab="skus", column="stock"), ["Kolom Stok", "tab SKU", "selaras init"]),
        (TabMissing("", tab="conflicts"), ["Tab Konflik", "selaras init"]),
        (TabMissing("", tab="_selaras"), ["Tab _selaras", "selaras init"]),
        (TabTwice("", tab="links"), ["Tab Tautan", "Hapus"]),
        (NewerLayout(""), ["lebih baru", "Perbarui"]),
        (NotLaidOut(""), ["selaras init"]),
    ],
)
def test_the_seller_reads_the_words_of_the_sheet(error: SelarasError, words: list[str]) -> None:
    said = Voice(Texts("id")).sentence(error)
    assert [word for word in words if word not in said] == []
    assert "–" not in said
