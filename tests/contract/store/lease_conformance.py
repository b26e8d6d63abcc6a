"""What every store must do with its lease: one holder at a time, and nobody else commits."""

from __future__ import annotations

import subprocess
import sys
import threading
from contextlib import closing

import pytest
from store_cases import FULL, NOW, TTL, WRITE, Opener, OpensStores

from engine.errors import LeaseLost
from engine.model.book import Changes, PendingBatch
from engine.store.base import Store
from engine.store.repository import SqlStore


class LeaseConformance(OpensStores):
    """Who may write a seller's cache, as `engine.store.base` promises it."""

    def test_a_live_lease_of_another_holder_is_named(self, store: Store) -> None:
        store.acquire("first", NOW, TTL)
        with pytest.raises(LeaseLost) as caught:
            store.acquire("second", NOW + TTL - 1, TTL)
        assert caught.value.params == {"holder": "first"}

    def test_the_same_holder_keeps_its_epoch(self, store: Store) -> None:
        lease = store.acquire("me", NOW, TTL)
        again = store.acquire("me", NOW + 10, TTL)
        assert (again.epoch, again.expires) == (lease.epoch, NOW + 10 + TTL)

    @pytest.mark.parametrize(
        ("after", "take_over", "lives"),
        [(TTL, False, True), (1.0, True, True), (1.0, False, False)],
        ids=["expired", "taken over", "holder gone"],
    )
    def test_a_taken_lease_ends_the_older_one(
        self, opener: Opener, after: float, take_over: bool, lives: bool
    ) -> None:
        old, new = opener(), opener(alive=lambda _holder: lives)
        lease = old.acquire("old", NOW, TTL)
        taken = new.acquire("new", NOW + after, TTL, take_over=take_over)
        assert taken.epoch == lease.epoch + 1
        for call in (
            lambda: old.commit(lease, FULL),
            lambda: old.commit(lease, Changes()),
            lambda: old.journal(lease, PendingBatch(1, WRITE, NOW)),
            lambda: old.confirm(lease, 1, 1, FULL),
            lambda: old.renew(lease, NOW + after, TTL),
        ):
            with pytest.raises(LeaseLost) as caught:
                call()
            assert caught.value.params == {"holder": "new"}
        old.release(lease)
        new.commit(taken, Changes(marks={"still": "ours"}))
        book = new.load()
        assert (book.skus, book.pending, book.batch, book.marks) == ({}, None, 0, {"still": "ours"})

    def test_a_released_lease_is_free_and_the_epoch_still_rises(self, store: Store) -> None:
        lease = store.acquire("first", NOW, TTL)
        store.release(lease)
        with pytest.raises(LeaseLost):
            store.commit(lease, FULL)
        assert store.acquire("second", NOW, TTL).epoch == lease.epoch + 1

    def test_a_renewed_lease_lasts_longer(self, store: Store) -> None:
        lease = store.renew(store.acquire("me", NOW, TTL), NOW + 50, TTL)
        assert lease.expires == NOW + 50 + TTL
        with pytest.raises(LeaseLost):
            store.acquire("other", NOW + TTL + 1, TTL)

    def test_an_expired_lease_that_nobody_took_still_commits(self, store: Store) -> None:
        lease = store.acquire("me", NOW, 0.0)
        store.commit(lease, FULL)
        assert store.load().skus == FULL.skus

    def test_a_lease_of_another_seller_opens_nothing(self, opener: Opener) -> None:
        ours, theirs = opener(), opener("toko-lain")
        lease = theirs.acquire("me", NOW, TTL)
        ours.acquire("me", NOW, TTL)
        with pytest.raises(LeaseLost):
            ours.commit(lease, FULL)

    def test_of_many_that_start_at_once_one_gets_the_lease(self, opener: Opener) -> None:
        stores = [opener() for _ in range(4)]
        start = threading.Barrier(len(stores))
        won: list[str] = []
        lost: list[str | int] = []

        def race(number: int) -> None:
            start.wait()
            try:
                won.append(stores[number].acquire(f"worker-{number}", NOW, TTL).holder)
            except LeaseLost as error:
                lost.append(error.params["holder"])

        threads = [threading.Thread(target=race, args=(number,)) for number in range(len(stores))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (len(won), lost) == (1, won * 3)

    def test_two_processes_take_turns_and_lose_nothing(self, url: str) -> None:
        workers = [
            subprocess.Popen(
                [sys.executable, "-c", WORKER, url, self.seller, name],
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            )
            for name in ("one", "two")
        ]  # fmt: skip
        told = [worker.communicate(timeout=60) for worker in workers]
        assert [worker.returncode for worker in workers] == [0, 0], told
        epochs = [int(epoch) for out, _ in told for epoch in out.split()]
        assert len(epochs) == len(set(epochs)) == 10
        with closing(SqlStore(url, self.seller, clock_now=lambda: NOW)) as store:
            assert store.balances() == {"kaos-m": (10, 0)}
            assert store.load().skus["kaos-m"].on_hand == 10


# Five times: take the lease, read, add one to what was read, store it, give the lease back.
WORKER = """
import sys, time
from dataclasses import replace
from engine.errors import LeaseLost
from engine.model.book import Changes
from engine.model.stock import Movement, SkuState
from engine.store.repository import SqlStore

url, seller, name = sys.argv[1:]
store = SqlStore(url, seller, clock_now=time.time)
done = 0
while done < 5:
    try:
        lease = store.acquire(name, time.time(), 60.0)
    except LeaseLost:
        time.sleep(0.005)
        continue
    state = store.load().skus.get("kaos-m", SkuState("kaos-m", "Kaos-M"))
    booked = Movement(f"{name}:{done}", "kaos-m", "count", 1, 0, 0.0, name)
    store.commit(lease, Changes((booked,), {"kaos-m": replace(state, on_hand=state.on_hand + 1)}))
    store.release(lease)
    print(lease.epoch)
    done += 1
store.close()
"""
