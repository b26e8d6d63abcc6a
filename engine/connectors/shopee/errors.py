"""What each Shopee error means for the engine.

Names come bare or with a module before a dot (`product.error_item_not_found`): the last segment decides.
The names are documented; where Shopee's words do not tell what is meant, the meaning is guessed:
`error_auth` stands for a dead access token, a dead refresh token and a wrong partner, told apart by message.
A name that is not here is BadReply (`engine.connectors.refusing`).
"""

from __future__ import annotations

from ...errors import AuthExpired, NotFound, RateLimited, Rejected, ShopError, Unavailable
from ..refusing import UNKNOWN_CODE, refused
from ..tokens import AccessExpired

MEANINGS: dict[str, type[ShopError]] = {
    # The spelling with three e is Shopee's own.
    "invalid_acceess_token": AccessExpired,
    "invalid_access_token": AccessExpired,
    "error_auth": AccessExpired,
    "error_sign": AuthExpired,
    "error_permission": AuthExpired,
    "error_partner_key_expired": AuthExpired,
    "invalid_partner_id": AuthExpired,
    "invalid_code": AuthExpired,
    "error_shop": AuthExpired,
    "shop_no_linked": AuthExpired,
    "partner_shop_no_link": AuthExpired,
    "error_rate_limit": RateLimited,
    "error_limit": RateLimited,
    "error_item_not_found": NotFound,
    "error_not_found": NotFound,
    "error_item_not_belong_shop": NotFound,
    "error_param": Rejected,
    "order_list_invalid_time": Rejected,
    "batch_api_all_failed": Rejected,
    "error_busi_update_stock_failed": Rejected,
    "error_wms_shop_block_upate_stock": Rejected,
    "error_not_in_whitelist": Rejected,
    "error_can_not_find_warehouse": Rejected,
    "source_ip_undeclared": Rejected,
    "shop_banned": Rejected,
    "api_suspended": Rejected,
    "error_system_busy": Unavailable,
    "error_server": Unavailable,
    "error_inner": Unavailable,
    "error_network": Unavailable,
}
NO_WAREHOUSES = frozenset({"error_not_in_whitelist", "error_can_not_find_warehouse"})
REFRESH_WORDS = ("refresh_token", "partner")


def last_segment(error: str) -> str:
    """`error_param` of `product.error_param`."""
    return error.rpartition(".")[2].strip().lower()


def meaning(error: str, message: str) -> type[ShopError]:
    """The kind of error, by the last segment of its name, and by its message where the name says too little."""
    if last_segment(error) == "error_auth" and any(word in message.lower() for word in REFRESH_WORDS):
        return AuthExpired
    return MEANINGS.get(last_segment(error), UNKNOWN_CODE)


def refusal(shop: str, error: str, message: str, *, safe: bool, retry_after: float = 0.0) -> ShopError:
    """The exception for an error answer. Both texts have been scrubbed; `said` is Shopee's own name."""
    said = last_segment(error)
    return refused(
        meaning(error, message), shop, error, message, safe=safe, said=said, retry_after=retry_after
    )
