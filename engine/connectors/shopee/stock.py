"""How Shopee is told a stock number, and what its answer says about each listing.

| the answer names the model        | result                                        |
|-----------------------------------|-----------------------------------------------|
| in failure_list                   | failed: Rejected (NotFound for a wrong model) |
| in success_list                   | done, with the number it names for the place  |
| nowhere                           | unknown: it is read back                      |

In a shop with several places only the chosen one changes; the others' numbers are sent back as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...errors import BadReply, NotFound, Rejected, ShopError, Unavailable
from ...http import scrubbed
from ...model.remote import PushResult, StockTarget
from ..config import ShopConfig
from ..lenient import parse_each
from ..pushing import failed, split_listing
from .client import ShopeeClient
from .wire import Model, StockInfo, StockUpdate

Places = Sequence[tuple[str, int]]
NO_MODEL = "0"


def push(
    config: ShopConfig, client: ShopeeClient, item_id: str, targets: Sequence[StockTarget], most: int
) -> list[PushResult]:
    """One call for targets of one item; one result each. Raises ShopError where the whole call failed."""
    wanted = [(split_listing(target.key)[1], min(most, max(0, target.units))) for target in targets]
    if config.warehouse:
        known = _numbers(config, client, item_id)
        rows = [
            (model, _places(known.get(model, ()), config.warehouse, units, config.shop))
            for model, units in wanted
        ]
    else:
        rows = [(model, [("", units)]) for model, units in wanted]
    answer = client.update_stock(item_id, rows)
    return [
        _result(config, target, model, answer) for target, (model, _) in zip(targets, wanted, strict=True)
    ]


def _numbers(config: ShopConfig, client: ShopeeClient, item_id: str) -> Mapping[str, Places]:
    """Each model's own places and units now. Nothing was sent yet, so what cannot be read is no unknown."""
    try:
        items, whole = client.items([item_id])
        if not items or not whole:
            raise NotFound(f"item {item_id}", shop=config.shop)
        if not items[0].has_model:
            return {NO_MODEL: _own(items[0].stock_info_v2)}
        models, whole = parse_each(Model, client.models(item_id).model, config.shop)
        if not whole:
            raise BadReply(f"item {item_id}", shop=config.shop)
        return {model.model_id: _own(model.stock_info_v2) for model in models}
    except BadReply:
        raise Unavailable(f"the numbers of item {item_id} could not be read", shop=config.shop) from None


def _own(stock: StockInfo | None) -> Places:
    return [(row.location_id, row.stock) for row in (stock.seller_stock if stock else None) or ()]


def _places(known: Places, warehouse: str, units: int, shop: str) -> Places:
    """The same places with the chosen one changed. Rejected where the variant is not kept there."""
    if all(place != warehouse for place, _ in known):
        raise Rejected("the chosen warehouse does not hold this variant", shop=shop)
    return [(place, units if place == warehouse else there) for place, there in known]


def _result(config: ShopConfig, target: StockTarget, model: str, answer: StockUpdate) -> PushResult:
    for refused in answer.failure_list or ():
        if refused.model_id == model:
            return failed(target, _refusal(config.shop, scrubbed(refused.failed_reason)))
    taken = [one for one in answer.success_list or () if one.model_id == model]
    if not taken:
        return failed(target, BadReply("the shop does not say what became of it", shop=config.shop))
    chosen = [one.stock for one in taken if not config.warehouse or one.location_id == config.warehouse]
    echo = chosen[0] if len(chosen) == 1 else None
    return PushResult(target.key, target.units, "done", echo)


def _refusal(shop: str, reason: str) -> ShopError:
    kind = NotFound if "model_id" in reason.lower() else Rejected
    return kind(reason, shop=shop)
