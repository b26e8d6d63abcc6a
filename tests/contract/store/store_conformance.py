"""What every store must do with a seller's book, its journal and its lease."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from lease_conformance import LeaseConformance
from store_cases import FULL, LINE, NOW, ORDER, TTL, WRITE, Opener, movement

from engine.errors import StoreError
from engine.model.book import Changes, PendingBatch
from engine.model.questions import Question
from engine.model.stock import Receipt, SkuState
from engine.store.base import Store


class StoreConformance(LeaseConformance):
    """One seller's cache as `engine.store.base` promises it."""

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
