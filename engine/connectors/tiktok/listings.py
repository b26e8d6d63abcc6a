"""How TikTok Shop's listings and their stock are read: one page of the scan, or the numbers of named listings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...errors import BadReply, NotFound, Rejected, Unavailable
from ...model.catalog import Listing
from ...model.ids import ListingKey
from ...model.remote import ListingsRead
from ..config import ShopConfig
from ..lenient import parse_each
from ..paginate import ScanCursor, batches
from ..pushing import is_listing, listing_id, split_listing
from . import mapping
from .client import MOST_SKUS, PAGE, TikTokClient
from .wire import Product, ProductRef, Sku

# A whole page is one call once the names of its variants are known.
PAGE_PRODUCTS = 50
Version = tuple[int, tuple[str, ...]]
"""When a product was last updated, and its SKU ids."""


class Names:
    """The variants' names by product, as long as the shop shows the same version of it: they cost a call each."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Version, dict[str, str]]] = {}

    def of(self, client: TikTokClient, product: Product, skus: Sequence[Sku]) -> dict[str, str]:
        """Names by SKU id, asked for where the product is new or another version. A single SKU has none."""
        if len(product.skus) <= 1:
            return {}
        version = product.update_time, tuple(sorted(sku.id for sku in skus))
        known = self._known.get(product.id)
        if known is None or known[0] != version or not product.update_time:
            known = version, variant_names(client, product.id)
            self._known[product.id] = known
        return known[1]


def read_page(
    config: ShopConfig, client: TikTokClient, cursor: str, now: float, names: Names
) -> ListingsRead:
    """The page at `cursor`. It is complete where every product of it was read and no row is missing."""
    at = ScanCursor.of(cursor)
    size = min(PAGE, max(1, config.page_products or PAGE_PRODUCTS))
    page = client.product_page(size, at.place)
    refs, named = parse_each(ProductRef, page.products, config.shop)
    seen = at.seen + len({ref.id for ref in refs})
    if page.next_page_token:
        if page.next_page_token == at.place:
            raise BadReply("the shop's pages do not end", shop=config.shop)
        complete = named and len(page.products) >= size
    else:
        complete = named and seen >= page.total_count
    products, whole = parse_each(Product, page.products, config.shop)
    listings: dict[ListingKey, Listing] = {}
    for product in products:
        if product.status not in mapping.NOT_LISTED:
            found, read = _read_product(config, client, product, names)
            listings.update((one.key, one) for one in found)
            whole &= read
    following = ScanCursor(seen, page.next_page_token).text() if page.next_page_token else ""
    return ListingsRead(tuple(listings.values()), following, complete and whole, now)


def _read_product(
    config: ShopConfig, client: TikTokClient, product: Product, names: Names
) -> tuple[list[Listing], bool]:
    """The variants of one product, and whether each of them could be read, with its name."""
    skus, whole = parse_each(Sku, product.skus, config.shop)
    try:
        named = names.of(client, product, skus)
    except (NotFound, Rejected, BadReply, Unavailable):
        # One product that cannot be read must not hold back the scan; the page says that it is missing.
        return [], False
    return mapping.listings(config.shop, product, skus, named, config.warehouse), whole


def variant_names(client: TikTokClient, product_id: str) -> dict[str, str]:
    """Names by SKU id; a page of products does not tell them."""
    return {
        sku.id: ", ".join(one.value_name for one in sku.sales_attributes or () if one.value_name)
        for sku in client.product(product_id).skus
    }


def read_stock(
    config: ShopConfig, client: TikTokClient, keys: Sequence[ListingKey]
) -> Mapping[ListingKey, int]:
    """The stock of these listings; unknown ones are absent."""
    wanted = {key for key in keys if key.shop == config.shop and is_listing(key)}
    ids = sorted({split_listing(key)[1] for key in wanted})
    stock: dict[ListingKey, int] = {}
    for batch in batches(ids, MOST_SKUS):
        for product in client.inventory(sku_ids=batch):
            for sku in product.skus:
                key = ListingKey(config.shop, listing_id(product.product_id, sku.id))
                places = [(row.warehouse_id, row.available_quantity) for row in sku.warehouse_inventory]
                if key in wanted:
                    stock[key] = mapping.units_in(places, config.warehouse)
    return stock
