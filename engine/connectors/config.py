"""What the settings say about one shop, as a value that every connector takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ShopConfig:
    """One shop of one seller.

    `shop` is the seller's own name for it. `app_id`/`app_secret` are the app's credentials (partner id and
    key at Shopee, app key and secret at TikTok). `base_url` without a trailing slash; empty takes the
    marketplace's own. `auth_url` is where the seller signs in, empty likewise. `warehouse` is the id of the
    place that receives stock, needed only where there are several. `page_products` is how many products one
    page of the listing scan covers, None for what suits the marketplace. `extra` holds what one marketplace
    needs besides, `secrets` likewise what must never be seen (a seller's key, a webhook's secret, an access
    token that does not run out).
    """

    shop: str
    kind: str
    base_url: str
    app_id: str
    app_secret: str = field(repr=False)
    auth_url: str = ""
    region: str = "ID"
    warehouse: str = ""
    page_products: int | None = None
    extra: Mapping[str, str] = field(default_factory=dict, repr=False)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
