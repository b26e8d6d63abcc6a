"""A shop that tells its orders and nothing of its goods, and what an engine was truly told."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest

from engine.errors import Unavailable
from engine.model.ids import ListingKey
from sandbox.shops.trade import NewVariant
from simulation.calls import WITHOUT_ANSWER, Call, Trouble
from simulation.clock import Agenda, SimClock
from simulation.core.connector import MemoryConnector, Traffic
from simulation.core.shop import LISTING_PAGE, KeptPair, MemoryShop
from simulation.focus import focused
from simulation.layers import layer_of
from simulation.moves import ALL
from simulation.moves.troubles import UNSEEN as UNSEEN_BY
from simulation.mutants.chains import UNSEEN
from simulation.run import play
from simulation.told import Telling

T = TypeVar("T")


class Torn:
    """Lets every call pass but those of one name, whose answers are lost."""

    def __init__(self, lost: str = "") -> None:
        self.lost = lost

    def carry(self, traffic: Traffic, name: str, effect: Callable[[], T]) -> T:
        answer = effect()
        if name == self.lost:
            raise Unavailable("no answer", shop="shopee")
        return answer


@pytest.mark.parametrize(
    ("name", "about"),
    [
        ("orders", "orders"),
        ("listings", "goods"),
        ("details", "goods"),
        ("stock", "goods"),
        ("order/get_order_list", "orders"),
        ("order/get_order_detail", "orders"),
        ("returns/get_return_list", "orders"),
        ("orders/search", "orders"),
        ("returns/search", "orders"),
        ("product/get_item_list", "goods"),
        ("product/get_model_list", "goods"),
        ("products/search", "goods"),
        ("inventory/search", "goods"),
    ],
)
def test_a_trouble_with_goods_leaves_orders_alone(name: str, about: str) -> None:
    call = Call("engine-1", "shopee", "read", name)
    assert call.about == about
    assert Trouble("unreachable", place="shopee", about="goods").fits(call, 0.0) is (about == "goods")
    assert Trouble("unreachable", place="shopee").fits(call, 0.0)


def test_of_a_listing_only_an_answer_that_came_says_what_it_shows() -> None:
    clock, carrier, told = SimClock(Agenda()), Torn(), list[ListingKey]()
    shop = MemoryShop("shopee", "single", clock, 7)
    for number in range(LISTING_PAGE + 1):
        shop.add_product(f"Barang {number}", [NewVariant("", f"SKU-{number}", 1_000, 5)])
    connector = Telling(MemoryConnector(shop, KeptPair(shop.grant()), clock, carrier), told.extend)
    keys = [ListingKey("shopee", str(row["id"])) for row in shop.listings()]

    page = connector.read_listings()
    assert set(told) == set(keys[:LISTING_PAGE])

    told.clear()
    carrier.lost = "listings"
    with pytest.raises(Unavailable):
        connector.read_listings(page.next_cursor)
    assert not told
    connector.read_stock(keys[-1:])
    assert told == keys[-1:]


def test_a_push_without_an_answer_waits_until_its_listing_is_read() -> None:
    outcome = play(focused(0, UNSEEN, ALL), layer_of("core"))
    assert (outcome.promise, outcome.violation) == ("", "")
    assert any(outcome.bitten[f"fault.{fate}.shop.write"] for fate in WITHOUT_ANSWER)
    assert any(outcome.bitten[f"fault.{fate}.shop.read"] for fate in UNSEEN_BY)
