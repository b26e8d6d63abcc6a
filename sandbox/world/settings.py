"""What the engine's settings file says in this world, as TOML text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from sandbox.shops import Shop
from sandbox.shops.shopee import ShopeeShop

INTERVAL_SECONDS = 0.5
PAGE_PRODUCTS = 8
CALLS_PER_SECOND = 50.0


def quoted(text: str) -> str:
    """A TOML basic string. JSON's escapes are TOML's too, but for DEL, which TOML wants escaped."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def text_of(
    spreadsheet_id: str,
    credentials: Path,
    url: str,
    data_dir: Path,
    shops: Mapping[str, Shop],
    calls: int | None,
    interval: float,
) -> str:
    """The whole file. `calls` is how many calls a minute the local Google allows (None: no limit), `interval` how
    many seconds lie between two cycles.
    """
    lines = [
        "# A world of its own on this machine: nothing here reaches a real shop or a real spreadsheet.",
        "sandbox = true",
        'seller = "demo"',
        'language = "id"',
        f"interval_seconds = {interval}",
        f"data_dir = {quoted(str(data_dir))}",
        "",
        "[sheet]",
        f"spreadsheet_id = {quoted(spreadsheet_id)}",
        f"credentials = {quoted(str(credentials))}",
        f"url = {quoted(url)}",
        f"calls_per_minute = {_calls(calls)}",
        "",
        "[webhooks]",
        "port = 0",
    ]
    for name, shop in shops.items():
        lines += ["", f"[shops.{name}]", *_shop(shop)]
    return "\n".join(lines) + "\n"


def _calls(allowed: int | None) -> int:
    """A little under what is allowed, as a careful client would stay."""
    return 100_000 if allowed is None else max(1, allowed * 5 // 6)


def _shop(shop: Shop) -> list[str]:
    given = shop.credentials("engine")
    if isinstance(shop, ShopeeShop):
        app, secret, page = given["partner_id"], given["partner_key"], f"{shop.base_url}/auth"
    else:
        app, secret, page = given["app_key"], given["app_secret"], shop.base_url
    lines = [
        f"kind = {quoted(shop.kind)}",
        f"app_id = {quoted(app)}",
        f"app_secret = {quoted(secret)}",
        f"base_url = {quoted(shop.base_url)}",
        f"auth_url = {quoted(page)}",
        f"page_products = {PAGE_PRODUCTS}",
        f"calls_per_second = {CALLS_PER_SECOND}",
        # A tour waits for what the scan finds, so everything is read in every cycle.
        "scan_seconds = 0",
        "returns_seconds = 0",
    ]
    if "service_id" in given:
        lines.append(f"extra = {{ service_id = {quoted(given['service_id'])} }}")
    return lines
