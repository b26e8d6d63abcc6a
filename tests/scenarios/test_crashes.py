"""The engine is killed at every boundary of a cycle in turn; a fresh one on the same cache goes on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from bench import Bench, bench

from sandbox.shops import NewVariant

STOCK = {"KAOS-M": 100, "TOPI": 100, "TAS": 100, "SEPATU": 100, "SANDAL": 100, "JAKET": 100}
BOUNDARIES = ("commit", "journal", "confirm", "write", "set_stock", "open", "settle")


class Crash(BaseException):
    """The process is gone in this instant."""


class Crashing:
    """Something whose boundary calls are counted, before and after; at number `at` the process dies."""

    def __init__(self, inner: Any, counter: Killer) -> None:
        self._inner = inner
        self._counter = counter

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        return self._counter.counted(name, found) if name in BOUNDARIES else found


class Killer:
    """Counts boundary calls and dies at the one with number `at` (from 0), or of that name.

    Of calls of a kind the first two count: the more listings a shop has, the more pushes there are in a cycle.
    """

    def __init__(self, at: int | str) -> None:
        self.at = at
        self.passed: list[str] = []

    def counted(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def made(*args: Any, **kwargs: Any) -> Any:
            self._pass(f"before {name}")
            answer = call(*args, **kwargs)
            self._pass(f"after {name}")
            return answer

        return made

    def _pass(self, point: str) -> None:
        if self.passed.count(point) == 2:
            return
        self.passed.append(point)
        if self.at in (len(self.passed) - 1, point):
            raise Crash(point)

    def sit_on(self, one: Bench) -> None:
        """Stand between the cycle and everything it touches."""
        cycle = one.cycle
        cycle.store = Crashing(cycle.store, self)
        cycle.desk = Crashing(cycle.desk, self)
        for name, connector in list(cycle.shops.connectors.items()):
            cycle.shops.connectors[name] = Crashing(connector, self)  # type: ignore[index]


class Story:
    """Rounds of work of every kind, and what they must come to."""

    def __init__(self, one: Bench) -> None:
        self.one = one
        self.on_hand = dict(STOCK)
        self.reserved = dict.fromkeys(STOCK, 0)
        self.strangers: list[str] = []

    def prepare(self, number: int) -> None:
        """Orders that will be cancelled and shipped, and one of a listing that nobody has linked."""
        one = self.one
        one.wait()
        product = one.shop.add_product(f"Asing {number}", [NewVariant("", "", 1_000, 50)])
        self.stranger = f"{product.id}:{product.variants[0].id}"
        self.cancelled = one.shop.buy("shopee", [(one.listings["SEPATU"], 2)]).id
        self.shipped = one.shop.buy("shopee", [(one.listings["SANDAL"], 1)]).id
        one.run(1)
        one.shop.buy("shopee", [(self.stranger, 3)])
        one.run(2)
        one.wait()

    def work(self, number: int) -> None:
        """A count, an entry, an order, a cancel, a parcel, and a link."""
        one = self.one
        count = 60 + number
        one.type("KAOS-M", "Stok", str(count))
        one.type("TOPI", "+/-", "+3")
        one.shop.buy("shopee", [(one.listings["TAS"], 1)])
        one.shop.cancel(self.cancelled)
        one.shop.pay(self.shipped)
        one.shop.arrange(self.shipped)
        one.shop.ship(self.shipped)
        one.type(self.stranger, "SKU master", "JAKET", tab="Tautan", key="ID")
        self.strangers.append(self.stranger)
        self.on_hand |= {"KAOS-M": count, "TOPI": self.on_hand["TOPI"] + 3}
        self.on_hand["SANDAL"] -= 1
        self.reserved["TAS"] += 1
        self.reserved["JAKET"] += 3

    def check(self) -> None:
        """Sheet, book, stored book, ledger and shop all say what was typed and sold."""
        one = self.one
        assert [] == [question for question in one.cycle.book.questions.values() if question.open]
        for sku in STOCK:
            assert (self.on_hand[sku], self.reserved[sku]) == one.numbers(sku), sku
            assert self.on_hand[sku] - self.reserved[sku] == one.stock(sku), sku
        assert "" == one.shown("TOPI", "+/-")
        shown = {row["id"]: row["stock"] for row in one.shop.listings()}
        expected = self.on_hand["JAKET"] - self.reserved["JAKET"]
        assert {expected} == {shown[listing] for listing in self.strangers}


ROUND = Counter({"count": 1, "in/out": 1, "reserve": 2, "release": 1, "ship": 1})


@pytest.fixture
def seller(tmp_path: Path) -> Iterator[Bench]:
    with bench(tmp_path, STOCK) as one:
        one.run()
        one.tick()
        one.run()
        yield one


def booked(one: Bench) -> Counter[str]:
    return Counter(movement.kind for movement in one.store.movements())


def test_killed_at_every_boundary_of_a_cycle(seller: Bench) -> None:
    story = Story(seller)
    died: list[str] = []
    for number in range(40):
        story.prepare(number)
        before = booked(seller)
        story.work(number)
        killer = Killer(number)
        killer.sit_on(seller)
        try:
            seller.run(1)
        except Crash as crash:
            died.append(str(crash))
        seller.start()
        seller.run(3)

        story.check()
        assert ROUND == booked(seller) - before, killer.passed
        if len(killer.passed) <= number:
            break
    assert {f"{when} {what}" for when in ("before", "after") for what in BOUNDARIES[:5]} == set(died)


def test_killed_again_while_the_first_death_is_settled(seller: Bench) -> None:
    """Died after the batch landed; then at every boundary of the start that follows."""
    story = Story(seller)
    died: list[str] = []
    for number in range(20):
        story.prepare(number)
        before = booked(seller)
        story.work(number)
        Killer("after write").sit_on(seller)
        with pytest.raises(Crash):
            seller.run(1)
        seller.start()
        second = Killer(number)
        second.sit_on(seller)
        try:
            seller.cycle.start()
        except Crash as crash:
            died.append(str(crash))
        seller.start()
        seller.run(3)

        story.check()
        assert ROUND == booked(seller) - before, second.passed
        if len(second.passed) <= number:
            break
    assert {
        f"{when} {what}" for when in ("before", "after") for what in ("open", "settle", "confirm")
    } == set(died)


@pytest.mark.parametrize("point", ["before set_stock", "after set_stock"])
def test_a_sale_after_a_push_that_nobody_confirmed_is_no_drift(seller: Bench, point: str) -> None:
    seller.type("KAOS-M", "Stok", "60")
    Killer(point).sit_on(seller)
    with pytest.raises(Crash):
        seller.run(1)
    seller.wait()
    seller.shop.buy("shopee", [(seller.listings["KAOS-M"], 1)])
    # What is wanted by now is neither what was pushed nor what is left of it.
    seller.type("KAOS-M", "Stok", "80")
    seller.start()
    for _ in range(3):
        seller.run(1)
        seller.wait()

    assert [] == [one.kind for one in seller.cycle.book.questions.values()]
    assert 79 == seller.stock("KAOS-M")
