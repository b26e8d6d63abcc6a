"""How Shopee's listings and their stock are read: one page of the scan, or the numbers of named listings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ...errors import BadReply, NotFound, Rejected, Unavailable
from ...model.catalog import Listing
from ...model.ids import ListingKey
from ...model.remote import ListingsRead
from ..config import ShopConfig
from ..fetching import fetch_known
from ..lenient import parse_each
from ..paginate import ScanCursor
from ..pushing import is_listing, split_listing
from . import mapping
from .client import MOST_IDS, ShopeeClient
from .wire import Item, ItemRef, Model, ModelList

# Each item with models costs a call of its own.
PAGE_ITEMS = 10


def read_page(config: ShopConfig, client: ShopeeClient, cursor: str, now: float) -> ListingsRead:
    """The page at `cursor`. It is complete where every item of it was read and no row is missing."""
    at = ScanCursor.of(cursor)
    offset = int(at.place) if at.place.isdigit() else 0
    size = min(MOST_IDS, max(1, config.page_products or PAGE_ITEMS))
    page = client.item_page(offset, size)
    refs, complete = parse_each(ItemRef, page.item, config.shop)
    ids = list(dict.fromkeys(ref.item_id for ref in refs))
    seen = at.seen + len(ids)
    if page.has_next_page:
        complete &= len(ids) >= size
        if page.next_offset <= offset:
            raise BadReply("the shop's pages do not end", shop=config.shop)
    else:
        complete &= page.total_count is None or seen >= page.total_count
    found, whole = read_items(config, client, ids)
    following = ScanCursor(seen, str(page.next_offset)).text() if page.has_next_page else ""
    return ListingsRead(tuple(found), following, complete and whole, now)


def read_items(config: ShopConfig, client: ShopeeClient, ids: Sequence[str]) -> tuple[list[Listing], bool]:
    """The variants of these items, and whether nothing of any of them is missing."""
    whole = True

    def fetch(batch: Sequence[str]) -> list[Item]:
        nonlocal whole
        found, all_read = client.items(batch)
        whole &= all_read
        return found

    listings: list[Listing] = []
    items = {item.item_id: item for item in fetch_known(ids, MOST_IDS, fetch)}
    for item in items.values():
        try:
            found, all_read = read_item(config, client, item)
        except (NotFound, Rejected, BadReply, Unavailable):
            # One item that cannot be read must not hold back the scan; the page says that it is missing.
            found, all_read = [], False
        listings += found
        whole &= all_read
    return listings, whole and items.keys() >= set(ids)


def read_item(config: ShopConfig, client: ShopeeClient, item: Item) -> tuple[list[Listing], bool]:
    """The variants of one item, and whether each of them could be read."""
    if not item.has_model:
        if item.stock_info_v2 is None:
            return [], False
        return mapping.listings(config.shop, item, (), ModelList(model=[]), config.warehouse), True
    answer = client.models(item.item_id)
    models, whole = parse_each(Model, answer.model, config.shop)
    told = [model for model in models if model.stock_info_v2 is not None]
    found = mapping.listings(config.shop, item, told, answer, config.warehouse)
    return found, whole and len(told) == len(models)


def read_stock(
    config: ShopConfig, client: ShopeeClient, keys: Iterable[ListingKey]
) -> Mapping[ListingKey, int]:
    """The stock of these listings; unknown ones are absent. BadReply where a known one could not be read."""
    wanted = {key: split_listing(key)[0] for key in keys if key.shop == config.shop and is_listing(key)}

    def fetch(batch: Sequence[str]) -> list[Item]:
        found, whole = client.items(batch)
        if not whole:
            raise BadReply("an item could not be read", shop=config.shop)
        return found

    items = fetch_known(list(dict.fromkeys(wanted.values())), MOST_IDS, fetch)
    stock: dict[ListingKey, int] = {}
    for item in items:
        try:
            found, whole = read_item(config, client, item)
        except NotFound:
            # It went away between the two reads.
            continue
        if not whole:
            raise BadReply(f"the stock of item {item.item_id} could not be read", shop=config.shop)
        stock.update({one.key: one.stock for one in found if one.key in wanted})
    return stock
