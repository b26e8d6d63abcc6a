"""The whole shop as JSON and back, the same seed twice, and many threads at once."""

from __future__ import annotations

import json
import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from shopee_client import Api, FakeClock, MakeShop

from sandbox.shops import NewVariant, OutOfStock
from sandbox.shops.shopee import ShopeeShop


def busy(api: Api, shop: ShopeeShop, mug: str) -> str:
    """Orders, a return, a fault, a push on its way."""
    body = {"callback_url": "http://127.0.0.1:9/x", "set_push_config_on": [3]}
    api.ok(api.post("push/set_app_push_config", body, of_shop=False))
    order = shop.pay(shop.buy("shopee", [(mug, 2)]).id).id
    shop.ship(order)
    shop.open_return(order)
    shop.faults.order_lag = 5
    shop.faults.slow(1, path="nowhere")
    shop.webhooks.late(9)
    return order


def test_a_dumped_shop_goes_on_where_it_stood(
    api: Api, shop: ShopeeShop, shirt: list[str], mug: str, make_shop: MakeShop, clock: FakeClock
) -> None:
    order = busy(api, shop, mug)
    clock.time += 10
    kept = json.loads(json.dumps(shop.dump()))
    again = make_shop()
    again.load(kept)
    assert json.loads(json.dumps(again.dump())) == kept
    assert (again.listings(), again.orders(), again.counts()) == (
        shop.listings(),
        shop.orders(),
        shop.counts(),
    )
    assert again.order(order) == shop.order(order)
    api.shop = again
    assert api.detail(order)["order_status"] == "TO_RETURN"
    assert api.renew(api.refresh)["error"] == ""
    assert again.tick() == shop.tick()


def test_no_id_comes_twice_after_a_load(shop: ShopeeShop, mug: str, make_shop: MakeShop) -> None:
    again = make_shop()
    again.load(shop.dump())
    made = [shop.buy("shopee", [(mug, 1)]).id, shop.add_product("A", [NewVariant("", "A", 1, 1)]).id]
    same = [again.buy("shopee", [(mug, 1)]).id, again.add_product("A", [NewVariant("", "A", 1, 1)]).id]
    assert made == same
    assert again.buy("shopee", [(mug, 1)]).id not in made


def test_a_state_of_another_shop_is_refused(shop: ShopeeShop) -> None:
    with pytest.raises(ValueError, match="not shopee"):
        shop.load({**shop.dump(), "kind": "tiktok"})


def test_the_same_seed_makes_the_same_shop() -> None:
    def made() -> dict[str, Any]:
        shop = ShopeeShop(clock=FakeClock(), rng=random.Random(5))
        product = shop.add_product("Mug", [NewVariant("", "MUG", 1000, 3)])
        shop.buy("shopee", [(f"{product.id}:0", 1)])
        return shop.dump()

    assert made() == made()


def test_buyers_in_many_threads_never_oversell(shop: ShopeeShop, shirt: list[str]) -> None:
    def buy(_: int) -> bool:
        try:
            shop.buy("shopee", [(shirt[0], 1)])
        except OutOfStock:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        sold = sum(pool.map(buy, range(40)))
    assert sold == 10
    assert shop.listings()[0]["stock"] == 0
    assert len({row["id"] for row in shop.orders()}) == 10


def test_truth_rows_carry_cumulative_units(shop: ShopeeShop, mug: str) -> None:
    order = shop.pay(shop.buy("shopee", [(mug, 3)]).id)
    shop.cancel(order.id, order.lines[0].id, 1)
    shop.ship(order.id)
    (row,) = shop.orders()
    assert (row["shop"], row["storefront"], row["stage"]) == ("shopee", "shopee", "shipped")
    line = row["lines"][0]
    assert (line["listing"], line["sku"]) == (mug, "MUG")
    assert (line["units"], line["cancelled"], line["shipped"], line["returned"]) == (3, 1, 2, 0)
