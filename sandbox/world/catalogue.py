"""What the demo seller sells: one sheet, one Shopee shop, one TikTok Shop that shows on Tokopedia as well.

Sixty variants on sale with the mess of a real shop: other spellings, empty and duplicate SKUs, a leading zero, a
bundle, a SKU that no shop sells, numbers that differ a little. Money is whole rupiah.
"""

from __future__ import annotations

from dataclasses import dataclass, field

HEADERS = ("SKU", "Nama", "Varian", "Stok")
TAB = "SKU"


@dataclass(frozen=True, slots=True)
class Master:
    """A row of the sheet."""

    sku: str
    name: str
    variant: str
    stock: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A variant as one shop has it."""

    variant: str
    sku: str
    stock: int


@dataclass(frozen=True, slots=True)
class Goods:
    """A product with its variants in the shops that sell it. `relisted`: deleted once and made anew there."""

    name: str
    price: int
    shopee: tuple[Offer, ...] = ()
    tiktok: tuple[Offer, ...] = ()
    relisted: bool = field(default=False)


MASTERS = (
    Master("KAOS-HTM-S", "Kaos Polos Cotton Combed 30s", "Hitam, S", 40),
    Master("KAOS-HTM-M", "Kaos Polos Cotton Combed 30s", "Hitam, M", 55),
    Master("KAOS-HTM-L", "Kaos Polos Cotton Combed 30s", "Hitam, L", 48),
    Master("KAOS-PTH-S", "Kaos Polos Cotton Combed 30s", "Putih, S", 36),
    Master("KAOS-PTH-M", "Kaos Polos Cotton Combed 30s", "Putih, M", 52),
    Master("KAOS-PTH-L", "Kaos Polos Cotton Combed 30s", "Putih, L", 44),
    Master("KEMEJA-FLN-M", "Kemeja Flanel Kotak", "Merah, M", 18),
    Master("KEMEJA-FLN-L", "Kemeja Flanel Kotak", "Merah, L", 16),
    Master("CELANA-CHN-30", "Celana Chino Slim Fit", "Krem, 30", 22),
    Master("CELANA-CHN-32", "Celana Chino Slim Fit", "Krem, 32", 25),
    Master("CELANA-CHN-34", "Celana Chino Slim Fit", "Krem, 34", 12),
    Master("JILBAB-SGT-NV", "Jilbab Segi Empat Voal", "Navy", 80),
    Master("JILBAB-SGT-MR", "Jilbab Segi Empat Voal", "Maroon", 64),
    Master("JILBAB-SGT-DR", "Jilbab Segi Empat Voal", "Dusty Rose", 70),
    Master("GAMIS-SYR-M", "Gamis Syari Polos", "Hijau Sage, M", 14),
    Master("GAMIS-SYR-L", "Gamis Syari Polos", "Hijau Sage, L", 11),
    Master("TOPI-BSB-HTM", "Topi Baseball Polos", "Hitam", 60),
    Master("TOPI-BSB-NV", "Topi Baseball Polos", "Navy", 58),
    Master("TAS-KNV", "Tas Kanvas Tote Bag", "Natural", 33),
    Master("00123", "Dompet Kulit Pria Lipat", "Cokelat", 20),
    Master("SDL-JPT-40", "Sandal Jepit Karet", "40", 30),
    Master("SDL-JPT-42", "Sandal Jepit Karet", "42", 27),
    Master("GELAS-KCA-6", "Gelas Kaca Set Isi 6", "", 19),
    Master("PIRING-KRM", "Piring Keramik Motif Daun", "20 cm", 42),
    Master("SPREI-KTN-160", "Sprei Katun Motif Bunga", "160x200", 15),
    Master("SPREI-KTN-180", "Sprei Katun Motif Bunga", "180x200", 13),
    Master("HANDUK-MDI", "Handuk Mandi Microfiber", "70x140, Abu", 50),
    Master("BOTOL-750", "Botol Minum Stainless 750 ml", "Hitam", 35),
    Master("RAK-SPT-3", "Rak Sepatu Susun 3", "", 9),
    Master("LAMPU-TDR", "Lampu Tidur LED", "Kuning Hangat", 24),
    Master("KERANJANG-RTN", "Keranjang Rotan Sintetis", "", 7),
    Master("APRON-DPR", "Celemek Dapur Anti Air", "Cokelat", 21),
)

CATALOGUE = (
    # The Shopee shop spells black in full for M and L, and shows one unit more of the white S than there is.
    Goods(
        "Kaos Polos Cotton Combed 30s Pria Wanita",
        45_000,
        (
            Offer("Hitam,S", "KAOS-HTM-S", 40),
            Offer("Hitam,M", "KAOS-HITAM-M", 55),
            Offer("Hitam,L", "KAOS-HITAM-L", 48),
            Offer("Putih,S", "KAOS-PTH-S", 37),
            Offer("Putih,M", "KAOS-PTH-M", 52),
            Offer("Putih,L", "KAOS-PTH-L", 44),
        ),
        (
            Offer("Hitam - S", "KAOS-HTM-S", 40),
            Offer("Hitam - M", "KAOS-HTM-M", 55),
            Offer("Hitam - L", "KAOS-HTM-L", 48),
            Offer("Putih - S", "KAOS-PTH-S", 36),
            Offer("Putih - M", "KAOS-PTH-M", 50),
            Offer("Putih - L", "KAOS-PTH-L", 44),
        ),
    ),
    Goods(
        "Kemeja Flanel Kotak Lengan Panjang",
        129_000,
        (Offer("Merah,M", "KEMEJA-FLN-M", 18), Offer("Merah,L", "KEMEJA-FLN-L", 16)),
        (Offer("Merah, M", "KEMEJA-FLN-M", 18), Offer("Merah, L", "kemeja-fln-l", 16)),
    ),
    Goods(
        "Celana Chino Slim Fit Stretch",
        159_000,
        (
            Offer("Krem,30", "CELANA-CHN-30", 22),
            Offer("Krem,32", "CELANA-CHN-32", 25),
            Offer("Krem,34", "CELANA-CHN-34", 12),
        ),
        (Offer("Krem, 30", "CELANA-CHN-30", 21), Offer("Krem, 32", "CELANA-CHN-32", 25)),
    ),
    # On TikTok somebody copied one SKU to both colours.
    Goods(
        "Jilbab Segi Empat Voal Premium",
        39_000,
        (
            Offer("Navy", "JILBAB-SGT-NV", 80),
            Offer("Maroon", "JILBAB-SGT-MR", 64),
            Offer("Dusty Rose", "JILBAB-SGT-DR", 70),
        ),
        (
            Offer("Navy", "JILBAB-SGT-NV", 80),
            Offer("Maroon", "JILBAB-SGT-MR", 64),
            Offer("Dusty Rose", "JILBAB-SGT-MR", 70),
        ),
    ),
    Goods(
        "Gamis Syari Polos Busui Friendly",
        215_000,
        (Offer("Sage,M", "GAMIS-SYR-M", 14), Offer("Sage,L", "GAMIS-SYR-L", 11)),
        (Offer("Sage M", "GAMIS-SYR-M", 14), Offer("Sage L", "GAMIS-SYR-L", 11)),
    ),
    Goods(
        "Topi Baseball Polos Dewasa",
        35_000,
        (Offer("Hitam", "TOPI-BSB-HTM", 60), Offer("Navy", "TOPI-BSB-NV", 58)),
        (Offer("Hitam", "TOPI-BSB-HTM", 60), Offer("Navy", "TOPI-BSB-NV", 58)),
    ),
    Goods("Tas Kanvas Tote Bag Resleting", 55_000, (Offer("", "TAS-KNV", 33),), (Offer("", "TAS-KNV", 32),)),
    Goods("Dompet Kulit Pria Lipat Slim", 99_000, (Offer("", "00123", 20),), (Offer("", "00123", 20),)),
    # Nobody filled in the SKUs of the sandals at Shopee.
    Goods(
        "Sandal Jepit Karet Anti Licin",
        25_000,
        (Offer("40", "", 30), Offer("42", "", 27)),
        (Offer("40", "SDL-JPT-40", 30), Offer("42", "SDL-JPT-42", 27)),
    ),
    Goods(
        "Gelas Kaca Set Isi 6 Pcs", 78_000, (Offer("", "GELAS-KCA-6", 19),), (Offer("", "GELAS-KCA-6", 19),)
    ),
    Goods("Piring Keramik Motif Daun 20 cm", 32_000, (Offer("", "PIRING-KRM", 42),), (Offer("", "", 42),)),
    Goods(
        "Sprei Katun Motif Bunga",
        145_000,
        (Offer("160x200", "SPREI-KTN-160", 15), Offer("180x200", "SPREI-KTN-180", 13)),
        (Offer("160x200", "SPREI-KTN-160", 15), Offer("180x200", "SPREI-KTN-180", 13)),
    ),
    # Made anew at Shopee last week: the old listing is deleted, the new one has the same SKU under another id.
    Goods(
        "Handuk Mandi Microfiber 70x140",
        49_000,
        (Offer("", "HANDUK-MDI", 50),),
        (Offer("", "HANDUK-MDI", 50),),
        relisted=True,
    ),
    Goods(
        "Botol Minum Stainless 750 ml",
        85_000,
        (Offer("", "BOTOL-750", 35),),
        (Offer("", "BTL-STAINLESS-750", 35),),
    ),
    Goods(
        "Rak Sepatu Susun 3 Minimalis", 119_000, (Offer("", "RAK-SPT-3", 9),), (Offer("", "RAK-SPT-3", 9),)
    ),
    Goods("Lampu Tidur LED Sensor", 42_000, (Offer("", "LAMPU-TDR", 24),), (Offer("", "LAMPU-TDR", 24),)),
    Goods("Keranjang Rotan Sintetis", 65_000, (Offer("", "KERANJANG-RTN", 7),)),
    # One kaos and two topi in one parcel: no SKU of its own in the sheet.
    Goods("Paket Hemat 1 Kaos Hitam M + 2 Topi Hitam", 99_000, (Offer("", "PAKET-KAOS-TOPI", 10),)),
    # On sale without being in the sheet at all.
    Goods("Payung Lipat Otomatis", 59_000, (), (Offer("", "PAYUNG-LPT", 17),)),
)
