"""How TikTok Shop is told a stock number, and what its answer says about each listing.

| before or after the call                                    | result                              |
|-------------------------------------------------------------|-------------------------------------|
| the product or SKU is not in the inventory                  | failed: NotFound                    |
| the SKU lies in several warehouses and none is chosen       | failed: Rejected, not sent          |
| the chosen warehouse does not hold the SKU                  | failed: Rejected, not sent          |
| `errors` names the SKU                                      | failed, by its code                 |
| `errors` names no SKU                                       | unknown for all: it is read back    |
| otherwise                                                   | done; the answer repeats no numbers |

An update must list every warehouse of a SKU, so their numbers are read first and sent back as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...errors import BadReply, NotFound, Rejected, ShopError, Unavailable
from ...http import scrubbed
from ...model.remote import PushResult, StockTarget
from ..config import ShopConfig
from ..pushing import failed, split_listing
from .client import TikTokClient
from .errors import refusal
from .wire import ItemError

Places = list[tuple[str, int]]


def push(
    config: ShopConfig, client: TikTokClient, product_id: str, targets: Sequence[StockTarget], most: int
) -> list[PushResult]:
    """One call for targets of one product; one result each. Raises ShopError where the whole call failed."""
    known = _numbers(config, client, product_id)
    results: dict[int, PushResult] = {}
    rows: list[tuple[str, Places]] = []
    for number, target in enumerate(targets):
        sku = split_listing(target.key)[1]
        units = min(most, max(0, target.units))
        try:
            rows.append((sku, places(known.get(sku), config.warehouse, units, config.shop)))
        except ShopError as error:
            results[number] = failed(target, error)
    if rows:
        refused = client.update_inventory(product_id, rows).errors or []
        for number, target in enumerate(targets):
            if number not in results:
                results[number] = _result(config, target, refused)
    return [results[number] for number in range(len(targets))]


def _numbers(config: ShopConfig, client: TikTokClient, product_id: str) -> Mapping[str, Places]:
    """Each SKU's own places and units now. Nothing was sent yet, so what cannot be read is no unknown."""
    try:
        found = client.inventory(product_ids=[product_id])
    except BadReply as error:
        raise Unavailable(error.detail, shop=config.shop) from None
    return {
        sku.id: [(row.warehouse_id, row.available_quantity) for row in sku.warehouse_inventory]
        for product in found
        if product.product_id == product_id
        for sku in product.skus
    }


def places(known: Places | None, warehouse: str, units: int, shop: str) -> Places:
    """The same places with the receiving one changed."""
    if known is None:
        raise NotFound("the shop does not know this SKU", shop=shop)
    if not warehouse and len(known) > 1:
        raise Rejected("several warehouses and none is chosen", shop=shop)
    receiving = warehouse or (known[0][0] if known else "")
    if all(place != receiving for place, _ in known):
        raise Rejected("the chosen warehouse does not hold this variant", shop=shop)
    return [(place, units if place == receiving else there) for place, there in known]


def _result(config: ShopConfig, target: StockTarget, refused: Sequence[ItemError]) -> PushResult:
    sku = split_listing(target.key)[1]
    for error in refused:
        if error.detail is not None and error.detail.sku_id == sku:
            message = scrubbed(error.message)
            found = refusal(config.shop, error.code, 200, message, safe=True)
            # The marketplace says no to this one item: whatever its code is, nothing was changed.
            kind = Rejected(found.detail, shop=config.shop) if isinstance(found, BadReply) else found
            return failed(target, kind)
    if any(error.detail is None or not error.detail.sku_id for error in refused):
        return failed(target, BadReply("the shop does not say which SKU it refused", shop=config.shop))
    return PushResult(target.key, target.units, "done")
