"""What every store must do; subclass it with a `url` fixture of an empty cache that keeps what it is told."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from typing import ClassVar

import pytest

from engine.errors import LeaseLost, StoreError
from engine.model.book import Changes, PendingBatch, ShopState
from engine.model.catalog import Binding, Component, Listing
from engine.model.ids import LineKey, ListingKey
from engine.model.orders import BookedLine, OrderLine
from engine.model.questions import Choice, Question
from engine.model.sheet import CellWrite, Chunk, Intent, RowAppend, SheetWrite
from engine.model.stock import Movement, Part, Receipt, SkuState
from engine.store.base import Store
from engine.store.repository import SqlStore

NOW = 1_700_000_000.0
TTL = 60.0
Opener = Callable[..., Store]


def movement(
    cause: str, sku: str = "kaos-m", on_hand: int = 0, reserved: int = 0, at: float = NOW
) -> Movement:
    return Movement(cause, sku, "count", on_hand, reserved, at, "Sari", "rak depan")


LISTING = ListingKey("toko-a", "11:22")
LINE = LineKey("toko-a", "A1", "1")
ORDER = OrderLine(LINE, LISTING, "KAOS-M", "Kaos", 3, 0, 1, 0, 50_000, "READY", "shopee", NOW, NOW + 1)
FULL = Changes(
    movements=(movement("count:1", on_hand=10), movement("order:1", reserved=3)),
    skus={"kaos-m": SkuState("kaos-m", "Kaos-M", 10, 3, (10, 8), parts=(Part(-2, NOW),), ceiling=4)},
    bindings={
        LISTING: Binding(
            Listing(LISTING, "11", "KAOS-M", "Kaos", "M", 50_000, 7, storefronts=("tiktok", "tokopedia")),
            (Component("kaos-m", 1), Component("tali", 2)),
            "matched",
            pushed=7,
            drifts=(NOW,),
        )
    },
    lines={LINE: BookedLine(ORDER, (Component("kaos-m", 1),), reserved=3, shipped=1, first_seen=NOW)},
    questions={"q1": Question("q1", "count", "kaos-m", NOW, (("base", "10"),), (Choice("least"),))},
    shops={"toko-a": ShopState("toko-a", sending=True, horizon=NOW, days_left=20)},
    marks={"beat": "1700000000"},
)
WRITE = SheetWrite(
    number=7,
    intents=(Intent("Stok", ("kaos-m",), "on_hand", 4, 10, 8, "swap"),),
    cells=(CellWrite("Stok", 4, "available", 5),),
    appends=(RowAppend("Pesanan", (("order", "A1"), ("units", 3)), ("ya", "tidak")),),
    chunks=(Chunk("skus:0", "{}"),),
)


class StoreConformance:
    """One seller's cache as `engine.store.base` promises it."""

    seller: ClassVar[str] = "toko-ibu"

    @pytest.fixture
    def url(self) -> str:
        raise NotImplementedError

    @pytest.fixture
    def opener(self, url: str) -> Iterator[Opener]:
        with ExitStack() as stack:

            def open_store(seller: str = self.seller, **options: object) -> Store:
                store = SqlStore(url, seller, clock_now=lambda: NOW, **options)
                stack.callback(store.close)
                return store

            yield open_store

    @pytest.fixture
    def store(self, opener: Opener) -> Store:
        return opener()

    # The book

    def test_a_new_cache_is_an_empty_book(self, store: Store) -> None:
        book = store.load()
        assert (book.seller, book.epoch, book.batch, book.pending) == (self.seller, 0, 0, None)
        assert [book.skus, book.bindings, book.lines, book.questions, book.shops, book.marks] == [{}] * 6

    def test_what_was_committed_is_there_after_a_restart(self, opener: Opener) -> None:
        first = opener()
        first.commit(first.acquire("me", NOW, TTL), FULL)
        first.close()
        book = opener().load()
        assert book.skus == FULL.skus
        assert book.bindings == FULL.bindings
        assert book.lines == FULL.lines
        assert book.questions == FULL.questions
        assert book.shops == FULL.shops
        assert book.marks == FULL.marks

    def test_a_commit_may_be_repeated(self, store: Store) -> None:
        lease = store.acquire("me", NOW, TTL)
        store.commit(lease, FULL)
        once = store.load(), store.movements(), store.balances()
        store.commit(lease, FULL)
        assert (store.load(), store.movements(), store.balances()) == once

    def test_a_state_is_replaced_as_a_whole(self, store: Store) -> None:
        lease = store.acquire("me", NOW, TTL)
        store.commit(lease, FULL)
        calm = SkuState("kaos-m", "Kaos-M", 10, 3, (10,), receipt=Receipt("applied", (("value", "10"),), NOW))
        store.commit(lease, Changes(skus={"kaos-m": calm}))
        book = store.load()
        assert book.skus == {"kaos-m": calm}
        assert book.bindings == FULL.bindings

    def test_a_dropped_sku_is_forgotten_and_its_ledger_stays(self, store: Store) -> None:
        lease = store.acquire("me", NOW, TTL)
        store.commit(lease, FULL)
        store.commit(lease, Changes(dropped_skus=frozenset({"kaos-m", "never-there"})))
        assert store.load().skus == {}
        assert store.balances() == {"kaos-m": (10, 3)}

    def test_what_is_forgotten_is_gone_and_the_ledger_stays(self, opener: Opener) -> None:
        store, theirs = opener(), opener("toko-lain")
        lease = store.acquire("me", NOW, TTL)
        other = LINE._replace(line="2")
        both = {LINE: FULL.lines[LINE], other: replace(FULL.lines[LINE], line=replace(ORDER, key=other))}
        store.commit(lease, replace(FULL, lines=both))
        theirs.commit(theirs.acquire("me", NOW, TTL), FULL)
        gone = Changes(
            forgotten_lines=frozenset({LINE, LINE._replace(order="never-there")}),
            forgotten_questions=frozenset({"q1"}),
            forgotten_marks=frozenset({"beat"}),
        )
        for _ in range(2):
            store.commit(lease, gone)
            book = store.load()
            assert (set(book.lines), book.questions, book.marks) == ({other}, {}, {})
        assert store.balances() == {"kaos-m": (10, 3)}
        assert theirs.load().lines == FULL.lines

    def test_thousands_of_skus_can_be_dropped_at_once(self, store: Store) -> None:
        lease = store.acquire("me", NOW, TTL)
        skus = {f"sku-{n}": SkuState(f"sku-{n}", f"SKU-{n}") for n in range(3000)}
        store.commit(lease, Changes(skus=skus))
        store.commit(lease, Changes(dropped_skus=frozenset(skus) - {"sku-7"}))
        assert list(store.load().skus) == ["sku-7"]

    def test_sellers_in_one_cache_do_not_see_each_other(self, opener: Opener) -> None:
        ours, theirs = opener(), opener("toko-lain")
        ours.commit(ours.acquire("me", NOW, TTL), FULL)
        assert theirs.load().skus == {}
        assert theirs.movements() == ()
        assert theirs.booked(["count:1"]) == frozenset()
        theirs.commit(theirs.acquire("me", NOW, TTL), Changes(movements=(movement("count:1", on_hand=99),)))
        assert ours.balances() == {"kaos-m": (10, 3)}

    # The ledger

    def test_a_cause_is_booked_once_and_keeps_its_first_booking(self, store: Store) -> None:
        lease = store.acquire("me", NOW, TTL)
        store.commit(lease, Changes(movements=(movement("count:1", on_hand=10),)))
        store.commit(
            lease, Changes(movements=(movement("count:1", on_hand=99), movement("count:2", on_hand=5)))
        )
        assert store.balances() == {"kaos-m": (15, 0)}
        assert store.booked(["count:1", "count:2", "count:3"]) == {"count:1", "count:2"}

    def test_a_cause_that_comes_twice_in_one_commit_is_booked_once(self, store: Store) -> None:
        lease = store.acquire("me", NOW, TTL)
        store.commit(lease, Changes(movements=(movement("c", on_hand=1), movement("c", on_hand=1))))
        assert store.balances() == {"kaos-m": (1, 0)}

    def test_movements_come_in_the_order_of_booking_and_the_limit_keeps_the_newest(
        self, store: Store
    ) -> None:
        lease = store.acquire("me", NOW, TTL)
        late = movement("late", at=NOW - 50)
        booked = (movement("a", at=NOW), movement("b", "topi", at=NOW + 1), movement("c", at=NOW + 2), late)
        store.commit(lease, Changes(movements=booked))
        assert tuple(store.movements()) == booked
        assert [one.cause for one in store.movements("kaos-m")] == ["a", "c", "late"]
        assert [one.cause for one in store.movements(since=NOW + 1)] == ["b", "c"]
        assert [one.cause for one in store.movements(limit=2)] == ["c", "late"]

    def test_any_number_of_causes_can_be_asked_for(self, store: Store) -> None:
        lease = store.acquire("me", NOW, TTL)
        store.commit(lease, Changes(movements=tuple(movement(f"c{n}") for n in range(0, 3000, 2))))
        asked = [f"c{n}" for n in range(3000)]
        assert store.booked(asked) == {f"c{n}" for n in range(0, 3000, 2)}
        assert store.booked([]) == frozenset()

    def test_balances_are_sums(self, store: Store) -> None:
        lease = store.acquire("me", NOW, TTL)
        booked = (
            movement("1", "a", 10),
            movement("2", "a", 0, 3),
            movement("3", "a", -2, -2),
            movement("4", "b", 2**53),
        )
        store.commit(lease, Changes(movements=booked))
        assert store.balances() == {"a": (8, 1), "b": (2**53, 0)}

    # What texts and numbers survive

    @pytest.mark.parametrize(
        "text", ["Kaos 👕 «M»", "'; DROP TABLE sku; --", "a\x1fb\tc\nd", "%s :name {x}", ""]
    )
    def test_any_text_comes_back_as_it_was(self, store: Store, text: str) -> None:
        state = SkuState("a", text, problem=Receipt("refused.text", (("value", text),), NOW))
        question = Question("q", "count", text, NOW, (("sku", text),))
        store.commit(
            store.acquire("me", NOW, TTL),
            Changes(movements=(movement(f"c:{text}"),), skus={"a": state}, questions={"q": question}),
        )
        book = store.load()
        assert (book.skus["a"], book.questions["q"]) == (state, question)
        assert [one.cause for one in store.movements()] == [f"c:{text}"]

    def test_a_nul_in_a_name_from_outside_does_not_stop_the_seller(self, store: Store) -> None:
        store.commit(store.acquire("me", NOW, TTL), Changes(skus={"a": SkuState("a", "Ka\0os")}))
        assert store.load().skus["a"].shown in {"Ka\0os", "Ka\ufffdos"}

    def test_times_and_big_numbers_come_back_exactly(self, store: Store) -> None:
        state = SkuState("a", "A", on_hand=2**53 + 1, read_at=1_700_000_000.1234567, edited_at=1e-9)
        store.commit(store.acquire("me", NOW, TTL), Changes(skus={"a": state}))
        assert store.load().skus["a"] == state

    # A commit is one transaction

    def test_a_commit_that_fails_half_way_stores_nothing(self, store: Store) -> None:
        lease = store.acquire("me", NOW, TTL)
        no_text = Changes(movements=FULL.movements, skus=FULL.skus, marks={"a": "\ud800"})
        for fails in (lambda: store.commit(lease, no_text), lambda: store.confirm(lease, 3, 7, no_text)):
            with pytest.raises(StoreError):
                fails()
            book = store.load()
            assert (book.skus, book.batch, store.balances()) == ({}, 0, {})
        store.commit(lease, FULL)
        assert store.load().skus == FULL.skus

    def test_a_reader_sees_one_moment(self, opener: Opener) -> None:
        writer, reader = opener(), opener()
        lease = writer.acquire("me", NOW, TTL)
        done = threading.Event()

        def write() -> None:
            for n in range(1, 21):
                state = SkuState("a", "A", on_hand=n)
                marks = {"a": str(n)}
                writer.commit(lease, Changes(skus={"a": state}, marks=marks))
            done.set()

        thread = threading.Thread(target=write)
        thread.start()
        while not done.is_set():
            book = reader.load()
            if book.skus:
                assert str(book.skus["a"].on_hand) == book.marks["a"]
        thread.join()
        assert reader.load().marks == {"a": "20"}

    # The journal

    def test_a_journalled_batch_is_there_after_a_restart(self, opener: Opener) -> None:
        first = opener()
        pending = PendingBatch(3, WRITE, NOW)
        first.journal(first.acquire("me", NOW, TTL), pending)
        first.close()
        assert opener().load().pending == pending

    def test_confirming_stores_the_effects_and_clears_the_journal(self, store: Store) -> None:
        lease = store.acquire("me", NOW, TTL)
        store.journal(lease, PendingBatch(3, WRITE, NOW))
        for _ in range(2):
            store.confirm(lease, 3, 7, FULL)
            book = store.load()
            assert (book.epoch, book.batch, book.pending) == (3, 7, None)
            assert book.skus == FULL.skus
            assert store.balances() == {"kaos-m": (10, 3)}

    def test_a_batch_that_is_journalled_again_takes_the_place_of_the_last(self, store: Store) -> None:
        lease = store.acquire("me", NOW, TTL)
        store.journal(lease, PendingBatch(3, WRITE, NOW))
        again = PendingBatch(4, replace(WRITE, number=8, intents=()), NOW + 1)
        store.journal(lease, again)
        assert store.load().pending == again

    # The lease

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
