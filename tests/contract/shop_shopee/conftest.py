"""One Shopee shop per test on one shared loopback socket."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from shopee_client import Api, FakeClock, MakeShop, Mount, Receiver

from sandbox.serve import serving
from sandbox.shops import NewVariant
from sandbox.shops.shopee import ShopeeShop


@pytest.fixture(scope="session")
def mount() -> Iterator[tuple[Mount, str]]:
    mounted = Mount()
    with serving(mounted) as running:
        yield mounted, running.url


@pytest.fixture(scope="session")
def http() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=10, trust_env=False) as client:
        yield client


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def make_shop(mount: tuple[Mount, str], clock: FakeClock, receiver: Receiver) -> MakeShop:
    """Builds the shop behind the socket; the last one made answers."""

    def make(**options: Any) -> ShopeeShop:
        shop = ShopeeShop("shopee", clock=clock, rng=random.Random(11), post=receiver.post, **options)
        mount[0].handler, shop.base_url = shop.guarded, mount[1]
        return shop

    return make


@pytest.fixture
def shop(make_shop: MakeShop) -> ShopeeShop:
    return make_shop()


@pytest.fixture
def api(http: httpx.Client, shop: ShopeeShop, clock: FakeClock) -> Api:
    return Api(http, shop, clock).sign_in()


@pytest.fixture
def shirt(shop: ShopeeShop) -> list[str]:
    """The listings of a shirt in M (10 units) and L (4 units)."""
    product = shop.add_product(
        "Kaos Polos",
        [NewVariant("M,Hitam", "KAOS-M", 60_000, 10), NewVariant("L,Hitam", "KAOS-L", 65_000, 4)],
    )
    return [f"{product.id}:{variant.id}" for variant in product.variants]


@pytest.fixture
def mug(shop: ShopeeShop) -> str:
    """The listing of a mug without variants, 7 units."""
    product = shop.add_product("Mug Keramik", [NewVariant("", "MUG", 35_000, 7)])
    return f"{product.id}:{product.variants[0].id}"
