"""How the world looks when nobody has done anything yet: the seller's sheet and the goods in the shops."""

from __future__ import annotations

from collections.abc import Iterable

from sandbox.sheets import SheetsServer
from sandbox.shops import NewVariant, Shop

from .catalogue import CATALOGUE, HEADERS, MASTERS, TAB, Goods, Master, Offer

# What the seller has dragged the columns to.
WIDTHS = (136, 224, 110, 66)


def lay_out(google: SheetsServer, masters: Iterable[Master] = MASTERS, locale: str = "en_US") -> str:
    """The seller's own spreadsheet, as it is before the engine has seen it; its id.

    The SKU column is plain text, so 00123 keeps its zeros.
    """
    spreadsheet_id = google.create_spreadsheet("Stok Toko", locale=locale, sheets=[TAB])
    owner = google.person(spreadsheet_id, "penjual")
    owner.number_format(TAB, "A:A", "TEXT")
    for column, pixels in enumerate(WIDTHS):
        area = {"sheetId": owner.tab(TAB).sheet_id, "dimension": "COLUMNS"}
        area |= {"startIndex": column, "endIndex": column + 1}
        wide = {"range": area, "properties": {"pixelSize": pixels}, "fields": "pixelSize"}
        owner.do({"updateDimensionProperties": wide})
    rows = [[one.sku, one.name, one.variant, str(one.stock)] for one in masters]
    owner.paste(TAB, "A1", [list(HEADERS), *rows])
    return spreadsheet_id


def stock_up(shopee: Shop, tiktok: Shop, catalogue: Iterable[Goods] = CATALOGUE) -> None:
    """Put the goods on sale."""
    for goods in catalogue:
        for shop, offers in ((shopee, goods.shopee), (tiktok, goods.tiktok)):
            if offers:
                _put(shop, goods, offers)


def _put(shop: Shop, goods: Goods, offers: Iterable[Offer]) -> None:
    variants = [NewVariant(one.variant, one.sku, goods.price, one.stock) for one in offers]
    product = shop.add_product(goods.name, variants)
    if goods.relisted and shop.kind == "shopee":
        shop.relist(f"{product.id}:{product.variants[0].id}")
