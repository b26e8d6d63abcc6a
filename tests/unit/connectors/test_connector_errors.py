"""Every documented error of every marketplace has a meaning."""

from __future__ import annotations

import pytest

from engine.connectors.shopee import errors as shopee
from engine.connectors.tiktok import errors as tiktok
from engine.connectors.tokens import AccessExpired
from engine.errors import (
    AuthExpired,
    BadReply,
    NotFound,
    RateLimited,
    Rejected,
    ShopError,
    Unavailable,
    UnknownOutcome,
)

SHOPEE = [
    ("invalid_acceess_token", "Invalid access_token, please have a check.", AccessExpired),
    ("error_auth", "Invalid access_token.", AccessExpired),
    ("error_auth", "Invalid refresh_token.", AuthExpired),
    ("error_auth", "Invalid partner_id or shopid.", AuthExpired),
    ("error_sign", "Wrong sign.", AuthExpired),
    ("error_param", "Timestamp is expired.", Rejected),
    ("invalid_partner_id", "", AuthExpired),
    ("invalid_code", "The code is expired or used or invalid", AuthExpired),
    ("error_rate_limit", "Too many requests.", RateLimited),
    ("error_limit", "", RateLimited),
    ("error_item_not_found", "Item_id is not found.", NotFound),
    ("product.error_item_not_found", "Item_id is not found.", NotFound),
    ("error_not_found", "Wrong parameters, detail: the order is not found.", NotFound),
    ("order.order_list_invalid_time", "", Rejected),
    ("product.error_param", "invalid field ItemId: value must  Not Null", Rejected),
    ("common.batch_api_all_failed", "", Rejected),
    ("error_permission", "", AuthExpired),
    ("source_ip_undeclared", "", Rejected),
    ("error_partner_key_expired", "", AuthExpired),
    ("shop_no_linked", "", AuthExpired),
    ("partner_shop_no_link", "", AuthExpired),
    ("shop_banned", "", Rejected),
    ("api_suspended", "", Rejected),
    ("error_system_busy", "", Unavailable),
    ("error_busi_update_stock_failed", "", Rejected),
    ("error_wms_shop_block_upate_stock", "", Rejected),
    ("product.error_item_not_belong_shop", "", NotFound),
    ("warehouse.error_not_in_whitelist", "", Rejected),
    ("something_new", "", BadReply),
]

TIKTOK = [
    (105002, 401, "Expired credentials.", AccessExpired),
    (106001, 401, "Invalid credentials. The 'sign' query parameter is invalid.", AuthExpired),
    (36009004, 400, "Invalid credentials. Invalid `app_key` query parameter.", AuthExpired),
    (36009004, 400, "Missing credentials. The request does not include a required signature.", AuthExpired),
    (36009004, 400, "Invalid credentials. The `x-tts-access-token` header is invalid.", AccessExpired),
    (36009004, 400, "Invalid timestamp.", Rejected),
    (36009004, 400, "The `shop_cipher` query parameter is not required for this request.", Rejected),
    (106013, 400, "", AuthExpired),
    (101000, 400, "", AuthExpired),
    (105005, 403, "", AuthExpired),
    (36009002, 429, "", RateLimited),
    (36009003, 500, "", Unavailable),
    (36009007, 504, "", Unavailable),
    (36009009, 404, "", BadReply),
    (36009010, 405, "", BadReply),
    (36009014, 404, "", BadReply),
    (36009022, 400, "", BadReply),
    (36009023, 400, "", BadReply),
    (36009033, 403, "", Rejected),
    (36004004, 200, "", AuthExpired),
    (36004001, 200, "", AuthExpired),
    (36004005, 200, "", AuthExpired),
    (36004999, 200, "", AuthExpired),
    (12052032, 200, "", NotFound),
    (12052999, 200, "", Rejected),
    (12019999, 200, "", Rejected),
    (999, 401, "", AuthExpired),
    (999, 200, "", BadReply),
]


@pytest.mark.parametrize(("error", "message", "kind"), SHOPEE)
def test_a_shopee_error_means(error: str, message: str, kind: type[ShopError]) -> None:
    found = shopee.refusal("toko", error, message, safe=True)
    assert type(found) is kind
    assert found.params["shop"] == "toko"
    assert found.params["said"] == error.rpartition(".")[2]


@pytest.mark.parametrize(("code", "status", "message", "kind"), TIKTOK)
def test_a_tiktok_code_means(code: int, status: int, message: str, kind: type[ShopError]) -> None:
    found = tiktok.refusal("toko", code, status, message, safe=True)
    assert type(found) is kind
    assert found.params == {"shop": "toko", "said": code}


def test_a_busy_shop_leaves_a_write_unknown() -> None:
    assert type(shopee.refusal("toko", "error_system_busy", "", safe=False)) is UnknownOutcome
    assert type(tiktok.refusal("toko", 36009003, 500, "", safe=False)) is UnknownOutcome


def test_a_limit_hands_the_wait_on() -> None:
    one = shopee.refusal("toko", "error_rate_limit", "", safe=True, retry_after=9.0)
    two = tiktok.refusal("toko", 36009002, 429, "", safe=True, retry_after=9.0)
    assert isinstance(one, RateLimited)
    assert isinstance(two, RateLimited)
    assert one.retry_after == two.retry_after == 9.0
