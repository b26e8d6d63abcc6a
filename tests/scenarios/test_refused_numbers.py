"""P8: a number that a shop does not take is named with what to do, and not sent again and again."""

from __future__ import annotations

from pathlib import Path

from bench import bench


def test_a_refused_zero_is_named_where_the_seller_looks_and_not_repeated(tmp_path: Path) -> None:
    with bench(tmp_path, {"KAOS-M": 10, "TOPI": 5}) as one:
        one.run()
        one.tick()
        one.run(3)
        one.shop.reserve(one.listings["KAOS-M"], 6)
        one.wait()
        one.type("KAOS-M", "Stok", "0")
        one.run(3)
        assert "tidak menerima stok 0" in one.shown("shopee", "Langkah berikut", tab="Mulai", key="Toko")
        assert "KAOS-M" in one.shown("shopee", "Langkah berikut", tab="Mulai", key="Toko")
        assert "Nonaktifkan" in one.shown("KAOS-M", "Catatan mesin", tab="Tautan", key="SKU toko")
        writes = one.shop.counts()["engine"]["writes"]
        one.run(5)
        assert one.shop.counts()["engine"]["writes"] == writes
        one.wait()
        one.type("KAOS-M", "Stok", "10")
        one.run(4)
        assert "KAOS-M" not in one.shown("shopee", "Langkah berikut", tab="Mulai", key="Toko")
        assert one.shown("KAOS-M", "Catatan mesin", tab="Tautan", key="SKU toko") == ""


def test_another_refused_number_is_named_too(tmp_path: Path) -> None:
    with bench(tmp_path, {"KAOS-M": 10, "TOPI": 5}) as one:
        one.run()
        one.tick()
        one.run(3)
        one.shop.reserve(one.listings["KAOS-M"], 8)
        one.wait()
        one.type("KAOS-M", "Stok", "7")
        one.run(3)
        assert "menolak angka" in one.shown("shopee", "Langkah berikut", tab="Mulai", key="Toko")
        assert "Toko menolak" in one.shown("KAOS-M", "Catatan mesin", tab="Tautan", key="SKU toko")
