"""Signatures against vectors that were computed with another program (openssl)."""

from __future__ import annotations

import pytest

from engine.connectors.shopee import signing as shopee
from engine.connectors.tiktok import signing as tiktok

PUSH = b'{"code":3,"data":{"ordersn":"X"}}'
HOOK = "https://example.test/hook?a=1"
PUSH_SIGNATURE = "300bcb34b5ac8ef837bae41974767f4b03872f14c96dba4a285ca1ec4cd494e5"
TIKTOK_PUSH_SIGNATURE = "c069fb4cd8d1da9e65cd647728f1dcf84ca8ab708f72d0096aab05b8c5fb54b1"


def test_shopee_signs_public_calls_over_partner_path_and_time() -> None:
    sign = shopee.public_signature("1001141", "shpkkey", "/api/v2/auth/token/get", 1656000000)
    assert sign == "177c0b3bd2ecd242dfd999e27419b5f0da5331e5d803ca4db7e86f6158bc999f"


def test_shopee_signs_shop_calls_over_token_and_shop_too() -> None:
    path = "/api/v2/product/get_item_list"
    sign = shopee.shop_signature("1001141", "shpkkey", path, 1656000000, "tok123", "600000")
    assert sign == "3e92be0490a369652eda4b843a037752afc71d1783556d874d68cfee25b3c3f4"


def test_shopee_pushes_are_signed_over_url_and_raw_body() -> None:
    assert shopee.webhook_signature("shpkkey", HOOK, PUSH) == PUSH_SIGNATURE


@pytest.mark.parametrize(
    ("url", "given", "body", "genuine"),
    [
        (HOOK, PUSH_SIGNATURE, PUSH, True),
        (HOOK, PUSH_SIGNATURE.upper(), PUSH, True),
        (HOOK + "&b=2", PUSH_SIGNATURE, PUSH, False),
        (HOOK, PUSH_SIGNATURE, PUSH + b"\n", False),
        (HOOK, PUSH_SIGNATURE[:-1], PUSH, False),
        (HOOK, "", PUSH, False),
        (HOOK, "ünsigned", PUSH, False),
    ],
)
def test_a_shopee_push_is_genuine_only_as_it_was_signed(
    url: str, given: str, body: bytes, genuine: bool
) -> None:
    assert shopee.webhook_is_genuine("shpkkey", url, given, body) is genuine


def test_tiktok_signs_path_sorted_query_and_raw_body_wrapped_in_the_secret() -> None:
    query = [
        ("timestamp", "1700000000"),
        ("sign", "ignored"),
        ("app_key", "abc123"),
        ("shop_cipher", "ROW_ci+ph="),
        ("page_size", "100"),
        ("access_token", "ignored"),
    ]
    body = b'{"update_time_ge":1}'
    sign = tiktok.request_signature("secr3t", "/order/202309/orders/search", query, body)
    assert sign == "cd5c744e52ee89e8e537ba2f4131aa64dea7d1cf2e5dec33030ae5b86058c9e1"


def test_tiktok_leaves_the_body_of_an_upload_out() -> None:
    query = [("app_key", "abc123"), ("timestamp", "1700000000")]
    path = "/product/202309/images/upload"
    sign = tiktok.request_signature("secr3t", path, query, b"--boundary", multipart=True)
    assert sign == "11c135002d8c62912d7a8f87bd215a01257225d8c7efc43d3b7b8b6686927014"


@pytest.mark.parametrize(
    ("given", "body", "genuine"),
    [
        (TIKTOK_PUSH_SIGNATURE, b'{"type":1}', True),
        (TIKTOK_PUSH_SIGNATURE, b'{"type": 1}', False),
        (TIKTOK_PUSH_SIGNATURE.replace("c0", "c1", 1), b'{"type":1}', False),
        ("", b'{"type":1}', False),
        ("ünsigned", b'{"type":1}', False),
    ],
)
def test_a_tiktok_push_is_genuine_only_as_it_was_signed(given: str, body: bytes, genuine: bool) -> None:
    assert tiktok.webhook_is_genuine("secr3t", "abc123", given, body) is genuine
