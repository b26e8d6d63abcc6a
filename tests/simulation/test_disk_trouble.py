"""A disk that fails in the middle of a cycle: nothing is lost, and nobody is asked about an edit that nobody made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.shops.business import Business
from simulation.calls import Call, Line, Nobody
from simulation.clock import Agenda
from simulation.core.world import CoreWorld
from simulation.dice import stream
from simulation.disk import DiskTrouble
from simulation.places import Setting
from simulation.trace import Trace
from simulation.worker import Turn, Worker


class AtTheWrite(Nobody):
    """Spoils the disk in the instant in which a write reaches this place, once."""

    def __init__(self) -> None:
        self.place = "sheet"
        self.worker: Worker | None = None
        self.trouble: DiskTrouble | None = None

    def before(self, call: Call) -> None:
        if (call.place, call.kind) == (self.place, "write") and self.trouble is not None:
            assert self.worker is not None
            assert self.worker.disk is not None
            self.worker.disk.spoil(self.trouble)
            self.trouble = None


class Shop:
    """One seller with ten shirts, one shop, and an engine that is driven turn by turn."""

    def __init__(self, folder: Path) -> None:
        self.setting = Setting("disk", {"KAOS": 10}, {"shopee": "shopee"}, locale="en_US")
        self.agenda = Agenda()
        self.trace = Trace(lambda: self.agenda.now)
        self.watch = AtTheWrite()
        line = Line(self.agenda, self.trace, stream("disk", "latency"), self.watch, quick=True)
        self.world = CoreWorld(self.setting, self.agenda, line, folder)
        self.turns: list[Turn] = []
        self.worker = Worker(
            "engine-1",
            self.world,
            self.setting,
            self.agenda,
            line,
            folder / "cache.db",
            lambda _worker, turn: self.turns.append(turn),
            lambda _worker: None,
        )
        self.watch.worker = self.worker
        self.worker.boot(lay_out=True)

    def run(self, turns: int) -> None:
        """Some more turns of the engine, good or bad."""
        wanted = len(self.turns) + turns
        while len(self.turns) < wanted:
            self.agenda.step()

    def asked(self) -> list[str]:
        """Kinds of the open questions."""
        assert self.worker.cycle is not None
        return [question.kind for question in self.worker.cycle.book.questions.values() if question.open]

    @property
    def business(self) -> Business:
        """What the buyers do."""
        return self.world.shops["shopee"].business

    def buy(self, units: int) -> str:
        """A paid order."""
        (listing,) = [row["id"] for row in self.business.listings()]
        order = self.business.buy("satu", [(listing, units)])
        self.business.pay(order.id)
        return order.id

    def mended_after(self, code: str) -> None:
        """The disk is mended; it had made a turn fail."""
        assert code in {turn.error.code for turn in self.turns if turn.error is not None}
        assert self.worker.disk is not None
        self.worker.disk.mend()

    def balance(self) -> tuple[int, int]:
        """On hand and reserved as the stored ledger says."""
        assert self.worker.cycle is not None
        return self.worker.cycle.store.balances()["kaos"]

    def stock(self) -> object:
        """What `Stok` shows."""
        return self.world.paper.rows("skus")[0]["stock"]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    made = Shop(tmp_path)
    yield made
    made.worker.kill()


def test_a_batch_that_could_not_be_confirmed_is_settled_and_not_taken_for_an_edit(shop: Shop) -> None:
    shop.run(3)
    order = shop.buy(2)
    shop.run(3)
    shop.business.ship(order)
    shop.watch.trouble = "locked"
    shop.run(2)
    shop.mended_after("C400")
    shop.run(4)
    assert shop.turns[-1].error is None
    assert shop.asked() == []
    assert (shop.stock(), shop.balance()) == (8, (8, 0))


def test_a_push_that_could_not_be_noted_down_is_read_back_and_not_taken_for_another_s(shop: Shop) -> None:
    shop.run(3)
    shop.world.paper.type("start", 2, "send_stock", "TRUE")
    shop.run(3)
    shop.world.paper.type("skus", 2, "stock", "7")
    shop.watch.place, shop.watch.trouble = "shopee", "locked"
    shop.run(2)
    shop.world.paper.type("skus", 2, "stock", "9")
    shop.mended_after("C400")
    shop.run(6)
    assert shop.turns[-1].error is None
    assert [row["stock"] for row in shop.business.listings()] == [9]
    assert (shop.asked(), shop.balance()) == ([], (9, 0))


def test_a_start_that_could_not_store_what_it_settled_starts_again(shop: Shop) -> None:
    shop.run(3)
    shop.worker.kill()
    shop.worker.cache.unlink()
    shop.worker.boot()
    shop.watch.trouble = "locked"
    shop.run(2)
    shop.mended_after("C400")
    shop.run(4)
    assert shop.turns[-1].error is None
    assert shop.worker.cycle is not None
    assert [movement.cause.partition(":")[0] for movement in shop.worker.cycle.store.movements()] == [
        "rebuild"
    ]
    assert (shop.asked(), shop.balance()) == ([], (10, 0))


def test_what_could_not_be_stored_for_lack_of_room_is_booked_once_there_is_room(shop: Shop) -> None:
    shop.run(3)
    assert shop.worker.disk is not None
    shop.worker.disk.spoil("full")
    for _ in range(8):
        shop.buy(1)
    shop.run(3)
    shop.mended_after("C400")
    shop.run(4)
    assert shop.turns[-1].error is None
    assert shop.balance() == (10, 8)
